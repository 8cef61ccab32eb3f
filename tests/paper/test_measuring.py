"""What a sheet is reckoned to take before it is drawn."""

import pytest

from formserver.forms.layout import Cell, Grid, Paper, Row, TextLine
from formserver.forms.pieces import Answer, Box, Gap, NewLine, Piece, Signature, Words
from formserver.printing.measuring import Measure, line_count

MARGIN = (16.0, 16.0, 14.0, 16.0)


def measure(title: str = "登记表") -> Measure:
    return Measure(Paper(title, MARGIN, 10.5, 18, "square", ()))


def grid(*heights: float, text: str = "") -> Grid:
    return Grid((178,), tuple(Row((Cell(((Answer(text),),)),), height) for height in heights))


def pages(*heights: float) -> int:
    drawn = grid(*heights)
    return measure().pages([(drawn, measure().heights(drawn))])


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ((Words("一二三四五六七八九十"),), 1),
        ((Words("一二三四五六七八九十壹"),), 2),
        ((Words("一二三四五六七八九十，"), Answer("壹贰叁")), 2),
        ((Words("一二三四五六七八九，十壹贰叁肆伍陆柒捌玖拾"),), 3),
        ((Words("一二三四五六七1234567890"),), 2),
        ((Answer("A" * 30),), 3),
        ((Words("一二三四五六七八（九）。"),), 2),
        ((Words("一二三四五六七八九“十”壹贰叁肆伍陆柒捌"),), 3),
        ((Answer("一\t二" * 4),), 1),
        ((Words("一"), NewLine(), Words("二\n三")), 3),
        ((Box(), Words("一二三四五"), Gap(), Box(), Words("六七")), 2),
        ((Words("签字："), Signature("王芳", "file")), 2),
        ((Words("签字："), Signature("王芳")), 1),
    ],
)
def test_lines_end_where_chinese_text_may_be_broken(line: tuple[Piece, ...], count: int) -> None:
    assert line_count(line, 10) == count


def test_a_row_is_as_high_as_it_must_be_and_no_lower_than_printed() -> None:
    assert measure().heights(grid(9)) == [9]
    (high,) = measure().heights(grid(9, text="一" * 200))
    assert high == pytest.approx(5 * 4.74 + 1.2, abs=0.1)


def test_what_a_spanning_cell_needs_more_the_last_of_its_rows_gets() -> None:
    label = Cell(((Words("身"),),) * 6, rowspan=2)
    rows = (Row((label, Cell(((),))), 9), Row((Cell(((),)),), 9))
    first, second = measure().heights(Grid((30, 148), rows))
    assert first == 9
    assert first + second == pytest.approx(6 * 4.74 + 1.2, abs=0.1)


def test_pages_are_counted_below_the_title_and_with_room_for_the_code() -> None:
    assert (pages(250), pages(257)) == (1, 2)
    assert (pages(250, 250), pages(250, 258)) == (2, 3)


def test_a_row_higher_than_a_page_takes_several() -> None:
    assert pages(600) == 4


def test_a_long_title_takes_two_lines() -> None:
    assert measure("老年人" * 20).title_mm > measure().title_mm + 8


def test_a_line_above_the_table_takes_room() -> None:
    assert measure().pages([TextLine(((Words("日期"),),)), (grid(253), [253.0])]) == 2


def test_a_title_leaves_room_for_the_code_at_its_side() -> None:
    assert measure("老" * 21).title_mm == measure().title_mm
    assert measure("老" * 22).title_mm > measure().title_mm


def test_a_line_above_the_table_takes_as_much_room_as_it_has_lines() -> None:
    rows = grid(248)
    assert measure().pages([TextLine(((Words("一" * 48),),)), (rows, [248.0])]) == 1
    assert measure().pages([TextLine(((Words("一" * 49),),)), (rows, [248.0])]) == 2


def test_a_heading_goes_with_the_row_below_it() -> None:
    heading = Row((Cell(((Words("一、情况"),),), is_label=True),), 10)
    rows = (*grid(240).rows, heading, *grid(12).rows, heading)
    drawn = Grid((178,), rows)
    assert measure().pages([(drawn, [240.0, 10.0, 12.0, 230.0])]) == 2
    assert measure().pages([(drawn, [240.0, 10.0, 12.0, 240.0])]) == 3
