"""The rules of a table are drawn as one path: the same ink where the library draws each edge by itself."""

import ctypes
import inspect
import zlib
from collections import defaultdict
from collections.abc import Iterator

import pypdfium2
import pytest
from weasyprint import draw
from weasyprint.formatting_structure import build
from weasyprint.pdf.fonts import pydyf

from formserver.printing.job import PrintJob
from formserver.printing.pdf import warm_up, write_pdf
from formserver.printing.replacing import replace
from tests.paper.geometry import strokes
from tests.paper.test_shared_work import filled

Ink = dict[tuple[object, ...], list[tuple[float, float]]]

TABLE = """<html lang="zh-CN"><head><style>table {{ border-collapse: collapse }} {style}</style></head><body>
<table><tbody><tr><td class="a">甲</td><td>乙</td></tr><tr><td>丙</td><td class="b">丁</td></tr></tbody></table>
</body></html>"""


@pytest.fixture(autouse=True)
def _replaced() -> None:
    warm_up()


def by_the_library(job: PrintJob, monkeypatch: pytest.MonkeyPatch) -> bytes:
    with monkeypatch.context() as alone:
        alone.setattr(draw, "draw_collapsed_borders", draw.draw_collapsed_borders.__self__._draw)
        alone.setattr(build, "collapse_table_borders", build.collapse_table_borders.__self__._collapse)
        return write_pdf(job)


def ink(content: bytes) -> Ink:
    """Where there is ink, by pen and line: stretches that do not touch."""
    found: Ink = defaultdict(list)
    with pypdfium2.PdfDocument(content) as pdf:
        for number, page in enumerate(pdf):
            for pen, (x, y, to, top) in drawn(page):
                is_level = to - x > top - y
                at, start, end = (y, x, to) if is_level else (x, y, top)
                found[number, pen, is_level, round(at, 2)].append((round(start, 2), round(end, 2)))
    return {line: together(sorted(stretches)) for line, stretches in found.items()}


def drawn(page: pypdfium2.PdfPage) -> Iterator[tuple[tuple[float, ...], tuple[float, float, float, float]]]:
    raw = pypdfium2.raw
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=9):
        width, *colour = ctypes.c_float(), *(ctypes.c_uint() for _ in range(4))
        raw.FPDFPageObj_GetStrokeWidth(path, width)
        raw.FPDFPageObj_GetStrokeColor(path, *colour)
        for line in strokes(path):
            yield (round(width.value, 3), *(part.value for part in colour)), line


def together(stretches: list[tuple[float, float]]) -> list[tuple[float, float]]:
    whole = stretches[:1]
    for start, end in stretches[1:]:
        if start <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(end, whole[-1][1])
        else:
            whole.append((start, end))
    return whole


@pytest.mark.parametrize("code", ["visit_record/fujian", "registration/ezhou", "registration/jiangsu"])
def test_the_ink_of_a_paper_is_that_of_its_edges(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    job = filled(code, 2)
    expected = ink(by_the_library(job, monkeypatch))
    assert len(expected) > 10
    assert ink(write_pdf(job)) == expected


@pytest.mark.parametrize(
    "style",
    [
        "td { border: 1px solid #000 } .a { border: 3px solid #f00 } .b { border: 2px double #00f }",
        "td { border: 2px solid #000 } .a { border-style: hidden } table { border: 4px groove #888 }",
    ],
)
def test_pens_of_other_widths_and_colours_draw_what_they_drew(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    job = PrintJob([TABLE.format(style=style)])
    expected = ink(by_the_library(job, monkeypatch))
    assert len({pen for _, pen, *_ in expected}) > 1
    assert ink(write_pdf(job)) == expected


def test_tables_that_differ_in_one_thing_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is drawn after the others: none is given the borders of another."""
    bordered = "td { border: 1px solid #000 } .b { border-width: 4px } .wide { border: 2px solid #00f }"
    tables = [
        TABLE.format(style=bordered),
        TABLE.format(style=bordered).replace('class="a"', 'class="b"'),
        TABLE.format(style=bordered).replace("<td>丙</td>", ""),
        TABLE.format(style=bordered).replace("<td>丙</td>", "").replace('<td class="b"', '<td class="b" colspan="2"'),
        TABLE.format(style=bordered).replace("<td>丙</td>", "").replace("<td>乙", '<td rowspan="2">乙'),
        TABLE.format(style=bordered).replace("<table>", '<table class="wide">'),
        TABLE.format(style=bordered).replace("<tr>", '<tr class="wide">'),
        TABLE.format(style=bordered).replace("<tbody>", '<colgroup><col class="wide"/><col/></colgroup><tbody>'),
        TABLE.format(style=bordered).replace("<tbody>", '<colgroup><col/><col class="wide"/></colgroup><tbody>'),
    ]
    jobs = [PrintJob([table]) for table in tables]
    expected = [by_the_library(job, monkeypatch) for job in jobs]
    assert len({str(ink(content)) for content in expected}) == len(jobs)
    assert [ink(write_pdf(job)) for job in jobs * 2] == [ink(content) for content in expected * 2]


def test_lines_with_gaps_are_drawn_by_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    job = PrintJob([TABLE.format(style="td { border: 2px dotted #000 } .a { border: 3px dashed #000 }")])
    assert write_pdf(job) == by_the_library(job, monkeypatch)


def test_the_rules_of_a_table_are_drawn_with_few_pens() -> None:
    with pypdfium2.PdfDocument(write_pdf(filled("visit_record/fujian", 2))) as pdf:
        counts = [len(list(strokes(path))) for path in pdf[0].get_objects(max_depth=9) if path.type == 2]
    assert sum(count > 4 for count in counts) <= 2


def test_what_is_packed_can_be_unpacked() -> None:
    packer = pydyf.zlib.compressobj(level=9)
    content = b"0 0 m 10 0 l S " * 500
    packed = packer.compress(content) + packer.flush()
    assert zlib.decompress(packed) == content
    assert len(packed) < len(content) / 20


@pytest.mark.parametrize(
    "value", [b"BT", "/F1", 0, -17, True, 3.0, -0.0, 1.5, 0.1 + 0.2, 1e-7, 1e17, pydyf.Array([1, 2.5])]
)
def test_values_are_written_as_the_library_writes_them(value: object) -> None:
    assert pydyf._to_bytes(value) == inspect.getclosurevars(pydyf._to_bytes).nonlocals["to_bytes"](value)


def test_a_letter_that_pdf_cannot_write_is_an_error_as_before() -> None:
    with pytest.raises(UnicodeEncodeError):
        pydyf._to_bytes("甲")


def test_a_document_names_its_pages_as_they_come() -> None:
    document = pydyf.PDF()
    for count in range(3):
        assert document.page_references == tuple(b"%d 0 R" % number for number in range(3, 3 + count))
        document.add_page(pydyf.Dictionary())


def test_a_function_that_the_library_does_not_have_cannot_be_replaced() -> None:
    with pytest.raises(LookupError, match="ink"):
        replace(ink, by_the_library)
