"""Lists, pages and prints of one form whose records are of three editions, with renamed and retired questions."""

import pytest
from flask import Flask

from formserver.services import prints
from formserver.services.prints import Wish
from tests.factories import COUNTY, REGISTRATION, VILLAGE, approve_fully, furnish, looking_as, person
from tests.pages import CheckingClient, parse, words
from tests.paper.reading import Sheet
from tests.three_editions import GUARDIAN, NAMES, PHONE, three_editions


@pytest.fixture
def ids(site: Flask) -> dict[str, str]:
    """Edition -> id of a record of it, all of them approved."""
    with site.app_context():
        furnish()
        found = three_editions()
        for record_id in found.values():
            approve_fully(record_id)
        return found


@pytest.fixture
def client(site: Flask, ids: dict[str, str]) -> CheckingClient:
    """刘洋, who wrote them all."""
    return looking_as(site, "liuyang")


def main_of(client: CheckingClient, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return words(next(parse(page.get_data(as_text=True)).iter("main")))


FORM = f"form={REGISTRATION}"
QUERIES = ["", FORM, f"{FORM}&part=main", "state=approved", f"place={VILLAGE}", "month=2025-01"]


@pytest.mark.parametrize("query", QUERIES)
def test_every_filter_finds_the_records_of_all_editions(client: CheckingClient, query: str) -> None:
    said = main_of(client, f"/{COUNTY}/records?{query}")
    assert all(name in said for name in NAMES.values())


def test_a_record_of_a_former_edition_says_so_in_the_list(client: CheckingClient) -> None:
    rows = [words(row) for row in parse(client.get(f"/{COUNTY}/records").get_data(as_text=True)).iter("tr")]
    marks = {name: one for row in rows for one, name in NAMES.items() if name in row and f"{one}版" in row}
    assert marks == {"钱玉兰": "1.0", "孙国强": "2.0"}


def test_each_page_shows_the_answers_under_the_names_of_its_edition(
    client: CheckingClient, ids: dict[str, str]
) -> None:
    pages = {edition: main_of(client, f"/{COUNTY}/records/{record_id}") for edition, record_id in ids.items()}
    assert all(f"版本 {edition}" in page for edition, page in pages.items())
    assert GUARDIAN in pages["1.0"]
    assert f"联系方式 {PHONE}" in pages["1.0"]
    assert f"联系电话 {PHONE}" in pages["2.0"]
    assert f"本人电话 {PHONE}" in pages["3.0"]
    assert "微信号 feng-cuiying" in pages["3.0"]


def test_each_prints_on_the_paper_of_its_edition(site: Flask, ids: dict[str, str]) -> None:
    with site.app_context():
        author = person("liuyang")
        printed = {one: prints.print_for(author, record_id, Wish(), site="") for one, record_id in ids.items()}
    texts = {one: Sheet(content).text for one, (_, content) in printed.items()}
    assert all(PHONE in text and f"版本：{one}" in text for one, text in texts.items())
    assert GUARDIAN in texts["1.0"]
    assert "feng-cuiying" in texts["3.0"]


def test_the_page_of_each_person_leads_to_the_record(client: CheckingClient, ids: dict[str, str]) -> None:
    people = client.get(f"/{COUNTY}/elders").get_data(as_text=True)
    links = [link.get("href") or "" for link in parse(people).iter("a") if words(link) in NAMES.values()]
    assert len(links) == len(NAMES)
    shown = "".join(client.get(link).get_data(as_text=True) for link in links)
    assert all(f"/records/{record_id}" in shown for record_id in ids.values())
