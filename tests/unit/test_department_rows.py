"""Rows of lists: what they say of a person, and what is wrong with them, in plain words."""

from datetime import date

import pytest

from formserver.models import Region
from formserver.services.departments.reading_rows import Row, RowReader, fills_in
from formserver.services.departments.villages import Villages
from formserver.store.departments import CATEGORIES, DEPARTMENTS, SOURCES
from tests.factories import identity_number

COLUMNS = {
    name: at
    for at, name in enumerate(
        (
            "name",
            "identity",
            "sex",
            "birth",
            "township",
            "village",
            "phone",
            "card",
            "disability_grade",
            "since",
            "note",
        )
    )
}
PLACES = [
    Region(code="420703103", name="段店镇", tier="township", parent_code="420703"),
    Region(code="420703101", name="葛店镇", tier="township", parent_code="420703"),
    Region(code="420703103201", name="三江村委会", tier="village", parent_code="420703103"),
    Region(code="420703101201", name="三江村委会", tier="village", parent_code="420703101"),
    Region(code="420703101202", name="大湾村委会", tier="village", parent_code="420703101"),
]
GOOD = {
    "name": "李桂芳",
    "identity": identity_number(1),
    "township": "段店镇",
    "village": "三江",
    "disability_grade": "一级",
}


def read(source: str = "disabled_persons", spoiled: str = "", **told: str) -> Row:
    reader = RowReader(SOURCES[source], COLUMNS, Villages(PLACES), date(2025, 6, 1))
    cells = [(GOOD | told).get(name, "") for name in COLUMNS]
    reader.look_ahead([cells, ["", spoiled]])
    return reader.read(cells)


def wrong(**told: str) -> list[str]:
    return [str(problem) for problem in read(**told).problems]


def test_a_good_row_says_who_where_and_what() -> None:
    row = read(phone="100 0000 0001", since="2024年5月1日", note="独居")
    assert row == Row(
        name="李桂芳",
        identity=identity_number(1),
        sex="male" if int(identity_number(1)[16]) % 2 else "female",
        birth="1948-03",
        village="420703103201",
        phone="10000000001",
        category="severely_disabled",
        since="2024-05-01",
        detail="一级 独居",
    )


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        ("", "没有身份证号"),
        ("4.20703E+17", "改成了数字"),
        ("420703194803160000", "后三位变成了000"),
        ("420703480316001", "15位的旧号码"),
        ("42070319480316", "现在是14位"),
        ("42070319480316001？", "不该出现的字符"),
        (identity_number(1)[:17] + ("0" if identity_number(1)[17] != "0" else "1"), "校验位不对"),
        (identity_number(1, "19480230"), "出生日期不存在"),
    ],
)
def test_a_number_that_nobody_can_have_is_refused_with_the_reason(identity: str, said: str) -> None:
    assert [said in problem for problem in wrong(identity=identity)] == [True]


def test_where_a_spreadsheet_spoiled_one_number_none_that_ends_in_000_is_believed() -> None:
    lucky = next(
        number
        for serial in range(100, 1000, 100)
        for year in range(1930, 1965)
        if (number := identity_number(serial, f"{year}0316")).endswith("000")
    )
    assert read(identity=lucky).problems == ()
    assert "000" in str(read(identity=lucky, spoiled="4.20703E+17").problems[0])


def test_full_width_and_small_letters_are_read_as_meant() -> None:
    number = next(one for serial in range(1, 99) if (one := identity_number(serial)).endswith("X"))
    assert read(identity=" ".join(number.lower())).identity == number


def test_the_card_gives_number_and_grade_where_the_list_has_none() -> None:
    row = read(identity="", card=f"{identity_number(1)}12B1", disability_grade="")
    assert (row.identity, row.category, row.problems) == (identity_number(1), "severely_disabled", ())


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": ""}, "没有写姓名"),
        ({"name": "李" * 81}, "姓名太长"),
        ({"card": "1234"}, "残疾证号应为20位"),
        ({"card": f"{identity_number(2)}11"}, "前18位与身份证号不一致"),
        ({"sex": "女" if int(identity_number(1)[16]) % 2 else "男"}, "性别与身份证号不一致"),
        ({"birth": "1950-01-01"}, "出生日期与身份证号不一致"),
        ({"since": "去年"}, "日期没有看懂"),
        ({"since": "2024-13-01"}, "日期没有看懂"),
        ({"since": "2030-01-01"}, "日期在今天以后"),
        ({"disability_grade": ""}, "没有写残疾等级"),
        ({"disability_grade": "不详"}, "没有看懂残疾等级"),
    ],
)
def test_what_cannot_be_is_said_in_plain_words(told: dict[str, str], said: str) -> None:
    assert [said in problem for problem in wrong(**told)] == [True]


@pytest.mark.parametrize(
    ("township", "village", "code"),
    [
        ("段店", "三江村民委员会", "420703103201"),
        ("", "大湾村", "420703101202"),
        ("", "三江", "?"),
        ("段店镇", "大湾", ""),
        ("没有的镇", "大湾", ""),
        ("", "", ""),
    ],
)
def test_villages_are_found_by_the_names_people_write(township: str, village: str, code: str) -> None:
    assert read(township=township, village=village).village == code


def test_a_blank_row_says_nothing() -> None:
    reader = RowReader(SOURCES["relief"], {"name": 0, "identity": 1}, Villages([]), date(2025, 6, 1))
    assert reader.is_blank(["", "", "合计"])
    assert not reader.is_blank(["李桂芳"])


@pytest.mark.parametrize(
    ("source", "column", "text", "category"),
    [
        ("disabled_persons", "disability_grade", "4级", "disabled_person"),
        ("disabled_persons", "disability_grade", "Ⅱ级", "severely_disabled"),
        ("relief", "relief", "农村低保", "low_income"),
        ("relief", "relief", "低保边缘户", "low_income_margin"),
        ("relief", "relief", "分散供养特困人员", "destitute"),
        ("ability", "ability", "中度失能", "disabled"),
        ("ability", "ability", "轻度失能", "mildly_disabled"),
        ("grid", "kind", "独居老人", "living_alone"),
    ],
)
def test_what_a_list_says_is_read_from_its_own_column(source: str, column: str, text: str, category: str) -> None:
    columns = {"name": 0, "identity": 1, column: 2}
    reader = RowReader(SOURCES[source], columns, Villages([]), date(2025, 6, 1))
    assert reader.read(["李桂芳", identity_number(1), text]).category == category


def test_everybody_on_a_list_of_one_kind_is_of_that_kind() -> None:
    assert read("family_planning").category == "family_planning_special"


def test_the_grade_may_stand_in_the_card() -> None:
    assert fills_in("disability_grade", {"card": 1})
    assert not fills_in("relief", {"card": 1})


def test_every_list_and_every_department_names_known_categories() -> None:
    named = {code for source in SOURCES.values() for code in source.categories}
    assert named | {code for one in DEPARTMENTS.values() for code in one.categories} <= set(CATEGORIES)
    assert {source.department for source in SOURCES.values()} <= set(DEPARTMENTS)
    for source in SOURCES.values():
        assert set(source.categories) <= set(DEPARTMENTS[source.department].categories)
