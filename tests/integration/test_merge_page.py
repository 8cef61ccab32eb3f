"""The page of a new upper edition: three columns, a choice for each conflict, a draft as chosen."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from formserver.services import deriving, documents, publishing
from formserver.store import edition_drafts, forms
from tests.factories import COUNTY, REGISTRATION, VISIT, Village, settle
from tests.offering import administrator, later
from tests.pages import CheckingClient, parse, words

Json = dict[str, Any]
OWN = "registration/huarong"
FORM = f"/{COUNTY}/forms/{OWN}"
PAGE = f"{FORM}/merge"
Change = Callable[[Json], Any]


@pytest.fixture(autouse=True)
def village(site: Flask) -> Village:
    """A county with a form of its own."""
    made = settle(site)
    with site.app_context():
        deriving.derive(REGISTRATION, OWN, COUNTY)
        administrator()
    return made


def publish(site: Flask, code: str, change: Change) -> None:
    """Publish the edition in force after a change of its part."""
    with site.app_context():
        source = json.loads(forms.active_edition(code).source)
        change(source["properties"]["main"])
        publishing.publish(documents.read(json.dumps(source, ensure_ascii=False), file="x"), comment="改动")


def field(code: str, **more: Any) -> Change:
    named = {word.replace("x_", "x-", 1): value for word, value in more.items()}
    return lambda part: part["properties"][code].update(named)


def both(site: Flask) -> None:
    """Both call the phone otherwise; the upper form locks the name, which the county calls otherwise."""
    publish(site, OWN, lambda part: (field("phone", title="手机")(part), field("name", title="名字")(part)))
    publish(site, REGISTRATION, lambda part: (field("phone", title="电话")(part), field("name", x_locked=True)(part)))


def said(client: CheckingClient, url: str) -> str:
    return words(next(parse(client.get(url).get_data(as_text=True)).iter("main")))


def seen(client: CheckingClient) -> str:
    """What the page says it was drawn of."""
    form = parse(client.get(PAGE).get_data(as_text=True))
    return next(str(one.get("value")) for one in form.iter("input") if one.get("name") == "seen")


def test_the_page_of_a_derived_form_says_where_it_stands(site: Flask, gaofei: CheckingClient) -> None:
    page = said(gaofei, FORM)
    assert "由《鄂州市华容区留守老人信息登记表》派生，依据它的 1.0 版。" in page
    assert "上级的表有新版本" not in page
    assert "上级的表没有新版本，现在用的就是 1.0 版。" in said(gaofei, PAGE)
    both(site)
    assert "上级的表有新版本：1.1" in said(gaofei, FORM)
    assert "看一看并合并" in said(gaofei, FORM)
    assert "上级的表" not in said(gaofei, f"/{COUNTY}/forms/{REGISTRATION}")


def test_what_both_changed_is_chosen_and_becomes_a_draft(site: Flask, gaofei: CheckingClient) -> None:
    both(site)
    page = said(gaofei, PAGE)
    assert "电话：名称 原来联系方式" in page
    assert ("用上级的电话" in page, "用本地的手机" in page) == (True, True)
    assert "上级锁定，跟从上级" in page
    assert "名称由“名字”改为“姓名”" in page
    token = seen(gaofei)
    refused = gaofei.send(PAGE, {"seen": token})
    assert refused.status_code == 409
    assert "还有1处要先选定或改好" in refused.get_data(as_text=True)
    made = gaofei.send(PAGE, {"seen": token, "take-main.phone.title": "own"})
    assert made.status_code == 303
    assert "对下级的锁定改变" in said(gaofei, made.headers["Location"])
    with site.app_context():
        draft = edition_drafts.get(COUNTY, made.headers["Location"].rsplit("/", 1)[1])
        assert json.loads(draft.source)["properties"]["main"]["properties"]["phone"]["title"] == "手机"


def test_what_was_chosen_stays_when_another_edition_came_meanwhile(site: Flask, gaofei: CheckingClient) -> None:
    both(site)
    token = seen(gaofei)
    publish(site, REGISTRATION, field("serial", title="档案号"))
    answer = gaofei.send(PAGE, {"seen": token, "take-main.phone.title": "own", "take-x": "nobody"})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "有了新版本。请按现在的再看一遍。" in page
    chosen = [one.get("value") for one in parse(page).iter("input") if one.get("checked") is not None]
    assert chosen == ["own"]


def test_what_does_not_fit_has_a_way_on(site: Flask, gaofei: CheckingClient) -> None:
    def more(part: Json) -> None:
        part["properties"]["own"] = {"title": "本地的一项", "x-kind": "text"}
        part["x-sections"][0]["fields"].append("own")

    publish(site, OWN, more)
    publish(site, REGISTRATION, lambda part: part["x-sections"][-1].update({"x-open": True}))
    page = said(gaofei, PAGE)
    assert "“本地的一项”不能加在这里：上级只许加在它开放的地方 导入新版本" in page
    assert "生成草稿" not in page


def test_a_form_of_nobody_or_of_no_upper_form_is_told(gaofei: CheckingClient) -> None:
    assert "不是由上级的表派生的" in said(gaofei, f"/{COUNTY}/forms/{REGISTRATION}/merge")
    assert gaofei.get(f"/{COUNTY}/forms/{VISIT}/merge").status_code == 403


def test_a_draft_says_what_hinders_it_now(site: Flask, gaofei: CheckingClient) -> None:
    text = later(lambda part: part["properties"]["registered_address"].pop("x-concept"))
    made = gaofei.send(f"/{COUNTY}/editions/new", {"form": REGISTRATION, "text": text, "comment": "改"})
    assert "还不能发布" not in said(gaofei, made.headers["Location"])
    prefilled = {"x_concept": "registered_address", "x_prefill": {"from": "register"}}
    publish(site, VISIT, field("visitor_phone", **prefilled))
    page = said(gaofei, made.headers["Location"])
    assert "还不能发布 1 “户籍地址”还有1处在用：《留守老人服务记录》的“负责人员的联系方式”由这里带出" in page
    gaofei.send(made.headers["Location"], {"_action": "withdraw"})
    assert "还不能发布" not in said(gaofei, made.headers["Location"])
