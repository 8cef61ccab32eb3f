"""What a machine does once a day, and the question whether everything is as it was written; on both databases."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from formserver.clock import today
from formserver.errors import NotFound
from formserver.extensions import db
from formserver.services import integrity, prints
from formserver.services.prints import Wish
from formserver.store import journal_days, records
from tests.factories import COUNTY, approve_fully, furnish, identity_number, person, register
from tests.paper.reading import Sheet


@pytest.fixture
def record_id(storage: Flask) -> str:
    """A registration that was approved at both levels."""
    furnish()
    made = register(person("liuyang"))
    approve_fully(made)
    return made


def test_what_was_made_by_the_pages_verifies(record_id: str) -> None:
    assert list(integrity.verify()) == []


def test_a_state_changed_behind_the_journal_is_named_with_its_record(record_id: str) -> None:
    record = records.anywhere(record_id)
    db.session.execute(text("UPDATE records SET state = 'terminated'"))
    db.session.commit()
    faults = list(integrity.verify())
    assert [(fault.county_id, fault.place) for fault in faults] == [(COUNTY, record.number)]
    assert "terminated" in faults[0].reason


def test_days_that_are_over_are_closed_once(record_id: str) -> None:
    first = today()
    assert integrity.close_days() == 0
    with time_machine.travel(records.anywhere(record_id).updated_at + timedelta(days=2)):
        assert integrity.close_days() == 2
        assert integrity.close_days() == 0
    assert [line.day for line in journal_days.days(COUNTY)] == [first, first + timedelta(days=1)]
    assert journal_days.verify_days(COUNTY) == []


def test_a_county_without_acts_has_no_day_to_close(storage: Flask) -> None:
    assert journal_days.first_open(COUNTY) is None
    assert integrity.close_days() == 0


def test_a_day_that_changed_after_it_was_closed_is_named(record_id: str) -> None:
    journal_days.close_day(COUNTY, today())
    db.session.commit()
    assert list(integrity.verify()) == []
    register(person("liuyang"), "周文", identity_number(2))
    assert [fault.place for fault in integrity.verify()] == [today().isoformat()]


def test_a_record_prints_for_a_command_by_its_number(record_id: str) -> None:
    number = records.anywhere(record_id).number
    title, content = prints.print_for_command(number, Wish(), site="")
    assert number in title
    assert "李桂芳" in Sheet(content).text


def test_a_number_of_nothing_is_not_found(storage: Flask) -> None:
    with pytest.raises(NotFound):
        prints.print_for_command(f"{COUNTY}-DJ-{today().year}-999999", Wish(), site="")
