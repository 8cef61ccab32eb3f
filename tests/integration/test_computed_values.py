"""A computed value on its way: over the page with and without scripts, into the record, onto its page and its paper."""

import pytest
from flask import Flask

from formserver.printing.copies import print_record
from formserver.printing.sheet import SheetMarks
from formserver.services import editions
from tests import factories
from tests.compute_zoo import CODE, ability
from tests.entry_forms import Typed, begin, by_htmx, changed, opened, pairs_of, press, problem_at
from tests.entry_site import open_office
from tests.pages import CheckingClient, client_of, enter, parse, words
from tests.paper.reading import Sheet

WELL = {"adl.eating": "alone", "adl.bathing": "helped", "adl.dressing": "alone"}


@pytest.fixture
def visitor(site: Flask) -> CheckingClient:
    made = client_of(site)
    enter(made, open_office_with_assessment(site))
    return made


def open_office_with_assessment(site: Flask) -> str:
    office = open_office(site)
    with site.app_context():
        editions.load_shipped([ability()], [])
        editions.adopt(factories.COUNTY, CODE)
    site.extensions["office"] = office
    return office.visitor_id


@pytest.fixture
def draft(site: Flask, visitor: CheckingClient) -> str:
    """The address of a new assessment."""
    return begin(visitor, CODE, site.extensions["office"])


def shown(text: str) -> dict[str, str]:
    """What the page shows in the places of computed values."""
    outputs = parse(text).iter("output")
    return {(node.get("id") or "").removeprefix("f-").removesuffix("-in"): words(node) for node in outputs}


def typed(visitor: CheckingClient, draft: str, **texts: str) -> Typed:
    return changed(pairs_of(opened(visitor, draft)), **WELL, **texts)


def test_a_page_nobody_has_typed_into_says_that_values_come_by_themselves(visitor: CheckingClient, draft: str) -> None:
    text = opened(visitor, draft)
    assert shown(text)["adl_total"] == "（自动算出）"
    assert "adl_total" not in dict(pairs_of(text))


def test_without_scripts_a_saved_page_shows_the_values(visitor: CheckingClient, draft: str) -> None:
    press(visitor, draft, typed(visitor, draft, dementia="yes"))
    values = shown(opened(visitor, draft))
    assert [values[code] for code in ("adl_total", "adl_grade", "overall")] == ["25分", "轻度失能", "中度失能"]


def test_with_scripts_the_answer_to_a_save_brings_them(visitor: CheckingClient, draft: str) -> None:
    text = by_htmx(visitor, draft, typed(visitor, draft)).get_data(as_text=True)
    values = shown(f"<!doctype html><title>x</title><div>{text}</div>")
    assert values["adl_total"] == "25分"
    assert "adl_total" not in text.partition("data-proposed=")[2].partition(">")[0]


def test_what_is_posted_in_place_of_a_value_is_ignored(visitor: CheckingClient, draft: str) -> None:
    press(visitor, draft, [*typed(visitor, draft), ("adl_total", "3"), ("adl_grade", "severe")])
    assert shown(opened(visitor, draft))["adl_grade"] == "轻度失能"


def test_a_row_that_is_taken_away_is_taken_out_of_the_sum(visitor: CheckingClient, draft: str) -> None:
    rows = {"services.0.price": "10", "services.0.times": "2", "services.1.price": "5", "services.1.times": "1"}
    added = [*typed(visitor, draft, **rows), ("services.1.row", "1")]
    press(visitor, draft, added)
    assert shown(opened(visitor, draft))["monthly"] == "25元"
    press(visitor, draft, pairs_of(opened(visitor, draft)), "remove:services:0")
    assert shown(opened(visitor, draft))["monthly"] == "5元"


def test_a_page_with_nothing_but_computed_values_is_not_submitted(visitor: CheckingClient, draft: str) -> None:
    response = press(visitor, draft, pairs_of(opened(visitor, draft)), "submit")
    assert "还没有填写任何一项" in response.get_data(as_text=True)


def test_a_check_that_does_not_hold_stands_at_its_field(visitor: CheckingClient, draft: str) -> None:
    worst = dict.fromkeys(WELL, "unable")
    pairs = changed(typed(visitor, draft, dementia="no"), **worst)
    response = press(visitor, draft, pairs, "submit")
    assert response.status_code == 422
    assert problem_at(response.get_data(as_text=True), "mental") == "重度失能的，请评估精神状态"


def test_the_record_holds_the_value_and_shows_it(visitor: CheckingClient, draft: str) -> None:
    pairs = typed(visitor, draft, dementia="no", mental="moderate")
    response = press(visitor, draft, [*pairs, ("adl_total", "3")], "submit")
    text = words(parse(visitor.get(response.location or "").get_data(as_text=True)))
    assert "25分" in text
    assert "中度失能" in text


def test_a_page_that_comes_too_late_keeps_its_values_in_sight(visitor: CheckingClient, draft: str) -> None:
    late = typed(visitor, draft, dementia="yes")
    press(visitor, draft, typed(visitor, draft, dementia="no"))
    text = press(visitor, draft, late).get_data(as_text=True)
    assert shown(text)["adl_total"] == "25分"
    assert [words(node) for node in parse(text).iter("th") if node.get("scope") == "row"] == ["认知症", "综合等级"]


def test_a_change_is_counted_from_the_last_approved_record(site: Flask, visitor: CheckingClient, draft: str) -> None:
    submitted = press(visitor, draft, typed(visitor, draft, dementia="no"), "submit")
    with site.app_context():
        factories.approve_fully((submitted.location or "").rpartition("/")[2])
    again = begin(visitor, CODE, site.extensions["office"])
    press(visitor, again, changed(typed(visitor, again), **{"adl.eating": "unable"}))
    assert shown(opened(visitor, again))["change"] == "-10分"


def test_the_paper_prints_the_value_like_an_answer() -> None:
    data = {"main": {"adl_total": 25, "adl_grade": "mild", "monthly": "117.5", "plan": {"visits": 4}}}
    pdf = print_record(ability(), data, marks=SheetMarks(number="1", edition="1.0"), copies=False, pictures={})
    text = Sheet(pdf).text
    assert "自理总分25" in text
    assert "每月上门4次" in text
    assert "每月费用117.5" in text
