"""Opinion boxes: filled from the journal of the record on page and paper, never from what a visitor posts."""

import json

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.forms import document
from formserver.forms.document import FormDocument
from formserver.forms.pairs import Pairs
from formserver.resources import root
from formserver.services import editions, looking, prints, sealing
from formserver.services.prints import Wish
from formserver.store import records
from tests import factories
from tests.factories import COUNTY, VILLAGE, act, hand_in, looking_as, person, resubmit
from tests.paper.reading import Sheet

CODE = "registration/benefit"
FLOW = "village_township_county"


def benefit() -> FormDocument:
    """A paper with a box of the township and one of the county."""
    fields = {
        "name": {"title": "姓名", "x-kind": "text", "x-concept": "name"},
        "township_box": {"title": "乡镇（街道）意见", "x-kind": "opinion", "x-step": "township", "x-seal": True},
        "county_box": {"title": "县级民政部门意见", "x-kind": "opinion", "x-step": "county"},
    }
    rows = [
        {"cells": [{"text": "姓名"}, {"text": "{name}"}]},
        {"cells": [{"text": "乡镇（街道）意见"}, {"text": "{township_box}"}]},
        {
            "cells": [
                {"text": "县级意见"},
                {"lines": ["{county_box|text}", "经办人：{county_box|by}", "{county_box|on}"]},
            ]
        },
    ]
    page = {"margin_mm": [20, 20, 20, 20], "font_pt": 10.5, "title_pt": 18}
    written = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:formserver:form:{CODE}:v1.0",
        "title": "补贴申请表",
        "x-parts": [{"code": "main", "title": "申请"}],
        "type": "object",
        "properties": {"main": {"type": "object", "required": ["name"], "x-order": list(fields), "properties": fields}},
        "x-paper": {"page": page, "blocks": [{"part": "main", "columns_mm": [40, 130], "rows": rows}]},
    }
    dialect = json.loads((root() / "schemas" / "form.schema.json").read_text("utf-8"))
    return document.load(json.dumps(written), file="benefit.v1.json", dialect=dialect, shared={})


@pytest.fixture
def record_id(site: Flask) -> str:
    """A paper that waits for the township."""
    with site.app_context():
        factories.furnish()
        editions.load_shipped([benefit()], [])
        editions.adopt(COUNTY, CODE, FLOW)
        return hand_in(person("liuyang"), CODE, Pairs([("name", "李桂芳")]))


def boxes(record_id: str) -> list[str]:
    """What the record page shows in the boxes, as the author sees it."""
    view = looking.view(person("liuyang"), record_id)
    return [line.text for chapter in view.chapters for line in chapter.lines if line.path[0] != "name"]


def test_a_box_stays_empty_until_its_step_has_acted(site: Flask, record_id: str) -> None:
    with site.app_context():
        assert boxes(record_id) == []


def test_each_step_fills_its_own_box(site: Flask, record_id: str) -> None:
    with site.app_context():
        act(person("zhaomin"), record_id, "approve", "情况属实，同意上报。")
        assert [text.split("　")[:2] for text in boxes(record_id)] == [["情况属实，同意上报。", "赵敏"]]
        act(person("wangfang"), record_id, "approve")
        assert [text.split("　")[:2] for text in boxes(record_id)][1] == ["通过", "王芳"]


def test_a_box_is_empty_again_when_the_record_comes_back_to_its_step(site: Flask, record_id: str) -> None:
    with site.app_context():
        act(person("zhaomin"), record_id, "approve", "同意。")
        act(person("wangfang"), record_id, "send_back", "请再核实。", "previous")
        assert boxes(record_id) == []
        act(person("zhaomin"), record_id, "approve", "已核实，同意。")
        assert [text.split("　")[0] for text in boxes(record_id)] == ["已核实，同意。"]


def test_a_record_sent_back_to_its_author_has_no_opinion(site: Flask, record_id: str) -> None:
    with site.app_context():
        act(person("zhaomin"), record_id, "send_back", "请补充。", "author")
        assert boxes(record_id) == []
        resubmit(person("liuyang"), record_id, Pairs([("name", "李桂芳")]))
        assert boxes(record_id) == []


def test_the_paper_prints_who_said_what_and_when(site: Flask, record_id: str) -> None:
    with site.app_context():
        act(person("zhaomin"), record_id, "approve", "同意上报。")
        act(person("wangfang"), record_id, "approve", "同意发放。")
        text = Sheet(prints.print_for(person("liuyang"), record_id, Wish(), site="")[1]).text
    assert "同意上报。签字：赵敏（盖章）" in text
    assert "同意发放。经办人：王芳" in text


def test_an_opinion_is_not_stored_with_the_answers(site: Flask, record_id: str) -> None:
    with site.app_context():
        act(person("zhaomin"), record_id, "approve", "同意。")
        db.session.rollback()
        assert sealing.data_of(records.get(person("liuyang").scope, record_id)) == {"name": "李桂芳"}


def test_the_entry_page_says_who_fills_the_box(site: Flask, record_id: str) -> None:
    visitor = looking_as(site, "liuyang")
    started = visitor.send(f"/{COUNTY}/fill", {"form": CODE, "village_code": VILLAGE})
    assert started.location is not None
    page = visitor.get(started.location).get_data(as_text=True)
    assert "由乡镇（街道）在办理时填写，这里不用填，打印时自动填入。" in page
    assert ' name="township_box"' not in page
    assert visitor.post(started.location, data={"township_box": "x", "_action": "save"}).status_code == 400
