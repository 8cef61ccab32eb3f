"""Rows and sections of a paper: growing and fixed tables, repeated blocks, headings, merged cells."""

import json

from formserver.forms.importing.drafting import papers, title_of
from formserver.forms.importing.guesses import Because, Place, Sure
from tests.unit.forms.importing.drafts import asked, cells, drafted, fields, guess, said, sheet

HEAD = ["序号", "姓名", "性别", "是否常住"]


def items(made_fields: dict[str, object], code: str) -> list[str]:
    found = made_fields[code]
    assert isinstance(found, dict)
    return [said(spec) for spec in found["items"]["properties"].values()]


def test_empty_rows_below_a_head_are_a_growing_table() -> None:
    made = drafted([("二、家庭成员", 4, 1)], HEAD, *[[n, "", "", ""] for n in ("户主", "2", "3")])
    table = fields(made)["jia_ting_cheng_yuan"]
    assert (table["title"], table["x-spoken"]) == ("", "家庭成员")
    assert table["x-rows"] == {"printed": 3, "labels": ["户主", "2", "3"], "head": "户主", "maximum": 20}
    assert items(fields(made), "jia_ting_cheng_yuan") == ["姓名 text", "性别 sex", "是否常住 yes_no"]
    assert cells(made)[2] == ["{row}", "{name}", "{sex|word}", "{shi_fou_chang_zhu|word}"]


def test_rows_without_labels_grow_too() -> None:
    blank = drafted(HEAD, ["", "", "", ""], ["", "", "", ""])
    assert fields(blank)["biao_ge"]["x-rows"]["labels"] == ["1", "2"]
    bare = drafted(["姓名", "年龄"], ["", ""], ["", ""], ["", ""])
    assert fields(bare)["biao_ge"]["x-rows"] == {"printed": 3, "maximum": 20}
    assert fields(bare)["biao_ge"]["x-spoken"] == "姓名、年龄"


def test_one_empty_row_below_a_head_of_the_same_cells_is_a_table() -> None:
    assert asked(["姓名", "年龄", "电话"], ["", "", ""]) == ["table"]


def test_rows_of_one_cell_each_are_no_table() -> None:
    assert asked([("三、条件", 2, 1)], ["饮水安全", ""], ["用电安全", ""]) == ["饮水安全 text", "用电安全 text"]


def test_rows_with_names_of_their_own_are_fixed() -> None:
    made = drafted(["称谓", "姓名", "电话"], ["父亲", "", ""], ["母亲", "", ""])
    table = fields(made)["biao_ge"]
    assert table["x-kind"] == "fixed_table"
    assert [row["label"] for row in table["x-rows"]["rows"]] == ["父亲", "母亲"]
    assert next(one for one in made.guesses if one.field == "biao_ge").because is Because.FIXED_ROWS


def test_rows_that_differ_end_a_table() -> None:
    made = drafted(["姓名", "年龄", "电话"], ["", "", ""], ["", "", ""], [("", 2, 1), ""])
    assert [spec["x-kind"] for spec in fields(made).values()] == ["table", "text", "text"]
    made = drafted(["姓名", "年龄", "电话"], ["", "", ""], ["", "□大 □小", ""])
    assert [spec["x-kind"] for spec in fields(made).values()] == ["table", "text", "single_choice", "text"]


def test_columns_keep_their_options() -> None:
    made = drafted(["姓名", "情况", "备注"], *[["", "□好 □差", ""]] * 2)
    assert items(fields(made), "biao_ge")[1] == "情况 single_choice 好/差"


def test_a_head_of_two_rows_names_the_columns_by_the_lower_one() -> None:
    made = drafted([("姓名", 1, 2), ("收入", 2, 1)], ["工资", "其他收入"], ["", "", ""], ["", "", ""])
    assert items(fields(made), "biao_ge") == ["姓名 text", "工资 text", "其他收入 money"]


def test_a_name_at_the_side_covers_head_and_rows() -> None:
    made = drafted([("家庭成员", 1, 3), "姓名", "年龄"], ["", ""], ["", ""])
    assert fields(made)["jia_ting_cheng_yuan"]["x-spoken"] == "家庭成员"
    (block,) = (block for block in json.loads(made.text)["x-paper"]["blocks"] if "rows" in block)
    assert block["rows"][0]["cells"][0]["rowspan"] == 2  # the repeat counts as one


def test_a_block_that_is_printed_several_times_is_one_field() -> None:
    def child(number: str) -> list[list[object]]:
        return [[(f"子女（{number}）", 1, 2), "姓名        年龄    岁"], ["回家时间     年    月"]]

    made = drafted(["父母", ""], *child("1"), *child("2"), *child("3"))  # type: ignore[arg-type]
    block = fields(made)["zi_nv"]
    assert block["x-rows"] == {"title": "子女（{n}）", "printed": 3, "maximum": 20}
    assert items(fields(made), "zi_nv") == ["姓名 text", "年龄 integer 岁", "回家时间 date month"]
    assert cells(made)[1][0] == "子女（{n}）"


def test_numbered_rows_that_differ_are_no_block() -> None:
    assert asked(["联系人一", ""], ["联系人二", "□甲 □乙"]) == ["联系人一 text", "联系人二 single_choice 甲/乙"]
    assert asked(["联系人1", ""], ["联系人3", ""]) == ["联系人1 text", "联系人3 text"]
    assert asked(["联系人1", ""], ["住址", ""])[0] == "联系人1 text"
    assert asked(["联系人1", ""]) == ["联系人1 text"]
    assert asked([("联系人1", 1, 2), "甲", ""], ["乙", ""]) == ["甲 text", "乙 text"]
    assert asked([("联系人1", 1, 2), ""], [""], [("联系人2", 1, 1), "", ""])[0].startswith("联系人1")


def test_headings_are_sections() -> None:
    made = drafted(
        [("一、基本情况", 2, 1)], ["姓名", ""], [("二、住房", 2, 1)], ["住址", ""], below=["日期：  年 月 日"]
    )
    sections = json.loads(made.text)["properties"]["main"]["x-sections"]
    assert [(one.get("title", ""), one["fields"]) for one in sections] == [
        ("一、基本情况", ["name"]),
        ("二、住房", ["residence"]),
        ("", ["ri_qi"]),
    ]


def test_names_at_the_side_are_sections_where_there_are_no_headings() -> None:
    made = drafted([("健康", 1, 2), "视力", "□好 □差"], ["听力", "□好 □差"], ["备注", ("", 2, 1)])
    sections = json.loads(made.text)["properties"]["main"]["x-sections"]
    assert [(one.get("title", ""), len(one["fields"])) for one in sections] == [("健康", 2), ("", 1)]


def test_numbered_lines_above_unnumbered_ones_are_headings() -> None:
    rows = [["1.老人", "", "是"], ["姓名", "", "是"], ["2.子女", "", "是"], ["电话", "", "是"]]
    made = drafted(*rows)
    assert asked(*rows) == ["姓名 text", "电话 phone"]
    assert cells(made)[0] == ["1.老人", "", "是"]
    assert [one.words for one in made.guesses if one.because is Because.NO_ANSWER] == ["是"]
    assert asked(["1.姓名", "", "是"], ["2.电话", "", "是"]) == ["1.姓名 text", "2.电话 phone"]
    assert asked(["1.姓名", "", "是"]) == ["1.姓名 text"]


def test_the_boxes_of_an_identity_number_are_one_field() -> None:
    made = drafted(["姓名", ("", 18, 1)], ["身份证号码", *[""] * 18])
    assert cells(made)[1] == ["身份证号码", "{identity_number|cells}"]
    assert guess(made, "身份证号码").because is Because.EIGHTEEN
    assert len(asked(["爱好", *[""] * 12])) == 12


def test_the_same_label_twice_is_told_apart() -> None:
    made = drafted(["监护人姓名", "", "联系电话", ""], ["姓名", "", "联系电话", ""], ["联系电话", "", "联系电话", ""])
    spoken = [spec.get("x-spoken") for spec in fields(made).values() if spec["title"] == "联系电话"]
    assert spoken == [None, "姓名的联系电话", "联系电话（表1第3行第2格）", "联系电话（表1第3行第4格）"]


def test_a_label_beside_several_rows_names_the_first() -> None:
    made = drafted([("类别", 1, 2), "□孤寡 □独居 □空巢"], ["□重点 □一般"])
    assert [spec["title"] for spec in fields(made).values()] == ["类别", ""]
    assert next(reversed(fields(made).values()))["x-spoken"] == "类别（表1第2行第1格）"


def test_a_label_above_names_an_empty_cell() -> None:
    assert asked(["姓名", "电话"], ["", ""]) == ["姓名 text", "电话 phone"]
    assert asked([("其他收入", 2, 1)], [("", 2, 1)]) == ["其他收入 money"]


def test_words_that_name_nothing_are_told() -> None:
    made = drafted(["姓名", ""], [("填表前请阅读说明。", 2, 1)])
    assert guess(made, "填表前请阅读说明。").because is Because.NO_ANSWER


def test_upright_words_stay_upright() -> None:
    made = drafted([("身\n体", 1, 2), "视力", ""], ["听力", ""], ["备注", "", ""])
    block = json.loads(made.text)["x-paper"]["blocks"][0]
    assert block["rows"][0]["cells"][0] == {
        **{"text": "身体", "rowspan": 2, "align": "center", "vertical": True, "label": True}
    }


def test_a_narrow_name_beside_many_rows_stands_upright() -> None:
    wide = [(word, 8, 1) for word in ("视力", "")]
    made = drafted([("基本情况", 1, 3), *wide], [("听力", 8, 1), ("", 8, 1)], [("嗅觉", 8, 1), ("", 8, 1)])
    assert json.loads(made.text)["x-paper"]["blocks"][0]["rows"][0]["cells"][0]["vertical"]


# lines ----------------------------------------------------------------------------------------------------------------
def test_the_line_above_the_table_is_the_title_and_what_is_above_that_is_left_out() -> None:
    made = drafted(["姓名", ""], above=["附件1", "登记表", "填报日期：  年 月 日    编号："])
    assert made.title == "登记表"
    assert [said(spec) for spec in fields(made).values()][:2] == ["填报日期： date", "编号： text"]
    assert [(str(one.place), one.because) for one in made.guesses[:2]] == [
        ("表外第1行", Because.LEFT_OUT),
        ("表外第2行", Because.TITLE),
    ]


def test_a_paper_without_a_title_or_a_field_still_becomes_a_draft() -> None:
    made = drafted(["甲"], above=["说明：没有标题。"])
    assert (made.title, guess(made, "没有标题的表").sure) == ("没有标题的表", Sure.UNSURE)
    assert [said(spec) for spec in fields(made).values()] == ["备注 long_text"]


def test_the_note_about_copies_names_who_keeps_one() -> None:
    made = drafted(["姓名", ""], below=["备注：此表一式两份，县级民政部门、乡镇（街道）各存档一份。"])
    assert json.loads(made.text)["x-copies"]["holders"] == ["县级民政部门", "乡镇（街道）"]
    nobody = drafted(["姓名", ""], below=["本表一式三份。"])
    assert json.loads(nobody.text)["x-copies"]["holders"] == ["存档单位"]


def test_a_file_may_hold_several_papers() -> None:
    both = (
        *sheet(["姓名", ""], above=["登记表"]),
        *sheet(["日期", ""], above=["通知", "走访记录"], below=["注：请保存"]),
    )
    assert [title_of(paper) for paper in papers(both)] == ["登记表", "走访记录"]
    one = (*sheet(["姓名", ""], above=["登记表"]), *sheet(["日期", ""], above=[]))
    assert [title_of(paper) for paper in papers(one)] == ["登记表"]
    assert title_of(sheet(["姓名", ""], above=[])) == ""


def test_the_code_of_a_form_is_made_of_its_title() -> None:
    titles = {
        "老人走访记录表": "visit_record/lao_ren_zou_fang_ji_lu",
        "探访登记表": "registration/tan_fang_deng_ji_biao",
    }
    for title, code in titles.items():
        assert drafted(["姓名", ""], above=[title], code="").code == code
    assert drafted(["姓名", ""], above=["2025年登记表"], code="").code == "registration/paper_2025_nian_deng_ji_biao"
    assert drafted(["姓名", ""], above=[], code="").code == "registration/paper"


def test_fields_know_what_they_mean_in_the_register() -> None:
    made = fields(drafted(["姓名", "", "性别", "", "姓名", ""]))
    assert [spec.get("x-concept") for spec in made.values()] == ["name", "sex", None]
    rows = [["探访方式", "□上门探访 □电话探访"], ["燃气安全", "□安全 □较安全 □不安全"], ["用电安全", "□好 □差"]]
    visit = fields(drafted(*rows, ["探访日期", ""], code="visit_record/one"))
    assert visit["visit_way"]["x-concept"] == {"name": "visit_way", "map": {"home": "home", "phone": "phone"}}
    assert visit["gas_safety"]["x-concept"]["map"]["fair"] == "fair"
    assert ("x-concept" in visit["electric_safety"], visit["visit_date"]["x-concept"]) == (False, "visit_date")


def test_so_many_headings_are_no_sections() -> None:
    rows = [row for n in range(40) for row in ([(f"{n}、甲{n}节", 2, 1)], [f"甲{n}乙", ""])]
    rows += [row for n in range(40, 51) for row in ([(f"{n}、甲{n}节", 2, 1)], [f"甲{n}乙", ""])]
    assert "x-order" in json.loads(drafted(*rows[:102]).text)["properties"]["main"]


def test_codes_are_plain_and_never_twice() -> None:
    made = fields(drafted(["1号楼", "", "！！", "", "row", "", "户主关系", "", "户主关系", ""]))
    assert list(made) == ["field_1_hao_lou", "field", "row_2", "hu_zhu_guan_xi", "hu_zhu_guan_xi_2"]


def test_places_are_said_in_words() -> None:
    assert (str(Place(1, 2, 3)), str(Place(0, 4))) == ("表1第2行第3格", "表外第4行")
