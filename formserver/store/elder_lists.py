"""Lists of the register: pages in the order of names or of dates, flat in cost to a million persons.

Where only some have what is asked for, a list is read from the marks of the rarest of it (`store.elder_marks`), which
stand in the list's own order; else from the register's. A village's few thousand persons are looked at one by one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, literal_column, select, tuple_
from sqlalchemy.orm import aliased

from formserver.extensions import db
from formserver.models import Elder, ElderMark
from formserver.store import elder_marks
from formserver.store.paging import Page
from formserver.store.scope import Scope, clause, visible, within

COUNTED: Final = 10_000
_COUNTED_BY_LOOKS: Final = 1_000
_WEIGHED: Final = 2_000
_VILLAGE_DIGITS: Final = 12


@dataclass(frozen=True)
class ElderLine:
    """One row of the register's list."""

    county_id: str
    id: str
    name: str
    sound: str
    sex: str | None
    birth: str | None
    township_code: str
    village_code: str
    village_name: str
    state: str
    care_level: str | None
    visit_class: str | None
    risk: str | None
    consent: str | None
    last_visit_on: str
    review_due_on: str | None
    merged_into: str | None
    updated_at: datetime


@dataclass(frozen=True)
class Sought:
    """What a list of persons is narrowed by; empty for anything.

    ``served``: only who has not left. ``name``: part of it, one character of its beginning, or letters: the first ones
    of its sounds, or the sounds themselves. Which of these is found out here, and stands in ``letters`` and ``sound``
    then. ``values``: column of `elder_marks.SELDOM` -> value, ``category``: code of one that applies, ``to_verify``: a
    department says something nobody has looked at; these only of who has not left. ``unvisited_since``: last visited
    on that day (YYYY-MM-DD) or before, or never; ``review_by``: to be reviewed by then; either brings the earliest
    first.
    """

    states: tuple[str, ...] = ()
    served: bool = False
    place_code: str = ""
    name: str = ""
    letters: str = ""
    sound: str = ""
    values: tuple[tuple[str, str], ...] = ()
    category: str = ""
    to_verify: bool = False
    unvisited_since: str = ""
    review_by: str = ""


COLUMNS: Final = tuple(getattr(Elder, name) for name in ElderLine.__dataclass_fields__)
_MARKED: Final[dict[Any, Any]] = {Elder.village_code: ElderMark.village_code}
"""Columns that the marks have too."""


def list_for(scope: Scope, sought: Sought, *, after: str = "", limit: int = 50) -> Page[ElderLine]:
    """One page. ``after``: `Page.next` of the page before."""
    sought = _heard(scope, sought)
    statement, order = _statement(scope, sought, COLUMNS)
    if last := _cursor(after, len(order)):
        statement = statement.where(tuple_(*order) > tuple_(*map(literal, last)))
    rows = db.session.execute(statement.order_by(*order).limit(limit + 1)).all()
    lines = [ElderLine(*row) for row in rows[:limit]]
    return Page(lines, "~".join((*_place(sought, lines[-1]), lines[-1].id)) if len(rows) > limit else None)


def _cursor(text: str, size: int) -> tuple[str, ...]:
    """What the last row of a page stands by: a day where days order the list, the sound, the id; nothing for what is no
    cursor of such a list."""
    rest, mark, last_id = text.rpartition("~")
    day, found, sound = rest.partition("~") if size > 2 else ("", "~", rest)
    if not mark or not found:
        return ()
    return (day, sound, last_id) if size > 2 else (sound, last_id)


def most_counted(sought: Sought) -> int:
    """Up to here a page counts; beyond, counting costs more than the rest of it, sooner where each is looked up."""
    return COUNTED if len(_marks(sought)) < 2 else _COUNTED_BY_LOOKS


def count(scope: Scope, sought: Sought, most: int = COUNTED) -> int:
    """How many persons such a list has; ``most + 1`` for more than ``most``."""
    statement, _ = _statement(scope, _heard(scope, sought), (literal(1).label("one"),))
    return db.session.scalar(select(func.count()).select_from(statement.limit(most + 1).subquery())) or 0


def in_order(scope: Scope, sought: Sought, limit: int) -> list[ElderLine]:
    """Up to ``limit`` persons as a ledger has them: by village, then name."""
    statement, _ = _statement(scope, _heard(scope, sought), COLUMNS)
    place = Elder.village_code, Elder.sound, Elder.id
    return [ElderLine(*row) for row in db.session.execute(statement.order_by(*place).limit(limit))]


def villages(scope: Scope, sought: Sought) -> dict[str, int]:
    """How many such persons there are of each village, by its code, in the order of the codes."""
    counted = (Elder.village_code, func.count())
    statement, _ = _statement(scope, _heard(scope, sought), counted)
    rows = db.session.execute(statement.group_by(literal_column("1")).order_by(literal_column("1")))
    return {str(code): int(number) for code, number in rows}


@dataclass(frozen=True)
class Tally:
    """How many of a place have not left, and how many have each mark."""

    persons: int
    marks: dict[str, int]


def tally(scope: Scope, township_code: str, marks: Sequence[str]) -> dict[str, Tally]:
    """The numbers of each village of a township, or ("") of each township the scope shows; of its villages where it
    shows villages only. By code, in two queries."""
    sees_villages = all(len(code) == _VILLAGE_DIGITS for code in scope.wide + scope.narrow)
    sought = Sought(place_code=township_code)

    def counted(model: type[Elder] | type[ElderMark], *columns: Any) -> Select[Any]:
        place = model.village_code if township_code or sees_villages else model.township_code
        wanted = select(place, *columns, func.count()).where(clause(model, scope), *_placed(model, sought))
        return wanted.group_by(place, *columns).order_by(place)

    served = counted(Elder).where(Elder.state != elder_marks.LEFT)
    found = {str(code): Tally(number, {}) for code, number in db.session.execute(served)}
    for code, mark, number in db.session.execute(counted(ElderMark, ElderMark.mark).where(ElderMark.mark.in_(marks))):
        found.setdefault(code, Tally(0, {})).marks[mark] = number
    return found


def count_visible(scope: Scope, elder_ids: Collection[str]) -> int:
    """How many of these persons the scope shows."""
    statement = select(func.count()).select_from(Elder).where(Elder.id.in_(elder_ids))
    return int(db.session.scalar(visible(statement, Elder, scope)) or 0)


def _heard(scope: Scope, sought: Sought) -> Sought:
    """Letters are the first ones of the sounds, or, where nobody has these, the sounds themselves."""
    typed = " ".join(sought.name.lower().split())
    if not (typed.isascii() and typed.replace(" ", "").isalpha()):
        return replace(sought, name=typed)
    initials = ElderMark.county_id == scope.county_id, ElderMark.mark == f"i:{typed}"
    if len(typed) > 1 and db.session.scalar(select(exists().where(*initials))):
        return replace(sought, name="", letters=typed)
    return replace(sought, name="", sound=typed)


def _statement(scope: Scope, sought: Sought, columns: Sequence[Any]) -> tuple[Select[Any], tuple[Any, ...]]:
    """Everything but order and limit; and what the list is ordered by."""
    marks, others = _marks(sought), _conditions(sought)
    if sought.unvisited_since or sought.review_by or not marks or _is_small(scope, sought):
        date = Elder.last_visit_on if sought.unvisited_since else Elder.review_due_on if sought.review_by else None
        wanted = visible(select(*columns), Elder, scope).where(*others, *_placed(Elder, sought))
        order = (Elder.sound, Elder.id) if date is None else (date, Elder.sound, Elder.id)
        return wanted.where(*(_has(mark, Elder) for mark in marks)), order
    here = _tier(scope, sought)
    first = marks[0] if len(marks) == 1 else min(marks, key=lambda mark: _weight(mark, here))
    # Only what the marks do not tell is asked of the register itself: a count mostly needs none of it.
    wanted = select(*(_MARKED.get(column, column) for column in columns)).select_from(ElderMark)
    if others or any(column in COLUMNS and column not in _MARKED for column in columns):
        wanted = wanted.join(Elder, and_(Elder.county_id == ElderMark.county_id, Elder.id == ElderMark.elder_id))
    wanted = wanted.where(ElderMark.mark == first, here, *others, clause(ElderMark, scope), *_placed(ElderMark, sought))
    rest = [_has(mark, ElderMark) for mark in marks if mark != first]
    return wanted.where(*rest), (ElderMark.sound, ElderMark.elder_id)


def _placed(model: type[Elder] | type[ElderMark], sought: Sought) -> list[ColumnElement[bool]]:
    return [within(model, (sought.place_code,))] if sought.place_code else []


def _conditions(sought: Sought) -> list[ColumnElement[bool]]:
    """What no mark tells."""
    conditions: list[ColumnElement[bool]] = []
    if sought.states and not _state_mark(sought):
        conditions.append(Elder.state.in_(sought.states))
    if len(sought.name) > 2:
        conditions.append(func.lower(Elder.name).contains(sought.name, autoescape=True))
    if sought.sound:
        conditions.append(and_(Elder.sound >= sought.sound, Elder.sound < _next(sought.sound)))
    if (sought.served or sought.values) and not _kinds(sought):
        conditions.append(Elder.state != elder_marks.LEFT)
    unmarked = ((column, value) for column, value in sought.values if not elder_marks.mark_of(column, value))
    conditions += [getattr(Elder, column) == value for column, value in unmarked]
    if sought.unvisited_since:
        conditions.append(Elder.last_visit_on <= sought.unvisited_since)
    if sought.review_by:
        conditions.append(Elder.review_due_on <= sought.review_by)
    return conditions


def _marks(sought: Sought) -> list[str]:
    """The marks that everybody in the list has."""
    found = [f"i:{sought.letters}"] if sought.letters else []
    found += [f"s:{sought.name}"] if len(sought.name) == 1 else elder_marks.pairs(sought.name)
    return found + _kinds(sought) + list(filter(None, [_state_mark(sought)]))


def _kinds(sought: Sought) -> list[str]:
    """The marks that nobody has who left."""
    found = list(filter(None, (elder_marks.mark_of(column, value) for column, value in sought.values)))
    found += [elder_marks.category(sought.category)] if sought.category else []
    return found + ([f"verify:{elder_marks.TO_VERIFY}"] if sought.to_verify else [])


def _state_mark(sought: Sought) -> str | None:
    return elder_marks.mark_of("state", sought.states[0]) if len(sought.states) == 1 else None


def _has(mark: str, model: type[Elder] | type[ElderMark]) -> ColumnElement[bool]:
    """Whether the person of a row has the mark: one look at its place."""
    other = aliased(ElderMark)
    same = other.sound == model.sound, other.elder_id == (Elder.id if model is Elder else ElderMark.elder_id)
    return exists().where(other.county_id == model.county_id, other.mark == mark, *same).correlate(model)


def _codes(scope: Scope, sought: Sought) -> tuple[str, ...]:
    return (sought.place_code,) if sought.place_code else scope.wide + scope.narrow


def _is_small(scope: Scope, sought: Sought) -> bool:
    """Whether the list is of villages only."""
    return all(len(code) == _VILLAGE_DIGITS for code in _codes(scope, sought))


def _tier(scope: Scope, sought: Sought) -> ColumnElement[bool]:
    """The marks of the county, or of its townships that are looked at."""
    county = ElderMark.county_id == scope.county_id
    townships = sorted({code[:9] for code in _codes(scope, sought) if len(code) > 6})
    if scope.county_id in _codes(scope, sought) or not townships:
        return county
    return and_(county, ElderMark.township_code.in_(townships))


def _weight(mark: str, here: ColumnElement[bool]) -> int:
    """How many have the mark, as far as it matters which of two is rarer."""
    few = select(literal(1).label("one")).where(here, ElderMark.mark == mark).limit(_WEIGHED).subquery()
    return db.session.scalar(select(func.count()).select_from(few)) or 0


def _next(text: str) -> str:
    """The least text behind all that begin so."""
    return text[:-1] + chr(ord(text[-1]) + 1)


def _place(sought: Sought, line: ElderLine) -> tuple[str, ...]:
    if sought.unvisited_since:
        return line.last_visit_on, line.sound
    return (line.review_due_on or "", line.sound) if sought.review_by else (line.sound,)
