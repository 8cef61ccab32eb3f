"""我的工作: tabs with counts, the way on from each line, what an empty page says."""

import json

import pytest
from flask import Flask

from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.resources import root
from formserver.services import drafting, editions, filling, worklists
from formserver.workflow import definition
from tests.factories import (
    COUNTY,
    REGISTRATION,
    Village,
    act,
    identity_number,
    looking_as,
    person,
    register,
    settle,
)
from tests.pages import CheckingClient, parse, words
from tests.storage_app import queries

WORK = f"/{COUNTY}/work"


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


def main_of(client: CheckingClient, url: str) -> str:
    """The words of the page's main part."""
    page = client.get(url)
    assert page.status_code == 200
    return words(next(parse(page.get_data(as_text=True)).iter("main")))


def test_the_township_finds_what_waits_and_the_way_to_it(site: Flask, village: Village) -> None:
    page = looking_as(site, "zhaomin").get(WORK).get_data(as_text=True)
    assert f'href="/{COUNTY}/records/{village.visit_id}"' in page
    assert "待乡镇（街道）审核" in page
    assert "段店镇三江村" in page


def test_the_navigation_counts_what_waits(site: Flask, village: Village) -> None:
    page = parse(looking_as(site, "zhaomin").get(f"/{COUNTY}/forms").get_data(as_text=True))
    entry = next(link for link in page.iter("a") if link.get("href") == WORK)
    assert words(entry) == "我的工作1"


def test_what_waits_is_counted_by_one_query_and_right_as_soon_as_a_workflow_was_added(
    site: Flask, village: Village
) -> None:
    with site.app_context():
        one, other = person("zhaomin"), person("xulei")
        assert worklists.waiting_count(one) == 1
        with queries() as seen:
            assert (worklists.waiting_count(one), worklists.waiting_count(other)) == (1, 0)
        assert len(seen) == 2
        added = {"version": "9.0", "title": "另一个版本"}
        flow = json.loads((root() / "workflows/village_township_county.v1.json").read_text("utf-8")) | added
        editions.load_shipped([], [definition.load(json.dumps(flow), file="flow.json")])
        register(person("liuyang"), "周秀英", identity_number(2))
        assert worklists.waiting_count(one) == 2


def test_pages_open_after_a_backup_without_the_newest_workflow_was_put_back(
    site: Flask, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklists, "_KNOWN", [frozenset({new_id()})])
    with site.app_context():
        assert worklists.waiting_count(person("zhaomin")) == 1
    assert looking_as(site, "zhaomin").get(f"/{COUNTY}/forms").status_code == 200


def test_a_returned_record_waits_for_its_author_with_the_remark_and_the_way_to_its_draft(
    site: Flask, village: Village
) -> None:
    with site.app_context():
        act(person("zhaomin"), village.visit_id, "send_back", "请补填服务地点")
    page = looking_as(site, "liuyang").get(WORK).get_data(as_text=True)
    assert "请补填服务地点" in page
    link = next(link for link in parse(page).iter("a") if words(link) == "修改")
    assert (link.get("href") or "").startswith(f"/{COUNTY}/drafts/")


def test_drafts_show_whose_they_are_and_go_on(site: Flask, village: Village) -> None:
    with site.app_context():
        author = person("liuyang")
        draft = drafting.start(author, REGISTRATION)
        filling.keep(author, draft.id, Pairs([("name", "周德顺")]), revision=1)
        draft_id = draft.id
    page = looking_as(site, "liuyang").get(f"{WORK}?tab=drafts").get_data(as_text=True)
    assert "周德顺" in page
    assert f"/{COUNTY}/drafts/{draft_id}" in page


def test_what_was_done_and_what_was_handed_in_stand_on_their_own_tabs(site: Flask, village: Village) -> None:
    assert "李桂芳" in main_of(looking_as(site, "zhaomin"), f"{WORK}?tab=done")
    assert "已通过" in main_of(looking_as(site, "liuyang"), f"{WORK}?tab=mine")


@pytest.mark.parametrize("tab", ["todo", "drafts", "done", "mine"])
def test_an_empty_tab_names_a_next_step(site: Flask, village: Village, tab: str) -> None:
    page = parse(looking_as(site, "chenjie").get(f"{WORK}?tab={tab}").get_data(as_text=True))
    empty = next(node for node in page.iter("div") if node.get("class") == "empty")
    assert [link.get("href") for link in empty.iter("a")]


def test_an_unknown_tab_is_the_first(site: Flask, village: Village) -> None:
    assert "李桂芳" in main_of(looking_as(site, "zhaomin"), f"{WORK}?tab=nonsense&after=nonsense")


def test_a_long_list_goes_on_on_the_next_page_without_losing_a_row(site: Flask, village: Village) -> None:
    with site.app_context():
        author = person("liuyang")
        made = {register(author, f"周德{serial}", identity_number(serial)) for serial in range(2, 60)}
    client = looking_as(site, "zhaomin")
    first = client.get(WORK).get_data(as_text=True)
    later = next(link.get("href") for link in parse(first).iter("a") if words(link) == "下一页")
    assert later
    both = first + client.get(later).get_data(as_text=True)
    assert all(f"/records/{record_id}" in both for record_id in made)


@pytest.mark.parametrize("tab", ["todo", "drafts", "done", "mine"])
@pytest.mark.parametrize("user_name", ["liuyang", "zhaomin"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    site: Flask, village: Village, user_name: str, tab: str
) -> None:
    with site.app_context():
        for serial in range(2, 22):
            record_id = register(person("liuyang"), f"周德{serial}", identity_number(serial))
            act(person("zhaomin"), record_id, "send_back" if serial % 2 else "approve", "请核实")
    client = looking_as(site, user_name)
    client.get("/about")  # the token of the session is made and kept once
    client.most_queries = 12
    assert client.get(f"{WORK}?tab={tab}").status_code == 200


def test_nobody_sees_the_work_of_a_county_he_does_not_work_in(site: Flask, village: Village) -> None:
    assert looking_as(site, "linqing").get(WORK).status_code == 404


def test_whoever_has_nothing_to_decide_is_led_to_what_he_watches_or_fills_in(site: Flask, village: Village) -> None:
    wanted = {"xulei": f"/{COUNTY}/months", "chenjie": f"/{COUNTY}/fill"}
    for name, address in wanted.items():
        page = looking_as(site, name).get(f"{WORK}?tab=todo").get_data(as_text=True)
        (empty,) = [node for node in parse(page).iter("div") if node.get("class") == "empty"]
        assert [link.get("href") for link in empty.iter("a")] == [address]
