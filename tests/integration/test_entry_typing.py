"""What a page that is being typed in gets while it is open: small pieces, and never the inputs themselves."""

import pytest
from flask import Flask

from tests import factories
from tests.entry_forms import begin, by_htmx, changed, opened, pairs_of, press, problem_at
from tests.entry_site import Office, open_office
from tests.pages import CheckingClient, client_of, enter, parse

EZHOU, FUJIAN = "registration/ezhou", "registration/fujian"
BAD_NUMBER = "99999919480316001"


@pytest.fixture
def office(site: Flask) -> Office:
    return open_office(site)


@pytest.fixture
def visitor(site: Flask, office: Office) -> CheckingClient:
    made = client_of(site)
    enter(made, office.visitor_id)
    return made


def test_a_save_while_typing_answers_with_pieces_and_the_next_revision(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    response = by_htmx(visitor, url, changed(pairs_of(opened(visitor, url)), name="李四"))
    text = response.get_data(as_text=True)
    assert 'name="_revision" value="2"' in text
    assert "已保存" in text
    assert 'name="name"' not in text


def test_only_the_field_that_was_left_is_told_its_problem(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    typed = changed(pairs_of(opened(visitor, url)), identity_number=BAD_NUMBER)
    text = by_htmx(visitor, url, typed, left="identity_number").get_data(as_text=True)
    assert "应为18位" in problem_at(text, "identity_number")
    assert "请填写姓名" not in text


def test_an_identity_number_proposes_what_it_says(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    typed = changed(pairs_of(opened(visitor, url)), identity_number=factories.identity_number(7, "19480316"))
    text = by_htmx(visitor, url, typed, left="identity_number").get_data(as_text=True)
    facts = next(node for node in parse(text).iter("span") if node.get("id") == "entry-facts")
    assert '["sex", "male"]' in str(facts.get("data-proposed"))
    assert "f-disability_grade" in str(facts.get("data-hidden-ids")).split()


def test_a_row_added_while_typing_answers_with_its_table_alone(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, FUJIAN, office)
    text = by_htmx(visitor, url, pairs_of(opened(visitor, url)), action="add:family").get_data(as_text=True)
    assert 'name="family.1.name"' in text
    assert 'name="name"' not in text


def test_a_save_of_a_draft_changed_elsewhere_says_so_and_keeps_the_page(
    visitor: CheckingClient, office: Office
) -> None:
    url = begin(visitor, EZHOU, office)
    typed = pairs_of(opened(visitor, url))
    press(visitor, url, typed)
    response = by_htmx(visitor, url, typed)
    assert (response.status_code, response.headers["HX-Retarget"]) == (409, "#entry-state")
    assert 'name="_revision" value="1"' in response.get_data(as_text=True)
