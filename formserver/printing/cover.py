"""The list in front of a bundle: what is in it, on which page, and what could not be printed and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from formserver.printing.glyphs import missing_glyphs
from formserver.printing.marks import clean
from formserver.printing.sheet import PRODUCT, SheetMarks, template

TITLE: Final = "打印清单"
_NO_GLYPH: Final = "〓"  # what printers set for a character they do not have


class Column(NamedTuple):
    """A column of the list: its heading, its width in mm, and what of a row stands in it."""

    heading: str
    width_mm: int
    of: str


class Listing(NamedTuple):
    """What a list lists: what its lines are and the word that counts them, their order in words, its columns between
    number and page."""

    lines: str
    counted: str
    order: str
    columns: tuple[Column, ...]


RECORDS: Final = Listing(
    "记录",
    "份",
    "按村（社区）、姓名（拼音）、日期排列",
    (
        Column("村（社区）", 26, "village"),
        Column("姓名", 22, "name"),
        Column("表", 42, "paper"),
        Column("日期", 29, "date"),
        Column("编号", 39, "number"),
    ),
)
PAPERS: Final = Listing(
    "纸质表",
    "张",
    "按村（社区）、姓名（拼音）排列",
    (
        Column("村（社区）", 32, "village"),
        Column("姓名", 24, "name"),
        Column("表", 50, "paper"),
        Column("纸号", 52, "number"),
    ),
)


@dataclass(frozen=True)
class CoverRow:
    """A record of the bundle. ``page`` counts from 1 behind the list, 0 where it could not be printed; then ``reason``
    says why. ``date`` is written out."""

    village: str
    name: str
    paper: str
    date: str
    number: str
    page: int
    reason: str = ""


def cover_html(title: str, listing: Listing, rows: Sequence[CoverRow], *, pages_before: int) -> str:
    """The list as a page of HTML. ``pages_before``: of the list itself, which is what the pages are counted from.

    A name with a character no font holds is printed with 〓 in its place: the sheet itself is refused for it.
    """
    shown = [(number, row, row.page + pages_before if row.page else 0) for number, row in enumerate(rows, 1)]
    failed = sum(not row.page for row in rows)
    about = clean(title)
    text = template("cover.html").render(
        title=f"{TITLE}　{about}",
        about=about,
        foot=TITLE,
        copy="",
        marks=SheetMarks(),
        product=PRODUCT,
        listing=listing,
        rows=shown,
        printed=len(rows) - failed,
        failed=failed,
    )
    return text.translate({ord(character): _NO_GLYPH for character in missing_glyphs(text)})
