"""Printing while no renderer is free: records go on in the background, blank papers can be asked for again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from formserver.forms.pairs import Pairs
from formserver.printing import render
from formserver.services import bundling, rendering
from formserver.store import journal
from tests.acting import url_of
from tests.factories import COUNTY, VISIT_WITH_CARE, Village, hand_in, looking_as, person, settle
from tests.pages import parse, words
from tests.paper.reading import Sheet
from tests.printing_office import never


@pytest.fixture
def village(site: Flask) -> Village:
    return settle(site)


@pytest.fixture(autouse=True)
def _nobody_draws(site: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(render, "WAIT_SECONDS", 0.2)
    render.use_renderers(str(tmp_path / "nobody"))
    yield
    render.use_renderers("")


@pytest.mark.parametrize(("copies", "sheets"), [("", 1), ("all", 3), ("2", 1)])
def test_a_record_is_printed_in_the_background_then(site: Flask, village: Village, copies: str, sheets: int) -> None:
    with site.app_context():
        paper = {"visit_date": "2025-02-10", "visit_way": "home"}
        record_id = hand_in(person("liuyang"), VISIT_WITH_CARE, Pairs(paper.items()), elder_id=village.elder_id)
    client = looking_as(site, "liuyang")
    response = client.send(f"{url_of(record_id)}/prints", {"copies": copies, "approvals": "1"})
    assert response.status_code == 303
    job_page = response.headers["Location"]
    assert "等待处理" in words(parse(client.get(job_page).get_data(as_text=True)))
    render.use_renderers("")
    with site.app_context():
        bundling.run(COUNTY, job_page.rsplit("/", 1)[1], never, site="", days_kept=7)
        [entry] = journal.asides(COUNTY, record_id, journal.PRINT)
        assert entry.facts["with_approvals"] is True
    sheet = Sheet(client.get(f"{job_page}/file.pdf").get_data())
    assert len(sheet.pages) == sheets + 1
    assert "审批单" in sheet.pages[-1]
    assert f"共{sheets + 1}页" in words(parse(client.get(job_page).get_data(as_text=True)))


def test_a_busy_worker_says_so_and_can_be_asked_again(
    site: Flask, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "_RENDERER_SECONDS", 0.2)
    client = looking_as(site, "liuyang")
    job_page = client.send(f"{url_of(village.registration_id)}/prints").headers["Location"]
    with site.app_context():
        bundling.run(COUNTY, job_page.rsplit("/", 1)[1], never, site="", days_kept=7)
    page = client.get(job_page).get_data(as_text=True)
    said = words(parse(page))
    assert "现在打印的人多" in said
    assert "再做一次" in said
    assert f'href="{url_of(village.registration_id)}#print"' in page


def test_a_blank_paper_says_when_to_try_again_and_does_it_at_a_button(site: Flask, village: Village) -> None:
    address = f"/{COUNTY}/forms/{VISIT_WITH_CARE}/blank.pdf"
    response = looking_as(site, "liuyang").get(address)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    page = parse(response.get_data(as_text=True))
    assert "现在打印的人多，请等几秒钟再试一次。" in words(page)
    assert next(link for link in page.iter("a") if words(link) == "再试一次").get("href") == address


def test_what_could_not_be_drawn_is_not_in_the_journal(site: Flask, village: Village) -> None:
    looking_as(site, "liuyang").send(f"{url_of(village.registration_id)}/prints")
    with site.app_context():
        assert journal.asides(COUNTY, village.registration_id, journal.PRINT) == []


def test_the_record_itself_stays_within_reach(site: Flask, village: Village) -> None:
    assert looking_as(site, "liuyang").get(url_of(village.registration_id)).status_code == 200


@pytest.mark.parametrize("query", ["", "?copies=1"])
def test_a_blank_paper_can_be_asked_for_again_by_its_address(site: Flask, village: Village, query: str) -> None:
    address = f"/{COUNTY}/forms/{VISIT_WITH_CARE}/blank.pdf{query}"
    response = looking_as(site, "liuyang").get(address)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    [again] = [link for link in parse(response.get_data(as_text=True)).iter("a") if words(link) == "再试一次"]
    assert again.get("href") == address
