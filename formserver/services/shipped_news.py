"""What the program ships by now of a form that a county looks after: named, and offered as a draft when asked for."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formserver.errors import FormserverError
from formserver.models import Form
from formserver.resources import root
from formserver.services import edition_drafts
from formserver.services.edition_drafts import Offer
from formserver.services.person import Person
from formserver.store import edition_drafts as drafts
from formserver.store import forms


class NothingShipped(FormserverError):
    """The program has no newer edition of the form."""

    status = 409
    message_key = "系统没有这张表更新的版本。"


@dataclass(frozen=True)
class News:
    """A shipped edition that the form never had. `number`: as it is printed; `text`: the file."""

    number: str
    text: str


def of_form(form: Form) -> News | None:
    """The newest shipped edition of a form that somebody looks after; None where the form has or had what it says,
    or where a draft that says it waits for a decision."""
    found = max((root() / "schemas").glob(f"{form.code}.v*.json"), key=_number, default=None)
    if form.owner_region is None or found is None:
        return None
    text = found.read_text("utf-8")
    said = _said(text)
    known = [one.source for one in forms.editions(form.code)]
    known += [one.source for one in drafts.waiting(form.owner_region, form.code)]
    if any(_said(one) == said for one in known):
        return None
    return News(str(json.loads(text)["$id"]).rpartition(":v")[2], text)


def offer(person: Person, code: str) -> str:
    """Offer it as the next edition; gives the draft's id. Raises NothingShipped, and as `edition_drafts.offer`."""
    news = of_form(forms.get(code))
    if news is None:
        raise NothingShipped
    return edition_drafts.offer(person, code, Offer(news.text, f"系统提供的 {news.number} 版"))


def _number(path: Path) -> int:
    return int(path.name.split(".")[-2].removeprefix("v"))


def _said(text: str) -> dict[str, Any]:
    """What a document says under whatever number."""
    return {word: value for word, value in json.loads(text).items() if word != "$id"}
