"""Printing while no renderer is free: a page that says so, with a way to try again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from formserver.printing import render
from tests.acting import url_of
from tests.factories import Village, looking_as, settle
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


@pytest.mark.parametrize("query", ["", "?copies=1"])
def test_the_page_says_when_and_how_to_try_again(site: Flask, village: Village, query: str) -> None:
    address = f"{url_of(village.registration_id)}/paper.pdf{query}"
    response = looking_as(site, "liuyang").get(address)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    page = parse(response.get_data(as_text=True))
    assert "现在打印的人多，请等几秒钟再试一次。" in words(page)
    [again] = [link for link in page.iter("a") if words(link) == "再试一次"]
    assert again.get("href") == address


def test_the_record_itself_stays_within_reach(site: Flask, village: Village) -> None:
    assert looking_as(site, "liuyang").get(url_of(village.registration_id)).status_code == 200
