"""Refusals of the designer: which input they are about, in the words of the panel."""

from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms.designing import dialect_refusals, steps
from formserver.forms.designing.base import Refused
from tests.designs import Design, library, read


def refusal(design: Design, do: str, **words: Any) -> tuple[str, str]:
    """The reason why a step is refused, and the input it is about."""
    with pytest.raises(Refused) as refused:
        steps.take(design.text, {"do": do, **words}, seed="x", read=read, shared=library())
    return str(refused.value), refused.value.at


def test_what_the_dialect_refuses_is_said_in_the_words_of_the_panel_at_its_input() -> None:
    design, place = Design(), "main.item_1"
    to = {"label": "姓名", "shortest": "200"}
    said = "这样改以后表不能用：“最少几个字”（200）大于 “最多几个字”（100），没有答案能填。"
    assert refusal(design, "change", field=place, to=to) == (said, "to.shortest")
    assert refusal(design, "change", field=place, to={"shortest": "200"}) == (said, "to.shortest")
    table = design.add("table", "费用")
    said = "这样改以后表不能用：“印几行”大于 “最多填几行”：印出来的行也应能填写。"
    assert refusal(design, "change", field=table, to={"printed": "20", "limit": "3"}) == (said, "to.printed")


def test_what_is_about_no_input_says_so() -> None:
    design = Design()
    choice = design.add("multi_choice", "身体情况")
    codes = [one["code"] for one in design.field(choice)["x-options"]]
    reason, at = refusal(design, "options", field=choice, list="options", groups={codes[0]: "第一组"})
    assert (reason[:9], at) == ("这样改以后表不能用", "")
    fault = DocumentInvalid(file="", path="$.x-paper", reason="印不下。")
    step = {"do": "change", "field": choice, "to": {"label": "身体", "help": "选一项"}}
    assert dialect_refusals.refusal(fault, step, design.sketch).at == ""


def test_too_many_fields_are_called_so() -> None:
    fault = DocumentInvalid(file="", path="$.properties.main.properties", reason="多于500项")
    refused = dialect_refusals.refusal(fault, {"do": "add"}, Design().sketch)
    assert str(refused) == "这样改以后表不能用：填写项多于500项。"


def test_a_reason_names_the_first_input_that_is_wrong() -> None:
    design = Design()
    to = {"label": "老人姓名", "spoken": "长" * 201, "unit": "长" * 11}
    assert refusal(design, "change", field="main.item_1", to=to) == ("写得太长，最多200个字。", "to.spoken")
    assert refusal(design, "add", cell="0.1.1", kind="text", label=" ") == ("有一处没有写，请写好再试。", "label")
    assert refusal(design, "remove", field="main.gone")[1] == ""


def test_printed_names_of_rows_are_neither_too_many_nor_too_long() -> None:
    design = Design()
    table = design.add("table", "费用")
    for names in ("甲\n" * 201, "长" * 201):
        said = refusal(design, "change", field=table, to={"row_labels": names})
        assert said == ("最多200行，每行最多200个字。", "to.row_labels")


def test_signs_nobody_sees_are_left_out() -> None:
    design = Design()
    design.take("change", field="main.item_1", to={"label": "\u200b老人\ufeff姓名", "help": "甲\r\n乙"})
    assert design.field("main.item_1")["title"] == "老人姓名"
    assert design.field("main.item_1")["description"] == "甲\n乙"


def test_copies_are_kept_by_somebody_with_a_short_name() -> None:
    assert refusal(Design(), "copies", holders="长" * 201) == ("写得太长，每行最多200个字。", "holders")


def test_a_document_under_another_code_is_a_step() -> None:
    text = Design().text
    document = read(text.replace("registration/own", "registration/zoufang"))
    taken = steps.recoded(text, document)
    assert taken.said.message == "把编码改为“registration/zoufang”。"
    assert taken.edit.done(text) == document.text
