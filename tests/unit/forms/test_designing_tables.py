"""Tables of papers drawn by steps from an empty page: rows with names, a head, groups of columns, sums. What is asked
and what the sheet prints are those of the same table as an expert writes it."""

import json
from typing import Any

import pytest

from formserver.forms.designing.properties import NAMED, PROPERTIES
from formserver.forms.layout import lay_out
from formserver.resources import root
from tests.designs import Design, Json, grid, read

LABEL = {"label": True, "align": "center"}


def label(text: str, **spans: int) -> Json:
    return {"text": text, **LABEL, **spans}


def written(code: str, spec: Json, columns_mm: list[float], rows: list[Json]) -> Json:
    """The paper that a design begins with, and below it a table as an expert writes it."""
    document: Json = json.loads(Design().text)
    part = document["properties"]["main"]
    part["properties"][code] = spec
    part["x-sections"][0]["fields"].append(code)
    document["x-paper"]["blocks"].append({"part": "main", "columns_mm": columns_mm, "rows": rows})
    return document


def is_drawn(design: Design, wanted: Json) -> bool:
    """Whether a design prints what a document does."""
    return lay_out(read(design.text), {}) == lay_out(read(json.dumps(wanted)), {})


def renamed(design: Design, place: str, *titles: str) -> list[str]:
    """Call the columns of a table otherwise; gives their codes."""
    codes = list(design.field(place)["items"]["properties"])
    for code, title in zip(codes, titles, strict=True):
        design.take("change", field=f"{place}.{code}", to={"label": title})
    return codes


def items(order: list[Json], **columns: Json) -> Json:
    """The columns of a table in groups."""
    return {"type": "object", "properties": columns, "x-sections": order}


def plain(**columns: Json) -> Json:
    return {"type": "object", "properties": columns, "x-order": list(columns)}


def test_a_growing_table_prints_as_many_rows_as_wanted_with_their_names_and_a_head() -> None:
    design = Design()
    place = design.add("table", "家庭成员")
    renamed(design, place, "姓名", "关系")
    design.take(
        "change", field=place, to={"printed": "4", "limit": "6", "row_labels": "户主\n配偶\n子女", "head": "户主"}
    )
    rows = {"printed": 4, "maximum": 6, "labels": ["户主", "配偶", "子女"], "head": "户主"}
    assert design.field(place)["x-rows"] == rows
    name, kin = {"title": "姓名", "x-kind": "text"}, {"title": "关系", "x-kind": "text"}
    spec = {"title": "家庭成员", "x-kind": "table", "items": plain(name=name, kin=kin), "x-rows": rows}
    wanted = written(
        "members",
        spec,
        [35.6, 71.2, 71.2],
        [
            {"height_mm": 9, "cells": [label("家庭成员"), label("姓名"), label("关系")]},
            {"height_mm": 9, "repeat": "members", "cells": [label("{row}"), {"text": "{name}"}, {"text": "{kin}"}]},
        ],
    )
    assert is_drawn(design, wanted)
    design.take("change", field=place, to={"printed": "3"})
    assert not is_drawn(design, wanted)


def test_rows_with_names_of_their_own_under_groups_of_columns() -> None:
    design = Design()
    place = design.add("fixed_table", "收支")
    first, _ = renamed(design, place, "工资", "其他")
    food = design.add("text", "伙食", "1.1.2")
    design.take("section", field=f"{place}.{first}", title="收入")
    assert design.take("section", field=food, title="支出") == "从“伙食”起另起一节“支出”。"
    design.take(
        "options", field=place, list="lines", labels=dict(zip(lines(design, place), ("本人", "配偶"), strict=True))
    )
    design.take("options", field=place, list="lines", act="add", new="子女")
    headed(design)
    assert is_drawn(design, with_groups())
    assert [one["title"] for one in design.field(place)["items"]["x-sections"]] == ["收入", "支出"]


def with_groups() -> Json:
    """A table of three rows with names, whose columns stand in two groups."""
    column: dict[str, Any] = {"x-kind": "text"}
    groups = [
        {"code": "income", "title": "收入", "fields": ["pay", "more"]},
        {"code": "spent", "title": "支出", "fields": ["food"]},
    ]
    named = [{"code": code, "label": text} for code, text in (("self", "本人"), ("other", "配偶"), ("child", "子女"))]
    spec = {
        "title": "收支",
        "x-kind": "fixed_table",
        "items": items(
            groups,
            pay={"title": "工资", **column},
            more={"title": "其他", **column},
            food={"title": "伙食", **column},
        ),
        "x-rows": {"rows": named},
    }
    return written(
        "money",
        spec,
        [35.6, 71.2, 35.6, 35.6],
        [
            {"height_mm": 9, "cells": [label("收支", rowspan=2), label("收入", colspan=2), label("支出")]},
            {"height_mm": 9, "cells": [label("工资"), label("其他"), label("伙食")]},
            {
                "height_mm": 9,
                "repeat": "money",
                "cells": [label("{row}"), {"text": "{pay}"}, {"text": "{more}"}, {"text": "{food}"}],
            },
        ],
    )


def lines(design: Design, place: str) -> list[str]:
    return [one["code"] for one in design.field(place)["x-rows"]["rows"]]


def headed(design: Design) -> None:
    """A row of headings over groups of columns: two of the first two columns, one of the last."""
    design.take("add_row", cell="1.0.0")
    design.take("move_row", cell="1.0.0", way="down")
    design.take("split", cell="1.0.1")
    design.take("split", cell="1.0.2")
    design.take("merge", cell="1.0.1", way="right")
    design.take("words", cell="1.0.1", text="收入", align="center", **{"is": "label"})
    design.take("words", cell="1.0.2", text="支出", align="center", **{"is": "label"})
    design.take("merge", cell="1.0.0", way="down")


def test_a_table_has_a_row_and_a_column_of_sums() -> None:
    design = Design()
    place = design.add("fixed_table", "费用")
    codes = renamed(design, place, "床位", "护理")
    for code in codes:
        design.take("retype", field=f"{place}.{code}", kind="money")
    design.take("totals", field=place, row="合计", column="小计")
    rows = [{"code": code, "label": text} for code, text in (("first", "第一行"), ("second", "第二行"))]
    spec = {
        "title": "费用",
        "x-kind": "fixed_table",
        "items": plain(bed={"title": "床位", "x-kind": "money"}, care={"title": "护理", "x-kind": "money"}),
        "x-rows": {"rows": rows},
        "x-totals": {"row": "合计", "column": "小计"},
    }
    cells = [label("{row}"), {"text": "{bed}"}, {"text": "{care}"}, {"text": "{total}"}]
    below = [{"text": f"{{cost.total{code}}}"} for code in (".bed", ".care", "")]
    wanted = written(
        "cost",
        spec,
        [35.6, 71.2, 35.6, 35.6],
        [
            {"height_mm": 9, "cells": [label("费用"), label("床位"), label("护理"), label("小计")]},
            {"height_mm": 9, "repeat": "cost", "cells": cells},
            {"height_mm": 9, "cells": [label("合计"), *below]},
        ],
    )
    assert is_drawn(design, wanted)
    document, data = read(design.text), json.loads(json.dumps({"main": {}}))
    data["main"][place.partition(".")[2]] = {line: {codes[0]: "2", codes[1]: "1.5"} for line in lines(design, place)}
    filled = read(json.dumps(wanted))
    answers = {"main": {"cost": {line: {"bed": "2", "care": "1.5"} for line in ("first", "second")}}}
    assert lay_out(document, data) == lay_out(filled, answers)


@pytest.mark.parametrize(
    ("cell", "typed"),
    [
        ("text", {"longest": "9", "shortest": "2", "unit": "元"}),
        ("integer", {"unit": "次", "least": "1", "most": "31"}),
        ("decimal", {"decimals": "1", "least": "1", "most": "9"}),
        ("date", {"precision": "month"}),
        ("single_choice", {"draw": "select"}),
        ("multi_choice", {"fewest": "1", "at_most": "2"}),
    ],
)
def test_the_cells_of_a_grid_have_the_limits_of_their_kind(cell: str, typed: dict[str, str]) -> None:
    design, place, _ = grid()
    design.take("change", field=place, to={"cell": cell})
    before = design.text
    design.take("change", field=place, to={f"each_{name}": text for name, text in typed.items()})
    said = design.field(place)["x-cell"]
    assert {name: _text(said[NAMED[name].word]) for name in typed} == typed
    design.take("change", field=place, to={f"each_{name}": "" for name in typed})
    assert design.text == before


def _text(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


def test_every_word_of_rows_and_sums_is_written_by_a_step() -> None:
    field = json.loads((root() / "schemas" / "form.schema.json").read_text("utf-8"))["$defs"]["cell_field"][
        "properties"
    ]
    growing, fixed = (one["properties"] for one in field["x-rows"]["oneOf"])
    assert {f"x-rows.{word}" for word in growing} == {one.word for one in PROPERTIES if one.word.startswith("x-rows.")}
    assert fixed.keys() == {"rows"}  # listed by designing/options.py
    assert field["x-totals"]["properties"].keys() == {"row", "column", "of"}  # designing/sums.py


def test_a_block_has_a_head_too() -> None:
    design = Design()
    place = design.add("block", "子女")
    assert design.take("change", field=place, to={"head": "长子"}).startswith("把“子女”的第一行固定给谁")
    assert design.field(place)["x-rows"]["head"] == "长子"
