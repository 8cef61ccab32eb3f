"""Fields that somebody outside of the document reads: the register, workflows, other forms of the same county."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from formserver.cli import documents
from formserver.errors import NotFound
from formserver.forms.document import FormDocument
from formserver.resources import root
from formserver.services import editions, publishing, references
from formserver.services.documents import form_document
from formserver.services.references import FieldInUse, FieldNeeded
from formserver.store import forms
from tests import factories

Json = dict[str, Any]
FOLDER = root() / "formserver" / "services"


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


Offer = Callable[..., FormDocument]


@pytest.fixture
def offer(tmp_path: Path) -> Offer:
    """Makes a shipped form with a change of its document."""

    def made(code: str, change: Callable[[Json], Any]) -> FormDocument:
        source = json.loads((root() / "schemas" / f"{code}.v1.json").read_text("utf-8"))
        change(source)
        path = tmp_path / "offered.json"
        path.write_text(json.dumps(source, ensure_ascii=False), "utf-8")
        return documents.from_file(path)

    return made


def without(*codes: str, dropped: list[str] | None = None) -> Callable[[Json], None]:
    """Takes fields of the first part out, with the cells that print them."""

    def change(source: Json) -> None:
        part = next(iter(source["properties"].values()))
        part["properties"] = {code: field for code, field in part["properties"].items() if code not in codes}
        part["required"] = [code for code in part["required"] if code not in codes]
        for section in part["x-sections"]:
            section["fields"] = [code for code in section["fields"] if code not in codes]
        for cell in cells(source["x-paper"]):
            if any(f"{{{code}" in cell.get("text", "") for code in codes):
                cell["text"] = "空"
        if dropped:
            source["x-dropped"] = dropped

    return change


def cells(node: Any) -> list[Json]:
    if isinstance(node, list):
        return [cell for one in node for cell in cells(one)]
    if not isinstance(node, dict):
        return []
    return [node, *(cell for one in node.values() for cell in cells(one))]


def publish(document: FormDocument) -> None:
    publishing.publish(document, comment="去掉几项")


# publishing -----------------------------------------------------------------------------------------------------------
def test_what_the_register_reads_does_not_go_unsaid(offer: Offer) -> None:
    with pytest.raises(FieldInUse) as caught:
        publish(offer("registration/ezhou", without("phone")))
    assert "“联系方式”还有" in str(caught.value)
    assert "登记簿里的联系电话" in str(caught.value)
    assert "main.phone" in str(caught.value)
    publish(offer("registration/ezhou", without("phone", dropped=["main.phone"])))
    assert forms.active_edition("registration/ezhou").major == 2


def test_without_a_name_nobody_can_be_registered(offer: Offer) -> None:
    with pytest.raises(FieldNeeded) as caught:
        publish(offer("registration/ezhou", without("name", dropped=["main.name"])))
    assert "“姓名”还有" in str(caught.value)
    assert "登记簿、名单和页面标题里的姓名" in str(caught.value)


def test_another_form_of_the_county_is_named_with_its_field(offer: Offer) -> None:
    def prefilled(source: Json) -> None:
        field = source["properties"]["main"]["properties"]["visitor_phone"]
        field |= {"x-spoken": "老人电话", "x-concept": "phone", "x-prefill": {"from": "register"}}

    visits = offer("visit_record/ezhou", prefilled)
    publish(visits)
    with pytest.raises(FieldInUse) as caught:
        publish(offer("registration/ezhou", without("phone")))
    assert f"《{visits.title}》的“老人电话”由这里带出（main.visitor_phone）" in str(caught.value)
    document = form_document(forms.active_edition("registration/fujian").id)
    assert not any("由这里带出" in str(reader.said) for reader in references.readers(document))  # no county uses both


def test_a_copied_section_keeps_its_code(offer: Offer) -> None:
    def renamed(source: Json) -> None:
        text = json.dumps(source, ensure_ascii=False).replace('"file"', '"folder"').replace("{file", "{folder")
        source.clear()
        source.update(json.loads(text))
        next(iter(source["properties"].values()))["properties"]["folder"]["x-was"] = ["file"]

    with pytest.raises(FieldNeeded) as caught:
        publish(offer("registration/jiangsu", renamed))
    assert "整栏抄自这里（visit.file）" in str(caught.value)


def test_the_day_of_a_visit_is_read_of_every_form(offer: Offer) -> None:
    document = form_document(forms.active_edition("visit_record/ezhou").id)
    found = [str(reader.said) for reader in references.readers(document)]
    assert "记录的日期，列表按它排先后；由它认出这是走访" in found
    assert "登记簿里的性别" not in found


def test_duties_and_what_is_followed_up_read_visits(offer: Offer) -> None:
    with pytest.raises(FieldInUse) as caught:
        publish(offer("visit_record/fujian", without("gas_safety")))
    assert "跟进事项：填写“燃气不安全”的自动列入" in str(caught.value)
    label, found = references.users(form_document(forms.active_edition("visit_record/fujian").id), "visit_way")
    assert label
    assert "探访任务：须上门的只算上门探访" in found


def test_the_steps_of_the_workflows_in_use_are_readers() -> None:
    document = form_document(forms.active_edition("registration/shuren").id)
    assert not any("流程" in str(reader.said) for reader in references.readers(document))
    editions.adopt(factories.COUNTY, "registration/shuren")
    found = [reader for reader in references.readers(document) if reader.steps]
    assert {"township"} < {step for reader in found for step in reader.steps}


def test_a_field_is_named_by_its_code_where_one_has_it() -> None:
    document = form_document(forms.active_edition("registration/jiangsu").id)
    with pytest.raises(NotFound):
        references.users(document, "nobody")
    label, found = references.users(document, "main.file")
    assert label
    assert any("整栏抄自这里" in line for line in found)


# what is read ---------------------------------------------------------------------------------------------------------
def test_every_concept_that_services_read_is_known_as_read() -> None:
    """Whoever reads one more by its name adds it to the tables that protect it."""
    found = set()
    for file in FOLDER.glob("*.py"):
        text = file.read_text("utf-8")
        found |= set(re.findall(r'concepts(?:\(.*?\))?(?:\.get\(|\[)"(\w+)"', text))
        found |= set(re.findall(r'"x-concept"\) == "(\w+)"', text))
    assert found
    assert found <= references.REGISTER_READS.keys() | references.RECORDS_READ.keys()
