"""What differs between two editions of a paper, said the same for each kind of field."""

from typing import Any

import pytest

from formserver.forms.document import FormDocument, Json
from formserver.forms.editions.changes import Comparison, Effect
from formserver.forms.editions.comparing import compare
from formserver.forms.kinds.registry import KINDS
from tests import zoo
from tests.editions import GONE, MEANING, NARROWER, WIDER, WORDS, said, zoo_with

KINDS_OF_FIELDS = sorted(set(KINDS) - zoo.MADE_BY_THE_ENGINE)
ANSWERED = sorted(set(KINDS_OF_FIELDS) - zoo.UNANSWERED)


@pytest.fixture(scope="module")
def before() -> FormDocument:
    return zoo.zoo()


# every kind -----------------------------------------------------------------------------------------------------------
def test_nothing_differs_from_itself(before: FormDocument) -> None:
    found = compare(before, zoo.zoo())
    assert found == Comparison((), same_schema=True)
    assert found.is_wording
    assert found.is_compatible
    assert found.next_after((1, 3)) == (1, 4)


@pytest.mark.parametrize("kind", KINDS_OF_FIELDS)
def test_a_title_is_words(before: FormDocument, kind: str) -> None:
    found = compare(before, zoo_with(lambda part: part["properties"][f"a_{kind}"].update(title="新问题")))
    assert said(found) == [(WORDS, "新问题", f"名称由“问题{kind}”改为“新问题”")]
    assert found.is_wording


@pytest.mark.parametrize("kind", KINDS_OF_FIELDS)
def test_help_is_words(before: FormDocument, kind: str) -> None:
    found = compare(before, zoo_with(lambda part: part["properties"][f"a_{kind}"].update(description="说明")))
    assert said(found) == [(WORDS, f"问题{kind}", "填写说明改变")]
    assert found.is_wording


def without(kind: str) -> Any:
    def change(part: Json) -> None:
        del part["properties"][f"a_{kind}"]
        part["x-order"].remove(f"a_{kind}")

    return change


@pytest.mark.parametrize("kind", sorted({*KINDS_OF_FIELDS} - {"text", "date"}))
def test_a_field_left_out_is_no_longer_asked(before: FormDocument, kind: str) -> None:
    after = zoo_with(without(kind), unprinted=f"a_{kind}")
    found = compare(before, after)
    assert (GONE, f"问题{kind}", "不再询问，已填的另行保存") in said(found)
    assert found.next_after((1, 3)) == (2, 0)
    added = compare(after, before)
    assert (WIDER, f"问题{kind}", "增加这一项") in said(added)
    assert added.is_compatible


@pytest.mark.parametrize("kind", sorted(set(ANSWERED) - {"text"}))
def test_demanding_an_answer_is_narrower(before: FormDocument, kind: str) -> None:
    after = zoo_with(lambda part: part["required"].append(f"a_{kind}"))
    assert said(compare(before, after)) == [(NARROWER, f"问题{kind}", "改为必填")]
    assert said(compare(after, before)) == [(WIDER, f"问题{kind}", "不再必填")]


def renamed(kind: str) -> FormDocument:
    def change(part: Json) -> None:
        field = part["properties"].pop(f"a_{kind}")
        part["properties"]["new_code"] = {**field, "x-was": [f"a_{kind}"]}
        part["x-order"] = ["new_code" if code == f"a_{kind}" else code for code in part["x-order"]]

    return zoo_with(change, unprinted=f"a_{kind}")


@pytest.mark.parametrize("kind", sorted({*KINDS_OF_FIELDS} - {"text", "date"}))
def test_a_new_code_takes_the_answers_along(before: FormDocument, kind: str) -> None:
    found = compare(before, renamed(kind))
    words = f"代码由a_{kind}改为new_code，已填的随着换"
    assert said(found)[0] == (WORDS, "各种填写项", "印出的表格改变")
    assert said(found)[1:] == [(WIDER, f"问题{kind}", words)]
    assert found.next_after((1, 0)) == (2, 0)


@pytest.mark.parametrize("kind", sorted({*KINDS_OF_FIELDS} - {"text", "date"}))
def test_a_published_field_never_changes_its_kind(before: FormDocument, kind: str) -> None:
    other = "phone" if kind != "phone" else "time"

    def change(part: Json) -> None:
        words = part["properties"][f"a_{kind}"]
        part["properties"][f"a_{kind}"] = {"title": words["title"], "x-kind": other}

    found = compare(before, zoo_with(change, unprinted=f"a_{kind}"))
    assert [one.message[:10] for one in found.refused] == [f"填写方式由“{kind}”"[:10]]
    assert not found.is_compatible


@pytest.mark.parametrize("kind", sorted({*ANSWERED} - {"counter", "table", "block"}))
def test_reasons_for_no_answer(before: FormDocument, kind: str) -> None:
    after = zoo_with(lambda part: part["properties"][f"a_{kind}"].update({"x-none": ["none", "refused"]}))
    answers = [(WIDER, f"问题{kind}", "可以答“无”"), (WIDER, f"问题{kind}", "可以答“拒答”")]
    assert said(compare(before, after)) == answers
    back = [(NARROWER, f"问题{kind}", "不能再答“无”"), (NARROWER, f"问题{kind}", "不能再答“拒答”")]
    assert said(compare(after, before)) == back


SHOW = {"field": "a_yes_no", "is": "yes"}
RULES: list[tuple[Json, Effect, str, Effect, str]] = [
    ({"show": SHOW}, NARROWER, "什么情况下填写改变", NARROWER, "不再限定什么情况下填写"),
    ({"require": True}, NARROWER, "什么情况下必填改变", WIDER, "必填的要求放宽"),
    ({"require": SHOW}, NARROWER, "什么情况下必填改变", WIDER, "必填的要求放宽"),
    ({"require": SHOW, "warn": True}, WIDER, "必填的要求放宽", WIDER, "必填的要求放宽"),
    ({"forbid": SHOW}, NARROWER, "什么情况下不能填改变", WIDER, "不再有不能填的情况"),
    ({"read_only": SHOW}, MEANING, "什么情况下只能看、不能改改变", MEANING, "什么情况下只能看、不能改改变"),
]


@pytest.mark.parametrize(("rule", "effect", "words", "back", "words_back"), RULES)
@pytest.mark.parametrize("kind", sorted({*ANSWERED} - {"counter", "yes_no", "text"}))
def test_rules(
    before: FormDocument, kind: str, rule: Json, effect: Effect, words: str, back: Effect, words_back: str
) -> None:
    after = zoo_with(lambda part: part["properties"][f"a_{kind}"].update({"x-when": rule}))
    assert said(compare(before, after)) == [(effect, f"问题{kind}", words)]
    assert said(compare(after, before)) == [(back, f"问题{kind}", words_back)]
