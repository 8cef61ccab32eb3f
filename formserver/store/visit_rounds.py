"""Rounds of extra visits: those of a county, how far each village is, ended early, cancelled."""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from formserver.extensions import db
from formserver.models import VisitCycle, VisitDuty, VisitFigure
from formserver.store.visit_duties import OPEN, OPENING, ROUND


def get(county_id: str, round_id: str, *, locked: bool = False) -> VisitCycle | None:
    """A round, whatever became of it. ``locked``: as it stands now and nobody else's until the transaction ends."""
    statement = select(VisitCycle).where(
        VisitCycle.county_id == county_id, VisitCycle.id == round_id, VisitCycle.kind == ROUND
    )
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def got(county_id: str, round_id: str) -> VisitCycle:
    """One that is there, to be read."""
    return db.session.get_one(VisitCycle, (county_id, round_id))


def of_county(county_id: str, limit: int) -> Sequence[VisitCycle]:
    """The last rounds, the latest first."""
    statement = select(VisitCycle).where(VisitCycle.county_id == county_id, VisitCycle.kind == ROUND)
    return db.session.scalars(statement.order_by(VisitCycle.last.desc(), VisitCycle.id.desc()).limit(limit)).all()


def standing(county_id: str, first: str, last: str) -> Sequence[VisitCycle]:
    """The rounds of just these days that were not cancelled, also those that are being opened."""
    mine = (VisitCycle.county_id == county_id, VisitCycle.kind == ROUND, VisitCycle.state.in_((OPEN, OPENING)))
    return db.session.scalars(select(VisitCycle).where(*mine, VisitCycle.first == first, VisitCycle.last == last)).all()


def progress(county_id: str, round_id: str) -> dict[str, tuple[int, int, int]]:
    """Of each village how many persons, how many of them owed a visit, and how many of these were visited."""
    one = VisitFigure
    sums = (func.sum(one.persons), func.sum(one.due), func.sum(one.met))
    statement = select(one.village_code, *sums).where(one.county_id == county_id, one.cycle_id == round_id)
    rows = db.session.execute(statement.group_by(one.village_code).order_by(one.village_code))
    return {village: (int(persons), int(due), int(met)) for village, persons, due, met in rows}


def shorten(county_id: str, round_id: str, last: str) -> None:
    """Let what is still owed in a round be owed until another day. No sum depends on the day."""
    owed = VisitDuty.county_id == county_id, VisitDuty.cycle_id == round_id, VisitDuty.open_until.is_not(None)
    db.session.execute(update(VisitDuty).where(*owed).values(open_until=last))
