"""What a person reads after an act: the words of the next page, of his draft, of the way, and after a reload."""

import pytest
from flask import Flask

from formserver.services import looking
from tests.acting import do, url_of
from tests.entry_forms import begin, changed, opened, pairs_of, press
from tests.entry_site import Office, open_office
from tests.factories import COUNTY, Village, act, approve_fully, identity_number, looking_as, person, settle
from tests.pages import CheckingClient, client_of, enter, parse, words


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


@pytest.fixture
def office(site: Flask) -> Office:
    return open_office(site)


def main_of(client: CheckingClient, url: str) -> str:
    return words(next(parse(client.get(url).get_data(as_text=True)).iter("main")))


def draft_of(site: Flask, user_name: str, record_id: str) -> str:
    with site.app_context():
        return f"/{COUNTY}/drafts/{looking.view(person(user_name), record_id).draft_id}"


def test_taking_back_says_that_it_was_taken_back(site: Flask, village: Village) -> None:
    client = looking_as(site, "liuyang")
    said = main_of(client, do(client, village.visit_id, "withdraw").location or "")
    assert "已撤回，可以修改后重新提交。" in said
    assert "已撤回，可以修改后重新提交 刘洋（探访人员）" in said


def test_correcting_says_what_stays_in_force(site: Flask, village: Village) -> None:
    client = looking_as(site, "liuyang")
    said = main_of(client, do(client, village.registration_id, "correct", "电话换了").location or "")
    assert "已开始更正，改好后请提交；原来通过的内容在新的通过之前仍然有效。" in said
    assert "正在更正记录" in said
    assert "电话换了" in said


def test_a_returned_draft_begins_with_who_sent_it_back_and_why(site: Flask, village: Village) -> None:
    with site.app_context():
        act(person("zhaomin"), village.visit_id, "send_back", "请补填服务地点")
    said = main_of(looking_as(site, "liuyang"), draft_of(site, "liuyang", village.visit_id))
    assert "已退回，请按意见修改后重新提交 赵敏（乡镇审核人）" in said
    assert "请补填服务地点" in said
    assert "仍然有效" not in said


def test_a_correction_sent_back_says_both(site: Flask, village: Village) -> None:
    with site.app_context():
        act(person("liuyang"), village.registration_id, "correct", "电话换了")
    url = draft_of(site, "liuyang", village.registration_id)
    author = looking_as(site, "liuyang")
    press(author, url, pairs_of(opened(author, url)), "submit")
    with site.app_context():
        act(person("zhaomin"), village.registration_id, "send_back", "请核对电话")
    said = main_of(author, draft_of(site, "liuyang", village.registration_id))
    assert "已退回，请按意见修改后重新提交" in said
    assert "原来审批通过的内容仍然有效" in said


def test_handing_in_names_the_next_step_and_where_to_follow_it(site: Flask, office: Office) -> None:
    visitor = client_of(site)
    enter(visitor, office.visitor_id)
    url = begin(visitor, "registration/ezhou", office)
    typed = changed(pairs_of(opened(visitor, url)), name="李四", identity_number=identity_number(7))
    said = main_of(visitor, press(visitor, url, typed, "submit").location or "")
    assert "已提交，等待乡镇（街道）审核。在“我的工作—我发起的”里可以看到办到哪一步。" in said


def test_the_way_of_a_terminated_record_ends_where_it_was_terminated(site: Flask, village: Village) -> None:
    with site.app_context():
        act(person("zhaomin"), village.visit_id, "terminate", "重复填报")
    page = parse(looking_as(site, "liuyang").get(url_of(village.visit_id)).get_data(as_text=True))
    [way] = [node for node in page.iter("ol") if node.get("class") == "way"]
    steps = [(node.get("class"), words(node)) for node in way.iter("li")]
    assert [mark for mark, _ in steps] == ["done", "ended", "ahead"]
    assert "已终止" in steps[1][1]
    assert "赵敏" in steps[1][1]


def test_the_way_of_an_approved_record_ends_nowhere(site: Flask, village: Village) -> None:
    with site.app_context():
        approve_fully(village.visit_id)
    assert "已终止" not in main_of(looking_as(site, "liuyang"), url_of(village.visit_id))


def test_hidden_digits_are_spoken_of_only_where_some_are_hidden(site: Flask, village: Village) -> None:
    client = looking_as(site, "heping")
    assert "已隐藏中间几位" in main_of(client, url_of(village.registration_id))
    assert "已隐藏中间几位" not in main_of(client, url_of(village.visit_id))


def test_a_refused_act_opened_once_more_leads_to_the_record(site: Flask, village: Village) -> None:
    client = looking_as(site, "zhaomin")
    assert do(client, village.visit_id, "send_back", "").status_code == 422
    answer = client.get(f"{url_of(village.visit_id)}/acts")
    assert (answer.status_code, answer.location) == (303, url_of(village.visit_id))


@pytest.mark.parametrize("address", ["photos", "photos/some-file/remove"])
def test_a_refused_photo_opened_once_more_leads_to_the_draft(site: Flask, office: Office, address: str) -> None:
    visitor = client_of(site)
    enter(visitor, office.visitor_id)
    url = begin(visitor, "registration/ezhou", office)
    answer = visitor.get(f"{url}/{address}")
    assert (answer.status_code, answer.location) == (303, url)
