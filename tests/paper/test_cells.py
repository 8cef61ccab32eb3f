"""The printed sheets cell for cell beside their sources: rows, cells, spans, lines around, A4, Song, title."""

from itertools import pairwise

import pypdfium2
import pytest

from tests.paper.geometry import MM, rows_of, words_in, written
from tests.paper.printed_rows import LINES, PRINTED
from tests.paper.reading import squeezed
from tests.paper.test_blank_papers import Documents, Sheets, each_paper

A4_MM = (210, 297)
each_line = pytest.mark.parametrize("code", LINES)


@each_paper
def test_every_row_has_the_cells_of_its_source(code: str, blank: Sheets) -> None:
    pages = [written(rows) for rows in rows_of(blank(code).content)]
    assert pages == PRINTED[code]


@each_paper
def test_answers_move_no_cell(code: str, blank: Sheets, filled: Sheets) -> None:
    empty, full = (
        [[cell.begins for cell in row] for page in rows_of(sheets(code).content) for row in page]
        for sheets in (blank, filled)
    )
    assert [row for row in full if len(row) < 19] == [row for row in empty if len(row) < 19]


@each_paper
def test_tables_keep_the_margins_of_an_office_form(code: str, blank: Sheets) -> None:
    for rows in rows_of(blank(code).content):
        assert [round(min(cell.left for cell in row) * MM) for row in rows] == [16] * len(rows)
        assert [round(max(cell.right for cell in row) * MM) for row in rows] == [194] * len(rows)
        assert min(cell.bottom for row in rows for cell in row) * MM > 10


@each_paper
def test_the_title_stands_in_the_middle_of_an_a4_page(code: str, document: Documents, blank: Sheets) -> None:
    with pypdfium2.PdfDocument(blank(code).content) as pdf:
        assert [round(side * MM) for page in pdf for side in page.get_size()] == [*A4_MM * len(pdf)]
        page = pdf[0]
        words = page.get_textpage()
        words.count_rects()  # get_rect knows them only then
        left, bottom, right, top = words.get_rect(0)
        assert squeezed(words.get_text_bounded(left, bottom, right, top)) == squeezed(document(code).title)
        assert (left + right) / 2 * MM == pytest.approx(105, abs=0.5)


@each_paper
def test_everything_is_set_in_song(code: str, filled: Sheets) -> None:
    with pypdfium2.PdfDocument(filled(code).content) as pdf:
        drawn = [piece for page in pdf for piece in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=9)]
        names = {piece.get_font().get_base_name().partition("+")[2] for piece in drawn}
    assert {name.partition("-")[0] for name in names} <= {"Noto", "NotoSerifSC", "Noto_Serif_SC"}


@each_line
def test_the_lines_around_the_table_are_those_of_the_source(code: str, blank: Sheets) -> None:
    above, below = LINES[code]
    pages = rows_of(blank(code).content)
    top, bottom = pages[0][0][0].top, min(cell.bottom for cell in pages[-1][-1])
    assert words_in(blank(code).content, 0, (top, 842)).endswith("".join(above))
    assert words_in(blank(code).content, -1, (0, bottom)).startswith("".join(below))


def test_an_identity_number_has_eighteen_equal_cells(blank: Sheets) -> None:
    cells = rows_of(blank("registration/jiangsu").content)[0][2][1:]
    widths = {round(cell.width_mm, 1) for cell in cells}
    assert len(cells) == 18
    assert max(widths) - min(widths) < 0.5
    assert {round(cell.height_mm, 1) for cell in cells} == {10.0}
    assert all(one.right == other.left for one, other in pairwise(cells))


@pytest.mark.parametrize(
    ("code", "row", "signature"),
    [
        ("registration/fujian", 27, "工作人员签字："),
        ("registration/shuren", 28, "工作人员签字："),
        ("visit_record/shuren", 17, "服务人员签字（盖章）："),
    ],
)
def test_an_answer_begins_at_the_top_of_its_cell_and_the_signature_ends_it(
    code: str, row: int, signature: str, filled: Sheets
) -> None:
    cell = rows_of(filled(code).content)[0][row][-1]
    top, bottom = ((cell.top - 6 / MM, cell.top), (cell.bottom, cell.bottom + 12 / MM))
    assert "身体尚好" in words_in(filled(code).content, 0, top)
    assert signature in words_in(filled(code).content, 0, bottom)
