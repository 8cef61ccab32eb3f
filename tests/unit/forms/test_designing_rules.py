"""Steps of the designer: conditions of a field, and what concerns the whole paper."""

import json
from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms.designing import rules, steps
from formserver.forms.designing.statements import offered
from tests.designs import Design, read


def choice(design: Design, kind: str = "multi_choice") -> tuple[str, list[str]]:
    place = design.add(kind, "身体情况")
    return place, [one["code"] for one in design.field(place)["x-options"]]


# conditions -----------------------------------------------------------------------------------------------------------
CASES: list[tuple[str, str, list[str], dict[str, Any]]] = [
    ("integer", "at_least", ["60"], {"at_least": 60}),
    ("money", "at_most", ["60.5"], {"at_most": "60.5"}),
    ("date", "after", ["2025-01"], {"after": "2025-01"}),
    ("date", "before", ["2025-01-08"], {"before": "2025-01-08"}),
    ("text", "answered", [], {"answered": True}),
    ("text", "open", [""], {"answered": False}),
    ("yes_no", "is", ["yes"], {"is": "yes"}),
]


@pytest.mark.parametrize(("kind", "test", "given", "written"), CASES)
def test_a_condition_is_written_as_it_was_chosen(kind: str, test: str, given: list[str], written: Any) -> None:
    design = Design()
    other = design.add(kind, "另一项").partition(".")[2]
    assert design.take("rule", field="main.item_1", effect="require", on=other, test=test, values=given) == (
        "“姓名”看“另一项”必填。"
    )
    assert design.field("main.item_1")["x-when"] == {"require": {"field": other, **written}}
    assert design.take("drop_rule", field="main.item_1", effect="require") == "删除了“姓名”的一个条件。"
    assert "x-when" not in design.field("main.item_1")


def test_several_options_of_a_choice_are_one_condition_and_replace_the_mark_required() -> None:
    design = Design()
    place, codes = choice(design, "single_choice")
    on = place.partition(".")[2]
    other = design.add("text", "民族")
    for one in (other, "main.item_1"):
        design.take("change", field=one, to={"required": "1"})
    design.take("rule", field=other, effect="require", on=on, test="is", values=codes)
    design.take("rule", field=other, effect="show", on=on, test="is", values=codes)
    assert design.field(other)["x-when"]["show"] == {"field": on, "is_one_of": codes}
    assert design.part["required"] == ["item_1"]
    design.take("rule", field="main.item_1", effect="require", on=on, test="is", values=codes[:1])
    assert "required" not in design.part
    design.take("drop_rule", field=other, effect="show")
    assert list(design.field(other)["x-when"]) == ["require"]


def test_what_makes_no_condition_is_refused_in_words() -> None:
    design = Design()
    number, day = design.add("integer", "年龄").partition(".")[2], design.add("date", "日期").partition(".")[2]
    asked = {"field": "main.item_1", "effect": "show"}
    assert design.refused("rule", **asked, on=number, test="at_least", values=["六十"]) == "请写数字，例如 60。"
    assert design.refused("rule", **asked, on=number, test="at_least", values=["6.5"]) == "请写数字，例如 60。"
    assert design.refused("rule", **asked, on=day, test="after", values=["昨天"]).startswith("日期请写成")
    assert design.refused("rule", **asked, on=day, test="after") == "请选好或写好要看的答案。"
    assert design.refused("rule", **asked, on="item_1", test="answered").startswith("看这一项自己的答案")
    assert design.refused("rule", **asked, on=day, test="is") == "请选好看哪一项、怎样时。"
    assert design.refused("rule", **asked, on="nothing", test="is") == "请选好看哪一项、怎样时。"
    assert design.refused("rule", **{**asked, "effect": "x"}, on=day, test="answered") == "请选好看哪一项、怎样时。"
    assert design.refused("drop_rule", **asked) == "这个条件已经没有了。"


def test_a_condition_may_ask_the_fields_beside_and_their_options() -> None:
    design = Design()
    place, codes = choice(design, "single_choice")
    yes_no = design.add("yes_no", "低保")
    table = design.add("table", "成员")
    asked = rules.askable(design.sketch, "main.item_1")
    assert {*asked} == {one.partition(".")[2] for one in (place, yes_no, table)}
    assert offered(design.field(place)) == [(codes[0], "选项一"), (codes[1], "选项二")]
    assert offered(design.field(yes_no)) == [("yes", "是"), ("no", "否")]


# the whole paper ------------------------------------------------------------------------------------------------------
def test_title_and_copies() -> None:
    design = Design()
    assert design.take("title", title="走访登记表") == "把标题改为“走访登记表”。"
    assert design.take("copies", holders="县民政局\n\n乡镇", note="一式两份") == "改为一式2份。"
    assert design.sketch.document["x-copies"] == {"note": "一式两份", "holders": ["县民政局", "乡镇"]}
    design.take("copies", holders="县民政局")
    assert design.take("copies") == "不再写明一式几份。"
    assert design.refused("copies", holders="\n".join("一二三四五六七八九十")) == "最多写九份。"
    assert design.refused("copies", note="一式两份") == "请写明各份由谁存，每行一个。"


def test_sections_begin_are_named_and_join() -> None:
    design = Design()
    second = design.add("text", "电话")
    assert design.take("section", field=second, title="联系") == "从“电话”起另起一节“联系”。"
    assert design.take("section", field=second, title="联系方式") == "把这一节叫做“联系方式”。"
    first, last = (one["code"] for one in design.part["x-sections"])
    assert design.take("name_section", part="main", section=last, title="三") == "把这一节叫做“三”。"
    assert design.take("note_section", part="main", section=last, note="问家属") == "写了“三”一节的说明。"
    assert design.part["x-sections"][1]["note"] == "问家属"
    assert design.take("note_section", part="main", section=last, note="") == "“三”一节不再写说明。"
    assert "note" not in design.part["x-sections"][1]
    assert design.take("drop_section", part="main", section=first) == "把“基本情况”并入了旁边的一节。"
    design.take("section", field=second, title="又一节")
    design.take("drop_section", part="main", section=design.part["x-sections"][1]["code"])
    assert design.take("drop_section", part="main", section=last) == "去掉了这一节的标题。"
    assert design.refused("drop_section", part="main", section="x").startswith("这一节已经没有了")
    assert design.refused("name_section", part="x", section=first, title="x").startswith("这一节已经没有了")


def test_a_paper_without_sections_gets_them() -> None:
    design = Design()
    table = design.add("table", "成员")
    sketch = design.sketch
    part = sketch.document["properties"]["main"]
    part["x-order"] = [code for one in part.pop("x-sections") for code in one["fields"]]
    design.text = steps.rewrite(design.text, json.dumps(sketch.document), read=read).document.text
    design.text = steps.take(design.text, {"do": "title", "title": "表"}, seed="y", read=read).document.text
    design.take("move", field=table, way="up")
    design.take("section", field="main.item_1", title="二")
    assert [one.get("title") for one in design.part["x-sections"]] == [None, "二"]


def test_an_experts_text_is_one_step_or_faulty() -> None:
    design = Design()
    document = {**design.sketch.document, "title": "专家的表"}
    taken = steps.rewrite(design.text, json.dumps(document), read=read)
    assert (taken.document.title, taken.said.message) == ("专家的表", "在专家页里改了整份文件。")
    with pytest.raises(DocumentInvalid):
        steps.rewrite(design.text, "{}", read=read)
