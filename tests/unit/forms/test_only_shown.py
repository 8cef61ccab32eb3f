"""Answers that no shown question has any more: kept of hidden ones, or of questions a document has given up."""

from typing import Any

from formserver.forms import layout
from formserver.forms.layout import Grid
from formserver.forms.visibility import only_shown
from tests.unit.forms.making import holder, loaded, paper, part_of, spec, written
from tests.unit.forms.test_layout import said

ILL = spec("yes_no", title="是否患病")
DISEASE = spec("text", title="疾病", x_when={"show": {"field": "ill", "is": "yes"}})
CARE = spec("text", title="照料人", x_when={"show": {"field": "^ill", "is": "yes"}})
ROW = holder({"name": spec("text", title="姓名"), "ill": ILL, "disease": DISEASE, "care": CARE})


def shown(fields: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    return only_shown(part_of(fields).group, data)


def test_a_kept_answer_of_a_hidden_question_is_left_out() -> None:
    assert shown({"ill": ILL, "disease": DISEASE}, {"ill": "no", "disease": "高血压"}) == {"ill": "no"}


def test_a_shown_answer_stays() -> None:
    data = {"ill": "yes", "disease": "高血压"}
    assert shown({"ill": ILL, "disease": DISEASE}, data) == data


def test_the_answer_of_a_question_given_up_is_left_out() -> None:
    assert shown({"ill": ILL}, {"ill": "no", "nickname": "老王"}) == {"ill": "no"}


def test_rows_lose_what_is_hidden_in_them_or_by_what_stands_around_them() -> None:
    table = spec("table", title="家庭", items=ROW, x_rows={"head": "户主"})
    row = {"name": "王", "ill": "no", "disease": "高血压", "care": "李"}
    data = {"ill": "no", "family": [{"role": "head", **row}]}
    kept = {"role": "head", "name": "王", "ill": "no"}
    assert shown({"ill": ILL, "family": table}, data) == {"ill": "no", "family": [kept]}
    assert shown({"ill": ILL, "family": table}, data | {"ill": "yes"})["family"] == [kept | {"care": "李"}]


def test_printed_rows_and_sections_lose_it_too() -> None:
    fixed = spec("fixed_table", items=ROW, x_rows={"rows": [{"code": "a", "label": "甲"}]})
    row = {"name": "王", "ill": "no", "disease": "高血压", "care": "李"}
    fields = {"ill": ILL, "rooms": fixed, "file": spec("section", **ROW)}
    kept = {"name": "王", "ill": "no"}
    found = shown(fields, {"ill": "no", "rooms": {"a": row}, "file": row})
    assert found == {"ill": "no", "rooms": {"a": kept}, "file": kept}


def test_the_paper_prints_no_hidden_answer() -> None:
    form = written({"ill": ILL, "disease": DISEASE})
    rows = [{"cells": [{"text": "{ill|word}"}, {"text": "{disease}"}]}]
    form["x-paper"] = paper({"part": "main", "columns_mm": [89, 89], "rows": rows})
    drawn = layout.lay_out(loaded(form), {"main": {"ill": "no", "disease": "高血压"}}).blocks[0]
    assert isinstance(drawn, Grid)
    assert said(drawn) == [["否", ""]]
