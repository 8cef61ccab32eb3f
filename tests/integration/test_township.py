"""A played township: every figure is what its diary gives, counted another way; and the command that plays it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from formserver.app import create_app
from formserver.cli import main
from formserver.config import Settings
from formserver.demo import township
from formserver.demo.township import COUNTY, TOWNSHIP, Township, TownshipThere, village_code
from formserver.demo.township_plan import Size, draw
from formserver.extensions import db
from formserver.models import VisitCount, VisitCycle, VisitDuty, VisitFigure
from formserver.programme.figures import NAMES
from formserver.programme.periods import Calendar
from formserver.services.figures import overview
from formserver.services.person import Person
from formserver.services.visiting import recounting
from formserver.store import users
from tests import township_recount
from tests.databases import settings_for, sqlite_url, variables
from tests.township_recount import Key

SMALL = Size(villages=4, elders=120, months=3)
NOW = "2026-02-26T12:00:00+08:00"


@pytest.fixture(scope="module")
def played(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Township]]:
    """Four villages with 120 persons from December to 26 February, on SQLite."""
    folder = tmp_path_factory.mktemp("township")
    file = folder / "formserver.db"
    file.write_bytes(sqlite_template.read_bytes())
    settings: Settings = settings_for(sqlite_url(file), folder)
    app: Flask = create_app(settings)
    with app.app_context(), time_machine.travel(NOW):
        made = township.play(SMALL)
    yield app, made
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def at_the_end(played: tuple[Flask, Township]) -> Iterator[Township]:
    app, made = played
    with app.app_context(), time_machine.travel(NOW):
        yield made


def kept(cycle_id: str) -> dict[Key, Counter[str]]:
    """The figures as they are kept, by village and level, overdue ones from the duties; nobody is left out."""
    numbers = {village_code(number): number for number in range(SMALL.villages)}
    found: dict[Key, Counter[str]] = {}
    for row in db.session.scalars(select(VisitFigure).where(VisitFigure.cycle_id == cycle_id)):
        told = Counter({name: getattr(row, name) for name in NAMES})
        found.setdefault((numbers[row.village_code], row.care_level), Counter()).update(told)
    of_cycle = VisitDuty.cycle_id == cycle_id, VisitDuty.status == "due", VisitDuty.open_until < "2026-02-26"
    for duty in db.session.scalars(select(VisitDuty).where(*of_cycle)):
        found[numbers[duty.village_code], duty.care_level]["overdue"] += 1
    return {key: +told for key, told in found.items() if +told}


def plain(found: dict[Key, Counter[str]]) -> dict[Key, Counter[str]]:
    return {key: +told for key, told in found.items()}


def test_the_figures_of_every_period_are_those_of_the_diary(at_the_end: Township) -> None:
    for period in at_the_end.plan.periods:
        told = township_recount.of_period(at_the_end.plan, period)
        assert (period.name, kept(period.name)) == (period.name, plain(told))


def test_the_figures_of_the_round_are_those_of_the_diary(at_the_end: Township) -> None:
    cycle_id = db.session.scalars(select(VisitCycle.id).where(VisitCycle.kind == "round")).one()
    assert kept(cycle_id) == plain(township_recount.of_round(at_the_end.plan))


def test_visits_and_late_ones_are_those_of_the_diary(at_the_end: Township) -> None:
    for period in at_the_end.plan.periods:
        rows = db.session.scalars(select(VisitCount).where(VisitCount.period == period.name, VisitCount.visits > 0))
        found = {(row.village_code, row.way): (row.visits, row.late) for row in rows}
        told = township_recount.of_ways(at_the_end.plan, period)
        assert found == {(village_code(number), way): numbers for (number, way), numbers in told.items()}


def test_shares_and_comparisons_of_the_page_follow_from_the_diary(at_the_end: Township) -> None:
    rates = []
    for period in at_the_end.plan.periods:
        told = township_recount.summed(township_recount.of_period(at_the_end.plan, period))
        rates.append(100 * told["visited"] / told["due"])
        found = overview.look(approver(), period.name, "")
        assert found is not None
        assert float(found.total.rate.percent or -1) == pytest.approx(rates[-1], abs=0.051)
        assert float(found.total.completion.percent or -1) == pytest.approx(100 * told["met"] / told["due"], abs=0.051)
        assert found.total.overdue == told["overdue"]
        if len(rates) > 1:
            assert float(found.rate_change or 0) == pytest.approx(rates[-1] - rates[-2], abs=0.11)


def test_hazards_are_opened_once_by_whoever_first_typed_them_in(at_the_end: Township) -> None:
    found = [min(typed) for life in at_the_end.plan.lives if (typed := [c.typed_on for c in life.calls if c.is_danger])]
    assert found
    for period in at_the_end.plan.periods:
        seen = overview.look(approver(), period.name, "")
        assert seen is not None
        told = sum(period.first <= day <= period.last for day in found)
        assert (period.name, seen.hazards.opened, seen.hazards.open) == (period.name, told, len(found))


def test_nothing_is_different_when_counted_again(at_the_end: Township) -> None:
    assert list(recounting.differences(COUNTY)) == []


def test_something_of_everything_happens(at_the_end: Township) -> None:
    plan = at_the_end.plan
    assert {bool(life.refused_on) for life in plan.lives} == {True, False}
    assert any(life.died_on for life in plan.lives)
    assert any(life.moved_on for life in plan.lives)
    assert any(life.absences for life in plan.lives)
    assert any(call.is_danger for life in plan.lives for call in life.calls)
    told = [township_recount.of_ways(plan, period) for period in plan.periods]
    assert sum(late for ways in told for _, late in ways.values()) > 0
    whole = township_recount.summed(township_recount.of_period(plan, plan.periods[1]))
    assert all(whole[name] for name in ("refused", "excused", "explained", "overdue"))


def test_the_same_seed_draws_the_same_township() -> None:
    calendar, day = Calendar(1, 16, 20, 1), date(2026, 2, 26)
    assert draw(SMALL, calendar, day, 7) == draw(SMALL, calendar, day, 7)
    assert draw(SMALL, calendar, day, 7) != draw(SMALL, calendar, day, 8)


def test_a_second_township_is_refused(at_the_end: Township) -> None:
    with pytest.raises(TownshipThere):
        township.play(SMALL)


def test_the_command_plays_a_township_and_tells_who_may_sign_in(tmp_path: Path) -> None:
    environ = variables(sqlite_url(tmp_path / "formserver.db"), tmp_path)
    size = ["--villages", "2", "--elders", "4", "--months", "1"]
    result = CliRunner().invoke(main, ["demo", "township", *size], env=environ)
    assert (result.exit_code, "sim-township" in result.output) == (0, True), result.output
    again = CliRunner().invoke(main, ["demo", "township", *size], env=environ)
    assert (again.exit_code, "已经有模拟的乡镇" in again.output) == (1, True)


def approver() -> Person:
    user = users.by_username("sim-township")
    assert user is not None
    return Person(user.id, user.full_name, COUNTY, tuple(users.grants_of(user.id)))


def test_the_approver_is_the_townships(at_the_end: Township) -> None:
    assert {grant.region_code for grant in approver().grants} == {TOWNSHIP}
