"""Fields called as programs call their own things are filled in, kept, submitted, printed and exported as any other."""

from typing import Any, Final

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.forms.document import FormDocument
from formserver.forms.pairs import Pairs
from formserver.models import Record
from formserver.services import editions, prints
from formserver.services.prints import Wish
from tests import factories
from tests.entry_forms import filled, opened, press
from tests.entry_site import begin_paper
from tests.exported_files import exported, table
from tests.factories import COUNTY, person
from tests.unit.forms.making import loaded, spec, written

CODE: Final = "registration/odd_codes"
# of Python and its dicts, of templates, of the page's own inputs, of JSON Schema and of stored rows
NAMES: Final = (
    *("class", "self", "lambda", "import", "none", "in", "get", "items", "keys", "values", "update", "pop", "format"),
    *("loop", "config", "request", "session", "g", "range", "caller", "super", "ui", "url_for", "count", "index"),
    *("act_id", "revision", "seen", "form", "file", "data", "record", "draft", "county", "county_id", "id", "state"),
    *("type", "properties", "required", "title", "enum", "items_1", "proto", "prototype", "tostring", "undefined"),
    *("select", "order", "null", "true", "today", "previous", "has", "string", "int"),
    *("attributes", "closest", "constructor", "matches", "csrf_token"),
)


def odd() -> FormDocument:
    """A paper whose questions are called so, in the part, in a section and in rows; two of them make a third."""
    questions: dict[str, Any] = {name: spec("text", title=f"问{name}", maxLength=30) for name in NAMES}
    questions["items"]["x-when"] = {"show": {"field": "data", "answered": True}}
    inner = {
        "type": "object",
        "x-order": ["data", "items"],
        "properties": {n: questions["get"] for n in ("data", "items")},
    }
    part = {
        "name": spec("text", title="姓名", x_concept="name"),
        **questions,
        "object": spec("section", title="一栏", **inner),
        "rows": spec("table", title="几行", items=inner, x_rows={"printed": 1}),
        "sum": spec("text", title="算出", x_computed={"cel": 'data + "、" + object.items', "fixed": True}),
    }
    lines = [{"text": f"{{{name}}}"} for name in (*NAMES, "object.data", "sum", "name")]
    rows: list[dict[str, Any]] = [{"cells": [line]} for line in lines]
    rows.append({"repeat": "rows", "cells": [{"text": "{row}{data}{items}"}]})
    source = written(part, rows=rows)
    return loaded(source | {"$id": f"urn:formserver:form:{CODE}:v1.0"})


TYPED: Final = {
    "name": "陈秀兰",
    **{name: f"答{name}" for name in NAMES},
    "object.data": "栏里",
    "object.items": "栏中",
    "rows.0.row": "1",
    "rows.0.data": "行里",
    "rows.0.items": "行中",
}


def test_they_are_typed_into_a_page_and_kept(site: Flask) -> None:
    client, url = begin_paper(site, odd())
    asked = filled(opened(client, url))
    assert set(TYPED) <= set(Pairs.posted(asked))
    press(client, url, [(name, TYPED.get(name.removesuffix("."), text)) for name, text in asked])
    again = dict(Pairs.posted(filled(opened(client, url))).items())
    assert {name: again[name] for name in TYPED} == TYPED


@pytest.mark.usefixtures("printing_office")
def test_they_are_submitted_printed_and_exported() -> None:
    editions.load_shipped([odd()], [])
    editions.adopt(COUNTY, CODE)
    record_id = factories.hand_in(person("liuyang"), CODE, Pairs(TYPED.items()))
    record = db.session.get_one(Record, (COUNTY, record_id))
    assert {name: record.data[name] for name in NAMES} == {name: f"答{name}" for name in NAMES}
    assert record.data["object"] == {"data": "栏里", "items": "栏中"}
    assert record.data["rows"] == [{"data": "行里", "items": "行中"}]
    assert record.data["sum"] == "答data、栏中"
    assert prints.print_for_command(record_id, Wish(), site="")[1].startswith(b"%PDF")
    book = exported(form=CODE)
    [line] = table(book.worksheets[0])
    assert {name: line[f"问{name}"] for name in NAMES} == {name: f"答{name}" for name in NAMES}
    [row] = table(book.worksheets[1])
    assert "行里" in row.values()
