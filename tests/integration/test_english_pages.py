"""Pages in English: every sentence of ours is translated, the paper keeps its own words."""

import json
import re
from typing import Any, Final

import pytest
from flask import Flask

from formserver.forms.editions.locking import broken_locks
from formserver.web.locale import COOKIE, said
from tests.acting import url_of
from tests.department_files import row, taken, xlsx
from tests.entry_forms import pairs_of, press
from tests.factories import COUNTY, REGISTRATION, VILLAGE, Village, looking_as, settle
from tests.locked_paper import field, form
from tests.offering import administrator, later
from tests.pages import CheckingClient, parse, words

CHINESE: Final = re.compile("[一-鿿]")


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


def test_who_reads_what_would_go_and_why_is_said_in_english(site: Flask, village: Village) -> None:
    with site.app_context():
        administrator()

    def without_phone(source: dict[str, Any]) -> None:
        text = json.dumps(source, ensure_ascii=False).replace("{phone}", "")
        source.clear()
        source.update(json.loads(text))

    def dropped(part: dict[str, Any]) -> None:
        del part["properties"]["phone"]
        for section in part["x-sections"]:
            section["fields"] = [code for code in section["fields"] if code != "phone"]

    posted = {"form": REGISTRATION, "text": later(dropped, without_phone)}
    answer = in_english(looking_as(site, "gaofei")).send(f"/{COUNTY}/editions/new", posted)
    assert answer.status_code == 422
    text = words(parse(answer.get_data(as_text=True)))
    assert "“联系方式” is still used in 1 places: the phone in the register" in text
    assert "还有" not in text


def test_locks_are_said_in_english_with_what_was_changed(site: Flask) -> None:
    upper = form(field("name", x_locked=["meaning", "order"]))
    own = form(field("name", x_locked=["order"], maxLength=9))
    with site.test_request_context("/?lang=en"):
        [changed, unlocked] = [said(one.told) for one in broken_locks(upper, own)]
    assert changed.startswith("“姓名” is locked in its meaning by the form above and cannot be changed: ")
    assert not CHINESE.search(changed.removeprefix("“姓名”"))
    assert unlocked == "“姓名” is locked by the form above (meaning) and cannot be unlocked"


def test_the_history_of_a_file_and_the_name_of_a_list_are_dated_in_english(site: Flask, village: Village) -> None:
    with site.app_context():
        list_id = taken(xlsx([row("李桂芳", 1)])).id
    client = in_english(looking_as(site, "wangfang"))
    assert "Persons with disabilities (2025-01-08)" in text_of(client, f"/{COUNTY}/lists/{list_id}")
    page = parse(client.get(f"/{COUNTY}/elders/{village.elder_id}?kind=acts").get_data(as_text=True))
    told = [words(line) for line in page.iter("p") if line.get("class") == "remark"]
    assert "Left behind: since 2025-01-08" in told
    assert "Day of review: 2025-01-08" in told
    assert [line for line in told if re.search(r"[0-9]年|日起|日至", line)] == []


def test_what_the_program_brought_says_so_in_english(site: Flask, village: Village) -> None:
    text = text_of(in_english(looking_as(site, "gaofei")), f"/{COUNTY}/forms/{REGISTRATION}")
    assert "Shipped with the program" in text
    assert "随系统提供" not in text
