"""表单: what is in use here, the blank paper, and what only those in charge of forms see."""

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from formserver.services import documents, editions
from formserver.store import forms
from tests.factories import COUNTY, OTHER_COUNTY, REGISTRATION, VISIT_WITH_CARE, Village, looking_as, settle
from tests.pages import parse, words

LIST = f"/{COUNTY}/forms"


@pytest.fixture(autouse=True)
def village(site: Flask) -> Village:
    """A county at work."""
    return settle(site)


def test_everybody_finds_the_forms_in_use(site: Flask) -> None:
    page = looking_as(site, "liuyang").get(LIST).get_data(as_text=True)
    assert "鄂州市华容区留守老人信息登记表" in page
    assert "registration/fujian" not in page


def test_a_form_shows_its_way_and_who_keeps_the_copies(site: Flask) -> None:
    page = looking_as(site, "liuyang").get(f"{LIST}/{VISIT_WITH_CARE}").get_data(as_text=True)
    said = words(next(parse(page).iter("main")))
    assert "乡镇（街道）、村（社区）、服务人员所在单位" in said
    assert "乡镇（街道）审核" in said
    assert "县级审批人" in said


def test_editions_are_for_those_in_charge_of_forms(site: Flask) -> None:
    with site.app_context():
        sha256 = forms.active_edition(REGISTRATION).sha256
    url = f"{LIST}/{REGISTRATION}"
    assert sha256[:12] in looking_as(site, "gaofei").get(url).get_data(as_text=True)
    assert sha256[:12] not in looking_as(site, "liuyang").get(url).get_data(as_text=True)


def test_a_county_takes_a_form_over_and_gives_it_back(site: Flask) -> None:
    client, url = looking_as(site, "gaofei"), f"{LIST}/{REGISTRATION}"
    taken = client.send(url, {"_action": "take_over"}, follow_redirects=True).get_data(as_text=True)
    assert "版本由本县（区）的表单管理员修改、发布" in taken
    assert "由本县（区）管理 高飞" in words(parse(taken))
    given = client.send(url, {"_action": "give_back"}, follow_redirects=True).get_data(as_text=True)
    assert "系统提供，跟随系统升级" in given
    assert "交还系统 高飞" in words(parse(given))
    assert client.send(url, {"_action": "sell"}).status_code == 400
    assert client.send(url, {"_action": "give_back"}).status_code == 403


def test_why_a_form_cannot_be_taken_over_is_said_on_its_page(site: Flask) -> None:
    client, url = looking_as(site, "gaofei"), f"{LIST}/{REGISTRATION}"
    with site.app_context():
        editions.adopt(OTHER_COUNTY, REGISTRATION)
    assert "别的县（区）也在用，不能由一个县（区）管理。" in client.get(url).get_data(as_text=True)
    refused = client.send(url, {"_action": "take_over"})
    assert refused.status_code == 409
    assert "可以另建一张本县（区）的表" in refused.get_data(as_text=True)


def test_who_cannot_publish_is_offered_nothing(site: Flask) -> None:
    page = looking_as(site, "wangfang").get(f"{LIST}/{REGISTRATION}").get_data(as_text=True)
    assert "变更记录" in page
    offered = {node.get("value") for node in parse(page).iter("button") if node.get("name") == "_action"}
    assert offered == {"adopt", "stop"}


@pytest.mark.parametrize("code", ["registration/fujian", "registration/nothing"])
def test_a_form_that_is_not_in_use_is_not_there(site: Flask, code: str) -> None:
    client = looking_as(site, "liuyang")
    assert client.get(f"{LIST}/{code}").status_code == 404
    assert client.get(f"{LIST}/{code}/blank.pdf").status_code == 404


def test_the_blank_paper_is_a_pdf_with_its_chinese_name(site: Flask) -> None:
    response = looking_as(site, "liuyang").get(f"{LIST}/{VISIT_WITH_CARE}/blank.pdf?copies=1")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.get_data().startswith(b"%PDF-")
    assert "filename*=UTF-8''%E6%A0%91" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("site_address", ["https://tanfang.example.gov.cn", ""])
@pytest.mark.parametrize("code", [REGISTRATION, VISIT_WITH_CARE])
def test_a_blank_paper_has_a_square_code_only_when_asked(site: Flask, code: str, site_address: str) -> None:
    settings = site.extensions["formserver_settings"]
    site.extensions["formserver_settings"] = replace(settings, public_url=site_address)
    client = looking_as(site, "liuyang")
    links = [link.get("href") for link in parse(client.get(f"{LIST}/{code}").get_data(as_text=True)).iter("a")]
    assert f"{LIST}/{code}/blank.pdf?code=1" in links
    assert scanned(client.get(f"{LIST}/{code}/blank.pdf").data) == []
    [said] = scanned(client.get(f"{LIST}/{code}/blank.pdf?code=1").data)
    if not site_address:
        assert said == f"{code} 1.0"
        return
    page = client.get(said.removeprefix(site_address)).get_data(as_text=True)
    assert said.startswith(f"{site_address}/{COUNTY}/fill")
    assert words(next(parse(page).iter("h1"))) == "填表"
    offered = {node.get("value") for node in parse(page).iter("input") if node.get("name") == "form"}
    assert offered == {code}


def scanned(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as pdf:
        return [found.text for found in zxingcpp.read_barcodes(pdf[0].render(scale=2).to_pil())]


def test_the_list_of_forms_costs_the_same_however_many_there_are(site: Flask) -> None:
    client = looking_as(site, "gaofei")
    client.get("/about")
    client.get(LIST)  # editions never change, so a process reads each once
    assert documents.form_document.cache_info().currsize
    client.most_queries = 10
    assert client.get(LIST).status_code == 200
