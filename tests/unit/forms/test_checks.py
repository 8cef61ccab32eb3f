"""Named rules that compare values."""

from typing import Any

import pytest

from formserver.forms import checks
from formserver.forms.document import Part
from tests.unit.forms.making import SEX, holder, identity, messages, options, part_of, spec

COUNT = {
    "total": spec("integer", title="子女数量"),
    "male": spec("integer", title="男"),
    "female": spec("integer", title="女"),
}
CHILDREN = spec("sentence", x_text="{total}{male}{female}", properties=COUNT)
SUM = {"check": "sum_is", "total": "children.total", "of": ["children.male", "children.female"], "level": "error"}
NUMBER = spec("identity_number", title="身份证号")


def checked(fields: dict[str, Any], check: dict[str, Any]) -> Part:
    return part_of(fields, x_checks=[{"level": "error", **check}])


@pytest.mark.parametrize(
    ("children", "sentences"),
    [
        ({"total": 1, "female": 1}, []),
        ({"total": 1}, []),
        ({"male": 3}, []),
        ({"total": 3, "male": 1, "female": 1}, ["子女数量是3，但男、女合计是2"]),
    ],
)
def test_a_total_is_the_sum_of_its_parts(children: dict[str, int], sentences: list[str]) -> None:
    assert messages(checked({"children": CHILDREN}, SUM), {"children": children}) == sentences


def test_a_table_has_at_most_so_many_rows() -> None:
    rows = spec("table", title="外出子女", items=holder({"name": spec("text")}))
    check = {"check": "count_at_most", "rows": "rows", "limit": "children.total", "level": "warning"}
    part = checked({"children": CHILDREN, "rows": rows}, check)
    data = {"children": {"total": 1}, "rows": [{"name": "王"}, {"name": "李"}]}
    assert messages(part, data) == ["提醒：外出子女填了2项，多于子女数量（1）"]
    assert messages(part, {"rows": data["rows"]}) == []


@pytest.mark.parametrize(
    ("earlier", "later", "is_right"),
    [("2025-01-08", "2025-01-08", True), ("2025-01", "2025-01-01", True), ("2025-02", "2025-01-31", False)],
)
def test_dates_compare_at_their_common_precision(earlier: str, later: str, is_right: bool) -> None:
    day = spec("date", x_precision=["month", "day"])
    fields = {"a": day | {"title": "外出时间"}, "b": day | {"title": "返回时间"}}
    part = checked(fields, {"check": "not_after", "earlier": "a", "later": "b"})
    assert messages(part, {"a": earlier, "b": later}) == ([] if is_right else ["外出时间不应晚于返回时间"])
    assert messages(part, {"a": earlier}) == []


@pytest.mark.parametrize(
    ("day", "is_right"), [("2025-01-08", True), ("2025-01-09", False), ("2025-01", True), ("2026", False)]
)
def test_a_day_is_not_in_the_future(day: str, is_right: bool) -> None:
    field = spec("date", title="日期", x_precision=["year", "month", "day"])
    part = checked({"day": field}, {"check": "not_in_future", "field": "day"})
    assert messages(part, {"day": day}) == ([] if is_right else ["日期不应晚于今天"])


def test_a_disability_card_begins_with_the_identity_number() -> None:
    fields = {"number": NUMBER, "card": spec("disability_card", title="残疾证号")}
    part = checked(fields, {"check": "disability_agrees", "card": "card", "identity": "number"})
    own, other = identity("19400302"), identity("19500302")
    assert messages(part, {"number": own, "card": own + "32"}) == []
    assert messages(part, {"number": own, "card": other + "32"}) == ["残疾证号的前18位应与身份证号相同"]
    assert messages(part, {"card": other + "32"}) == []


@pytest.mark.parametrize("kind", ["multi_choice", "single_choice"])
def test_one_option_goes_with_another(kind: str) -> None:
    fields = {
        "kinds": spec(kind, title="类别", x_options=options("失能", "空巢")),
        "grade": spec("single_choice", title="能力", x_options=options("完好", "中度", "重度")),
    }
    check = {"check": "chosen_together", "field": "kinds", "option": "a", "with_field": "grade", "one_of": ["b", "c"]}
    part = checked(fields, check)

    def chosen(code: str) -> Any:
        return [code] if kind == "multi_choice" else code

    assert messages(part, {"kinds": chosen("a"), "grade": "a"}) == ["类别选了“失能”，但能力不是“中度”或“重度”"]
    assert messages(part, {"kinds": chosen("a"), "grade": "b"}) == []
    assert messages(part, {"kinds": chosen("b"), "grade": "a"}) == messages(part, {"kinds": chosen("a")}) == []


BANDS = [{"code": "a", "from": 65, "to": 70}, {"code": "b", "from": 71, "to": 80}, {"code": "c", "from": 80}]
AGE = spec("single_choice", title="年龄", x_options=options("65-70岁", "71-80岁", "80岁以上")) | {
    "x-computed": {"from": "number", "take": "age_band", "on": "day", "bands": BANDS}
}


@pytest.mark.parametrize(
    ("birth", "proposed", "accepted"),
    [
        ("19600101", "a", "a"),
        ("19450108", "b", "bc"),
        ("19450109", "b", "b"),
        ("19400101", "c", "c"),
        ("19650101", None, "abc"),
    ],
)
def test_an_age_band_is_proposed_and_warned_about(birth: str, proposed: str | None, accepted: str) -> None:
    part = part_of({"number": NUMBER, "day": spec("date"), "age": AGE})
    data = {"number": identity(birth), "day": "2025-01-08"}
    assert checks.proposal(part.group.fields["age"], data) == proposed
    silent = "".join(code for code in "abc" if not messages(part, data | {"age": code}))
    assert silent == accepted


def test_an_age_band_needs_both_the_number_and_the_day() -> None:
    part = part_of({"number": NUMBER, "day": spec("date"), "age": AGE})
    assert checks.proposal(part.group.fields["age"], {"number": identity("19400101")}) is None
    assert checks.proposal(part.group.fields["day"], {}) is None
    assert messages(part, {"number": identity("19400101"), "age": "a"}) == []


def test_sex_and_birth_are_proposed() -> None:
    fields = {
        "number": NUMBER,
        "sex": SEX | {"x-computed": {"from": "number", "take": "sex"}},
        "month": spec("date", x_precision=["month"], x_computed={"from": "number", "take": "birth_month"}),
        "day": spec("date", x_computed={"from": "number", "take": "birth_date"}),
    }
    part, data = part_of(fields), {"number": identity("19400302", sex="male")}
    proposed = {code: checks.proposal(field, data) for code, field in part.group.fields.items()}
    assert proposed == {"number": None, "sex": "male", "month": "1940-03", "day": "1940-03-02"}


def test_a_path_into_rows_names_no_field() -> None:
    rows = spec("table", items=holder({"name": spec("text")}))
    with pytest.raises(KeyError):
        checks.named_field(part_of({"rows": rows}).group, "rows.name")
