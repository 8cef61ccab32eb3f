"""Which names may be of one person."""

import pytest

from formserver.services.likeness import Likeness, closeness, how_alike, may_be_born


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("李桂芳", "李桂芳", Likeness.SAME),
        (" 李 桂芳", "李桂芳", Likeness.SAME),
        ("阿卜杜·热合曼", "阿卜杜热合曼", Likeness.SAME),
        ("李桂芳", "李贵芳", Likeness.SOUND),
        ("陳秀蘭", "陈秀兰", Likeness.SOUND),
        ("王䶮", "王衍", Likeness.SOUND),
        ("李桂芳", "李桂芬", Likeness.CLOSE),
        ("欧阳秀英", "欧阳英", Likeness.CLOSE),
        ("欧阳英", "欧阳秀英", Likeness.CLOSE),
        ("李芳", "李强", None),
        ("李芳", "李", None),
        ("李桂芳", "周德顺", None),
        ("李桂芳", "李秀英", None),
        ("李桂芳", "李桂芳玉兰", None),
    ],
)
def test_names_are_alike_or_not(one: str, other: str, likeness: Likeness | None) -> None:
    assert how_alike(one, other) == likeness


def test_the_closest_comes_first() -> None:
    assert sorted(reversed(Likeness), key=closeness) == [Likeness.SAME, Likeness.SOUND, Likeness.CLOSE]


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [("1948", "1948-03-16", True), ("1948-03", "1949-03", False), (None, "1948", True), ("1948", "", True)],
)
def test_births_differ_by_the_year(one: str | None, other: str | None, may: bool) -> None:
    assert may_be_born(one, other) == may
