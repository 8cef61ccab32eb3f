"""Steps of the designer on printed words: where they stand in their cell, at its lower end, outside of the tables."""

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
