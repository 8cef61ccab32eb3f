"""Changing a person's file on its pages: every act, its refusals, undoing it, and looking the whole file through."""

from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from formserver.clock import now
from formserver.extensions import db
from formserver.models import Elder
from formserver.services import file_acts, integrity
from formserver.services.file_state import opened
from formserver.store import elder_categories, elder_events, elders
from tests.factories import COUNTY, Village, looking_as, person, settle
from tests.pages import CheckingClient, parse, words

CONTACTS = {"first_name": "李强", "first_relation": "儿子", "first_phone": "10000000077", "first_address": "武汉"}
AGREEMENT = {
    "agreement_obligor": "李强",
    "agreement_carer": "王婶",
    "agreement_relation": "邻居",
    "agreement_from": "2025-01-08",
    "agreement_filed": "2025-01-09",
}


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


@pytest.fixture
def heping(site: Flask, village: Village) -> CheckingClient:
    """The browser of the lead of the village."""
    return looking_as(site, "heping")


def url(village: Village, rest: str = "") -> str:
    return f"/{COUNTY}/elders/{village.elder_id}{rest}"


def form_at(client: CheckingClient, address: str) -> dict[str, str]:
    """What the form of an act's page would post as it stands, without the token."""
    page = parse(client.get(address).get_data(as_text=True))
    form = next(form for form in page.iter("form") if form.get("action", "").startswith(address.partition("?")[0]))
    return {name: text for name, text in _inputs(form) if name != "_csrf"}


def _inputs(form: Element) -> list[tuple[str, str]]:
    found = []
    for node in form.iter():
        kind, name = node.get("type", ""), node.get("name") or ""
        is_chosen = kind not in ("radio", "checkbox") or node.get("checked") is not None
        if node.tag in ("input", "textarea") and name and is_chosen:
            found.append((name, (node.text or "").strip() if node.tag == "textarea" else node.get("value") or ""))
    return found


def change(client: CheckingClient, village: Village, kind: str, **typed: Any) -> TestResponse:
    address = url(village, f"/file/{kind}")
    return client.send(address, form_at(client, address) | typed)


def elder_of(site: Flask, village: Village) -> Elder:
    db.session.rollback()
    found = elders.find(COUNTY, village.elder_id)
    assert found is not None
    return found


def shown(client: CheckingClient, village: Village) -> str:
    return client.get(url(village)).get_data(as_text=True)


def problems(response: TestResponse) -> list[str]:
    page = parse(response.get_data(as_text=True))
    found = next(node for node in page.iter("div") if node.get("id") == "problems")
    return [words(node) for node in found.iter("a")]


def test_contacts_are_changed_sealed_and_called_by_who_works_in_the_village(
    site: Flask, village: Village, heping: CheckingClient
) -> None:
    assert change(heping, village, "contacts", **CONTACTS).status_code == 303
    assert 'href="tel:10000000077"' in shown(heping, village)
    township = shown(looking_as(site, "zhaomin"), village)
    assert ("10000000077" in township, "100****0077" in township) == (False, True)
    with site.app_context():
        elder = elder_of(site, village)
        assert "10000000077" not in str(elder.file)
        assert opened(elder, elder.file["first_contact"]["phone"], "first_contact.phone") == "10000000077"


def test_a_phone_that_comes_back_masked_is_kept(site: Flask, village: Village, heping: CheckingClient) -> None:
    change(heping, village, "contacts", **CONTACTS)
    zhaomin = looking_as(site, "zhaomin")
    assert change(zhaomin, village, "contacts", first_address="本村").status_code == 303
    page = shown(heping, village)
    assert ('href="tel:10000000077"' in page, "本村" in page) == (True, True)


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        ("contacts", {"first_phone": "12"}, ["请填写姓名", "应为11位手机号码，或带区号的固定电话，例如 0711-1234567"]),
        ("contacts", {"first_name": "李" * 81}, ["最多80个字"]),
        ("consent", {}, ["请选择一项"]),
        ("consent", {"consent": "unwilling"}, ["请写明原因", "请选择谁在纸上签了字"]),
        ("consent", {"consent": "willing", "consent_day": "2999-01-01"}, ["日期不能晚于今天"]),
        ("categories", {"categories": [], "categories_day": ""}, ["请填写日期，例如2025-01-08", "请写明原因"]),
        ("categories", {"categories": ["x"], "categories_note": "换"}, ["请选择一项"]),
        ("agreement", {"agreement_obligor": "李强"}, ["请填写姓名", *["请填写日期，例如2025-01-08"] * 2]),
        ("agreement", AGREEMENT | {"agreement_to": "2024-01-01"}, ["不能早于开始的日期"]),
        ("agreement", AGREEMENT | {"agreement_to": "明年"}, ["请填写日期，例如2025-01-08"]),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    site: Flask, village: Village, heping: CheckingClient, kind: str, typed: dict[str, Any], told: list[str]
) -> None:
    answer = change(heping, village, kind, **typed)
    assert (answer.status_code, problems(answer)) == (422, told)
    kept = [text for text in typed.values() if isinstance(text, str) and text]
    page = answer.get_data(as_text=True)
    assert all(text in page for text in kept)


def test_a_refusal_is_recorded_asked_again_after_a_year_and_withdrawn(
    site: Flask, village: Village, heping: CheckingClient
) -> None:
    typed = {"consent": "unwilling", "consent_reason": "儿子同住", "consent_signer": "self"}
    assert change(heping, village, "consent", **typed).status_code == 303
    page = shown(heping, village)
    assert ("儿子同住" in page, "该再问一次" in page) == (True, False)
    with time_machine.travel(now() + timedelta(days=370), tick=False):
        later = looking_as(site, "heping")
        assert "该再问一次" in shown(later, village)
        assert "有1人以前不愿意探访" in later.get(f"/{COUNTY}/work").get_data(as_text=True)
        assert change(later, village, "consent", consent="willing").status_code == 303
        assert "该再问一次" not in shown(later, village)


def test_categories_begin_and_end_with_dates(site: Flask, village: Village, heping: CheckingClient) -> None:
    typed = {"categories": ["left_behind", "seriously_ill"], "categories_day": "2025-02-01"}
    assert change(heping, village, "categories", **typed).status_code == 303
    assert "患重特大疾病" in shown(heping, village)
    ended = {"categories": ["left_behind"], "categories_day": "2025-03-01", "categories_note": "已治好"}
    assert change(heping, village, "categories", **ended).status_code == 303
    with site.app_context():
        rows = elder_categories.of_elder(COUNTY, village.elder_id)
        assert [(row.code, row.since, row.until, row.source) for row in rows] == [
            ("left_behind", "2025-01-08", None, "registration"),
            ("seriously_ill", "2025-02-01", "2025-03-01", "hand"),
        ]


def test_an_agreement_is_kept_and_ends_with_a_reason(site: Flask, village: Village, heping: CheckingClient) -> None:
    assert change(heping, village, "agreement", **AGREEMENT).status_code == 303
    assert "李强委托王婶照顾" in shown(heping, village)
    empty = dict.fromkeys(AGREEMENT, "")
    assert problems(change(heping, village, "agreement", **empty)) == ["请写明原因"]
    assert change(heping, village, "agreement", **empty, agreement_note="儿子回来了").status_code == 303
    assert "李强委托王婶照顾</dd>" not in shown(heping, village)


def test_every_act_is_undone_from_the_history_and_that_again(
    site: Flask, village: Village, heping: CheckingClient
) -> None:
    change(heping, village, "agreement", **AGREEMENT)
    for expected in (False, True):
        assert heping.send(url(village, "/undo"), _undo_form(heping, village)).status_code == 303
        with site.app_context():
            assert ("agreement" in elder_of(site, village).file) is expected
    with site.app_context():
        assert list(integrity.file_faults(COUNTY, village.elder_id)) == []


def _undo_form(client: CheckingClient, village: Village) -> dict[str, str]:
    page = parse(shown(client, village))
    form = next(form for form in page.iter("form") if form.get("action") == url(village, "/undo"))
    return {name: text for name, text in _inputs(form) if name != "_csrf"}


def test_what_was_changed_again_is_not_undone(site: Flask, village: Village, heping: CheckingClient) -> None:
    change(heping, village, "contacts", **CONTACTS)
    first = _undo_form(heping, village)
    change(heping, village, "contacts", first_name="李梅")
    form = _undo_form(heping, village) | {"sequence": first["sequence"]}
    assert heping.send(url(village, "/undo"), form).status_code == 303
    assert "后来又改过" in shown(heping, village)


def test_a_stale_page_is_told_and_keeps_what_was_typed(site: Flask, village: Village, heping: CheckingClient) -> None:
    stale = form_at(heping, url(village, "/file/contacts")) | CONTACTS
    change(heping, village, "agreement", **AGREEMENT)
    answer = heping.send(url(village, "/file/contacts"), stale)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "档案已有变化" in page, "李强" in page) == (409, True, True)


def test_the_same_act_twice_is_done_once_and_nothing_new_is_told(
    site: Flask, village: Village, heping: CheckingClient
) -> None:
    posted = form_at(heping, url(village, "/file/contacts")) | CONTACTS
    answers = [heping.send(url(village, "/file/contacts"), posted).status_code for _ in range(2)]
    assert answers == [303, 303]
    with site.app_context():
        done = [event.action for event in elder_events.of_elder(COUNTY, village.elder_id)]
    assert done.count("contacts") == 1
    assert change(heping, village, "contacts").status_code == 409


def test_who_may_not_is_refused(site: Flask, village: Village) -> None:
    visitor = looking_as(site, "liuyang")
    assert visitor.get(url(village, "/file/contacts")).status_code == 200
    for kind in ("level", "class"):
        assert visitor.get(url(village, f"/file/{kind}")).status_code == 403
    assert visitor.get(url(village, "/file/nothing")).status_code == 404
    assert looking_as(site, "chenjie").get(url(village, "/file/contacts")).status_code == 404
    county = looking_as(site, "wangfang")
    assert county.get(url(village, "/file/contacts")).status_code == 403
    assert "更改联系人" not in shown(county, village)


def test_a_review_writes_only_the_sections_that_changed(site: Flask, village: Village, heping: CheckingClient) -> None:
    assert "档案该核对了" in shown(heping, village)
    assert "有1份档案待复核" in heping.get(f"/{COUNTY}/work").get_data(as_text=True)
    form = form_at(heping, url(village, "/review"))
    answer = heping.send(url(village, "/review"), form)
    assert (answer.status_code, len(problems(answer))) == (422, 5)
    same = {f"{section}_same": "same" for section in ("categories", "paper")}
    changed = {f"{section}_same": "changed" for section in ("contacts", "consent", "agreement")}
    typed = {**same, **changed, **CONTACTS, "consent": "willing", **AGREEMENT, "categories": ["seriously_ill"]}
    assert heping.send(url(village, "/review"), form | typed).status_code == 303
    page = shown(heping, village)
    assert ("档案该核对了" in page, "李强委托王婶照顾" in page, "患重特大疾病" in page) == (False, True, False)
    with site.app_context():
        event = elder_events.of_elder(COUNTY, village.elder_id)[-1]
        assert event.facts["changed"] == ["contacts", "consent", "agreement"]
        assert list(integrity.file_faults(COUNTY, village.elder_id)) == []


def test_a_review_without_changes_confirms_and_one_of_the_paper_leads_to_the_correction(
    site: Flask, village: Village, heping: CheckingClient
) -> None:
    sections = ("categories", "contacts", "consent", "agreement")
    answers = {f"{section}_same": "same" for section in sections} | {"paper_same": "changed"}
    answer = heping.send(url(village, "/review"), form_at(heping, url(village, "/review")) | answers)
    assert answer.location == f"/{COUNTY}/records/{village.registration_id}"
    with site.app_context():
        event = elder_events.of_elder(COUNTY, village.elder_id)[-1]
        assert (event.action, sorted(event.changes)) == ("review", ["confirmed_on", "review_due_on"])


def test_a_level_is_chosen_by_hand_with_a_reason_and_given_back_to_the_paper(
    site: Flask, village: Village, heping: CheckingClient
) -> None:
    with site.app_context():
        file_acts.take(person("heping"), elder_of(site, village), "spoil", {"file.paper_level": "ordinary"})
        db.session.commit()
    assert problems(change(heping, village, "level", level="key")) == ["请写明原因"]
    assert change(heping, village, "level", level="key", level_note="一个人住，摔过").status_code == 303
    page = shown(heping, village)
    assert ("（人工确定）" in page, "一个人住，摔过" in page) == (True, True)
    assert change(heping, village, "level", level="rule").status_code == 303
    with site.app_context():
        elder = elder_of(site, village)
        assert (elder.care_level, elder.level_by) == ("ordinary", "paper")


def test_nothing_is_changed_in_the_file_of_who_left(site: Flask, village: Village, heping: CheckingClient) -> None:
    with site.app_context():
        file_acts.take(person("heping"), elder_of(site, village), "spoil", {"state": elders.LEFT})
        db.session.commit()
    assert heping.get(url(village, "/file/contacts")).status_code == 403
    assert heping.get(url(village, "/review")).status_code == 403
