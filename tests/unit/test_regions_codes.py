"""Division codes: tiers, parents and the rule of scope."""

from collections.abc import Callable

import pytest

from formserver.regions.codes import NotARegionCode, covers, is_code, parent_of, tier_of

HUARONG, DUANDIAN, SANJIANG = "420703", "420703103", "420703103205"
NOT_CODES = [
    "",
    "42",
    "4207",
    "4207031",
    "42070310320",
    "4207031032051",
    "42070x",
    "420703\n",
    " 420703",
    "４２０７０３",
]


@pytest.mark.parametrize(("code", "tier"), [(HUARONG, "county"), (DUANDIAN, "township"), (SANJIANG, "village")])
def test_the_length_of_a_code_tells_its_tier(code: str, tier: str) -> None:
    assert tier_of(code) == tier


@pytest.mark.parametrize("text", NOT_CODES)
def test_only_six_nine_or_twelve_plain_digits_are_a_code(text: str) -> None:
    assert not is_code(text)


@pytest.mark.parametrize("text", NOT_CODES)
@pytest.mark.parametrize("asked", [tier_of, parent_of])
def test_what_is_no_code_is_refused_by_name(asked: Callable[[str], object], text: str) -> None:
    with pytest.raises(NotARegionCode) as refusal:
        asked(text)
    assert refusal.value.code == text


def test_a_village_lies_in_its_township_and_that_in_its_county() -> None:
    assert [parent_of(SANJIANG), parent_of(DUANDIAN), parent_of(HUARONG)] == [DUANDIAN, HUARONG, None]


@pytest.mark.parametrize("place", [HUARONG, DUANDIAN, SANJIANG])
def test_a_county_covers_itself_and_all_below(place: str) -> None:
    assert covers(HUARONG, place)


@pytest.mark.parametrize("place", [HUARONG, DUANDIAN, "420703103206", "420703104205", "350581103205"])
def test_a_village_covers_neither_what_is_above_nor_beside_it(place: str) -> None:
    assert not covers(SANJIANG, place)


@pytest.mark.parametrize("text", NOT_CODES)
def test_a_damaged_code_covers_nothing(text: str) -> None:
    assert not covers(text, SANJIANG)


@pytest.mark.parametrize("text", [*NOT_CODES, HUARONG + "1"])
def test_a_damaged_place_lies_nowhere(text: str) -> None:
    assert not covers(HUARONG, text)
