"""Steps of the designer on the sheet as a whole: margins, letters, empty tables, lines, the order of blocks."""

from typing import Any

import pytest

from tests.designs import Design


def blocks(design: Design) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = design.sketch.document["x-paper"]["blocks"]
    return found


def test_tables_keep_filling_the_page_when_its_margins_change() -> None:
    design = Design()
    assert design.take("page", left="20.5", right="18", font_pt="9.5", box="circle") == "改了纸张的边距和字号。"
    page = design.sketch.document["x-paper"]["page"]
    assert page == {"margin_mm": [16, 18, 14, 20.5], "font_pt": 9.5, "title_pt": 18, "box": "circle"}
    assert round(sum(blocks(design)[0]["columns_mm"]), 1) == 171.5
    design.take("page", box="", title_pt="20")
    assert design.sketch.document["x-paper"]["page"]["title_pt"] == 20
    design.take("page", top="17")
    assert "box" not in design.sketch.document["x-paper"]["page"]


@pytest.mark.parametrize("words", [{"top": "4"}, {"left": "61"}, {"font_pt": "十"}, {"title_pt": "9"}, {"right": ""}])
def test_a_page_that_cannot_be_is_refused_in_words(words: dict[str, str]) -> None:
    assert Design().refused("page", **words).startswith("边距要在5到60毫米之间")


def test_empty_tables_and_lines_are_added_beside_a_block() -> None:
    design = Design()
    said = design.take("add_table", cell="0.0.0", columns="3", rows="2")
    assert said == "加了一块2行3列的空表格。"
    assert blocks(design)[1]["columns_mm"] == [59.3, 59.3, 59.4]
    assert design.rows(1) == [["", "", ""], ["", "", ""]]
    design.take("add_words", cell="1.0.0", text="填表说明", where="above")
    design.take("add_words", cell="2.0.0", text="单位：", where="below")
    assert [block.get("line", "") for block in blocks(design)] == ["", "填表说明", "", "单位："]
    assert design.take("move_block", cell="1", way="down") == "把这一块往下移了。"
    assert design.take("move_block", cell="2", way="up") == "把这一块往上移了。"
    assert design.refused("move_block", cell="0.0.0", way="up") == "已经到头了。"
    assert design.refused("move_block", cell="3", way="down") == "已经到头了。"


@pytest.mark.parametrize("size", [{"columns": "0", "rows": "1"}, {"columns": "31", "rows": "1"}, {"columns": "2"}])
def test_a_table_of_a_size_that_cannot_be_is_refused_in_words(size: dict[str, str]) -> None:
    assert Design().refused("add_table", cell="0.0.0", **size).startswith("请写几行几列")
