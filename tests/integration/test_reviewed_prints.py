"""A registration that was confirmed by a review says so in the margin of its print."""

from datetime import timedelta

import pytest
from flask import Flask

from formserver.clock import chinese_date, today
from formserver.extensions import db
from formserver.services import file_acts, prints
from formserver.services.prints import Wish
from formserver.store import elders, records
from tests.factories import COUNTY, Village, person, settle


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


def test_the_day_of_a_later_review_stands_in_the_margin(site: Flask, village: Village) -> None:
    with site.app_context():
        elder = elders.find(COUNTY, village.elder_id)
        assert elder is not None
        reader, record = person("heping"), records.get(person("heping").scope, village.registration_id)
        before = prints.prepare(reader, record.id, Wish(), site="").marks
        later = today(record.submitted_at) + timedelta(days=1)
        file_acts.take(reader, elder, "review", {"confirmed_on": later.isoformat()})
        marks = prints.prepare(reader, record.id, Wish(), site="").marks
        told = prints.prepare(reader, village.visit_id, Wish(), site="").marks
        assert (before.confirmed, told.confirmed) == ("", "")
        assert marks.foot.endswith(f"核对：{chinese_date(later.isoformat())}")
        assert marks.code == before.code
        db.session.rollback()
