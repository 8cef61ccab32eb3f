"""People, roles, sessions, limits on attempts, regions, forms and workflows as stored."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Adoption, Form, FormEdition, Role, WorkflowEdition
from formserver.regions.tree import Region
from formserver.store import adoptions, forms, regions, roles, sessions, throttle, users, workflows
from formserver.store.throttle import Bucket
from tests.storage_app import COUNTY, FORM, NOON, TOWNSHIP, VILLAGE, a_grant, a_user, an_edition

DAY = date(2025, 1, 8)
LATER = NOON + timedelta(hours=12)


def test_the_shipped_roles_are_stored_once(storage: Flask) -> None:
    roles.ship()
    roles.ship()
    assert set(db.session.scalars(select(Role.name))) == {role.name for role in roles.SHIPPED}
    assert "record_visit" in db.session.get_one(Role, "visitor").permissions


def test_the_phone_of_an_account_is_stored_encrypted(storage: Flask) -> None:
    user = a_user()
    user.phone = None
    assert users.phone_of(user) is None
    other = a_user()
    users.insert(other, phone="10000000003")
    assert users.phone_of(other) == "10000000003"
    assert "10000000003" not in str(db.session.execute(text("SELECT phone FROM users")).all())


def test_a_person_is_found_by_id_and_user_name(storage: Flask) -> None:
    user = a_user(username="wsx")
    assert users.get(user.id) is users.by_username("wsx") is user
    assert users.by_username("nobody") is None
    with pytest.raises(NotFound):
        users.get(new_id())
    assert users.names([user.id, "nobody"]) == {user.id: "王守信"}
    assert users.all_users() == [user]


def test_flask_security_is_told_of_no_role(storage: Flask) -> None:
    user = a_user()
    a_grant(user, "county_approver", COUNTY)
    user.roles = []
    assert list(user.roles) == []
    with pytest.raises(ValueError, match="grants"):
        user.roles = [Role(name="visitor")]


def test_a_login_is_noted(storage: Flask) -> None:
    user = a_user()
    users.note_login(user, NOON)
    assert user.last_login_at == NOON


def test_the_database_holds_no_usable_session_id(storage: Flask) -> None:
    session_id = sessions.new_session_id()
    sessions.create(session_id, data="{}", user_id=None, at=NOON, expires_at=LATER)
    assert session_id not in str(db.session.execute(text("SELECT * FROM user_sessions")).all())
    assert sessions.load(session_id, at=NOON, seen_after=NOON) is not None


@pytest.mark.parametrize(("at", "seen_after"), [(LATER, NOON), (NOON, NOON + timedelta(seconds=1))])
def test_an_expired_or_idle_session_is_gone(storage: Flask, at: object, seen_after: object) -> None:
    sessions.create("s", data="{}", user_id=None, at=NOON, expires_at=LATER)
    assert sessions.load("s", at=at, seen_after=seen_after) is None  # type: ignore[arg-type]


def test_a_session_signed_out_elsewhere_is_not_saved_again(storage: Flask) -> None:
    sessions.create("s", data="{}", user_id=None, at=NOON, expires_at=LATER)
    assert sessions.save("s", data='{"a":1}', user_id=None, at=NOON)
    sessions.delete("s")
    assert not sessions.save("s", data="{}", user_id=None, at=NOON)


def test_all_sessions_of_a_person_can_be_ended_but_one(storage: Flask) -> None:
    user = a_user()
    for name in ("this", "other"):
        sessions.create(name, data="{}", user_id=user.id, at=NOON, expires_at=LATER)
    sessions.delete_of_user(user.id, but="this")
    assert sessions.load("this", at=NOON, seen_after=NOON) is not None
    assert sessions.load("other", at=NOON, seen_after=NOON) is None
    sessions.delete_of_user(user.id)
    assert sessions.load("this", at=NOON, seen_after=NOON) is None


def test_dead_sessions_are_swept(storage: Flask) -> None:
    sessions.create("idle", data="{}", user_id=None, at=NOON, expires_at=LATER)
    sessions.create("live", data="{}", user_id=None, at=NOON + timedelta(hours=1), expires_at=LATER)
    sessions.sweep(at=NOON, seen_before=NOON + timedelta(minutes=30))
    assert db.session.scalar(text("SELECT count(*) FROM user_sessions")) == 1


BUCKET = Bucket(attempts=3, seconds=300)


def attempts(count: int, at: object = NOON) -> list[bool]:
    return [throttle.take("name:wsx", BUCKET, at) for _ in range(count)]  # type: ignore[arg-type]


def test_no_more_attempts_than_the_bucket_holds(storage: Flask) -> None:
    assert attempts(5) == [True, True, True, False, False]


def test_attempts_come_back_with_time_and_never_more_than_the_bucket(storage: Flask) -> None:
    attempts(3)
    assert attempts(2, NOON + timedelta(seconds=100)) == [True, False]
    assert attempts(4, NOON + timedelta(days=1)) == [True, True, True, False]


def test_a_clock_set_back_neither_gives_nor_takes_attempts(storage: Flask) -> None:
    attempts(1)
    assert attempts(3, NOON - timedelta(hours=2)) == [True, True, False]


def test_success_gives_all_attempts_back(storage: Flask) -> None:
    attempts(3)
    throttle.forget("name:wsx")
    assert attempts(1) == [True]


def test_full_buckets_are_swept(storage: Flask) -> None:
    attempts(1)
    throttle.sweep(NOON + timedelta(seconds=1))
    assert db.session.scalar(text("SELECT count(*) FROM login_throttle")) == 0


PLACES = [Region("420703", "华容区"), Region(TOWNSHIP, "段店镇"), Region(VILLAGE, "三江村委会")]


def test_regions_brought_in_are_below_each_other(storage: Flask) -> None:
    assert regions.bring_in(PLACES, DAY) == 3
    assert [(region.name, region.tier) for region in regions.under("420703")] == [
        ("华容区", "county"),
        ("段店镇", "township"),
        ("三江村委会", "village"),
    ]


def test_regions_brought_in_again_take_their_new_names(storage: Flask) -> None:
    regions.bring_in(PLACES, DAY)
    regions.bring_in([Region(TOWNSHIP, "段店街道")], DAY)
    assert regions.names([TOWNSHIP, "999999"]) == {TOWNSHIP: "段店街道"}


def test_regions_are_found_from_above(storage: Flask) -> None:
    regions.bring_in(PLACES, DAY)
    assert [region.code for region in regions.children(None)] == ["420703"]
    assert [region.code for region in regions.children("420703")] == [TOWNSHIP]
    assert [region.code for region in regions.under(TOWNSHIP)] == [TOWNSHIP, VILLAGE]
    with pytest.raises(NotFound):
        regions.get("999999")


def test_a_region_is_gone_the_day_after_its_last(storage: Flask) -> None:
    regions.bring_in(PLACES, DAY)
    regions.get(VILLAGE).valid_to = DAY
    assert len(regions.children(TOWNSHIP, DAY)) == 1
    assert regions.children(TOWNSHIP, DAY + timedelta(days=1)) == []


def test_putting_an_edition_in_force_retires_the_one_before(storage: Flask) -> None:
    first = an_edition()
    second = forms.add_edition(
        FormEdition(id=new_id(), form_code=FORM, major=1, minor=1, state=forms.DRAFT, source="", bundled="", sha256="1")
    )
    assert forms.active_edition(FORM) is first
    forms.activate(second, at=NOON)
    assert forms.active_edition(FORM) is second
    assert [edition.state for edition in forms.editions(FORM)] == [forms.ACTIVE, forms.RETIRED]
    assert forms.edition(first.id) is first


def test_forms_that_are_not_there_are_not_found(storage: Flask) -> None:
    forms.add(Form(code="registration/none", title="", category="registration"))
    for ask in (forms.get, forms.edition, forms.active_edition):
        with pytest.raises(NotFound):
            ask("visit_record/none")
    with pytest.raises(NotFound):
        forms.active_edition("registration/none")
    assert forms.find("visit_record/none") is None
    assert [form.code for form in forms.all_forms()] == ["registration/none"]
    assert forms.get("registration/none").owner_region is None


def test_a_county_uses_a_form_from_day_to_day(storage: Flask) -> None:
    an_edition()
    for first, last, workflow in ((date(2024, 1, 1), date(2024, 12, 31), "old"), (date(2025, 1, 1), None, "new")):
        adoptions.add(
            Adoption(
                id=new_id(),
                county_id=COUNTY,
                region_code=COUNTY,
                form_code=FORM,
                workflow_code=workflow,
                valid_from=first,
                valid_to=last,
            )
        )
    assert [one.workflow_code for one in adoptions.in_force(COUNTY, DAY)] == ["new"]
    assert [one.workflow_code for one in adoptions.in_force(COUNTY, date(2024, 12, 31))] == ["old"]
    assert adoptions.in_force(COUNTY, date(2023, 1, 1)) == []
    assert [one.workflow_code for one in adoptions.of_form(COUNTY, FORM, date(2024, 12, 31))] == ["old", "new"]
    assert adoptions.in_force("350581", DAY) == []


def test_the_latest_edition_of_a_workflow_is_the_one_added_last(storage: Flask) -> None:
    added = [
        workflows.add(WorkflowEdition(id=new_id(), code="w", version=version, text="", sha256=""))
        for version in ("9", "10")
    ]
    assert workflows.latest("w") is added[1]
    assert workflows.find("w", "9") is workflows.get(added[0].id) is added[0]
    assert workflows.all_ids() == [edition.id for edition in added]
    for ask in (workflows.latest, workflows.get):
        with pytest.raises(NotFound):
            ask("none")
