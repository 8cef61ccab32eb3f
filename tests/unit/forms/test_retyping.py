"""The typed page of a draft in another edition, and what has no place there."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from formserver.forms import completing, entry
from formserver.forms.document import Json
from formserver.forms.editions import aside
from formserver.forms.editions.retyping import Retyped, retype
from formserver.forms.expressions.scopes import Known
from formserver.forms.pairs import Pairs
from tests import generated, generated_editions
from tests.unit.forms.making import TODAY, fixed, holder, options, part_of, spec

KNOWN = Known(TODAY)
EXAMPLES = settings(max_examples=25, deadline=None)
CHANGED = generated_editions.pairs().filter(lambda pair: pair[0] is not pair[1])
ROWS = {"rows": [{"code": "x", "label": "甲"}, {"code": "y", "label": "乙"}]}


def retyped(before: dict[str, Json], after: dict[str, Json], *typed: tuple[str, str], back: bool = False) -> Retyped:
    return retype(part_of(before), part_of(after), Pairs(typed), back=back)


@EXAMPLES
@given(st.data())
def test_every_typed_text_is_on_the_other_page_or_left_and_the_way_back_brings_all_of_it(data: st.DataObject) -> None:
    before, after = (one.first_part for one in data.draw(CHANGED, label="editions"))
    typed = [(name, text) for name, text in entry.to_pairs(before, data.draw(generated.answers(before))).items()]
    odd = data.draw(st.sampled_from(["", "两次", "２", " 甲 "]))
    spoiled = Pairs([*typed[:1], *((name, odd or text) for name, text in typed[1:2]), *typed[2:]])
    there = retype(before, after, spoiled)
    kept = [(name, text) for name, text in spoiled.items() if not before.computing.is_fixed(name)]
    assert len(there.pairs.items()) + len(there.left.items()) == len(kept)
    assert set(there.left.items()) <= set(kept)
    assert not entry.unknown_names(after, there.pairs)
    back = retype(after, before, there.pairs, back=True)
    fixed_now = [pair for pair in there.pairs.items() if after.computing.is_fixed(pair[0])]
    if not fixed_now:
        assert Counter([*back.pairs.items(), *there.left.items()]) == Counter(kept)
        assert not back.left


def left(before: dict[str, Json], *typed: tuple[str, str]) -> list[tuple[str, str]]:
    """Label and words of pairs that a draft keeps aside."""
    part = part_of(before)
    lines = (aside.line(part, one, masked=False) for one in aside.of_pairs("old", part, Pairs(typed)))
    return [(line.label, line.text) for line in lines]


def test_what_a_draft_keeps_aside_is_read_whether_it_would_be_shown_or_not() -> None:
    hidden = spec("text", title="乙", x_when={"show": {"field": "a", "is": "yes"}})
    other = options("甲", "其他{n}", b={"blanks": {"n": spec("text", title="说明")}})
    fields = {
        "a": spec("yes_no", title="甲", x_none=["none"]),
        "b": hidden,
        "c": spec("single_choice", title="情况", x_options=other),
        "t": spec("table", title="家人", items=holder({"who": spec("text", title="姓名")}), x_none=["none"]),
        "f": spec("fixed_table", title="人", items=holder({"n": spec("integer", title="人数")}), x_rows=ROWS),
        "s": spec("section", title="节", **holder({"d": spec("text", title="里")})),
        "z": spec("sentence", title="句", x_text="共{n}个", properties={"n": spec("integer")}),
    }
    typed = [("b", "二"), ("c__b__n", "腿疼"), ("t.3.who", "丁"), ("f.y.n", "两个"), ("s.d", "丙"), ("z.n", "8")]
    assert left(fields, *typed) == [
        ("乙", "二"),
        ("说明", "腿疼"),
        ("家人 第4行 姓名", "丁"),
        ("人 乙 人数", "两个"),
        ("节 里", "丙"),
        ("句", "共8个"),
    ]
    assert left(fields, ("a__none", "none"), ("t__none", "none")) == [("甲", "无"), ("家人", "无")]


def test_names_and_codes_are_those_of_the_other_edition_and_texts_are_as_typed() -> None:
    renamed = [{"code": "one", "label": "甲", "x-was": ["a"]}, {"code": "b", "label": "乙"}]
    before = {"c": spec("single_choice", x_options=options("甲", "乙", "丙")), "n": spec("integer")}
    after = {"d": spec("single_choice", x_options=renamed, x_was=["c"]), "m": spec("integer", x_was=["n"])}
    found = retyped(before, after, ("c", "a"), ("n", " 两 "), ("_reason.c", "说"), ("_warning.c", "9f"))
    assert found.pairs.items() == [("d", "one"), ("m", " 两 "), ("_reason.d", "说"), ("_warning.d", "9f")]
    assert (found.left.items(), found.questions) == ([], {"c": "d", "n": "m"})
    assert retyped(after, before, *found.pairs.items(), back=True).pairs.text("c") == "a"
    assert retyped(before, after, ("c", "c"), ("c", "")).left.items() == [("c", "c")]


def test_what_has_no_place_is_left() -> None:
    before = {
        "gone": spec("text"),
        "kind": spec("text"),
        "t": spec("fixed_table", items=holder({"n": spec("integer"), "o": spec("text")}), x_rows=ROWS),
        "m": spec("matrix", x_rows=ROWS, x_options=options("好", "差")),
        "a": spec("address", x_tiers=["township", "village"]),
        "sum": fixed("1"),
    }
    fewer = {"rows": ROWS["rows"][:1]}
    after = {
        "kind": spec("integer"),
        "t": spec("fixed_table", items=holder({"n": spec("integer")}), x_rows=fewer),
        "m": spec("matrix", x_rows=fewer, x_options=options("好", "差")),
        "a": spec("address", x_tiers=["village"]),
    }
    typed = [("t.x.n", "1"), ("m.x", "a"), ("a.village", "三江"), ("sum", "1")]
    lost = [("gone", "甲"), ("kind", "乙"), ("t.y.n", "2"), ("t.x.o", "丙"), ("m.y", "a"), ("a.township", "段店")]
    found = retyped(before, after, *typed, *lost)
    assert (found.pairs.items(), sorted(found.left.items())) == (typed[:-1], sorted(lost))


def test_rows_of_growing_tables_stay_where_they_are() -> None:
    table = spec("table", items=holder({"who": spec("text"), "age": spec("text")}), x_none=["none"])
    after = {"u": {**table, "x-was": ["t"], "items": holder({"age": spec("text")})}}
    typed = [("t.2.row", "1"), ("t.2.age", "七十"), ("t.4.row", "1"), ("t", "?"), ("t__none", "none")]
    found = retyped({"t": table}, after, *typed, ("t.4.who", "甲"))
    assert found.pairs.items() == [(name.replace("t", "u", 1), text) for name, text in typed if name != "t"]
    assert found.left.items() == [("t.4.who", "甲"), ("t", "?")]


def test_a_computed_page_is_the_same_after_both_ways() -> None:
    fields = {"n": spec("integer"), "double": fixed("n * 2")}
    part = part_of(fields)
    page = completing.complete(part, Pairs([("n", "2")]), KNOWN)
    assert completing.complete(part, retype(part, part, page).pairs, KNOWN) == page
