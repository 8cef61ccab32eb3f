"""Cycles of visits, and what is owed to each person in them."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, func, select

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import VisitCycle, VisitDuty
from formserver.store import rows, visit_figures

MONTH: Final = "month"
ROUND: Final = "round"
OPEN: Final = "open"
OPENING: Final = "opening"
"""Not everybody has a duty yet: nobody is shown it, but what is there already is kept up."""

_OWED: Final = 0x76697369
"""The number of our locks among those of PostgreSQL."""


def cycle(county_id: str, cycle_id: str) -> VisitCycle | None:
    """The cycle of an id, or of a period's name; None also as long as it is being opened."""
    found = db.session.get(VisitCycle, (county_id, cycle_id))
    return None if found is None or found.state == OPENING else found


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
    mine = (VisitCycle.county_id == county_id, VisitCycle.kind == MONTH, VisitCycle.state == OPEN)
    return db.session.scalars(select(VisitCycle).where(*mine).order_by(VisitCycle.last.desc()).limit(limit)).all()


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
    asked = {"county_id": county_id, "elder_ids": [elder_id], "first": first, "last": last}
    return [(duty, cycle) for duty, cycle in db.session.execute(_of_elders(OPEN), asked).all()]


def held(county_id: str, elder_ids: Collection[str], first: str, last: str) -> list[tuple[VisitDuty, VisitCycle]]:
    """The same for several, also in cycles that are being opened; kept from everybody else until the transaction ends:
    two visits at once must both be seen by whoever comes second."""
    keep(county_id)
    asked = {"county_id": county_id, "elder_ids": list(elder_ids), "first": first, "last": last}
    return [(duty, cycle) for duty, cycle in db.session.execute(_kept(), asked).all()]


# Every submission of a visit asks these: they are put together once.
@cache
def _kept() -> Select[VisitDuty, VisitCycle]:
    stand = _of_elders(OPEN, OPENING).with_for_update(of=VisitDuty)
    return stand.execution_options(populate_existing=True)


@cache
def _of_elders(*states: str) -> Select[VisitDuty, VisitCycle]:
    of_cycle = and_(VisitCycle.county_id == VisitDuty.county_id, VisitCycle.id == VisitDuty.cycle_id)
    mine = VisitDuty.county_id == bindparam("county_id"), VisitDuty.elder_id.in_(bindparam("elder_ids", expanding=True))
    days = VisitCycle.first <= bindparam("last"), VisitCycle.last >= bindparam("first"), VisitCycle.state.in_(states)
    statement = select(VisitDuty, VisitCycle).join(VisitCycle, of_cycle).where(*mine, *days)
    return statement.order_by(VisitDuty.elder_id, VisitDuty.cycle_id)


def keep(county_id: str, *, is_alone: bool = False) -> None:
    """Keep what is owed in a county from whoever would have it alone until the transaction ends, or from everybody.
    SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if is_alone else func.pg_advisory_xact_lock_shared
        db.session.execute(select(lock(_OWED, int(county_id))))


def change(duty: VisitDuty, values: dict[str, Any]) -> None:
    """Set columns of a duty by name, and its share of the sums."""
    changed = {name: value for name, value in values.items() if getattr(duty, name) != value}
    if not changed:
        return
    key, before = visit_figures.key_of(duty), visit_figures.share_of(duty)
    rows.change(duty, changed)
    new_key, after = visit_figures.key_of(duty), visit_figures.share_of(duty)
    if key == new_key:
        visit_figures.add(key, [new - old for new, old in zip(after, before, strict=True)])
        return
    visit_figures.add(key, [-old for old in before])
    visit_figures.add(new_key, after)
