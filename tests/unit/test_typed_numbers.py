"""Small numbers as people type them."""

import pytest

from formserver.services.typed_numbers import number_of


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("65", 65), ("０３", 3), ("９", 9)])
def test_plain_and_wide_digits_are_numbers(text: str, number: int) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["", "١", "२", "²", "①", "三", "1 ", "-1", "1.0", "100", "+1"])
def test_nothing_else_is_one(text: str) -> None:
    assert number_of(text) is None
