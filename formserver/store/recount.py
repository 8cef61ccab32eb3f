"""What visits, duties and their sums should be, read from what they are made of; batch by batch."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, literal_column, select

from formserver.extensions import db
from formserver.models import Record, Visit, VisitCount, VisitCycle, VisitDuty, VisitFigure
from formserver.store.visit_duties import OPENING
from formserver.store.visit_figures import KEY, NUMBERS

BATCH: Final = 500
COUNT_KEY: Final = ("county_id", "period", "village_code", "township_code", "kind", "way")
COUNTED: Final = ("visits", "late")

Sums = dict[tuple[str, ...], tuple[int, ...]]
"""Key -> numbers."""


def records_of_visits(county_id: str) -> Iterator[Sequence[tuple[Record, Visit | None]]]:
    """All records of visit papers with their rows, and rows of any others, in batches."""
    of_record = and_(Visit.county_id == Record.county_id, Visit.record_id == Record.id)
    is_visit = Record.form_code.startswith("visit_record/") | Visit.record_id.is_not(None)
    found = select(Record, Visit).outerjoin(Visit, of_record).where(Record.county_id == county_id, is_visit)
    last = ""
    while rows := db.session.execute(found.where(Record.id > last).order_by(Record.id).limit(BATCH)).all():
        last = rows[-1][0].id
        yield [(record, visit) for record, visit in rows]


def cycles(county_id: str) -> Sequence[VisitCycle]:
    """The cycles of a county as they begin, without those that are being opened."""
    mine = select(VisitCycle).where(VisitCycle.county_id == county_id, VisitCycle.state != OPENING)
    return db.session.scalars(mine.order_by(VisitCycle.first, VisitCycle.id)).all()


def duties(cycle: VisitCycle) -> Iterator[Sequence[VisitDuty]]:
    """The duties of a cycle, in batches."""
    mine = select(VisitDuty).where(VisitDuty.county_id == cycle.county_id, VisitDuty.cycle_id == cycle.id)
    last = ""
    while rows := db.session.scalars(
        mine.where(VisitDuty.elder_id > last).order_by(VisitDuty.elder_id).limit(BATCH)
    ).all():
        last = rows[-1].elder_id
        yield rows


def figures_told(cycle: VisitCycle) -> Sums:
    """The sums of a cycle as its duties say."""
    keys = [getattr(VisitDuty, name) for name in KEY]
    of_cycle = VisitDuty.county_id == cycle.county_id, VisitDuty.cycle_id == cycle.id
    sums = [func.sum(case((condition, 1), else_=0)) for condition in _SHARES.values()]
    return _sums(select(*keys, *sums).where(*of_cycle).group_by(*keys), len(keys))


def figures_kept(cycle: VisitCycle) -> Sums:
    """The sums of a cycle as they are kept; those of nobody are none."""
    columns = [getattr(VisitFigure, name) for name in (*KEY, *NUMBERS)]
    mine = VisitFigure.county_id == cycle.county_id, VisitFigure.cycle_id == cycle.id
    return _sums(select(*columns).where(*mine), len(KEY))


def write_figures(cycle: VisitCycle, sums: Sums) -> None:
    """Let the sums of a cycle be these."""
    mine = VisitFigure.county_id == cycle.county_id, VisitFigure.cycle_id == cycle.id
    db.session.execute(delete(VisitFigure).where(*mine))
    _insert(VisitFigure, (*KEY, *NUMBERS), sums)


def counts_told(county_id: str) -> Sums:
    """How many visits there are, as they say themselves."""
    way = func.coalesce(Visit.way, literal_column("''"))
    keys = [way if name == "way" else getattr(Visit, name) for name in COUNT_KEY]
    late = func.sum(case((Visit.is_late, 1), else_=0))
    return _sums(select(*keys, func.count(), late).where(Visit.county_id == county_id).group_by(*keys), len(keys))


def counts_kept(county_id: str) -> Sums:
    """The same as it is kept."""
    columns = [getattr(VisitCount, name) for name in (*COUNT_KEY, *COUNTED)]
    return _sums(select(*columns).where(VisitCount.county_id == county_id), len(COUNT_KEY))


def write_counts(county_id: str, sums: Sums) -> None:
    """Let the counts of a county be these."""
    db.session.execute(delete(VisitCount).where(VisitCount.county_id == county_id))
    _insert(VisitCount, (*COUNT_KEY, *COUNTED), sums)


_IS_DUE: Final = VisitDuty.status == "due"
_IS_REFUSED: Final = VisitDuty.status == "refused"
_IS_UNMET: Final = and_(_IS_DUE, VisitDuty.open_until.is_not(None))
_SHARES: Final[dict[str, ColumnElement[bool]]] = {
    "persons": VisitDuty.elder_id.is_not(None),
    "due": _IS_DUE,
    "refused": _IS_REFUSED,
    "excused": VisitDuty.status == "excused",
    "visited": and_(_IS_DUE, VisitDuty.visits > 0),
    "met": and_(_IS_DUE, VisitDuty.open_until.is_(None)),
    "explained": and_(_IS_UNMET, VisitDuty.reason.is_not(None)),
    "refused_visited": and_(_IS_REFUSED, VisitDuty.visits > 0),
    "disabled": VisitDuty.is_disabled.is_(True),
    "helped": and_(VisitDuty.is_disabled.is_(True), VisitDuty.is_helped.is_(True)),
}
"""What `visit_figures.share_of` says of one duty, said of many at once; in the order of `NUMBERS`."""


def _sums(statement: Any, keys: int) -> Sums:
    rows = ((tuple(row[:keys]), tuple(map(int, row[keys:]))) for row in db.session.execute(statement))
    return {key: numbers for key, numbers in rows if any(numbers)}


def _insert(model: type[VisitFigure] | type[VisitCount], names: Sequence[str], sums: Sums) -> None:
    values = [dict(zip(names, (*key, *numbers), strict=True)) for key, numbers in sums.items()]
    if values:
        db.session.connection().execute(insert(model), values)
