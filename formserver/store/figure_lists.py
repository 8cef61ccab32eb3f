"""The lists behind figures: persons of a cycle in one state, visits of a period; page by page, by village and name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, literal, select, tuple_

from formserver.extensions import db
from formserver.models import Elder, Visit, VisitDuty
from formserver.store.figures import View, covered, is_overdue
from formserver.store.paging import Page

_IS_DUE: Final = VisitDuty.status == "due"
_IS_REFUSED: Final = VisitDuty.status == "refused"
_IS_MET: Final = and_(_IS_DUE, VisitDuty.open_until.is_(None))
_IS_UNMET: Final = and_(_IS_DUE, VisitDuty.open_until.is_not(None))
_IS_DISABLED: Final = VisitDuty.is_disabled.is_(True)
CONDITIONS: Final[Mapping[str, tuple[ColumnElement[bool], ...]]] = {
    "persons": (),
    "due": (_IS_DUE,),
    "visited": (_IS_DUE, VisitDuty.visits > 0),
    "unvisited": (_IS_DUE, VisitDuty.visits == 0),
    "met": (_IS_MET,),
    "unmet": (_IS_UNMET,),
    "explained": (_IS_UNMET, VisitDuty.reason.is_not(None)),
    "unexplained": (_IS_UNMET, VisitDuty.reason.is_(None)),
    "refused": (_IS_REFUSED,),
    "refused_visited": (_IS_REFUSED, VisitDuty.visits > 0),
    "excused": (VisitDuty.status == "excused",),
    "disabled": (_IS_DISABLED,),
    "helped": (_IS_DISABLED, VisitDuty.is_helped.is_(True)),
    "unhelped": (_IS_DISABLED, VisitDuty.is_helped.is_(False)),
}
"""The persons each figure of `programme.figures.Tally` counts."""


@dataclass(frozen=True)
class DutyLine:
    """One person of a cycle, as it stands with what is owed."""

    elder_id: str
    name: str
    sound: str
    village_code: str
    care_level: str
    visit_class: str
    status: str
    reason: str | None
    reason_note: str
    visits: int
    open_until: str | None


@dataclass(frozen=True)
class VisitLine:
    """One visit, or care given after one."""

    record_id: str
    elder_id: str
    name: str
    village_code: str
    happened_on: str
    entered_on: str
    way: str | None
    is_late: bool
    state: str
    kind: str


@dataclass(frozen=True)
class Persons:
    """Which persons: of a cycle, ``of``: one of the states of figures, or overdue on the day ``today``; of a care level
    and class, None for any."""

    cycle_id: str
    of: str
    today: str
    level: str | None = None
    visit_class: str | None = None


@dataclass(frozen=True)
class Visits:
    """Which visits: of a period, ``kind`` visit or care, in a ``way`` (None for any, "" for not known), late ones."""

    period: str
    kind: str
    way: str | None = None
    late: bool = False


_OF_PERSONS: Final = tuple(DutyLine.__dataclass_fields__)
_OF_VISITS: Final = tuple(VisitLine.__dataclass_fields__)


def persons(view: View, wanted: Persons, *, after: str = "", limit: int = 50) -> Page[DutyLine]:
    """One page of persons. ``after``: `Page.next` of the page before."""
    order = VisitDuty.village_code, Elder.sound, VisitDuty.elder_id
    of_elder = and_(Elder.county_id == VisitDuty.county_id, Elder.id == VisitDuty.elder_id)
    columns = [getattr(Elder if name in ("name", "sound") else VisitDuty, name) for name in _OF_PERSONS]
    found = select(*columns).join(Elder, of_elder).where(*covered(VisitDuty, view), *_conditions(wanted))
    last = after.split("~")
    if len(last) == len(order):
        found = found.where(VisitDuty.village_code >= last[0], tuple_(*order) > tuple_(*map(literal, last)))
    rows = [DutyLine(*row) for row in db.session.execute(found.order_by(*order).limit(limit + 1))]
    mark = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], f"{mark.village_code}~{mark.sound}~{mark.elder_id}" if mark else None)


def visits(view: View, wanted: Visits, *, after: str = "", limit: int = 50) -> Page[VisitLine]:
    """One page of visits, by village and day."""
    order = Visit.village_code, Visit.happened_on, Visit.record_id
    columns: list[Any] = [Elder.name if name == "name" else getattr(Visit, name) for name in _OF_VISITS]
    conditions = [Visit.period == wanted.period, Visit.kind == wanted.kind]
    conditions += [Visit.is_late.is_(True)] if wanted.late else []
    if wanted.way is not None:
        conditions.append(Visit.way == wanted.way if wanted.way else Visit.way.is_(None))
    of_elder = and_(Elder.county_id == Visit.county_id, Elder.id == Visit.elder_id)
    found = select(*columns).join(Elder, of_elder).where(*covered(Visit, view), *conditions)
    last = after.split("~")
    if len(last) == len(order):
        found = found.where(Visit.village_code >= last[0], tuple_(*order) > tuple_(*map(literal, last)))
    rows = [VisitLine(*row) for row in db.session.execute(found.order_by(*order).limit(limit + 1))]
    mark = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], f"{mark.village_code}~{mark.happened_on}~{mark.record_id}" if mark else None)


def _conditions(wanted: Persons) -> list[ColumnElement[bool]]:
    found = [VisitDuty.cycle_id == wanted.cycle_id]
    found += [is_overdue(wanted.today)] if wanted.of == "overdue" else CONDITIONS[wanted.of]
    if wanted.level is not None:
        found.append(VisitDuty.care_level == wanted.level)
    if wanted.visit_class is not None:
        found.append(VisitDuty.visit_class == wanted.visit_class)
    return found
