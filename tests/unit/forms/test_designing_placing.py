"""Steps that take something somewhere at once: contents of cells, rows, questions, sections, options."""

from tests.designs import Design


def paper() -> Design:
    """姓名, 电话, 性别, 备注, each in a row of its own; 备注 begins a second section."""
    design = Design()
    for label, row in (("备注", 1), ("性别", 1), ("电话", 1)):
        design.add("text", label, f"0.{row}.1")
    design.take("section", field=place(design, "备注"), title="其他")
    return design


def place(design: Design, title: str) -> str:
    found = design.part["properties"].items()
    return next(f"main.{code}" for code, spec in found if spec["title"] == title)


def order(design: Design) -> list[list[str]]:
    spec = design.part
    return [[spec["properties"][code]["title"] for code in one["fields"]] for one in spec["x-sections"]]


def test_two_cells_change_places_with_all_they_say() -> None:
    design = paper()
    assert [row[0] for row in design.rows()[1:]] == ["姓名", "电话", "性别", "备注"]
    said = design.take("exchange", cell="0.2.0", other="0.4.0")
    assert said == "把第3行第1格与第5行第1格对调了。"
    assert [row[0] for row in design.rows()[1:]] == ["姓名", "备注", "性别", "电话"]
    design.take("add_row", cell="0.4.1")
    answer = design.rows()[1][1]
    design.take("exchange", cell="0.1.1", other="0.5.1")
    assert (design.rows()[1][1], design.rows()[5][1]) == ("", answer)


def test_what_a_repeated_row_prints_stays_in_rows_of_its_table() -> None:
    design = paper()
    design.add("table", "家庭成员", "0.4.1")
    assert design.refused("exchange", cell="0.1.1", other="1.1.1") == "表格里的项只能放在它自己的行里。"
    design.take("exchange", cell="1.1.1", other="1.1.2")
    assert design.refused("exchange", cell="0.1.1", other="9.9.9") == "这一格已经不在表上，请看最新的样子。"


def test_a_row_goes_over_several_others_with_its_question() -> None:
    design = paper()
    assert design.take("row_to", cell="0.3.0", to="1") == "把第4行移成了第2行。"
    assert [row[0] for row in design.rows()[1:]] == ["性别", "姓名", "电话", "备注"]
    assert order(design) == [["性别", "姓名", "电话"], ["备注"]]
    assert design.take("row_to", cell="0.1.1", to="4") == "把第2行移成了第4行。"
    assert [row[0] for row in design.rows()[1:]] == ["姓名", "电话", "性别", "备注"]
    for to in ("1", "2"):
        assert design.refused("row_to", cell="0.1.0", to=to) == "已经在这里了。"
    for to in ("6", "-1", "x", "99999"):
        assert design.refused("row_to", cell="0.1.0", to=to) == "不能放到那里，请看最新的样子再试。"
    design.take("merge", cell="0.2.0", way="down")
    assert "有合并的格" in design.refused("row_to", cell="0.1.0", to="5")


def test_a_question_is_asked_before_another_one_or_at_the_end_of_a_section() -> None:
    design = paper()
    said = design.take("field_to", field=place(design, "性别"), before=place(design, "姓名"))
    assert said == "把“性别”移到了填写次序的别处。"
    assert order(design) == [["性别", "姓名", "电话"], ["备注"]]
    other = design.part["x-sections"][1]["code"]
    design.take("field_to", field=place(design, "姓名"), section=other)
    assert order(design) == [["性别", "电话"], ["备注", "姓名"]]
    design.take("field_to", field=place(design, "备注"), before=place(design, "性别"))
    design.take("field_to", field=place(design, "姓名"), before=place(design, "电话"))
    assert order(design) == [["备注", "性别", "姓名", "电话"]]


def test_a_question_stays_among_those_of_its_own_table() -> None:
    design = paper()
    design.add("table", "家庭成员", "0.4.1")
    table = place(design, "家庭成员")
    first, second = (f"{table}.{code}" for code in design.field(table)["items"]["x-order"])
    design.take("field_to", field=second, before=first)
    assert [f"{table}.{code}" for code in design.field(table)["items"]["x-order"]] == [second, first]
    design.take("field_to", field=second)
    assert [f"{table}.{code}" for code in design.field(table)["items"]["x-order"]] == [first, second]
    name = place(design, "姓名")
    for before in (first, name, "main.nothing"):
        assert "不能放到那里" in design.refused("field_to", field=name, before=before)
    assert "不能放到那里" in design.refused("field_to", field=name, section="nothing")


def test_sections_change_their_order() -> None:
    design = paper()
    first, second = (section["code"] for section in design.part["x-sections"])
    said = design.take("section_to", part="main", section=second, to="0")
    assert said == "把“其他”一节移到了填写次序的别处。"
    assert order(design) == [["备注"], ["姓名", "电话", "性别"]]
    design.take("section_to", part="main", section=second, to="2")
    assert order(design) == [["姓名", "电话", "性别"], ["备注"]]
    design.take("section_to", part="main", section=second, way="up")
    design.take("section_to", part="main", section=second, way="down")
    assert order(design)[1] == ["备注"]
    assert design.refused("section_to", part="main", section=second, way="down") == "已经到头了。"
    assert design.refused("section_to", part="main", section=first, way="up") == "已经到头了。"
    assert design.refused("section_to", part="main", section=first, to="1") == "已经在这里了。"
    assert "已经没有了" in design.refused("section_to", part="main", section="nothing", to="1")


def test_an_option_goes_to_a_place_of_the_list() -> None:
    design = Design()
    field = design.add("single_choice", "性别")
    design.take("options", field=field, new="选项三", act="add")
    first = design.field(field)["x-options"][0]["code"]
    assert design.take("options", field=field, act=f"at2:{first}") == "移动了“性别”的“选项一”。"
    assert [one["label"] for one in design.field(field)["x-options"]] == ["选项二", "选项三", "选项一"]
    assert design.refused("options", field=field, act=f"at3:{first}") == "已经到头了。"
