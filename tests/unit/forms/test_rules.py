"""Rules of a whole document: between head and rows, by jumps, on what is read-only; one verdict on random answers."""

import random
from collections.abc import Iterator
from typing import Any

from formserver.forms import entry, keeping, validation
from formserver.forms.conditions.base import NOTHING, Data
from formserver.forms.document import Part
from formserver.forms.group import Group
from formserver.forms.input_names import InputNames, locate
from formserver.forms.pairs import Pairs
from formserver.forms.visibility import look
from tests.rule_zoo import answers_at_random, rule_zoo
from tests.unit.forms.making import TODAY, holder, messages, options, part_of, problems_of, spec

ZOO = rule_zoo().first_part
YES, NAME = spec("yes_no"), spec("text")
IS_YES, IS_NO = ({"field": "consent", "is": code} for code in ("yes", "no"))
OLD = {"field": "age", "at_least": 60}
AROUND_YES = {"field": "^consent", "is": "yes"}


def named(title: str, kind: str = "text", **when: Any) -> dict[str, Any]:
    return spec(kind, title=title, x_when=when) if when else spec(kind, title=title)


def household() -> Part:
    row = {"who": named("姓名"), "phone": named("电话", show=AROUND_YES, require=True)}
    adult = {"rows": "family", "where": {"field": "phone", "answered": True}, "at_least": 1}
    return part_of(
        {
            "consent": named("是否同意", "yes_no"),
            "family": named("家人", "table") | {"items": holder(row), "x-rows": {"printed": 2}},
            "called": named("打给谁", show=adult),
        }
    )


def posted(**texts: str) -> Pairs:
    return Pairs((name.replace("__", "."), text) for name, text in texts.items())


# shape ----------------------------------------------------------------------------------------------------------------
def objects(group: Group, data: Data, around: Data = NOTHING) -> Iterator[tuple[Group, Data]]:
    scope = group.scope(data, around)
    yield group, scope
    for field in group.containers:
        for _, inner in field.objects(data[field.code]) if field.code in data else ():
            yield from objects(field.group, inner, scope)


def test_the_schema_refuses_exactly_the_answers_that_break_a_rule() -> None:
    rng, verdicts = random.Random(7), []
    for round_ in range(1500):
        data = answers_at_random(rng)
        if round_ % 2:
            data = entry.to_data(ZOO, entry.to_pairs(ZOO, data))
        seen = list(objects(ZOO.group, data))
        keeps = not any(rule.broken_by(scope) for group, scope in seen for rule in group.schema_rules)
        is_whole = all(code in scope for group, scope in seen for code in group.always_required)
        assert ZOO.oracle.faults(data) == ZOO.shape.faults(data)
        assert ZOO.shape.is_valid(data) == (keeps and is_whole)
        verdicts.append(keeps and is_whole)
    assert 40 < sum(verdicts) < 1400


def test_every_fault_of_shape_is_said_at_a_field() -> None:
    rng = random.Random(8)
    for _ in range(500):
        data = answers_at_random(rng)
        problems = validation.errors(problems_of(ZOO, data))
        assert problems == validation.errors(validation.check(ZOO, data, today=TODAY, engine=ZOO.oracle))
        assert ZOO.shape.is_valid(data) or problems
        assert all(locate(ZOO, problem.path).field for problem in problems)


def test_what_no_schema_says_is_refused_with_the_checks() -> None:
    data = {"name": "王", "phone": "10000000001", "phone_two": "10000000001", "alone": "有人照料"}
    assert ZOO.shape.is_valid(data)
    assert messages(ZOO, data) == ["请填写为何只有一个电话（因为电话与另一电话相同）"]
    assert messages(ZOO, data | {"phone_two": "10000000002"}) == []


def test_two_answers_are_not_compared_while_one_is_broken() -> None:
    data = {"name": "王", "phone": "1", "phone_two": "1", "alone": "有人照料"}
    assert [problem.path for problem in problems_of(ZOO, data)] == [("phone",), ("phone_two",)]


# rows and head --------------------------------------------------------------------------------------------------------
def test_a_row_obeys_the_head() -> None:
    rows = {"family": [{"who": "李"}, {"who": "张", "phone": "电话"}]}
    found = problems_of(household(), {"consent": "yes", **rows})
    assert [(p.path, p.message) for p in found] == [(("family", 0, "phone"), "请填写电话（因为是否同意选了“是”）")]
    found = problems_of(household(), {"consent": "no", **rows})
    assert (("family", 1, "phone"), "电话不用填写（因为是否同意没有选“是”）") in [(p.path, p.message) for p in found]


def test_answers_hidden_by_the_head_are_left_out_of_rows() -> None:
    pairs = posted(family__0__phone="电话", family__1__who="张", family__1__phone="电话", called="张", consent="no")
    assert entry.to_data(household(), pairs) == {"consent": "no", "family": [{"who": "张"}]}
    shown = entry.to_data(household(), pairs.merged([("consent", "yes")]))
    assert shown["family"] == [{"phone": "电话"}, {"who": "张", "phone": "电话"}]
    assert shown["called"] == "张"


def test_a_problem_of_a_row_stands_at_that_row_though_rows_before_it_were_hidden() -> None:
    pairs = posted(family__0__phone="电话", family__4__who="张", consent="no")
    names = InputNames(household(), pairs)
    assert names.of(("family", 0, "who")) == "family.4.who"
    assert names.path_of("family.4.who") == ("family", 0, "who")


def test_a_row_of_a_section_obeys_the_section() -> None:
    row = holder({"who": NAME, "phone": named("电话", show=AROUND_YES)})
    file = holder({"consent": YES, "family": spec("table", items=row)})
    part = part_of({"file": spec("section", **file)})
    pairs = posted(file__consent="no", file__family__0__phone="电话", file__family__3__who="张")
    assert entry.to_data(part, pairs) == {"file": {"consent": "no", "family": [{"who": "张"}]}}
    assert InputNames(part, pairs).of(("file", "family", 0, "who")) == "file.family.3.who"
    found = problems_of(part, {"file": {"consent": "no", "family": [{"phone": "电话"}]}})
    assert [problem.path for problem in found] == [("file", "family", 0, "phone")]


def test_the_head_obeys_its_rows() -> None:
    rows = {"name": "王", "alone": "有", "family": [{"relation": "a"}, {"relation": "b", "age": 3}]}
    assert messages(ZOO, rows) == ["请填写监护安排（因为家庭成员里（年龄不大于17）的至少有1行）"]
    assert messages(ZOO, rows | {"guardian": "姑妈"}) == []


def test_a_section_obeys_what_stands_around_it() -> None:
    asked = {"file": {"kept": "yes"}, "name": "王", "alone": "有"}
    assert [p.path for p in problems_of(ZOO, asked)] == [("file", "where")]
    assert problems_of(ZOO, asked | {"consent": "no"}) == []


def test_printed_rows_obey_what_stands_around_them() -> None:
    warm = {"rooms": {"north": {"warm": "炉子"}}, "name": "王", "alone": "有"}
    assert [p.path for p in problems_of(ZOO, warm)] == [("rooms", "north", "warm")]
    assert problems_of(ZOO, warm | {"consent": "yes"}) == []


# three values ---------------------------------------------------------------------------------------------------------
def sights(part: Part, data: Data) -> dict[str, str]:
    return dict(look(part.group, data).visibility)


def test_a_question_that_waits_for_an_open_one_is_not_known() -> None:
    part = part_of({"consent": YES, "why": named("原因", show=IS_NO), "more": named("说明", show={"not": IS_NO})})
    assert sights(part, {}) == {"consent": "shown", "why": "unknown", "more": "unknown"}
    assert sights(part, {"consent": "no"}) == {"consent": "shown", "why": "shown", "more": "hidden"}


def test_what_waits_for_a_hidden_question_is_hidden_for_certain() -> None:
    asks = {"field": "plan", "is": "yes"}
    part = part_of({"consent": YES, "plan": named("打算", "yes_no", show=IS_YES), "when": named("何时", show=asks)})
    assert sights(part, {}) == {"consent": "shown", "plan": "unknown", "when": "unknown"}
    assert sights(part, {"consent": "no"}) == {"consent": "shown", "plan": "hidden", "when": "hidden"}


def test_what_waits_for_a_question_answered_with_nothing_is_hidden_for_certain() -> None:
    part = part_of({"consent": YES | {"x-none": ["refused"]}, "why": named("原因", show=IS_NO)})
    assert sights(part, {"consent__none": "refused"})["why"] == "hidden"


def test_a_head_that_waits_for_rows_knows_what_cannot_come_any_more() -> None:
    assert sights(household(), {})["called"] == "unknown"
    assert sights(household(), {"consent": "yes", "family": [{"phone": "电话"}]})["called"] == "shown"
    asks = {"rows": "family", "where": {"field": "away", "is": "yes"}, "at_least": 1}
    row = holder({"who": NAME, "away": named("外出", "yes_no", show=AROUND_YES)})
    part = part_of({"consent": YES, "family": spec("table", items=row), "care": named("照料", show=asks)})
    rows = {"family": [{"who": "张"}]}
    assert [sights(part, rows | {"consent": code})["care"] for code in ("yes", "no")] == ["unknown", "hidden"]


def test_a_row_waits_for_the_head() -> None:
    part = household()
    for consent, visibility in ((None, "unknown"), ("yes", "shown"), ("no", "hidden")):
        pairs = posted(family__0__who="张", **({"consent": consent} if consent else {}))
        node = entry.build(part, pairs).find("family.0.phone")
        assert node is not None
        assert (node.visibility, node.is_shown) == (visibility, visibility == "shown")
        assert node.is_required == (consent == "yes")
        assert node.condition == "是否同意选了“是”"


def test_an_answer_that_will_be_kept_is_not_out_of_sight() -> None:
    part = part_of({"consent": YES, "more": named("说明", show={"not": IS_NO}, require=True)})
    typed = entry.build(part, posted(more="有")).find("more")
    empty = entry.build(part, Pairs()).find("more")
    refused = entry.build(part, Pairs(), problems_of(part, {})).find("more")
    assert typed
    assert empty
    assert refused
    assert [node.visibility for node in (typed, empty, refused)] == ["unknown"] * 3
    assert [node.is_shown for node in (typed, empty, refused)] == [True, False, True]


# effects --------------------------------------------------------------------------------------------------------------
def test_a_forbidden_answer_is_kept_and_refused_with_its_reason() -> None:
    part = part_of({"consent": named("是否同意", "yes_no"), "why": named("原因", forbid=IS_YES)})
    pairs = posted(consent="yes", why="没有")
    assert entry.to_data(part, pairs) == {"consent": "yes", "why": "没有"}
    assert messages(part, entry.to_data(part, pairs)) == ["原因不用填写（因为是否同意选了“是”）"]
    node = entry.build(part, pairs).find("why")
    assert node
    assert (str(node.forbidden_statement), node.read_only_statement) == ("是否同意选了“是”", None)


def test_a_hidden_question_is_never_demanded() -> None:
    part = part_of({"consent": YES, "age": spec("integer"), "why": named("原因", show=IS_YES, require=OLD)})
    assert [messages(part, {"consent": code, "age": 80}) for code in ("no", "yes")] == [
        [],
        ["请填写原因（因为问题选了“是”，并且问题不小于60）"],
    ]


def locked() -> Part:
    return part_of(
        {
            "consent": named("是否同意", "yes_no"),
            "grade": named("等级", "single_choice", read_only=IS_YES) | {"x-options": options("甲", "乙")},
            "note": named("备注", read_only={"field": "grade", "is": "a"}),
            "family": spec("table", items=holder({"who": named("姓名", read_only=AROUND_YES)})),
            "where": spec("address", x_tiers=["village"], x_when={"read_only": IS_YES}),
        }
    )


EARLIER = posted(consent="yes", grade="b", note="原来", family__0__row="1", family__0__who="张", where__village="东村")
LATER = posted(consent="no", grade="a", note="后来", family__0__who="李", where__village="西村").merged(
    [("family.0.row", "1"), ("family.1.row", "1"), ("family.1.who", "王")]
)


def test_what_was_read_only_on_the_page_stays_whatever_is_posted() -> None:
    kept = keeping.with_read_only(locked(), LATER, EARLIER)
    fixed = ("grade", "family.0.who", "where.village")
    assert {name: kept.raw(name) for name in fixed} == {name: EARLIER.raw(name) for name in fixed}
    assert [kept.raw(name) for name in ("consent", "note", "family.1.row", "family.1.who")] == ["no", "后来", "1", ""]


def test_what_becomes_read_only_by_this_very_page_is_taken_as_it_was_typed() -> None:
    earlier, typed = (Pairs([*pairs.items()]) for pairs in (LATER, EARLIER))
    kept = keeping.with_read_only(locked(), typed, earlier.merged([("grade", "b")]))
    assert kept == typed


def test_nothing_is_proposed_where_nothing_is_computed() -> None:
    for part in (household(), part_of({"consent": YES})):
        assert keeping.with_proposals(part, posted(consent="yes")) == posted(consent="yes")


def test_the_page_says_what_is_read_only_and_when() -> None:
    node = entry.build(locked(), EARLIER).find("family.0.who")
    assert node
    assert node.is_read_only
    assert str(node.read_only_statement) == "是否同意选了“是”"
