"""Steps of the designer: columns of tables by years and visits, their order, headings over several of them."""

from formserver.forms import canonical
from formserver.forms.designing import columns, whole
from formserver.forms.designing.grid import tables
from tests.designs import Design, grid, growing


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


# order ----------------------------------------------------------------------------------------------------------------
def test_a_column_moves_with_its_heading_and_is_asked_in_that_order() -> None:
    design, place, _code, cost = growing()
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
    design, place, _code, cost = growing()
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
