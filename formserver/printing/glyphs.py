"""Whether every character of a sheet can be drawn: one that no font holds would print as nothing, without any error.

The fonts are the shipped cut of Noto Serif SC and, behind it, HanaMinA and HanaMinB of the system; together they hold
the 87,887 hanzi of GB 18030.
"""

from __future__ import annotations

import ctypes
import os
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

from formserver.errors import FormserverError
from formserver.forms.layout import Grid, Line, Paper, TextLine
from formserver.forms.pieces import Answer, Cells, Signature, Words

FONTS: Final = Path(__file__).resolve().parent.parent / "static" / "fonts"
SHIPPED: Final = ("NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf")
_SYSTEM: Final = ("HanaMinA.ttf", "HanaMinB.ttf")
LIBRARIES: Final = {
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
_QUOTED: Final = 20  # characters of printed words
# Joiners, marks of direction and variation selectors show nothing by themselves.
_INVISIBLE: Final = frozenset(
    chr(code)
    for span in (range(0x200B, 0x2010), range(0x2060, 0x2065), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
    for code in span
) | frozenset("\u00ad\ufeff\t\n\r")


class GlyphMissing(FormserverError):
    """A character that no font can draw: names the character and where it was written."""

    status = 422
    message_key = "“%(place)s”里的“%(character)s”（%(code)s）没有可用的字形，不能打印，请核对此字。"

    def __init__(self, *, character: str, place: str) -> None:
        self.character, self.place = character, place
        super().__init__(character=character, code=f"U+{ord(character):04X}", place=place)


class PrintingNotReady(FormserverError):
    """The machine lacks what printing needs: names it and the remedy."""

    status = 503
    message_key = "打印所需的组件不全：缺少%(missing)s。请系统管理员运行：%(remedy)s"

    def __init__(self, *, missing: str, remedy: str) -> None:
        self.missing, self.remedy = missing, remedy
        super().__init__(missing=missing, remedy=remedy)


def check_printing() -> None:
    """Refuse to go on where sheets would be wrong, or take a hundred times as long.

    Without the fonts, characters are left out silently; without harfbuzz-subset, fonts are cut in slow Python.
    Raises PrintingNotReady with the command that helps.
    """
    lost = [name for name in SHIPPED if not (FONTS / name).is_file()]
    if lost:
        raise PrintingNotReady(missing="、".join(lost), remedy="重新安装本程序")
    packages = {package: library for library, package in LIBRARIES.items() if not _loads(library)}
    fonts = [name for name in _SYSTEM if _system_font(name) is None]
    if fonts:
        packages["fonts-hanazono"] = "、".join(fonts)
    if packages:
        raise PrintingNotReady(missing="、".join(packages.values()), remedy=f"apt install {' '.join(packages)}")


def missing_glyphs(text: str) -> list[str]:
    """The characters of the text that no font holds, each once, in order of appearance."""
    unknown = dict.fromkeys(character for character in text if character not in _shipped_characters())
    return [character for character in unknown if not _is_drawable(character)]


def check_glyphs(text: str, paper: Paper) -> None:
    """Refuse a sheet with a character that would be left out.

    `text`: everything the sheet prints; `paper`: what of it the form and its answers say, to name the place.
    Raises GlyphMissing for the first such character.
    """
    for character in missing_glyphs(text):
        raise GlyphMissing(character=character, place=_place_of(character, paper))


def _is_drawable(character: str) -> bool:
    if character in _INVISIBLE or unicodedata.category(character) == "Cc":
        return True
    return any(character in _system_characters(name) for name in _SYSTEM)


@cache
def _shipped_characters() -> frozenset[str]:
    # a label may be set in bold, so a character counts only where both weights hold it
    regular, bold = (_characters(FONTS / name) for name in SHIPPED)
    return regular & bold


@cache
def _system_characters(name: str) -> frozenset[str]:
    path = _system_font(name)
    return frozenset() if path is None else _characters(path)


def _characters(path: Path) -> frozenset[str]:
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _system_font(name: str) -> Path | None:
    home = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser()
    shared = (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    folders = [home / "fonts", *(Path(folder) / "fonts" for folder in shared)]
    return next((path for folder in folders for path in folder.rglob(name)), None)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# naming the place ---------------------------------------------------------------------------------------------------
def _place_of(character: str, paper: Paper) -> str:
    """The field whose answer holds the character, with its row; the printed words; else what stands around them."""
    told = [(name, text) for name, text in _texts(paper) if character in text]
    by_answer = (name for name, _ in told if name)
    by_words = (f"表样：{text[:_QUOTED]}" for name, text in told if not name)
    return next(by_answer, next(by_words, "页边或附页"))


def _texts(paper: Paper) -> Iterator[tuple[str, str]]:
    """Everything the form prints: (name of the field, answer), or ("", printed words)."""
    yield "", paper.title
    for block in paper.blocks:
        lines = block.ends if isinstance(block, TextLine) else _lines(block)
        for piece in (piece for line in lines for piece in line):
            if isinstance(piece, Signature):
                yield piece.of, piece.by
            elif isinstance(piece, Words | Answer | Cells):
                yield getattr(piece, "of", ""), piece.text


def _lines(grid: Grid) -> Iterator[Line]:
    further = (row for over in grid.over for rows in over.repetitions for row in rows)
    yield from (line for row in (*grid.rows, *further) for cell in row.cells for line in cell.lines)
