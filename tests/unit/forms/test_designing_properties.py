"""Steps of the designer on one field: its properties, its options, the lines it prints."""

import json

import pytest

from formserver.forms.designing import options, properties, steps, whole
from tests.designs import Design, read, shipped_text


def values(design: Design, place: str) -> dict[str, str]:
    return {one.name: value for one, value in properties.fitting(design.sketch, place)}


def change(design: Design, place: str, **to: str) -> str:
    """Change properties; what is read back is what was written."""
    said = design.take("change", field=place, to=to)
    assert {name: values(design, place)[name] for name in to} == to
    return said


def refusal(design: Design, place: str, **to: str) -> str:
    return design.refused("change", field=place, to=to)


# properties -----------------------------------------------------------------------------------------------------------
def test_each_property_is_read_back_as_it_was_written_and_told_in_a_sentence() -> None:
    design = Design()
    name = "main.item_1"
    assert change(design, name, required="1") == "把“姓名”改为必填。"
    assert change(design, name, required="") == "把“姓名”改为可以不填。"
    assert change(design, name, longest="20") == "把“姓名”的最多几个字改为“20”。"
    assert change(design, name, help="写身份证上的\n名字", unit="人", hidden="1") == "改了“姓名”的几处。"
    assert change(design, name, anew="1") == "把“姓名”的每次重新填，不从上次带出改为“是”。"
    assert change(design, name, anew="") == "把“姓名”的每次重新填，不从上次带出改为“否”。"
    assert change(design, name, concept="contact_name") == "把“姓名”的在名册里是什么改为“联系人姓名”。"
    change(design, name, longest="", help="", unit="", hidden="", concept="")
    assert design.field(name) == {"title": "姓名", "x-kind": "text"}


def test_numbers_are_numbers() -> None:
    design = Design()
    place = design.add("decimal", "体温")
    change(design, place, least="35", most="42", decimals="1")
    assert (design.field(place)["minimum"], design.field(place)["maximum"]) == (35, 42)
    assert refusal(design, place, decimals="1.5") == refusal(design, place, decimals="一") == "“小数位数”要写整数。"
    assert refusal(design, place, most="四十") == "“最大”要写整数。"
    assert refusal(design, place, decimals="9") == "“小数位数”要在1到4之间。"
    change(design, place, least="-5", most="0")
    assert (design.field(place)["minimum"], design.field(place)["maximum"]) == (-5, 0)


def test_a_name_changes_with_the_printed_label() -> None:
    design = Design()
    assert change(design, "main.item_1", label="老人姓名") == "把“姓名”的名称改为“老人姓名”。"
    assert design.rows()[1][0] == "老人姓名"
    design.take("words", cell="0.1.0", text="姓　名")
    change(design, "main.item_1", label="姓名")
    assert design.rows()[1][0] == "姓　名"
    assert refusal(design, "main.item_1", label=" ") == "名称不能空着。"
    assert refusal(design, "main.item_1", label="{x}") == "文字里不能有大括号。"


def test_a_field_without_a_printed_label_has_none_to_change() -> None:
    design = Design(shipped_text("visit_record/fujian"))
    unlabelled = next(place for place, spec in whole.fields_in_order(design.sketch) if spec["title"] == "")
    assert values(design, unlabelled)["label"] == ""
    design.take("change", field=unlabelled, to={"help": "照实写"})


def test_a_rule_that_always_demands_is_the_mark_required() -> None:
    design = Design()
    text = design.text.replace('"x-kind": "text",', '"x-kind": "text", "x-when": {"require": true},')
    design.text = read(text).text
    assert values(design, "main.item_1")["required"] == "1"
    design.take("change", field="main.item_1", to={"required": ""})
    assert "x-when" not in design.field("main.item_1")


def test_a_date_prints_the_blanks_it_asks_for() -> None:
    design = Design()
    place = design.add("date", "日期")
    code = place.partition(".")[2]
    for typed, style in (("month", "ym"), ("year", "y"), ("year,month,day", "ymd"), ("", "ymd")):
        change(design, place, precision=typed)
        assert design.rows()[2][1] == f"{{{code}|{style}}}"
    design.take("words", cell="0.2.1", text="于【日期】\n为准")
    change(design, place, precision="year")
    assert design.rows()[2][1] == f"于{{{code}|y}} / 为准"
    assert refusal(design, place, precision="hour") == "这一步没有做成，请再试一次。"


def test_a_sentence_has_the_blanks_that_are_typed() -> None:
    design = Design()
    place = design.add("sentence", "体重")
    change(design, place, sentence="现在____公斤，目标（____）")
    inner = design.field(place)["properties"]
    assert [one["title"] for one in inner.values()] == ["体重", "公斤，目标"]
    sketch = design.sketch
    sketch.field(place)["required"] = list(inner)
    design.text = read(json.dumps(sketch.document)).text
    design.text = steps.take(design.text, {"do": "title", "title": "表"}, seed="x", read=read).document.text
    change(design, place, sentence="____公斤")
    assert design.field(place)["required"] == list(inner)[:1]
    assert refusal(design, place, sentence="没有空") == "句子里至少要有一个空：写 ____（两个以上的下划线）。"


def test_a_table_prints_and_takes_as_many_rows_as_wanted() -> None:
    design = Design()
    place = design.add("table", "家庭成员")
    change(design, place, printed="2", limit="5", row_labels="户主\n二")
    assert design.field(place)["x-rows"] == {"printed": 2, "labels": ["户主", "二"], "maximum": 5}
    design.take("change", field=place, to={"row_labels": "\n\n"})
    assert "labels" not in design.field(place)["x-rows"]
    assert "这样改以后表不能用" in refusal(design, place, printed="9")


def test_an_opinion_belongs_to_a_step_and_a_concept_with_a_map_stays() -> None:
    design = Design()
    place = design.add("opinion", "乡镇意见")
    assert values(design, place) == {"label": "乡镇意见", "spoken": "", "help": "", "step": "township", "seal": "1"}
    change(design, place, step="county", seal="")
    design.text = shipped_text("visit_record/ezhou")
    mapped = [place for place, spec in whole.fields_in_order(design.sketch) if isinstance(spec.get("x-concept"), dict)]
    assert values(design, mapped[0])["concept"] == design.field(mapped[0])["x-concept"]["name"]


def test_what_is_posted_unchanged_changes_nothing() -> None:
    design = Design()
    taken = steps.take(
        design.text, {"do": "change", "field": "main.item_1", "to": {"label": "姓名"}}, seed="a", read=read
    )
    assert taken.is_nothing
    assert not steps.take(design.text, {"do": "title", "title": "别的"}, seed="a", read=read).is_nothing
    assert design.refused("change", field="main.item_1", to={"label": ["x"]}) == "这一步没有做成，请再试一次。"


# options --------------------------------------------------------------------------------------------------------------
def choice(design: Design, kind: str = "multi_choice") -> tuple[str, list[str]]:
    place = design.add(kind, "身体情况")
    return place, [one["code"] for one in design.field(place)["x-options"]]


def labels(design: Design, place: str) -> list[tuple[str, bool]]:
    return [(one.words, one.is_alone) for one in options.labelled(design.field(place), options.OPTIONS)]


def test_options_are_named_added_ordered_and_taken_out() -> None:
    design = Design()
    place, [first, second] = choice(design)
    named = {first: "健康", second: "残疾"}
    assert design.take("options", field=place, labels=named, exclusive=["", first]) == "改了“身体情况”的选项。"
    assert design.take("options", field=place, new="患病") == "给“身体情况”加了“患病”。"
    assert design.take("options", field=place, act="add", new="其他") == "给“身体情况”加了“其他”。"
    assert labels(design, place) == [("健康", True), ("残疾", False), ("患病", False), ("其他", False)]
    assert design.take("options", field=place, act=f"up:{second}") == "移动了“身体情况”的“残疾”。"
    design.take("options", field=place, act=f"down:{first}")
    assert [label for label, _ in labels(design, place)] == ["残疾", "患病", "健康", "其他"]
    assert design.take("options", field=place, act=f"remove:{first}", exclusive=[""]) == "从“身体情况”删除了“健康”。"
    assert design.refused("options", field=place, act=f"up:{second}") == "已经到头了。"
    assert design.refused("options", field=place, act=f"remove:{first}").startswith("这一项已经不在表上")
    assert design.refused("options", field=place, labels={second: ""}) == "选项不能空着；不要的请点“删除”。"
    assert design.refused("options", field=place, act="add") == "有一处没有写，请写好再试。"
    assert design.refused("options", field="main.item_1", new="x") == "这一步没有做成，请再试一次。"


def test_an_option_has_the_blanks_that_are_typed_and_keeps_those_it_had() -> None:
    design = Design()
    place, [first, _] = choice(design)
    design.take("options", field=place, labels={first: "其他（____）"})
    [option, _] = design.field(place)["x-options"]
    [blank] = option["blanks"]
    assert (option["label"], option["blanks"][blank]) == (f"其他（{{{blank}}}）", {"title": "其他", "x-kind": "text"})
    design.take("options", field=place, labels={first: "其他，请写：____"})
    assert list(design.field(place)["x-options"][0]["blanks"]) == [blank]
    design.take("options", field=place, labels={first: "____"})
    design.take("options", field=place, labels={first: "其他"})
    assert "blanks" not in design.field(place)["x-options"][0]


def test_an_option_that_is_used_stays_and_so_does_the_last_one() -> None:
    design = Design()
    place, [first, second] = choice(design)
    other = design.add("text", "残疾类别")
    design.take("rule", field=other, effect="show", on=place.partition(".")[2], test="contains", values=[second])
    assert "“选项二”还有别处在用：“残疾类别”显示的条件" in design.refused(
        "options", field=place, act=f"remove:{second}"
    )
    design.take("options", field=place, act=f"remove:{first}")
    assert design.refused("options", field=place, act=f"remove:{second}") == "至少要留一个。"


@pytest.mark.parametrize("kind", ["matrix", "fixed_table"])
def test_lines_come_and_go_with_their_rows_on_the_sheet(kind: str) -> None:
    design = Design()
    place = design.add(kind, "日常活动")
    first, second = (one["code"] for one in design.field(place)["x-rows"]["rows"])
    height = len(design.rows(1))
    assert design.take("options", field=place, list="lines", labels={first: "吃饭"}) == "改了“日常活动”的各行。"
    design.take("options", field=place, list="lines", new="洗澡")
    assert len(design.rows(1)) == height + (1 if kind == "matrix" else 0)
    if kind == "matrix":
        assert [row[0] for row in design.rows(1)] == ["吃饭", "第二行", "洗澡"]
    design.take("options", field=place, list="lines", act=f"remove:{second}")
    assert len(design.rows(1)) == height


def test_lines_in_rows_with_other_answers_or_merged_cells_are_handled_with_care() -> None:
    design = Design()
    place = design.add("matrix", "打分")
    second = design.field(place)["x-rows"]["rows"][1]["code"]
    design.take("split", cell="1.1.1")
    design.add("text", "备注", cell="1.1.2")
    design.take("side", cell="1.1.0", text="合", rows="1")
    design.take("options", field=place, list="lines", act=f"remove:{second}")
    assert design.rows(1)[1][1:3] == ["第二行", ""]
    design.take("options", field=place, list="lines", new="第三行")
    assert len(design.rows(1)) == 3


def test_a_line_in_merged_rows_gets_no_row_below() -> None:
    design = Design()
    place = design.add("matrix", "打分")
    first, second = (one["code"] for one in design.field(place)["x-rows"]["rows"])
    design.take("add_row", cell="1.1.0")
    design.take("merge", cell="1.1.0", way="down")
    assert "的行里有跨行的格，请先拆开。" in design.refused("options", field=place, list="lines", new="第三行")
    design.take("merge", cell="1.0.0", way="right")
    design.take("options", field=place, list="lines", labels={first: "吃饭", second: "第二行"})
    assert design.rows(1)[0] == [f"第一行 / {{{place.partition('.')[2]}.{first}}}"]


def test_of_a_group_of_options_one_can_be_chosen() -> None:
    design = Design()
    place, (first, second) = choice(design)
    design.take("options", field=place, list="options", act="add", new="独居")
    assert options.groups_of(design.field(place)) == ["group_1"]
    design.take("options", field=place, list="options", groups={first: "group_1", second: "group_1"})
    assert [one.group for one in options.labelled(design.field(place), "options")] == ["group_1", "group_1", ""]
    assert options.groups_of(design.field(place)) == ["group_1", "group_2"]
    shape, code = read(design.text).parts["main"].shape, place.partition(".")[2]
    third = design.field(place)["x-options"][2]["code"]
    assert shape.is_valid({"item_1": "王秀英", code: [first, third]})
    assert not shape.is_valid({"item_1": "王秀英", code: [first, second]})
    design.take("options", field=place, list="options", groups={second: ""})
    assert "group" not in design.field(place)["x-options"][1]
    assert "这样改以后表不能用" in design.refused("options", field=place, list="options", groups={second: "第一组"})
