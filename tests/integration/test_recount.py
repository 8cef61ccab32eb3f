"""Visits, duties and sums worked out again from the records: spoiled ones are told and mended, on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, insert, update

from formserver.extensions import db
from formserver.models import Record, Visit, VisitCount, VisitDuty, VisitFigure
from formserver.services.visiting import beginning, opening, recounting
from formserver.store import recount, visit_duties, visits
from tests.comings import registered
from tests.factories import COUNTY, act, furnish, person
from tests.visiting import visit

PERIOD = "2026-11"


@pytest.fixture
def visited(storage: Flask) -> Iterator[str]:
    """李桂芳, registered in October, visited twice in November, whose period is open; and then it is December."""
    with time_machine.travel("2026-10-10T10:00:00+08:00"):
        furnish()
        elder_id = registered()
    with time_machine.travel("2026-11-01T00:10:00+08:00"):
        assert [cycle.id for cycle in beginning.open_current()] == [PERIOD]
    with time_machine.travel("2026-12-28T10:00:00+08:00"):
        for day in ("2026-11-05", "2026-11-20"):
            visit(elder_id, day, at="2026-12-28T10:00:00+08:00")
        yield elder_id


def told(*, writes: bool = False) -> list[str]:
    db.session.expire_all()
    found = [f"{one.place}：{one.what}" for one in recounting.differences(COUNTY, writes=writes)]
    db.session.commit()
    return found


def mended(*expected: str) -> None:
    """These differences are told before those that follow from them, all mended, and then there is none."""
    db.session.commit()
    assert told()[: len(expected)] == list(expected)
    assert told(writes=True)[: len(expected)] == list(expected)
    assert told() == []


def number_of(record_id: str) -> str:
    return db.session.get_one(Record, (COUNTY, record_id)).number


def first_visit() -> Any:
    return db.session.query(Visit).order_by(Visit.happened_on).first()


@pytest.mark.usefixtures("visited")
def test_what_was_kept_up_all_the_while_is_not_different() -> None:
    assert told() == []
    assert db.session.query(VisitFigure).one().visited == 1
    assert db.session.query(VisitCount).one().late == 2  # typed in after 20 December


@pytest.mark.usefixtures("visited")
def test_a_visit_that_says_something_else_than_its_record_is_mended() -> None:
    visit = first_visit()
    number = number_of(visit.record_id)
    db.session.execute(update(Visit).where(Visit.record_id == visit.record_id).values(way="phone", is_late=False))
    mended(
        f"记录 {number}：探访方式（现为phone，应为home）、是否补录（现为否，应为是）",
    )


@pytest.mark.usefixtures("visited")
def test_rows_that_are_gone_are_written_again() -> None:
    number = number_of(first_visit().record_id)
    db.session.execute(delete(Visit).where(Visit.record_id == first_visit().record_id))
    found = told()
    assert found[0] == f"记录 {number}：没有计入探访"
    assert told(writes=True)[0] == found[0]
    assert (told(), db.session.query(Visit).count()) == ([], 2)


def test_a_row_of_a_record_that_was_ended_is_taken_away(visited: str) -> None:
    stored = {name: getattr(first_visit(), name) for name in visits.COLUMNS}
    number = number_of(stored["record_id"])
    act(person("zhaomin"), stored["record_id"], "terminate", "重复。")
    assert told() == []
    db.session.execute(insert(Visit).values(**stored))
    assert told(writes=True)[0] == f"记录 {number}：不应计入探访"
    assert told() == []


def test_duties_follow_from_visits(visited: str) -> None:
    of = VisitDuty.elder_id == visited
    db.session.execute(update(VisitDuty).where(of).values(visits=7, met=0, open_until="2026-11-30"))
    mended(
        "2026-11 李桂芳：完成的探访（现为0，应为1）、探访次数（现为7，应为2）、"
        "应探访的最后一天（现为2026-11-30，应为空）",
    )


@pytest.mark.usefixtures("visited")
def test_sums_follow_from_duties_and_visits() -> None:
    db.session.execute(update(VisitFigure).values(due=5, helped=2))
    db.session.execute(update(VisitCount).values(visits=9))
    mended(
        "2026-11 三江村：应探访（现为5，应为1）、得到帮助（现为2，应为0）",
        "2026-11 三江村：探访次数（现为9，应为2）",
    )


@pytest.mark.usefixtures("visited")
def test_a_sum_of_nobody_is_none() -> None:
    stored = db.session.query(VisitFigure).one()
    values = {name: getattr(stored, name) for name in ("county_id", "cycle_id", "township_code", "village_code")}
    db.session.execute(insert(VisitFigure).values(**values, care_level="key", visit_class="", persons=0))
    assert told() == []
    db.session.execute(update(VisitFigure).where(VisitFigure.care_level == "key").values(persons=3))
    mended("2026-11 三江村：人数（现为3，应为0）")


@pytest.mark.usefixtures("visited")
def test_what_is_asked_does_not_grow_with_the_persons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recount, "BATCH", 1)
    assert told() == []


def test_a_period_is_opened_once_and_only_where_visits_are_written_down(visited: str) -> None:
    with time_machine.travel("2026-12-01T09:00:00+08:00"):
        assert [cycle.id for cycle in beginning.open_current()] == ["2026-12"]
        assert beginning.open_current() == []
        assert beginning.counties() == [COUNTY]
        assert opening.is_open(COUNTY, opening.period_on(COUNTY))
        assert visit_duties.find(COUNTY, "2026-12", visited) is not None
