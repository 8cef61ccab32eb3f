"""Who visits whom: persons given to visitors from a day on, taken back, handed over; a change undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from formserver.clock import now, today
from formserver.errors import FormserverError, NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import VisitAssignment
from formserver.regions.codes import TOWNSHIP_DIGITS, covers, is_code
from formserver.services.acting import Incomplete
from formserver.services.person import Person
from formserver.services.rights import rights_of, roles_with
from formserver.services.typed_days import NOT_A_DAY, day_of
from formserver.store import assignments, regions, stand_ins, users
from formserver.store.assignments import VISITING

RIGHT: Final = "assign_visitors"
NOBODY: Final = "none"
"""In the place of a visitor: everybody in the village visits the person."""

_LONGEST_NOTE: Final = 200
_PAST: Final = timedelta(days=366)
_AHEAD: Final = timedelta(days=366)
_DAY: Final = timedelta(days=1)


class StaleAssignments(FormserverError):
    """Somebody else changed the assignments of the village while the page was open."""

    status = 409
    message_key = "您打开这一页以后，这个村（社区）的分工已有变化，没有改动。请看过现在的分工再办。"


class NothingToUndo(FormserverError):
    """What was made was changed once more since, or undone."""

    status = 409
    message_key = "这次变动以后，其中有人又改过分工，不能撤销；请直接改成现在应有的分工。"


@dataclass(frozen=True)
class Giving:
    """Whom to give to whom: ``user_id`` or `NOBODY`, from ``first`` (YYYY-MM-DD) on."""

    elder_ids: tuple[str, ...]
    user_id: str
    first: str
    note: str = ""


def villages(person: Person) -> list[str]:
    """Codes of the villages in which somebody says who visits whom."""
    held = {code for role in roles_with(RIGHT) for code in person.regions_of(role)}
    return [region.code for region in regions.under(*sorted(held), on=today()) if len(region.code) > TOWNSHIP_DIGITS]


def may(person: Person, village_code: str) -> bool:
    """Whether somebody says who visits whom in a village."""
    return RIGHT in rights_of(person.roles_at(village_code))


def refuse(person: Person, village_code: str) -> None:
    """Raises NotFound where the person does not say who visits whom."""
    if not (is_code(village_code) and covers(person.county_id, village_code) and may(person, village_code)):
        raise NotFound


def visitors(village_code: str) -> dict[str, str]:
    """Who visits in a village today: user id -> name."""
    return {user.id: user.full_name for user in users.holders(VISITING, village_code, today())}


def give(person: Person, village_code: str, giving: Giving, seen: str) -> int:
    """Let somebody, or nobody in particular, visit persons of a village from a day on; gives for how many that was new.

    ``seen``: `store.assignments.version` when the page was drawn. Who visits a person already is left as he is.
    Raises NotFound, Incomplete, StaleAssignments.
    """
    refuse(person, village_code)
    problems = _problems(village_code, giving)
    if problems:
        raise Incomplete(problems)
    if assignments.count_served(person.county_id, village_code, giving.elder_ids) != len(giving.elder_ids):
        raise NotFound
    assignments.lock(village_code)
    stands = assignments.standing_on_or_after(person.county_id, giving.elder_ids, giving.first)
    of_person: dict[str, list[VisitAssignment]] = {elder_id: [] for elder_id in giving.elder_ids}
    for one in stands:
        of_person[one.elder_id or ""].append(one)
    changed = {elder_id: found for elder_id, found in of_person.items() if not _is_so(found, giving)}
    if not changed:
        return 0
    if seen != assignments.version(person.county_id, village_code):
        raise StaleAssignments
    _replace(person, village_code, giving, changed)
    db.session.commit()
    return len(changed)


def undo(person: Person, village_code: str, by: str, at: datetime) -> int:
    """Undo what somebody changed in a village at one instant; gives how many rows that were.

    Raises NotFound, NothingToUndo.
    """
    refuse(person, village_code)
    assignments.lock(village_code)
    made, ended = assignments.of_batch(person.county_id, village_code, by, at)
    if not (made or ended) or any(one.ended_at is not None for one in made):
        raise NothingToUndo
    _refuse_doubling(person.county_id, made, ended)
    # Ended at the very instant they were made: they never held.
    assignments.end(made, by=person.user_id, at=at)
    for one in ended:
        one.ended_by, one.ended_at = None, None
    db.session.commit()
    return len(made) + len(ended)


def _refuse_doubling(county_id: str, made: Iterable[VisitAssignment], ended: Sequence[VisitAssignment]) -> None:
    """Raises NothingToUndo where a person would have two visitors on a day, or a visitor two stand-ins."""
    gone = {one.id for one in made}
    ids = {one.elder_id for one in ended if one.elder_id}
    standing = assignments.standing_on_or_after(county_id, ids, "") if ids else ()
    for old in ended:
        for one in standing:
            if one.elder_id == old.elder_id and one.id not in gone and _meet(one, old):
                raise NothingToUndo
        others = stand_ins.of_village(county_id, old.village_code, old.first) if old.elder_id is None else ()
        if any(one.for_user_id == old.for_user_id and one.id not in gone and _meet(one, old) for one in others):
            raise NothingToUndo


def _meet(one: VisitAssignment, other: VisitAssignment) -> bool:
    return (other.last is None or one.first <= other.last) and (one.last is None or other.first <= one.last)


def _problems(village_code: str, giving: Giving) -> dict[str, str]:
    found = {"day": problem_of_day(giving.first), "note": problem_of_note(giving.note)}
    found["elder"] = "" if giving.elder_ids else "请先选择老人"
    known = giving.user_id == NOBODY or giving.user_id in visitors(village_code)
    found["visitor"] = "" if known else "请选择探访人员"
    return {name: text for name, text in found.items() if text}


def problem_of_day(text: str) -> str:
    """What is wrong with a day from or until which somebody visits, "" for nothing."""
    day = day_of(text)
    if day is None:
        return NOT_A_DAY
    return "" if today() - _PAST <= day <= today() + _AHEAD else "日期只能在今天前后一年以内"


def problem_of_note(text: str) -> str:
    """What is wrong with a note, "" for nothing."""
    return "" if len(text) <= _LONGEST_NOTE else "说明最多200个字"


def _is_so(found: Sequence[VisitAssignment], giving: Giving) -> bool:
    if giving.user_id == NOBODY:
        return not found
    return (
        len(found) == 1
        and (found[0].user_id, found[0].last) == (giving.user_id, None)
        and (found[0].first <= giving.first)
    )


def _replace(person: Person, village_code: str, giving: Giving, changed: dict[str, list[VisitAssignment]]) -> None:
    at, first = now(), date.fromisoformat(giving.first)
    over = [one for found in changed.values() for one in found]
    assignments.end(over, by=person.user_id, at=at)
    made = [shortened(person, one, first, at) for one in over if one.first < giving.first]
    if giving.user_id != NOBODY:
        made += [
            row(person, village_code, at, elder_id=one, user_id=giving.user_id, first=giving.first, note=giving.note)
            for one in changed
        ]
    # What was shortened in another village belongs to this act as well, and is undone with it.
    for one in (*over, *made):
        one.village_code = village_code
    assignments.insert(made)


def shortened(person: Person, one: VisitAssignment, first: date, at: datetime) -> VisitAssignment:
    """The same until the day before ``first``."""
    return row(
        person,
        one.village_code,
        at,
        elder_id=one.elder_id,
        user_id=one.user_id,
        for_user_id=one.for_user_id,
        first=one.first,
        last=(first - _DAY).isoformat(),
        note=one.note,
    )


def row(
    person: Person,
    village_code: str,
    at: datetime,
    *,
    user_id: str,
    first: str,
    elder_id: str | None = None,
    for_user_id: str | None = None,
    last: str | None = None,
    note: str = "",
) -> VisitAssignment:
    """A new row, not stored yet."""
    return VisitAssignment(
        county_id=person.county_id,
        id=new_id(),
        elder_id=elder_id,
        user_id=user_id,
        for_user_id=for_user_id,
        village_code=village_code,
        first=first,
        last=last,
        note=note,
        given_by=person.user_id,
        given_at=at,
    )
