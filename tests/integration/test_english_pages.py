"""Pages in English: every sentence of ours is translated, the paper keeps its own words."""

import pytest
from flask import Flask

from formserver.web.locale import COOKIE
from tests.acting import url_of
from tests.entry_forms import pairs_of, press
from tests.factories import COUNTY, REGISTRATION, VILLAGE, Village, looking_as, settle
from tests.pages import CheckingClient, parse, words


@pytest.fixture
def village(site: Flask) -> Village:
    return settle(site)


def in_english(client: CheckingClient) -> CheckingClient:
    client.set_cookie(COOKIE, "en")
    return client


def text_of(client: CheckingClient, url: str) -> str:
    return words(parse(client.get(url).get_data(as_text=True)))


def test_states_steps_roles_and_acts_of_a_record_read_english(site: Flask, village: Village) -> None:
    text = text_of(in_english(looking_as(site, "zhaomin")), url_of(village.visit_id))
    assert "Waits for township approval" in text
    assert "Township approver" in text
    assert "Send back" in text
    assert "(Visitor)" in text
    assert not any(left in text for left in ("待乡镇", "退回", "探访人员）"))


def test_conditions_and_problems_are_said_in_english_around_the_words_of_the_paper(
    site: Flask, village: Village
) -> None:
    visitor = in_english(looking_as(site, "liuyang"))
    begun = visitor.send(f"/{COUNTY}/fill", {"form": REGISTRATION, "village_code": VILLAGE}).headers["Location"]
    page = visitor.get(begun).get_data(as_text=True)
    assert "is chosen for" in page
    refused = press(visitor, begun, pairs_of(page), "submit")
    text = words(parse(refused.get_data(as_text=True)))
    assert refused.status_code == 422
    assert "Please fill in 姓名" in text
    assert not any(left in text for left in ("选了“", "时填写。", "请填写"))
