"""What a field and its options mean in the register, chosen in the designer."""

import json

import pytest

from formserver.forms.designing import whole
from formserver.forms.designing.left import left
from formserver.forms.designing.meanings import MEANINGS, offered, options
from formserver.resources import root
from formserver.services.references import RECORDS_READ, REGISTER_READS
from tests.designs import Design, read


def mean(design: Design, place: str, concept: str) -> str:
    return design.take("change", field=place, to={"concept": concept})


def choice(design: Design, label: str, *words: str) -> tuple[str, list[str]]:
    """A choice with these options; gives its place and their codes."""
    place = design.add("single_choice", label)
    codes = [one["code"] for one in design.field(place)["x-options"]]
    design.take("options", field=place, list="options", labels=dict(zip(codes, words[:2], strict=True)))
    for word in words[2:]:
        design.take("options", field=place, list="options", act="add", new=word)
    return place, [one["code"] for one in design.field(place)["x-options"]]


def told(design: Design) -> list[str]:
    return [one.said.message for one in left(design.sketch)]


def test_a_choice_gets_the_values_that_its_words_tell() -> None:
    design = Design()
    place, codes = choice(design, "燃气安全", "安全", "存在隐患", "没有燃气")
    assert mean(design, place, "gas_safety") == "把“燃气安全”的在名册里是什么改为“燃气安全”。"
    assert design.field(place)["x-concept"]["map"] == {codes[0]: "safe", codes[1]: "unsafe"}
    assert told(design)[-1] == "“燃气安全”有的选项还没写明在名册里是什么意思。"
    said = design.take("values", field=place, values={codes[2]: "safe"})
    assert said == "写明了“燃气安全”的选项在名册里是什么意思。"
    assert [value for _, _, value in options(design.field(place))] == ["safe", "unsafe", "safe"]
    assert told(design) == []
    answers = {"item_1": "王秀英", place.removeprefix("main."): codes[1]}
    assert read(design.text).first_part.concepts(answers)["gas_safety"] == "unsafe"


def test_what_denies_is_not_taken_for_what_it_denies() -> None:
    design = Design()
    place, codes = choice(design, "意愿", "不愿意接受探访", "愿意接受探访")
    mean(design, place, "consent")
    assert design.field(place)["x-concept"]["map"] == {codes[0]: "unwilling", codes[1]: "willing"}


def test_yes_and_no_stand_for_something_too() -> None:
    design = Design()
    place = design.add("yes_no", "用电安全")
    mean(design, place, "electric_safety")
    assert design.field(place)["x-concept"] == "electric_safety"
    design.take("values", field=place, values={"yes": "safe", "no": "unsafe"})
    assert read(design.text).first_part.concepts({"item_1": "王秀英", place[5:]: "no"})["electric_safety"] == "unsafe"
    design.take("values", field=place, values={"yes": "", "no": ""})
    assert design.field(place)["x-concept"] == "electric_safety"


def test_values_that_the_region_says_are_taken_as_they_are() -> None:
    design = Design()
    place, codes = choice(design, "对象类别", "独居", "留守")
    mean(design, place, "categories")
    assert design.field(place)["x-concept"] == "categories"
    design.take("values", field=place, values={codes[0]: "alone"})
    assert design.field(place)["x-concept"] == {"name": "categories", "map": {codes[0]: "alone"}}
    assert told(design) == []
    mean(design, place, "")
    assert "x-concept" not in design.field(place)


def test_one_field_of_a_paper_means_a_thing_but_categories_may_be_told_by_several() -> None:
    design = Design()
    first, second = design.add("phone", "电话"), design.add("phone", "手机")
    mean(design, first, "phone")
    reason = design.refused("change", field=second, to={"concept": "phone"})
    assert reason == "“电话”已经是“老人的电话”，一张表里只能有一项。"
    for label in ("类别一", "类别二"):
        mean(design, choice(design, label, "独居", "留守")[0], "categories")


def test_what_stands_in_a_section_of_its_own_counts_too() -> None:
    document = json.loads(Design().text)
    kin = {"kin": {"title": "联系人", "x-kind": "text", "x-concept": "contact_name"}}
    section = {"title": "亲属", "x-kind": "section", "properties": kin, "x-order": ["kin"]}
    document["properties"]["main"]["properties"]["family"] = section
    document["properties"]["main"]["x-sections"][0]["fields"].append("family")
    design = Design(json.dumps(document, ensure_ascii=False))
    reason = design.refused("change", field="main.item_1", to={"concept": "contact_name"})
    assert reason == "“联系人”已经是“联系人姓名”，一张表里只能有一项。"
    assert "contact_name" in offered(design.sketch, "main.family.kin")


def test_what_does_not_fit_is_refused() -> None:
    design = Design()
    phone = design.add("phone", "电话")
    assert design.refused("change", field=phone, to={"concept": "x"}) == "这一步没有做成，请再试一次。"
    assert design.refused("change", field=phone, to={"concept": "birth"}) == "这一种项不能是“出生日期”。"
    assert design.refused("values", field=phone, values={}) == "这一项的选项不用对应。"
    mean(design, phone, "phone")
    assert design.refused("values", field=phone, values={}) == "这一项的选项不用对应。"
    place, codes = choice(design, "风险", "低", "高")
    mean(design, place, "risk_grade")
    assert design.refused("values", field=place, values={codes[0]: "none"}) == "这一步没有做成，请再试一次。"


def test_rows_of_tables_mean_nothing_in_the_register() -> None:
    design = Design()
    table = design.add("table", "家庭成员")
    column = f"{table}.{next(iter(design.field(table)['items']['properties']))}"
    assert offered(design.sketch, column) == {}
    phone = design.add("phone", "电话")
    assert "phone" in offered(design.sketch, phone)
    before = design.text
    mean(design, column, "name")
    assert design.text == before


def test_options_that_go_mean_nothing_any_more() -> None:
    design = Design()
    place, codes = choice(design, "风险", "低", "中", "高")
    mean(design, place, "risk_grade")
    design.take("options", field=place, list="options", act=f"remove:{codes[1]}")
    assert design.field(place)["x-concept"]["map"] == {codes[0]: "low", codes[2]: "high"}
    other, _ = choice(design, "等级", "甲", "乙")
    design.take("copy_options", field=place, source=other)
    assert design.field(place)["x-concept"] == "risk_grade"
    design.take("options", field=other, list="options", act=f"remove:{design.field(other)['x-options'][0]['code']}")


@pytest.mark.parametrize("concept", sorted({**REGISTER_READS, **RECORDS_READ}))
def test_whatever_services_read_can_be_meant(concept: str) -> None:
    assert concept in MEANINGS


def test_what_is_written_already_is_read() -> None:
    design = Design((root() / "schemas/registration/fujian.v1.json").read_text("utf-8"))
    found = {place: options(spec) for place, spec in whole.fields_in_order(design.sketch)}
    assert len([one for one in found.values() if one]) > 1
