"""本期探访, 探访分工 and 加访 as pages: what one sees, presses, is refused, and that nothing typed is lost."""

import gzip
from xml.etree.ElementTree import Element

import pytest
import time_machine
from flask import Flask

from formserver.clock import today
from tests.factories import COUNTY, NEXT_VILLAGE, TOWNSHIP, VILLAGE, looking_as, person
from tests.pages import CheckingClient, parse, words
from tests.visitors import at_work, give, opened, served, visitor, visits, with_levels

pytestmark = pytest.mark.usefixtures("march")

VISITS = f"/{COUNTY}/visits"
ASSIGNING = f"/{COUNTY}/assigning"
ROUNDS = f"/{COUNTY}/rounds"


@pytest.fixture
def elders(site: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Three persons of 三江村, in a county where everybody is at work: name -> id."""
    with_levels(monkeypatch)
    with site.app_context():
        at_work()
        levels = {"李桂芳": "key", "王秀英": "ordinary", "张德福": "ordinary"}
        return {name: served(name, care_level=level, residence="三江村3组") for name, level in levels.items()}


def text_of(client: CheckingClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def form_with(page: str, button: str) -> Element:
    """The form whose button says so."""
    return next(form for form in parse(page).iter("form") if any(button in words(one) for one in form.iter("button")))


def posted(form: Element, **typed: object) -> tuple[str, dict[str, object]]:
    """Where a form goes, and what it posts with what is typed."""
    hidden = {
        one.get("name") or "": one.get("value") or "" for one in form.iter("input") if one.get("type") == "hidden"
    }
    hidden.pop("_csrf")
    return form.get("action") or "", {**hidden, **typed}


def cards(page: str) -> list[str]:
    return [words(next(one.iter("h3"))) for one in parse(page).iter("article")]


def test_who_may_makes_the_duties_and_then_everybody_sees_the_list(site: Flask, elders: dict[str, str]) -> None:
    visits_page = text_of(looking_as(site, "liuyang"), VISITS)
    assert "本期探访任务还没有生成" in visits_page
    assert "请与何平、赵敏联系" in visits_page
    lead = looking_as(site, "heping")
    url, what = posted(form_with(text_of(lead, VISITS), "生成本期探访任务"))
    assert lead.send(url, what).status_code == 303
    assert cards(text_of(looking_as(site, "liuyang"), VISITS)) == ["李桂芳 81岁", "王秀英 81岁", "张德福 81岁"]


def test_a_card_leads_to_the_paper_and_a_reason_and_says_what_still_is_owed(
    site: Flask, elders: dict[str, str]
) -> None:
    with site.app_context():
        opened("2026-03-01")
        visits(elders["李桂芳"], "2026-03-10", "phone")
    client = looking_as(site, "liuyang")
    page = text_of(client, VISITS)
    assert "2026年3月10日已电话探访，仍须上门" in page
    assert "须上门" in page
    assert "三江村3组" in page
    url, what = posted(form_with(page, "记探访"))
    begun = client.send(url, what)
    assert "/drafts/" in begun.location
    nav = next(node for node in parse(page).iter("nav") if node.get("aria-label") == "主菜单")
    assert "本期探访1" in words(nav)


def test_a_reason_is_given_on_a_page_of_its_own_and_taken_back(site: Flask, elders: dict[str, str]) -> None:
    with site.app_context():
        opened("2026-03-01")
    client, url = looking_as(site, "liuyang"), f"{VISITS}/{elders['王秀英']}/absence/2026-03"
    assert url in text_of(client, VISITS)
    address, what = posted(form_with(text_of(client, url), "保存原因"), reason="other", note="")
    refused = client.send(address, what)
    assert refused.status_code == 422
    assert "请写明是什么原因" in refused.get_data(as_text=True)
    assert client.send(address, what | {"note": "去外地看病"}).status_code == 303
    assert "原因：其他原因（要写明）（去外地看病）" in " ".join(words(parse(text_of(client, url))).split("  "))
    address, what = posted(form_with(text_of(client, url), "撤回原因"), _action="take_back")
    assert client.send(address, what).status_code == 303
    assert "撤回原因" not in text_of(client, url)


def test_a_reason_from_a_stale_page_is_not_kept_and_stays_on_the_page(site: Flask, elders: dict[str, str]) -> None:
    with site.app_context():
        opened("2026-03-01")
    client, url = looking_as(site, "liuyang"), f"{VISITS}/{elders['王秀英']}/absence/2026-03"
    address, what = posted(form_with(text_of(client, url), "保存原因"), reason="hospital", note="县医院")
    with site.app_context():
        visits(elders["王秀英"], "2026-03-10")
    refused = client.send(address, what)
    assert refused.status_code == 409
    assert "没有保存" in refused.get_data(as_text=True) or "不用说明原因" in refused.get_data(as_text=True)


def test_a_page_of_twenty_cards_is_light_and_asks_no_more_than_one_of_one(site: Flask, elders: dict[str, str]) -> None:
    with site.app_context():
        for number in range(40):
            served(f"王{number:02}", residence=f"三江村{number}组")
        opened("2026-03-01")
        visits(elders["王秀英"], "2026-03-10")
    client = looking_as(site, "liuyang")
    asked = site.extensions["test_watch"][0].statements
    text_of(client, VISITS)  # what is kept of papers is asked for once
    assert len(cards(text_of(client, f"{VISITS}?tab=done"))) == 1
    few = len(asked)
    page = text_of(client, VISITS)
    assert (len(cards(page)), len(asked)) == (20, few)
    assert len(gzip.compress(page.encode(), 6)) < 6 * 1024


def test_places_without_anybody_to_visit_are_only_named(site: Flask, elders: dict[str, str]) -> None:
    with site.app_context():
        opened("2026-03-01")
    page = parse(text_of(looking_as(site, "zhaomin"), VISITS))
    assert [words(one) for one in page.iter("th") if one.get("scope") == "row"] == ["三江村"]
    idle = next(one for one in page.iter("details") if "没有探访任务的地方" in words(one))
    assert len(list(idle.iter("a"))) > 0


def test_the_list_of_the_period_before_says_so(site: Flask, elders: dict[str, str]) -> None:
    with time_machine.travel("2026-02-10T02:00:00Z"), site.app_context():
        opened("2026-02-01")
    page = text_of(looking_as(site, "liuyang"), f"{VISITS}?period=2026-02")
    assert words(next(parse(page).iter("h1"))) == "上期探访"
    assert "本周到" not in page


def test_a_lead_gives_persons_to_a_visitor_and_undoes_it(site: Flask, elders: dict[str, str]) -> None:
    with site.app_context():
        zhou = visitor("周敏")
    client = looking_as(site, "heping")
    page = text_of(client, ASSIGNING)
    chosen = [elders["李桂芳"], elders["王秀英"]]
    url, what = posted(form_with(page, "保存分工"), elder=chosen, user=zhou, day=today().isoformat())
    done = client.send(url, what)
    assert done.status_code == 303
    page = text_of(client, done.location)
    assert "已安排周敏探访2位老人" in page
    assert page.count("没有专人") >= 1
    url, what = posted(form_with(page, "撤销这次变动"))
    assert client.send(url, what).status_code == 303
    assert "已撤销" in text_of(client, ASSIGNING)
    assert client.send(url, what).status_code == 303
    assert "不能撤销" in text_of(client, ASSIGNING)


def test_all_without_a_visitor_are_given_at_once(site: Flask, elders: dict[str, str]) -> None:
    with site.app_context():
        zhou, wu = visitor("周敏"), visitor("吴强")
        give(zhou, elders["李桂芳"], first="2026-03-01")
    client = looking_as(site, "heping")
    page = text_of(client, f"{ASSIGNING}?visitor=none")
    url, what = posted(form_with(page, "保存分工"), whom="listed", user=wu, day="2026-03-11")
    assert client.send(url, what).status_code == 303
    counted = words(parse(text_of(client, ASSIGNING))).replace(" ", "")
    assert "吴强2位" in counted
    assert "周敏1位" in counted


def test_what_was_chosen_stays_where_a_division_is_refused(site: Flask, elders: dict[str, str]) -> None:
    client = looking_as(site, "heping")
    what = {"place": VILLAGE, "elder": [elders["王秀英"]], "user": "", "day": "2026-03-12", "note": "上门方便"}
    refused = client.send(ASSIGNING, what)
    page = parse(refused.get_data(as_text=True))
    assert refused.status_code == 422
    ticked = [one.get("value") for one in page.iter("input") if one.get("checked") is not None]
    assert ticked == [elders["王秀英"]]
    kept = {one.get("name"): one.get("value") for one in page.iter("input")}
    assert (kept["day"], kept["note"]) == ("2026-03-12", "上门方便")


def test_a_stand_in_is_arranged_seen_by_both_and_ended(site: Flask, elders: dict[str, str]) -> None:
    with site.app_context():
        zhou, liu = visitor("周敏"), person("liuyang").user_id
        give(zhou, elders["李桂芳"], first="2026-03-01")
        opened("2026-03-01")
    lead, visitor_page = looking_as(site, "heping"), looking_as(site, "liuyang")
    assert "李桂芳" not in text_of(visitor_page, VISITS)
    form = form_with(text_of(lead, ASSIGNING), "保存代班")
    url, what = posted(form, for_user=zhou, user=liu, first="2026-03-11", last="2026-03-10")
    refused = lead.send(url, what)
    assert refused.status_code == 422
    assert "最后一天不能早于第一天" in refused.get_data(as_text=True)
    assert lead.send(url, what | {"last": "2026-03-20"}).status_code == 303
    page = text_of(visitor_page, VISITS)
    assert "您代周敏探访到2026年3月20日" in page
    assert "李桂芳" in page
    url, what = posted(form_with(text_of(lead, ASSIGNING), "取消代班"))
    assert lead.send(url, what).status_code == 303
    assert "李桂芳" not in text_of(visitor_page, VISITS)


def test_somebodys_persons_are_handed_over_after_they_were_looked_at(site: Flask, elders: dict[str, str]) -> None:
    with site.app_context():
        zhou, wu = visitor("周敏"), visitor("吴强")
        give(zhou, elders["李桂芳"], elders["王秀英"], first="2026-03-01")
    client = looking_as(site, "heping")
    page = text_of(client, f"{ASSIGNING}/hand-over?place={VILLAGE}&from={zhou}")
    assert "李桂芳" in page
    assert "张德福" not in page
    url, what = posted(form_with(page, "移交2位老人"), to="", day="2026-03-11")
    refused = client.send(url, what)
    assert (refused.status_code, "请选择探访人员" in refused.get_data(as_text=True)) == (422, True)
    assert client.send(url, what | {"to": wu}).status_code == 303
    assert "没有要移交的老人" in text_of(client, f"{ASSIGNING}/hand-over?place={VILLAGE}&from={zhou}")


@pytest.mark.parametrize("place", ["", TOWNSHIP, COUNTY])
def test_a_township_chooses_a_village_first(site: Flask, elders: dict[str, str], place: str) -> None:
    page = text_of(looking_as(site, "zhaomin"), f"{ASSIGNING}?place={place}")
    assert f"place={VILLAGE}" in page
    assert "选择老人" not in page
    assert [words(one) for one in parse(page).iter("a") if one.get("aria-current")] == ["本期探访"]


def test_a_village_without_persons_says_how_they_come(site: Flask, elders: dict[str, str]) -> None:
    page = text_of(looking_as(site, "zhaomin"), f"{ASSIGNING}?place={NEXT_VILLAGE}")
    assert "登记表通过以后，老人会列在这里" in page
    assert "查询" not in page


def test_who_hands_nobody_over_is_not_named(site: Flask, elders: dict[str, str]) -> None:
    with site.app_context():
        stranger = person("linqing")
    page = text_of(looking_as(site, "heping"), f"{ASSIGNING}/hand-over?place={VILLAGE}&from={stranger.user_id}")
    assert stranger.name not in page


def test_a_round_is_looked_at_before_it_is_opened_ended_and_told(site: Flask, elders: dict[str, str]) -> None:
    client = looking_as(site, "zhaomin")
    assert "端午走访" in text_of(client, ROUNDS)
    page = text_of(client, f"{ROUNDS}/new?proposal=cold")
    typed = {"title": "寒潮探访", "place": TOWNSHIP, "first": "2026-03-11", "last": "2026-03-20", "times": "1"}
    url, what = posted(form_with(page, "看有多少人"), **typed, levels=["key"], ways=["home"], note="带上棉被")
    looked = client.send(url, what | {"_action": "preview"})
    assert "这次加访有1位老人" in looked.get_data(as_text=True)
    done = client.send(url, what | {"_action": "open"})
    assert done.status_code == 303
    assert client.send(url, what | {"_action": "open"}).location == done.location
    assert "要探访1位，已探访0位" in text_of(client, done.location)
    listed = text_of(looking_as(site, "liuyang"), VISITS)
    assert "寒潮探访" in listed
    assert "带上棉被" in listed
    url, what = posted(form_with(text_of(client, done.location), "今天结束"), _action="end")
    assert client.send(url, what).status_code == 303
    refused = client.send(url, what)
    assert (refused.status_code, "没有再改" in refused.get_data(as_text=True)) == (409, True)


def test_a_plan_that_does_not_do_stays_on_the_page_with_what_is_wrong(site: Flask, elders: dict[str, str]) -> None:
    client = looking_as(site, "zhaomin")
    what = {"title": "", "place": COUNTY, "first": "2026-03-12", "last": "2026-03-11", "times": "0", "note": "慢慢来"}
    refused = client.send(f"{ROUNDS}/new", what | {"_action": "open"})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    told = [
        words(one) for one in next(one for one in parse(text).iter("div") if one.get("id") == "problems").iter("li")
    ]
    assert [one[:5] for one in told] == [
        "请填写名称",
        "请选择加访",
        "最后一天不",
        "请填写1到",
    ]  # as they stand on the page
    assert "慢慢来" in text


def test_what_was_refused_and_asked_for_again_leads_back(site: Flask, elders: dict[str, str]) -> None:
    lead = looking_as(site, "heping")
    for url in (f"{VISITS}/open", f"{ASSIGNING}/undo", f"{ASSIGNING}/stand-in", f"{ASSIGNING}/stand-in/x/end"):
        assert lead.get(url).status_code == 303
    assert lead.send(f"{ASSIGNING}/stand-in/x/end", {"place": VILLAGE}).status_code == 404
    assert lead.send(f"{ASSIGNING}/undo", {"place": VILLAGE, "by": "x", "at": "gestern"}).status_code == 400
    assert lead.send(f"{ASSIGNING}/undo", {"place": VILLAGE, "by": "x", "at": "2026-03-01"}).status_code == 400
