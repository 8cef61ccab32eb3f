#!/usr/bin/env python3
"""Makes the pictures of the papers (docs/pictures/papers/*.png): blank, sparsely filled, with more than they hold.

    tools/paper_pictures.py

The people are fictional and always the same ones, so that the pictures change only where a paper does.
"""

import io
import random
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pypdfium2
from PIL import Image

from formserver.demo.answers import Circumstances, Data, Writer
from formserver.demo.people import People
from formserver.forms.document import FormDocument, read_folder
from formserver.forms.group import Container, Group
from formserver.forms.kinds.rows import Table
from formserver.forms.kinds.text import LongText
from formserver.printing.copies import print_blank, print_record
from formserver.printing.sheet import SheetMarks
from formserver.resources import root

PICTURES: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "papers"
LARGEST: Final = 90_000
_LEFT_OUT: Final = "registration/jiangsu"  # the first page of visit_record/jiangsu
_PAGES: Final = 3  # shown of a paper with more than it holds
_SCALES: Final = {"blank": 1.1, "sparse": 1.1, "overfull": 0.85}  # pixels a point
_GREYS: Final = 8
_SEED: Final = 20250108
_PLACE: Final = {"province": "湖北省", "city": "鄂州市", "county": "华容区", "township": "段店镇", "village": "三江村"}
_LONG: Final = "".join(
    f"第{number}次上门：老人精神尚好，血压{130 + number}/80，已提醒按时服药；厨房电线老化，已报村委会更换。"
    for number in range(1, 25)
)


def main() -> None:
    """Make every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for document in read_folder(root() / "schemas")[0]:
        if document.code != _LEFT_OUT:
            for state, pdf in _sheets(document).items():
                _keep(f"{document.code.replace('/', '-')}-{state}", pdf, _SCALES[state])


def _sheets(document: FormDocument) -> dict[str, bytes]:
    full = {code: _filled(part.group) for code, part in document.parts.items()}
    sparse = {code: _sparse(document.parts[code].group, data) for code, data in full.items()}
    overfull = {code: _overfull(document.parts[code].group, data) for code, data in full.items()}
    return {
        "blank": print_blank(document),
        "sparse": _printed(document, sparse),
        "overfull": _printed(document, overfull),
    }


def _printed(document: FormDocument, data: Mapping[str, Data]) -> bytes:
    marks = SheetMarks(number="999999-DJ-2025-000123", edition="1.0")
    return print_record(document, data, marks=marks, copies=False, pictures={})


def _filled(group: Group) -> Data:
    people = People(_SEED)
    about = Circumstances(people.elder(), people.younger(), date(2025, 1, 8), _PLACE)
    return Writer(people, random.Random(_SEED)).fill(group, about)


def _sparse(group: Group, data: Data) -> Data:
    """What must be answered, and a third of the rest; inside sections likewise, and one row of a table."""
    kept: Data = {}
    for place, (code, field) in enumerate(group.fields.items()):
        if place % 3 == 0 or code in group.always_required:
            kept |= {name: data[name] for name in group.with_siblings(code) if name in data}
        if code in kept and isinstance(field, Table):
            kept[code] = kept[code][:1]
        elif code in kept and isinstance(field, Container) and not field.depth:
            kept[code] = _sparse(field.group, kept[code])
    return group.without_hidden(kept)


def _overfull(group: Group, data: Data) -> Data:
    """More rows than the paper prints, and a page of words in every long answer."""
    more: dict[str, Any] = dict(data)
    for field in group.fields.values():
        if isinstance(field, LongText):
            more[field.code] = _LONG
        elif isinstance(field, Table):
            rows = [_filled_row(field, number) for number in range(field.printed + 3)]
            more[field.code] = [{"role": "head", **rows[0]}, *rows[1:]] if field.head else rows
        elif isinstance(field, Container) and not field.depth and field.code in data:
            more[field.code] = _overfull(field.group, data[field.code])
    return more


def _filled_row(table: Table, number: int) -> Data:
    people = People(_SEED + number)
    about = Circumstances(people.younger(), people.younger(), date(2025, 1, 8), _PLACE, is_row=True)
    return Writer(people, random.Random(_SEED + number)).fill(table.group, about)


def _keep(name: str, pdf: bytes, scale: float) -> None:
    """The pages beside each other, in few greys."""
    with pypdfium2.PdfDocument(pdf) as opened:
        pages = [page.render(scale=scale, grayscale=True).to_pil() for page in list(opened)[:_PAGES]]
    whole = Image.new("L", (sum(page.width for page in pages), pages[0].height), 255)
    left = 0
    for page in pages:
        whole.paste(page, (left, 0))
        left += page.width
    buffer = io.BytesIO()
    whole.quantize(_GREYS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    size = len(buffer.getvalue())
    if size > LARGEST:
        raise SystemExit(f"{name}: {size} bytes, at most {LARGEST}")
    (PICTURES / f"{name}.png").write_bytes(buffer.getvalue())
    print(f"{name}: {size} bytes")


if __name__ == "__main__":
    main()
