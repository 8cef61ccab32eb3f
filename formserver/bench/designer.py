"""The designer by the entry page of the same paper: changing one property by keeping one answer, opening by opening.

Requests go through the whole application in this process; their time is that of the processor.
"""

import gc
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formserver.bench.office import token_of
from formserver.bench.report import Figure, Report, ratio_of
from formserver.clock import today
from formserver.demo import cast
from formserver.services import adopting, design_ending, designing, drafting, edition_drafts
from formserver.services.adopting import Use
from formserver.services.person import Person
from formserver.store import designs, users

_COUNTY: Final = "420703"
_AUTHOR: Final = "ezhou-forms"
_VISITOR: Final = "ezhou-visitor"
_WORKFLOW: Final = "village_township_county"
_KINDS: Final = ("text", "single_choice", "date", "multi_choice", "phone", "integer", "yes_no", "long_text")
_CELL: Final = "0.1.1"
_FIELD: Final = "main.item_1"
_REVISION: Final = re.compile(r'(?:name="_revision" value|data-revision)="(\d+)"')


@dataclass(frozen=True)
class Desk:
    """A paper that is designed and filled in: the addresses of its design and of a draft."""

    design: str
    draft: str


class Window:
    """A browser window of somebody who has signed in."""

    def __init__(self, app: Flask, user_name: str) -> None:
        self._client: FlaskClient = app.test_client()
        typed = {"user_name": user_name, "password": cast.PASSWORD}
        sign_in = {"X-CSRFToken": token_of(self.get("/sign-in"))}
        self._client.post("/sign-in", data=typed, headers=sign_in)
        self._headers = {"X-CSRFToken": token_of(self.get("/about"))}

    def get(self, path: str) -> str:
        """A page, as a browser opens it."""
        return self._client.get(path).get_data(as_text=True)

    def revision(self, path: str) -> int:
        """The state that a page is drawn from."""
        found = _REVISION.search(self.get(path))
        assert found is not None
        return int(found[1])

    def post(self, path: str, typed: dict[str, str], *, scripts: bool) -> TestResponse:
        """What is posted, by scripts or by the page itself; gives the page it leads to."""
        headers = self._headers | ({"HX-Request": "true"} if scripts else {})
        answer = self._client.post(path, data=typed, headers=headers, follow_redirects=True)
        assert answer.status_code == 200, answer.status
        return answer


def furnish(fields: int) -> Desk:
    """Design a paper of so many fields, publish it, begin to fill it in; needs the context of an app with a
    demonstration."""
    author, visitor = _person(_AUTHOR), _person(_VISITOR)
    design_id = designing.start_new(author, "registration", "很长的登记表", "基本情况")
    for number in range(fields - 1):
        kind, label = _KINDS[number % len(_KINDS)], f"第{number + 1}项"
        designing.take(author, design_id, number, {"do": "add", "cell": _CELL, "kind": kind, "label": label})
    draft_id = design_ending.hand_in(author, design_id, fields - 1, "很长")
    edition_drafts.publish(author, draft_id, "很长", two_persons=False)
    code = designs.get(_COUNTY, design_id).form_code
    adopting.take_into_use(author, code, Use(_COUNTY, _WORKFLOW, today().isoformat()))
    draft = drafting.start(visitor, code, village_code=visitor.filling_regions[0])
    return Desk(f"/{_COUNTY}/designs/{design_id}", f"/{_COUNTY}/drafts/{draft.id}")


def measure(app: Flask, desk: Desk, *, rounds: int, times: int, done: Callable[[], None]) -> Report:
    """Medians over alternating rounds of so many requests each; `done` is called after each round."""
    author, visitor = Window(app, _AUTHOR), Window(app, _VISITOR)
    acts = (
        _changing(author, desk),
        _keeping(visitor, desk),
        lambda: author.get(desk.design),
        lambda: visitor.get(desk.draft),
    )
    found = []
    gc.freeze()  # as a server does before it forks those who answer
    for _ in range(rounds):
        found.append([_timed(act, times) for act in acts])
        done()
    gc.unfreeze()
    change, keep, opening, entry = zip(*found, strict=True)
    figures = (
        Figure.of("设计：改一项的一处", "ms", change, kb=[_kilobytes(acts[0])]),
        Figure.of("填表：不用脚本暂存一项", "ms", keep),
        Figure.of("设计：打开", "ms", opening, kb=[_kilobytes(acts[2])]),
        Figure.of("填表：打开同一张表", "ms", entry, kb=[_kilobytes(acts[3])]),
    )
    ratios = (
        ratio_of("改一处 / 暂存一项", change, keep, 2.0, at_most=True),
        ratio_of("打开设计 / 打开填表页", opening, entry, 3.0, at_most=True),
    )
    return Report(figures, ratios)


def _changing(author: Window, desk: Desk) -> Callable[[], str]:
    """A property of the first field, changed with scripts, as it is when its input is left."""
    at = [author.revision(desk.design)]

    def change() -> str:
        typed = {
            "do": "change",
            "field": _FIELD,
            "cell": _CELL,
            "to.help": f"说明{uuid4()}",
            "_shown": f"{_CELL} {_FIELD}",
        }
        answer = author.post(desk.design, {**typed, "_revision": str(at[0])}, scripts=True)
        at[0] += 1
        return answer.get_data(as_text=True)

    return change


def _keeping(visitor: Window, desk: Desk) -> Callable[[], str]:
    """One answer, kept by the button of the page."""
    at = [visitor.revision(desk.draft)]

    def keep() -> str:
        typed = {"_action": "save", "item_1": f"王{uuid4()}"[:8], "_revision": str(at[0])}
        answer = visitor.post(desk.draft, typed, scripts=False).get_data(as_text=True)
        found = _REVISION.search(answer)
        assert found is not None
        at[0] = int(found[1])
        return answer

    return keep


def _timed(act: Callable[[], str], times: int) -> float:
    """Milliseconds of the processor for one, the mean of many."""
    act()
    begin = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - begin) / times * 1000


def _kilobytes(act: Callable[[], str]) -> float:
    return len(act().encode()) / 1024


def _person(user_name: str) -> Person:
    user = users.by_username(user_name)
    assert user is not None
    return Person(user.id, user.full_name, _COUNTY, tuple(users.grants_of(user.id)))
