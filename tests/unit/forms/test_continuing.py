"""What goes on upon continuation sheets: rows beyond the printed ones, under their headings, beside their labels."""

from typing import Any

from formserver.forms.continuing import Continued, continued
from formserver.forms.layout import Grid
from tests.unit.forms.making import holder, spec
from tests.unit.forms.test_layout import FAMILY, REPEAT, grid, said

THREE = {"family": [{"role": "head", "name": "王"}, {"name": "李"}, {"name": "赵"}]}
TITLES = {"cells": [{"text": "序号"}, {"text": "姓名"}, {"text": "年龄"}]}
HEADING = {"cells": [{"text": "二、家庭", "colspan": 3}]}


def goes_on(rows: list[Any], columns: int = 3, *, family: Any = FAMILY, data: Any = THREE) -> list[Continued]:
    return list(continued(grid({"family": family, "note": spec("text", title="备注")}, columns, rows, data)))


def whole(table: Continued) -> Grid:
    return table.grid(table.units)


def test_a_table_with_room_for_all_its_rows_has_nothing_that_goes_on() -> None:
    assert goes_on([TITLES, REPEAT], data={}) == []


def test_heading_and_titles_stand_above_the_rows_again() -> None:
    (table,) = goes_on([{"cells": [{"text": "{note}", "colspan": 3}]}, HEADING, TITLES, REPEAT])
    assert said(whole(table)) == [["二、家庭（续）"], ["序号", "姓名", "年龄"], ["3", "赵", ""]]


def test_titles_further_up_are_found_by_their_columns() -> None:
    other = {"cells": [{"text": "住址", "colspan": 2}, {"text": "电话"}]}
    answered = {"cells": [{"text": "备注", "colspan": 2}, {"text": "{note}"}]}
    (table,) = goes_on([TITLES, other, answered, REPEAT])
    assert said(whole(table))[0] == ["序号", "姓名", "年龄"]


def test_a_table_without_titles_goes_on_without() -> None:
    answered = {"cells": [{"text": "备注", "colspan": 2}, {"text": "{note}"}]}
    (table,) = goes_on([answered, REPEAT])
    assert said(whole(table)) == [["3", "赵", ""]]


def test_labels_on_both_sides_stand_beside_the_rows_again() -> None:
    left, right = {"text": "左", "rowspan": 3}, {"text": "右", "rowspan": 2}
    rows = [
        {"cells": [left, {"text": "备注", "colspan": 2}, {"text": "{note}", "colspan": 2}]},
        {"cells": [*TITLES["cells"], right]},
        REPEAT,
    ]
    (table,) = goes_on(rows, 5)
    drawn = whole(table)
    assert said(drawn) == [["左", "序号", "姓名", "年龄", "右"], ["3", "赵", ""]]
    assert [cell.rowspan for cell in drawn.rows[0].cells] == [2, 1, 1, 1, 2]
    assert list(drawn.places()) == [[0, 1, 2, 3, 4], [1, 2, 3]]


def test_a_row_that_has_only_reaching_cells_is_no_title() -> None:
    side = {"text": "家庭", "rowspan": 2, "colspan": 1}
    block = FAMILY | {"x-kind": "block", "x-rows": {"printed": 2}}
    rows = [{"cells": [side, {"text": "情况", "rowspan": 2}]}, {"repeat": "family", "rows": [{"cells": []}] * 2}]
    (table,) = goes_on(rows, 2, family=block, data={"family": [{"name": "王"}] * 3})
    assert table.head == ()


def test_rows_that_a_cell_joins_stay_together_and_others_do_not() -> None:
    joined = [{"cells": [{"text": "{n}", "rowspan": 3}, {"text": "{name}"}]}, *[{"cells": [{"text": "{age}"}]}] * 2]
    loose = [{"cells": [{"text": "姓名"}, {"text": "{name}"}]}, *[{"cells": [{"text": "年龄"}, {"text": "{age}"}]}] * 2]
    block = spec("block", title="子女", items=holder({"name": spec("text"), "age": spec("integer")}))
    data = {"family": [{"name": "王"}, {"name": "李"}]}
    units = [
        goes_on([{"repeat": "family", "rows": rows}], 2, family=block, data=data)[0].units for rows in (joined, loose)
    ]
    assert [[len(unit) for unit in found] for found in units] == [[3], [2, 1]]


def test_every_table_of_a_grid_goes_on_by_itself() -> None:
    tables = goes_on([TITLES, REPEAT, HEADING, REPEAT])
    assert [said(whole(table))[0] for table in tables] == [["序号", "姓名", "年龄"], ["二、家庭（续）"]]
