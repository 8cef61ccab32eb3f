"""What must hold for every kind of field: round trips, one verdict of two validators, a word, a printed place."""

import copy
import random
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema_rs
import pytest

from formserver.demo.answers import Circumstances, answers
from formserver.demo.people import People
from formserver.forms import entry, layout, reading, validation
from formserver.forms.kinds import flat
from formserver.forms.kinds.registry import KINDS
from formserver.forms.pairs import Pairs
from formserver.forms.pieces import Answer, Box, Cells, Words
from tests.unit.forms.making import TODAY, field_of, messages, options, part_of, spec
from tests.zoo import GIVEN, MADE_BY_THE_ENGINE, UNANSWERED, WORDS, zoo

PART = zoo().first_part
PLACE = {"township": "段店镇", "village": "三江村"}
TYPED = sorted(set(KINDS) - MADE_BY_THE_ENGINE - GIVEN - UNANSWERED - {"photos"})


def answered(seed: int) -> dict[str, Any]:
    people = People(seed)
    about = Circumstances(elder=people.elder(), visitor=people.younger(), day=date(2025, 1, 8), place=PLACE)
    return answers(PART, about, people, random.Random(seed))


@pytest.mark.parametrize("seed", range(12))
def test_answers_survive_the_page_and_come_back(seed: int) -> None:
    data = {code: value for code, value in answered(seed).items() if code != "a_counter"}
    assert entry.to_data(PART, entry.to_pairs(PART, data)) == data
    assert validation.check(PART, data, today=TODAY) == []


@pytest.mark.parametrize("kind", TYPED)
def test_every_kind_is_answered_now_and_then_and_reads_in_words(kind: str) -> None:
    data = next(data for data in map(answered, range(40)) if f"a_{kind}" in data)
    assert any(line.path[0] == f"a_{kind}" and line.text for one in reading.read(PART, data) for line in one.lines)


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize("wrong", [None, "", [], {}, 1.5, ["x"], {"x": 1}, "两次", True])
def test_a_wrong_shape_gets_the_same_verdict_of_both_validators(kind: str, wrong: Any) -> None:
    data = {"a_text": "王兰", f"a_{kind}": copy.deepcopy(wrong)}
    is_valid = jsonschema_rs.validator_for(PART.schema).is_valid(data)
    assert PART.shape.is_valid(data) == is_valid
    assert bool(validation.errors(validation.check(PART, data, today=TODAY))) or is_valid


def test_every_kind_has_a_place_on_the_paper() -> None:
    assert len(layout.lay_out(zoo(), {"main": answered(3)}).blocks) == 1


# the kinds that measure, rank and compare ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("decimal", "36.50", "36.5"),
        ("decimal", "-0.0", "0"),
        ("decimal", "-3℃", "-3"),
        ("decimal", "１，０００.5", "1000.5"),
        ("decimal", "很热", "很热"),
        ("percentage", "50%", "50"),
        ("time", "8点半", "08:30"),
        ("time", "8：05", "08:05"),
        ("time", "16点", "16:00"),
        ("time", "上午", "上午"),
        ("serial_number", " 2025-001 ", "2025-001"),
    ],
)
def test_what_is_typed_becomes_the_answer(kind: str, typed: str, answer: str) -> None:
    field = field_of(kind, **{word.replace("-", "_"): value for word, value in WORDS.get(kind, {}).items()})
    assert field.decode("answer", Pairs([("answer", typed)])) == answer


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("decimal", "46", "问题不能大于45℃"),
        ("decimal", "-41", "问题不能小于-40℃"),
        ("decimal", "36.55", "问题应填写数字，最多1位小数，例如 36.5，现在填的是“36.55”"),
        ("percentage", "101", "问题不能大于100%"),
        ("percentage", "-1", "问题应填写数字，最多1位小数，例如 36.5，现在填的是“-1”"),
        ("time", "25:00", "问题应填写时间，例如 08:30 或 8点半，现在填的是“25:00”"),
        ("serial_number", "25-1", "问题的写法应如“2025-001”"),
        ("serial_number", "9" * 101, "问题最多填写100个字，现在是101个字"),
        ("coded_choice", "x", "请在问题列出的选项里选择"),
        ("ranked_choice", ["a", "a"], "问题里同一项不能排两次"),
        ("ranked_choice", ["x"], "请在问题列出的选项里选择"),
        ("ranked_choice", [], "问题至少排1项"),
        ("matrix", {"hearing": "x"}, "请在问题列出的选项里选择"),
    ],
)
def test_a_wrong_answer_is_told_in_plain_words(kind: str, value: Any, sentence: str) -> None:
    part = part_of({"answer": spec(kind) | WORDS.get(kind, {})})
    assert messages(part, {"answer": value}) == [sentence]


def test_a_serial_number_without_example_is_only_wrong() -> None:
    assert messages(part_of({"answer": spec("serial_number", pattern="^A$")}), {"answer": "B"}) == ["问题的格式不正确"]


def test_a_coded_choice_is_printed_as_a_number_in_a_box() -> None:
    field = field_of("coded_choice", x_options=WORDS["coded_choice"]["x-options"])
    assert field.pieces({"answer": "b"})[-1] == Cells("2", 1)
    assert Words("1甲") in field.pieces({})
    assert field.pieces({}, "word") == [Cells(" ", 1)]


def test_a_ranking_is_printed_beside_its_options_and_read_in_order() -> None:
    field = field_of("ranked_choice", x_options=WORDS["ranked_choice"]["x-options"])
    data = {"answer": ["c", "a"]}
    assert field.text(data) == "1.丙 2.甲"
    assert [piece for piece in field.pieces(data) if isinstance(piece, Cells)] == [
        Cells("2", 1),
        Cells("", 1),
        Cells("1", 1),
    ]
    assert field.mark(data, "x") == []


def test_a_matrix_is_printed_line_by_line_or_box_by_box() -> None:
    field = field_of("matrix", **{word.replace("-", "_"): value for word, value in WORDS["matrix"].items()})
    data = {"answer": {"sight": "b"}}
    assert field.text(data) == "视力：乙"
    assert field.pieces(data)[0] == Words("听力　")
    assert [p.ticked for p in field.pieces(data, "sight") if isinstance(p, Box)] == [False, True, False]
    assert field.mark(data, "b", "sight") == [Box(True)]
    assert field.knows_style("sight")
    assert not field.knows_style("smell")
    assert field.knows_mark("a", "sight")
    assert not field.knows_mark("a")
    assert Answer("") not in field.pieces(data)


# counted, exported ---------------------------------------------------------------------------------------------------
HEADED = PART.group.members.values()


@pytest.mark.parametrize("seed", range(12))
def test_an_export_has_the_same_columns_whatever_is_answered(seed: int) -> None:
    headings = flat.columns(HEADED)
    assert set(flat.cells(HEADED, answered(seed))) <= set(headings)
    assert all(heading and code.startswith("a_") for code, heading in headings.items())


@pytest.mark.parametrize("kind", TYPED)
def test_every_answered_kind_stands_in_an_export(kind: str) -> None:
    data = next(data for data in map(answered, range(40)) if f"a_{kind}" in data)
    assert PART.group.fields[f"a_{kind}"].export(data)
    assert PART.group.fields[f"a_{kind}"].export({}) == {}


@pytest.mark.parametrize(
    ("kind", "value", "cells", "counted"),
    [
        ("text", "王兰", {"": "王兰"}, []),
        ("integer", 3, {"": 3}, [3]),
        ("integer", "三", {"": "三"}, []),
        ("money", "150.50", {"": Decimal("150.50")}, [Decimal("150.5")]),
        ("date", "2025-01-08", {"": date(2025, 1, 8)}, []),
        ("date", "2025-01", {"": "2025年1月"}, []),
        ("yes_no", "no", {"": "否", "#": "no"}, ["no"]),
        ("multi_choice", ["a", "c"], {"": "甲、丙", "#": "a、c"}, ["a", "c"]),
        ("coded_choice", "b", {"": "乙", "#": "b"}, ["b"]),
        ("ranked_choice", ["c", "a"], {".1": "丙", ".1#": "c", ".2": "甲", ".2#": "a"}, ["a", "c"]),
        ("matrix", {"sight": "b"}, {".sight": "乙", ".sight#": "b"}, ["sight.b"]),
        ("lookup", "02", {"": "务工", "#": "02"}, ["02"]),
        ("person", {"name": "王兰"}, {"": "王兰"}, []),
        ("person", {"id": "x", "name": "王兰"}, {"": "王兰"}, ["x"]),
        ("address", {"township": "段店镇", "township_code": "420703103"}, {".township": "段店镇"}, ["420703103"]),
        ("sentence", {"times": 3}, {".times": 3}, []),
        ("table", [{"who": "王兰"}, {"who": "李明"}], {"": "第1行　姓名：王兰\n第2行　姓名：李明"}, [2]),
        ("fixed_table", {"sight": {"who": "王兰"}}, {".sight.who": "王兰"}, []),
        ("grid", {"grain": {"year_0": "8"}}, {".grain.year_0": Decimal(8)}, []),
        ("photos", ["x", "y"], {"": 2}, [2]),
    ],
)
def test_an_answer_is_counted_and_exported(kind: str, value: Any, cells: dict[str, Any], counted: list[Any]) -> None:
    field = PART.group.fields[f"a_{kind}"]
    data = {field.code: value}
    assert field.export(data) == {f"a_{kind}{code}": cell for code, cell in cells.items()}
    assert list(field.countable(data)) == counted
    assert list(field.countable({})) == []


def test_a_word_said_instead_of_an_answer_stands_in_its_column() -> None:
    sex = spec("single_choice", title="性别", x_options=options("男", "女"), x_none=["refused"])
    members = part_of({"name": spec("text", title="姓名", x_none=["none", "dash"]), "sex": sex}).group.members.values()
    assert flat.columns(members) == {"name": "姓名", "sex": "性别", "sex#": "性别（编码）"}
    cells = flat.cells(members, {"name__none": "dash", "sex__none": "refused"})
    assert cells == {"name": "—", "sex": "拒答", "sex#": "refused"}


def test_a_word_said_instead_of_several_answers_stands_in_the_first_of_their_columns() -> None:
    place = spec("address", title="住址", x_tiers=["township", "village"], x_none=["none"])
    members = part_of({"place": place}).group.members.values()
    assert flat.cells(members, {"place__none": "none"}) == {"place.township": "无"}


@pytest.mark.parametrize(
    ("style", "words"), [("y", ["2025", "年"]), ("ym", ["2025", "年", "", "月"]), ("", ["2025年"])]
)
def test_a_year_alone_is_printed_in_its_blanks(style: str, words: list[str]) -> None:
    year = field_of("date", x_precision=["year"])
    assert year.decode("answer", Pairs([("answer", "2025年")])) == "2025"
    assert year.knows_style("y")
    assert [getattr(piece, "text", "") for piece in year.pieces({"answer": "2025"}, style)] == words
