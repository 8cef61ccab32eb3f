"""Steps of the designer on fields: coming, going, moving; every kind of the palette, every shipped paper."""

import pytest

from formserver.forms.designing import left, palette, steps, whole
from formserver.forms.designing.base import Refused
from formserver.forms.designing.blank import new_paper
from formserver.forms.designing.palette import CONTAINERS, KINDS
from tests.designs import SHIPPED, Design, read, shipped_text


def test_a_new_paper_has_one_section_and_asks_one_thing() -> None:
    assert Design().rows() == [["基本情况"], ["姓名", "{item_1}"]]
    visit = Design(steps.take(_visit(), {"do": "title", "title": "走访"}, seed="a", read=read).document.text)
    assert visit.rows()[1] == ["探访日期", "{item_1|ymd}"]


def _visit() -> str:
    return new_paper("visit_record/own", "走访表", "探访")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_field_of_every_kind_comes_with_its_cells_and_goes_without_a_trace(kind: str) -> None:
    design = Design()
    before = design.text
    place = design.add(kind, "新的一项")
    assert design.field(place)["x-kind"] == kind
    assert [one for one in left.left(design.sketch) if "印在表上" in one.said.message] == []
    design.take("remove", field=place)
    assert design.text == before


@pytest.mark.parametrize("code", SHIPPED)
def test_what_is_done_to_fields_of_a_shipped_paper_leaves_a_paper_or_is_refused_with_a_reason(code: str) -> None:
    text = shipped_text(code)
    places = [place for place, _ in whole.fields_in_order(Design(text).sketch)]
    for number, place in enumerate(places[::3]):
        step = CHANGES[number % len(CHANGES)]
        try:
            taken = steps.take(text, {**step, "field": place}, seed="z", read=read)
        except Refused as refused:
            reason = str(refused)
        else:
            reason = taken.said.message
            assert taken.edit.undone(taken.document.text) == text
        assert reason


CHANGES = (
    {"do": "remove"},
    {"do": "move", "way": "up"},
    {"do": "change", "to": {"label": "别的名称", "required": "1", "help": "照实写"}},
)


def test_a_field_comes_into_a_row_of_its_own_below_the_chosen_one() -> None:
    design = Design()
    place = design.add("phone", "电话")
    code = place.partition(".")[2]
    assert design.rows()[2] == ["电话", f"{{{code}}}"]
    assert design.part["x-sections"][0]["fields"] == ["item_1", code]
    assert design.take("add", cell="0.1.1", kind="text", label="民族") == "加了一项“民族”。"
    assert [row[0] for row in design.rows()] == ["基本情况", "姓名", "民族", "电话"]


@pytest.mark.parametrize("before", ["text", "table", "block"])
def test_a_field_for_which_no_cell_is_chosen_comes_below_all_tables(before: str) -> None:
    design = Design()
    design.add(before, "家庭成员", cell="")
    code = design.add("text", "备注", cell="").partition(".")[2]
    assert design.part["x-sections"][0]["fields"][-1] == code
    last = len(design.sketch.document["x-paper"]["blocks"]) - 1
    assert design.rows(last)[-1] == ["备注", f"{{{code}}}"]
    assert design.refused("add", cell="9", kind="text", label="民族") == "这一格已经不在表上，请看最新的样子。"


def test_a_new_row_has_its_label_as_wide_as_the_one_above_and_leaves_other_room_empty() -> None:
    design = Design()
    design.take("split", cell="0.1.0")
    design.take("merge", cell="0.1.0", way="right")
    design.add("text", "电话")
    assert design.sketch.document["x-paper"]["blocks"][0]["rows"][2]["cells"][0]["colspan"] == 2
    design = Design()
    design.take("split", cell="0.1.1")
    design.take("add_row", cell="0.1.1")
    design.take("split", cell="0.2.1")
    design.take("merge", cell="0.1.1", way="down")
    design.add("text", "电话")
    design.add("text", "民族", cell="0.1.0")
    assert design.rows()[2] == ["", "民族", "{item_s6}"]


def test_a_field_below_a_table_is_asked_behind_it() -> None:
    design = Design()
    design.add("matrix", "打分")
    table = design.add("table", "成员").partition(".")[2]
    design.add("text", "备注", cell="2.1.0")
    assert design.part["x-sections"][0]["fields"] == ["item_1", table, "item_s1", "item_s3"]


def test_a_field_goes_from_words_of_several_lines() -> None:
    design = Design()
    place = design.add("text", "电话")
    design.take("words", cell="0.2.1", text="【电话】\n（手机）")
    design.take("remove", field=place)
    assert design.rows()[2] == ["", " / （手机）"]
    place = design.add("signature", "签字")
    printed = f"{{{place.partition('.')[2]}|sign}}"
    design.text = design.text.replace(f'"text": "{printed}"', f'"text": "{printed}见下", "foot": ["{printed}"]')
    design.text = steps.take(design.text, {"do": "title", "title": "表"}, seed="y", read=read).document.text
    assert design.take("words", cell="0.2.1", text="【签字】见下\n【签字】").startswith("改了")
    design.take("remove", field=place)
    assert design.rows()[2] == ["", "见下"]


def test_a_field_comes_into_an_empty_cell_and_its_label_into_the_one_before() -> None:
    design = Design()
    design.take("split", cell="0.1.1")
    design.take("split", cell="0.1.2")
    place = design.add("text", "性别", cell="0.1.3")
    assert design.rows()[1] == ["姓名", "{item_1}", "性别", f"{{{place.partition('.')[2]}}}"]


def test_a_field_of_a_chosen_row_in_a_table_becomes_a_column_with_a_heading() -> None:
    design = Design()
    table = design.add("table", "家庭成员")
    first = design.take("add", cell="1.1.2", kind="date", label="出生日期")
    assert first == "加了一项“出生日期”。"
    assert design.rows(1)[0] == ["家庭成员", "第一列", "第二列", "出生日期"]
    assert len(design.field(table)["items"]["x-order"]) == 3
    column = design.field(table)["items"]["x-order"][2]
    assert design.refused("put", field=f"{table}.{column}", cell="0.0.0").endswith("请选一个空格。")
    design.take("remove", field=f"{table}.{column}")
    assert design.rows(1)[0] == ["家庭成员", "第一列", "第二列", ""]
    assert "重复的行里不能再加" in design.refused("add", cell="1.1.1", kind="table", label="表中表")


def test_a_field_comes_at_the_end_of_a_printed_line() -> None:
    design = Design()
    design.take("add_line", text="填报单位：民政办", where="top")
    place = design.add("date", "填报日期", cell="0")
    line = f"填报单位：民政办　填报日期：{{{place.partition('.')[2]}|ymd}}"
    assert design.sketch.document["x-paper"]["blocks"][0]["line"] == line
    design.take("line", cell="0", left="填报单位：", right="【填报日期】")
    design.add("text", "编号", cell="0")
    assert design.sketch.document["x-paper"]["blocks"][0]["line"][1].startswith(
        f"{{{place.partition('.')[2]}|ymd}}　编号："
    )
    design.take("remove", field=place)
    assert design.sketch.document["x-paper"]["blocks"][0]["line"][1].startswith("　编号：")
    assert left.left(design.sketch) == []


def test_what_cannot_be_added_is_refused_in_words() -> None:
    design = Design()
    assert design.refused("add", cell="0.1.1", kind="unknown", label="x") == "这一步没有做成，请再试一次。"
    assert design.refused("add", cell="0.1.1", kind="text", label=" ") == "有一处没有写，请写好再试。"
    assert design.refused("add", cell="0.1.1", kind="text", label="{x}") == "文字里不能有大括号。"
    assert design.refused("add", cell="0.1.1", kind="text", label="长" * 61) == "写得太长，最多60个字。"
    for key in ("0.9.9", "9", "x", "0.0"):
        assert design.refused("add", cell=key, kind="text", label="x") == "这一格已经不在表上，请看最新的样子。"
    assert design.refused("nothing") == design.refused("add", kind=3) == "这一步没有做成，请再试一次。"


def test_what_others_use_does_not_go_before_they_are_settled() -> None:
    design = Design()
    other = design.add("single_choice", "身体情况").partition(".")[2]
    place = design.add("text", "残疾类别")
    design.take(
        "rule",
        field=place,
        effect="show",
        on=other,
        test="is",
        values=[design.field(f"main.{other}")["x-options"][0]["code"]],
    )
    assert "“身体情况”还有别处在用：“残疾类别”显示的条件" in design.refused("remove", field=f"main.{other}")
    design.take("drop_rule", field=place, effect="show")
    design.take("remove", field=f"main.{other}")


def test_the_last_field_stays_and_one_that_is_gone_is_not_found() -> None:
    design = Design()
    assert design.refused("remove", field="main.item_1") == "这是最后一项，不能删除：表上至少要有一项。"
    for place in ("main.nothing", "other.item_1", "main.item_1.deeper", "main"):
        assert design.refused("remove", field=place) == "这一项已经不在表上，请看最新的样子。"


def test_a_field_that_goes_is_required_no_more_and_leaves_an_empty_section() -> None:
    design = Design()
    place = design.add("text", "民族")
    design.take("change", field=place, to={"required": "1"})
    design.take("change", field="main.item_1", to={"required": "1"})
    design.take("section", field=place, title="其他")
    design.take("remove", field=place)
    assert design.part["required"] == ["item_1"]
    assert [one["title"] for one in design.part["x-sections"]] == ["基本情况"]


def test_fields_move_on_the_page_over_the_edge_of_a_section_and_not_beyond_the_last() -> None:
    design = Design()
    second, third = design.add("text", "乙"), ""
    third = design.add("text", "丙", cell="0.2.1")
    design.take("section", field=third, title="二")
    assert design.take("move", field=second, way="down") == "把“乙”往后移了一位。"
    codes = [place.partition(".")[2] for place in (second, third)]
    assert [one["fields"] for one in design.part["x-sections"]] == [["item_1"], codes]
    assert design.refused("move", field="main.item_1", way="down") == "已经到头了。"
    design.take("move", field=second, way="up")
    assert [one["fields"] for one in design.part["x-sections"]] == [["item_1", codes[0]], [codes[1]]]
    assert design.take("move", field=second, way="up") == "把“乙”往前移了一位。"
    assert design.refused("move", field=second, way="up") == "已经到头了。"


def test_a_printed_field_moves_to_an_empty_cell_with_its_label() -> None:
    design = Design()
    place = design.add("text", "民族")
    code = place.partition(".")[2]
    design.take("split", cell="0.1.1")
    design.take("split", cell="0.1.2")
    assert design.take("put", field=place, cell="0.1.3") == "把“民族”移到了别的格。"
    assert design.rows()[1:] == [["姓名", "{item_1}", "民族", f"{{{code}}}"], ["", ""]]
    design.take("put", field=place, cell="0.2.1")
    assert design.rows()[1:] == [["姓名", "{item_1}", "", ""], ["民族", f"{{{code}}}"]]
    assert [one.said.message for one in left.left(design.sketch)] == []
    design.take("put", field=place, cell="0.1.2")
    assert design.rows()[1:] == [["姓名", "{item_1}", f"{{{code}}}", ""], ["民族", ""]]
    assert design.refused("put", field=place, cell="0.1.0") == "这一格已经有内容，请选一个空格。"


def test_a_field_nobody_prints_is_named_and_finds_its_cell() -> None:
    design = Design()
    place = design.add("text", "民族")
    design.text = design.text.replace(f'"text": "{{{place.partition(".")[2]}}}"', '"text": ""')
    [found] = left.left(design.sketch)
    assert (found.said.message, found.field) == ("“民族”还没有印在表上：选一个空格，点“放到这一格”。", place)
    design.take("put", field=place, cell="0.2.1")
    assert left.left(design.sketch) == []


def test_what_is_printed_in_several_cells_or_repeats_is_left_to_experts() -> None:
    design = Design()
    table, matrix = design.add("table", "成员"), design.add("matrix", "打分")
    design.take("add_row", cell="0.1.1")
    assert design.refused("put", field=table, cell="0.2.1") == "这一项印在几格里，请在专家页里改。"
    assert design.refused("put", field=matrix, cell="0.2.1") == "这一项印在几格里，请在专家页里改。"
    column = design.field(table)["items"]["x-order"][0]
    assert design.refused("put", field=f"{table}.{column}", cell="0.2.1") == "表格里的项只能放在它自己的行里。"


def test_what_is_left_to_do_is_told_with_the_way_there() -> None:
    design = Design()
    design.add("text", "姓名")
    choice = design.add("single_choice", "性别", cell="0.2.1")
    design.take("add_row", cell="0.3.1")
    found = {one.said.message: (one.field, one.cell) for one in left.left(design.sketch)}
    assert found["有几项都叫“姓名”，请改得分得清。"][0] == "main.item_s1"
    assert found["“性别”里还有没改的文字，例如“选项一”“第一列”。"] == (choice, "")
    assert found["第5行是空的：加上内容，或者删除。"] == ("", "0.4.0")


def test_every_group_of_the_palette_has_kinds() -> None:
    assert {kind.group for kind in KINDS.values()} == set(palette.GROUPS)
    assert [kind.code for kind in KINDS.values() if kind.group == CONTAINERS] == [
        "table",
        "block",
        "fixed_table",
        "grid",
        "matrix",
    ]


def test_a_field_that_goes_for_good_is_named_by_the_document() -> None:
    design = Design()
    design.add("text", "民族")
    design.take("remove", field="main.item_1", dropped="1")
    assert design.sketch.document["x-dropped"] == ["main.item_1"]
