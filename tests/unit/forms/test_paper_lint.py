"""Faults of the paper grid."""

from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms.lint.paper import faults
from tests.unit.forms.making import holder, loaded, options, paper, part_of, spec, written

NAME = spec("text")
FIELDS = {
    "name": NAME,
    "day": spec("date"),
    "sex": spec("single_choice", x_options=options("男", "女")),
    "home": spec("address", x_tiers=["village"]),
    "rows": spec("table", items=holder({"name": NAME})),
    "file": spec("section", **holder({"inner": NAME})),
}
BLOCK = "$.x-paper.blocks[0]"


def drawn(*rows: Any, columns: tuple[float, ...] = (89, 89)) -> dict[str, Any]:
    form = written(FIELDS)
    form["x-paper"] = paper({"part": "main", "columns_mm": list(columns), "rows": list(rows)})
    return form


def refused(form: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(DocumentInvalid) as caught:
        loaded(form)
    found = list(faults(form["x-paper"], {"main": part_of(FIELDS).group}))
    assert found[0] == (caught.value.path, caught.value.reason)
    return caught.value.path.removeprefix(BLOCK), caught.value.reason


def cells(*spans: tuple[int, int]) -> dict[str, Any]:
    return {"cells": [{"colspan": across, "rowspan": down} for across, down in spans]}


FULL = "单元格放不下：这一行的列已经占满，或与上面跨行的单元格重叠"


@pytest.mark.parametrize(
    ("rows", "path", "reason"),
    [
        ([cells((1, 1))], ".rows[0]", "这一行没有填满：第2列空着"),
        ([cells((2, 1), (1, 1))], ".rows[0]", FULL),
        ([cells((1, 1), (2, 1))], ".rows[0]", FULL),
        ([cells((1, 2), (1, 1)), cells((2, 1))], ".rows[1]", FULL),
        ([cells((1, 2), (1, 1))], ".rows", "有单元格跨行超出了最后一行"),
        ([{"repeat": "rows", **cells((1, 1))}], ".rows[0][0]", "这一行没有填满：第2列空着"),
        ([{"repeat": "rows", "rows": [cells((2, 2))]}], ".rows[0].rows", "有单元格跨行超出了最后一行"),
        (
            [cells((1, 2), (1, 1)), {"repeat": "rows", "rows": [cells((1, 1)), cells((2, 1))]}],
            ".rows[1].rows[1]",
            FULL,
        ),
        ([{"repeat": "name", **cells((2, 1))}], ".rows[0].repeat", "name 不是表格"),
        ([{"repeat": "gone", **cells((2, 1))}], ".rows[0].repeat", "gone 不是表格"),
    ],
)
def test_a_table_that_does_not_close_is_refused(rows: list[Any], path: str, reason: str) -> None:
    assert refused(drawn(*rows)) == (path, reason)


def test_a_table_with_spans_over_repeats_closes() -> None:
    block = {"repeat": "rows", "rows": [cells((1, 2)), {"cells": []}]}
    assert loaded(drawn(cells((1, 3), (1, 1)), block, cells((1, 1)), {"repeat": "rows", **cells((2, 1))})).parts


def test_widths_fill_the_room_between_the_margins() -> None:
    assert refused(drawn(cells((2, 1)), columns=(89, 88))) == (
        ".columns_mm",
        "列宽合计177毫米，应是页面减去左右边距后的178毫米",
    )
    assert loaded(drawn(cells((2, 1)), columns=(89.1, 89))).parts


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{gone}", "{gone} 没有对应的项"),
        ("{Name}", "“{Name}”里有看不懂的大括号"),
        ("{name", "“{name”里有看不懂的大括号"),
        ("{row}", "{row} 没有对应的项"),
        ("{name|ymd}", "{name|ymd} 里的 ymd 不是这一项的写法"),
        ("{name.first}", "{name.first} 里的 first 不是这一项的写法"),
        ("{home.city}", "{home.city} 里的 city 不是这一项的写法"),
        ("{sex#c}", "{sex#c} 没有代码为 c 的选项"),
        ("{name#a}", "{name#a} 没有代码为 a 的选项"),
        ("{rows}", "{rows} 不是可以直接打印的项：表格用 repeat，分栏写明里面的项"),
        ("{rows.name}", "{rows.name} 不是可以直接打印的项：表格用 repeat，分栏写明里面的项"),
        ("{file}", "{file} 不是可以直接打印的项：表格用 repeat，分栏写明里面的项"),
    ],
)
def test_a_placeholder_that_names_nothing_is_refused(text: str, reason: str) -> None:
    assert refused(drawn({"cells": [{"lines": [text], "colspan": 2}]})) == (".rows[0].cells[0]", reason)


def test_a_repeat_is_searched_with_the_fields_of_its_rows() -> None:
    row = {"cells": [{"text": "{row}{n}{name}"}, {"text": "{day}"}]}
    assert refused(drawn({"repeat": "rows", "rows": [row]})) == (".rows[0].rows[0].cells[1]", "{day} 没有对应的项")


def test_lines_are_searched_too() -> None:
    form = written(FIELDS)
    form["x-paper"] = paper({"part": "main", "line": ["{day|ymd}", "{gone}"]})
    assert refused(form) == (".line", "{gone} 没有对应的项")
    form["x-paper"] = paper({"part": "main", "line": "{file.inner}{sex#a}{home.village}{sex|word}"})
    assert loaded(form).parts


def test_a_block_belongs_to_a_part() -> None:
    form = written(FIELDS)
    form["x-paper"] = paper({"part": "other", "line": ""})
    assert refused(form) == (".part", "没有名为 other 的部分")
