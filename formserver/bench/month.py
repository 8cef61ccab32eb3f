"""The figures of a month by what counting them live costs, and what keeping their sums costs a visit."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import case, func, insert, select

from formserver.bench.report import Figure, Report, ratio_of
from formserver.clock import now, today
from formserver.demo import township
from formserver.demo.township_plan import Call, Size
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Visit, VisitCycle, VisitDuty
from formserver.programme.figures import Tally
from formserver.services.visiting import duties, noting
from formserver.store import figures as sums
from formserver.store import records, recount, visit_duties, visits
from formserver.store.figures import View

COUNTY: Final = "420703"
PERSONS: Final = 1_000_000
MONTHS: Final = 12
SHARE: Final = 1 / 50
UPKEEP: Final = 1.5
_TOWNSHIPS, _VILLAGES = 20, 25
_PERIOD: Final = "2025-12"
_BATCH: Final = 10_000
_TIMES: Final = 20


@dataclass(frozen=True)
class Crowd:
    """How many persons are owed visits in the month, and how many visits of all months there are."""

    persons: int
    visits: int


def gather(persons: int, seed: int, done: Callable[[], object]) -> Crowd:
    """Bring in a year of visits to so many persons, what is owed to them in its last month, and the sums. Records and
    files are left out: nothing here reads them."""
    dice, count = random.Random(seed), 0
    with db.engine.connect() as connection:
        # Outside of a transaction, or it would change nothing.
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            connection.execute(insert(VisitCycle), [_cycle()])
            for start in range(0, persons, _BATCH):
                people = [_person(dice) for _ in range(min(_BATCH, persons - start))]
                made = [visit for _, own in people for visit in own]
                connection.execute(insert(VisitDuty), [duty for duty, _ in people])
                connection.execute(insert(Visit), made)
                count += len(made)
                done()
        connection.connection.cursor().execute("PRAGMA foreign_keys=ON")
    cycle = visit_duties.get(COUNTY, _PERIOD)
    recount.write_figures(cycle, recount.figures_told(cycle))
    db.session.commit()
    return Crowd(persons, count)


def measure(crowd: Crowd, rounds: int) -> Report:
    """Medians over the rounds of the month's figures of the county by township: from the sums, and counted live."""
    view = View(COUNTY, (COUNTY,))
    kept, live = _kept(view), _live()
    differing = sum(kept.get(place) != live.get(place) for place in {*kept, *live})
    summary = [_timed(lambda: _kept(view), _TIMES) for _ in range(rounds)]
    counted = [_timed(_live, 1) for _ in range(rounds)]
    more = {"persons": [crowd.persons], "visits": [crowd.visits], "differing": [differing]}
    figures = (
        Figure.of("一月的探访率（按乡镇），取汇总", "ms", summary, **more),
        Figure.of("同样的数字，从探访记录现算", "ms", counted),
    )
    return Report(figures, (ratio_of("取汇总 / 现算", summary, counted, SHARE, at_most=True),))


def upkeep(rounds: int, times: int) -> Report:
    """What a visit costs to submit, by what it would cost without its row, its duty and its sums."""
    made = township.play(Size(villages=1, elders=times, months=1))
    ratios, whole, kept = [], [], []
    for _ in range(rounds):
        ids = []
        begun = time.process_time()
        for number in range(times):
            ids.append(made.visit(number, Call(today(), today(), "home", is_danger=False)))
        whole.append((time.process_time() - begun) * 1000 / times)
        kept.append(sum(map(_noting, ids)) * 1000 / times)
        ratios.append(whole[-1] / (whole[-1] - kept[-1]))
    figures = (Figure.of("提交一份探访", "ms", whole, noting=kept),)
    return Report(figures, (ratio_of("提交 / 不计入统计的提交", ratios, [1.0] * rounds, UPKEEP, at_most=True),))


def _noting(record_id: str) -> float:
    """Seconds that a new visit's row, duty and sums take; everything is put back."""
    record, stored = records.find(township.COUNTY, record_id), visits.find(township.COUNTY, record_id)
    assert record is not None
    assert stored is not None
    elder_id, day = stored.elder_id, stored.happened_on
    visits.remove(stored)
    duties.refresh(township.COUNTY, elder_id, [day])
    begun = time.process_time()
    noting.note(record, is_new=True)
    taken = time.process_time() - begun
    db.session.rollback()
    return taken


def _kept(view: View) -> dict[str, tuple[int, ...]]:
    found: dict[str, Tally] = {}
    for cell in sums.cells(view, _PERIOD, by_village=False):
        found[cell.place] = found.get(cell.place, Tally()) + cell.tally
    return {place: (tally.due, tally.visited, tally.met) for place, tally in found.items()}


def _live() -> dict[str, tuple[int, ...]]:
    """Due, visited and all done, of each township, from visits: 重点 persons at home in either half of the month."""
    is_home = Visit.way == "home"
    halves = [is_home & (Visit.happened_on < f"{_PERIOD}-16"), is_home & (Visit.happened_on >= f"{_PERIOD}-16")]
    each = [func.sum(case((half, 1), else_=0)) for half in halves]
    of_month = Visit.county_id == COUNTY, Visit.period == _PERIOD
    made = select(Visit.elder_id, func.count().label("all"), each[0].label("first"), each[1].label("second"))
    own = made.where(*of_month).group_by(Visit.elder_id).subquery()
    is_visited = own.c.all > 0
    is_met = case((VisitDuty.each == "half_month", (own.c.first > 0) & (own.c.second > 0)), else_=is_visited)
    numbers = func.count(), func.sum(case((is_visited, 1), else_=0)), func.sum(case((is_met, 1), else_=0))
    of_cycle = VisitDuty.county_id == COUNTY, VisitDuty.cycle_id == _PERIOD, VisitDuty.status == "due"
    joined = select(VisitDuty.township_code, *numbers).outerjoin(own, own.c.elder_id == VisitDuty.elder_id)
    rows = db.session.execute(joined.where(*of_cycle).group_by(VisitDuty.township_code))
    return {row[0]: tuple(map(int, row[1:])) for row in rows}


def _timed(act: Callable[[], Any], times: int) -> float:
    """Milliseconds of processor time of one act."""
    begun = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - begun) * 1000 / times


def _cycle() -> dict[str, Any]:
    days = {"first": "2025-12-01", "second_half": "2025-12-16", "last": "2025-12-31", "hand_in": "2026-01-20"}
    said = {"kind": "month", "title": _PERIOD, "levels": [], "ways": [], "times": 1, "state": "open", "note": ""}
    return {"county_id": COUNTY, "id": _PERIOD, "region_code": COUNTY, "opened_at": now(), **days, **said}


def _person(dice: random.Random) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What is owed to somebody in the last month, and the visits of the year."""
    is_key = dice.random() < 0.2
    place = f"{COUNTY}{101 + dice.randrange(_TOWNSHIPS)}"
    who = {"county_id": COUNTY, "elder_id": new_id(), "township_code": place}
    who["village_code"] = f"{place}{201 + dice.randrange(_VILLAGES)}"
    made = [who | one for one in _visits(dice, is_key)]
    own = [one for one in made if one["period"] == _PERIOD]
    status = dice.choices(("due", "refused", "excused"), (96, 2, 2))[0]
    return _duty(who, is_key, status, own), made


def _duty(who: dict[str, str], is_key: bool, status: str, own: list[dict[str, Any]]) -> dict[str, Any]:
    home = {one["happened_on"] >= f"{_PERIOD}-16" for one in own if one["way"] == "home"}
    met = [False in home, True in home] if is_key else [bool(own)]
    lasts = [f"{_PERIOD}-15", f"{_PERIOD}-31"] if is_key else [f"{_PERIOD}-31"]
    still = [last for last, is_met in zip(lasts, met, strict=True) if not is_met]
    return who | {
        "cycle_id": _PERIOD,
        "care_level": "key" if is_key else "ordinary",
        "duty": "key_home" if is_key else "monthly",
        "each": "half_month" if is_key else "month",
        "met": sum(is_met << number for number, is_met in enumerate(met)),
        "visits": len(own),
        "status": status,
        "open_until": next(iter(still), None) if status == "due" else None,
    }


def _visits(dice: random.Random, is_key: bool) -> Iterator[dict[str, Any]]:
    """Visits of a year: about one a month, two to 重点 persons."""
    for month in range(1, MONTHS + 1):
        for half in (0, 1) if is_key else (0,):
            if dice.random() < 0.92:
                day = date(2025, month, 1 + 15 * half) + timedelta(days=dice.randrange(13 if is_key else 28))
                yield {
                    "record_id": new_id(),
                    "kind": "visit",
                    "happened_on": day.isoformat(),
                    "period": day.isoformat()[:7],
                    "way": dice.choices(("home", "phone"), (95, 5))[0],
                    "entered_on": day.isoformat(),
                    "state": "approved",
                }
