"""The page of a form for those in charge: editions with their papers, out of use and back, a county's own form."""

import pytest
from flask import Flask

from formserver.clock import today
from formserver.services import edition_drafts, edition_trials
from formserver.services.edition_drafts import Offer
from formserver.store import forms
from tests.factories import COUNTY, REGISTRATION, Village, looking_as, settle
from tests.factories import person as known
from tests.integration.test_header_pages import also
from tests.offering import administrator, demanding, offered, own_form, short_remarks
from tests.pages import CheckingClient, parse, words

FORM = f"/{COUNTY}/forms/{REGISTRATION}"
OWN = f"/{COUNTY}/forms/registration/own"


@pytest.fixture(autouse=True)
def village(site: Flask) -> Village:
    """A county at work, with a second edition of its registration."""
    made = settle(site)
    with site.app_context():
        publish(offered(administrator(), demanding))
    return made


def publish(draft_id: str) -> None:
    edition_drafts.publish(known("luoying"), draft_id, "备注改为必填", two_persons=True)


def made_own() -> None:
    publish(edition_drafts.offer_new(known("gaofei"), Offer(own_form())))


def said(client: CheckingClient, url: str) -> str:
    return words(next(parse(client.get(url).get_data(as_text=True)).iter("main")))


def test_editions_stand_with_what_is_filled_in_and_lead_on(gaofei: CheckingClient) -> None:
    page = gaofei.get(FORM).get_data(as_text=True)
    text = words(parse(page))
    assert "2.0 现行" in text
    assert "1.0 已停用" in text
    assert "已通过的记录 1" in text
    assert f"{FORM}/compare?before=1.0&amp;after=2.0" in page
    assert "备注改为必填" in text


def test_an_edition_is_downloaded_byte_for_byte(site: Flask, gaofei: CheckingClient) -> None:
    got = gaofei.get(f"{FORM}/editions/1.0")
    with site.app_context():
        first = forms.editions(REGISTRATION)[-1]
        assert got.get_data() == first.source.encode()
    assert "registration.ezhou.1.0.json" in got.headers["Content-Disposition"]
    assert gaofei.get(f"{FORM}/editions/7.0").status_code == 404
    assert looking_as(site, "wangfang").get(f"{FORM}/editions/1.0").status_code == 200


def test_two_editions_are_compared_on_a_page_of_their_own(gaofei: CheckingClient) -> None:
    page = said(gaofei, f"{FORM}/compare")
    assert "从 1.0 版到 2.0 版" in page
    assert "已填的可能受影响。" in page
    assert "备注：改为必填" in page
    back = said(gaofei, f"{FORM}/compare?before=2.0&after=1.0")
    assert "已填的都还有效。" in back
    assert "没有不同。" in said(gaofei, f"{FORM}/compare?before=1.0&after=1.0")
    assert gaofei.get(f"{FORM}/compare?before=1.0&after=8").status_code == 404


def test_a_former_edition_comes_back_under_the_next_number(site: Flask, gaofei: CheckingClient) -> None:
    made = gaofei.send(f"{FORM}/editions/1.0")
    page = said(gaofei, made.headers["Location"])
    assert "发布为 3.0 版" in page
    assert "恢复 1.0 版" in page
    assert "备注：不再必填" in page
    refused = gaofei.send(f"{FORM}/editions/2.0", follow_redirects=True)
    assert "没有不同，不用发布" in refused.get_data(as_text=True)
    assert gaofei.send(f"{FORM}/editions/9.9").status_code == 404


def test_who_also_reads_records_is_led_from_a_rehearsal_to_them(site: Flask, village: Village) -> None:
    with site.app_context():
        draft_id = offered(known("gaofei"), short_remarks, "备注最多3个字")
        edition_trials.go_on(known("gaofei"), draft_id)
    also(site, "luoying", "county_approver", COUNTY)
    url = f"/{COUNTY}/editions/{draft_id}"
    link = f'href="/{COUNTY}/records/{village.registration_id}"'
    assert link in looking_as(site, "luoying").get(url).get_data(as_text=True)
    assert link not in looking_as(site, "gaofei").get(url).get_data(as_text=True)


def test_a_form_goes_out_of_use_with_a_reason_and_comes_back(site: Flask, gaofei: CheckingClient) -> None:
    empty = gaofei.send(FORM, {"_action": "retire", "remark": "字" * 501})
    assert empty.status_code == 422
    assert "请写明停用的原因" in empty.get_data(as_text=True)
    assert "字" * 501 in empty.get_data(as_text=True)
    done = gaofei.send(FORM, {"_action": "retire", "remark": "改用新表"}, follow_redirects=True).get_data(as_text=True)
    text = words(parse(done))
    assert "现在不能填写" in text
    assert "停用 版本 2.0 高飞" in text
    assert "改用新表" in text
    assert "现行" not in text
    assert looking_as(site, "liuyang").get(FORM).status_code == 404
    assert "本县（区）的其他表 鄂州市华容区留守老人信息登记表" in said(gaofei, f"/{COUNTY}/forms")
    late = gaofei.send(FORM, {"_action": "retire", "remark": "改用新表"})
    assert (late.status_code, "这张表已经停用。" in late.get_data(as_text=True)) == (409, True)
    back = gaofei.send(FORM, {"_action": "resume"}, follow_redirects=True).get_data(as_text=True)
    assert "2.0 现行" in words(parse(back))
    assert looking_as(site, "liuyang").get(FORM).status_code == 200


def test_a_form_of_the_county_is_taken_into_use(site: Flask, gaofei: CheckingClient) -> None:
    with site.app_context():
        made_own()
    assert "本区自己的登记表" in said(gaofei, f"/{COUNTY}/forms")
    assert "还没有启用这张表。选好地方" in said(gaofei, OWN)
    wrong = gaofei.send(
        OWN, {"_action": "adopt", "region": COUNTY, "workflow": "village_township", "day": "2020-01-01"}
    )
    page = wrong.get_data(as_text=True)
    assert wrong.status_code == 422
    assert "请选择启用日期" in page
    assert 'value="2020-01-01"' in page
    assert 'value="village_township" selected' in page
    asked = {"_action": "adopt", "region": COUNTY, "workflow": "village_township", "day": today().isoformat()}
    wangfang = looking_as(site, "wangfang")
    done = wangfang.send(OWN, asked, follow_redirects=True).get_data(as_text=True)
    assert "已启用。" in done
    assert "启用 王芳" in words(parse(done))
    again = wangfang.send(OWN, asked)
    assert (again.status_code, "已经启用" in again.get_data(as_text=True)) == (409, True)
    assert "本区自己的登记表" in said(looking_as(site, "liuyang"), f"/{COUNTY}/fill")


def test_a_day_to_come_is_said(site: Flask, gaofei: CheckingClient) -> None:
    with site.app_context():
        made_own()
    day = today().replace(day=28) if today().day < 28 else today().replace(year=today().year + 1, month=1, day=1)
    asked = {"_action": "adopt", "region": COUNTY, "workflow": "village_township", "day": day.isoformat()}
    page = gaofei.send(OWN, asked, follow_redirects=True).get_data(as_text=True)
    assert f"从{day.year}年{day.month}月{day.day}日起启用" in page
    assert "现在不能填写" in page


def test_the_list_costs_the_same_however_many_forms_rest(site: Flask, gaofei: CheckingClient) -> None:
    gaofei.get(f"/{COUNTY}/forms")
    gaofei.most_queries = 11
    assert gaofei.get(f"/{COUNTY}/forms").status_code == 200


def test_the_page_of_a_form_costs_the_same_however_many_editions_there_are(gaofei: CheckingClient) -> None:
    gaofei.get(FORM)
    gaofei.most_queries = 24
    assert gaofei.get(FORM).status_code == 200
