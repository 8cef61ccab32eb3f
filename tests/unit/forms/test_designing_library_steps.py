"""Steps that take something out of the library: by its name or as a copy, a newer edition, a copy of one's own."""

import copy
import json
from typing import Any

import pytest

from formserver.forms.designing import steps
from formserver.forms.designing.base import Sketch, Words
from formserver.forms.designing.library_entries import GROUPS, borrowed, entries, entry, newer, outdated, search
from formserver.forms.designing.library_sheet import rows_of_section
from formserver.forms.designing.whole import fields_in_order
from tests.designs import Design, library, read

SEX = "urn:formserver:shared:sex:v1"
MARRIED = "urn:formserver:shared:marital_status:v1"
ETHNIC = "urn:formserver:list:ethnic_group:v1"
MEMBERS = "urn:formserver:shared:household_members:v1"
SIGNATURE = "urn:formserver:shared:signature_line:v1"
ALL = entries(library())


def taken(design: Design, name: str, cell: str = "0.1.1", **words: str) -> str:
    """Take an entry in; gives the place of the field."""
    design.take("library", entry=name, cell=cell, **words)
    return f"main.item_s{design.count}"


def stored(design: Design, place: str) -> Any:
    return json.loads(design.text)["properties"]["main"]["properties"][place.partition(".")[2]]


# what there is --------------------------------------------------------------------------------------------------------
def test_each_entry_says_what_it_gives_and_where_its_words_come_from() -> None:
    assert {one.group for one in ALL} == set(GROUPS)
    for one in ALL:
        assert one.source
        assert one.is_list or one.about
    assert len({one.title + one.group for one in ALL}) == len(ALL)


def test_only_the_newest_edition_and_what_is_meant_for_others_is_offered() -> None:
    offered = {one.name for one in ALL}
    assert "urn:formserver:list:ethnic_group:v2" in offered
    assert not offered & {ETHNIC, "urn:formserver:shared:jiangsu_file:v1"}
    assert newer(ETHNIC, library()) == "urn:formserver:list:ethnic_group:v2"
    assert newer(SEX, library()) is None
    assert newer("urn:x", library()) is None
    assert entry("urn:x", {"urn:x": {"title": "x"}}) is None


def test_entries_are_found_by_what_they_are_called_say_and_hold() -> None:
    assert [one.title for one in search(ALL, "丧偶 单选")] == ["婚姻状况"]
    assert [one.title for one in search(ALL, "gb/t 2261")] == ["婚姻状况", "婚姻状况"]
    assert search(ALL, "没有的") == []
    assert search(ALL, " ") == ALL


@pytest.mark.parametrize("name", [one.name for one in ALL])
@pytest.mark.parametrize("how", ["reference", "copy"])
def test_every_entry_can_be_taken_in_both_ways_and_says_the_same(name: str, how: str) -> None:
    design = Design()
    place = taken(design, name, **{"as": how})
    found = entry(name, library())
    assert found
    assert design.field(place)["title"] == found.title
    assert (borrowed(design.sketch, place) is not None) == (how == "reference")
    spec = read(design.text).bundled["properties"]["main"]["properties"][place.partition(".")[2]]
    assert spec | {"x-list": 0} == found.spec | {"x-list": 0}
    assert design.take("remove", field=place) == f"删除了“{found.title}”。"


# taking in ------------------------------------------------------------------------------------------------------------
def test_it_is_stored_by_name_and_called_as_the_paper_calls_it() -> None:
    design = Design()
    said = design.take("library", entry=MARRIED, cell="0.1.1", label="婚否")
    assert said == "从资料库加了“婚否”。"
    assert stored(design, "main.item_s1") == {"$ref": MARRIED, "title": "婚否"}
    assert design.rows()[2] == ["婚否", "{item_s1}"]
    assert stored(design, taken(design, MARRIED)) == {"$ref": MARRIED}


def test_a_list_is_stored_by_name_and_as_a_copy_has_a_name_of_its_own() -> None:
    design = Design()
    assert stored(design, taken(design, ETHNIC)) == {"title": "民族", "x-kind": "lookup", "x-list": ETHNIC}
    own = stored(design, taken(design, ETHNIC, **{"as": "copy"}))
    assert own["x-list"]["$id"] == "urn:formserver:list:own_s2_2:v1"
    assert len(own["x-list"]["items"]) == 56


def test_a_table_of_the_library_is_a_frame_below() -> None:
    design = Design()
    place = taken(design, MEMBERS)
    assert stored(design, place) == {"$ref": MEMBERS}
    heads = ["家庭成员", "姓名", "与户主关系", "性别", "出生年月", "联系电话", "备注"]
    assert design.rows(1) == [heads, ["{row}", "{name}", "{relation}", "{sex}", "{birth|ym}", "{phone}", "{remarks}"]]
    assert design.take("change", field=place, to={"printed": "6"}).startswith("把“家庭成员”的印几行")
    assert stored(design, place) == {"$ref": MEMBERS, "x-rows": {"printed": 6, "maximum": 20}}
    column = borrowed(design.sketch, f"{place}.sex")
    assert column
    assert (column.place, column.title) == (place, "家庭成员")


def test_a_section_of_the_library_prints_short_answers_beside_each_other() -> None:
    design = Design()
    place = taken(design, SIGNATURE).partition(".")[2]
    assert design.rows(1) == [["签字", f"{{{place}.by|sign}}", "日期", f"{{{place}.on|ymd}}"]]
    spec = {
        "title": "一节",
        "x-order": ["a", "b", "c", "d"],
        "properties": {code: {"title": code, "x-kind": kind} for code, kind in zip("abcd", _KINDS, strict=True)},
    }
    rows = rows_of_section("s", spec)
    words = [[(cell["text"], cell.get("colspan", 1)) for cell in row["cells"]] for row in rows]
    assert words == [
        [("一节", 4)],
        [("a", 1), ("{s.a}", 3)],
        [("b", 1), ("{s.b}", 3)],
        [("c", 1), ("{s.c}", 1), ("d", 1), ("{s.d}", 1)],
    ]
    assert [row["height_mm"] for row in rows] == [9, 9, 24, 9]


_KINDS = ("text", "long_text", "text", "integer")


def test_what_is_not_in_the_library_is_not_taken() -> None:
    design = Design()
    assert design.refused("library", entry="urn:x", cell="0.1.1") == "资料库里没有这一份了，请重新选。"
    assert design.refused("library", entry=SEX, cell="0.1.1", label="{x}") == "文字里不能有大括号。"


# afterwards -----------------------------------------------------------------------------------------------------------
def test_it_becomes_the_forms_own_and_stays_what_it_was() -> None:
    design = Design()
    place = taken(design, MARRIED, label="婚否")
    before = read(design.text).bundled
    assert design.take("own", field=place) == "把“婚否”改成了本表自己的。"
    assert read(design.text).bundled == before
    assert borrowed(design.sketch, place) is None
    design.take("options", field=place, labels={"90": "不详"})
    assert stored(design, place)["x-options"][-1] == {"code": "90", "label": "不详"}
    assert design.refused("own", field=place) == "这一项已经是本表自己的。"


def test_a_table_of_ones_own_still_names_what_its_columns_take() -> None:
    design = Design()
    place = taken(design, MEMBERS)
    design.take("own", field=f"{place}.name")
    assert stored(design, place)["items"]["properties"]["sex"] == {"$ref": SEX}
    design.take("own", field=f"{place}.relation")
    items = design.field(f"{place}.relation")["x-list"]["items"]
    assert (items[0]["code"], borrowed(design.sketch, f"{place}.relation")) == ("01", None)


def test_a_newer_edition_of_a_list_is_told_and_taken() -> None:
    design = Design()
    place = taken(design, ETHNIC)
    found = outdated(design.sketch, fields_in_order(design.sketch))
    assert [(one.place, one.title, one.edition, one.is_list) for one in found] == [(place, "民族", 1, True)]
    assert design.take("renew", field=place) == "“民族”换成了资料库第2版。"
    assert stored(design, place)["x-list"] == "urn:formserver:list:ethnic_group:v2"
    assert design.refused("renew", field=place) == "“民族”用的已经是最新的一版。"


def test_a_newer_edition_of_a_definition_keeps_what_the_form_says_beside() -> None:
    shared = copy.deepcopy(library())
    second = MARRIED.replace("v1", "v2")
    shared[second] = {**copy.deepcopy(shared[MARRIED]), "$id": second, "description": "照户口簿"}
    shared[second]["x-options"].pop()
    design = Design()
    place = taken(design, MARRIED, label="婚否")

    def take(text: str, do: str) -> str:
        return steps.take(text, {"do": do, "field": place}, seed="a", read=read, shared=shared).document.text

    with pytest.raises(Exception, match="没有名为"):  # the paper is read with what is shipped
        take(design.text, "renew")
    sketch = Sketch(design.sketch.document, shared=shared)
    steps.STEPS["renew"](sketch, Words({"field": place}))
    spec = sketch.field(place)
    assert (spec["title"], spec["$ref"], spec["description"]) == ("婚否", second, "照户口簿")
    assert [one["label"] for one in spec["x-options"]] == ["未婚", "已婚", "丧偶", "离婚"]


def test_the_items_of_ones_own_list_are_written_line_by_line() -> None:
    design = Design()
    place = taken(design, ETHNIC)
    assert design.refused("items", field=place, text="01 汉族") == "只有本表自己的清单能改。"
    assert design.refused("items", field="main.item_1", text="01 汉族") == "只有本表自己的清单能改。"
    design.take("own", field=place)
    said = design.take("items", field=place, text="01 汉族\r\n\r\n99　 其他民族\n")
    assert said == "改了“民族”的清单，现有2项。"
    assert design.field(place)["x-list"]["items"] == [
        {"code": "01", "label": "汉族", "search": "han"},
        {"code": "99", "label": "其他民族"},
    ]
    assert design.refused("items", field=place, text="01 汉族\n汉族") == (
        "第2行要写成“代码 名称”的样子，例如“01 汉族”。代码用小写字母、数字。"
    )
