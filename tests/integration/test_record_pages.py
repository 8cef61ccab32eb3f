"""The pages of a record: what it says, who may do what, and that nothing typed is lost when somebody was earlier."""

import pytest
from flask import Flask

from formserver.forms.pairs import Pairs
from formserver.services import looking
from formserver.store import records
from tests.acting import do, fields, url_of
from tests.factories import (
    COUNTY,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    REGISTRATION,
    TOWNSHIP,
    VILLAGE,
    VISIT,
    VISIT_WITH_CARE,
    Village,
    act,
    hand_in,
    identity_number,
    looking_as,
    person,
    register,
    registration_pairs,
    resubmit,
    settle,
)
from tests.pages import CheckingClient, parse, words

LIST = f"/{COUNTY}/records"


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


def main_of(client: CheckingClient, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return words(next(parse(page.get_data(as_text=True)).iter("main")))


# what the page says ---------------------------------------------------------------------------------------------------
def test_the_page_shows_number_state_place_answers_and_who_did_what(site: Flask, village: Village) -> None:
    said = main_of(looking_as(site, "zhaomin"), url_of(village.visit_id))
    for words_wanted in ("李桂芳", "-TF-", "待乡镇（街道）审核", "华容区段店镇三江村", "负责人员", "刘洋（探访人员）"):
        assert words_wanted in said


def test_the_present_step_is_marked(site: Flask, village: Village) -> None:
    page = parse(looking_as(site, "zhaomin").get(url_of(village.visit_id)).get_data(as_text=True))
    [now] = [node for node in page.iter("li") if node.get("aria-current") == "step"]
    assert "乡镇（街道）审核" in words(now)


def test_an_approved_record_has_every_step_behind_it(site: Flask, village: Village) -> None:
    page = parse(looking_as(site, "liuyang").get(url_of(village.registration_id)).get_data(as_text=True))
    way = next(node for node in page.iter("ol") if node.get("class") == "way")
    assert [step.get("class") for step in way.iter("li")] == ["done", "done", "done"]


def test_a_terminated_record_waits_for_nobody(site: Flask, village: Village) -> None:
    with site.app_context():
        act(person("zhaomin"), village.visit_id, "terminate", "重复填报")
    page = looking_as(site, "liuyang").get(url_of(village.visit_id)).get_data(as_text=True)
    assert 'aria-current="step"' not in page
    assert "重复填报" in page


def test_changes_since_the_last_submission_stand_side_by_side(site: Flask, village: Village) -> None:
    with site.app_context():
        record_id = register(person("liuyang"), "周德顺", identity_number(2))
        act(person("zhaomin"), record_id, "send_back", "请写清楚")
        changed = registration_pairs("周德顺", identity_number(2), remarks="住在村部旁边。")
        resubmit(person("liuyang"), record_id, changed)
    page = parse(looking_as(site, "zhaomin").get(url_of(record_id)).get_data(as_text=True))
    assert [words(node) for node in page.iter("del")] == ["住在村小学旁边。"]
    assert [words(node) for node in page.iter("ins")] == ["住在村部旁边。"]


def test_the_number_is_hidden_from_a_reader_who_does_not_decide(site: Flask, village: Village) -> None:
    said = main_of(looking_as(site, "heping"), url_of(village.registration_id))
    assert identity_number() not in said
    assert "999***********" in said


def test_the_author_finds_the_remark_and_the_way_to_his_draft(site: Flask, village: Village) -> None:
    with site.app_context():
        act(person("zhaomin"), village.visit_id, "send_back", "请补填服务地点")
        draft_id = looking.view(person("liuyang"), village.visit_id).draft_id
    page = looking_as(site, "liuyang").get(url_of(village.visit_id)).get_data(as_text=True)
    assert "请补填服务地点" in page
    assert f'href="/{COUNTY}/drafts/{draft_id}"' in page


def test_a_visit_offers_the_service_that_follows_it(site: Flask, village: Village) -> None:
    with site.app_context():
        author = person("liuyang")
        visit = Pairs([("visit_date", "2025-02-10"), ("visit_way", "home")])
        visit_id = hand_in(author, VISIT_WITH_CARE, visit, elder_id=village.elder_id)
    client = looking_as(site, "liuyang")
    page = parse(client.get(url_of(visit_id)).get_data(as_text=True))
    [form] = [node for node in page.iter("form") if node.get("action") == f"/{COUNTY}/fill"]
    assert fields(form) == {"form": VISIT_WITH_CARE, "part": "care", "parent_record_id": visit_id}
    assert "填写关爱服务情况" not in main_of(looking_as(site, "zhaomin"), url_of(visit_id))


def test_a_record_leads_to_the_person_it_is_about(site: Flask, village: Village) -> None:
    page = looking_as(site, "zhaomin").get(url_of(village.registration_id)).get_data(as_text=True)
    assert f'href="/{COUNTY}/elders/{village.elder_id}"' in page


# the list -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def many(site: Flask, village: Village) -> list[str]:
    """Registrations of 三江村 and of the village beside it."""
    with site.app_context():
        made = [register(person("liuyang"), "周德顺", identity_number(2), filled_on="2025-03-01")]
        return [*made, register(person("chenjie"), "吴秀英", identity_number(3))]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"李桂芳", "周德顺", "吴秀英"}),
        ("name=德顺", {"周德顺"}),
        (f"form={VISIT}", {"李桂芳"}),
        (f"form={REGISTRATION}&state=at:township", {"周德顺", "吴秀英"}),
        ("state=approved", {"李桂芳"}),
        (f"place={VILLAGE}", {"李桂芳", "周德顺"}),
        (f"place={NEXT_VILLAGE}", {"吴秀英"}),
        (f"place={TOWNSHIP}", {"李桂芳", "周德顺", "吴秀英"}),
        ("month=2025-03", {"周德顺"}),
        ("month=nonsense&place=nonsense", {"李桂芳", "周德顺", "吴秀英"}),
    ],
)
def test_the_list_shows_what_was_asked_for(site: Flask, many: list[str], query: str, found: set[str]) -> None:
    page = parse(looking_as(site, "wangfang").get(f"{LIST}?{query}").get_data(as_text=True))
    names = {words(node) for node in page.iter("th") if node.get("scope") == "row"}
    assert names == found


def test_a_list_without_anything_offers_to_widen_it(site: Flask, village: Village) -> None:
    assert "没有符合条件的记录" in main_of(looking_as(site, "wangfang"), f"{LIST}?place={OTHER_TOWNSHIP}")


def test_the_list_keeps_to_the_scope_of_its_reader(site: Flask, many: list[str]) -> None:
    page = main_of(looking_as(site, "chenjie"), LIST)
    assert "吴秀英" in page
    assert "李桂芳" not in page


@pytest.mark.parametrize("user_name", ["wangfang", "zhaomin", "liuyang"])
def test_the_number_of_queries_of_the_list_does_not_grow(site: Flask, many: list[str], user_name: str) -> None:
    with site.app_context():
        for serial in range(4, 24):
            register(person("liuyang"), f"周德{serial}", identity_number(serial))
    client = looking_as(site, user_name)
    client.get("/about")
    client.most_queries = 9
    assert client.get(f"{LIST}?place={VILLAGE}").status_code == 200


def test_a_correction_keeps_its_approved_revision(site: Flask, village: Village) -> None:
    client = looking_as(site, "liuyang")
    do(client, village.registration_id, "correct", "电话换了")
    assert "原来审批通过的内容仍然有效" not in main_of(client, url_of(village.registration_id))
    assert "更正办理中" in main_of(client, url_of(village.registration_id))
    with site.app_context():
        record = records.find(COUNTY, village.registration_id)
        assert record is not None
        assert record.approved_revision == 1
