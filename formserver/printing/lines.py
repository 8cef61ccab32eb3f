"""Lines of text kept from sheet to sheet: what a paper prints is the same on all of its sheets, and answers repeat.

For every text anew WeasyPrint asks Pango where its first line ends, and asks a second time which letters to write. Both
depend on the text, its style and the room it has, so a line that is known is copied, and what was written for it is
written again. Each document is still told which letters of a font it uses, in the order in which it meets them.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, NamedTuple

from formserver.printing.replacing import remember, replace

_MOST: Final = 2000  # a paper has some sixty, each sheet brings a few of its own; 4 KB each


@cache
def share() -> None:
    """Have all documents of this process share them from now on."""
    from weasyprint.draw.text import draw_first_line
    from weasyprint.text.ffi import ffi
    from weasyprint.text.line_break import split_first_line, strut

    ffi.cdef("void * g_object_ref(void *);")
    lines = _Lines(split_first_line, draw_first_line)
    replace(split_first_line, lines.first_of)
    replace(draw_first_line, lines.draw)
    replace(strut, _of_styles(strut))


def _of_styles(measure: Any) -> Any:
    """WeasyPrint's function of a style with a memory: it looks a line up by all that the style says of letters."""
    known: dict[int, tuple[Any, Any]] = {}

    def measured(style: Any) -> Any:
        found = known.get(id(style))
        if found is None:
            found = style, measure(style)
            remember(known, id(style), found, _MOST)
        return found[1]

    return measured


class _Writing(NamedTuple):
    """What a page is told of a line: the calls in their order, and of each font the letters: (glyph, text, width)."""

    calls: tuple[tuple[str, tuple[Any, ...]], ...]
    fonts: tuple[tuple[Any, tuple[tuple[int, str, int], ...]], ...]


class _Lines:
    """WeasyPrint's two functions with a memory."""

    def __init__(self, first_of: Any, draw: Any) -> None:
        self._first_of, self._draw, self._line = first_of, draw, _line_class()
        self._known: dict[Any, tuple[Any, Any, tuple[Any, ...]]] = {}

    def first_of(
        self,
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> tuple[Any, ...]:
        """The first line of a text, and its measures. What is kept holds its style, so the address is no other's."""
        key = text, id(style), max_width, justification_spacing, is_line_start, minimum
        known = self._known.get(key)
        if known is None:
            layout, *measures = self._first_of(
                text, style, context, max_width, justification_spacing, is_line_start, minimum
            )
            known = style, self._line(layout), tuple(measures)
            remember(self._known, key, known, _MOST)
        return known[1].copy(), *known[2]

    def draw(self, stream: Any, box: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> list[Any]:
        """Write the line of a box; the pictures among its letters are left to the caller."""
        line = box.pango_layout
        if isinstance(line, self._line) and text_overflow != "ellipsis" and block_ellipsis == "none":
            if not line.written:
                listener = _Listener(stream)
                pictures = self._draw(listener, box, text_overflow, block_ellipsis, matrix)
                heard = listener.heard()
                line.written.append(None if pictures else heard)
            if line.written[0] and _write(stream, line.written[0], matrix):
                return []
        return list(self._draw(stream, box, text_overflow, block_ellipsis, matrix))


def _write(stream: Any, writing: _Writing, matrix: Any) -> bool:
    """Whether a line could be written as it was heard. It is not where the document has rounded the width of a letter
    otherwise, for a size it met before: distances between letters depend on it."""
    fonts = [(stream.add_font(font)[0], letters) for font, letters in writing.fonts]
    for font, letters in fonts:
        if any(font.widths.get(glyph, width) != width for glyph, _, width in letters):
            return False
    for font, letters in fonts:
        for glyph, text, width in letters:
            font.to_unicode.setdefault(glyph, text)
            font.widths.setdefault(glyph, width)
    if writing.calls:
        stream.set_text_matrix(*matrix.values)
    for name, given in writing.calls:
        getattr(stream, name)(*given)
    return True


class _Listener:
    """Stands for a page while a line is drawn as the first of its document, and hears what the page would be told."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._calls: list[tuple[str, tuple[Any, ...]]] = []
        self._fonts: list[tuple[Any, Any, tuple[Any, Any]]] = []
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        """The document's font, which forgets what letters it knows until all is heard."""
        font, size = self._stream.add_font(pango_font)
        self._fonts.append((_held(pango_font), font, (font.to_unicode, font.widths)))
        font.to_unicode, font.widths = {}, {}
        return font, size

    def set_text_matrix(self, *matrix: float) -> None:
        """The place of the line: not remembered."""

    def set_font_size(self, *given: Any) -> None:
        self._calls.append(("set_font_size", given))

    def set_text_rise(self, *given: Any) -> None:
        self._calls.append(("set_text_rise", given))

    def show_text(self, *given: Any) -> None:
        self._calls.append(("show_text", given))

    def heard(self) -> _Writing | None:
        """What would be written; None where a font lacks a letter, which gets another number in each document."""
        is_whole, fonts = True, []
        for pango_font, font, former in reversed(self._fonts):
            letters = tuple((glyph, text, font.widths[glyph]) for glyph, text in font.to_unicode.items())
            fonts.append((pango_font, letters))
            font.to_unicode, font.widths = former
            is_whole = is_whole and not font.missing
        return _Writing(tuple(self._calls), tuple(reversed(fonts))) if is_whole else None


def _held(pango_font: Any) -> Any:
    """The font, which lives on as long as what is returned."""
    from weasyprint.text.ffi import ffi, gobject

    return ffi.gc(ffi.cast("PangoFont *", gobject.g_object_ref(pango_font)), gobject.g_object_unref)


@cache
def _line_class() -> Any:
    # a subclass of a class that is imported late can only be made late
    from weasyprint.text.line_break import Layout

    class Line(Layout):  # type: ignore[misc]
        """A line with its measures, which is laid out again only when somebody looks at what Pango made of it."""

        def __init__(self, layout: Any) -> None:
            self.__dict__.update(layout.__dict__)
            self.written: list[_Writing | None] = []  # one list for all copies; None: the library writes it

        def copy(self) -> Any:
            copy = Line.__new__(Line)
            copy.__dict__.update(self.__dict__)
            return copy

        def reactivate(self, style: Any) -> None:
            self.waits_for = style

        def __getattr__(self, name: str) -> Any:
            if name not in ("layout", "language", "style") or "waits_for" not in self.__dict__:
                raise AttributeError(name)
            Layout.reactivate(self, self.__dict__.pop("waits_for"))
            return self.__dict__[name]

        def deactivate(self) -> None:
            for name in ("layout", "language", "style", "waits_for"):
                self.__dict__.pop(name, None)

    return Line
