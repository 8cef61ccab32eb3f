"""The kinds that are typed into one input: what is typed, stored, refused and said."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from formserver.forms.kinds.base import Field
from formserver.forms.kinds.identity import check_character, read_identity
from formserver.forms.kinds.registry import KINDS
from formserver.forms.pairs import Pairs
from formserver.forms.pieces import Answer, Cells, Words
from tests.unit.forms.making import field_of, identity, messages, part_of, spec

CARD = identity("19400302") + "32"


def typed(field: Field, text: str) -> Any:
    return field.decode("answer", Pairs([("answer", text)]))


@pytest.mark.parametrize(
    ("kind", "text", "answer"),
    [
        ("text", "  王   兰 ", "王 兰"),
        ("text", "   ", None),
        ("long_text", " 一\r\n 二 ", "一\n 二"),
        ("integer", "３", 3),
        ("integer", "两次", "两次"),
        ("integer", "-0", 0),
        ("integer", "007", "007"),
        ("money", "￥1，234.50元", "1234.5"),
        ("money", "00012", "12"),
        ("money", "0.00", "0"),
        ("money", "不多", "不多"),
        ("date", "2025.1月", "2025-01"),
        ("date", "2025年1月8日", "2025-01-08"),
        ("date", "2025年1月8号", "2025-01-08"),
        ("date", "2025", "2025"),
        ("date", "20250108", "2025-01-08"),
        ("date", "202501", "2025-01"),
        ("date", "去年", "去年"),
        ("phone", "100 0000 0001", "10000000001"),
        ("phone", "0711—1234567", "0711-1234567"),
        ("identity_number", "99999919400302012x", "99999919400302012X"),
        ("disability_card", "", None),
    ],
)
def test_what_is_typed_becomes_the_answer(kind: str, text: str, answer: Any) -> None:
    assert typed(field_of(kind), text) == answer


def test_a_unit_typed_behind_a_number_is_taken_off() -> None:
    assert typed(field_of("integer", x_unit="人"), "3人") == 3


def test_a_number_of_the_system_is_never_typed() -> None:
    counter = field_of("counter")
    assert typed(counter, "7") is None
    assert not [*counter.inputs("answer", Pairs()), *counter.encode("answer", 7)]
    assert counter.text({"answer": 7}) == "7"


@pytest.mark.parametrize(
    ("field", "answers"),
    [
        (spec("text"), st.text("王李兰 abc", min_size=1).map(lambda t: " ".join(t.split())).filter(bool)),
        (spec("long_text"), st.text("王\n兰", min_size=1).map(str.strip).filter(bool)),
        (spec("integer", minimum=-5), st.integers(-5, 999_999)),
        (spec("money"), st.decimals(0, 999_999_999, places=2).map(lambda d: f"{d.normalize():f}")),
        (spec("date"), st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(str)),
        (spec("date", **{"x_precision": ["month"]}), st.just("2025-01")),
        (spec("phone"), st.from_regex("[2-9][0-9]{6,7}", fullmatch=True)),
        (spec("identity_number"), st.just(identity("19400302"))),
        (spec("disability_card"), st.just(CARD)),
    ],
)
def test_a_valid_answer_survives_page_and_schema(field: Any, answers: st.SearchStrategy[Any]) -> None:
    part = part_of({"answer": field})
    one = part.group.fields["answer"]

    @settings(max_examples=30)
    @given(answers)
    def survives(answer: Any) -> None:
        assert one.decode("answer", Pairs(one.encode("answer", answer))) == answer
        assert messages(part, {"answer": answer}) == []

    survives()


@pytest.mark.parametrize(
    ("kind", "words", "answer", "sentence"),
    [
        ("text", {}, "王" * 101, "问题最多填写100个字，现在是101个字"),
        ("text", {"minLength": 2}, "王", "问题至少填写2个字"),
        ("text", {"pattern": "^[0-9]+$"}, "王", "问题的格式不正确"),
        ("text", {}, "", "问题的格式不正确"),
        ("long_text", {"maxLength": 3}, "一二三四", "问题最多填写3个字，现在是4个字"),
        ("integer", {}, -1, "问题不能小于0"),
        ("integer", {"maximum": 5}, 6, "问题不能大于5"),
        ("integer", {}, "两次", "问题应填写整数，例如 3，现在填的是“两次”"),
        ("money", {}, "1.234", "问题应填写金额（元，最多两位小数），例如 150.5，现在填的是“1.234”"),
        ("date", {}, "2025-01", "问题应填写日期，例如 2025-01-08，现在填的是“2025-01”"),
        ("date", {"x_precision": ["month", "day"]}, "x", "问题应填写日期，例如 2025-01-08，或 2025-01，现在填的是“x”"),
        ("date", {}, "2025-02-30", "问题填的日期不存在：2025-02-30"),
        ("phone", {}, "123", "问题应为11位手机号码，或带区号的固定电话，例如 0711-1234567"),
        ("phone", {}, "10000000001\n", "问题应为11位手机号码，或带区号的固定电话，例如 0711-1234567"),
        ("identity_number", {}, "123", "问题应为18位，最后一位可以是X，现在是3位"),
        ("identity_number", {}, "9999991940030201AX", "问题里有不该出现的字符，请逐位核对"),
        ("identity_number", {}, "999999194003020121", "问题的校验位不对，请逐位核对"),
        ("identity_number", {}, identity("19400231"), "问题里的出生日期不存在，请核对第7至14位"),
        ("disability_card", {}, "1", "问题应为20位：身份证号18位、残疾类别1位、残疾等级1位，现在是1位"),
        ("disability_card", {}, "99999919400302012132", "问题的校验位不对，请逐位核对"),
    ],
)
def test_a_wrong_answer_is_explained(kind: str, words: dict[str, Any], answer: Any, sentence: str) -> None:
    assert messages(part_of({"answer": spec(kind, **words)}), {"answer": answer}) == [sentence]


@pytest.mark.parametrize(
    ("kind", "words", "answer", "text", "bare"),
    [
        ("text", {}, "王兰", "王兰", "王兰"),
        ("integer", {"x_unit": "人"}, 3, "3人", "3"),
        ("money", {}, "150.5", "150.5元", "150.5"),
        ("date", {}, "2025-01-08", "2025年1月8日", "2025年1月8日"),
        ("date", {}, "去年", "去年", "去年"),
        ("integer", {}, None, "", ""),
    ],
)
def test_an_answer_reads_as_words(kind: str, words: dict[str, Any], answer: Any, text: str, bare: str) -> None:
    field, data = field_of(kind, **words), {} if answer is None else {"answer": answer}
    assert (field.text(data), field.bare(data)) == (text, bare)


def test_a_printed_date_keeps_its_blanks() -> None:
    field = field_of("date", x_none=["none"])
    empty = [Answer("", 4), Words("年"), Answer("", 2), Words("月"), Answer("", 2), Words("日")]
    assert field.pieces({}, "ymd") == empty
    assert field.pieces({"answer": "2025--1"}, "ymd") == empty
    assert field.pieces({"answer": "2025-01-08"}, "ym") == [Answer("2025", 4), Words("年"), Answer("1", 2), Words("月")]
    assert field.pieces({"answer": "2025-01"}) == [Answer("2025年1月", 6)]
    assert field.pieces({"answer__none": "none"}, "ymd") == [Answer("无", 6)]


def test_numbers_print_one_box_a_character_where_the_paper_does() -> None:
    assert field_of("identity_number").pieces({"answer": "1"}, "cells") == [Cells("1", 18)]
    assert field_of("disability_card").pieces({}, "cells") == [Cells("", 20)]
    field = field_of("identity_number", x_none=[{"code": "none", "label": "无身份证"}])
    assert field.pieces({"answer__none": "none"}, "cells") == [Answer("无身份证", 10)]


def test_a_paper_prints_the_answer_or_its_absence() -> None:
    field = field_of("integer", x_none=["refused"])
    assert field.pieces({"answer": 3}) == [Answer("3", 3)]
    assert field.pieces({"answer__none": "refused"}) == [Answer("拒答", 3)]
    assert field_of("text").pieces({"answer": "王兰"}) == [Answer("王兰")]


def test_an_identity_number_tells_birth_and_sex() -> None:
    facts = read_identity(identity("19400302", sex="male"))
    assert facts is not None
    assert (facts.birth.isoformat(), facts.sex) == ("1940-03-02", "male")
    assert facts.age_on(facts.birth.replace(year=2025, day=1)) == 84
    assert facts.age_on(facts.birth.replace(year=2025)) == 85


@pytest.mark.parametrize("number", [None, "", "9" * 18, "²" * 18, identity("19400231"), CARD])
def test_what_is_no_identity_number_tells_nothing(number: object) -> None:
    assert read_identity(number) is None


@given(st.from_regex("[0-9]{17}", fullmatch=True), st.integers(0, 16))
def test_one_changed_digit_changes_the_check_character(body: str, place: int) -> None:
    other = body[:place] + str((int(body[place]) + 1) % 10) + body[place + 1 :]
    if body.isascii():
        assert check_character(body) != check_character(other)


def test_words_of_a_field() -> None:
    field = field_of("text", title="联系电话：", x_none=["none", {"code": "refused", "label": "不愿说"}])
    assert (field.title, field.spoken, field.draws, field.unit) == ("联系电话：", "联系电话", "text", "")
    assert field.none_labels() == {"none": "无", "refused": "不愿说"}
    assert not field.is_sensitive()
    assert field_of("text", x_sensitive=True).is_sensitive()
    assert list(field_of("phone").sensitive_paths()) == [("answer",)]


def test_the_base_kind_leaves_its_faces_to_the_kinds() -> None:
    field = Field("answer", {"title": "问题"}, lambda code, spec: field_of("text"))
    for face in (
        field.schema,
        lambda: field.inputs("a", Pairs()),
        lambda: field.encode("a", 1),
        lambda: field.reference({}),
    ):
        with pytest.raises(NotImplementedError):
            face()
    assert field.decode("a", Pairs([("a", " 字 ")])) == "字"
    assert field.explain("type", 1) == ("%(label)s填写有误", {})


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_registered_under_its_own_name(kind: str) -> None:
    assert KINDS[kind].kind == kind


@pytest.mark.parametrize("kind", ["text", "long_text", "integer", "money", "date", "phone", "identity_number"])
def test_the_schema_of_a_kind_is_a_valid_schema(kind: str) -> None:
    Draft202012Validator.check_schema(field_of(kind).schema())
