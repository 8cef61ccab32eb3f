"""Shares of a programme's figures, with every way in which refusals may count."""

from decimal import Decimal

import pytest

from formserver.programme import figures
from formserver.programme.figures import Share, Tally

VILLAGE = Tally(
    persons=14, due=10, refused=3, excused=1, visited=8, met=6, explained=1, refused_visited=1, disabled=4, helped=3
)


def test_what_is_left_over_follows_from_what_was_done() -> None:
    assert (VILLAGE.unvisited, VILLAGE.unmet, VILLAGE.unexplained, VILLAGE.unhelped) == (2, 4, 3, 1)


def test_tallies_add_up_name_by_name() -> None:
    assert figures.total([VILLAGE, Tally(persons=1, due=1)]) == VILLAGE + Tally(persons=1, due=1)
    assert figures.total([VILLAGE, VILLAGE]).due == 20
    assert figures.total([]) == Tally()


@pytest.mark.parametrize(
    ("refusals", "rate", "done"),
    [
        ("excused", Share(8, 10), Share(6, 10)),
        ("visited", Share(11, 13), Share(9, 13)),
        ("missing", Share(9, 13), Share(6, 13)),
    ],
)
def test_refusals_count_as_the_programme_says(refusals: str, rate: Share, done: Share) -> None:
    assert figures.visit_rate(VILLAGE, refusals) == rate
    assert figures.completion(VILLAGE, refusals) == done


def test_help_is_a_share_of_the_disabled() -> None:
    assert figures.help_rate(VILLAGE) == Share(3, 4)


@pytest.mark.parametrize(
    ("share", "percent"),
    [
        (Share(1, 8), "12.5"),
        (Share(1, 16), "6.3"),
        (Share(2, 3), "66.7"),
        (Share(3, 3), "100.0"),
        (Share(1999, 2000), "99.9"),
        (Share(99996, 100000), "99.9"),
        (Share(0, 7), "0.0"),
        (Share(1, 100000), "0.1"),
    ],
)
def test_percent_says_all_or_nothing_only_where_it_is_so(share: Share, percent: str) -> None:
    assert share.percent == Decimal(percent)


def test_of_nothing_there_is_no_share_and_no_change() -> None:
    assert Share(0, 0).percent is None
    assert figures.change(Share(0, 0), Share(1, 2)) is None
    assert figures.change(Share(1, 2), Share(0, 0)) is None
    assert figures.change(Share(3, 4), Share(1, 2)) == Decimal("25.0")
