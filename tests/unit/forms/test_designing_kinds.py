"""Steps of the designer: every kind of the dialect, with the properties that only it has."""

import pytest

from formserver.forms import canonical
from formserver.forms.designing import options
from formserver.forms.designing.changing import shape_of
from formserver.forms.designing.library import closed
from formserver.forms.designing.palette import FIRST_LIST, MADE_OTHERWISE
from formserver.forms.designing.palette import KINDS as OFFERED
from formserver.forms.designing.properties import fitting
from formserver.forms.kinds.registry import KINDS
from tests.designs import Design, library
from tests.unit.forms.test_designing_properties import change, refusal, values


def test_every_kind_can_be_added_or_is_made_by_something_else() -> None:
    assert {*OFFERED} | MADE_OTHERWISE == {*KINDS}
    assert not {*OFFERED} & MADE_OTHERWISE
    assert all(kind.note for kind in OFFERED.values())


def test_a_number_is_shaped_after_a_sample() -> None:
    design = Design()
    place = design.add("serial_number", "档案编号")
    change(design, place, sample="闽A-2025(001)")
    assert design.field(place)["pattern"] == r"^闽[A-Z]{1}-[0-9]{4}\([0-9]{3}\)$"
    assert shape_of("二01") == "^二[0-9]{2}$"
    assert refusal(design, place, sample="") == "请照样写一个编号，例如 2025-001。"


def test_a_lookup_reads_a_list_of_this_installation() -> None:
    design = Design()
    place = design.add("lookup", "民族")
    assert values(design, place)["list"] == FIRST_LIST
    assert design.text.count(f'"x-list": "{FIRST_LIST}"') == 1
    for odd in ("民族", "urn:formserver:shared:sex:v1", "urn:formserver:list:nothing:v1"):
        assert refusal(design, place, list=odd) == "资料库里没有这份清单，请重新选择。"
    sketch = design.sketch
    own = {"$id": "urn:formserver:list:trade:v1", "title": "职业", "items": [{"code": "01", "label": "务农"}]}
    sketch.field(place)["x-list"] = own
    design.text = canonical.dumps(closed(sketch.document, library()))
    assert values(design, place)["list"] == own["$id"]
    change(design, place, list=FIRST_LIST)


def test_tiers_of_an_address_come_and_go_with_their_words_and_cells() -> None:
    design = Design()
    place = design.add("address", "住址")
    code = place.partition(".")[2]
    design.take("change", field=place, to={"tier.province": "", "tier.city": "", "tier.detail": ""})
    spec = design.field(place)
    assert (spec["x-tiers"], spec["x-text"]) == (["county", "township", "village"], "{county}{township}{village}")
    design.text = design.text.replace(f"{{{code}}}", f"{{{code}.county}}县{{{code}.village}}村")
    change(design, place, **{"tier.county": "", "tier.city": "1"})
    assert design.field(place)["x-tiers"] == ["city", "township", "village"]
    assert design.rows()[2][1] == f"县{{{code}.village}}村"
    only = {f"tier.{one}": "" for one in ("city", "township", "village")}
    assert refusal(design, place, **only) == "地址至少要问一级。"


def test_answers_of_another_sort_keep_their_own_words() -> None:
    design = Design()
    change(design, "main.item_1", **{"none.refused": "1", "none.none": "1"})
    assert design.field("main.item_1")["x-none"] == ["none", "refused"]
    sketch = design.sketch
    sketch.field("main.item_1")["x-none"][0] = {"code": "none", "label": "无身份证"}
    design.text = canonical.dumps(sketch.document)
    change(design, "main.item_1", **{"none.refused": ""})
    assert design.field("main.item_1")["x-none"] == [{"code": "none", "label": "无身份证"}]
    change(design, "main.item_1", **{"none.none": ""})
    assert "x-none" not in design.field("main.item_1")


def test_what_is_filled_in_on_opening() -> None:
    design = Design()
    change(design, "main.item_1", prefill="register")
    assert design.field("main.item_1")["x-prefill"] == {"from": "register"}
    change(design, "main.item_1", prefill="village_name")
    assert design.field("main.item_1")["x-prefill"] == {"constant": "village_name"}
    change(design, "main.item_1", prefill="")
    assert "x-prefill" not in design.field("main.item_1")
    place = design.add("address", "住址")
    change(design, place, prefill_place="place")
    assert design.field(place)["x-prefill"] == {"constant": "place"}


def test_options_count_points_and_the_panel_keeps_rare_settings_apart() -> None:
    design = Design()
    place = design.add("single_choice", "吃饭")
    first, second = (one["code"] for one in design.field(place)["x-options"])
    design.take("options", field=place, points={first: "0", second: "-5"})
    assert [one.points for one in options.labelled(design.field(place), options.OPTIONS)] == ["0", "-5"]
    assert design.refused("options", field=place, points={first: "一"}) == "分数要写整数，例如 2。"
    design.take("options", field=place, points={first: ""})
    assert "points" not in design.field(place)["x-options"][0]
    rare = {one.name for one, _ in fitting(design.sketch, place) if one.is_rare}
    assert {"spoken", "none.dash", "draw"} <= rare
    assert "required" not in rare


def test_a_person_may_be_from_outside_and_letters_have_limits() -> None:
    design = Design()
    place = design.add("person", "邻居")
    change(design, place, free="1")
    assert design.field(place)["x-free"] is True
    change(design, "main.item_1", shortest="2", longest="20")
    assert design.field("main.item_1")["minLength"] == 2


# blocks ---------------------------------------------------------------------------------------------------------------
def test_a_block_is_printed_row_by_row_and_grows_by_rows() -> None:
    design = Design()
    place = design.add("block", "子女情况")
    change(design, place, block_title="第____个子女")
    assert design.field(place)["x-rows"]["title"] == "第{n}个子女"
    first, second = design.field(place)["items"]["x-order"]
    added = design.add("phone", "电话", "1.0.1.0")
    design.take("add", cell="1.0.2.1", kind="date", label="生日")
    code, last = added.rpartition(".")[2], "item_s4"
    rows = design.sketch.document["x-paper"]["blocks"][1]["rows"][0]["rows"]
    printed = [[cell["text"] for cell in row["cells"]] for row in rows]
    assert printed == [
        ["子女情况（{n}）"],
        ["第一列", f"{{{first}}}"],
        ["电话", f"{{{code}}}"],
        ["生日", f"{{{last}|ymd}}"],
        ["第二列", f"{{{second}}}"],
    ]
    assert design.field(place)["items"]["x-order"] == [first, code, last, second]
    change(design, place, block_title="")
    assert "title" not in design.field(place)["x-rows"]


def test_a_side_label_in_a_block_repeats_with_it_and_grows() -> None:
    design = Design()
    design.add("block", "子女情况")
    assert design.refused("side", cell="0.1.0", text="子女", rows="3").startswith("从这一行往下只有")
    design.take("side", cell="1.0.0.0", text="子女", rows="1")
    design.take("add", cell="1.0.0.1", kind="text", label="关系")
    rows = design.sketch.document["x-paper"]["blocks"][1]["rows"][0]["rows"]
    assert (rows[0]["cells"][0]["rowspan"], rows[1]["cells"][0]["text"]) == (4, "关系")


def test_a_column_is_asked_behind_the_cell_it_was_added_at() -> None:
    design = Design()
    place = design.add("table", "成员")
    first, second = design.field(place)["items"]["x-order"]
    design.take("add", cell="1.1.1", kind="date", label="生日")
    assert design.field(place)["items"]["x-order"] == [first, "item_s2", second]
    design.take("add_row", cell="1.1.1")
    assert design.refused("side", cell="1.1.0", text="成员", rows="2").startswith("从重复的行起")


@pytest.mark.parametrize("kind", ["table", "grid"])
def test_a_container_does_not_stand_in_rows(kind: str) -> None:
    design = Design()
    design.add("table", "成员")
    assert design.refused("add", cell="1.1.1", kind=kind, label="内").startswith("重复的行里不能再加")


# grids ----------------------------------------------------------------------------------------------------------------
def test_the_cells_of_a_grid_ask_something_else_and_their_options_are_edited() -> None:
    design = Design()
    place = design.add("grid", "设施")
    assert design.refused("add", cell="1.1.1", kind="text", label="内").startswith("这张表各格问的是同一件事")
    change(design, place, cell="single_choice")
    spec = design.field(place)
    assert [one.words for one in options.labelled(spec, options.OPTIONS)] == ["选项一", "选项二"]
    first = spec["x-cell"]["x-options"][0]["code"]
    design.take("options", field=place, list="options", labels={first: "完好"})
    assert design.field(place)["x-cell"]["x-options"][0]["label"] == "完好"
    change(design, place, cell="money")
    assert design.field(place)["x-cell"] == {"x-kind": "money"}
    assert refusal(design, place, cell="table")


def test_columns_of_a_grid_come_and_go_with_their_cells() -> None:
    design = Design()
    place = design.add("grid", "收入")
    code = place.partition(".")[2]
    first, second = (one["code"] for one in design.field(place)["x-columns"])
    assert design.take("options", field=place, list="columns", act="add", new="第三列") == "给“收入”加了“第三列”。"
    third = design.field(place)["x-columns"][2]["code"]
    assert design.rows(1) == [
        ["收入", f"{{{code}.{first}}}", f"{{{code}.{second}}}", f"{{{code}.{third}}}"],
        ["{row}", f"{{{first}}}", f"{{{second}}}", f"{{{third}}}"],
    ]
    assert design.take("options", field=place, list="columns", labels={first: "去年"}) == "改了“收入”的各列。"
    design.take("options", field=place, list="columns", act=f"remove:{second}")
    assert design.rows(1)[1] == ["{row}", f"{{{first}}}", "", f"{{{third}}}"]
    design.text = design.text.replace(f'"{{{third}}}"', '""').replace(f'"{{{code}.{third}}}"', '""')
    design.take("options", field=place, list="columns", act="add", new="第四列")  # not on the sheet, as the one before
    assert design.rows(1)[1] == ["{row}", f"{{{first}}}", "", ""]
