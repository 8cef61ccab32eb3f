"""Days as people type them."""

from datetime import date

import pytest

from formserver.services.typed_days import day_of


def test_a_day_is_written_with_year_month_and_day() -> None:
    assert day_of("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text", ["", "2025-02-29", "20250108", "2025-W01-3", "2025-1-8", "2025-01-08 ", "２０２５-01-08", "0000-01-01"]
)
def test_anything_else_is_no_day(text: str) -> None:
    assert day_of(text) is None
