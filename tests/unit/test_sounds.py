"""How names sound: in what order they stand, and by which letters they are found."""

import pytest

from formserver import sounds


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("王小明", ["wang", "xiao", "ming"]),
        ("单国英", ["shan", "guo", "ying"]),
        ("曾祥", ["zeng", "xiang"]),
        ("尉迟恭", ["yu", "chi", "gong"]),
        ("李单", ["li", "dan"]),
        ("龚䶮", ["gong", "yan"]),
        ("", []),
    ],
)
def test_a_surname_sounds_as_a_surname(name: str, heard: list[str]) -> None:
    assert sounds.of_name(name) == heard


def test_names_stand_by_sound_then_by_how_they_are_written() -> None:
    names = ["赵敏", "王秀", "安平", "王晓", "单国英", "王秀英", "汪秀"]
    assert sorted(names, key=sounds.order) == ["安平", "单国英", "王晓", "汪秀", "王秀", "王秀英", "赵敏"]


def test_an_order_has_an_end() -> None:
    assert len(sounds.order("王" * 80)) == sounds.LONGEST


@pytest.mark.parametrize(
    ("name", "letters"),
    [("王小明", "wxm"), ("尉迟恭", "ycg"), ("阿依古丽·买买提", "ayglmmt"), ("John Smith", "j"), ("", "")],
)
def test_initials_are_the_letters_one_types(name: str, letters: str) -> None:
    assert sounds.initials(name) == letters
