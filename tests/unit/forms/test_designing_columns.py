"""Steps of the designer: columns of tables by years and visits, sums, their order, headings over several of them."""

from formserver.forms import canonical
from formserver.forms.designing import columns, whole
from formserver.forms.designing.grid import tables
from tests.designs import Design
from tests.unit.forms.test_designing_properties import change


def grid(cell: str = "money") -> tuple[Design, str, str]:
    """A design with a grid of two columns: the design, place and code of the grid."""
    design = Design()
    place = design.add("grid", "收入")
    change(design, place, cell=cell)
    return design, place, place.partition(".")[2]


def table() -> tuple[Design, str, str, str]:
    """A design with a growing table, an amount and a date in it: the design, place of the table, codes of the two."""
    design = Design()
    place = design.add("table", "费用")
    cost = design.add("money", "金额", "1.1.1").rpartition(".")[2]
    return design, place, place.partition(".")[2], cost


# years and visits -----------------------------------------------------------------------------------------------------
def test_the_columns_of_a_grid_are_named_or_years_or_visits() -> None:
    design, place, code = grid()
    day = design.add("date", "填表日期").partition(".")[2]
    assert columns.way_of(design.field(place)) == columns.LISTED
    assert columns.days_beside(design.sketch, place) == [(day, "填表日期")]
    assert design.take("columns", field=place, way="years", count="3", ending=day) == "“收入”按年份分3列。"
    assert design.field(place)["x-columns"] == {"years": 3, "ending": day}
    assert design.rows(1)[0] == ["收入", *(f"{{{code}.year_{ago}}}" for ago in (2, 1, 0))]
    assert columns.way_of(design.field(place)) == columns.YEARS
    assert design.take("columns", field=place, way="visits", count="4") == "“收入”按第几次分4列。"
    assert (columns.way_of(design.field(place)), len(design.rows(1)[1])) == (columns.VISITS, 5)
    assert design.take("columns", field=place, way="listed") == "“收入”的各列改为自己起名。"
    assert [one["label"] for one in design.field(place)["x-columns"]] == ["第一列", "第二列"]


def test_columns_that_cannot_be_made_are_refused_in_words() -> None:
    design, place, _code = grid()
    assert design.refused("columns", field="main.item_1", way="visits", count="2")
    for way, count in (("visits", "32"), ("visits", "两"), ("years", "0"), ("months", "2")):
        assert design.refused("columns", field=place, way=way, count=count).startswith("请写分几列")
    assert design.refused("columns", field=place, way="years", count="2") == "有一处没有写，请写好再试。"
    design.take("add_row", cell="1.1.1", text="小结")
    assert design.refused("columns", field=place, way="visits", count="2").startswith("这张表和别的内容")
    sketch = design.sketch
    del sketch.document["x-paper"]["blocks"][1]
    design.text = canonical.dumps(sketch.document)
    assert design.refused("columns", field=place, way="visits", count="2") == "这张表还没有印在表上。"


# sums -----------------------------------------------------------------------------------------------------------------
def test_sums_of_a_grid_get_their_row_and_column_on_the_sheet_and_lose_them() -> None:
    design, place, code = grid()
    first, second = (one["code"] for one in design.field(place)["x-columns"])
    assert columns.can_sum(design.field(place))
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
    design, place, code, cost = table()
    design.take("totals", field=place, row="合计")
    assert design.rows(1)[2] == ["合计", "", f"{{{code}.total.{cost}}}", ""]
    sketch = design.sketch
    sketch.field(place)["x-totals"]["of"] = [cost]
    design.text = canonical.dumps(sketch.document)
    design.take("totals", field=place, row="合计", column="小计")
    assert [row[4] for row in design.rows(1)] == ["小计", "{total}", f"{{{code}.total}}"]
    assert design.field(place)["x-totals"] == {"row": "合计", "column": "小计", "of": [cost]}
    design.take("totals", field=place, column="小计")
    assert len(design.rows(1)) == 2


def test_sums_that_cannot_be_made_are_refused_in_words() -> None:
    design = Design()
    place = design.add("table", "成员")
    assert not columns.can_sum(design.field(place))
    assert not columns.can_sum(design.field("main.item_1"))
    assert design.refused("totals", field=place, row="合计").startswith("能合计的只有")
    assert design.take("totals", field=place) == "“成员”不再合计。"
    block = design.add("block", "子女")
    design.take("add", cell="1.0.1.0", kind="money", label="给的钱")
    assert design.refused("totals", field=block, row="合计").startswith("这张表的行里有合并的格")


# order ----------------------------------------------------------------------------------------------------------------
def test_a_column_moves_with_its_heading_and_is_asked_in_that_order() -> None:
    design, place, _code, cost = table()
    first, _, second = design.field(place)["items"]["x-order"]
    assert design.take("swap", cell="1.1.2", way="left") == "把第2行第3格和旁边的换了位置。"
    assert [row[1:3] for row in design.rows(1)] == [["金额", "第一列"], [f"{{{cost}}}", f"{{{first}}}"]]
    assert design.field(place)["items"]["x-order"] == [cost, first, second]
    assert design.refused("swap", cell="1.1.0", way="left") == "已经到头了。"
    assert design.refused("swap", cell="1.1.3", way="right") == "已经到头了。"


def test_cells_of_a_plain_row_change_places_and_widths_stay() -> None:
    design = Design()
    design.take("swap", cell="0.1.0", way="right")
    assert design.rows()[1] == ["{item_1}", "姓名"]
    assert design.sketch.document["x-paper"]["blocks"][0]["rows"][1]["cells"][1]["colspan"] == 3


def test_columns_of_a_grid_and_the_first_column_move_on_the_sheet_alone() -> None:
    design, place, _code = grid()
    first, second = (one["code"] for one in design.field(place)["x-columns"])
    design.take("swap", cell="1.1.1", way="right")
    assert design.rows(1)[1] == ["{row}", f"{{{second}}}", f"{{{first}}}"]
    design.take("swap", cell="1.1.0", way="right")
    assert design.rows(1)[1] == [f"{{{second}}}", "{row}", f"{{{first}}}"]
    design.take("add_row", cell="1.0.0")
    design.take("swap", cell="1.2.0", way="right")
    assert design.rows(1)[0][1] != design.rows(1)[2][1]


# headings over several columns ----------------------------------------------------------------------------------------
def test_columns_have_headings_over_several_of_them() -> None:
    design, place, _code, cost = table()
    assert design.take("section", field=f"{place}.{cost}", title="支出") == "从“金额”起另起一节“支出”。"
    items = design.field(place)["items"]
    design.take("swap", cell="1.1.2", way="left")  # over the edge of its group: on the sheet alone
    assert design.field(place)["items"]["x-sections"] == items["x-sections"]
    last = items["x-sections"][1]["code"]
    assert [one.get("title") for one in items["x-sections"]] == [None, "支出"]
    design.take("name_section", part=place, section=last, title="花费")
    design.take("drop_section", part=place, section=last)
    assert [one.get("title") for one in design.field(place)["items"]["x-sections"]] == [None]
    sentence = design.add("sentence", "每月")
    blank = next(iter(design.field(sentence)["properties"]))
    assert design.refused("section", field=f"{sentence}.{blank}", title="x") == "句子里不能另起一节。"
    assert len(whole.fields_in_order(design.sketch)) == 6
    assert len(tables(design.sketch)) == 2
