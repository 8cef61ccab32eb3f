"""Choices: options, blanks inside options, exclusive options, and how the paper prints them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formserver.forms.kinds.choice import Choice
from formserver.forms.pairs import Pairs
from formserver.forms.pieces import Answer, Box, Gap, NewLine, Words
from tests.unit.forms.making import field_of, messages, options, part_of, spec

NOTE = {"note": {"title": "备注：", "x-spoken": "其他的备注", "x-kind": "text"}}
PEOPLE = {"count": {"title": "人数", "x-spoken": "增加的人数", "x-kind": "integer", "minimum": 1}}
HEALTH = options("健康", "残疾", "患病", a={"exclusive": True})
CHANGE = options("无变化", "增加{count}人", "其他（备注：{note}）", b={"blanks": PEOPLE}, c={"blanks": NOTE})


def choice(kind: str, **words: Any) -> Choice:
    field = field_of(kind, **words)
    assert isinstance(field, Choice)
    return field


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("其他（备注：{note}）", "其他"),
        ("增加{note}人", "增加__人"),
        ("有领取养老保险，每月{note}元", "有领取养老保险，每月__元"),
        ("严重 疾病名称：{note}", "严重 疾病名称"),
        ("重病（请填写疾病种类{note}）", "重病"),
        ("失能老年人（包括中、重）", "失能老年人（包括中、重）"),
    ],
)
def test_problems_quote_an_option_without_the_blank_at_its_end(label: str, words: str) -> None:
    blanks = NOTE if "{" in label else {}
    field = choice("single_choice", x_options=[{"code": "a", "label": label, "blanks": blanks}])
    assert field.labels() == [("a", words)]


def test_a_blank_is_a_property_beside_its_field() -> None:
    assert list(choice("multi_choice", x_options=CHANGE).siblings()) == ["answer__b__count", "answer__c__note"]


@given(st.lists(st.sampled_from("abc"), min_size=1, unique=True).map(sorted))
def test_any_choice_survives_the_page(codes: list[str]) -> None:
    field = choice("multi_choice", x_options=HEALTH)
    assert field.decode("answer", Pairs(field.encode("answer", codes))) == codes


def test_choices_are_stored_in_paper_order_once_and_unknown_ones_last() -> None:
    field = choice("multi_choice", x_options=HEALTH)
    posted = [("answer", code) for code in ("x", "c", "b", "c", "")]
    assert field.decode("answer", Pairs(posted)) == ["b", "c", "x"]
    assert field.decode("answer", Pairs([("answer", "")])) is None


@pytest.mark.parametrize("kind", ["single_choice", "yes_no"])
def test_one_choice_survives_the_page(kind: str) -> None:
    field = choice(kind, x_options=options("是", "否"))
    assert field.decode("answer", Pairs(field.encode("answer", "b"))) == "b"
    assert field.decode("answer", Pairs()) is None


def test_a_choice_of_no_kind_cannot_tell_what_is_chosen() -> None:
    with pytest.raises(NotImplementedError):
        Choice("answer", {}, field_of("text").make).chosen("a")


def test_yes_and_no_need_no_options() -> None:
    assert choice("yes_no").labels() == [("yes", "是"), ("no", "否")]


def test_a_long_list_is_drawn_as_a_list_box() -> None:
    assert choice("single_choice", x_options=HEALTH, x_draw="select").draws == "select_choice"
    assert choice("single_choice", x_options=HEALTH).draws == "single_choice"


@pytest.mark.parametrize(
    ("field", "data", "sentences"),
    [
        (spec("single_choice", x_options=HEALTH), {"answer": "x"}, ["请在问题列出的选项里选择"]),
        (spec("yes_no"), {"answer": True}, ["请在问题列出的选项里选择"]),
        (spec("multi_choice", x_options=HEALTH), {"answer": "a"}, ["请在问题列出的选项里选择"]),
        (spec("multi_choice", x_options=HEALTH), {"answer": ["a", "b"]}, ["问题选了“健康”，就不能再选其他项"]),
        (spec("multi_choice", x_options=HEALTH), {"answer": ["b", "c"]}, []),
        (spec("multi_choice", x_options=HEALTH, minItems=2), {"answer": ["b"]}, ["问题至少选2项"]),
        (spec("multi_choice", x_options=HEALTH, maxItems=1), {"answer": ["b", "c"]}, ["问题最多选1项"]),
        (
            spec("multi_choice", x_options=options("低保", "特困", "退休", a={"group": "aid"}, b={"group": "aid"})),
            {"answer": ["a", "b"]},
            ["问题里“低保”“特困”只能选一项"],
        ),
        (
            spec("multi_choice", x_options=options("低保", "特困", "退休", a={"group": "aid"}, b={"group": "aid"})),
            {"answer": ["a", "c"]},
            [],
        ),
        (spec("multi_choice", x_options=CHANGE), {"answer": ["b"]}, ["请填写增加的人数（因为问题选了“增加__人”）"]),
        (
            spec("multi_choice", x_options=CHANGE),
            {"answer": ["a"], "answer__b__count": 2},
            ["增加的人数不用填写（因为问题没有选“增加__人”）"],
        ),
        (spec("multi_choice", x_options=CHANGE), {"answer": ["b"], "answer__b__count": 0}, ["增加的人数不能小于1"]),
    ],
)
def test_a_choice_is_judged_in_words(field: Any, data: Any, sentences: list[str]) -> None:
    assert messages(part_of({"answer": field}), data) == sentences


def test_an_optional_blank_may_stay_empty() -> None:
    blanks = {"note": {**NOTE["note"], "x-optional": True}}
    field = spec("single_choice", x_options=options("其他{note}", a={"blanks": blanks}))
    assert messages(part_of({"answer": field}), {"answer": "a"}) == []


def test_an_answer_reads_with_its_blanks() -> None:
    data = {"answer": ["b", "c"], "answer__b__count": 2, "answer__c__note": "搬家"}
    assert choice("multi_choice", x_options=CHANGE).text(data) == "增加2人、其他（备注：搬家）"


def test_the_paper_draws_every_option_with_its_box() -> None:
    field = choice("multi_choice", x_options=CHANGE[:2])
    drawn = [Box(False), Words("无变化"), Gap(), Box(True), Words("增加"), Answer("2", 3), Words("人")]
    data = {"answer": ["b"], "answer__b__count": 2}
    assert field.pieces(data) == drawn
    assert field.pieces(data, "lines") == [*drawn[:2], NewLine(), *drawn[3:]]
    assert field.option_pieces(data, "b") == drawn[3:]
    assert field.option_pieces(data, "x") == []


def test_the_paper_takes_a_word_where_it_prints_no_options() -> None:
    field = choice("yes_no", x_none=["refused"])
    assert field.pieces({"answer": "yes"}, "word") == [Answer("是")]
    assert field.pieces({}, "word") == [Answer("")]
    assert field.pieces({"answer__none": "refused"}, "word") == [Answer("拒答")]


def test_none_is_printed_behind_the_last_option() -> None:
    field = choice("yes_no", x_none=["none"])
    assert field.pieces({"answer__none": "none"})[-2:] == [Gap(), Words("无")]


def test_none_and_an_answer_exclude_each_other() -> None:
    part = part_of({"answer": spec("text", x_none=["none", "refused"])})
    assert messages(part, {"answer": "王", "answer__none": "none"}) == ["问题不能再选“无”“拒答”（因为填写了问题）"]
    assert messages(part, {"answer__none": "maybe"}) == ["请在问题列出的选项里选择"]


def test_what_was_chosen_from_a_long_list_is_found_without_walking_it() -> None:
    items = [{"code": f"c{number}", "label": f"第{number}项"} for number in range(3)]
    field = choice("lookup", x_list={"$id": "urn:formserver:list:x:v1", "title": "x", "items": items})
    said = {"answer": "第2项", "answer#": "c2"}
    assert field.export({"answer": "c2"}) == said
    field.__dict__["options"] = field.__dict__["codes"] = None  # whoever walks them now falls
    assert field.export({"answer": "c2"}) == said


@pytest.mark.parametrize("answer", [["c2"], {"c2": 1}, 2, "c9", None])
def test_what_is_none_of_the_options_says_nothing(answer: Any) -> None:
    field = choice("single_choice", x_options=options("健康", "残疾"))
    assert (field.text({"answer": answer}), field.countable({"answer": answer})) == ("", ())
