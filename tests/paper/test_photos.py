"""Photos on paper: one to six are scaled into their cell, one that is lost is named."""

import io
from collections.abc import Iterator

import pypdfium2
import pytest
from PIL import Image

from tests.paper.geometry import Box, rows_of
from tests.paper.reading import Sheet
from tests.paper.samples import PICTURE
from tests.paper.test_blank_papers import Documents
from tests.paper.test_filled_sheets import sheet

IDS = [f"{PICTURE[:-1]}{number}" for number in range(6)]
CELL = 14  # the row of the photos
SHAPES = {"wide": (640, 480), "tall": (480, 640), "banner": (1200, 200)}


def photo(shape: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", SHAPES[shape], "green").save(buffer, "JPEG")
    return buffer.getvalue()


def drawn(content: bytes) -> Iterator[tuple[float, float, float, float]]:
    """Where photos are drawn: left, bottom, right, top."""
    with pypdfium2.PdfDocument(content) as pdf:
        for picture in pdf[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=9):
            yield picture.get_bounds()


def is_inside(bounds: tuple[float, float, float, float], cell: Box) -> bool:
    left, bottom, right, top = bounds
    return cell.left < left < right < cell.right and cell.bottom < bottom < top < cell.top


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_photos_are_scaled_into_their_cell(count: int, shape: str, document: Documents) -> None:
    chosen: list[object] = list(IDS[:count])
    printed = sheet(document("visit_record/ezhou"), {"photos": chosen}, pictures=dict.fromkeys(IDS, photo(shape)))
    (rows,) = rows_of(printed.content)
    label, cell = rows[CELL]
    found = list(drawn(printed.content))
    assert label.text == "照片及其他资料"
    assert cell.height_mm == pytest.approx(68, abs=0.5)
    assert [bounds for bounds in found if not is_inside(bounds, cell)] == []
    assert len(set(found)) == count


def test_a_photo_keeps_its_shape(document: Documents) -> None:
    printed = sheet(document("visit_record/ezhou"), {"photos": [PICTURE]}, pictures={PICTURE: photo("wide")})
    ((left, bottom, right, top),) = drawn(printed.content)
    assert (right - left) / (top - bottom) == pytest.approx(4 / 3, abs=0.02)


def missing(document: Documents, ids: list[object], pictures: dict[str, bytes]) -> Sheet:
    return sheet(document("visit_record/ezhou"), {"photos": ids}, pictures=pictures)


def test_a_missing_photo_is_named_between_the_others(document: Documents) -> None:
    here = dict.fromkeys((IDS[0], IDS[2]), photo("wide"))
    printed = missing(document, list(IDS[:3]), here)
    assert printed.pictures == 2
    assert "（第2张照片另附）" in printed.text


def test_the_only_photo_needs_no_number(document: Documents) -> None:
    assert "（照片另附）" in missing(document, [PICTURE], {}).text
