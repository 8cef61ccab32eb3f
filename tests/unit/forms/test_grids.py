"""Printed rows crossed with printed columns, and the sums of tables, which are derived and never stored."""

from typing import Any

import pytest

from formserver.forms import entry, layout, reading
from formserver.forms.document import Part
from formserver.forms.group import Container
from formserver.forms.kinds.grids import Grid as GridField
from formserver.forms.layout import Grid
from tests.unit.forms.making import holder, loaded, messages, paper, part_of, spec, written

LINES = {"rows": [{"code": "grain", "label": "粮食"}, {"code": "fruit", "label": "水果"}]}
BOTH = {"row": "合计", "column": "小计"}
ENDING = {"filled_on": spec("date", title="填报日期", x_precision=["year", "day"])}
MONEY = {"x-kind": "money", "x-none": ["dash"]}
SELLING = spec(
    "grid",
    title="收入",
    x_rows=LINES,
    x_columns={"years": 3, "ending": "filled_on"},
    x_cell=MONEY,
    x_totals=BOTH,
)
SOLD = {"grain": {"year_0": "0.1", "year_1": "1200.5"}, "fruit": {"year_0": "0.2", "year_2__none": "dash"}}
ROW = holder(
    {"name": spec("text", title="项目"), "cost": spec("money", title="金额"), "age": spec("integer", title="岁")}
)


def selling() -> tuple[Part, GridField]:
    part = part_of({**ENDING, "sold": SELLING})
    field = part.group.fields["sold"]
    assert isinstance(field, GridField)
    return part, field


def printed(fields: dict[str, Any], rows: list[Any], data: dict[str, Any]) -> list[list[str]]:
    form = written(fields)
    form["x-paper"] = paper({"part": "main", "columns_mm": [89, 89], "rows": rows})
    drawn = layout.lay_out(loaded(form), {"main": data}).blocks[0]
    assert isinstance(drawn, Grid)
    return [["".join(getattr(p, "text", "") for p in cell.lines[0]) for cell in row.cells] for row in drawn.rows]


def test_a_grid_survives_the_page_and_comes_back() -> None:
    part, _ = selling()
    assert entry.to_data(part, entry.to_pairs(part, {"sold": SOLD})) == {"sold": SOLD}
    assert messages(part, {"sold": SOLD}) == []


def test_a_wrong_cell_is_told_by_its_column() -> None:
    part, _ = selling()
    found = messages(part, {"sold": {"grain": {"year_0": "很多"}}})
    assert found == ["当年应填写金额（元，最多两位小数），例如 150.5，现在填的是“很多”"]


@pytest.mark.parametrize(
    ("columns", "labels"),
    [
        ({"years": 3, "ending": "filled_on"}, {"year_2": "前2年", "year_1": "上年", "year_0": "当年"}),
        ({"visits": 2}, {"visit_1": "第1次", "visit_2": "第2次"}),
        ([{"code": "now", "label": "现在"}, {"code": "aim", "label": "目标"}], {"now": "现在", "aim": "目标"}),
    ],
)
def test_columns_are_years_visits_or_as_listed(columns: Any, labels: dict[str, str]) -> None:
    field = part_of({**ENDING, "sold": SELLING | {"x-columns": columns}}).group.fields["sold"]
    assert isinstance(field, GridField)
    assert field.column_labels == labels


def test_sums_are_exact_and_leave_out_what_is_not_answered() -> None:
    _, field = selling()
    assert field.sums(SOLD) == [
        ("year_2", "合计 前2年", ""),
        ("year_1", "合计 上年", "1200.5"),
        ("year_0", "合计 当年", "0.3"),
        ("total.grain", "粮食 小计", "1200.6"),
        ("total.fruit", "水果 小计", "0.2"),
        ("total", "总计", "1200.8"),
    ]
    assert {total for *_, total in field.sums(None)} == {""}


def test_the_record_shows_the_sums_behind_the_rows() -> None:
    part, _ = selling()
    chapters = reading.read(part, {"sold": SOLD})
    assert [line.text for line in chapters[-1].lines] == ["1200.5", "0.3", "1200.6", "0.2", "1200.8"]
    assert [chapter.title for chapter in chapters] == ["收入 粮食", "收入 水果", "收入"]


def test_a_grid_is_printed_with_its_years_and_its_sums() -> None:
    rows = [
        {"cells": [{"text": "年份"}, {"text": "{sold.year_1}、{sold.year_0}"}]},
        {"repeat": "sold", "cells": [{"text": "{row}"}, {"text": "{year_1}、{year_0}，小计{total}"}]},
        {"cells": [{"text": "合计"}, {"text": "{sold.total.year_1}、{sold.total.year_0}、{sold.total}"}]},
    ]
    data = {"filled_on": "2025-01-08", "sold": SOLD}
    assert printed({**ENDING, "sold": SELLING}, rows, data) == [
        ["年份", "2024年、2025年"],
        ["粮食", "1200.5、0.1，小计1200.6"],
        ["水果", "、0.2，小计0.2"],
        ["合计", "1200.5、0.3、1200.8"],
    ]
    assert printed({**ENDING, "sold": SELLING}, rows[:1], {}) == [["年份", "年、年"]]


def test_a_listed_column_prints_its_own_heading() -> None:
    columns = SELLING | {"x-columns": {"visits": 2}}
    rows = [{"cells": [{"text": "{sold.visit_1}"}, {"text": "{sold.visit_2}"}]}]
    assert printed({"sold": columns}, rows, {}) == [["第1次", "第2次"]]


@pytest.mark.parametrize("kind", ["table", "fixed_table"])
def test_a_table_adds_up_the_columns_that_are_named(kind: str) -> None:
    lines = LINES if kind == "fixed_table" else {"printed": 2}
    field = spec(kind, title="开支", items=ROW, x_rows=lines, x_totals={"row": "合计", "of": ["cost"]})
    rows = [{"cells": [{"text": "合计"}, {"text": "{spent.total.cost}"}]}]
    both = [{"name": "米", "cost": "80"}, {"name": "油", "cost": "60.5", "age": 3}]
    value = dict(zip(("grain", "fruit"), both, strict=True)) if kind == "fixed_table" else both
    assert printed({"spent": field}, rows, {"spent": value}) == [["合计", "140.5"]]
    assert printed({"spent": field}, rows, {}) == [["合计", ""]]
    made = part_of({"spent": field}).group.fields["spent"]
    assert isinstance(made, Container)
    assert made.sums(value) == [("cost", "合计 金额", "140.5")]


def test_only_rows_are_summed_where_the_paper_has_no_last_row() -> None:
    field = spec("table", title="开支", items=ROW, x_totals={"column": "共"})
    made = part_of({"spent": field}).group.fields["spent"]
    assert isinstance(made, Container)
    assert made.sums([{"cost": "80", "age": 2}]) == [("total.0", "第1行 共", "82")]
    assert not made.knows_style("total.cost")
    assert not made.knows_style("cost")


def test_paired_values_are_a_sentence() -> None:
    blanks = {"now": spec("decimal", title="现在"), "aim": spec("decimal", title="目标")}
    weight = spec("sentence", title="体重", x_text="现在{now}公斤，目标{aim}公斤", properties=blanks)
    part = part_of({"weight": weight})
    data = {"weight": {"now": "61.5", "aim": "58"}}
    assert entry.to_data(part, entry.to_pairs(part, data)) == data
    assert part.group.fields["weight"].text(data) == "现在61.5公斤，目标58公斤"
    rows = [{"cells": [{"text": "{weight.now}"}, {"text": "{weight.aim}"}]}]
    assert printed({"weight": weight}, rows, data) == [["61.5", "58"]]


def test_column_groups_are_the_sections_of_the_rows() -> None:
    groups = [
        {"code": "income", "title": "收入", "fields": ["wage"]},
        {"code": "cost", "title": "支出", "fields": ["rent"]},
    ]
    fields = {"wage": spec("money", title="工资"), "rent": spec("money", title="房租")}
    part = part_of({"year": spec("table", title="账目", items=holder(fields, x_sections=groups))})
    data = {"year": [{"wage": "100", "rent": "30"}]}
    assert entry.to_data(part, entry.to_pairs(part, data)) == data
    assert [chapter.title for chapter in reading.read(part, data)] == ["收入", "支出"]
