"""Warnings that take a reason: asked at their place, dropped with their warning, kept as they were given."""

import pytest

from formserver.forms import reasons
from formserver.forms.document import Part
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem
from formserver.forms.validation import errors
from tests.unit.forms.making import holder, messages, part_of, problems_of, spec

LATE = {"returned_on": "2025-01-07", "visited_on": "2025-01-06", "note": "在家"}
REASON = "女儿春节提前回来"
WHEN = {"field": "returned_on", "answered": True}
SAID = "回家时间不应晚于服务时间"


def a_part(**words: object) -> Part:
    fields = {
        "returned_on": spec("date", title="回家时间"),
        "visited_on": spec("date", title="服务时间"),
        "note": spec(
            "text", title="说明", x_when={"require": {"field": "returned_on", "answered": True}, "warn": True}
        ),
        "stay": spec("sentence", x_text="{days}", properties={"days": spec("date", title="天")}),
    }
    check = {"check": "not_after", "earlier": "returned_on", "later": "visited_on", "level": "warning", **words}
    future = {"check": "not_in_future", "field": "stay.days", "level": "warning"}
    return part_of(fields, x_checks=[check, future])


@pytest.fixture
def part() -> Part:
    return a_part()


def page(part: Part, text: str = REASON, name: str = "returned_on") -> Pairs:
    """The reason as the page posts it, for the warning that stands there."""
    asked = reasons.asked(part, problems_of(part, LATE), Pairs())
    return Pairs([(f"_reason.{name}", text), (f"_warning.{name}", asked[name].code)])


def test_a_warning_without_a_reason_blocks_and_asks_in_the_words_of_the_warning(part: Part) -> None:
    [asking] = reasons.lacking(part, problems_of(part, LATE), Pairs())
    assert (asking.path, asking.message) == (("returned_on",), f"{SAID}。如不修改，请写明原因")
    assert errors([asking]) == [asking]


def test_a_warning_with_a_reason_passes_and_the_reason_is_kept_with_it(part: Part) -> None:
    typed = page(part)
    assert reasons.lacking(part, problems_of(part, LATE), typed) == []
    [(pointer, kept)] = reasons.given(part, problems_of(part, LATE), typed).items()
    assert (pointer, kept.warning, kept.text) == ("/returned_on", SAID, REASON)
    assert Pairs(reasons.to_pairs(part, Pairs(), {pointer: kept})) == typed
    assert kept.as_json() == {"warning": SAID, "code": kept.code, "text": REASON}


def test_spaces_are_no_reason_and_a_long_one_is_refused(part: Part) -> None:
    found = problems_of(part, LATE)
    assert len(reasons.lacking(part, found, page(part, " 　"))) == 1
    [too_long] = reasons.lacking(part, found, page(part, "长" * 201))
    assert "最多写200个字" in too_long.message


def test_a_reason_for_another_warning_is_none(part: Part) -> None:
    other = page(part).merged([("_warning.returned_on", "0")])
    assert len(reasons.lacking(part, problems_of(part, LATE), other)) == 1


def test_a_reason_is_dropped_when_its_warning_went_away(part: Part) -> None:
    assert reasons.given(part, problems_of(part, {**LATE, "visited_on": "2025-01-08"}), page(part)) == {}


def test_an_answer_that_is_missing_with_a_warning_takes_a_reason_too(part: Part) -> None:
    found = problems_of(part, {"returned_on": "2025-01-05"})
    assert [one.path for one in reasons.lacking(part, found, Pairs())] == [("note",)]


def test_a_document_may_do_without_a_reason(part: Part) -> None:
    quiet = a_part(reason=False)
    assert messages(quiet, LATE) == [f"提醒：{SAID}"]
    assert reasons.lacking(quiet, problems_of(quiet, LATE), Pairs()) == []


def test_the_reason_for_a_blank_of_a_sentence_is_asked_at_the_sentence(part: Part) -> None:
    assert set(reasons.asked(part, problems_of(part, {"stay": {"days": "2025-02-01"}}), Pairs())) == {"stay"}


def test_nobody_is_asked_about_what_is_copied_from_elsewhere() -> None:
    file = spec("section", **{"x-frozen": {"form": "registration/jiangsu", "field": "file"}})
    file |= holder({"name": spec("text", x_when={"require": True, "warn": True}), "post": spec("text")})
    frozen = part_of({"file": file, "note": spec("text")})
    found = problems_of(frozen, {"file": {"post": "主任"}, "note": "在家"})
    assert [one.level for one in found if one.takes_reason] == ["warning"]
    assert reasons.asked(frozen, [*found, Problem((), "空")], Pairs()) == {}


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("_reason.note", True), ("_warning.stay.days", True), ("_reason.surprise", False), ("_act", False)],
)
def test_reasons_are_only_taken_for_questions_of_the_paper(part: Part, name: str, is_one: bool) -> None:
    assert reasons.is_place(part, name) is is_one
