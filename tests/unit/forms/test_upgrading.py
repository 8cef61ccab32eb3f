"""Answers moved from one edition of a paper to another."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from formserver.forms import completing, entry, validation
from formserver.forms.document import FormDocument, Json, Part
from formserver.forms.editions.changes import Effect
from formserver.forms.editions.comparing import compare
from formserver.forms.editions.upgrading import Upgraded, upgrade
from formserver.forms.expressions.scopes import Known
from tests import generated, generated_editions
from tests.unit.forms.making import TODAY, fixed, holder, options, part_of, spec

KNOWN = Known(TODAY)
EXAMPLES = settings(max_examples=40, deadline=None)


def moved(before: dict[str, Json], after: dict[str, Json], data: Json) -> Upgraded:
    return upgrade(part_of(before), part_of(after), data, KNOWN)


def kept(found: Upgraded) -> list[tuple[tuple[str | int, ...], str]]:
    return [(one.path, one.text) for one in found.gone]


# properties -----------------------------------------------------------------------------------------------------------
def is_valid(part: Part, data: Json) -> bool:
    return not validation.errors(validation.check(part, data, today=TODAY))


def stored(data: st.DataObject, part: Part) -> Json:
    """Answers as a record holds them: what is computed is there, what is hidden is not."""
    drawn = data.draw(generated.answers(part), label="answers")
    return entry.to_data(part, completing.complete(part, entry.to_pairs(part, drawn), KNOWN))


def leaves(node: Any) -> Counter[str]:
    """Every text and number in the answers, counted; the mark of a head row is none."""
    if isinstance(node, dict):
        node = [one for code, one in node.items() if code != "role"]
    return sum(map(leaves, node), Counter[str]()) if isinstance(node, list) else Counter([repr(node)])


@EXAMPLES
@given(st.data())
def test_a_compatible_edition_keeps_every_valid_answer_valid(data: st.DataObject) -> None:
    before, after = data.draw(generated_editions.pairs(), label="editions")
    found = compare(before, after)
    answers = stored(data, before.first_part)
    result = upgrade(before.first_part, after.first_part, answers, KNOWN)
    if found.is_compatible and is_valid(before.first_part, answers):
        assert is_valid(after.first_part, result.data)
        assert result.gone == ()
    if found.is_wording:
        assert before.first_part.shape.is_valid(answers) == after.first_part.shape.is_valid(answers)


@EXAMPLES
@given(st.data())
def test_no_answer_is_lost(data: st.DataObject) -> None:
    before, after = data.draw(generated_editions.pairs(), label="editions")
    answers = stored(data, before.first_part)
    result = upgrade(before.first_part, after.first_part, answers, KNOWN)
    left = leaves(result.data) + sum((leaves(one.value) for one in result.gone), Counter[str]())
    computed = {code for document in (before, after) for code in _computed(document)}
    if not computed and not _renames_options(before, after):
        assert not leaves(answers) - left


def _computed(document: FormDocument) -> list[str]:
    return [".".join(path) for path, field in document.first_part.fields() if field.is_fixed]


def _renames_options(before: FormDocument, after: FormDocument) -> bool:
    return any("换了代码" in one.message for one in compare(before, after).changes)


@EXAMPLES
@given(st.data())
def test_the_same_edition_changes_nothing(data: st.DataObject) -> None:
    document = generated.load(data.draw(generated.forms(), label="document"))
    answers = stored(data, document.first_part)
    if is_valid(document.first_part, answers):
        assert upgrade(document.first_part, document.first_part, answers, KNOWN) == Upgraded(answers, ())


# cases ----------------------------------------------------------------------------------------------------------------
def test_a_field_left_out_is_kept_aside_in_its_own_words() -> None:
    found = moved({"a": spec("money", title="收入"), "b": spec("text")}, {"b": spec("text")}, {"a": "12.5", "b": "甲"})
    assert found.data == {"b": "甲"}
    assert kept(found) == [(("a",), "12.5元")]
    assert found.gone[0].value == "12.5"


def test_a_renamed_field_takes_its_blanks_and_its_none_along() -> None:
    other = options("甲", "其他{n}", b={"blanks": {"n": spec("text")}})
    renamed = [other[0], {**other[1], "code": "else", "x-was": ["b"], "label": "其他{m}"}]
    renamed[1]["blanks"] = {"m": spec("text", x_was=["n"])}
    before = {"a": spec("multi_choice", x_options=other), "c": spec("text", x_none=["none"])}
    after = {
        "new": spec("multi_choice", x_options=renamed, x_was=["a"]),
        "d": spec("text", x_none=["none"], x_was=["c"]),
    }
    found = moved(before, after, {"a": ["a", "b"], "a__b__n": "说明", "c__none": "none"})
    assert found == Upgraded({"new": ["a", "else"], "new__else__m": "说明", "d__none": "none"}, ())


def test_several_choices_stand_in_the_new_order_but_ranks_stay() -> None:
    before = {"a": spec("multi_choice", x_options=options("甲", "乙")), "r": spec("ranked_choice")}
    before["r"]["x-options"] = options("甲", "乙")
    after = {code: {**field, "x-options": options("甲", "乙")[::-1]} for code, field in before.items()}
    assert moved(before, after, {"a": ["a", "b"], "r": ["a", "b"]}).data == {"a": ["b", "a"], "r": ["a", "b"]}


def rows(*fields: str) -> Json:
    return holder({code: spec("text") for code in fields})


def test_rows_of_tables() -> None:
    before = {"t": spec("table", items=rows("who", "age"), x_rows={"printed": 2, "head": "户主"})}
    after = {"t": spec("table", items=rows("age"), x_rows={"printed": 2, "head": "户主"})}
    data = {"t": [{"role": "head", "who": "甲"}, {"who": "乙", "age": "七十"}]}
    found = moved(before, after, data)
    assert found.data == {"t": [{"age": "七十"}]}
    assert kept(found) == [(("t", 0, "who"), "甲"), (("t", 1, "who"), "乙")]


def test_printed_rows_that_are_gone() -> None:
    both = {"rows": [{"code": "x", "label": "甲"}, {"code": "y", "label": "乙"}]}
    one = {"rows": both["rows"][:1]}
    data = {"t": {"x": {"who": "甲"}, "y": {"who": "乙"}}}
    found = moved(
        {"t": spec("fixed_table", items=rows("who"), x_rows=both)},
        {"t": spec("fixed_table", items=rows("who"), x_rows=one)},
        data,
    )
    assert found.data == {"t": {"x": {"who": "甲"}}}
    assert kept(found) == [(("t", "y", "who"), "乙")]
    scale = {"x_options": options("好", "差")}
    matrix = moved(
        {"m": spec("matrix", x_rows=both, **scale)}, {"m": spec("matrix", x_rows=one, **scale)}, {"m": {"y": "a"}}
    )
    assert (matrix.data, kept(matrix)) == ({}, [(("m",), "乙：好")])


def test_a_whole_table_left_out() -> None:
    data = {"t": [{"who": "甲"}], "b": "乙"}
    found = moved({"t": spec("table", items=rows("who", "age")), "b": spec("text")}, {"b": spec("text")}, data)
    assert found.data == {"b": "乙"}
    assert kept(found) == [(("t", 0, "who"), "甲")]


def test_parts_of_an_address_are_kept_whole_aside() -> None:
    before = {"a": spec("address", x_tiers=["township", "village"])}
    after = {"a": spec("address", x_tiers=["village"])}
    found = moved(before, after, {"a": {"township": "段店镇", "village": "三江村"}})
    assert found.data == {"a": {"village": "三江村"}}
    assert kept(found) == [(("a",), "段店镇三江村")]


def test_what_is_hidden_now_is_kept_aside() -> None:
    show = {"show": {"field": "a", "is": "yes"}}
    before = {"a": spec("yes_no"), "b": spec("text"), "s": spec("section", **holder({"c": spec("text")}))}
    after = {**before, "b": spec("text", x_when=show), "s": {**before["s"]}}
    after["s"]["properties"] = {"c": spec("text", x_when={"show": {"field": "^a", "is": "yes"}})}
    found = moved(before, after, {"a": "no", "b": "甲", "s": {"c": "乙"}})
    assert found.data == {"a": "no"}
    assert kept(found) == [(("b",), "甲"), (("s", "c"), "乙")]


def test_fixed_values_are_computed_anew() -> None:
    before = {"a": spec("integer"), "total": fixed("a")}
    after = {
        "a": spec("integer"),
        "total": fixed("a * 2"),
        "none": fixed("a > 5 ? 1 : 0", x_when={"show": {"field": "a", "at_least": 9}}),
    }
    assert moved(before, after, {"a": 3, "total": 3}) == Upgraded({"a": 3, "total": 6}, ())


def test_a_computed_value_may_hide_an_answer() -> None:
    after = {
        "a": spec("integer"),
        "double": fixed("a * 2"),
        "b": spec("text", x_when={"show": {"field": "double", "at_least": 10}}),
    }
    found = moved({"a": spec("integer"), "b": spec("text")}, after, {"a": 2, "b": "甲"})
    assert (found.data, kept(found)) == ({"a": 2, "double": 4}, [(("b",), "甲")])


def test_a_chosen_option_that_is_gone_stays_and_is_refused() -> None:
    before = {"a": spec("single_choice", x_options=options("甲", "乙"))}
    after = {"a": spec("single_choice", x_options=options("甲"))}
    found = moved(before, after, {"a": "b"})
    assert found.data == {"a": "b"}
    assert not is_valid(part_of(after), found.data)


def test_a_field_of_another_kind_takes_nothing() -> None:
    found = moved({"a": spec("text")}, {"a": spec("table", items=rows("who"))}, {"a": "甲"})
    assert (found.data, kept(found)) == ({}, [(("a",), "甲")])
    back = moved({"a": spec("table", items=rows("who"))}, {"a": spec("text")}, {"a": [{"who": "甲"}]})
    assert (back.data, kept(back)) == ({}, [(("a", 0, "who"), "甲")])


def test_effects_are_in_order_of_gravity() -> None:
    assert list(Effect) == sorted(Effect)
