"""A small paper of two headings with nothing locked, and changes of it."""

import json
from collections.abc import Callable
from typing import Any

from formserver.forms.document import FormDocument, Json
from formserver.forms.editions.locking import broken_locks
from tests.unit.forms.making import holder, loaded, options, spec, written

Change = Callable[[Json], Any]
ROWS: list[Json] = [
    {"cells": [{"text": "姓名：{name}"}]},
    {"cells": [{"text": "{care}"}]},
    {"repeat": "family", "cells": [{"text": "{kin}"}]},
    {"cells": [{"text": "{note}"}]},
]


def source() -> Json:
    """A paper with nothing locked."""
    family: Json = spec("table", title="家庭", items=holder({"kin": spec("text", title="关系")}), x_rows={"printed": 1})
    fields = {
        "name": spec("text", title="姓名"),
        "care": spec("single_choice", title="等级", x_options=options("重点", "一般")),
        "family": family,
        "note": spec("text", title="备注"),
    }
    sections = [
        {"code": "basic", "title": "基本情况", "fields": ["name", "care"]},
        {"code": "more", "title": "其他情况", "fields": ["family", "note"]},
    ]
    check = {"check": "holds", "cel": 'name != "无"', "message": "姓名不对", "at": "name", "level": "error"}
    made = written(fields, rows=list(ROWS), x_sections=sections, x_checks=[check])
    return dict(json.loads(json.dumps(made)))


def form(*changes: Change) -> FormDocument:
    made = source()
    for change in changes:
        change(made)
    return loaded(made)


def at(*steps: str | int, **words: Any) -> Change:
    """Writes words at a place of the part; None takes a word out; underscores stand for hyphens."""

    def change(made: Json) -> None:
        node: Any = made["properties"]["main"]
        for step in steps:
            node = node[step]
        for word, value in words.items():
            word = word.replace("x_", "x-", 1)
            node.pop(word, None) if value is None else node.update({word: value})

    return change


def field(code: str, **words: Any) -> Change:
    return at("properties", code, **words)


def added(code: str, section: int) -> Change:
    def change(made: Json) -> None:
        part = made["properties"]["main"]
        part["properties"][code] = spec("text", title="本地的一项")
        part["x-sections"][section]["fields"].append(code)

    return change


def dropped(code: str, section: int, row: int) -> Change:
    def change(made: Json) -> None:
        part = made["properties"]["main"]
        del part["properties"][code]
        part["x-sections"][section]["fields"].remove(code)
        made["x-paper"]["blocks"][0]["rows"][row] = {"cells": [{"text": "空"}]}

    return change


def broken(upper: FormDocument, own: FormDocument) -> list[str]:
    return [str(one.told) for one in broken_locks(upper, own)]
