"""Which persons a list holds: what it is read along, in which order, and what else each row is looked at for.

Where only some have what is asked for, a list is read along the marks of the rarest of it (`store.elder_marks`), which
stand in the list's own order; else along the register's.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, false, func, select
from sqlalchemy.orm import aliased

from formserver.extensions import db
from formserver.models import Elder, ElderMark
from formserver.regions.codes import VILLAGE_DIGITS
from formserver.store import elder_marks
from formserver.store.elder_ways import Place, Way, in_each, number_of
from formserver.store.scope import Scope, apart, are_villages, clause, narrowed

COUNTED: Final = 10_000
"""Up to here a page counts; beyond, counting costs more than the rest of it."""
LOOKS: Final = 700
"""So many rows are looked up under another mark or in the register for one page."""
_FEW: Final = 500
"""So many persons are put in the order of days for one page."""
_WEIGHED: Final = 700
_NAMES: Final = 3
"""So many marks of a name are weighed; of a longer one the register tells the rest."""

_ONE: Final = aliased(Elder)


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
    names, kinds = _names(sought), _kinds(sought)
    kinds += filter(None, [_state_mark(sought)])
    nobody = [false()] if _stayed(sought, Elder) and sought.states == (elder_marks.LEFT,) else []
    sounding = _sounding(sought, ElderMark.sound)
    places = _of_marks(seen)
    first = _rarest(names, kinds, by_day=bool(_days(sought)), weigh=lambda mark: _weight(mark, places, sounding))
    having = [*(name for name in names if name not in first), *_in_twos([kind for kind in kinds if kind not in first])]
    if first:
        return _along_marks(sought, [ElderMark.mark == _in_twos(first)[0], *nobody], places, having)
    return _along_register(sought, nobody, seen, having)


def _along_marks(
    sought: Sought,
    along: Sequence[ColumnElement[bool]],
    places: Sequence[ColumnElement[bool]],
    having: Sequence[str],
) -> Way:
    """Along one mark; of few in the order of days, who are all put in order."""
    asked, stayed = _asked(sought, Elder), _stayed(sought, Elder)
    if days := _days(sought)[:1]:
        order = (_unordered(days[0]), ElderMark.sound, ElderMark.elder_id)
        few = [*along, *_sounding(sought, ElderMark.sound)]
        return Way(ElderMark, order, few, places, (), _last(sought), [*asked, *stayed], having, looks_up=True)
    told = [_told(sought)] if asked else []
    lacking = [elder_marks.HAS_LEFT] if stayed and not asked else []
    looks_up = bool(told or having or lacking)
    most = LOOKS if looks_up else None
    by_name = (ElderMark.sound, ElderMark.elder_id)
    return Way(ElderMark, by_name, along, places, *_sounds(sought), told, having, lacking, most, looks_up)


def _along_register(sought: Sought, along: Sequence[ColumnElement[bool]], seen: Scope, having: Sequence[str]) -> Way:
    """Along the register: in the order of names from where the sounds begin; in that of days, whoever sounds so among
    them. In villages, and where few sound so, all are put in the order of days."""
    places = [clause(Elder, one) for one in apart(seen)] or [false()]
    asked, sounding, days = _asked(sought, Elder), _sounding(sought, Elder.sound), _days(sought)[:1]
    looks_up = bool(having) or _looks_up(sought)
    most = LOOKS if looks_up else COUNTED if asked or (days and sounding) else None
    asked += _stayed(sought, Elder)  # nearly everybody has
    if not days:
        order: tuple[Any, ...] = (Elder.sound, Elder.id)
        return Way(Elder, order, along, places, *_sounds(sought), asked, having, most=most, looks_up=looks_up)
    if are_villages(seen) or (sounding and number_of(in_each(places, *sounding), _FEW + 1) <= _FEW):
        order, here, places = (_unordered(days[0]), Elder.sound, Elder.id), [*along, *sounding], [clause(Elder, seen)]
        most = LOOKS if looks_up else None
        return Way(Elder, order, here, places, (), _last(sought), asked, having, most=most, looks_up=looks_up)
    asked += _sounding(sought, _unordered(Elder.sound))
    order = (*days, Elder.sound, Elder.id)
    return Way(Elder, order, along, places, (), _last(sought), asked, having, most=most, looks_up=looks_up)


def _looks_up(sought: Sought) -> bool:
    """Whether something is asked of the register that does not stand in its order."""
    unmarked = (column for column, value in sought.values if not elder_marks.mark_of(column, value))
    return len(_days(sought)) > 1 or len(sought.name) > 3 or any(column != "care_level" for column in unmarked)


def _rarest(
    names: Sequence[str], kinds: Sequence[str], *, by_day: bool, weigh: Callable[[str], int]
) -> tuple[str, ...]:
    """The mark of which there are fewest, or the two kinds that fewest have together; of a list in the order of days
    none, unless few have it."""
    ways = [*((name,) for name in names), *(combinations(kinds, 2) if len(kinds) > 1 else zip(kinds, strict=True))]
    if len(ways) < 2 and not by_day:
        return ways[0] if ways else ()
    weights = {one: weigh(_in_twos(one)[0]) for one in ways}
    least = min(ways, key=weights.__getitem__, default=())
    return least if least and (not by_day or weights[least] <= _FEW) else ()


def _in_twos(kinds: Sequence[str]) -> list[str]:
    """The marks of kinds, of two of them together as far as they go in twos."""
    twos = [elder_marks.of_both(one, other) for one, other in zip(kinds[::2], kinds[1::2], strict=False)]
    return twos + ([kinds[-1]] if len(kinds) % 2 else [])


def _weight(mark: str, places: Sequence[ColumnElement[bool]], along: Sequence[ColumnElement[bool]]) -> int:
    """How many have the mark, as far as it matters which of two is rarer."""
    return number_of(in_each(places, ElderMark.mark == mark, *along), _WEIGHED)


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
        conditions.append(_unordered(elder.review_due_on) <= sought.review_by)
    unmarked = ((column, value) for column, value in sought.values if not elder_marks.mark_of(column, value))
    return conditions + [getattr(elder, column) == value for column, value in unmarked]


def _sounding(sought: Sought, sound: Any) -> list[ColumnElement[bool]]:
    """That the name begins with the sounds."""
    return [sound >= sought.sound, sound < _next(sought.sound)] if sought.sound else []


def _days(sought: Sought) -> list[Any]:
    """The days the list is narrowed by; the first one orders it."""
    days = ((Elder.last_visit_on, sought.unvisited_since), (Elder.review_due_on, sought.review_by))
    return [column for column, day in days if day]


def _last(sought: Sought) -> Place:
    """Behind all of the last day of what orders the list."""
    return _next(sought.unvisited_since or sought.review_by), "", ""


def _sounds(sought: Sought) -> tuple[Place, Place]:
    """Before the first and behind the last name that begins with the sounds."""
    return ((sought.sound, ""), (_next(sought.sound), "")) if sought.sound else ((), ())


def _unordered(column: Any) -> Any:
    """The column, not as it stands in an order of its own, which might be taken for the better one to read along."""
    return func.coalesce(column, "~")


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


def _of_marks(scope: Scope) -> list[ColumnElement[bool]]:
    """The marks of who lives where the scope shows persons, township by township: those of a village lie among its
    township's."""
    villages = defaultdict[str, list[str]](list)
    places = []
    for one in apart(scope):
        [code] = one.prefixes
        if len(code) == VILLAGE_DIGITS:
            villages[code[:9]].append(code)
        else:
            places.append(clause(ElderMark, one))
    here = ElderMark.county_id == scope.county_id
    places += [
        and_(here, ElderMark.township_code == township, ElderMark.village_code.in_(codes))
        for township, codes in villages.items()
    ]
    return places or [false()]


def _next(text: str) -> str:
    """The least text behind all that begin so."""
    return text[:-1] + chr(ord(text[-1]) + 1)
