"""Somebody stands in for a visitor from day to day, and visits meanwhile whom that one visits."""

from dataclasses import dataclass
from datetime import date

from formserver.clock import now, today
from formserver.errors import FormserverError, NotFound
from formserver.extensions import db
from formserver.services.acting import Incomplete
from formserver.services.person import Person
from formserver.services.visiting.assigning import problem_of_day, problem_of_note, refuse, row, shortened, visitors
from formserver.store import assignments, stand_ins, users


class AlreadyStoodIn(FormserverError):
    """Two would stand in for the same visitor."""

    status = 409
    message_key = "%(name)s在这段时间里已经有人代班，请先取消原来的安排。"


@dataclass(frozen=True)
class StandIn:
    """``user_id`` visits from day to day whom ``for_user_id`` visits."""

    for_user_id: str
    user_id: str
    first: str
    last: str
    note: str = ""


def begin(person: Person, village_code: str, what: StandIn) -> None:
    """Let somebody visit for a while whom another one visits. The same once more changes nothing.

    Raises NotFound, Incomplete, AlreadyStoodIn.
    """
    refuse(person, village_code)
    problems = _problems(village_code, what)
    if problems:
        raise Incomplete(problems)
    assignments.lock(village_code)
    same = (what.for_user_id, what.user_id, what.first, what.last)
    others = stand_ins.of_village(person.county_id, village_code, what.first)
    for one in others:
        if (one.for_user_id, one.user_id, one.first, one.last) == same:
            return
        if one.for_user_id == what.for_user_id and one.first <= what.last:
            raise AlreadyStoodIn(name=users.get(what.for_user_id).full_name)
    assignments.insert(
        [
            row(
                person,
                village_code,
                now(),
                user_id=what.user_id,
                for_user_id=what.for_user_id,
                first=what.first,
                last=what.last,
                note=what.note,
            )
        ]
    )
    db.session.commit()


def end(person: Person, village_code: str, assignment_id: str) -> bool:
    """Let a stand-in end yesterday, or never begin; whether it did. What ended already stays so. Raises NotFound."""
    refuse(person, village_code)
    assignments.lock(village_code)
    one = stand_ins.find(person.county_id, village_code, assignment_id)
    day, at = today().isoformat(), now()
    if one is None:
        raise NotFound
    if one.ended_at is not None or (one.last or day) < day:
        return False
    assignments.end([one], by=person.user_id, at=at)
    if one.first < day:
        assignments.insert([shortened(person, one, date.fromisoformat(day), at)])
    db.session.commit()
    return True


def _problems(village_code: str, what: StandIn) -> dict[str, str]:
    here = visitors(village_code)
    found = {"first": problem_of_day(what.first), "last": problem_of_day(what.last)}
    found["note"] = problem_of_note(what.note)
    found["for_user"] = "" if what.for_user_id in here else "请选择探访人员"
    found["user"] = "" if what.user_id in here else "请选择探访人员"
    if what.for_user_id == what.user_id and not found["user"]:
        found["user"] = "代班的不能是本人，请选择另一位"
    if not (found["first"] or found["last"]):
        if what.last < what.first:
            found["last"] = "最后一天不能早于第一天"
        elif what.last < today().isoformat():
            found["last"] = "最后一天不能早于今天"
    return {name: text for name, text in found.items() if text}
