"""Rows like others: the same cells and options, asked once more under another name."""

import pytest

from formserver.forms.designing.base import Refused
from formserver.forms.designing.grid import tables
from tests.designs import SHIPPED, Design, shipped_text


def test_a_row_is_copied_with_what_it_asks_under_another_name() -> None:
    design = Design()
    place = design.add("single_choice", "燃气安全")
    assert design.take("copy_row", cell="0.2.0", label="用电安全") == "照第3行加了一行“用电安全”。"
    code = design.rows()[3][1].strip("{}")
    assert (design.rows()[3][0], design.field(f"main.{code}")["title"]) == ("用电安全", "用电安全")
    assert design.field(f"main.{code}")["x-options"] == design.field(place)["x-options"]
    (order,) = [section["fields"] for section in design.part["x-sections"]]
    assert order == ["item_1", place.partition(".")[2], code]


def test_what_is_said_of_one_answer_alone_is_not_copied() -> None:
    design = Design()
    design.take("copy_row", cell="0.1.0", label="曾用名")
    code = design.rows()[2][1].strip("{}")
    assert design.field(f"main.{code}") == {"title": "曾用名", "x-kind": "text"}


def test_what_is_printed_without_a_name_leaves_empty_cells_empty() -> None:
    design = Design()
    design.text = design.text.replace('"title": "姓名"', '"title": "", "x-spoken": "姓名"').replace(
        '"text": "姓名"', '"text": ""'
    )
    design.take("copy_row", cell="0.1.0", label="曾用名")
    code = design.rows()[2][1].strip("{}")
    assert (design.rows()[2][0], design.field(f"main.{code}")) == ("", {"title": "曾用名", "x-kind": "text"})


def test_cells_that_reach_over_the_row_reach_over_its_copy_too() -> None:
    design = Design()
    design.add("text", "电话")
    design.take("side", cell="0.1.0", text="老人", rows="2")
    design.take("copy_row", cell="0.2.0", label="手机")
    assert [one.down for one in tables(design.sketch)[0].slots() if one.cell.get("vertical")] == [3]
    design.take("copy_row", cell="0.1.1", label="曾用名")
    assert [row[0] for row in design.rows()] == ["基本情况", "老人", "曾用名", "电话", "手机"]


def test_further_answers_of_the_row_keep_their_names_and_styles() -> None:
    design = Design()
    design.take("split", cell="0.1.1")
    design.take("split", cell="0.1.2")
    design.add("date", "日期", cell="0.1.3")
    design.take("words", cell="0.1.3", text="【日期】\n以上")
    design.take("copy_row", cell="0.1.0", label="曾用名")
    name, date = list(design.part["properties"])[-2:]
    assert design.rows()[2] == ["曾用名", f"{{{name}}}", "日期", f"{{{date}|ymd}} / 以上"]
    assert design.field(f"main.{date}")["title"] == "日期"


def test_an_empty_row_is_copied_without_a_name() -> None:
    design = Design()
    design.take("add_row", cell="0.1.0")
    design.take("copy_row", cell="0.2.0")
    assert design.rows()[2:] == [["", ""], ["", ""]]


def test_rows_of_tables_are_not_copied() -> None:
    design = Design()
    design.add("matrix", "打分")
    design.add("table", "成员")
    assert design.refused("copy_row", cell="1.1.0", label="x") == "重复的行不能照着加，请改它印几行。"
    assert design.refused("copy_row", cell="2.0.0", label="x") == "这一行是表格里的，不能照着加。"
    assert design.refused("copy_row", cell="0.1.0").startswith("有一处没有写")


@pytest.mark.parametrize("code", SHIPPED)
def test_rows_of_shipped_papers_are_copied_or_refused_with_a_reason(code: str) -> None:
    begun = shipped_text(code)
    for table in tables(Design(begun).sketch):
        for row in range(len(table.rows)):
            slot = next(iter(table.in_row(row)), None)
            design = Design(begun)
            try:
                design.take("copy_row", cell=slot.key if slot else "0.0.0", label="又一项")
            except Refused as refused:
                reason = str(refused)
            else:
                reason = "照着加"
            assert "照着加" in reason or reason.startswith("这样改以后表不能用"), reason
