"""What a move to another edition does to one form, in words, and what it keeps aside."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from formserver.forms import entry, reading
from formserver.forms.document import Json, Part
from formserver.forms.editions import aside, previewing
from formserver.forms.editions.aside import Aside
from formserver.forms.editions.previewing import Becomes, Step
from formserver.forms.editions.upgrading import upgrade
from formserver.forms.expressions.scopes import Known
from tests import generated, generated_editions
from tests.unit.forms.making import TODAY, fixed, holder, options, part_of, spec

KNOWN = Known(TODAY)
EXAMPLES = settings(max_examples=25, deadline=None)
CHANGED = generated_editions.pairs().filter(lambda pair: pair[0] is not pair[1])
ROWS = {"rows": [{"code": "x", "label": "甲"}, {"code": "y", "label": "乙"}]}


def asides(before: Part, after: Part, data: Json) -> list[Aside]:
    return aside.of_move(("old", before), ("new", after), data, upgrade(before, after, data, KNOWN))


def steps(before: dict[str, Json], after: dict[str, Json], data: Json, *, masked: bool = False) -> list[Step]:
    old, new = part_of(before), part_of(after)
    return previewing.steps(old, new, data, upgrade(old, new, data, KNOWN), masked=masked)


def said(before: dict[str, Json], after: dict[str, Json], data: Json) -> list[str]:
    """Label and words of everything kept aside."""
    old, new = part_of(before), part_of(after)
    parts = {"old": old, "new": new}
    lines = (aside.line(parts[one.edition_id], one, masked=False) for one in asides(old, new, data))
    return [f"{line.label}：{line.text}" for line in lines]


# properties -----------------------------------------------------------------------------------------------------------
def leaves(node: Any) -> Counter[str]:
    if isinstance(node, dict):
        node = [one for code, one in node.items() if code != "role"]
    return sum(map(leaves, node), Counter[str]()) if isinstance(node, list) else Counter([repr(node)])


@EXAMPLES
@given(st.data())
def test_everything_that_a_move_leaves_out_is_kept_aside_and_can_be_read(data: st.DataObject) -> None:
    before, after = (one.first_part for one in data.draw(CHANGED, label="editions"))
    answers = entry.to_data(before, entry.to_pairs(before, data.draw(generated.answers(before), label="answers")))
    kept = asides(before, after, answers)
    gone = upgrade(before, after, answers, KNOWN).gone
    assert not sum((leaves(one.value) for one in gone), Counter[str]()) - leaves([dict(one.answer) for one in kept])
    parts = {"old": before, "new": after}
    assert [Aside.of_json(one.as_json()) for one in kept] == kept
    for one in kept:
        assert aside.line(parts[one.edition_id], one, masked=False).text
        assert aside.line(parts[one.edition_id], one, masked=True).path == one.path


@EXAMPLES
@given(st.data())
def test_the_preview_has_every_line_of_before_and_after_once(data: st.DataObject) -> None:
    before, after = (one.first_part for one in data.draw(CHANGED, label="editions"))
    answers = entry.to_data(before, entry.to_pairs(before, data.draw(generated.answers(before), label="answers")))
    moved = upgrade(before, after, answers, KNOWN)
    found = previewing.steps(before, after, answers, moved, masked=False)
    new = sum(len(chapter.lines) for chapter in reading.read(after, moved.data))
    assert len([step for step in found if step.becomes != Becomes.GONE]) == new
    if before is after and moved.data == answers:
        assert {step.becomes for step in found} <= {Becomes.SAME}


# what becomes of answers ----------------------------------------------------------------------------------------------
def test_what_becomes_of_answers_is_told_in_the_words_of_both_editions() -> None:
    choice = spec("single_choice", title="身体", x_options=options("好", "差"))
    before = {
        "a": spec("text", title="甲"),
        "b": spec("text", title="乙"),
        "c": choice,
        "n": spec("integer", title="次数"),
        "gone": spec("text", title="旧"),
    }
    after = {
        "a": spec("text", title="甲"),
        "new": spec("text", title="丙", x_was=["b"]),
        "c": {**choice, "x-options": options("良好", "差")},
        "n": spec("integer", title="次数"),
        "double": fixed("n * 2", title="两倍"),
    }
    data = {"a": "一", "b": "二", "c": "a", "n": 3, "gone": "四"}
    assert steps(before, after, data) == [
        Step(Becomes.SAME, "甲", "甲", "一", "一"),
        Step(Becomes.RENAMED, "乙", "丙", "二", "二"),
        Step(Becomes.WORDS, "身体", "身体", "好", "良好"),
        Step(Becomes.SAME, "次数", "次数", "3", "3"),
        Step(Becomes.COMPUTED, "", "两倍", "", "6"),
        Step(Becomes.GONE, "旧", "", "四", ""),
    ]
    again = {**after, "double": fixed("n * 3", title="两倍")}
    assert Step(Becomes.COMPUTED, "两倍", "两倍", "6", "9") in steps(after, again, {"n": 3, "double": 6})


def test_numbers_are_masked_in_a_preview_as_on_the_page() -> None:
    fields = {"p": spec("phone", title="电话")}
    [step] = steps(fields, {}, {"p": "10000000002"}, masked=True)
    assert step.before == "100****0002"


def test_rows_that_vanish_do_not_take_the_words_of_others() -> None:
    table = spec("table", title="家人", items=holder({"who": spec("text"), "age": spec("text")}), x_rows={"printed": 2})
    shorter = {**table, "items": holder({"age": spec("text")})}
    data = {"t": [{"who": "甲"}, {"who": "乙", "age": "七十"}]}
    found = steps({"t": table}, {"t": shorter}, data)
    assert [(step.becomes, step.before, step.after) for step in found] == [
        (Becomes.RENAMED, "七十", "七十"),
        (Becomes.GONE, "甲", ""),
        (Becomes.GONE, "乙", ""),
    ]
    assert [step.former for step in found] == ["家人 第2行 问题", "家人 第1行 问题", "家人 第2行 问题"]


def test_rows_hidden_by_the_new_edition_are_no_longer_there() -> None:
    hiding = holder({"who": spec("text", x_when={"show": {"field": "^a", "is": "yes"}}), "age": spec("text")})
    before = {"a": spec("yes_no"), "t": spec("table", items=holder({"who": spec("text"), "age": spec("text")}))}
    after = {"a": spec("yes_no"), "t": spec("table", items=hiding)}
    found = steps(before, after, {"a": "no", "t": [{"who": "甲"}, {"age": "七十"}]})
    assert [(step.becomes, step.before) for step in found] == [
        (Becomes.SAME, "否"),
        (Becomes.RENAMED, "七十"),
        (Becomes.GONE, "甲"),
    ]


def test_sums_and_printed_rows_and_unanswered_tables() -> None:
    columns = holder({"n": spec("integer", title="人数")})
    both = spec("fixed_table", title="人", items=columns, x_rows=ROWS, x_totals={"row": "合计"}, x_none=["none"])
    fewer = {**both, "x-rows": {"rows": ROWS["rows"][:1]}}
    found = steps({"t": both}, {"t": fewer}, {"t": {"x": {"n": 1}, "y": {"n": 2}}})
    assert [(step.becomes, step.former, step.before, step.after) for step in found] == [
        (Becomes.SAME, "人 甲 人数", "1", "1"),
        (Becomes.COMPUTED, "人 合计 人数", "3", "1"),
        (Becomes.GONE, "人 乙 人数", "2", ""),
    ]
    assert steps({"t": both}, {}, {"t": {"x": {"n": 1}}}) == [Step(Becomes.GONE, "人 甲 人数", "", "1", "")]
    assert [step.becomes for step in steps({"t": both}, {"t": fewer}, {"t__none": "none"})] == [Becomes.SAME]
    assert [step.becomes for step in steps({"t": both}, {"t": fewer}, {"t": {"y": {"n": 2}}})] == [Becomes.GONE]


def test_photos_are_told_by_what_they_are() -> None:
    fields = {"p": spec("photos", title="照片")}
    [step] = steps(fields, fields, {"p": ["0193f000-0000-7000-8000-000000000000"]})
    assert (step.becomes, bool(step.after)) == (Becomes.SAME, True)


# where a note belongs -------------------------------------------------------------------------------------------------
def test_a_note_follows_its_answer_also_where_nothing_was_answered() -> None:
    table = spec("table", items=holder({"who": spec("text"), "age": spec("text")}))
    shorter = {**table, "x-was": ["t"], "items": holder({"age": spec("text")})}
    old, new = part_of({"t": table, "a": spec("text")}), part_of({"t2": shorter, "b": spec("text", x_was=["a"])})
    data = {"t": [{"who": "甲"}, {"age": "七十"}]}
    moved = upgrade(old, new, data, KNOWN)

    def place(*path: str | int) -> tuple[str | int, ...]:
        return previewing.place_of(old, new, data, moved, path)

    assert place("t", 1, "age") == ("t2", 0, "age")
    assert place("t", 1, "who") == ()
    assert place("t", 0, "age") == ()
    assert place("a") == ("b",)
    assert previewing.place_of(old, new, {}, upgrade(old, new, {}, KNOWN), ("t", 0, "age")) == ()


def test_what_is_kept_aside_is_the_same_after_it_was_stored() -> None:
    kept = asides(part_of({"a": spec("text")}), part_of({}), {"a": "甲"})
    assert kept == [Aside.of_json(one.as_json()) for one in kept] == [Aside("old", ("a",), "", {"a": "甲"})]


# what is kept aside ---------------------------------------------------------------------------------------------------
def test_an_answer_is_kept_with_its_blanks_once() -> None:
    other = options("甲", "其他{n}", b={"blanks": {"n": spec("text", title="说明")}})
    before = {"a": spec("multi_choice", title="情况", x_options=other), "b": spec("text")}
    assert said(before, {"b": spec("text")}, {"a": ["a", "b"], "a__b__n": "腿疼"}) == ["情况：甲、其他腿疼"]


def test_a_blank_that_is_gone_alone_is_kept_by_itself() -> None:
    other = options("甲", "其他{n}", b={"blanks": {"n": spec("text", title="说明")}})
    plain = options("甲", "其他")
    before, after = ({"a": spec("multi_choice", title="情况", x_options=one)} for one in (other, plain))
    assert said(before, after, {"a": ["b"], "a__b__n": "腿疼"}) == ["说明：腿疼"]


def test_a_reason_for_no_answer_is_kept() -> None:
    assert said({"a": spec("text", title="证号", x_none=["none"])}, {}, {"a__none": "none"}) == ["证号：无"]


def test_answers_in_rows_are_named_with_their_rows() -> None:
    table = spec("table", title="家人", items=holder({"who": spec("text", title="姓名"), "age": spec("text")}))
    headed = {**table, "x-rows": {"printed": 2, "head": "户主"}}
    data = {"t": [{"role": "head", "who": "甲"}, {"who": "乙"}]}
    assert said({"t": headed}, {}, data) == ["家人 户主 姓名：甲", "家人 第2行 姓名：乙"]
    printed = spec("fixed_table", title="人", items=holder({"who": spec("text", title="姓名")}), x_rows=ROWS)
    assert said({"t": printed}, {}, {"t": {"y": {"who": "乙"}}}) == ["人 乙 姓名：乙"]


def test_what_is_hidden_now_speaks_the_words_of_the_new_edition() -> None:
    show = {"show": {"field": "a", "is": "yes"}}
    before = {"a": spec("yes_no"), "b": spec("text", title="旧"), "s": spec("section", **holder({"c": spec("text")}))}
    inner = holder({"c": spec("text", title="里", x_when={"show": {"field": "^a", "is": "yes"}})})
    after = {"a": spec("yes_no"), "b": spec("text", title="新", x_when=show), "s": spec("section", title="节", **inner)}
    assert said(before, after, {"a": "no", "b": "甲", "s": {"c": "乙"}}) == ["新：甲", "节 里：乙"]
