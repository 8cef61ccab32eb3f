"""What a page that is being typed in gets while it is open: small pieces, and never the inputs themselves."""

import pytest
from flask import Flask

from tests import factories
from tests.entry_forms import Typed, begin, by_htmx, changed, form_of, opened, pairs_of, press, problem_at
from tests.entry_site import Office, open_office
from tests.pages import CheckingClient, client_of, enter, parse, words

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


@pytest.mark.parametrize("code", [document.code for document in factories.shipped()])
def test_every_piece_of_a_save_has_its_place_on_the_page(visitor: CheckingClient, office: Office, code: str) -> None:
    url = begin(visitor, code, office)
    page = opened(visitor, url)
    text = by_htmx(visitor, url, pairs_of(page), left="name").get_data(as_text=True)
    pieces = {node.get("id") for node in parse(text).iter() if node.get("hx-swap-oob")}
    places = {node.get("id") or "" for node in parse(page).iter()}
    assert pieces <= places | {f"{place}-must" for place in places}  # scripts put a mark into every row


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
    press(visitor, url, changed(typed, name="李四"))
    response = by_htmx(visitor, url, changed(typed, name="王五"))
    assert (response.status_code, response.headers["HX-Retarget"]) == (409, "#entry-state")
    assert 'name="_revision" value="1"' in response.get_data(as_text=True)


# saves of one page, numbered ------------------------------------------------------------------------------------------
def revision_of(text: str) -> str | None:
    return next(node.get("value") for node in parse(text).iter("input") if node.get("name") == "_revision")


def saved(visitor: CheckingClient, url: str, pairs: Typed, name: str, turn: str) -> str:
    """Save the page that was drawn with these pairs, under another name, as its ``turn``; gives the answer."""
    response = by_htmx(visitor, url, [*changed(pairs, name=name), ("_turn", turn)])
    return f"{response.status_code} {revision_of(response.get_data(as_text=True))}"


def name_in(visitor: CheckingClient, url: str) -> str:
    return dict(pairs_of(opened(visitor, url)))["name"]


PAGE, OTHER_PAGE = "0" * 26, "1" * 26


def test_a_save_that_comes_twice_gets_the_same_answer_twice(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    drawn = pairs_of(opened(visitor, url))
    answers = [saved(visitor, url, drawn, "李四", f"{PAGE}.1") for _ in range(2)]
    assert answers == ["200 2", "200 2"]


def test_a_page_whose_answer_was_lost_goes_on_saving(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    drawn = pairs_of(opened(visitor, url))
    saved(visitor, url, drawn, "李四", f"{PAGE}.1")
    assert saved(visitor, url, drawn, "李四海", f"{PAGE}.2") == "200 3"
    assert name_in(visitor, url) == "李四海"


def test_a_save_that_was_overtaken_on_its_way_changes_nothing(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    drawn = pairs_of(opened(visitor, url))
    saved(visitor, url, drawn, "李四海", f"{PAGE}.2")
    assert saved(visitor, url, drawn, "李四", f"{PAGE}.1") == "200 2"
    assert name_in(visitor, url) == "李四海"


def test_the_numbers_of_one_page_excuse_no_other_page(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    drawn = pairs_of(opened(visitor, url))
    saved(visitor, url, drawn, "李四", f"{PAGE}.1")
    assert saved(visitor, url, drawn, "王五", f"{OTHER_PAGE}.2").startswith("409")
    assert name_in(visitor, url) == "李四"


def test_another_window_in_between_is_noticed_by_the_page_that_saved_first(
    visitor: CheckingClient, office: Office
) -> None:
    url = begin(visitor, EZHOU, office)
    drawn = pairs_of(opened(visitor, url))
    saved(visitor, url, drawn, "李四", f"{PAGE}.1")
    later = pairs_of(opened(visitor, url))
    saved(visitor, url, later, "王五", f"{OTHER_PAGE}.1")
    assert saved(visitor, url, later, "李四海", f"{PAGE}.2").startswith("409")


def test_two_windows_that_say_the_same_do_not_quarrel(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    drawn = changed(pairs_of(opened(visitor, url)), name="李四")
    press(visitor, url, drawn)
    assert press(visitor, url, drawn).status_code == 303


def test_a_copy_that_is_brought_back_is_saved_and_told(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    copied = [*changed(pairs_of(opened(visitor, url)), name="李四"), ("_turn", f"{PAGE}.3")]
    assert press(visitor, url, copied, "restore").status_code == 303
    text = opened(visitor, url)
    assert "已恢复上次没来得及保存的内容。" in text
    assert form_of(text).get("data-turn") == f"{PAGE}.3"


def test_both_versions_and_both_ways_on_stand_on_the_page_of_a_copy_that_came_late(
    visitor: CheckingClient, office: Office
) -> None:
    url = begin(visitor, EZHOU, office)
    drawn = pairs_of(opened(visitor, url))
    press(visitor, url, changed(drawn, name="王五"))
    response = press(visitor, url, [*changed(drawn, name="李四"), ("_turn", f"{PAGE}.1")], "restore")
    text = response.get_data(as_text=True)
    assert response.status_code == 409
    assert [words(cell) for cell in parse(text).iter("td")][:2] == ["王五", "李四"]
    assert f'href="{url}"' in text
    assert "以本页为准，保存" in text
