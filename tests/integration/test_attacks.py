"""What somebody posts who does not use our pages: each attempt is refused by name, stores nothing, loses nothing."""

from datetime import timedelta

import pytest
from flask import Flask, Response
from sqlalchemy import select
from sqlalchemy.exc import DataError, OperationalError

from formserver.clock import today
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Adoption, Draft, Grant
from formserver.services import filling
from formserver.store import records
from formserver.web.guard import public
from tests.factories import (
    COUNTY,
    LONG_AGO,
    NEXT_VILLAGE,
    REGISTRATION,
    TOWNSHIP,
    VILLAGE,
    VISIT,
    VISIT_WITH_CARE,
    Village,
    identity_number,
    looking_as,
    person,
    registration_pairs,
    settle,
)
from tests.pages import CheckingClient


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


@pytest.fixture
def visitor(site: Flask, village: Village) -> CheckingClient:
    """A browser in which 刘洋, visitor, has signed in."""
    return looking_as(site, "liuyang")


def begin(visitor: CheckingClient, form: str = REGISTRATION, **more: str) -> str:
    """Start a draft; gives its address."""
    response = visitor.send(f"/{COUNTY}/fill", {"form": form, **more})
    assert response.location is not None, response.get_data(as_text=True)
    return response.location


def typed(**more: str) -> dict[str, str]:
    """What the registration page posts when the button 提交 is pressed."""
    answers = dict(registration_pairs("周德顺", identity_number(7)).items())
    return answers | {"_revision": "1", "_act": new_id(), "_action": "submit", "remarks": "刚刚写下的话"} | more


# requests -------------------------------------------------------------------------------------------------------------
def test_an_address_of_origin_that_is_none_does_not_break_the_error_page(client: CheckingClient) -> None:
    response = client.get("/nowhere", headers={"Referer": "http://["})
    assert response.status_code == 404
    assert "没有找到" in response.get_data(as_text=True)


def test_a_place_in_a_list_beyond_the_calendar_is_the_beginning(visitor: CheckingClient) -> None:
    lists = ("work?tab=mine&", "work?tab=drafts&", "records?")
    instants = ("0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "2025-01-01T00:00:00")
    urls = [f"/{COUNTY}/{page}after={instant}~x" for page in lists for instant in instants]
    assert {visitor.get(url).status_code for url in urls} == {200}


def test_a_part_of_a_code_is_no_county(visitor: CheckingClient) -> None:
    pages = ("work", "records", "elders", "fill", "forms")
    urls = [f"/{code}/{page}" for code in ("4", "4207", VILLAGE, f"{COUNTY}0") for page in pages]
    assert {visitor.get(url).status_code for url in urls} == {404}


def test_what_a_database_refuses_to_compare_is_a_bad_request(site: Flask, client: CheckingClient) -> None:
    @site.get("/refused")
    @public
    def refused() -> Response:
        raise DataError("SELECT", None, ValueError("PostgreSQL text fields cannot contain NUL"))

    assert client.get("/refused").status_code == 400


def test_a_disk_that_takes_nothing_is_said_to_be_so(
    site: Flask, client: CheckingClient, caplog: pytest.LogCaptureFixture
) -> None:
    @site.get("/disk")
    @public
    def disk() -> Response:
        raise PermissionError(13, "Permission denied", "/srv/李桂芳.lock")

    response = client.get("/disk")
    assert response.status_code == 503
    assert "没有提交" in response.get_data(as_text=True)
    assert "PermissionError" in caplog.text
    assert "李桂芳" not in caplog.text


def test_a_database_that_takes_nothing_leaves_a_line_in_the_log(
    site: Flask, client: CheckingClient, caplog: pytest.LogCaptureFixture
) -> None:
    @site.get("/database")
    @public
    def database() -> Response:
        raise OperationalError("SELECT 李桂芳", None, TimeoutError())

    assert client.get("/database").status_code == 503
    assert "database: TimeoutError" in caplog.text
    assert "李桂芳" not in caplog.text


# the draft's page -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("row", ["9" * 5000, "-1", "²", ""])
def test_a_row_no_table_has_is_not_removed(visitor: CheckingClient, row: str) -> None:
    url = begin(visitor)
    posted = typed(_action=f"remove:children_away:{row}", **{"children_away.0.name": "周明"})
    assert visitor.send(url, posted).status_code == 303
    assert "周明" in visitor.get(url).get_data(as_text=True)


@pytest.mark.parametrize("act_id", ["", "1", "x" * 5000, "00000000-0000-0000-0000-000000000000"])
def test_a_submission_without_an_act_id_of_its_own_is_refused(visitor: CheckingClient, act_id: str) -> None:
    assert visitor.send(begin(visitor), typed(_act=act_id)).status_code == 400


def test_a_village_that_does_not_exist_has_no_papers(site: Flask, visitor: CheckingClient) -> None:
    with site.app_context():
        _grant("liuyang", TOWNSHIP)
    response = visitor.send(f"/{COUNTY}/fill", {"form": REGISTRATION, "village_code": f"{TOWNSHIP}999"})
    assert response.status_code == 422


def test_submitting_what_another_window_submitted_or_deleted_says_so(visitor: CheckingClient) -> None:
    url = begin(visitor)
    assert visitor.send(url, {"_revision": "1", "_action": "discard"}).status_code == 303
    response = visitor.send(url, typed())
    assert response.status_code == 404
    assert "可能已在别的窗口提交或删除" in response.get_data(as_text=True)


# parts that follow others ---------------------------------------------------------------------------------------------
def test_care_begins_at_a_visit(visitor: CheckingClient, village: Village) -> None:
    asked = {"form": VISIT_WITH_CARE, "part": "care", "elder_id": village.elder_id}
    assert visitor.send(f"/{COUNTY}/fill", asked).status_code == 422


@pytest.mark.parametrize(
    "asked",
    [
        {"form": VISIT_WITH_CARE, "part": "care"},  # to a visit on another paper
        {"form": VISIT},  # a visit to a visit: its sheet would show the other's answers
        {"form": REGISTRATION},
    ],
)
def test_a_part_follows_only_the_part_its_paper_names(
    visitor: CheckingClient, village: Village, asked: dict[str, str]
) -> None:
    response = visitor.send(f"/{COUNTY}/fill", {**asked, "parent_record_id": village.visit_id})
    assert response.status_code == 422
    assert "请打开它所属的探访记录" in response.get_data(as_text=True)


# what ends while a page is open ---------------------------------------------------------------------------------------
def test_a_paper_out_of_use_is_not_submitted_and_what_was_typed_is_kept(site: Flask, visitor: CheckingClient) -> None:
    url = begin(visitor)
    with site.app_context():
        adoption = db.session.scalars(select(Adoption).where(Adoption.form_code == REGISTRATION)).one()
        db.session.delete(adoption)  # as who takes back a use that never began
        db.session.commit()
    response = visitor.send(url, typed())
    assert response.status_code == 409
    assert "已停用" in response.get_data(as_text=True)
    assert "刚刚写下的话" in visitor.get(url).get_data(as_text=True)


def test_who_may_no_longer_submit_keeps_what_he_typed(site: Flask, visitor: CheckingClient) -> None:
    url = begin(visitor)
    with site.app_context():
        _end_grants("liuyang")
        _grant("liuyang", VILLAGE, "department_reader")
        _grant("liuyang", NEXT_VILLAGE)
    assert visitor.send(url, typed()).status_code == 409
    with site.app_context():
        kept = db.session.scalars(select(Draft).where(Draft.id == url.rpartition("/")[2])).one()
        assert ("remarks", "刚刚写下的话") in filling.opened(person("liuyang"), kept.id).pairs.items()


def test_who_works_elsewhere_now_does_not_open_a_draft_of_his_former_village(
    site: Flask, visitor: CheckingClient, village: Village
) -> None:
    url = begin(visitor, VISIT, elder_id=village.elder_id)
    with site.app_context():
        _end_grants("liuyang")
        _grant("liuyang", NEXT_VILLAGE)
    assert visitor.get(url).status_code == 403
    assert visitor.send(url, {"_revision": "1", "_action": "save"}).status_code == 403


def test_a_grant_that_ended_yesterday_opens_nothing(site: Flask, visitor: CheckingClient, village: Village) -> None:
    url = begin(visitor, VISIT, elder_id=village.elder_id)
    with site.app_context():
        _end_grants("liuyang")
        assert records.find(COUNTY, village.visit_id) is not None
    for page in (url, f"/{COUNTY}/records/{village.visit_id}", f"/{COUNTY}/elders/{village.elder_id}"):
        assert visitor.get(page).status_code == 404


def _grant(user_name: str, region: str, role: str = "visitor") -> None:
    user_id = person(user_name).user_id
    db.session.add(Grant(id=new_id(), user_id=user_id, role_name=role, region_code=region, valid_from=LONG_AGO))
    db.session.commit()


def _end_grants(user_name: str) -> None:
    for grant in db.session.scalars(select(Grant).where(Grant.user_id == person(user_name).user_id)):
        grant.valid_to = today() - timedelta(days=1)
    db.session.commit()
