"""月报 as pages: handed in, explained, received, approved together, opened again; by hand and by the wrong hand."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Elder, VisitDuty, VisitFigure
from formserver.store import elders, journal, visit_duties
from tests.acting import buttons
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, looking_as
from tests.month_pages import BASE, PAGE, form_at, text_of
from tests.months import IN_TIME, LATE, approved, do, explain
from tests.pages import CheckingClient, parse, words
from tests.visiting import NOVEMBER, in_october, opened, visit


@pytest.fixture
def elder_id(site: Flask) -> Iterator[str]:
    """李桂芳, to be visited in November; it is December."""
    with site.app_context():
        made = in_october()
        opened()
    with time_machine.travel(IN_TIME):
        yield made


def press(client: CheckingClient, action: str, **more: str) -> TestResponse:
    """Confirm an act on the page that asks once more."""
    url = f"{PAGE}/acts/{action}"
    page = client.get(url, query_string={name: value for name, value in more.items() if name == "record"})
    return client.send(url, form_at(page.get_data(as_text=True), url) | more)


def test_a_month_goes_up_and_down_by_its_pages(site: Flask, elder_id: str) -> None:
    with site.app_context():
        record_id = visit(elder_id, "2026-11-08", at=IN_TIME)
        approved(record_id)
    lead, township, county = (looking_as(site, name) for name in ("heping", "zhaomin", "wangfang"))
    assert "已上报，等乡镇（街道）签收。" in text_of(lead.get(press(lead, "hand_in").location))
    assert "待签收" in text_of(township.get(BASE))
    press(township, "sign")
    press(township, "close")
    assert "已办结" in text_of(county.get(BASE))
    press(county, "return_down", note="数字不对")
    assert "县（区）退回了本期月报，核对以后重新办结 数字不对" in text_of(township.get(PAGE))
    assert buttons(looking_as(site, "liuyang"), record_id) == set()
    opening = press(township, "open_record", record=record_id, note="风险填错")
    assert opening.location.endswith(f"/records/{record_id}")
    assert "correct" in buttons(looking_as(site, "liuyang"), record_id)
    assert "有更改" in text_of(lead.get(PAGE))


def test_the_entry_leads_each_to_his_own(site: Flask, elder_id: str) -> None:
    start = f"/{COUNTY}/months"
    assert looking_as(site, "heping").get(start).location.endswith(PAGE)
    assert looking_as(site, "zhaomin").get(start).location.endswith(BASE)
    assert looking_as(site, "wangfang").get(start).location.endswith(BASE)


def test_without_a_period_the_entry_says_what_comes(site: Flask) -> None:
    with site.app_context():
        in_october()
    assert "还没有可以上报的月份" in text_of(looking_as(site, "heping").get(f"/{COUNTY}/months"))


@pytest.mark.parametrize("which", ["due", "visited", "met", "unmet", "refused", "excused", "late", "undated", "sent"])
def test_every_number_opens_its_list(site: Flask, elder_id: str, which: str) -> None:
    with site.app_context():
        visit(elder_id, "2026-11", at=LATE)
    client = looking_as(site, "heping")
    page = client.get(PAGE).get_data(as_text=True)
    counted = {
        node.get("href"): words(node) for node in parse(page).iter("a") if f"/list/{which}" in (node.get("href") or "")
    }
    rows = [node for node in parse(client.get(f"{PAGE}/list/{which}").get_data(as_text=True)).iter("tr")][1:]
    number = next(iter(counted.values()), "0")
    assert str(len(rows)) in number


def test_what_was_found_and_is_not_settled_is_one_step_away(site: Flask, elder_id: str) -> None:
    with site.app_context():
        visit(elder_id, "2026-11-08", at=IN_TIME, house_safety="dangerous")
    page = looking_as(site, "heping").get(PAGE)
    assert "没有办结的跟进事项：1" in text_of(page)
    assert f"/{COUNTY}/follow-ups?place={VILLAGE}" in page.get_data(as_text=True)


def test_lists_that_are_none_and_acts_that_are_none_are_not_found(site: Flask, elder_id: str) -> None:
    client = looking_as(site, "heping")
    for url in (f"{PAGE}/list/nobody", f"{PAGE}/acts/burn", f"{BASE}/420703103999", f"/{COUNTY}/months/2020-01"):
        assert client.get(url).status_code == 404
    assert client.send(f"{PAGE}/acts/burn", {"_act": "x"}).status_code in (400, 404, 422)


def test_what_is_refused_is_said_on_the_page_that_asked(site: Flask, elder_id: str) -> None:
    lead, township = looking_as(site, "heping"), looking_as(site, "zhaomin")
    url, typed = f"{PAGE}/acts/hand_in", {"_act": new_id(), "_revision": "0", "note": "都办好了"}
    not_ready = lead.send(url, typed)
    assert not_ready.status_code == 409
    assert "都办好了" in text_of(not_ready)
    for page in (not_ready, lead.get(url)):
        assert "还有1人没有完成探访，也没有写明原因。" in text_of(page)
        assert f'href="{PAGE}/list/unmet"' in page.get_data(as_text=True)
    with site.app_context():
        explain(elder_id, "weather")
        do("heping", "hand_in")
    lacking = press(township, "send_back", note="")
    assert lacking.status_code == 422
    assert "请写明原因。" in text_of(lacking)
    stale = lead.send(f"{PAGE}/acts/withdraw", {"_act": "01a21792-1f5e-73cd-89d9-e762e5f16fa2", "_revision": "0"})
    assert stale.status_code == 409
    assert "本期月报已有变化" in text_of(stale)
    assert lead.send(f"{PAGE}/acts/sign", typed | {"_revision": "1"}).status_code == 409
    assert "这件事由乡镇审核人办理" in text_of(lead.get(f"{PAGE}/acts/sign"))


def test_a_month_sent_back_after_its_time_says_why_and_is_not_overdue(site: Flask, elder_id: str) -> None:
    with site.app_context():
        explain(elder_id, "weather")
        do("heping", "hand_in")
        do("zhaomin", "send_back", "请核对人数", at=LATE)
    with time_machine.travel(LATE):
        page, beside = looking_as(site, "heping").get(PAGE), looking_as(site, "zhaomin").get(BASE)
    assert "请核对人数" in text_of(page)
    for one in (page, beside):
        assert "已退回" in text_of(one)
        assert "逾期未报" not in text_of(one)


def test_a_late_month_says_so_before_and_afterwards(site: Flask, elder_id: str) -> None:
    with site.app_context():
        explain(elder_id, "weather")
    with time_machine.travel("2026-12-17T08:00:00+08:00"):
        assert "2026年12月20日24时以前要上报" in text_of(looking_as(site, "heping").get(PAGE))
    with time_machine.travel(LATE):
        lead = looking_as(site, "heping")
        assert "现在上报要写明原因" in text_of(lead.get(PAGE))
        assert press(lead, "hand_in", note="").status_code == 422
        press(lead, "hand_in", note="道路不通")
        assert "迟报" in text_of(looking_as(site, "zhaomin").get(BASE))


def test_a_correction_of_a_locked_record_is_refused_by_address(site: Flask, elder_id: str) -> None:
    with site.app_context():
        record_id = visit(elder_id, "2026-11-08", at=IN_TIME)
        approved(record_id)
        do("heping", "hand_in")
    author = looking_as(site, "liuyang")
    asked = {
        "_act": "01a21792-1f5e-73cd-89d9-e762e5f16fa2",
        "_revision": "1",
        "_state": "approved",
        "_action": "correct",
        "remark": "写错了",
    }
    refused = author.send(f"/{COUNTY}/records/{record_id}/acts", asked)
    assert refused.status_code == 409
    assert "乡镇（街道）签收以前，村级负责人可以撤回上报再办" in text_of(refused)


def test_routine_visits_are_ticked_and_approved_one_by_one(site: Flask, elder_id: str) -> None:
    with site.app_context():
        approved(visit(elder_id, "2026-11-02", at="2026-11-03T10:00:00+08:00"))
        calm = visit(elder_id, "2026-11-08", at="2026-11-09T10:00:00+08:00")
        risky = visit(elder_id, "2026-11-09", at="2026-11-10T10:00:00+08:00", **_RISKY)
    township, url = looking_as(site, "zhaomin"), f"{BASE}/routine"
    page = township.get(f"{url}?place={TOWNSHIP}")
    assert "可以一起通过（1）" in text_of(page)
    assert "风险等级是中或高，或没有填写；" in text_of(page)
    asked = form_at(page.get_data(as_text=True), url)
    assert asked["visit"] == f"{calm}=1/at:township"
    made = township.send(url, asked)
    assert "已通过1条。" in text_of(township.get(made.location))
    township.send(url, asked)
    with site.app_context():
        acts = [(entry.action, entry.user_name) for entry in journal.entries(COUNTY, calm)]
        assert acts == [("submit", "刘洋"), ("approve", "赵敏")]
    forced = township.send(url, asked | {"_act": new_id(), "visit": f"{risky}=1/at:township"})
    assert "要打开看过才能通过" in text_of(township.get(forced.location))


def test_nothing_is_approved_without_a_tick_or_elsewhere(site: Flask, elder_id: str) -> None:
    township, url = looking_as(site, "zhaomin"), f"{BASE}/routine"
    assert "没有等您审批的探访记录" in text_of(township.get(f"{url}?place={TOWNSHIP}"))
    empty = township.send(url, {"_act": new_id(), "place": TOWNSHIP})
    assert empty.status_code == 422
    assert "请先勾选要通过的记录。" in text_of(empty)
    assert township.send(url, {"_act": "x", "place": TOWNSHIP}).status_code == 400
    assert township.get(f"{url}?place=420703101").status_code == 404
    assert township.send(url, {"_act": new_id(), "place": "420703101"}).status_code == 404


_RISKY = {"risk_grade": "medium", "risk_measures": "加装扶手"}


def test_a_board_of_twenty_villages_asks_as_often_as_one_of_one(site: Flask, elder_id: str) -> None:
    client = looking_as(site, "zhaomin")
    client.get(BASE)  # what is asked once for a process
    first, rows = _asked(client, BASE)
    with site.app_context():
        for place in range(19):
            village = f"{TOWNSHIP}{300 + place}"
            key = {"county_id": COUNTY, "cycle_id": NOVEMBER, "village_code": village, "township_code": TOWNSHIP}
            db.session.add(VisitFigure(**key, care_level="", visit_class="", persons=3, due=3))
        db.session.commit()
    assert _asked(client, BASE) == (first, rows + 19)


def test_a_village_of_forty_missing_asks_as_often_as_one_of_one(site: Flask, elder_id: str) -> None:
    client = looking_as(site, "heping")
    client.get(PAGE)
    first, persons = _asked(client, PAGE, "select")
    with site.app_context():
        for number in range(40):
            more = Elder(id=new_id(), county_id=COUNTY, **_PLACE, **_REGISTERED, name=f"赵{number}")
            elders.insert(more)
            visit_duties.insert_duty(VisitDuty(**_PLACE, **_OWED, elder_id=more.id))
        db.session.commit()
    assert _asked(client, PAGE, "select") == (first, persons + 40)


AT = datetime(2026, 10, 10, tzinfo=UTC)
_REGISTERED = {"village_name": "三江村", "state": "registered", "file": {}, "created_at": AT, "updated_at": AT}
_PLACE = {"township_code": TOWNSHIP, "village_code": VILLAGE}
_OWED = {"county_id": COUNTY, "cycle_id": NOVEMBER, "care_level": "", "visit_class": "", "duty": "monthly"} | {
    "each": "month", "met": 0, "visits": 0, "open_until": "2026-11-30", "status": "due", "reason": None,
    "is_disabled": False, "is_helped": False,
}  # fmt: skip


def _asked(client: CheckingClient, url: str, tag: str = "tr") -> tuple[int, int]:
    """How many statements a page costs, and how many of a tag it has."""
    page = client.get(url).get_data(as_text=True)
    seen, _ = client.application.extensions["test_watch"]
    return len(seen.statements), len(list(parse(page).iter(tag)))
