"""Steps of the designer: sums of rows and columns of a table, and their cells on the sheet."""

from formserver.forms import canonical
from formserver.forms.designing.sums import summable, summed
from tests.designs import Design, grid, growing


def test_sums_of_a_grid_get_their_row_and_column_on_the_sheet_and_lose_them() -> None:
    design, place, code = grid()
    first, second = (one["code"] for one in design.field(place)["x-columns"])
    assert summable(design.field(place))
    assert design.take("totals", field=place, row="合计", column="小计") == "改了“收入”的合计。"
    assert design.rows(1) == [
        ["收入", f"{{{code}.{first}}}", f"{{{code}.{second}}}", "小计"],
        ["{row}", f"{{{first}}}", f"{{{second}}}", "{total}"],
        ["合计", f"{{{code}.total.{first}}}", f"{{{code}.total.{second}}}", f"{{{code}.total}}"],
    ]
    design.take("totals", field=place, row="总计", column="合计")
    assert (design.rows(1)[2][0], design.rows(1)[0][3]) == ("总计", "合计")
    assert design.take("totals", field=place) == "“收入”不再合计。"
    assert design.rows(1)[1:] == [["{row}", f"{{{first}}}", f"{{{second}}}", ""]]


def test_a_column_of_sums_is_added_beside_a_row_of_sums_that_is_there() -> None:
    design, place, code, cost = growing()
    design.take("totals", field=place, row="合计")
    assert design.rows(1)[2] == ["合计", "", f"{{{code}.total.{cost}}}", ""]
    design.take("totals", field=place, row="合计", column="小计")
    assert [row[4] for row in design.rows(1)] == ["小计", "{total}", f"{{{code}.total}}"]
    design.take("totals", field=place, column="小计")
    assert len(design.rows(1)) == 2


def test_columns_to_add_up_are_chosen_and_stay_chosen() -> None:
    design, place, code, cost = growing()
    times = design.add("integer", "次数", "1.1.2").rpartition(".")[2]
    assert (summable(design.field(place)), summed(design.field(place))) == (
        [(cost, "金额"), (times, "次数")],
        [cost, times],
    )
    design.take("totals", field=place, row="合计", column="小计", of=["", times, "x"])
    assert design.field(place)["x-totals"] == {"row": "合计", "column": "小计", "of": [times]}
    assert design.rows(1)[2][2:4] == ["", f"{{{code}.total.{times}}}"]
    assert summed(design.field(place)) == [times]
    design.take("totals", field=place, row="共计", column="小计")
    assert design.field(place)["x-totals"]["of"] == [times]
    assert design.refused("totals", field=place, row="共计", of=[""]).startswith("请至少选一列来合计")
    design.take("totals", field=place, row="共计", column="小计", of=[times, cost])
    assert design.field(place)["x-totals"] == {"row": "共计", "column": "小计"}
    assert design.rows(1)[2][2:4] == [f"{{{code}.total.{one}}}" for one in (cost, times)]


def test_the_row_of_sums_follows_its_columns() -> None:
    design, place, code, cost = growing()
    design.take("totals", field=place, row="合计")
    times = design.add("integer", "次数", "1.1.2").rpartition(".")[2]
    sums = [f"{{{code}.total.{one}}}" for one in (cost, times)]
    assert design.rows(1)[2] == ["合计", "", *sums, ""]
    design.take("swap", cell="1.1.2", way="left")
    assert design.rows(1)[2] == ["合计", sums[0], "", sums[1], ""]
    design.take("retype", field=f"{place}.{times}", kind="text")
    assert design.rows(1)[2] == ["合计", sums[0], "", "", ""]
    design.take("retype", field=f"{place}.{times}", kind="decimal")
    design.take("remove", field=f"{place}.{cost}")
    assert design.rows(1)[2] == ["合计", "", "", sums[1], ""]
    for do in ({"do": "remove"}, {"do": "retype", "kind": "date"}):
        why = design.refused(**do, field=f"{place}.{times}")
        assert why == "“费用”有合计，至少要留一列数字。请先去掉合计。"


def test_the_columns_of_a_grid_are_added_up_as_they_come_and_go() -> None:
    design, place, code = grid()
    first, second = (one["code"] for one in design.field(place)["x-columns"])
    design.take("totals", field=place, row="合计", of=[first])
    design.take("options", field=place, list="columns", act="add", new="第三列")
    assert design.rows(1)[2] == ["合计", f"{{{code}.total.{first}}}", "", ""]
    design.take("totals", field=place, row="合计", of=[first, second])
    assert design.rows(1)[2] == ["合计", *(f"{{{code}.total.{one}}}" for one in (first, second)), ""]
    assert "“收入”的合计" in design.refused("options", field=place, list="columns", act=f"remove:{first}")
    assert design.refused("change", field=place, to={"cell": "text"}).startswith("“收入”有合计，至少要留一列数字")


def test_a_table_that_is_not_printed_has_no_row_of_sums_to_follow_it() -> None:
    design, place, _code, cost = growing()
    sketch = design.sketch
    del sketch.document["x-paper"]["blocks"][1]
    design.text = canonical.dumps(sketch.document)
    assert design.refused("totals", field=place, row="合计") == "这张表还没有印在表上。"
    sketch = design.sketch
    sketch.field(place)["x-totals"] = {"row": "合计"}
    design.text = canonical.dumps(sketch.document)
    design.take("retype", field=f"{place}.{cost}", kind="integer")
    assert design.field(f"{place}.{cost}")["x-kind"] == "integer"


def test_sums_that_cannot_be_made_are_refused_in_words() -> None:
    design = Design()
    place = design.add("table", "成员")
    assert not summable(design.field(place))
    assert not summable(design.field("main.item_1"))
    assert design.refused("totals", field=place, row="合计").startswith("能合计的只有")
    assert design.take("totals", field=place) == "“成员”不再合计。"
    block = design.add("block", "子女")
    design.take("add", cell="1.0.1.0", kind="money", label="给的钱")
    assert design.refused("totals", field=block, row="合计").startswith("这张表的行里有合并的格")
