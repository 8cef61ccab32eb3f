"""What is followed up, on the pages of persons, visits and records; notices to the family; the emergency card."""

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.store import elders
from tests.comings import ago, history
from tests.factories import COUNTY, VILLAGE, VISIT, approve_fully, hand_in, looking_as, person
from tests.factories import visit_pairs as pairs
from tests.follow_ups import do, endangered, form_of, hidden, item, items, opened, text_of, url_of
from tests.pages import parse, words


@pytest.fixture
def elder_id(site: Flask) -> str:
    """李桂芳, in a county at work, with dangerous appliances found by 刘洋."""
    return endangered(site)


@pytest.fixture
def url(site: Flask, elder_id: str) -> str:
    """The page of what was found."""
    return url_of(site, elder_id)


def test_what_is_open_comes_first_at_the_next_visit_and_on_the_page_of_the_person(
    site: Flask, elder_id: str, url: str
) -> None:
    client = looking_as(site, "liuyang")
    draft = client.send(f"/{COUNTY}/fill", {"form": VISIT, "part": "main", "elder_id": elder_id})
    page = text_of(client, str(draft.location))
    assert "已有1项待跟进，请这次先看" in page
    assert f'href="{url}"' in page
    assert f"/{COUNTY}/elders/{elder_id}/emergency" in page
    with site.app_context():
        opened(elder_id, title="没有人送饭")
        do("liuyang", items(elder_id)[0], "close", result="换了插座")
    page = text_of(client, f"/{COUNTY}/elders/{elder_id}")
    assert "没有人送饭" in page
    assert "已办结的（1）" in page
    assert "结果：换了插座" in page


def test_the_page_of_a_person_shows_how_the_risk_went(site: Flask, elder_id: str) -> None:
    with site.app_context():
        for day, grade in (("2025-03-01", "high"), ("2025-04-01", "low")):
            more = {"risk_measures": "常去看"} if grade == "high" else {}
            made = hand_in(person("liuyang"), VISIT, pairs(visited_on=day, risk_grade=grade, **more), elder_id=elder_id)
            approve_fully(made)
    tree = parse(text_of(looking_as(site, "heping"), f"/{COUNTY}/elders/{elder_id}"))
    section = next(one for one in tree.iter("section") if one.get("id") == "risk-grades")
    assert [words(one) for one in section.iter("li")] == ["低风险 2025年4月1日", "高风险 2025年3月1日"]


def test_the_record_shows_what_it_led_to_and_lets_more_be_opened_at_it(site: Flask, elder_id: str, url: str) -> None:
    with site.app_context():
        record_id = item(elder_id).record_id
    client = looking_as(site, "liuyang")
    page = text_of(client, f"/{COUNTY}/records/{record_id}")
    assert f'href="{url}"' in page
    new = f"/{COUNTY}/elders/{elder_id}/follow-ups/new"
    assert f'href="{new}?record={record_id}"' in page
    form = form_of(text_of(client, f"{new}?record={record_id}"), "/new")
    typed = {"kind": "hardship", "title": "", "note": "住在二楼", "tier": "village", "owner": "", "day": "2020-01-01"}
    refused = client.send(new, {**hidden(form), **typed})
    assert (refused.status_code, "住在二楼" in refused.get_data(as_text=True)) == (422, True)
    with site.app_context():
        owner = person("heping").user_id
    made = client.send(new, {**hidden(form), **typed, "title": "上下楼困难", "owner": owner, "day": ago(-20)})
    assert made.status_code == 303
    assert "上下楼困难" in text_of(client, str(made.location))
    assert "上下楼困难" in text_of(client, f"/{COUNTY}/records/{record_id}")


def test_a_notice_is_kept_from_the_page_of_what_it_is_about(site: Flask, elder_id: str, url: str) -> None:
    client = looking_as(site, "liuyang")
    notice = f"/{COUNTY}/elders/{elder_id}/notice"
    form = form_of(text_of(client, f"{notice}?item={url.rpartition('/')[2]}"), "/notice")
    typed = {"to": "李强", "relation": "儿子", "day": "2025-03-11", "way": "phone", "note": ""}
    refused = client.send(notice, {**hidden(form), **typed})
    assert (refused.status_code, 'value="李强"' in refused.get_data(as_text=True)) == (422, True)
    assert client.send(notice, {**hidden(form), **typed, "note": "请回来修"}).location == url
    said = "2025年3月11日，电话通知李强（儿子）：请回来修"
    assert said in text_of(client, url)
    assert said in text_of(client, f"/{COUNTY}/elders/{elder_id}")
    form = form_of(text_of(client, notice), "/notice")
    plain = client.send(notice, {**hidden(form), **typed, "note": "请常回家"})
    assert str(plain.location).endswith(f"/elders/{elder_id}")


def test_the_card_dials_and_writes_down_who_looked_at_numbers(site: Flask, elder_id: str) -> None:
    card = f"/{COUNTY}/elders/{elder_id}/emergency"
    page = text_of(looking_as(site, "liuyang"), card)
    for number in ("120", "110", "119", "12345", "10000000002"):
        assert f'href="tel:{number}"' in page
    township = looking_as(site, "zhaomin")
    assert "10000000002" not in text_of(township, card)
    shown = township.send(card)
    assert (shown.status_code, "tel:10000000002" in shown.get_data(as_text=True)) == (200, True)
    with site.app_context():
        assert history(elder_id)[-1].action == "unmask"
    for name in ("chenjie", "xulei"):
        assert looking_as(site, name).get(card).status_code == 404
        assert looking_as(site, name).send(card).status_code == 404


def test_a_card_without_family_says_what_the_file_lacks(site: Flask, elder_id: str) -> None:
    card, lacking = f"/{COUNTY}/elders/{elder_id}/emergency", "还没有家人和联系人"
    for cards, says in (({"first_contact": {"name": "李强", "relation": "儿子"}}, False), ({}, True)):
        with site.app_context():
            elder = elders.find(COUNTY, elder_id)
            assert elder is not None
            elders.change(elder, {"file": cards})
            db.session.commit()
        assert (lacking in text_of(looking_as(site, "liuyang"), card)) is says


def test_the_number_on_duty_is_set_from_the_card(site: Flask, elder_id: str) -> None:
    client, duty = looking_as(site, "heping"), f"/{COUNTY}/duty-phones/{VILLAGE}"
    card = f"/{COUNTY}/elders/{elder_id}/emergency"
    assert f'href="{duty}?elder={elder_id}"' in text_of(client, card)
    form = form_of(text_of(client, f"{duty}?elder={elder_id}"), VILLAGE)
    refused = client.send(duty, {**hidden(form), "phone": "找何平", "label": "值班室"})
    assert (refused.status_code, 'value="找何平"' in refused.get_data(as_text=True)) == (422, True)
    assert client.send(duty, {**hidden(form), "phone": "60000001", "label": ""}).location == card
    assert 'href="tel:60000001"' in text_of(looking_as(site, "liuyang"), card)
    assert str(client.send(duty, {"phone": "60000002", "label": ""}).location) == duty
