"""Whether every character of a sheet can be drawn: one that no font holds would print as nothing, without any error.

The fonts are the shipped cut of Noto Serif SC and, behind it, HanaMinA and HanaMinB of the system; together they hold
the 87,887 hanzi of GB 18030.
"""

from __future__ import annotations

import ctypes
import os
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from fontTools.ttLib import TTFont

from formserver.errors import FormserverError
from formserver.forms.document import FormDocument
from formserver.forms.kinds.base import Field

FONTS: Final = Path(__file__).resolve().parent.parent / "static" / "fonts"
SHIPPED: Final = ("NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf")
_SYSTEM: Final = ("HanaMinA.ttf", "HanaMinB.ttf")
LIBRARIES: Final = {
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
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


def check_glyphs(text: str, document: FormDocument, data: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse a sheet with a character that would be left out.

    `text`: everything the sheet prints; `data`: part code -> data, to name the field that holds the character.
    Raises GlyphMissing for the first such character.
    """
    for character in missing_glyphs(text):
        raise GlyphMissing(character=character, place=_place_of(character, document, data))


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
def _place_of(character: str, document: FormDocument, data: Mapping[str, Mapping[str, Any]]) -> str:
    """The innermost field whose answer holds the character, as problems name it; else the printed form itself."""
    found = "表样"
    for code, part in document.parts.items():
        for path, field in part.fields():
            if any(_holds(value, character) for value in _values(data.get(code, {}), path[:-1], field)):
                found = field.spoken or found
    return found


def _values(node: Any, path: tuple[str, ...], field: Field) -> Iterator[Any]:
    """The answers at a path with its blanks; "*" stands for every row."""
    if not path:
        own = (field.code, *field.siblings())
        yield from (node[code] for code in own if isinstance(node, Mapping) and code in node)
    elif path[0] == "*":
        rows = node.values() if isinstance(node, Mapping) else node or ()
        for row in rows:
            yield from _values(row, path[1:], field)
    elif isinstance(node, Mapping):
        yield from _values(node.get(path[0], {}), path[1:], field)


def _holds(value: Any, character: str) -> bool:
    if isinstance(value, str):
        return character in value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(_holds(item, character) for item in inner)
