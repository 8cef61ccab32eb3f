"""The paper grid: repeats written out, spans counted, answers in their places."""

from typing import Any

from formserver.forms import layout
from formserver.forms.group import field_at
from formserver.forms.layout import Grid, TextLine
from formserver.forms.pieces import Answer, Box, Words
from tests.unit.forms.making import field_of, holder, loaded, options, paper, spec, written

NAME = spec("text", title="姓名")
ROW = holder({"name": NAME, "age": spec("integer", title="年龄")})
FAMILY = spec(
    "table", title="家庭", items=ROW, x_rows={"printed": 2, "labels": ["户主", "2"], "head": "户主"}, x_none=["none"]
)
REPEAT = {"repeat": "family", "height_mm": 7, "cells": [{"text": "{row}"}, {"text": "{name}"}, {"text": "{age}"}]}


def grid(fields: dict[str, Any], columns: int, rows: list[Any], data: dict[str, Any]) -> Grid:
    form = written(fields)
    form["x-paper"] = paper({"part": "main", "columns_mm": [178 / columns] * columns, "rows": rows})
    drawn = layout.lay_out(loaded(form), {"main": data}).blocks[0]
    assert isinstance(drawn, Grid)
    return drawn


def said(drawn: Grid) -> list[list[str]]:
    return [
        ["".join(getattr(p, "text", "") for line in cell.lines for p in line) for cell in row.cells]
        for row in drawn.rows
    ]


def test_a_table_prints_its_rows_even_when_empty() -> None:
    assert said(grid({"family": FAMILY}, 3, [REPEAT], {})) == [["户主", "", ""], ["2", "", ""]]


def test_the_row_of_the_head_stays_empty_when_it_is_not_answered() -> None:
    drawn = grid({"family": FAMILY}, 3, [REPEAT], {"family": [{"name": "李明"}]})
    assert said(drawn) == [["户主", "", ""], ["2", "李明", ""]]


def test_rows_beyond_the_printed_ones_are_kept_for_a_further_sheet_and_pointed_to() -> None:
    side = {"text": "家庭", "rowspan": 3, "vertical": True}
    rows = [
        {"cells": [side, {"text": "序号"}, {"text": "姓名"}, {"text": "年龄"}]},
        REPEAT,
        {"cells": [{"text": "合计", "colspan": 3, "rowspan": 2}]},
        {"cells": [{"text": "备注"}]},
    ]
    family = [{"role": "head", "name": "王"}, {"name": "李"}, {"name": "赵", "age": 3}]
    drawn = grid({"family": FAMILY}, 4, rows, {"family": family})
    assert said(drawn)[1:4] == [["户主", "王", ""], ["2", "李", ""], ["以下接续页"]]
    assert drawn.rows[3].cells[0].colspan == 3
    assert drawn.rows[0].cells[0].rowspan == 5
    assert drawn.rows[4].cells[0].rowspan == 2
    assert drawn.rows[1].height_mm == 7
    (over,) = drawn.over
    assert (over.at, over.pointer) == (1, 3)
    assert said(Grid(drawn.columns_mm, over.repetitions[0])) == [["3", "赵", "3"]]


def test_answers_know_how_the_paper_names_them() -> None:
    signed = spec("signature", title="签字：")
    rows = [REPEAT, {"cells": [{"text": "{note}", "colspan": 2}, {"text": "{signed}"}]}]
    fields = {"family": FAMILY, "note": spec("long_text", title="备注："), "signed": signed}
    data = {"family": [{"role": "head", "name": "王"}], "note": "好", "signed": {"by": "赵"}}
    drawn = grid(fields, 3, rows, data)
    names = [getattr(p, "of", "") for row in drawn.rows for cell in row.cells for line in cell.lines for p in line]
    assert names == ["", "家庭 户主 姓名", "家庭 户主 年龄", "", "家庭 第2行 姓名", "家庭 第2行 年龄", "备注", "签字"]


def test_the_columns_of_cells_are_counted_around_those_that_reach_down() -> None:
    rows = [
        {"cells": [{"text": "甲", "rowspan": 2}, {"text": "乙"}, {"text": "丙", "rowspan": 2}]},
        {"cells": [{"text": "丁"}]},
        {"cells": [{"text": "戊", "colspan": 2}, {"text": "己"}]},
    ]
    drawn = grid({"name": NAME}, 3, rows, {})
    assert list(drawn.places()) == [[0, 1, 2], [1], [0, 2]]
    assert [[round(width) for width in row] for row in drawn.widths()] == [[59, 59, 59], [59], [119, 59]]


def test_only_a_label_over_the_whole_width_is_a_heading() -> None:
    rows = [{"cells": [{"text": "一、情况", "colspan": 2}]}, {"cells": [{"text": "姓名"}, {"text": "{name}"}]}]
    assert [row.is_heading for row in grid({"name": NAME}, 2, rows, {}).rows] == [True, False]


def test_none_is_written_once_into_the_first_answer_of_a_table() -> None:
    drawn = grid({"family": FAMILY}, 3, [REPEAT], {"family__none": "none"})
    assert said(drawn) == [["户主", "无", ""], ["2", "", ""]]


def test_a_block_prints_several_rows_and_its_number() -> None:
    block = FAMILY | {"x-kind": "block", "x-rows": {"printed": 2}}
    rows = [
        {
            "repeat": "family",
            "rows": [
                {"cells": [{"text": "子女（{n}）", "rowspan": 2}, {"lines": ["姓名：{name}"]}]},
                {"cells": [{"text": "年龄{age}岁"}]},
            ],
        }
    ]
    drawn = grid({"family": block}, 2, rows, {"family": [{"name": "王", "age": 3}]})
    assert said(drawn) == [["子女（1）", "姓名：王"], ["年龄3岁"], ["子女（2）", "姓名："], ["年龄岁"]]
    assert drawn.rows[0].cells[0].rowspan == 2
    assert said(grid({"family": block}, 2, rows, {"family__none": "none"}))[:2] == [["子女（1）", "无"], ["年龄岁"]]


def test_printed_rows_of_a_section_keep_their_labels() -> None:
    fixed = spec(
        "fixed_table",
        items=ROW,
        x_rows={"rows": [{"code": "k", "label": "厨房"}, {"code": "w", "label": "厕所"}]},
        x_none=["none"],
    )
    file = spec("section", **holder({"rooms": fixed}))
    rows = [REPEAT | {"repeat": "file.rooms"}]
    assert said(grid({"file": file}, 3, rows, {"file": {"rooms": {"w": {"age": 1}}}})) == [
        ["厨房", "", ""],
        ["厕所", "", "1"],
    ]
    assert said(grid({"file": file}, 3, rows, {})) == [["厨房", "", ""], ["厕所", "", ""]]
    assert said(grid({"file": file}, 3, rows, {"file": {"rooms__none": "none"}}))[0] == ["厨房", "无", ""]


def test_one_option_or_one_blank_can_stand_alone() -> None:
    choice = spec("single_choice", title="情况", x_options=options("有{n}", "无", a={"blanks": {"n": NAME}}))
    home = spec("address", x_tiers=["village"], x_text="{village}村")
    pair = spec("sentence", x_text="{left}和{right}", properties={"left": NAME, "right": NAME})
    rows = [{"cells": [{"text": "{choice#a}，另{choice#b}"}, {"text": "{home.village}{pair.right}"}]}]
    data = {"choice": "a", "choice__a__n": "是", "home": {"village": "三江村"}, "pair": {"right": "右"}}
    cells = grid({"choice": choice, "home": home, "pair": pair}, 2, rows, data).rows[0].cells
    assert cells[0].lines == ((Box(True), Words("有"), Answer("是"), Words("，另"), Box(False), Words("无")),)
    assert cells[1].lines == ((Answer("三江", 5), Answer("右")),)


def test_labels_are_told_from_answers() -> None:
    rows = [{"cells": [{"text": "姓名"}, {"text": "{name}"}, {}, {"text": "{name}", "label": True, "align": "right"}]}]
    cells = grid({"name": NAME}, 4, rows, {}).rows[0].cells
    assert [(cell.is_label, cell.align) for cell in cells] == [
        (True, "center"),
        (False, "left"),
        (False, "left"),
        (True, "right"),
    ]


def test_lines_and_page_are_taken_from_the_document() -> None:
    form = written({"name": NAME})
    line = {"part": "main", "line": ["姓名：{name}", "编号"], "bold": True}
    form["x-paper"] = paper(line, {"part": "main", "line": "备注", "align": "right"})
    form["x-paper"]["page"]["box"] = "circle"
    drawn = layout.lay_out(loaded(form), {"main": {"name": "王兰"}})
    assert (drawn.title, drawn.margin_mm, drawn.box) == ("样表", (18, 16, 16, 16), "circle")
    assert drawn.blocks == (
        TextLine(((Words("姓名："), Answer("王兰")), (Words("编号"),)), bold=True),
        TextLine(((Words("备注"),),), align="right"),
    )


def test_the_field_of_a_placeholder_is_found() -> None:
    document = loaded(written({"home": spec("address", x_tiers=["village"])}))
    field, rest = field_at(document.first_part.group, "home.village")
    assert (field.code, rest, field_of("text").code) == ("home", "village", "answer")


def test_lines_of_the_lower_end_are_the_last_of_their_cell() -> None:
    rows = [{"cells": [{"text": "意见：{name}", "foot": ["签字：", "{name}"]}, {"foot": ["{name}"]}]}]
    cells = grid({"name": NAME}, 2, rows, {"name": "王"}).rows[0].cells
    assert [(cell.foot, len(cell.lines)) for cell in cells] == [(2, 3), (1, 1)]
    assert not cells[1].is_label
