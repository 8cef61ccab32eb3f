"""Why somebody was not visited, typed on the pages of a month: nothing of it is lost, whatever is refused."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests.factories import looking_as
from tests.month_pages import PAGE, form_at, text_of
from tests.months import IN_TIME, do, explain
from tests.pages import parse, words
from tests.visiting import in_october, opened, visit


@pytest.fixture
def elder_id(site: Flask) -> Iterator[str]:
    """李桂芳, to be visited in November; it is December."""
    with site.app_context():
        made = in_october()
        opened()
    with time_machine.travel(IN_TIME):
        yield made


def test_reasons_are_typed_and_what_is_refused_stays(site: Flask, elder_id: str) -> None:
    lead = looking_as(site, "heping")
    url = f"{PAGE}/reasons"
    drawn = form_at(lead.get(PAGE).get_data(as_text=True), url)
    assert drawn == {f"was.{elder_id}": " ", f"reason.{elder_id}": "", f"note.{elder_id}": ""}
    refused = lead.send(url, {f"reason.{elder_id}": "other", f"note.{elder_id}": ""})
    assert refused.status_code == 422
    assert form_at(refused.get_data(as_text=True), url)[f"reason.{elder_id}"] == "other"
    assert "李桂芳：选“其他原因”的，请写明是什么原因" in text_of(refused)
    unchosen = lead.send(url, drawn | {f"note.{elder_id}": "门锁着"})
    assert (unchosen.status_code, "李桂芳：写了说明，还要选择原因" in text_of(unchosen)) == (422, True)
    assert form_at(unchosen.get_data(as_text=True), url)[f"note.{elder_id}"] == "门锁着"
    saved = lead.send(url, {f"reason.{elder_id}": "other", f"note.{elder_id}": "走亲戚"})
    assert "已保存1人的原因。" in text_of(lead.get(saved.location))
    assert "没有改动。" in text_of(
        lead.get(lead.send(url, {f"reason.{elder_id}": "other", f"note.{elder_id}": "走亲戚"}).location)
    )
    assert "没有改动。" in text_of(lead.get(lead.send(url, drawn).location))  # a page drawn before says nothing new
    assert lead.get(url).status_code == 303
    assert "走亲戚" in text_of(looking_as(site, "zhaomin").get(f"{PAGE}/list/unmet"))


def test_reasons_typed_while_the_month_is_handed_in_or_the_person_visited_are_not_lost(
    site: Flask, elder_id: str
) -> None:
    lead, url = looking_as(site, "heping"), f"{PAGE}/reasons"
    typed = {f"reason.{elder_id}": "no_answer", f"note.{elder_id}": "门锁着"}
    with site.app_context():
        visit(elder_id, "2026-11-08", at=IN_TIME)
    assert "有1人已经探访过，或本期不用再探访" in text_of(lead.get(lead.send(url, typed).location))
    with site.app_context():
        do("heping", "hand_in")
    for more, shown in ({}, "应探访的人都完成了。"), ({"list": "due"}, "没有保存：上门或打电话没有人，门锁着"):
        refused = lead.send(url, typed | more)
        assert refused.status_code == 409
        assert "村级负责人可以撤回上报，再来修改。" in text_of(refused)
        assert shown in text_of(refused)


def test_a_reason_that_excused_is_taken_back_in_the_list_it_led_to(site: Flask, elder_id: str) -> None:
    with site.app_context():
        explain(elder_id, "hospital")
    lead, url = looking_as(site, "heping"), f"{PAGE}/reasons"
    drawn = form_at(lead.get(f"{PAGE}/list/excused").get_data(as_text=True), url)
    shown = {f"was.{elder_id}": "hospital ", f"reason.{elder_id}": "hospital", f"note.{elder_id}": ""}
    assert drawn == {"list": "excused"} | shown
    refused = lead.send(url, drawn | {f"reason.{elder_id}": "other"})
    assert refused.status_code == 422
    assert words(next(parse(refused.get_data(as_text=True)).iter("h1"))) == "不计入应探访的人"
    taken_back = lead.send(url, drawn | {f"reason.{elder_id}": ""})
    assert taken_back.location.endswith("/list/excused")
    assert "没有完成探访的人（1）" in text_of(lead.get(PAGE))
    assert "hospital" not in lead.get(f"{PAGE}/list/excused").get_data(as_text=True)
