"""Printing while no renderer is free: a page that says so, with a way to try again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from formserver.forms.pairs import Pairs
from formserver.printing import render
from formserver.store import journal
from tests.acting import fields, url_of
from tests.factories import COUNTY, VISIT_WITH_CARE, Village, hand_in, looking_as, person, settle
from tests.pages import parse, words


@pytest.fixture
def village(site: Flask) -> Village:
    return settle(site)


@pytest.fixture(autouse=True)
def _nobody_draws(site: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(render, "WAIT_SECONDS", 0.2)
    render.use_renderers(str(tmp_path / "nobody"))
    yield
    render.use_renderers("")


@pytest.mark.parametrize("copies", ["", "all"])
def test_the_page_says_when_to_try_again_and_does_it_at_a_button(site: Flask, village: Village, copies: str) -> None:
    with site.app_context():
        paper = {"visit_date": "2025-02-10", "visit_way": "home"}
        record_id = hand_in(person("liuyang"), VISIT_WITH_CARE, Pairs(paper.items()), elder_id=village.elder_id)
    address = f"{url_of(record_id)}/prints"
    response = looking_as(site, "liuyang").send(address, {"copies": copies}, headers={"Origin": "http://localhost"})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    page = parse(response.get_data(as_text=True))
    assert "现在打印的人多，请等几秒钟再试一次。" in words(page)
    [again] = [form for form in page.iter("form") if form.get("action") == address]
    assert fields(again) == {"copies": copies}
    assert "再试一次" in words(again)


def test_what_could_not_be_drawn_is_not_in_the_journal(site: Flask, village: Village) -> None:
    looking_as(site, "liuyang").send(f"{url_of(village.registration_id)}/prints")
    with site.app_context():
        assert journal.asides(COUNTY, village.registration_id, journal.PRINT) == []


def test_the_record_itself_stays_within_reach(site: Flask, village: Village) -> None:
    assert looking_as(site, "liuyang").get(url_of(village.registration_id)).status_code == 200
