"""Answers and typed pages moved over several editions: what is the same is followed through those between."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formserver.forms import completing, entry, validation
from formserver.forms.document import Json, Part
from formserver.forms.editions import previewing
from formserver.forms.editions.comparing import compare
from formserver.forms.editions.lineage import through
from formserver.forms.editions.previewing import Becomes
from formserver.forms.editions.retyping import retype
from formserver.forms.editions.upgrading import Upgraded, upgrade
from formserver.forms.expressions.scopes import Known
from formserver.forms.pairs import Pairs
from tests import generated, generated_editions
from tests.unit.forms.making import TODAY, holder, loaded, options, part_of, spec, written

KNOWN = Known(TODAY)
EXAMPLES = settings(max_examples=40, deadline=None)
Fields = dict[str, Json]


def moved(data: Any, *editions: Fields) -> Upgraded:
    """The answers of the first edition in the last one, moved at once."""
    parts = tuple(part_of(fields) for fields in editions)
    return upgrade(parts[0], parts[-1], data, KNOWN, through(parts))


def text(*was: str) -> Json:
    return spec("text", x_was=list(was)) if was else spec("text")


# cases ----------------------------------------------------------------------------------------------------------------
def test_a_field_renamed_twice_keeps_its_answer() -> None:
    assert moved({"a": "甲"}, {"a": text()}, {"b": text("a")}, {"c": text("b")}) == Upgraded({"c": "甲"}, ())


def test_a_new_question_under_a_former_code_takes_no_answer_of_the_renamed_one() -> None:
    last = {"a": text(), "b": text()}
    assert moved({"a": "甲"}, {"a": text()}, {"b": text("a")}, last) == Upgraded({"b": "甲"}, ())


def test_a_renamed_question_that_is_not_asked_any_more_is_gone_though_its_first_code_is_used_again() -> None:
    found = moved({"a": "甲"}, {"a": text()}, {"b": text("a")}, {"a": text()})
    assert (found.data, [one.path for one in found.gone]) == ({}, [("a",)])


def test_a_question_that_was_away_for_an_edition_takes_its_answer_back() -> None:
    assert moved({"a": "甲"}, {"a": text()}, {"z": text()}, {"a": text()}) == Upgraded({"a": "甲"}, ())


def test_a_code_that_another_question_took_belongs_to_that() -> None:
    first, between = {"a": text(), "b": text()}, {"a": text()}
    found = moved({"a": "甲", "b": "乙"}, first, between, {"b": text("a")})
    assert (found.data, [one.path for one in found.gone]) == ({"b": "甲"}, [("b",)])


def choice(*codes: tuple[str, str, str], kind: str = "multi_choice", was: str = "") -> Json:
    """A choice with one option for each (code, former code, blank), and its own former code."""
    found = []
    for code, former, blank in codes:
        option: Json = {"code": code, "label": f"选项{{{blank}}}", "blanks": {blank: spec("text")}}
        if former:
            option["x-was"] = [former]
            option["blanks"][blank]["x-was"] = [former]
        found.append(option)
    return spec(kind, x_options=found, **({"x_was": [was]} if was else {}))


def test_options_and_their_blanks_are_followed_like_fields() -> None:
    first, between = {"q": choice(("a", "", "a"))}, {"p": choice(("b", "a", "b"), was="q")}
    found = moved(
        {"q": ["a"], "q__a__a": "说明"}, first, between, {"o": choice(("c", "b", "c"), ("a", "", "a"), was="p")}
    )
    assert found == Upgraded({"o": ["c"], "o__c__c": "说明"}, ())


def test_options_inside_of_rows_are_followed_too() -> None:
    def table(code: str, was: str, option: tuple[str, str, str]) -> Fields:
        inner = choice(option, kind="single_choice", was=was)
        return {"t": spec("table", items=holder({code: inner}))}

    found = moved(
        {"t": [{"q": "a", "q__a__a": "说明"}]},
        table("q", "", ("a", "", "a")),
        table("p", "q", ("b", "a", "b")),
        table("o", "p", ("c", "b", "c")),
    )
    assert found == Upgraded({"t": [{"o": "c", "o__c__c": "说明"}]}, ())


def test_an_option_that_is_gone_stays_for_the_check_to_name() -> None:
    editions = [{"q": spec("single_choice", x_options=options("甲", "乙")[at:])} for at in (0, 0, 1)]
    assert moved({"q": "a"}, *editions).data == {"q": "a"}


@pytest.mark.parametrize("between", [{"a": spec("integer")}, {}])
def test_what_is_of_another_kind_between_or_not_there_at_all_stands_in_nobodys_way(between: Fields) -> None:
    table = {"a": spec("table", items=holder({"b": text()}))}
    assert moved({"a": [{"b": "甲"}]}, table, between, table) == Upgraded({"a": [{"b": "甲"}]}, ())


def test_what_became_another_kind_is_kept_aside() -> None:
    found = moved({"a": "甲"}, {"a": text()}, {"b": text("a")}, {"c": spec("integer", x_was=["b"])})
    assert (found.data, [one.text for one in found.gone]) == ({}, ["甲"])


def test_a_part_that_was_away_for_an_edition_is_matched_around_it() -> None:
    before, after = part_of({"a": text()}), part_of({"b": text("a")})
    assert upgrade(before, after, {"a": "甲"}, KNOWN, through((before, None, after))).data == {"b": "甲"}


def test_the_preview_names_an_answer_that_was_renamed_twice() -> None:
    named = [{"a": spec("text", title="电话")}, {"b": text("a")}, {"c": spec("text", title="手机", x_was=["b"])}]
    parts = tuple(part_of(fields) for fields in named)
    found = upgrade(parts[0], parts[-1], {"a": "甲"}, KNOWN, through(parts))
    [step] = previewing.steps(parts[0], parts[-1], {"a": "甲"}, found, masked=False)
    assert (step.becomes, step.former, step.label) == (Becomes.RENAMED, "电话", "手机")


def test_a_comparison_over_editions_tells_no_renamed_field_gone() -> None:
    documents = [loaded(written(fields)) for fields in ({"a": text()}, {"b": text("a")}, {"c": text("b")})]
    way = through(tuple(one.first_part for one in documents))
    found = compare(documents[0], documents[-1], ways={"main": way})
    assert [one.message for one in found.changes if one.place] == ["代码由a改为c，已填的随着换"]
    assert found.is_compatible


def test_a_typed_page_goes_over_and_comes_back() -> None:
    parts = tuple(map(part_of, ({"q": choice(("a", "", "a"))}, {"p": choice(("b", "a", "b"), was="q")}, _LAST)))
    typed = Pairs([("q", "a"), ("q__a__a", "１")])
    there = retype(parts[0], parts[-1], typed, ways=through(parts))
    assert there.pairs.items() == [("o", "c"), ("o__c__c", "１")]
    back = retype(parts[-1], parts[0], there.pairs, ways=through(parts), back=True)
    assert back.pairs.items() == typed.items()


_LAST: Fields = {"o": choice(("c", "b", "c"), was="p")}


# whatever the papers --------------------------------------------------------------------------------------------------
def answers(data: st.DataObject, part: Part) -> Json:
    drawn = data.draw(generated.answers(part), label="answers")
    return entry.to_data(part, completing.complete(part, entry.to_pairs(part, drawn), KNOWN))


def is_valid(part: Part, data: Json) -> bool:
    return not validation.errors(validation.check(part, data, today=TODAY))


@EXAMPLES
@given(st.data())
def test_compatible_editions_one_after_the_other_keep_every_valid_answer_valid(data: st.DataObject) -> None:
    chain = data.draw(generated_editions.chains(3), label="editions")
    parts = tuple(one.first_part for one in chain)
    held = answers(data, parts[0])
    result = upgrade(parts[0], parts[-1], held, KNOWN, through(parts))
    if is_valid(parts[0], held) and all(compare(*pair).is_compatible for pair in pairwise(chain)):
        assert is_valid(parts[-1], result.data)
        assert result.gone == ()
        step = upgrade(parts[0], parts[1], held, KNOWN)
        assert upgrade(parts[1], parts[2], step.data, KNOWN) == result


@EXAMPLES
@given(st.data())
def test_what_the_comparison_over_editions_promises_is_what_the_move_does(data: st.DataObject) -> None:
    chain = data.draw(generated_editions.chains(3), label="editions")
    parts = tuple(one.first_part for one in chain)
    way = through(parts)
    held = answers(data, parts[0])
    result = upgrade(parts[0], parts[-1], held, KNOWN, way)
    if is_valid(parts[0], held) and compare(chain[0], chain[-1], ways={"main": way}).is_compatible:
        assert is_valid(parts[-1], result.data)
        assert result.gone == ()


@EXAMPLES
@given(st.data())
def test_no_typed_text_is_lost_over_editions_and_all_of_it_comes_back(data: st.DataObject) -> None:
    chain = data.draw(generated_editions.chains(3), label="editions")
    parts = tuple(one.first_part for one in chain)
    way = through(parts)
    typed = entry.to_pairs(parts[0], data.draw(generated.answers(parts[0]), label="answers"))
    kept = [(name, text) for name, text in typed.items() if not parts[0].computing.is_fixed(name)]
    there = retype(parts[0], parts[-1], typed, ways=way)
    assert len(there.pairs.items()) + len(there.left.items()) == len(kept)
    assert not entry.unknown_names(parts[-1], there.pairs)
    if not any(parts[-1].computing.is_fixed(name) for name, _ in there.pairs.items()):
        back = retype(parts[-1], parts[0], there.pairs, ways=way, back=True)
        assert sorted([*back.pairs.items(), *there.left.items()]) == sorted(kept)
