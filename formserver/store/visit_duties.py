"""Cycles of visits, and what is owed to each person in them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, insert, select

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Elder, ElderEvent, VisitCycle, VisitDuty
from formserver.store import elders, visit_figures
from formserver.store.numbers import insert_into

MONTH: Final = "month"
ROUND: Final = "round"
OPEN: Final = "open"
_COLUMNS: Final = tuple(column.name for column in VisitDuty.__table__.columns)
_OF_CYCLE: Final = tuple(column.name for column in VisitCycle.__table__.columns)


def cycle(county_id: str, cycle_id: str) -> VisitCycle | None:
    """The cycle of an id, or of a period's name."""
    return db.session.get(VisitCycle, (county_id, cycle_id))


def get(county_id: str, cycle_id: str) -> VisitCycle:
    """The same. Raises NotFound."""
    found = cycle(county_id, cycle_id)
    if found is None:
        raise NotFound
    return found


def cycles(county_id: str, first: str, last: str) -> Sequence[VisitCycle]:
    """The cycles that stand and have a day between these two, the earliest first."""
    mine = (VisitCycle.county_id == county_id, VisitCycle.state == OPEN)
    statement = select(VisitCycle).where(*mine, VisitCycle.first <= last, VisitCycle.last >= first)
    return db.session.scalars(statement.order_by(VisitCycle.first, VisitCycle.id)).all()


def months(county_id: str, limit: int) -> Sequence[VisitCycle]:
    """The reporting periods that were opened, the latest first."""
    mine = (VisitCycle.county_id == county_id, VisitCycle.kind == MONTH)
    return db.session.scalars(select(VisitCycle).where(*mine).order_by(VisitCycle.last.desc()).limit(limit)).all()


def insert_cycle(cycle: VisitCycle) -> VisitCycle | None:
    """Add a cycle; None where it is there already, also when somebody else was a moment earlier."""
    told = {name: getattr(cycle, name) for name in _OF_CYCLE}
    begun = insert_into(VisitCycle).values(**told).on_conflict_do_nothing().returning(VisitCycle.id)
    made = db.session.scalar(begun.execution_options(synchronize_session=False))
    return None if made is None else db.session.get_one(VisitCycle, (cycle.county_id, cycle.id))


def insert_duties(duties: Sequence[VisitDuty]) -> None:
    """Add the duties of a cycle that has none yet, and their sums."""
    values = [{name: getattr(duty, name) for name in _COLUMNS} for duty in duties]
    if values:
        db.session.connection().execute(insert(VisitDuty), values)
        visit_figures.begin(visit_figures.summed(duties))


def insert_duty(duty: VisitDuty) -> None:
    """Add one duty to a cycle, and count it."""
    db.session.add(duty)
    db.session.flush()
    visit_figures.add(visit_figures.key_of(duty), visit_figures.share_of(duty))


def find(county_id: str, cycle_id: str, elder_id: str) -> VisitDuty | None:
    """What is owed to a person in a cycle, whoever asks."""
    return db.session.get(VisitDuty, (county_id, cycle_id, elder_id))


def of_elder(county_id: str, elder_id: str, first: str, last: str) -> list[tuple[VisitDuty, VisitCycle]]:
    """What is owed to a person in the cycles that stand and have a day between these two."""
    return [(duty, cycle) for duty, cycle in db.session.execute(_of_elders(county_id, [elder_id], first, last)).all()]


def held(county_id: str, elder_ids: Collection[str], first: str, last: str) -> list[tuple[VisitDuty, VisitCycle]]:
    """The same for several, kept from everybody else until the transaction ends: two visits at once must both be seen
    by whoever comes second."""
    kept = _of_elders(county_id, elder_ids, first, last).with_for_update(of=VisitDuty)
    found = db.session.execute(kept.execution_options(populate_existing=True)).all()
    return [(duty, cycle) for duty, cycle in found]


def _of_elders(county_id: str, elder_ids: Collection[str], first: str, last: str) -> Any:
    of_cycle = and_(VisitCycle.county_id == VisitDuty.county_id, VisitCycle.id == VisitDuty.cycle_id)
    mine = (VisitDuty.county_id == county_id, VisitDuty.elder_id.in_(elder_ids), VisitCycle.state == OPEN)
    statement = select(VisitDuty, VisitCycle).join(VisitCycle, of_cycle).where(*mine)
    return statement.where(VisitCycle.first <= last, VisitCycle.last >= first).order_by(
        VisitDuty.elder_id, VisitDuty.cycle_id
    )


def change(duty: VisitDuty, values: dict[str, Any]) -> None:
    """Set columns of a duty by name, and its share of the sums."""
    changed = {name: value for name, value in values.items() if getattr(duty, name) != value}
    if not changed:
        return
    key, before = visit_figures.key_of(duty), visit_figures.share_of(duty)
    for name, value in changed.items():
        setattr(duty, name, value)
    db.session.flush()
    new_key, after = visit_figures.key_of(duty), visit_figures.share_of(duty)
    if key == new_key:
        visit_figures.add(key, [new - old for new, old in zip(after, before, strict=True)])
        return
    visit_figures.add(key, [-old for old in before])
    visit_figures.add(new_key, after)


def registered(county_id: str, region_code: str) -> Sequence[Elder]:
    """The persons in the register of a county, township or village, whose file is no part of another one."""
    column = {6: Elder.county_id, 9: Elder.township_code}.get(len(region_code), Elder.village_code)
    mine = (Elder.county_id == county_id, column == region_code, Elder.state == elders.REGISTERED)
    return db.session.scalars(select(Elder).where(*mine, Elder.merged_into.is_(None)).order_by(Elder.id)).all()


def registered_since(county_id: str, since: datetime) -> frozenset[str]:
    """Ids of the persons whose registration was first approved at this instant or later."""
    first = func.min(ElderEvent.at)
    mine = (ElderEvent.county_id == county_id, ElderEvent.action == "approve")
    return frozenset(
        db.session.scalars(
            select(ElderEvent.elder_id).where(*mine).group_by(ElderEvent.elder_id).having(first >= since)
        )
    )
