"""Steps of the designer on printed words: where they stand in their cell, at its lower end, in lines outside."""

from formserver.forms.designing.blank import new_paper
from tests.designs import Design
from tests.unit.forms.test_designing_cells import cell


def test_words_at_the_lower_end_stay_there() -> None:
    design = Design()
    design.text = design.text.replace('"text": "{item_1}",', '"text": "{item_1}", "foot": ["签字：", "日期："],')
    design.take("words", cell="0.1.1", text="【姓名】\n签字（盖章）：\n日期：")
    assert cell(design, "0.1.1")["foot"] == ["签字（盖章）：", "日期："]
    design.take("words", cell="0.1.1", text="【姓名】")
    assert "foot" not in cell(design, "0.1.1")


def test_how_many_lines_stand_at_the_lower_end_can_be_said() -> None:
    design = Design()
    design.take("words", cell="0.1.1", text="【姓名】\n签字：\n日期：", foot="2")
    assert cell(design, "0.1.1") == {"text": "{item_1}", "foot": ["签字：", "日期："], "colspan": 3}
    design.take("words", cell="0.1.1", text="【姓名】\n签字：\n日期：", foot="")
    assert cell(design, "0.1.1")["lines"] == ["{item_1}", "签字：", "日期："]
    for typed in ("11", "-1", "²"):
        assert design.refused("words", cell="0.1.1", text="【姓名】", foot=typed) == "靠下的行数要写0到10的整数。"


def test_words_stand_where_they_are_put_in_their_cell() -> None:
    design = Design()
    design.take("words", cell="0.1.1", text="【姓名】", align="justify", valign="top")
    assert cell(design, "0.1.1") == {"text": "{item_1}", "colspan": 3, "align": "justify", "valign": "top"}
    design.take("words", cell="0.1.1", text="【姓名】", align="", valign="elsewhere")
    assert cell(design, "0.1.1") == {"text": "{item_1}", "colspan": 3}


def test_a_cell_is_a_label_or_an_answer_by_what_it_prints_unless_somebody_says() -> None:
    design = Design()
    design.take("words", cell="0.1.1", text="【姓名】", **{"is": "label"})
    assert cell(design, "0.1.1")["label"] is True
    design.take("words", cell="0.1.1", text="【姓名】。")
    assert cell(design, "0.1.1")["label"] is True
    design.take("words", cell="0.1.1", text="【姓名】", **{"is": "answer"})
    assert cell(design, "0.1.1")["label"] is False
    design.take("words", cell="0.1.1", text="【姓名】", **{"is": ""})
    assert "label" not in cell(design, "0.1.1")


def test_lines_outside_of_the_table_come_change_and_go() -> None:
    design = Design()
    design.take("add_line", text="一式两份", where="bottom")
    assert design.take("line", cell="1", left="一式两份", right="第 页") == "改了表外的一行字。"
    assert design.take("line", cell="1") == "删除了表外的一行字。"
    assert design.refused("line", cell="0", left="x") == "这一步没有做成，请再试一次。"
    design.take("add_line", text="编号：", where="top")
    design.add("text", "编号", cell="0")
    assert design.refused("line", cell="0", left="").startswith("“【编号】”要留着。")


def test_a_line_stands_where_it_is_put() -> None:
    design = Design()
    design.take("add_line", text="编号", where="top")
    for align, left in (("right", {"align": "right"}), ("elsewhere", {})):
        design.take("line", cell="0", left="编号", align=align)
        assert design.sketch.document["x-paper"]["blocks"][0] == {"part": "main", "line": "编号", **left}


def test_a_field_moves_into_a_line_and_back_into_a_cell() -> None:
    design = Design(new_paper("visit_record/own", "走访表", "走访"))
    design.add("text", "地点", "0.1.1")
    design.take("add_line", text="填表", where="top")
    said = design.take("put", field="main.item_1", cell="0")
    assert said == "把“探访日期”移到了表外的一行字里。"
    assert design.sketch.document["x-paper"]["blocks"][0]["line"] == "填表　探访日期：{item_1|ymd}"
    assert design.rows(1)[1] == ["", ""]
    design.take("put", field="main.item_1", cell="1.1.1")
    assert design.sketch.document["x-paper"]["blocks"][0]["line"] == "填表　探访日期："
    assert design.rows(1)[1] == ["探访日期", "{item_1}"]


def test_a_field_moves_from_one_line_into_another_and_takes_its_single_boxes_along() -> None:
    design = Design()
    place = design.add("yes_no", "独居")
    code = place.partition(".")[2]
    design.text = design.text.replace(f"{{{code}}}", f"{{{code}#yes}}是")
    for where in ("top", "bottom"):
        design.take("add_line", text="另：", where=where)
    design.take("put", field=place, cell="0")
    design.take("put", field=place, cell="2")
    blocks = design.sketch.document["x-paper"]["blocks"]
    assert [blocks[0]["line"], blocks[2]["line"]] == ["另：　独居：", f"另：　独居：{{{code}}}"]
    assert design.rows(1)[2] == ["", "是"]


def test_fields_of_tables_do_not_move_into_lines() -> None:
    design = Design()
    table = design.add("table", "成员")
    column = next(iter(design.field(table)["items"]["properties"]))
    design.take("add_line", text="另：", where="top")
    reason = design.refused("put", field=f"{table}.{column}", cell="0")
    assert reason == "表格里的项只能放在它自己的行里。"
