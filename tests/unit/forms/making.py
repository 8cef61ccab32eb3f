"""Small documents, parts and fields for the tests of the form engine. All people are fictional."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from formserver import resources
from formserver.forms import completing, document, entry, validation
from formserver.forms.document import FormDocument, Json, Part
from formserver.forms.expressions.scopes import Known
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.identity import check_character
from formserver.forms.kinds.registry import make_field
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem

TODAY = date(2025, 1, 8)
SEX = {"title": "性别", "x-kind": "single_choice", "x-options": [{"code": "male", "label": "男"}]}
SEX["x-options"].append({"code": "female", "label": "女"})  # type: ignore[attr-defined]
DIALECT: Json = json.loads((resources.root() / "schemas" / "form.schema.json").read_text("utf-8"))


def identity(birth: str, *, sex: str = "female", area: str = "999999") -> str:
    """A number of the unassigned area 999999; `birth` is YYYYMMDD."""
    body = f"{area}{birth}01{'1' if sex == 'male' else '2'}"
    return body + check_character(body)


def field_of(kind: str, **words: Any) -> Field:
    """One field with the code `answer`; underscores of the words stand for hyphens (x_options)."""
    return make_field("answer", spec(kind, **words))


def spec(kind: str, **words: Any) -> Json:
    """The definition of a field."""
    named = {word.replace("x_", "x-", 1): value for word, value in words.items()}
    return {"title": "问题", "x-kind": kind, **named}


def options(*labels: str, **more: Any) -> list[Json]:
    """Options with the codes a, b, c, …; `more` gives an option further words, by code."""
    codes = "abcdefgh"[: len(labels)]
    return [{"code": code, "label": label, **more.get(code, {})} for code, label in zip(codes, labels, strict=True)]


def holder(fields: Mapping[str, Json], **words: Any) -> Json:
    """An object of fields as a document writes it."""
    named = {word.replace("x_", "x-", 1): value for word, value in words.items()}
    order = {} if "x-sections" in named else {"x-order": list(fields)}
    return {"type": "object", "properties": dict(fields), **order, **named}


def part_of(fields: Mapping[str, Json], **words: Any) -> Part:
    """A part with these fields."""
    return Part({"code": "main", "title": "登记"}, holder(fields, **words))


def kept(part: Part, typed: Mapping[str, str], known: Known | None = None) -> Pairs:
    """The pairs of a page that was kept on 2025-01-08."""
    return completing.complete(part, Pairs(typed.items()), known or Known(TODAY))


def data_of(part: Part, typed: Mapping[str, str], known: Known | None = None) -> Any:
    """The data of that page."""
    return entry.to_data(part, kept(part, typed, known))


def fixed(cel: str, kind: str = "integer", **words: Any) -> Json:
    """A field that an expression gives and nobody types."""
    return spec(kind, x_computed={"cel": cel, "fixed": True}, **words)


def written(fields: Mapping[str, Json], *, rows: list[Json] | None = None, **words: Any) -> Json:
    """A whole document with one part; the paper is one empty cell unless rows of one column are given."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:formserver:form:registration/sample:v1.0",
        "title": "样表",
        "x-parts": [{"code": "main", "title": "登记"}],
        "type": "object",
        "properties": {"main": holder(fields, **words)},
        "x-paper": paper({"part": "main", "columns_mm": [178], "rows": rows or [{"cells": [{"text": "样"}]}]}),
    }


def paper(*blocks: Json) -> Json:
    """An `x-paper` with side margins of 16 mm."""
    return {"page": {"margin_mm": [18, 16, 16, 16], "font_pt": 10.5, "title_pt": 18}, "blocks": list(blocks)}


def loaded(form: Json | str, shared: Mapping[str, Json] | None = None) -> FormDocument:
    """The document as it is loaded. Raises DocumentInvalid."""
    text = form if isinstance(form, str) else json.dumps(form, ensure_ascii=False)
    return document.load(text, file="registration/sample.v1.json", dialect=DIALECT, shared=shared or {})


def problems_of(part: Part, data: Any) -> list[Problem]:
    """What validation says on 2025-01-08."""
    return validation.check(part, data, today=TODAY)


def messages(part: Part, data: Any) -> list[str]:
    """The sentences of the problems, warnings behind a mark."""
    return [("提醒：" if p.level == "warning" else "") + p.message for p in problems_of(part, data)]
