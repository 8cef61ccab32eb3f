"""Why a question is not shown: which parts of its rule are true, and of which answers they speak."""

import random
from typing import Any

import pytest

from formserver.forms import explaining
from formserver.forms.conditions.base import All, Condition
from formserver.forms.conditions.written import parse
from formserver.forms.explaining import Named, Obstacle, Told, Unseen, unseen
from formserver.forms.visibility import only_shown
from tests.rule_zoo import answers_at_random, rule_zoo
from tests.unit.forms.making import holder, options, part_of, spec

Json = dict[str, Any]
SICK: Json = spec("single_choice", title="是否患病", x_options=options("是", "否"))
KINDS: Json = spec("multi_choice", title="病种", x_options=options("高血压", "糖尿病"))
IS_SICK: Json = {"field": "sick", "is": "a"}


def shown(when: Json, kind: str = "text", **words: Any) -> Json:
    return spec(kind, x_when={"show": when}, **words)


def only(fields: Json, data: Json, **more: Any) -> Unseen:
    """The one question that a rule hides."""
    [found] = [one for one in unseen(part_of(fields), data, **more) if one.reason == "rule"]
    return found


def told(fields: Json, data: Json, **more: Any) -> Told:
    [obstacle] = only(fields, data, **more).obstacles
    return obstacle.told


def said(one: Told) -> tuple[str, bool | None]:
    return str(one.statement), one.truth


# rules ----------------------------------------------------------------------------------------------------------------
def test_a_rule_is_told_with_the_answer_it_speaks_of() -> None:
    found = told({"sick": SICK, "since": shown(IS_SICK, title="患病时间")}, {"sick": "b"})
    assert (said(found), found.answers) == (("是否患病选了“是”", False), (Named("是否患病", "否", False),))


def test_what_waits_for_an_open_question_cannot_be_told_yet() -> None:
    found = told({"sick": SICK, "since": shown(IS_SICK)}, {})
    assert (found.truth, found.answers) == (None, (Named("是否患病", "", False),))


def test_what_waits_for_a_hidden_question_is_hidden_for_certain() -> None:
    kinds = {**KINDS, "x-when": {"show": IS_SICK}}
    last = shown({"field": "kinds", "contains": "a"}, title="血压")
    found = unseen(part_of({"sick": SICK, "kinds": kinds, "pressure": last}), {"sick": "b"})
    [obstacle] = found[1].obstacles
    assert (obstacle.told.truth, obstacle.told.answers) == (False, (Named("病种", "", True),))


def test_each_part_of_a_joined_rule_is_told_with_how_many_have_to_be_true() -> None:
    old = {"field": "age", "at_least": 80}
    fields = {"sick": SICK, "age": spec("integer", title="年龄", x_unit="岁")}
    every = told(fields | {"more": shown({"all": [IS_SICK, old]})}, {"sick": "a", "age": 70})
    assert (every.truth, every.needs_every, every.answers) == (False, True, ())
    assert [said(part) for part in every.parts] == [("是否患病选了“是”", True), ("年龄不小于80", False)]
    assert every.parts[1].answers == (Named("年龄", "70岁", False),)
    one = told(fields | {"more": shown({"any": [IS_SICK, old]})}, {"sick": "b", "age": 70})
    assert (one.truth, one.needs_every) == (False, False)


def test_the_contrary_is_told_as_it_is_said() -> None:
    old = {"field": "age", "at_least": 80}
    fields = {"sick": SICK, "age": spec("integer", title="年龄")}
    neither = told(fields | {"more": shown({"not": {"any": [IS_SICK, old]}})}, {"sick": "a", "age": 70})
    assert str(neither.statement) == "是否患病没有选“是”，并且年龄没有填写，或小于80"
    assert neither.needs_every
    assert [part.truth for part in neither.parts] == [False, True]
    some = told(fields | {"more": shown({"not": {"all": [IS_SICK, old]}})}, {"sick": "a", "age": 90})
    assert (some.truth, some.needs_every) == (False, False)


def test_of_rows_it_is_told_how_many_are_as_the_rule_says() -> None:
    who = holder({"who": spec("text", title="姓名"), "age": spec("integer", title="年龄")})
    kin = spec("table", title="家庭成员", items=who)
    many = {"rows": "kin", "where": {"field": "age", "at_least": 60}, "at_least": 2}
    found = told({"kin": kin, "more": shown(many)}, {"kin": [{"age": 70}, {"age": 30}, {"who": "王兰"}]})
    assert (found.truth, found.rows, found.answers) == (None, 1, (Named("家庭成员", "3行", False),))
    assert told({"kin": kin, "more": shown(many)}, {"kin": [{"age": 30}]}).rows == 0


def test_two_answers_that_are_compared_are_both_named() -> None:
    days = {code: spec("date", title=title) for code, title in (("a", "入院"), ("b", "出院"))}
    found = told(days | {"more": shown({"field": "a", "before_field": "b"})}, {"a": "2025-01-08"})
    assert [(one.label, one.text) for one in found.answers] == [("入院", "2025年1月8日"), ("出院", "")]


# jumps ----------------------------------------------------------------------------------------------------------------
def test_a_jump_is_told_with_the_question_it_begins_at() -> None:
    jump = {**SICK, "x-jump": [{"when": {"field": "sick", "is": "b"}, "to": "end"}]}
    fields = {"sick": jump, "since": spec("text", title="患病时间"), "end": spec("text", title="备注")}
    found = only(fields, {"sick": "b"})
    assert (found.label, [(one.jump, said(one.told)) for one in found.obstacles]) == (
        "患病时间",
        [("是否患病", ("是否患病选了“否”", True))],
    )
    assert only(fields, {}).obstacles[0].told.truth is None


def test_a_rule_and_a_jump_are_both_told_where_both_are_in_the_way() -> None:
    jump = {**SICK, "x-jump": [{"when": {"field": "sick", "is": "b"}, "to": "end"}]}
    fields = {"sick": jump, "since": shown(IS_SICK), "end": spec("text")}
    assert [one.jump for one in only(fields, {"sick": "b"}).obstacles] == ["", "是否患病"]
    kept = {"sick": jump, "more": SICK, "since": shown({"field": "more", "is": "a"}), "end": spec("text")}
    assert [one.jump for one in only(kept, {"sick": "a", "more": "b"}).obstacles] == [""]


# where it stands ------------------------------------------------------------------------------------------------------
def test_what_stands_in_a_hidden_section_or_table_is_named_with_it() -> None:
    inner = holder({"who": spec("text", title="姓名"), "phone": spec("text", title="电话")})
    kin = {**spec("table", title="家庭成员", items=inner), "x-when": {"show": IS_SICK}}
    found = only({"sick": SICK, "kin": kin}, {"sick": "b"})
    assert (found.path, found.label, found.inside) == (("kin",), "家庭成员", ("姓名", "电话"))


def test_a_question_of_a_row_is_told_with_its_row_and_may_wait_for_an_answer_around_it() -> None:
    rows = holder({"who": spec("text", title="姓名"), "drug": shown({"field": "^sick", "is": "a"}, title="用药")})
    found = only(
        {"sick": SICK, "kin": spec("table", title="家庭成员", items=rows)}, {"sick": "b", "kin": [{"who": "王兰"}]}
    )
    assert (found.path, found.place) == (("kin", 0, "drug"), "家庭成员 第1行")
    assert found.obstacles[0].told.answers == (Named("是否患病", "否", False),)


def test_a_question_of_a_section_is_told_with_the_section() -> None:
    file = holder({"sick": SICK, "since": shown(IS_SICK, title="患病时间")}) | spec("section", title="健康")
    assert only({"file": file}, {"file": {"sick": "b"}}).place == "健康"


# reasons that are no rules --------------------------------------------------------------------------------------------
def test_what_nobody_answered_is_computed_given_or_open() -> None:
    total = spec("integer", title="合计", x_computed={"cel": "a + a", "fixed": True})
    fields = {
        "a": spec("integer", x_none=["refused"]),
        "total": total,
        "number": spec("counter", title="次数"),
        "note": spec("note", x_text="说明"),
        "open": spec("text", title="备注"),
    }
    found = unseen(part_of(fields), {"a__none": "refused"})
    assert [(one.label, one.reason) for one in found] == [("合计", "computed"), ("次数", "given"), ("备注", "open")]


def test_what_was_said_instead_of_an_answer_closes_the_question() -> None:
    fields = {"age": spec("integer", title="年龄", x_none=["refused"]), "more": shown({"field": "age", "at_least": 80})}
    found = told(fields, {"age__none": "refused"})
    assert (found.truth, found.answers) == (False, (Named("年龄", "拒答", True),))


# masks ----------------------------------------------------------------------------------------------------------------
def test_answers_are_masked_as_the_page_masks_them() -> None:
    phone = spec("phone", title="电话")
    way = spec("single_choice", title="方式", x_options=[{"code": "a", "label": "打{no}", "blanks": {"no": phone}}])
    fields = {
        "phone": phone,
        "way": way,
        "more": shown({"all": [{"field": "phone", "answered": False}, {"field": "way", "is": "a"}]}),
    }
    data = {"phone": "10000000002", "way": "a", "way__a__no": "10000000003"}
    assert [part.answers[0].text for part in told(fields, data, masked=True).parts] == ["100****0002", "打100****0003"]
    assert [part.answers[0].text for part in told(fields, data).parts] == ["10000000002", "打10000000003"]


# editions -------------------------------------------------------------------------------------------------------------
def test_what_a_later_edition_asks_is_told_apart_from_what_it_renamed() -> None:
    old = part_of({"a": spec("text"), "b": spec("text")}).group
    named = {"c": spec("text", x_was=["a"]), "d": spec("text", title="微信号"), "n": spec("note", x_text="说明")}
    assert explaining.added_since([part_of(named).group, old]) == ["微信号"]
    assert explaining.added_since([old, old]) == []
    assert explaining.added_since([None, old]) == []


# whatever the answers -------------------------------------------------------------------------------------------------
def leaves(one: Told) -> list[Told]:
    return [leaf for part in one.parts for leaf in leaves(part)] if one.parts else [one]


@pytest.mark.parametrize("seed", range(60))
def test_every_hidden_question_has_an_obstacle_whose_parts_agree_with_it(seed: int) -> None:
    part = rule_zoo().first_part
    data = only_shown(part.group, answers_at_random(random.Random(seed)))
    for one in unseen(part, data):
        assert bool(one.obstacles) == (one.reason == "rule")
        for obstacle in one.obstacles:
            agrees(obstacle)


def agrees(obstacle: Obstacle) -> None:
    root = obstacle.told
    assert root.truth is not (not obstacle.jump)
    assert all(leaf.answers for leaf in leaves(root))
    combined(root)


def combined(one: Told) -> None:
    """What is true of a joined statement follows from its parts."""
    if one.parts:
        truths = [part.truth for part in one.parts]
        deciding = not one.needs_every
        expected = deciding if deciding in truths else None if None in truths else not deciding
        assert one.truth is expected
    for part in one.parts:
        combined(part)


def test_a_condition_that_does_not_explain_itself_cannot_be_made() -> None:
    class Silent(Condition):
        truth = schema = sentence = references = All.truth  # type: ignore[assignment]

    with pytest.raises(TypeError, match="explained"):
        Silent()  # type: ignore[abstract]


def test_a_statement_says_the_same_whether_it_is_asked_for_or_its_contrary() -> None:
    condition = parse({"not": {"not": IS_SICK}})
    assert condition.explained({"sick": "a"}) == parse(IS_SICK).explained({"sick": "a"})
