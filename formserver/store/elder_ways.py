"""How a list of persons is read: statements along one order, of one place or of several, whose orders are merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from formserver.extensions import db
from formserver.models import Elder, ElderMark

Model = type[Elder] | type[ElderMark]
Rows = Select[Any] | CompoundSelect[Any]
Place = tuple[str, ...]
"""Where a row stands in the order of a list: a day where days order it, the sound, the id."""
_BY_NAME: Final = 2
"""So many columns make the order of names."""
_MARKED: Final[dict[Any, Any]] = {Elder.village_code: ElderMark.village_code}
"""Columns that the marks have too."""
_OTHER: Final = aliased(ElderMark)
_SAME: Final = (Elder.county_id == ElderMark.county_id, Elder.id == ElderMark.elder_id)


@dataclass(frozen=True)
class Way:
    """How a list is read: along the rows of ``model`` for which ``along`` holds, in ``order``, behind where it
    ``begins`` and up to where it ``ends`` (places in the order; () for anywhere). ``places``: conditions, one of which
    holds; each place is read along its own order, and the orders are merged.

    ``asked``: what the register says of each; ``having``: marks each of them has beside, ``lacking``: has not.
    ``most``: so many rows are looked at for a page; None where every row, or nearly every one, belongs to the list.
    ``looks_up``: rows are looked up elsewhere, which costs more than reading them.
    """

    model: Model
    order: tuple[Any, ...]
    along: Sequence[ColumnElement[bool]]
    places: Sequence[ColumnElement[bool]]
    begins: Place = ()
    ends: Place = ()
    asked: Sequence[ColumnElement[bool]] = ()
    having: Sequence[str] = ()
    lacking: Sequence[str] = ()
    most: int | None = None
    looks_up: bool = False

    def rows(
        self, *columns: Any, place: ColumnElement[bool] | None = None, behind: Place = (), end: Place = ()
    ) -> Select[Any]:
        """These columns of the persons, of one place or all, without order or limit. ``behind``: where the last row of
        the page before stands; ``end``: where the last row looked at does."""
        wanted = select(*columns)
        if self.model is ElderMark:
            known = [_MARKED.get(column, column) for column in columns]
            wanted = select(*known).select_from(ElderMark)
            # Only what the marks do not tell is read from the register itself: a count mostly needs none of it.
            if len(self.order) > _BY_NAME or any(getattr(one, "class_", None) is Elder for one in known):
                wanted = wanted.join(Elder, and_(*_SAME))
        beside = [_has(mark, self.model) for mark in self.having]
        beside += [~_has(mark, self.model) for mark in self.lacking]
        here = or_(*self.places) if place is None else place
        # Marks are what only some have: most rows need no second look.
        return wanted.where(*self.along, here, *self._between(behind, end), *beside, *self.asked)

    def by_place(self, *columns: Any, behind: Place = (), end: Place = ()) -> Rows:
        """The same, of each place by itself."""
        return _merged([self.rows(*columns, place=one, behind=behind, end=end) for one in self.places])

    def looked_at(self, behind: Place) -> Rows:
        """Where the rows stand that are looked at."""
        here = [*self.along, *self._between(behind, ())]
        return _merged([select(*self.order).where(one, *here) for one in self.places])

    def _between(self, behind: Place, end: Place) -> list[ColumnElement[bool]]:
        """One beginning and one end and no more: of two, the database might read from the nearer to the farther one."""
        beginning, last = max(self.begins, behind), end or self.ends
        order = tuple_(*self.order)
        return [
            *([order > tuple_(*map(literal, beginning))] if beginning else ()),
            *([order <= tuple_(*map(literal, last))] if last else ()),
        ]

    def in_order(self, rows: Rows) -> Rows:
        """Rows that begin with the columns of the order, put in order."""
        return rows.order_by(*(literal_column(str(number + 1)) for number in range(len(self.order))))


def _merged(statements: Sequence[Select[Any]]) -> Rows:
    return statements[0] if len(statements) == 1 else union_all(*statements)


def in_each(places: Sequence[ColumnElement[bool]], *conditions: ColumnElement[bool]) -> Rows:
    """A row for whatever fulfils these, of each place by itself: of places beside each other no database reads along an
    index to a limit."""
    return _merged([select(literal(1).label("one")).where(place, *conditions) for place in places])


def number_of(rows: Rows, most: int) -> int:
    """How many rows there are; not more than ``most`` are counted."""
    return db.session.scalar(select(func.count()).select_from(rows.limit(most).subquery())) or 0


def _has(mark: str, model: Model) -> ColumnElement[bool]:
    """Whether the person of a row has the mark: one look at its place."""
    same = _OTHER.sound == model.sound, _OTHER.elder_id == (Elder.id if model is Elder else ElderMark.elder_id)
    return exists().where(_OTHER.county_id == model.county_id, _OTHER.mark == mark, *same).correlate(model)
