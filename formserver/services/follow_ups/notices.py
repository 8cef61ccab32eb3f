"""通知: children and family are told what was found and urged to help; whom, when, how and what is kept in the file."""

from collections.abc import Mapping
from typing import Final

from formserver.clock import chinese_date
from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.models import ElderEvent
from formserver.services import acting, asking, file_acts
from formserver.services.acting import Asked, Incomplete
from formserver.services.file_rights import may_change
from formserver.services.follow_ups.acting import seen_by
from formserver.services.follow_ups.taking import take
from formserver.services.follow_ups.words import WAYS
from formserver.services.person import Person
from formserver.store import elders, follow_ups

NOTICE: Final = "notice"
INPUTS: Final = ("to", "relation", "day", "way", "note")
MISSING: Final = {"to": "请写明通知了谁", "way": "请选择怎样通知的", "note": "请写明通知了什么"}
"""Input -> what is said where it is missing."""
LONGEST: Final = {
    "to": (40, "通知了谁，最多写40个字"),
    "relation": (20, "与老人的关系最多写20个字"),
    "note": (400, "通知的内容最多写400个字"),
}


def note(person: Person, elder_id: str, item_id: str, typed: Mapping[str, str], asked: Asked) -> ElderEvent:
    """Keep that somebody of the family was told. ``item_id``: what it was about, where that is followed up, or "";
    ``typed``: by `INPUTS`.

    Raises NotFound, Forbidden, Incomplete, StaleFile, ActConflict.
    """
    elders.get(person.scope, elder_id)
    turn = acting.begin(person, asked, f"{NOTICE} {item_id}", typed, elder_id)
    (elder,) = turn.elders
    if turn.done is not None:
        return turn.done
    if not may_change(person, elder):
        raise Forbidden
    if problems := _problems(typed):
        raise Incomplete(problems)
    said = _words(typed)
    told = {name: typed[name] for name in INPUTS if name != "note" and typed[name]}
    if item_id:
        item = follow_ups.locked(person.scope, item_id)
        if item.elder_id != elder_id:
            raise NotFound
        take(person, item, NOTICE, seen_by(person, item), note=said, facts=told)
        told["follow_up"] = item_id
    event = file_acts.take(person, elder, NOTICE, {}, note=said, facts={**told, "body": turn.body}, act_id=asked.act_id)
    db.session.commit()
    return event


def _problems(typed: Mapping[str, str]) -> dict[str, str]:
    given = {**typed, "way": typed["way"] if typed["way"] in WAYS else ""}
    found = {name: sentence for name, sentence in MISSING.items() if not given[name]}
    found |= {name: sentence for name, (most, sentence) in LONGEST.items() if len(typed[name]) > most}
    return found | ({"day": problem} if (problem := asking.problem_of_day(typed["day"])) else {})


def _words(typed: Mapping[str, str]) -> str:
    who = f"{typed['to']}（{typed['relation']}）" if typed["relation"] else typed["to"]
    return f"{chinese_date(typed['day'])}，{WAYS[typed['way']]}通知{who}：{typed['note']}"
