"""A sheet to be written on by hand: what stands on it, for whom there is one."""

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from formserver.extensions import db
from formserver.models import PrefilledPaper
from formserver.services import prefilled
from formserver.services.catalog import document_in_force
from formserver.store import elders, records
from tests.factories import COUNTY, VISIT, VISIT_WITH_CARE, Village, looking_as, person
from tests.integration.test_prefilled_papers import printed
from tests.paper.reading import Sheet


def test_the_sheet_says_for_whom_it_is_and_bears_its_own_code(site: Flask, village: Village) -> None:
    client = looking_as(site, "liuyang")
    (content, code), (_, other) = printed(client, village), printed(client, village)
    with site.app_context():
        number = records.get(person("liuyang").scope, village.registration_id).number
    sheet = Sheet(content)
    assert f"登记编号：{number}服务对象：李桂芳（段店三江）" in sheet.text
    assert sheet.metadata["Author"] == "华容区民政局"
    with pypdfium2.PdfDocument(content) as pdf:
        [found] = zxingcpp.read_barcodes(pdf[0].render(scale=2).to_pil())
    assert found.text == f"http://localhost/p/{code}"
    assert other != code


@pytest.mark.parametrize("residence", [None, "段店镇三江村5组", "5组12号", "三江村" + "旁边" * 20])
def test_the_sheet_says_where_the_person_lives(site: Flask, village: Village, residence: str | None) -> None:
    with site.app_context():
        elders.get(person("liuyang").scope, village.elder_id).residence = residence
        db.session.commit()
    said = {"段店镇三江村5组": "段店镇三江村5组", "5组12号": "三江村5组12号"}.get(residence or "", "三江村")
    assert f"服务对象：李桂芳（{said}）版本" in Sheet(printed(looking_as(site, "liuyang"), village)[0]).text


def test_nobody_knows_the_day_the_visitor_or_the_count_yet(site: Flask, village: Village) -> None:
    with site.app_context():
        elder = elders.get(person("liuyang").scope, village.elder_id)
        for form in (VISIT, VISIT_WITH_CARE):
            part = document_in_force(person("liuyang"), form).first_part
            assert prefilled.known(person("liuyang"), part, elder) == {}


@pytest.mark.parametrize(
    ("form", "part"), [("registration/ezhou", "main"), (VISIT, "nothing"), ("visit_record/no", "x")]
)
def test_only_papers_of_visits_in_use_are_printed(site: Flask, village: Village, form: str, part: str) -> None:
    response = looking_as(site, "liuyang").send(
        f"/{COUNTY}/elders/{village.elder_id}/papers", {"form": form, "part": part}
    )
    assert response.status_code == 404
    with site.app_context():
        assert db.session.query(PrefilledPaper).count() == 0


def test_a_part_that_follows_another_has_no_sheet_of_its_own(site: Flask, village: Village) -> None:
    asked = {"form": VISIT_WITH_CARE, "part": "care"}
    refused = looking_as(site, "liuyang").send(f"/{COUNTY}/elders/{village.elder_id}/papers", asked)
    assert refused.status_code == 422
    assert "没有打印" in refused.get_data(as_text=True)
    assert "请回到服务对象的页面" in refused.get_data(as_text=True)


def test_a_person_of_another_place_gets_no_sheet(site: Flask, village: Village) -> None:
    asked = {"form": VISIT, "part": "main"}
    assert looking_as(site, "xulei").send(f"/{COUNTY}/elders/{village.elder_id}/papers", asked).status_code == 404


def test_opening_the_address_prints_nothing(site: Flask, village: Village) -> None:
    response = looking_as(site, "liuyang").get(f"/{COUNTY}/elders/{village.elder_id}/papers")
    assert response.location == f"/{COUNTY}/elders/{village.elder_id}"
