"""Steps of the designer: computed values built by choosing, and read back; scores with bands; options taken over."""

from typing import Any

import pytest

from formserver.forms import canonical
from formserver.forms.designing import same_options, ways
from formserver.forms.designing.answers import answers
from formserver.forms.designing.computing import computed, labels
from formserver.forms.designing.formulas import Formula
from formserver.forms.designing.ways import WAYS, fitting
from tests.designs import Design


def numbers(*labels: str, kind: str = "integer") -> tuple[Design, list[str]]:
    """A design with a field for each label; the design and the codes."""
    design = Design()
    return design, [design.add(kind, label).partition(".")[2] for label in labels]


def compute(design: Design, field: str, how: str, **words: Any) -> str:
    """Compute a field; what is read back is what was chosen. Gives the expression."""
    design.take("compute", field=field, how=how, fixed="1", **words)
    found = computed(design.sketch, field)
    assert found
    assert found.formula
    assert found.way == WAYS[how]
    wanted = {word: tuple(value) if isinstance(value, list) else value for word, value in words.items()}
    read = {word: getattr(found.formula, word) for word in wanted if hasattr(found.formula, word)}
    assert {
        word: bool(value) if word == "is_whole" else value for word, value in wanted.items() if word in read
    } == read
    return str(design.field(field)["x-computed"]["cel"])


# numbers --------------------------------------------------------------------------------------------------------------
def test_a_sum_of_fields_and_of_a_column() -> None:
    design, (pension, help_, total) = numbers("养老金", "补贴", "合计", kind="money")
    assert compute(design, f"main.{total}", "sum", of=[pension, help_]) == f"sum([{pension}, {help_}])"
    place = design.add("table", "费用")
    cost = design.add("money", "金额", "1.1.1").rpartition(".")[2]
    column = f"{place.partition('.')[2]}.{cost}"
    assert compute(design, f"main.{total}", "sum", of=[column]) == f"sum({column})"
    text = compute(design, f"main.{total}", "sum", of=[pension, column])
    assert text == f"sum([{pension}, or(sum({column}), 0)])"
    found = computed(design.sketch, f"main.{total}")
    assert found
    assert found.formula
    assert labels(design.sketch, f"main.{total}", found.formula) == ["养老金", "费用 金额"]


def test_a_difference_and_a_product() -> None:
    design, (income, cost, rest) = numbers("收入", "支出", "结余")
    assert compute(design, f"main.{rest}", "minus", first=income, second=cost) == f"{income} - {cost}"
    assert compute(design, f"main.{rest}", "times", first=income, second=cost) == f"{income} * {cost}"
    assert design.refused("compute", field=f"main.{rest}", how="minus", first=income, second=income).startswith(
        "两处选了"
    )
    money = design.add("money", "金额").partition(".")[2]
    odd = design.refused("compute", field=f"main.{rest}", how="sum", of=[income, money])
    assert odd == "小数位数不一样，不能直接加减：金额。请把它们改成同一种数。"
    assert design.refused("compute", field=f"main.{rest}", how="times", first=money, second=cost).startswith("乘出来")


def test_a_product_in_a_row_and_what_is_read_of_around() -> None:
    design, (rate,) = numbers("标准")
    place = design.add("table", "服务")
    times = design.add("integer", "次数", "1.1.1").rpartition(".")[2]
    cost = design.add("integer", "费用", "1.1.1")
    assert compute(design, cost, "times", first=times, second=f"form.{rate}") == f"{times} * form.{rate}"
    named = {one.name: one.label for one in answers(design.sketch, cost)}
    assert named == {times: "次数", f"form.{rate}": "标准"}
    rows = design.add("integer", "人次").partition(".")[2]
    assert compute(design, f"main.{rows}", "rows", first=f"{place.partition('.')[2]}.rows").endswith(".rows")


def test_what_is_chosen_is_counted() -> None:
    design, (total,) = numbers("几种")
    place = design.add("multi_choice", "疾病")
    code, options = place.partition(".")[2], [one["code"] for one in design.field(place)["x-options"]]
    assert compute(design, f"main.{total}", "count", first=code) == f"count({code})"
    text = compute(design, f"main.{total}", "count", first=code, options=options)
    assert text == f'count({code}, "{options[0]}") + count({code}, "{options[1]}")'


def test_ages_and_spans_of_time() -> None:
    design, (age,) = numbers("年龄")
    birth = design.add("date", "出生日期").partition(".")[2]
    visit = design.add("date", "走访日期").partition(".")[2]
    number = design.add("identity_number", "身份证号").partition(".")[2]
    field = f"main.{age}"
    assert compute(design, field, "age", first=birth, second=visit) == f"age_on({birth}, {visit})"
    assert compute(design, field, "age", first=number, second="today") == f"age_on(birth_of({number}), today)"
    assert compute(design, field, "days", first=birth, second="today") == f"days_between({birth}, today)"
    assert compute(design, field, "months", first=birth, second=visit) == f"months_between({birth}, {visit})"


# scores and grades ----------------------------------------------------------------------------------------------------
def scored() -> tuple[Design, list[str], str, str]:
    """A design with three questions, a total and a grade: the design, codes of the questions, places of the others."""
    design, (total,) = numbers("总分")
    asked = [
        design.add(kind, label).partition(".")[2] for kind, label in (("single_choice", "吃饭"), ("yes_no", "能走"))
    ]
    asked.append(design.add("matrix", "感官").partition(".")[2])
    grade = design.add("single_choice", "程度")
    return design, asked, f"main.{total}", grade


def test_a_score_adds_up_points_and_gives_options_some() -> None:
    design, (eats, walks, senses), total, _ = scored()
    text = compute(design, total, "score", of=[eats, walks, senses], is_whole="1")
    assert text == f"{eats}.points + {walks}.points + sum({senses}.points)"
    assert [one["points"] for one in design.field(f"main.{eats}")["x-options"]] == [0, 1]
    assert [one["points"] for one in design.field(f"main.{walks}")["x-options"]] == [1, 0]
    assert compute(design, total, "score", of=[eats, walks], is_whole="") == f"sum([{eats}.points, {walks}.points])"
    assert compute(design, total, "score", of=[senses], is_whole="1") == f"sum({senses}.points)"
    text = compute(design, total, "score", of=[eats, senses], is_whole="")
    assert text == f"sum([{eats}.points, or(sum({senses}.points), 0)])"


def test_a_grade_is_told_by_bands_of_a_score() -> None:
    design, _, total, grade = scored()
    low, high = (one["code"] for one in design.field(grade)["x-options"])
    code = total.partition(".")[2]
    bands = {f"{high}.from": "4", f"{low}.from": "0", f"{low}.to": "3"}
    text = compute(design, grade, "band", first=code, bands=bands)
    assert text == f"band({code}, {grade.partition('.')[2]}.bands)"
    assert design.field(grade)["x-bands"] == [{"code": low, "from": 0, "to": 3}, {"code": high, "from": 4}]
    found = computed(design.sketch, grade)
    assert found
    assert found.bands == {low: ("0", "3"), high: ("4", "")}
    design.take("options", field=grade, act=f"remove:{high}")
    assert design.field(grade)["x-bands"] == [{"code": low, "from": 0, "to": 3}]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "请写好每一档从几分到几分。"),
        ({"a.from": "零", "a.to": "3"}, "“选项一”从几到几要写整数。"),
        ({"a.from": "0", "a.to": "三"}, "“选项一”从几到几要写整数。"),
        ({"a.from": "3", "a.to": "0"}, "“选项一”的“从”比“到”大，写反了。"),
        ({"a.from": "0", "a.to": "3", "b.from": "5"}, "“选项一”到3，“选项二”从5起：中间不能空，也不能重叠。"),
        ({"a.from": "0", "b.from": "5"}, "“选项一”到…，“选项二”从5起：中间不能空，也不能重叠。"),
    ],
)
def test_bands_that_leave_gaps_or_overlap_are_refused_in_words(typed: dict[str, str], said: str) -> None:
    design, _, total, grade = scored()
    codes = dict(zip("ab", (one["code"] for one in design.field(grade)["x-options"]), strict=True))
    bands = {f"{codes[name[0]]}{name[1:]}": value for name, value in typed.items()}
    code = total.partition(".")[2]
    assert design.refused("compute", field=grade, how="band", first=code, bands=bands) == said


def test_the_worst_of_several_and_one_grade_worse_need_the_same_options() -> None:
    design = Design()
    body, mind, overall = (design.add("single_choice", label) for label in ("身体", "精神", "总的"))
    asks = {"field": overall, "how": "worst", "of": [body.partition(".")[2], mind.partition(".")[2]]}
    assert design.refused("compute", **asks).startswith("“身体”的选项和这一项不是同一套")
    for one in (body, mind):
        assert design.take("copy_options", field=one, source=overall).endswith("照抄了“总的”的选项。")
    assert same_options.sources(design.sketch, body) == []
    code = overall.partition(".")[2]
    assert compute(design, overall, "worst", of=asks["of"]) == f"worst([{', '.join(asks['of'])}], {code}.order)"
    order = [one["code"] for one in design.field(overall)["x-options"]]
    compute(design, overall, "worst", of=asks["of"], reversed="1")
    assert design.field(overall)["x-scale"] == {"order": order[::-1]}
    alone = design.add("yes_no", "独居").partition(".")[2]
    words = {"first": asks["of"][0], "second": alone}
    text = compute(design, overall, "worse", **words, options=["yes"])
    assert text == f'{alone} == "yes" ? worse_by({words["first"]}, 1, {code}.order) : {words["first"]}'
    text = compute(design, overall, "worse", **words, options=["yes", "no"])
    assert f'{alone} in ["yes", "no"] ?' in text
    refused = design.refused("compute", field=overall, how="worse", **words)
    assert refused == "请选好哪些答案时降一档。"


def test_options_that_are_used_elsewhere_are_not_replaced() -> None:
    design = Design()
    body, mind = (design.add("single_choice", label) for label in ("身体", "精神"))
    first = design.field(body)["x-options"][0]["code"]
    design.take("rule", field="main.item_1", effect="show", on=body.partition(".")[2], test="is", values=[first])
    assert "还有别处在用" in design.refused("copy_options", field=body, source=mind)
    assert design.refused("copy_options", field=body, source="main.item_1") == "请选一项有选项的。"
    assert [label for _, label in same_options.sources(design.sketch, mind)] == ["身体"]


# what an identity number tells ----------------------------------------------------------------------------------------
def test_sex_birth_and_age_band_are_told_by_the_identity_number() -> None:
    design = Design()
    number = design.add("identity_number", "身份证号").partition(".")[2]
    birth, day = design.add("date", "出生"), design.add("date", "填表日期").partition(".")[2]
    assert (
        design.take("compute", field=birth, how="birth", first=number) == "“出生”改为自动计算：由身份证号得出出生日期。"
    )
    assert design.field(birth)["x-computed"] == {"from": number, "take": "birth_date"}
    design.take("change", field=birth, to={"precision": "month"})
    design.take("compute", field=birth, how="birth", first=number)
    assert design.field(birth)["x-computed"]["take"] == "birth_month"
    band = design.add("single_choice", "年龄段")
    low, high = (one["code"] for one in design.field(band)["x-options"])
    bands = {f"{low}.from": "60", f"{low}.to": "80", f"{high}.from": "80"}
    design.take("compute", field=band, how="ages", first=number, second=day, bands=bands)
    assert design.field(band)["x-computed"]["on"] == day
    found = computed(design.sketch, band)
    assert found
    assert (found.formula, found.bands[high]) == (Formula("ages", first=number, second=day), ("80", ""))
    assert "sex" not in [way.how for way in ways.ways(design.sketch, band)]
    sketch = design.sketch
    for code, option in zip(("male", "female"), sketch.field(band)["x-options"], strict=True):
        option["code"] = code
    del sketch.field(band)["x-computed"]
    design.text = canonical.dumps(sketch.document)
    design.take("compute", field=band, how="sex", first=number)
    assert design.field(band)["x-computed"] == {"from": number, "take": "sex"}


# beginning and ending -------------------------------------------------------------------------------------------------
def test_what_is_never_typed_is_not_demanded_and_comes_back() -> None:
    design, (first, second, total) = numbers("甲", "乙", "和")
    field = f"main.{total}"
    design.take("change", field="main.item_1", to={"required": "1"})
    design.take("change", field=field, to={"required": "1", "none.none": "1"})
    compute(design, field, "sum", of=[first, second])
    assert design.part["required"] == ["item_1"]
    assert design.take("drop_compute", field=field) == "“和”改为自己填写。"
    assert design.field(field) == {"title": "和", "x-kind": "integer"}
    assert design.refused("drop_compute", field=field) == "这一项已经不是自动计算的了。"
    assert computed(design.sketch, field) is None
    design.take("change", field="main.item_1", to={"required": ""})
    design.take("change", field=field, to={"required": "1"})
    compute(design, field, "sum", of=[first, second])
    assert "required" not in design.part
    design.take("drop_compute", field=field)
    design.take("rule", field=field, effect="require", on=first, test="answered")
    compute(design, field, "sum", of=[first, second])
    assert "x-when" not in design.field(field)
    design.take("compute", field=field, how="sum", of=[first])
    assert design.field(field)["x-computed"] == {"cel": f"sum([{first}])"}


def test_what_cannot_be_computed_is_refused_in_words() -> None:
    design, (first, total) = numbers("甲", "和")
    field = f"main.{total}"
    assert design.refused("compute", field=field, how="band") == "这一项不能这样计算。"
    assert design.refused("compute", field="main.item_1", how="sum", of=[first]) == "这一项不能这样计算。"
    assert design.refused("compute", field=field, how="sum", of=["item_1"]) == "请选好用哪几项来算。"
    assert design.refused("compute", field=field, how="minus", first=first) == "请选好用哪几项来算。"
    assert _hows(design, "multi_choice") == _hows(design, "text") == []
    assert _hows(design, "decimal") == ["sum", "minus", "times"]


def _hows(design: Design, kind: str) -> list[str]:
    place = design.add(kind, "算")
    return [way.how for way in ways.ways(design.sketch, place)]


def test_an_expression_of_another_shape_stays_the_experts() -> None:
    design, (first, total) = numbers("甲", "和")
    for text in ("1 + 2", f"{first} + 1", f"{first} > 1 ? {first} : 0", f"sum([{first},{first}])", f"previous.{first}"):
        sketch = design.sketch
        sketch.field(f"main.{total}")["x-computed"] = {"cel": text}
        design.text = canonical.dumps(sketch.document)
        found = computed(design.sketch, f"main.{total}")
        assert found
        assert (found.formula, found.way, found.text) == (None, None, text)


def test_answers_in_sections_and_of_people_are_offered_where_they_fit() -> None:
    design, (total,) = numbers("合计")
    place = design.add("sentence", "每月")
    blank = next(iter(design.field(place)["properties"]))
    sketch = design.sketch
    sketch.field(place)["properties"][blank]["x-kind"] = "integer"
    design.text = canonical.dumps(sketch.document)
    design.add("person", "邻居")
    offered = fitting(design.sketch, f"main.{total}", WAYS["sum"], "of")
    assert [(one.name, one.label) for one in offered] == [(f"{place.partition('.')[2]}.{blank}", "每月 每月")]
