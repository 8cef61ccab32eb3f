"""Acting on a record from its page: who is offered what, where it leads, and that nothing typed is lost."""

import pytest
from flask import Flask

from formserver.ids import new_id
from formserver.services import looking
from formserver.store import journal
from tests.acting import buttons, do, form_of, url_of
from tests.factories import COUNTY, Village, act, approve_fully, looking_as, person, settle
from tests.pages import CheckingClient, parse, words


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


def main_of(client: CheckingClient, url: str) -> str:
    return words(next(parse(client.get(url).get_data(as_text=True)).iter("main")))


@pytest.mark.parametrize(
    ("user_name", "offered"),
    [
        ("zhaomin", {"approve", "send_back", "terminate"}),
        ("liuyang", {"withdraw"}),
        ("heping", set()),
        ("wangfang", set()),
    ],
)
def test_each_person_sees_what_he_may_do(site: Flask, village: Village, user_name: str, offered: set[str]) -> None:
    assert buttons(looking_as(site, user_name), village.visit_id) == offered


def test_the_county_chooses_where_to_send_back(site: Flask, village: Village) -> None:
    with site.app_context():
        act(person("zhaomin"), village.visit_id, "approve")
    client = looking_as(site, "wangfang")
    assert buttons(client, village.visit_id) == {"approve", "send_back:previous", "send_back:author", "terminate"}
    assert do(client, village.visit_id, "send_back:previous", "请乡镇核实").location == f"/{COUNTY}/work"
    assert "待乡镇（街道）审核" in main_of(client, url_of(village.visit_id))


def test_who_approves_goes_back_to_his_list(site: Flask, village: Village) -> None:
    client = looking_as(site, "zhaomin")
    response = do(client, village.visit_id, "approve", "同意")
    assert (response.status_code, response.location) == (303, f"/{COUNTY}/work")
    assert "待县（区）民政审批" in main_of(client, url_of(village.visit_id))


@pytest.mark.parametrize(("action", "is_approved"), [("withdraw", False), ("correct", True)])
def test_who_takes_back_or_corrects_goes_on_in_his_draft(
    site: Flask, village: Village, action: str, is_approved: bool
) -> None:
    if is_approved:
        with site.app_context():
            approve_fully(village.visit_id)
    client = looking_as(site, "liuyang")
    response = do(client, village.visit_id, action, "服务地点写错了")
    with site.app_context():
        draft_id = looking.view(person("liuyang"), village.visit_id).draft_id
    assert (response.status_code, response.location) == (303, f"/{COUNTY}/drafts/{draft_id}")


def test_sending_back_without_a_word_is_refused_beside_the_field(site: Flask, village: Village) -> None:
    client = looking_as(site, "zhaomin")
    response = do(client, village.visit_id, "send_back", "  ")
    assert response.status_code == 422
    assert "“退回”必须填写说明" in response.get_data(as_text=True)
    assert do(client, village.visit_id, "send_back", "请补填").status_code == 303


def test_an_endless_remark_is_refused_and_kept(site: Flask, village: Village) -> None:
    response = do(looking_as(site, "zhaomin"), village.visit_id, "terminate", "长" * 1001)
    assert response.status_code == 422
    assert "长" * 1001 in response.get_data(as_text=True)


def test_who_comes_second_reads_who_was_first_and_keeps_his_words(site: Flask, village: Village) -> None:
    client = looking_as(site, "sunli")
    drawn = form_of(client.get(url_of(village.visit_id)).get_data(as_text=True), "send_back")
    with site.app_context():
        act(person("zhaomin"), village.visit_id, "approve", "情况属实")
    response = client.send(f"{url_of(village.visit_id)}/acts", drawn | {"remark": "请补填服务地点"})
    said = words(next(parse(response.get_data(as_text=True)).iter("main")))
    assert response.status_code == 409
    assert "赵敏（乡镇审核人）" in said
    assert "情况属实" in said
    assert "请补填服务地点" in said


def test_an_act_that_is_not_open_changes_nothing_and_keeps_the_words(site: Flask, village: Village) -> None:
    client = looking_as(site, "liuyang")
    posted = {"_act": new_id(), "_revision": "1", "_state": "at:township", "_action": "approve", "remark": "同意吧"}
    response = client.send(f"{url_of(village.visit_id)}/acts", posted)
    assert response.status_code == 409
    assert "同意吧" in response.get_data(as_text=True)
    with site.app_context():
        assert len(journal.entries(COUNTY, village.visit_id)) == 1


def test_pressing_twice_does_it_once(site: Flask, village: Village) -> None:
    client = looking_as(site, "zhaomin")
    drawn = form_of(client.get(url_of(village.visit_id)).get_data(as_text=True), "approve") | {"remark": ""}
    answers = [client.send(f"{url_of(village.visit_id)}/acts", drawn) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, f"/{COUNTY}/work")] * 2
    with site.app_context():
        assert len(journal.entries(COUNTY, village.visit_id)) == 2


@pytest.mark.parametrize("broken", [{"_act": ""}, {"_act": "1"}, {"_revision": "x"}, {"_revision": ""}])
def test_a_post_no_page_of_ours_makes_is_refused(site: Flask, village: Village, broken: dict[str, str]) -> None:
    posted = {"_act": new_id(), "_revision": "1", "_state": "at:township", "_action": "approve"} | broken
    assert looking_as(site, "zhaomin").send(f"{url_of(village.visit_id)}/acts", posted).status_code == 400


@pytest.mark.parametrize("user_name", ["xulei", "chenjie"])
def test_a_record_of_another_place_is_not_there(site: Flask, village: Village, user_name: str) -> None:
    client = looking_as(site, user_name)
    assert client.get(url_of(village.visit_id)).status_code == 404
    posted = {"_act": new_id(), "_revision": "1", "_state": "at:township", "_action": "approve"}
    assert client.send(f"{url_of(village.visit_id)}/acts", posted).status_code == 404
