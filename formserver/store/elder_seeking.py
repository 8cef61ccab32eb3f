"""Which persons a list holds: what it is read along, in which order, and what else each row is looked at for.

Where only some have what is asked for, a list is read along the marks of the rarest of it (`store.elder_marks`), which
stand in the list's own order; else along the register's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, select, tuple_
from sqlalchemy.orm import aliased

from formserver.extensions import db
from formserver.models import Elder, ElderMark
from formserver.store import elder_marks
from formserver.store.scope import Scope, clause, narrowed

COUNTED: Final = 10_000
"""Up to here a page counts; beyond, counting costs more than the rest of it."""
LOOKS: Final = 1_000
"""So many rows are looked up under another mark or in the register for one page."""
_FEW: Final = 500
"""So many persons are put in the order of days for one page."""
_WEIGHED: Final = 1_000
_NAMES: Final = 3
"""So many marks of a name are weighed; of a longer one the register tells the rest."""
VILLAGE_DIGITS: Final = 12

_Model = type[Elder] | type[ElderMark]
_MARKED: Final[dict[Any, Any]] = {Elder.village_code: ElderMark.village_code}
"""Columns that the marks have too."""
_ONE: Final = aliased(Elder)
_OTHER: Final = aliased(ElderMark)
_SAME: Final = (Elder.county_id == ElderMark.county_id, Elder.id == ElderMark.elder_id)


@dataclass(frozen=True)
class Sought:
    """What a list of persons is narrowed by; empty for anything.

    ``served``: only who has not left. ``name``: part of it, one character of its beginning, or letters: the first ones
    of its sounds, or the sounds themselves. Which of these is found out by `heard`, and stands in ``letters`` and
    ``sound`` then. ``values``: column of `elder_marks.SELDOM` -> value, ``category``: code of one that applies,
    ``to_verify``: a department says something nobody has looked at; these only of who has not left.
    ``unvisited_since``: last visited on that day (YYYY-MM-DD) or before, or never; ``review_by``: to be reviewed by
    then; either brings the earliest first.
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


@dataclass(frozen=True)
class Way:
    """How a list is read: along the rows of ``model`` for which ``along`` holds, in ``order``, up to the ``last`` day
    where days order it.

    ``asked``: what the register says of each; ``having``: marks each of them has beside, ``lacking``: has not.
    ``most``: so many rows are looked at for a page; None where every row, or nearly every one, belongs to the list.
    """

    model: _Model
    order: tuple[Any, ...]
    along: Sequence[ColumnElement[bool]]
    last: Sequence[ColumnElement[bool]] = ()
    asked: Sequence[ColumnElement[bool]] = ()
    having: Sequence[str] = ()
    lacking: Sequence[str] = ()
    most: int | None = None

    def rows(self, *columns: Any, end: Sequence[str] | None = None) -> Select[Any]:
        """These columns of the persons, without order or limit. ``end``: where the last row looked at stands."""
        wanted = select(*columns)
        if self.model is ElderMark:
            known = [_MARKED.get(column, column) for column in columns]
            wanted = select(*known).select_from(ElderMark)
            # Only what the marks do not tell is read from the register itself: a count mostly needs none of it.
            if self.last or any(getattr(one, "class_", None) is Elder for one in known):
                wanted = wanted.join(Elder, and_(*_SAME))
        # One end and no more: of two, the database might read as far as the farther one.
        until = self.last if end is None else [tuple_(*self.order) <= tuple_(*map(literal, end))]
        beside = [_has(mark, self.model) for mark in self.having]
        beside += [~_has(mark, self.model) for mark in self.lacking]
        return wanted.where(*self.along, *until, *self.asked, *beside)

    def places(self) -> Select[Any]:
        """Where the rows stand that are looked at."""
        return select(*self.order).where(*self.along, *self.last).order_by(*self.order)


def heard(scope: Scope, sought: Sought) -> Sought:
    """Letters are the first ones of the sounds, or, where nobody has these, the sounds themselves."""
    typed = " ".join(sought.name.lower().split())
    if not (typed.isascii() and typed.replace(" ", "").isalpha()):
        return replace(sought, name=typed)
    initials = ElderMark.county_id == scope.county_id, ElderMark.mark == f"i:{typed}"
    if len(typed) > 1 and db.session.scalar(select(exists().where(*initials))):
        return replace(sought, name="", letters=typed)
    return replace(sought, name="", sound=typed)


def way(scope: Scope, sought: Sought) -> Way:
    """How the list of what was `heard` is read."""
    seen = narrowed(scope, sought.place_code) if sought.place_code else scope
    names, kinds, last = _names(sought), _kinds(sought), _last(sought)
    kinds += filter(None, [_state_mark(sought)])
    asked, stayed = _asked(sought, Elder), _stayed(sought, Elder)
    nobody = [false()] if stayed and sought.states == (elder_marks.LEFT,) else []
    here = [*_here(seen), *_sounding(sought, ElderMark), *nobody]
    first = _rarest(names, kinds, by_day=bool(last), here=here)
    having = [*(name for name in names if name not in first), *_in_twos([kind for kind in kinds if kind not in first])]
    if not first:
        order = (*_days(sought)[:1], Elder.sound, Elder.id)
        most = LOOKS if having or _looks_up(sought) else COUNTED if asked else None
        along = [clause(Elder, seen), *_sounding(sought, Elder), *nobody]
        return Way(Elder, order, along, last, [*asked, *stayed], having, most=most)
    [mark] = _in_twos(first)
    order = (*_days(sought)[:1], ElderMark.sound, ElderMark.elder_id)
    told = [_told(sought)] if asked else []
    lacking = [elder_marks.HAS_LEFT] if stayed and not asked else []
    most = LOOKS if not last and (told or having or lacking) else None
    return Way(ElderMark, order, [ElderMark.mark == mark, *here], last, told, having, lacking, most)


def _looks_up(sought: Sought) -> bool:
    """Whether something is asked of the register that does not stand in its order."""
    unmarked = (column for column, value in sought.values if not elder_marks.mark_of(column, value))
    return len(_days(sought)) > 1 or len(sought.name) > 3 or any(column != "care_level" for column in unmarked)


def _rarest(
    names: Sequence[str], kinds: Sequence[str], *, by_day: bool, here: Sequence[ColumnElement[bool]]
) -> tuple[str, ...]:
    """The mark of which there are fewest, or the two kinds that fewest have together; of a list in the order of days
    none, unless few have it."""
    ways = [*((name,) for name in names), *(combinations(kinds, 2) if len(kinds) > 1 else zip(kinds, strict=True))]
    if len(ways) < 2 and not by_day:
        return ways[0] if ways else ()
    weights = {one: _weight(_in_twos(one)[0], here) for one in ways}
    least = min(ways, key=weights.__getitem__, default=())
    return least if least and (not by_day or weights[least] <= _FEW) else ()


def _in_twos(kinds: Sequence[str]) -> list[str]:
    """The marks of kinds, of two of them together as far as they go in twos."""
    twos = [elder_marks.of_both(one, other) for one, other in zip(kinds[::2], kinds[1::2], strict=False)]
    return twos + ([kinds[-1]] if len(kinds) % 2 else [])


def _weight(mark: str, here: Sequence[ColumnElement[bool]]) -> int:
    """How many have the mark, as far as it matters which of two is rarer."""
    few = select(literal(1).label("one")).where(*here, ElderMark.mark == mark).limit(_WEIGHED).subquery()
    return db.session.scalar(select(func.count()).select_from(few)) or 0


def _told(sought: Sought) -> ColumnElement[bool]:
    """Whether the register says of the person of a mark what is asked: one look."""
    same = _ONE.county_id == ElderMark.county_id, _ONE.id == ElderMark.elder_id
    return exists().where(*same, *_asked(sought, _ONE), *_stayed(sought, _ONE)).correlate(ElderMark)


def _stayed(sought: Sought, elder: type[Elder]) -> list[ColumnElement[bool]]:
    """That the person has not left, where no kind tells so."""
    return [elder.state != elder_marks.LEFT] if (sought.served or sought.values) and not _kinds(sought) else []


def _asked(sought: Sought, elder: type[Elder]) -> list[ColumnElement[bool]]:
    """What neither a mark nor the order of the list tells."""
    conditions: list[ColumnElement[bool]] = []
    if sought.states and not _state_mark(sought):
        conditions.append(elder.state.in_(sought.states))
    if len(sought.name) > 3:
        conditions.append(func.lower(elder.name).contains(sought.name, autoescape=True))
    if len(_days(sought)) > 1:
        # not as it stands in an order of its own, which might be taken for the better one
        conditions.append(func.coalesce(elder.review_due_on, "~") <= sought.review_by)
    unmarked = ((column, value) for column, value in sought.values if not elder_marks.mark_of(column, value))
    return conditions + [getattr(elder, column) == value for column, value in unmarked]


def _sounding(sought: Sought, model: _Model) -> list[ColumnElement[bool]]:
    """That the name begins with the sounds."""
    return [model.sound >= sought.sound, model.sound < _next(sought.sound)] if sought.sound else []


def _days(sought: Sought) -> list[Any]:
    """The days the list is narrowed by; the first one orders it."""
    days = ((Elder.last_visit_on, sought.unvisited_since), (Elder.review_due_on, sought.review_by))
    return [column for column, day in days if day]


def _last(sought: Sought) -> list[ColumnElement[bool]]:
    """The last day of what orders the list."""
    return [column <= (sought.unvisited_since or sought.review_by) for column in _days(sought)[:1]]


def _names(sought: Sought) -> list[str]:
    """The marks of names that everybody in the list has."""
    if len(sought.name) < 2:
        return [*([f"i:{sought.letters}"] if sought.letters else ()), *([f"s:{sought.name}"] if sought.name else ())]
    return elder_marks.in_names(sought.name)[:_NAMES]


def _kinds(sought: Sought) -> list[str]:
    """The marks that nobody has who left."""
    found = [mark for column, value in sought.values if (mark := elder_marks.mark_of(column, value))]
    found += [elder_marks.category(sought.category)] if sought.category else []
    return found + ([f"verify:{elder_marks.TO_VERIFY}"] if sought.to_verify else [])


def _state_mark(sought: Sought) -> str | None:
    return elder_marks.mark_of("state", sought.states[0]) if len(sought.states) == 1 else None


def _has(mark: str, model: _Model) -> ColumnElement[bool]:
    """Whether the person of a row has the mark: one look at its place."""
    same = _OTHER.sound == model.sound, _OTHER.elder_id == (Elder.id if model is Elder else ElderMark.elder_id)
    return exists().where(_OTHER.county_id == model.county_id, _OTHER.mark == mark, *same).correlate(model)


def _here(scope: Scope) -> list[ColumnElement[bool]]:
    """The marks of who lives where the scope shows persons; those of a village lie among its township's."""
    codes = scope.wide + scope.narrow
    here = [clause(ElderMark, scope)]
    if any(len(code) == VILLAGE_DIGITS for code in codes) and scope.county_id not in codes:
        here.append(ElderMark.township_code.in_(sorted({code[:9] for code in codes})))
    return here


def _next(text: str) -> str:
    """The least text behind all that begin so."""
    return text[:-1] + chr(ord(text[-1]) + 1)
