"""Lists of the register: pages in the order of names or of dates, flat in cost to a million persons.

What a list is read along, and what each row is looked at for, says `store.elder_seeking`. A page looks at so many rows
and no more: where hardly any of them belongs to the list, it is short, and the next one goes on behind them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, literal, literal_column, select

from formserver.extensions import db
from formserver.models import Elder, ElderMark
from formserver.store import elder_marks, elder_seeking
from formserver.store.elder_seeking import COUNTED, Sought
from formserver.store.elder_ways import Place, Way, number_of
from formserver.store.paging import Page
from formserver.store.scope import Scope, are_villages, clause, narrowed, visible


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


COLUMNS: Final = tuple(getattr(Elder, name) for name in ElderLine.__dataclass_fields__)


@dataclass(frozen=True)
class Counted:
    """How many persons a list has, as far as a page counts; ``are_more``: there are more, or may be."""

    number: int
    are_more: bool


_BY_IDS: Final = select(*COLUMNS).where(
    Elder.county_id == bindparam("county_id"), Elder.id.in_(bindparam("ids", expanding=True))
)


def list_for(scope: Scope, sought: Sought, *, after: str = "", limit: int = 50) -> Page[ElderLine]:
    """One page. ``after``: `Page.next` of the page before. Where few of those looked at belong to the list, a page may
    have less than ``limit`` rows, or none, and still a next one."""
    way = _everybody(scope, sought)
    behind = _cursor(after, len(way.order))
    end = _end(way, behind)
    return _page(scope, _places(way, behind, end, limit + 1), limit, end)


def counted_list(
    scope: Scope, sought: Sought, *, after: str = "", limit: int = 50
) -> tuple[Page[ElderLine], Counted | None]:
    """The same, and how many persons the whole list has; None behind the first page, which has told it."""
    if after:
        return list_for(scope, sought, after=after, limit=limit), None
    way = _everybody(scope, sought)
    end = _end(way, ())
    places = _places(way, (), end, None if way.looks_up else limit + 1)
    page = _page(scope, places, limit, end)
    if way.looks_up or len(places) <= limit:  # all of those looked at who belong to the list are known
        return page, Counted(len(places), are_more=bool(end))
    number = number_of(way.by_place(literal(1).label("one"), end=end), COUNTED + 1)
    return page, Counted(min(number, COUNTED), bool(end) or number > COUNTED)


def _places(way: Way, behind: Place, end: Place, most: int | None) -> Sequence[Place]:
    """Where the first of those stand who belong to the list, as far as is looked for a page. What else is known of them
    is not opened before they are in order."""
    statement = way.in_order(way.by_place(*way.order, behind=behind, end=end))
    return [tuple(row) for row in db.session.execute(statement.limit(most))]


def _page(scope: Scope, places: Sequence[Place], limit: int, end: Place) -> Page[ElderLine]:
    """The page that begins with these."""
    ids = [place[-1] for place in places[:limit]]
    rows = db.session.execute(_BY_IDS, {"county_id": scope.county_id, "ids": ids}) if ids else ()
    lines = {line.id: line for line in (ElderLine(*row) for row in rows)}
    last = places[limit - 1] if len(places) > limit else end
    return Page([lines[elder_id] for elder_id in ids], "~".join(last) or None)


def _end(way: Way, behind: Place) -> Place:
    """Where looking ends for one page; () where the list ends before."""
    if way.most is None:
        return ()
    looked_at = way.in_order(way.looked_at(behind))
    found = db.session.execute(looked_at.offset(way.most - 1).limit(2)).all()
    return tuple(found[0]) if len(found) > 1 else ()


def _cursor(text: str, size: int) -> Place:
    """What the last row of a page stands by: a day where days order the list, the sound, the id; nothing for what is no
    cursor of such a list."""
    rest, mark, last_id = text.rpartition("~")
    day, found, sound = rest.partition("~") if size > 2 else ("", "~", rest)
    if not mark or not found:
        return ()
    return (day, sound, last_id) if size > 2 else (sound, last_id)


def count(scope: Scope, sought: Sought, most: int = COUNTED) -> int:
    """How many persons such a list has; ``most + 1`` for more than ``most``."""
    return number_of(_everybody(scope, sought).rows(literal(1).label("one")), most + 1)


def in_order(scope: Scope, sought: Sought, limit: int) -> list[ElderLine]:
    """Up to ``limit`` persons as a ledger has them: by village, then name."""
    statement = _everybody(scope, sought).rows(*COLUMNS)
    place = Elder.village_code, Elder.sound, Elder.id
    return [ElderLine(*row) for row in db.session.execute(statement.order_by(*place).limit(limit))]


def villages(scope: Scope, sought: Sought) -> dict[str, int]:
    """How many such persons there are of each village, by its code, in the order of the codes."""
    statement = _everybody(scope, sought).rows(Elder.village_code, func.count())
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
    sees_villages = are_villages(scope)
    seen = narrowed(scope, township_code) if township_code else scope

    def counted(model: type[Elder] | type[ElderMark], *columns: Any) -> Select[Any]:
        place = model.village_code if township_code or sees_villages else model.township_code
        wanted = select(place, *columns, func.count()).where(clause(model, seen))
        return wanted.group_by(place, *columns).order_by(place)

    served = counted(Elder).where(Elder.state != elder_marks.LEFT)
    found = {str(code): Tally(number, {}) for code, number in db.session.execute(served)}
    for code, mark, number in db.session.execute(counted(ElderMark, ElderMark.mark).where(ElderMark.mark.in_(marks))):
        found.setdefault(code, Tally(0, {})).marks[mark] = number
    return found


def _everybody(scope: Scope, sought: Sought) -> Way:
    return elder_seeking.way(scope, elder_seeking.heard(scope, sought))


def count_visible(scope: Scope, elder_ids: Collection[str]) -> int:
    """How many of these persons the scope shows."""
    statement = select(func.count()).select_from(Elder).where(Elder.id.in_(elder_ids))
    return int(db.session.scalar(visible(statement, Elder, scope)) or 0)
