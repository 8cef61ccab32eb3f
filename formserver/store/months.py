"""Months of villages: where each stands, and the acts that brought it there, appended as a chain of hashes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select

from formserver.extensions import db
from formserver.models import MonthEvent, MonthReport
from formserver.store import chains
from formserver.store.chains import ChainedAct, ChainFault
from formserver.store.numbers import insert_into
from formserver.store.scope import within

OPEN: Final = "open"
ENDINGS: Final = ("withdraw", "send_back")
"""Acts that open a month again."""
TOLD: Final = ("state", "is_late", "is_amended", "counts")
"""Columns of a report that its acts change, and tell."""


@dataclass(frozen=True)
class Key:
    """Whose month: county, period (YYYY-MM) and village."""

    county_id: str
    cycle_id: str
    village_code: str


@dataclass(frozen=True, kw_only=True)
class MonthAct(ChainedAct):
    """An act on the month of a village. ``changes``: columns of `TOLD`."""

    cycle_id: str
    village_code: str


_HASHED: Final = (*MonthAct.__dataclass_fields__, "sequence")


def find(key: Key) -> MonthReport | None:
    """The report of a month; None where nothing was ever done with it."""
    return db.session.get(MonthReport, (key.county_id, key.cycle_id, key.village_code))


def below(county_id: str, cycle_id: str, prefixes: Sequence[str]) -> dict[str, MonthReport]:
    """The reports of a period under any of the region codes, by village."""
    statement = select(MonthReport).where(MonthReport.county_id == county_id, MonthReport.cycle_id == cycle_id)
    found = db.session.scalars(statement.where(within(MonthReport, prefixes)))
    return {one.village_code: one for one in found}


def locked(key: Key, at: datetime) -> MonthReport:
    """The report as it stands now, kept from everybody else until the transaction ends; an open one where there was
    none."""
    first = insert_into(MonthReport).values(
        county_id=key.county_id,
        cycle_id=key.cycle_id,
        village_code=key.village_code,
        township_code=key.village_code[:9],
        state=OPEN,
        is_late=False,
        is_amended=False,
        counts={},
        revision=0,
        updated_at=at,
    )
    db.session.execute(first.on_conflict_do_nothing())
    statement = _of(select(MonthReport), MonthReport, key).with_for_update()
    found: MonthReport = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()
    return found


def take(report: MonthReport, act: MonthAct) -> MonthEvent:
    """Write what an act changes to the report, which the caller has locked, and the act to its chain. Raises
    ActAlreadyDone where its act id is already there."""
    event = _append(act)
    for name, (_, after) in act.changes.items():
        setattr(report, name, after)
    report.revision += 1
    report.updated_at = act.at
    db.session.flush()
    return event


def find_act(county_id: str, act_id: str) -> MonthEvent | None:
    """The act of that id, to answer again what was answered first."""
    statement = select(MonthEvent).where(MonthEvent.county_id == county_id, MonthEvent.act_id == act_id)
    return db.session.scalar(statement)


def events(key: Key) -> Sequence[MonthEvent]:
    """All acts on a month, the first first."""
    return db.session.scalars(_of(select(MonthEvent), MonthEvent, key).order_by(MonthEvent.sequence)).all()


def last_endings(county_id: str, cycle_id: str, village_codes: Collection[str]) -> dict[str, MonthEvent]:
    """By village, the last act that opened a month again after it was handed in: withdrawn, or sent back."""
    mine = (MonthEvent.county_id == county_id, MonthEvent.cycle_id == cycle_id)
    ends = select(MonthEvent).where(*mine, MonthEvent.village_code.in_(sorted(village_codes)))
    found = db.session.scalars(ends.where(MonthEvent.action.in_(ENDINGS)).order_by(MonthEvent.sequence))
    return {event.village_code: event for event in found}


def keys(county_id: str) -> list[Key]:
    """The months of a county with which something was done, in order; for checks."""
    columns = (MonthReport.cycle_id, MonthReport.village_code)
    reported = select(*columns).where(MonthReport.county_id == county_id)
    acted = select(MonthEvent.cycle_id, MonthEvent.village_code).where(MonthEvent.county_id == county_id)
    found = db.session.execute(reported.union(acted)).all()
    return [Key(county_id, cycle_id, village) for cycle_id, village in sorted(map(tuple, found))]


def verify(key: Key) -> list[ChainFault]:
    """What is wrong with the chain of a month; `ChainFault.record_id` is the village's code."""
    return chains.faults(events(key), _HASHED, "village_code")


def strayed(key: Key) -> list[str]:
    """The columns of a report that say otherwise than its acts."""
    report, chain = find(key), events(key)
    if report is None:
        return ["state"]
    told: dict[str, Any] = {"state": OPEN, "is_late": False, "is_amended": False, "counts": {}}
    for event in chain:
        told.update({name: after for name, (_, after) in event.changes.items()})
    return [name for name in TOLD if getattr(report, name) != told[name]]


def _append(act: MonthAct) -> MonthEvent:
    key = Key(act.county_id, act.cycle_id, act.village_code)
    newest = _of(select(MonthEvent), MonthEvent, key).order_by(MonthEvent.sequence.desc()).limit(1)
    last = db.session.scalar(newest)
    event = MonthEvent(**chains.linked(act.columns(), last))
    chains.write(event)
    return event


def _of(statement: Select[Any], model: type[MonthReport] | type[MonthEvent], key: Key) -> Select[Any]:
    return statement.where(
        model.county_id == key.county_id, model.cycle_id == key.cycle_id, model.village_code == key.village_code
    )
