"""What is held before what: a person's file, the month's report, what is owed, the visit, what is followed up. Whoever
keeps to it may wait, but no two for each other. On PostgreSQL; SQLite has one writer."""

import pytest
from flask import Flask
from sqlalchemy import select

from formserver.clock import today
from formserver.extensions import db
from formserver.models import VisitDuty
from formserver.services.follow_ups import acting
from formserver.services.visiting import opening
from tests.databases import PostgreSQL
from tests.factories import COUNTY, act, person
from tests.follow_ups import at_work, do, fresh, items, opened, visited
from tests.waiting import in_line

DANGEROUS = {"appliance_safety": "dangerous"}


@pytest.fixture
def engine_url(postgresql: PostgreSQL) -> str:
    postgresql.empty()
    return postgresql.url


@pytest.fixture
def elder_id(storage: Flask) -> str:
    found = at_work()
    opening.open_period(COUNTY, opening.period_on(COUNTY))
    db.session.commit()
    return found


def hold_what_is_owed() -> None:
    """From here on until this transaction ends nobody else can change what is owed."""
    db.session.execute(select(VisitDuty.elder_id).with_for_update())


def test_a_visit_and_a_settled_matter_of_one_person_do_not_wait_for_each_other(storage: Flask, elder_id: str) -> None:
    day = today().isoformat()
    matter = opened(elder_id)
    asked = fresh(matter)
    follow_up_id, closing = matter.id, {"result": "送餐上门", "satisfaction": ""}
    db.session.commit()
    hold_what_is_owed()
    done = in_line(
        storage,
        lambda: visited(elder_id, visited_on=day, **DANGEROUS),
        lambda: acting.act(person("liuyang"), follow_up_id, "close", closing, asked),
    )
    assert [one.exception() for one in done] == [None, None]
    assert sorted(one.state for one in items(elder_id)) == ["closed", "open"]


def test_a_terminated_visit_and_a_settled_matter_do_not_either(storage: Flask, elder_id: str) -> None:
    day = today().isoformat()
    record_id = visited(elder_id, visited_on=day, **DANGEROUS)
    do("liuyang", items(elder_id)[0], "note", note="约了电工")
    matter = opened(elder_id)
    asked = fresh(matter)
    follow_up_id, closing = matter.id, {"result": "送餐上门", "satisfaction": ""}
    db.session.commit()
    hold_what_is_owed()
    done = in_line(
        storage,
        lambda: acting.act(person("liuyang"), follow_up_id, "close", closing, asked),
        lambda: act(person("zhaomin"), record_id, "terminate", "填错了人"),
    )
    assert [one.exception() for one in done] == [None, None]
