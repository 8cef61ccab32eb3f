"""The list in front of a bundle: what is in it, on which page, and what could not be printed and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from formserver import resources
from formserver.printing.glyphs import missing_glyphs
from formserver.printing.marks import clean

TITLE: Final = "打印清单"
ORDER: Final = "按村（社区）、姓名（拼音）、日期排列"
_NO_GLYPH: Final = "〓"  # what printers set for a character they do not have


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


def cover_html(title: str, rows: Sequence[CoverRow], *, pages_before: int) -> str:
    """The list as a page of HTML. ``pages_before``: of the list itself, which is what the pages are counted from.

    A name with a character no font holds is printed with 〓 in its place: the sheet itself is refused for it.
    """
    shown = [(number, row, row.page + pages_before if row.page else 0) for number, row in enumerate(rows, 1)]
    failed = sum(not row.page for row in rows)
    text = _template().render(
        heading=TITLE, title=clean(title), order=ORDER, rows=shown, printed=len(rows) - failed, failed=failed
    )
    return text.translate({ord(character): _NO_GLYPH for character in missing_glyphs(text)})


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(resources.root() / "templates" / "print"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("cover.html")
