"""Posted pairs: what a page posts, normalised, with its rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formserver.forms.pairs import Pairs, normalise


def test_every_text_of_a_name_is_kept_in_order() -> None:
    pairs = Pairs([("a", "1"), ("b", "2"), ("a", "3")])
    assert pairs.getlist("a") == ["1", "3"]
    assert pairs.items() == [("a", "1"), ("a", "3"), ("b", "2")]
    assert (len(pairs), list(pairs), "a" in pairs, "c" in pairs) == (2, ["a", "b"], True, False)


def test_pairs_are_equal_when_their_texts_are() -> None:
    assert Pairs([("a", "1")]) == Pairs([("a", "1")])
    assert Pairs([("a", "1")]) != Pairs([("a", "2")])


def test_an_unknown_name_reads_as_empty() -> None:
    assert Pairs().raw("a") == Pairs().text("a") == ""


def test_rows_are_numbers_in_their_only_spelling() -> None:
    names = ("t.0.name", "t.2.name", "t.10.name", "t.00.name", "t.x.name", "t.٣.name", "t.99999.name", "tt.7.name")
    assert Pairs((name, "") for name in names).rows("t") == [0, 2, 10]


def test_merging_replaces_all_texts_of_a_name() -> None:
    assert Pairs([("a", "1"), ("a", "2"), ("b", "3")]).merged([("a", "9")]) == Pairs([("b", "3"), ("a", "9")])


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("１２３", "123"),
        ("  王兰 \u3000", "王兰"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("您好，王兰（女）：", "您好，王兰（女）："),
        ("e\u0301", "\u00e9"),
        ("\u200b\ufeff", ""),
        ("王\x00兰", "王兰"),
        ("A\u202eB", "AB"),
        ("\u061cA\u00adB\uffff", "AB"),
        ("一\u2028二", "一\n二"),
        ("a" + "\u0316" * 31 + "b", "a" + "\u0316" * 30 + "b"),
        ("字" * 20_001, "字" * 20_000),
    ],
)
def test_texts_are_normalised(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


@given(st.text(st.characters(categories=["L", "N", "P", "Zs", "M"]), max_size=80))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(st.sampled_from(" \t\n\r\u3000\u200baA1。，～…·一龥㍿ｶﾞ①é\u0301-，．"), max_size=8))
def test_a_posted_text_is_normalised_however_plain_it_is(text: str) -> None:
    assert Pairs([("a", text)]).text("a") == normalise(text)


def test_no_plain_character_has_another_form() -> None:
    plain = [chr(code) for code in (*range(0x20, 0x7F), *range(0x4E00, 0x9FA6))]
    assert [sign for sign in plain if normalise(f"x{sign}x") != f"x{sign}x"] == []


def test_accents_heaped_upon_one_letter_are_not_sorted_for_minutes() -> None:
    heaps = "e" + "\u0301\u0316" * 300_000
    assert len(normalise(heaps)) == 30


def test_a_long_text_is_read_to_where_no_field_takes_more() -> None:
    assert len(Pairs([("a", "字" * 20_001)]).text("a")) == 20_000


def test_a_name_without_end_names_no_row() -> None:
    assert Pairs([("t" + ".0" * 500_000, "x")]).rows("t") == []
