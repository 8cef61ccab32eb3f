"""Cycles that are being opened: whom they are about, who has no duty in them yet, and who may go on meanwhile.

Duties are written in batches, each in a transaction of its own; the cycle is shown once all are there. What changes
what is owed (a submission, an act on a file) may be under way at the same time. It shares the county; whoever writes a
batch has it alone: so a visit is either there to be read, or finds the duty to be counted in.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, exists, func, insert, select, update
from sqlalchemy.orm import aliased

from formserver.extensions import db
from formserver.models import Elder, ElderEvent, VisitCycle, VisitDuty
from formserver.regions.codes import COUNTY_DIGITS, TOWNSHIP_DIGITS
from formserver.store import elders, recount, visit_duties
from formserver.store.numbers import insert_into
from formserver.store.visit_duties import OPEN, OPENING

BATCH: Final = 500
_COLUMNS: Final = tuple(column.name for column in VisitDuty.__table__.columns)
_OF_CYCLE: Final = tuple(column.name for column in VisitCycle.__table__.columns)
_TOLD: Final = (
    *(Elder.county_id, Elder.id, Elder.township_code, Elder.village_code, Elder.care_level, Elder.visit_class),
    *(Elder.consent, Elder.file["ability"].as_string().label("ability")),
)
"""All that a duty depends on; files hold much more."""

Concerned = Row[Any]
"""A person by the names of `_TOLD`."""


def begin(cycle: VisitCycle) -> None:
    """Add a cycle that has no duties yet; one that is there already stays as it is."""
    told = {name: getattr(cycle, name) for name in _OF_CYCLE}
    db.session.execute(insert_into(VisitCycle).values(**told).on_conflict_do_nothing())


def begun(county_id: str, cycle_id: str) -> VisitCycle | None:
    """A cycle that is being opened."""
    found = db.session.get(VisitCycle, (county_id, cycle_id))
    return found if found is not None and found.state == OPENING else None


def unfinished(county_id: str) -> Sequence[str]:
    """Ids of the cycles that are being opened, the earliest first."""
    mine = (VisitCycle.county_id == county_id, VisitCycle.state == OPENING)
    return db.session.scalars(select(VisitCycle.id).where(*mine).order_by(VisitCycle.first, VisitCycle.id)).all()


def alone(county_id: str, cycle_id: str) -> VisitCycle | None:
    """Wait until nothing is under way that changes what is owed in the county, and keep it so until the transaction
    ends; gives the cycle as it stands, None where it is being opened no longer."""
    visit_duties.keep(county_id, is_alone=True)
    mine = (VisitCycle.county_id == county_id, VisitCycle.id == cycle_id, VisitCycle.state == OPENING)
    return db.session.scalar(select(VisitCycle).where(*mine).execution_options(populate_existing=True))


def count(county_id: str, region_code: str, levels: Collection[str]) -> int:
    """How many persons a cycle is about: all in the register of a region, or those of the levels named."""
    return db.session.scalar(select(func.count()).where(*_about(county_id, region_code, levels))) or 0


def lacking(cycle: VisitCycle, after: str) -> list[Concerned]:
    """The next persons behind an id whom the cycle is about and who have no duty in it, by id."""
    there = exists().where(
        VisitDuty.county_id == cycle.county_id, VisitDuty.cycle_id == cycle.id, VisitDuty.elder_id == Elder.id
    )
    about = _about(cycle.county_id, cycle.region_code, cycle.levels)
    found = select(*_TOLD).where(*about, ~there, Elder.id > after)
    return list(db.session.execute(found.order_by(Elder.id).limit(BATCH)))


def free(cycle: VisitCycle, elder_ids: Collection[str]) -> list[Concerned]:
    """These as they stand now, without those whose files somebody is changing: to wait for him here, alone, would be to
    wait for ever."""
    about = _about(cycle.county_id, cycle.region_code, cycle.levels)
    found = select(*_TOLD).where(*about, Elder.id.in_(elder_ids)).order_by(Elder.id)
    return list(db.session.execute(found.with_for_update(key_share=True, skip_locked=True)))


def wait_for(county_id: str, elder_ids: Collection[str]) -> None:
    """Come back when nobody is changing these files any more; alone nowhere."""
    theirs = (Elder.county_id == county_id, Elder.id.in_(elder_ids))
    db.session.execute(select(Elder.id).where(*theirs).order_by(Elder.id).with_for_update(key_share=True)).all()
    db.session.rollback()


def registered_since(county_id: str, since: datetime, elder_ids: Collection[str]) -> frozenset[str]:
    """Which of these persons were first approved at this instant or later."""
    before = aliased(ElderEvent)
    earlier = exists().where(
        before.county_id == county_id,
        before.elder_id == ElderEvent.elder_id,
        before.action == ElderEvent.action,
        before.at < since,
    )
    approved = (ElderEvent.county_id == county_id, ElderEvent.elder_id.in_(elder_ids), ElderEvent.action == "approve")
    return frozenset(db.session.scalars(select(ElderEvent.elder_id).where(*approved, ElderEvent.at >= since, ~earlier)))


def write(duties: Sequence[VisitDuty]) -> None:
    """Add duties of a cycle; they are counted all at once (`count_up`)."""
    values = [{name: getattr(duty, name) for name in _COLUMNS} for duty in duties]
    if values:
        db.session.connection().execute(insert(VisitDuty), values)


def count_up(cycle: VisitCycle) -> None:
    """Let the sums of a cycle be those of its duties; for who has the county alone."""
    recount.write_figures(cycle, recount.figures_told(cycle))


def show(cycle: VisitCycle) -> None:
    """Everybody has a duty: the cycle stands. For who has the county alone."""
    count_up(cycle)
    mine = (VisitCycle.county_id == cycle.county_id, VisitCycle.id == cycle.id, VisitCycle.state == OPENING)
    db.session.execute(update(VisitCycle).where(*mine).values(state=OPEN))


def _about(county_id: str, region_code: str, levels: Collection[str]) -> list[ColumnElement[bool]]:
    column = {COUNTY_DIGITS: Elder.county_id, TOWNSHIP_DIGITS: Elder.township_code}.get(
        len(region_code), Elder.village_code
    )
    found = [Elder.county_id == county_id, column == region_code]
    found += [Elder.state == elders.REGISTERED, Elder.merged_into.is_(None)]
    return [*found, Elder.care_level.in_(levels)] if levels else found
