"""Steps of the designer on the sheet: words of cells, merging and splitting, rows, side labels, widths, lines."""

from typing import Any

from formserver.forms import canonical
from formserver.forms.designing.base import Sketch
from formserver.forms.designing.grid import Table, tables
from formserver.forms.designing.printed import names_in, shown
from tests.designs import SHIPPED, Design, shipped_text


def two_by_two() -> Design:
    """姓名 | … | 民族 | … above 电话 | …."""
    design = Design()
    design.take("split", cell="0.1.1")
    design.take("split", cell="0.1.2")
    design.add("text", "民族", cell="0.1.3")
    design.add("phone", "电话", cell="0.1.1")
    return design


def cell(design: Design, key: str) -> dict[str, Any]:
    return next(slot.cell for table in tables(design.sketch) for slot in table.slots() if slot.key == key)


def test_printed_words_change_and_answers_keep_their_places() -> None:
    design = two_by_two()
    assert design.take("words", cell="0.1.0", text="姓　名", look=["bold", "vertical"], align="right") == (
        "改了第2行第1格印的文字。"
    )
    assert cell(design, "0.1.0") == {"text": "姓　名", "bold": True, "vertical": True, "align": "right", "label": True}
    design.take("words", cell="0.1.1", text="现名：【姓名】\r\n曾用名见备注")
    assert cell(design, "0.1.1") == {"lines": ["现名：{item_1}", "曾用名见备注"]}
    assert design.refused("words", cell="0.1.1", text="没有了").startswith("“【姓名】”要留着。")
    assert design.refused("words", cell="0.1.1", text="【姓名】" + "\n字" * 61) == "写得太长，最多60行。"


def test_answers_in_cells_are_named_apart() -> None:
    sketch = Design(shipped_text("visit_record/shuren")).sketch
    for table in tables(sketch):
        for slot in table.slots():
            names = names_in(sketch, table, slot)
            assert len(set(names.values())) == len(names)
    design = Design()
    design.text = design.text.replace('"text": "{item_1}"', '"text": "{item_1}、{item_1|x}"')
    table = Table(design.sketch, 0)
    slot = table.slots()[2]
    assert shown("{item_1}、{item_1|x}", names_in(design.sketch, table, slot)) == "【姓名】、【姓名2】"


def test_answers_that_are_no_fields_have_names_too() -> None:
    design = Design()
    place = design.add("matrix", "打分")
    code = design.field(place)["x-rows"]["rows"][0]["code"]
    design.take("words", cell="1.0.1", text="【第一行】\n请打钩")
    assert design.rows(1)[0][1] == f"{{{place.partition('.')[2]}.{code}}} / 请打钩"
    design.take("remove", field=place)
    assert design.refused("words", cell="0.1.1", text="【姓名】", look=3) == "这一步没有做成，请再试一次。"


def test_of_empty_cells_the_one_that_was_meant_is_merged() -> None:
    design = Design()
    design.take("add_row", cell="0.1.1")
    for _ in range(2):
        design.take("split", cell="0.2.1")
    design.take("merge", cell="0.2.1", way="right")
    row = design.sketch.document["x-paper"]["blocks"][0]["rows"][2]["cells"]
    assert [one.get("colspan", 1) for one in row] == [1, 2, 2]


def test_two_cells_become_one_and_one_becomes_two() -> None:
    design = two_by_two()
    design.take("merge", cell="0.1.0", way="right")
    assert design.rows()[1][0] == "姓名 / {item_1}"
    assert design.refused("merge", cell="0.1.2", way="right").startswith("右边没有同样高的格")
    design.take("split", cell="0.1.0")
    design.take("merge", cell="0.1.0", way="right")
    assert cell(design, "0.1.0")["colspan"] == 2
    design.take("merge", cell="0.1.0", way="right")
    assert design.rows()[1][0] == "姓名 / {item_1} / 民族"


def test_empty_cells_merge_to_an_empty_one() -> None:
    design = Design()
    design.take("add_row", cell="0.1.1")
    design.take("merge", cell="0.2.0", way="right")
    assert cell(design, "0.2.0") == {"text": "", "colspan": 4}


def test_cells_below_each_other_merge_and_come_apart() -> None:
    design = Design()
    design.add("text", "电话")
    assert design.refused("merge", cell="0.0.0", way="down").startswith("下面没有同样宽的格")
    assert design.refused("merge", cell="0.2.0", way="down").startswith("下面没有同样宽的格")
    design.take("merge", cell="0.1.0", way="down")
    assert design.rows()[1:] == [["姓名 / 电话", "{item_1}"], ["{item_s1}"]]
    assert design.refused("move_row", cell="0.1.0", way="down") == "这一行和旁边的行有合并的格，请先拆开再移。"
    assert design.refused("move_row", cell="0.1.0", way="up") == "这一行和旁边的行有合并的格，请先拆开再移。"
    design.take("split", cell="0.1.0")
    assert design.rows()[1:] == [["姓名 / 电话", "{item_1}"], ["", "{item_s1}"]]


def test_merged_cells_keep_what_stands_at_their_lower_end() -> None:
    design = Design()
    design.text = design.text.replace('"text": "{item_1}",', '"text": "{item_1}", "foot": ["签字："],')
    design.take("merge", cell="0.1.0", way="right")
    assert (cell(design, "0.1.0")["lines"], cell(design, "0.1.0")["foot"]) == (["姓名", "{item_1}"], ["签字："])


def test_repeated_rows_do_not_merge_down_and_a_cell_beside_them_does_not_come_apart() -> None:
    design = Design()
    design.add("table", "成员")
    assert design.refused("merge", cell="1.1.0", way="down").startswith("下面没有同样宽的格")
    assert design.refused("merge", cell="1.0.0", way="down").startswith("下面没有同样宽的格")
    design.take("side", cell="1.0.0", text="家庭", rows="2")
    assert design.refused("split", cell="1.0.0") == "下面是重复的行，这一格不能拆开。"
    assert design.refused("remove_row", cell="1.1.0").startswith("这一行还有要填的项")
    assert design.refused("remove_row", cell="1.0.1") == "这一行有跨到下面重复行的格，请先拆开。"


def test_a_narrow_column_is_not_halved_again() -> None:
    design = Design()
    for _ in range(2):
        design.take("split", cell="0.1.0")
    assert design.sketch.document["x-paper"]["blocks"][0]["columns_mm"][:3] == [7.5, 7.5, 15]
    assert design.refused("split", cell="0.1.0") == "这一列太窄，不能再拆。请先把列宽改大。"


def test_rows_come_go_and_change_places_with_what_they_ask() -> None:
    design = Design()
    place = design.add("text", "电话").partition(".")[2]
    assert design.take("add_row", cell="0.1.1") == "在第2行下面加了一行。"
    assert design.take("add_row", cell="0.1.1", text="联系") == "加了一行“联系”。"
    assert design.rows()[2:4] == [["联系"], ["", ""]]
    assert design.take("remove_row", cell="0.3.0") == "删除了第4行。"
    assert design.refused("remove_row", cell="0.1.0") == "这一行还有要填的项，请先删除或移到别的格。"
    assert design.take("move_row", cell="0.3.0", way="up") == "把第4行往上移了。"
    assert design.take("move_row", cell="0.1.0", way="down") == "把第2行往下移了。"
    assert [row[0] for row in design.rows()] == ["基本情况", "电话", "姓名", "联系"]
    assert design.part["x-sections"][0]["fields"] == [place, "item_1"]
    assert design.refused("move_row", cell="0.0.0", way="up") == "已经到头了。"
    assert design.refused("move_row", cell="0.3.0", way="down") == "已经到头了。"


def test_a_repeated_row_changes_places_with_its_heading() -> None:
    design = Design()
    design.add("table", "成员")
    design.take("move_row", cell="1.1.0", way="up")
    assert design.rows(1)[0][0] == "{row}"


def test_the_last_row_of_the_sheet_stays() -> None:
    design = Design()
    design.take("remove_row", cell="0.0.0")
    design.text = design.text.replace('"text": "{item_1}"', '"text": ""')
    assert design.refused("remove_row", cell="0.0.0") == "这是最后一行，不能删除。"


def test_an_empty_table_goes_with_its_last_row() -> None:
    design = Design()
    design.take("add_row", cell="0.1.1")
    blocks = design.sketch.document
    block = {"part": "main", "columns_mm": [178], "rows": [{"height_mm": 9, "cells": [{"text": ""}]}]}
    blocks["x-paper"]["blocks"].append(block)
    design.text = canonical.dumps(blocks)
    design.take("remove_row", cell="1.0.0")
    assert len(design.sketch.document["x-paper"]["blocks"]) == 1


def test_cells_that_reach_over_a_row_grow_and_shrink_with_it() -> None:
    design = Design()
    design.add("text", "电话")
    design.take("side", cell="0.1.0", text="基本情况", rows="2")
    design.take("add_row", cell="0.1.1")
    assert cell(design, "0.1.0")["rowspan"] == 3
    assert design.rows()[2] == ["", ""]
    design.take("remove_row", cell="0.2.0")
    assert cell(design, "0.1.0")["rowspan"] == 2
    design.take("put", field="main.item_1", cell=_made(design))
    design.take("remove_row", cell="0.1.0")
    assert design.rows()[1][0] == "基本情况"
    assert "rowspan" not in cell(design, "0.1.0")


def _made(design: Design) -> str:
    """An empty cell of a new last row."""
    design.take("add_row", cell="0.2.1")
    return "0.3.1"


def test_a_row_with_no_room_below_takes_none() -> None:
    design = Design()
    design.text = design.text.replace('"colspan": 4', '"colspan": 4, "rowspan": 2')
    sketch = design.sketch
    rows = sketch.document["x-paper"]["blocks"][0]["rows"]
    rows.insert(1, {"height_mm": 8, "cells": []})
    design.text = canonical.dumps(sketch.document)
    assert design.refused("add_row", cell="0.0.0") == "这一行下面没有空位，请选别的格。"
    assert design.refused("add", cell="0.0.0", kind="text", label="x") == "这一行下面没有空位，请选别的格。"


def test_a_side_label_takes_a_column_of_its_own_once() -> None:
    design = Design()
    design.add("text", "电话")
    assert design.take("side", cell="0.1.0", text="基本", rows="1") == "在左边加了“基本”，占1行。"
    block = design.sketch.document["x-paper"]["blocks"][0]
    assert (block["columns_mm"][0], sum(block["columns_mm"])) == (10, 178)
    assert block["rows"][1]["cells"][0] == {"text": "基本", "align": "center", "vertical": True, "label": True}
    design.take("side", cell="0.2.0", text="联系", rows="1")
    assert len(design.sketch.document["x-paper"]["blocks"][0]["columns_mm"]) == 5
    assert [row[0] for row in design.rows()] == ["基本情况", "基本", "联系"]
    assert design.refused("side", cell="0.2.0", text="x", rows="2") == "从这一行往下只有1行，最多写1。"
    assert design.refused("side", cell="0.2.0", text="x", rows="一").startswith("从这一行往下")


def test_a_side_label_stands_beside_what_repeats_and_not_across_merged_cells() -> None:
    design = Design(shipped_text("registration/ezhou"))
    table = next(one for one in tables(design.sketch) if any("rows" in row for row in one.rows))
    assert table.slots()
    design.take("side", cell=f"{table.number}.0.0", text="全部", rows=str(len(table.rows)))
    assert "这几行的左边有跨行的格" in design.refused("side", cell=f"{table.number}.2.0", text="x", rows="1")


def test_heights_and_widths_are_numbers_that_fit() -> None:
    design = Design()
    assert design.take("height", cell="0.1.1", height="12.5") == "把第2行的高改为12.5毫米。"
    design.take("height", cell="0.1.1", height="12")
    for typed in ("2", "300", "高"):
        assert design.refused("height", cell="0.1.1", height=typed) == "行高要写3到260之间的数，单位毫米。"
    assert design.take("widths", cell="0.1.1", widths=["30.5", "58.5", "30", "59"]) == "改了列宽。"
    assert (
        design.refused("widths", cell="0.1.1", widths=["30", "59", "30", "60"]) == "各列合起来是179毫米，应是178毫米。"
    )
    for widths in (["178"], ["1", "88", "30", "59"], ["x", "88", "30", "59"]):
        assert design.refused("widths", cell="0.1.1", widths=widths).startswith("每一列的宽都要写数")


def test_cells_of_every_shipped_paper_stand_where_the_sheet_prints_them() -> None:
    for code in SHIPPED:
        sketch = Sketch(Design(shipped_text(code)).sketch.document)
        for table in tables(sketch):
            slots = table.slots()
            assert len({slot.key for slot in slots}) == len(slots)
            assert all(slot.column + slot.across <= len(table.columns_mm) for slot in slots)
