"""What differs between two editions of a paper beside its fields: order, headings, checks, parts, names."""

from copy import deepcopy
from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms.document import FormDocument, Json
from formserver.forms.editions.changes import Change
from formserver.forms.editions.comparing import compare
from formserver.resources import root
from tests import zoo
from tests.editions import MEANING, NARROWER, REFUSED, WIDER, WORDS, document, said, small
from tests.unit.forms.making import DIALECT, loaded, options, written


@pytest.fixture(scope="module")
def before() -> FormDocument:
    return zoo.zoo()


# objects and documents ------------------------------------------------------------------------------------------------
def test_order_is_words_and_names_what_moved() -> None:
    found = compare(small(["a", "b", "c", "d"]), small(["b", "c", "a", "d"]))
    assert said(found) == [(WORDS, "A", "换了位置")]
    assert found.is_wording


def test_a_jump_that_passes_over_other_questions_is_a_rule() -> None:
    jump = {"title": "A", "x-kind": "integer", "x-jump": [{"when": {"field": "a", "at_least": 1}, "to": "c"}]}
    before, after = small(["a", "b", "c", "d"], a=jump), small(["a", "b", "d", "c"], a=jump)
    assert said(compare(small(["a", "b", "c", "d"]), before)) == [(NARROWER, "B", "什么情况下填写改变")]
    assert (NARROWER, "D", "什么情况下填写改变") in said(compare(before, after))


def test_sections() -> None:
    fields = {code: {"title": code.upper(), "x-kind": "integer"} for code in "abc"}

    def cut(at: int, title: str) -> FormDocument:
        halves = [("one", "甲", "abc"[:at]), ("two", title, "abc"[at:])]
        sections = [{"code": code, "title": words, "fields": list(names)} for code, words, names in halves]
        return loaded(written(fields, x_sections=sections))

    assert said(compare(cut(1, "乙"), cut(2, "乙"))) == [(WORDS, "B", "换了位置")]
    assert said(compare(cut(1, "乙"), cut(1, "丙"))) == [(WORDS, "登记", "分节的标题或提示改变")]


def test_checks() -> None:
    plain = small(["a", "b", "c", "d"])
    rule = {"check": "sum_is", "total": "a", "of": ["b", "c"]}
    strict = small(["a", "b", "c", "d"], {"x-checks": [{**rule, "level": "error"}]})
    soft = small(["a", "b", "c", "d"], {"x-checks": [{**rule, "level": "warning"}]})
    assert said(compare(plain, strict)) == [(NARROWER, "登记", "增加一条核对")]
    assert said(compare(plain, soft)) == [(MEANING, "登记", "增加一条提醒")]
    assert said(compare(strict, strict)) == []
    assert said(compare(strict, plain)) == [(WIDER, "登记", "去掉一条核对或提醒")]


def test_a_rule_that_names_a_renamed_field_is_no_new_rule() -> None:
    shown = {"title": "B", "x-kind": "integer", "x-when": {"show": {"all": [{"field": "a", "at_least": 1}]}}}
    before = small(["a", "b", "c", "d"], b=shown)
    fields: dict[str, Json] = {
        "first": {"title": "A", "x-kind": "integer", "x-was": ["a"]},
        "b": {"title": "B", "x-kind": "integer", "x-when": {"show": {"all": [{"field": "first", "at_least": 1}]}}},
        **{code: {"title": code.upper(), "x-kind": "integer"} for code in "cd"},
    }
    after = loaded(written(fields, x_order=["first", "b", "c", "d"]))
    assert said(compare(before, after)) == [(WIDER, "A", "代码由a改为first，已填的随着换")]


def test_what_a_document_says_itself(before: FormDocument) -> None:
    assert said(compare(before, document(lambda d: d.update(title="新表")))) == [
        (WORDS, "新表", "表名由“各种填写项”改为“新表”")
    ]
    assert said(compare(before, document(lambda d: d.update(description="另有说明")))) == [
        (WORDS, "各种填写项", "表的说明改变")
    ]
    copies = document(lambda d: d.update({"x-copies": {"holders": ["县级民政部门"]}}))
    assert said(compare(before, copies)) == [(WORDS, "各种填写项", "一式几份、由谁保存改变")]
    other = document(lambda d: d.update({"$id": "urn:formserver:form:registration/other:v1.0"}))
    assert [one.effect for one in compare(before, other).changes] == [REFUSED]


def parts(*codes: str, **words: Any) -> FormDocument:
    def change(source: Json) -> None:
        held = {"type": "object", "x-order": ["q"], "properties": {"q": {"title": "问", "x-kind": "text"}}}
        source["x-parts"] = [{"code": code, "title": code, **words.get(code, {})} for code in codes]
        source["properties"] = {code: deepcopy(held) for code in codes}
        cell = {"part": codes[0], "columns_mm": [170], "rows": [{"cells": [{"text": "样"}]}]}
        source["x-paper"]["blocks"] = [cell]

    return document(change)


def test_parts() -> None:
    assert (WIDER, "two", "增加这一部分") in said(compare(parts("one"), parts("one", "two")))
    assert [one.label for one in compare(parts("one", "two"), parts("one")).refused] == ["two"]
    assert (MEANING, "各种填写项", "各部分的先后改变") in said(compare(parts("one", "two"), parts("two", "one")))
    counted = parts("one", one={"counter": "visit"})
    assert said(compare(parts("one"), counted)) == [(MEANING, "one", "次数的计法或所跟随的部分改变")]
    assert said(compare(parts("one"), parts("one", one={"title": "甲"}))) == [(WORDS, "甲", "名称由“one”改为“甲”")]


# former codes ---------------------------------------------------------------------------------------------------------
def test_a_former_code_belongs_to_one_field() -> None:
    for words in ({"x-was": ["b"]}, {"x-was": ["old"]}):
        with pytest.raises(DocumentInvalid, match="现在另有所指"):
            small(
                ["a", "b", "c", "d"],
                a={"title": "A", "x-kind": "integer", **words},
                b={"title": "B", "x-kind": "integer", "x-was": ["old"]},
            )
    answer = {"title": "A", "x-kind": "single_choice", "x-options": options("甲", "乙", a={"x-was": ["b"]})}
    with pytest.raises(DocumentInvalid, match="现在另有所指"):
        small(["a", "b"], a=answer)


def test_every_word_of_a_field_is_compared() -> None:
    """A word the dialect gets is noticed: changing it must be told, and this list says where."""
    words = set(DIALECT["$defs"]["cell_field"]["properties"])
    told_elsewhere = {
        *("$id", "type"),  # not written by an office
        *("properties", "items", "required", "x-order", "x-sections", "x-checks", "x-cell"),  # objects of fields
        *("x-was", "x-jump"),  # what they mean is compared: matched fields, questions passed over
    }
    source = "".join(path.read_text("utf-8") for path in (root() / "formserver/forms/editions").glob("*.py"))
    names = {"x-precision": "precisions", "x-tiers": "tiers", "x-options": "options", "x-list": "options"}
    names |= {"x-none": "none_labels", "title": "title", "x-spoken": "spoken", "x-unit": "unit", "x-kind": "type("}
    names |= {"x-columns": "column_labels", "minimum": "limits", "maximum": "limits"}
    assert [word for word in sorted(words - told_elsewhere) if names.get(word, f'"{word}"') not in source] == []


def test_a_change_is_said_in_words() -> None:
    change = Change(("main", "a"), "甲", WIDER, "由%(before)s改为%(after)s", {"before": 1, "after": 2})
    assert change.message == "由1改为2"
