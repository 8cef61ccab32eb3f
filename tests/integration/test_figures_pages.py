"""统计 as pages: numbers with their lists, charts that are read aloud, and the workbook asked for."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from formserver.extensions import db
from formserver.models import Job
from tests import figures_county
from tests.factories import COUNTY, NEXT_VILLAGE, TOWNSHIP, VILLAGE, VISIT, furnish, hand_in, looking_as, person
from tests.factories import visit_pairs as paper
from tests.figures_county import NOVEMBER, NOW
from tests.pages import CheckingClient, parse, token, words

PAGE = f"/{COUNTY}/figures"


@pytest.fixture
def ids(site: Flask) -> Iterator[dict[str, str]]:
    with time_machine.travel(NOW):
        with site.app_context():
            made = figures_county.settle()
        yield made


def text_of(client: CheckingClient, address: str = PAGE, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def rows(page: str) -> list[str]:
    return [words(node) for node in parse(page).iter("th") if node.get("scope") == "row"]


def links(page: str) -> list[str]:
    return [node.get("href") or "" for node in parse(page).iter("a")]


@pytest.mark.usefixtures("ids")
def test_the_page_tells_big_numbers_with_their_words(site: Flask) -> None:
    page = text_of(looking_as(site, "zhaomin"))
    said = words(parse(page))
    assert "段店镇探访统计" in said
    assert "2026年11月：2026年11月1日至2026年11月30日" in said
    assert "月探访率40.0%应探访5人，已探访2人比上期低60.0个百分点" in said.replace(" ", "")
    assert "不愿接受探访的不计入应探访人数。" in said
    assert "假定不愿意接受探访的不计入应探访人数" in said


@pytest.mark.usefixtures("ids")
def test_every_linked_number_opens_a_list_with_as_many(site: Flask) -> None:
    client = looking_as(site, "zhaomin")
    tree = parse(text_of(client))
    counted = [
        (words(node), node.get("href") or "")
        for node in tree.iter("a")
        if "/figures/persons" in (node.get("href") or "") and words(node).isdecimal()
    ]
    assert len(counted) > 20
    for number, address in counted:
        assert (address, len(rows(text_of(client, address)))) == (address, int(number))


@pytest.mark.usefixtures("ids")
def test_every_number_of_follow_ups_opens_a_list_with_as_many(site: Flask) -> None:
    client = looking_as(site, "zhaomin")
    tree = parse(text_of(client))
    counted = {
        node.get("href") or "": words(node)
        for node in tree.iter("a")
        if "/follow-ups?" in (node.get("href") or "") and words(node).isdecimal()
    }
    for needed in ("opened_from", "closed_from", "opened_to", "late"):
        assert any(needed in address for address in counted), needed
    for address, number in counted.items():
        assert (address, len(rows(text_of(client, address)))) == (address, int(number))


@pytest.mark.usefixtures("ids")
def test_charts_have_titles_and_descriptions(site: Flask) -> None:
    tree = parse(text_of(looking_as(site, "wangfang")))
    drawn = [node for node in tree.iter() if str(node.tag).endswith("}svg") and node.get("role") == "img"]
    assert len(drawn) == 3  # no visits were made, so that no chart of ways is there
    for node in drawn:
        named = (node.get("aria-labelledby") or "").split()
        told = {child.get("id"): words(child) for child in node if child.get("id")}
        assert all(told[one] for one in named)


@pytest.mark.usefixtures("ids")
def test_one_looks_closer_and_goes_back(site: Flask) -> None:
    client = looking_as(site, "wangfang")
    assert f"{PAGE}?period={NOVEMBER}&place={TOWNSHIP}" in links(text_of(client))
    page = text_of(client, f"{PAGE}?place={TOWNSHIP}")
    assert f"{PAGE}?period={NOVEMBER}&place={VILLAGE}" in links(page)
    assert f"{PAGE}?period={NOVEMBER}&place={COUNTY}" in links(page)
    assert f"{PAGE}?period=2026-10&place={TOWNSHIP}" in links(page)
    assert "10月" in text_of(client, f"{PAGE}?place={VILLAGE}&period=2026-10")
    text_of(client, f"{PAGE}?place=420703999", 404)
    text_of(client, f"{PAGE}?period=1999-01", 404)


@pytest.mark.usefixtures("ids")
def test_who_sees_numbers_only_gets_no_links_to_persons(site: Flask) -> None:
    page = text_of(looking_as(site, "tangyu"))
    assert not [link for link in links(page) if "persons" in link or "/elders" in link]
    assert "月探访率" in page
    text_of(looking_as(site, "tangyu"), f"{PAGE}/persons?period={NOVEMBER}", 403)


@pytest.mark.usefixtures("ids")
def test_a_village_lead_sees_the_own_village_alone(site: Flask) -> None:
    client = looking_as(site, "heping")
    page = text_of(client)
    assert "三江村探访统计" in page
    assert "四房村" not in page
    text_of(client, f"{PAGE}?place={NEXT_VILLAGE}", 404)
    text_of(client, f"{PAGE}/persons?period={NOVEMBER}&place={NEXT_VILLAGE}", 404)
    text_of(client, f"{PAGE}/visits?period={NOVEMBER}&place={NEXT_VILLAGE}", 404)


def test_before_anything_is_due_the_page_says_what_comes_first(site: Flask) -> None:
    with site.app_context():
        furnish()
    assert "还没有可以统计的探访" in text_of(looking_as(site, "wangfang"))


@pytest.mark.usefixtures("ids")
def test_a_list_says_how_it_stands_with_everybody(site: Flask) -> None:
    client = looking_as(site, "wangfang")
    page = words(parse(text_of(client, f"{PAGE}/persons?period={NOVEMBER}&of=persons")))
    for said in ("上门或打电话没有人：去了两次都没有人", "本期新登记，不计入应探访", "不愿接受探访", "逾期", "已完成"):
        assert said in page
    nobody = f"{PAGE}/persons?period={NOVEMBER}&of=helped&level=ordinary"
    assert "没有这样的人" in text_of(client, nobody)
    text_of(client, f"{PAGE}/persons?period={NOVEMBER}&of=nonsense", 404)


def test_visits_are_listed_by_way_with_their_records(site: Flask, ids: dict[str, str]) -> None:
    with site.app_context():
        hand_in(person("liuyang"), VISIT, paper(visited_on="2026-11-05"), elder_id=ids["周德顺"])
        hand_in(person("liuyang"), VISIT, paper(visited_on="2026-10-05"), elder_id=ids["周德顺"])
    client = looking_as(site, "wangfang")
    page = text_of(client)
    [address] = [link for link in links(page) if "/visits?" in link]
    listed = text_of(client, address)
    assert rows(listed) == ["周德顺"]
    assert [link for link in links(listed) if "/records/" in link]
    assert rows(text_of(client, f"{PAGE}/visits?period={NOVEMBER}&late=1")) == []
    assert "没有这样的探访记录" in text_of(client, f"{PAGE}/visits?period={NOVEMBER}&way=phone")


@pytest.mark.usefixtures("ids")
def test_the_workbook_is_asked_for_once(site: Flask) -> None:
    client = looking_as(site, "wangfang")
    page = text_of(client)
    form = {node.get("name"): node.get("value") for node in parse(page).iter("input") if node.get("type") == "hidden"}
    posted = {"_csrf": token(client), "_job": form["_job"], "period": NOVEMBER, "place": TOWNSHIP}
    first, again = (client.post(PAGE, data=posted) for _ in range(2))
    assert (first.status_code, first.location) == (303, again.location)
    with site.app_context():
        assert [job.title for job in db.session.query(Job)] == ["段店镇　2026年11月　探访统计"]
    assert client.post(PAGE, data=posted | {"_job": "x"}).status_code == 400
    assert client.post(PAGE, data=posted | {"place": "350581"}).status_code == 404


@pytest.mark.usefixtures("ids")
def test_who_may_not_export_has_no_button(site: Flask) -> None:
    client = looking_as(site, "heping")
    page = text_of(client)
    assert "导出 Excel" not in page
    posted = {"_csrf": token(client), "_job": "x", "period": NOVEMBER, "place": VILLAGE}
    assert client.post(PAGE, data=posted).status_code == 403


@pytest.mark.usefixtures("ids")
def test_one_with_too_many_jobs_is_told_on_the_page(site: Flask) -> None:
    client = looking_as(site, "zhaomin")
    for _ in range(4):
        page = text_of(client)
        inputs = {node.get("name"): node.get("value") for node in parse(page).iter("input")}
        posted = {"_csrf": token(client), "_job": inputs["_job"], "period": NOVEMBER, "place": TOWNSHIP}
        answer = client.post(PAGE, data=posted)
    assert answer.status_code == 429
    assert "个任务没有完成" in answer.get_data(as_text=True)
