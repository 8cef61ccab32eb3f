"""Marks of persons: what somebody is found by follows what the file says."""

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.models import ElderMark, User
from formserver.store import elder_lists, elder_marks, elders
from formserver.store.elder_seeking import Sought
from tests.storage_app import NEXT_VILLAGE, a_category, a_user, an_elder, eyes


@pytest.fixture
def user(storage: Flask) -> User:
    return a_user()


def test_a_moved_or_renamed_person_is_found_where_she_is(storage: Flask, user: User) -> None:
    elder = an_elder("王秀英")
    elders.change(elder, {"name": "李秀英", "village_code": NEXT_VILLAGE, "risk": "high"})
    scope = eyes(user)
    found = [
        elder_lists.count(scope, sought) for sought in (Sought(name="王秀"), Sought(name="李秀"), Sought(name="lx"))
    ]
    assert found == [0, 1, 1]
    place = {row.village_code for row in db.session.query(ElderMark).all()}
    assert place == {NEXT_VILLAGE}
    assert elder_marks.strayed(elder) == []


def test_only_categories_that_apply_and_are_verified_are_marks(storage: Flask, user: User) -> None:
    elder = an_elder()
    a_category(elder, "living_alone", until="2025-01-01")
    a_category(elder, "disabled", state="to_verify")
    a_category(elder, "left_behind", state="refuted")
    elder_marks.refresh(elder)
    scope = eyes(user)
    codes = ("living_alone", "disabled", "left_behind")
    assert [elder_lists.count(scope, Sought(category=code)) for code in codes] == [0, 0, 0]
    assert elder_lists.count(scope, Sought(to_verify=True)) == 1


def test_no_persons_have_no_marks(storage: Flask) -> None:
    elder_marks.refresh_many([])
    assert elder_marks.refill() == 0
    assert elder_marks.is_filled()
