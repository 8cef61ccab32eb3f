"""A village whose visits are counted: what the tests of duties begin with."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import time_machine
from sqlalchemy import select

from formserver.extensions import db
from formserver.forms.problems import Problem
from formserver.forms.reasons import REASON, WARNING
from formserver.models import Elder, VisitCount, VisitDuty, VisitFigure
from formserver.programme.periods import Period
from formserver.services import file_acts, programmes
from formserver.services.visiting import opening
from formserver.store import elders, visit_duties, visit_figures
from tests.comings import registered
from tests.factories import (
    COUNTY,
    VISIT,
    furnish,
    hand_in,
    person,
    visit_pairs,
)

NOVEMBER = "2026-11"
LATE = "%(period)s应在%(day)s以前上报，现在录入算作补录，确认日期没有写错吗"
BEGAN = "2026-11-01T00:00:00+08:00"


def in_october() -> str:
    """李桂芳, registered in October; gives her id."""
    with time_machine.travel("2026-10-10T10:00:00+08:00"):
        furnish()
        return registered()


def november() -> Period:
    return programmes.on(COUNTY, date(2026, 11, 1)).visiting.calendar.period(NOVEMBER)


def opened(at: str = BEGAN) -> None:
    with time_machine.travel(at):
        opening.open_period(COUNTY, november())
        db.session.commit()


def visit(
    elder_id: str,
    day: str,
    at: str = "2026-11-28T10:00:00+08:00",
    by: str = "liuyang",
    why: str = "探访人员住院，出院后补录。",
    **more: str,
) -> str:
    """Submits a visit; ``why`` it is typed in now, should that be asked."""
    said = {f"{REASON}visited_on": why, f"{WARNING}visited_on": Problem((), LATE).code} if why else {}
    with time_machine.travel(at):
        return hand_in(person(by), VISIT, visit_pairs(visited_on=day, **said, **more), elder_id=elder_id)


def duty_of(elder_id: str, cycle_id: str = NOVEMBER) -> VisitDuty:
    db.session.expire_all()
    found = visit_duties.find(COUNTY, cycle_id, elder_id)
    assert found is not None
    return found


def stands(elder_id: str) -> tuple[Any, ...]:
    duty = duty_of(elder_id)
    return duty.status, duty.reason, duty.visits, duty.met, duty.open_until


def summed(duties: Iterable[VisitDuty]) -> dict[visit_figures.Key, tuple[int, ...]]:
    """The sums of these duties, by key."""
    found: dict[visit_figures.Key, Counter[str]] = {}
    for duty in duties:
        share = dict(zip(visit_figures.NUMBERS, visit_figures.share_of(duty), strict=True))
        found.setdefault(visit_figures.key_of(duty), Counter()).update(share)
    return {key: tuple(numbers[name] for name in visit_figures.NUMBERS) for key, numbers in found.items()}


def figures() -> dict[str, int]:
    """The sums of all rows; each row must be that of its duties."""
    db.session.expire_all()
    names = visit_figures.NUMBERS
    rows = db.session.scalars(select(VisitFigure)).all()
    key = visit_figures.KEY
    stored = {tuple(getattr(row, n) for n in key): tuple(getattr(row, n) for n in names) for row in rows}
    told = summed(db.session.scalars(select(VisitDuty)))
    assert {key: numbers for key, numbers in stored.items() if any(numbers)} == told
    return {name: sum(numbers[place] for numbers in stored.values()) for place, name in enumerate(names)}


def counts() -> dict[tuple[str, str, str], tuple[int, int]]:
    db.session.expire_all()
    rows = db.session.scalars(select(VisitCount))
    return {(row.period, row.village_code, row.way): (row.visits, row.late) for row in rows if row.visits}


def file_of(elder_id: str) -> Elder:
    found = elders.find(COUNTY, elder_id)
    assert found is not None
    return found


def changed(elder_id: str, at: str = "2026-11-10T10:00:00+08:00", **changes: Any) -> None:
    with time_machine.travel(at):
        file_acts.take(person("heping"), file_of(elder_id), "change", changes)
        db.session.commit()
