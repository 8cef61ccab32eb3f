"""Where long answers are cut: behind whole sentences, else behind whole characters."""

import pytest

from formserver.forms.layout import Cell, Paper
from formserver.forms.pieces import Answer, Words
from formserver.printing.measuring import Measure
from formserver.printing.shortening import beginning, cut

MEASURE = Measure(Paper("登记表", (16, 16, 14, 16), 10.5, 18, "square", ()))
WIDTH_MM = 10 * MEASURE.em + 2.41  # ten hanzi


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("一二三四五六七八九。十", "一二三四五六七八九。十"),
        ("一二三四五六七八九。一二三四五六。七八九十一", "一二三四五六七八九。一二三四五六。"),
        ("一二三四五六七八九十一二三四“五六！”七八九十一", "一二三四五六七八九十一二三四“五六！”"),
        ("一二三四五\n六七八九十一二三四五\n六七八九十", "一二三四五\n六七八九十一二三四五"),
        ("一二。三四五六七八九十一二三四五六七八九十一二三", "一二。三四五六七八九十一二三四五六七八九"),
        ("e\u0301" * 60, "e\u0301" * 45),
    ],
)
def test_as_much_stays_as_two_lines_hold(text: str, kept: str) -> None:
    found = beginning(MEASURE, text, WIDTH_MM, 2)
    if "\u0301" in text:  # how many letters a line holds is the font's affair
        assert 0 < len(found) < len(text)
        assert len(found) % 2 == 0
    else:
        assert found == kept


def test_of_several_answers_the_longest_gives_way_first() -> None:
    short, long = Answer("独居老人。", of="短"), Answer("第一句话。" * 9, of="长")
    cell, rests = cut(MEASURE, Cell(((Words("甲："), short, Words("乙："), long),)), WIDTH_MM, 3)
    assert [rest.name for rest in rests] == ["长"]
    assert cell.lines[0][1] is short
    assert cell.lines[0][3] == Answer(f"{'第一句话。' * 3}（接续页）")
    assert rests[0].text == "第一句话。" * 6


def test_a_cell_with_room_is_left_alone() -> None:
    cell = Cell(((Answer("第一句话。第二句话。"),),))
    assert cut(MEASURE, cell, WIDTH_MM, 1) == (cell, [])
