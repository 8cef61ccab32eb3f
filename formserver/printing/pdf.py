"""HTML -> PDF with WeasyPrint, behind a fetcher that opens nothing but fonts, drawn boxes and the pictures given.

WeasyPrint is imported when the first sheet is printed: it takes half a second and 60 MB, which web processes never
need.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, NamedTuple

from formserver.printing.glyphs import FONTS, SHIPPED

_STYLE: Final = FONTS.parent / "print.css"
_OPTIONS: Final = {"pdf_variant": "pdf/ua-1"}
_PICTURE_TYPES: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png", b"RIFF": "image/webp"}

# Boxes are drawn: the print font has no ☑, and a drawn tick looks the same everywhere.
_SQUARE: Final = '<rect x="6" y="6" width="88" height="88"/>'
_CIRCLE: Final = '<circle cx="50" cy="50" r="44"/>'
_TICK: Final = '<path d="M20 52 L42 76 L84 18" stroke-width="12"/>'
_TICK_IN_CIRCLE: Final = '<path d="M26 50 L44 70 L92 6" stroke-width="12"/>'
_SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 100 100"'
    ' fill="none" stroke="#000" stroke-width="7">%s</svg>'
)
BOXES: Final = {
    "box:square": _SVG % _SQUARE,
    "box:squareticked": _SVG % (_SQUARE + _TICK),
    "box:circle": _SVG % _CIRCLE,
    "box:circleticked": _SVG % (_CIRCLE + _TICK_IN_CIRCLE),
}


class _Engine(NamedTuple):
    """WeasyPrint's classes and what every sheet shares; parsed fonts and styles are most of a short job's time."""

    html: Any
    style: Any
    fonts: Any


def write_pdf(sheets: Sequence[str], pictures: Mapping[str, bytes]) -> bytes:
    """One tagged PDF (PDF/UA-1) of these sheets, each with its own page numbers.

    `pictures`: file id -> JPEG, PNG or WebP; other contents are not drawn.
    """
    engine = _engine()
    fetcher = locked_fetcher({f"picture:{file_id}": content for file_id, content in pictures.items()})
    with _no_collection():
        drawn = [
            engine.html(string=sheet, url_fetcher=fetcher).render(
                stylesheets=[engine.style], font_config=engine.fonts, **_OPTIONS
            )
            for sheet in sheets
        ]
        whole = drawn[0].copy([page for document in drawn for page in document.pages])
        return bytes(whole.write_pdf(**_OPTIONS))


def locked_fetcher(pictures: Mapping[str, bytes]) -> Any:
    """A WeasyPrint URLFetcher that knows the fonts, the boxes and these pictures (address -> content), nothing else."""
    # a subclass of a class that is imported late can only be made late
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    fonts = {(FONTS / name).as_uri(): FONTS / name for name in SHIPPED}

    class LockedFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url in BOXES:
                return URLFetcherResponse(url, BOXES[url], {"Content-Type": "image/svg+xml"})
            if url in fonts:
                return URLFetcherResponse(url, fonts[url].read_bytes(), {"Content-Type": "font/ttf"})
            kind = picture_type(pictures.get(url, b""))
            if kind:
                return URLFetcherResponse(url, pictures[url], {"Content-Type": kind})
            raise ValueError("address refused")

    return LockedFetcher(allowed_protocols=(), allow_redirects=False)


def picture_type(content: bytes) -> str:
    """The media type of a picture that may be printed, from its first bytes; "" for anything else (SVG could fetch)."""
    return next((kind for start, kind in _PICTURE_TYPES.items() if content.startswith(start)), "")


@cache
def _engine() -> _Engine:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    style = CSS(
        string=_STYLE.read_text("utf-8"), base_url=_STYLE.as_uri(), url_fetcher=locked_fetcher({}), font_config=fonts
    )
    return _Engine(HTML, style, fonts)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Layout makes many objects that all die at its end; looking for garbage meanwhile costs a twelfth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
