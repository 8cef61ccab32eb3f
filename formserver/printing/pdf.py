"""HTML -> PDF with WeasyPrint, behind a fetcher that opens nothing but fonts, codes and the pictures given.

WeasyPrint is imported when the first sheet is printed: it takes half a second and 60 MB, which web processes never
need.
"""

from __future__ import annotations

import atexit
import gc
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from formserver.printing import borders, faces, lengths, lines, packing, styles
from formserver.printing.codes import code_svg
from formserver.printing.glyphs import FONTS, SHIPPED
from formserver.printing.job import PrintJob
from formserver.printing.markup import reader

_STYLE: Final = FONTS.parent / "print.css"
_PLAIN: Final = {"pdf_variant": "pdf/ua-1"}
_ARCHIVAL: Final = {"pdf_variant": "pdf/a-3u", "pdf_tags": True, "output_intent": "sRGB"}
_PICTURE_TYPES: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png", b"RIFF": "image/webp"}

CODE: Final = "qr:"

# Both weights, a table, a box and the lines of the margins: whatever is made at its first use is made by this.
_WARMING: Final = """<html lang="zh-CN"><head><style>
@page { margin: 20mm; @top-right { content: string(copy) } @left-middle { content: string(state) } }</style></head>
<body data-foot="编号" data-state="未审核" data-copy="第1联">
<h1>登记表</h1>
<div class="line s"><p>日期</p><p>编号</p></div><table><colgroup><col style="width:60mm"/><col/></colgroup>
<tbody><tr><th scope="row" class="c f">姓名 A1</th><td><span>□有</span>☑<u>无</u>，其他</td></tr></tbody>
</table></body></html>"""


def write_pdf(job: PrintJob) -> bytes:
    """One tagged PDF of the job's sheets: PDF/UA-1, or PDF/A-3u with the job's attachments.

    The same job gives the same bytes in every process of one release.
    """
    sheet_class = _sheet_class()
    fetcher = locked_fetcher({f"picture:{file_id}": content for file_id, content in job.pictures.items()})
    kind, colours = (_PLAIN, {}) if not job.archived else (_ARCHIVAL, {"sRGB": _srgb()})
    with _no_collection():
        drawn = [sheet_class(sheet, fetcher).render(color_profiles=colours, **kind) for sheet in job.sheets]
        whole = drawn[0].copy([page for document in drawn for page in document.pages])
        whole.metadata = _metadata(job)
        return bytes(whole.write_pdf(**kind))


def warm_up() -> None:
    """Read the fonts and the style and draw a sheet, so that the next is drawn at once."""
    write_pdf(PrintJob([_WARMING]))


def _metadata(job: PrintJob) -> Any:
    """What the document says of itself: nothing of the time at which it is printed."""
    from weasyprint import Attachment
    from weasyprint.pdf.metadata import DocumentMetadata

    about = job.about
    at = datetime.fromisoformat(about.at) if job.archived else None
    attached = [
        Attachment(
            file_obj=io.BytesIO(one.content),
            name=one.name,
            description=one.description,
            created=at,
            modified=at,
            relationship="Data",
        )
        for one in job.archived
    ]
    return DocumentMetadata(
        title=about.title,
        authors=[about.author] if about.author else [],
        lang="zh-CN",
        created=about.at or None,
        modified=about.at or None,
        attachments=attached,
    )


def locked_fetcher(pictures: Mapping[str, bytes]) -> Any:
    """A WeasyPrint URLFetcher that knows the fonts, the codes of any text (``qr:<text>``) and these pictures
    (address -> content), nothing else."""
    return _fetcher_class()(pictures)


@cache
def _fetcher_class() -> Any:
    # a subclass of a class that is imported late can only be made late
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    fonts = {(FONTS / name).as_uri(): FONTS / name for name in SHIPPED}

    class LockedFetcher(URLFetcher):  # type: ignore[misc]
        def __init__(self, pictures: Mapping[str, bytes]) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False)
            self._pictures = pictures

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url.startswith(CODE):
                return URLFetcherResponse(url, code_svg(unquote(url[len(CODE) :])), {"Content-Type": "image/svg+xml"})
            if url in fonts:
                return URLFetcherResponse(url, fonts[url].read_bytes(), {"Content-Type": "font/ttf"})
            kind = picture_type(self._pictures.get(url, b""))
            if kind:
                return URLFetcherResponse(url, self._pictures[url], {"Content-Type": kind})
            raise ValueError("address refused")

    return LockedFetcher


def picture_type(content: bytes) -> str:
    """The media type of a picture that may be printed, from its first bytes; "" for anything else (SVG could fetch)."""
    return next((kind for start, kind in _PICTURE_TYPES.items() if content.startswith(start)), "")


@cache
def _sheet_class() -> Any:
    """The class of sheets, with what all of them share: parsed fonts and styles are most of a short job's time."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    for share in (styles.share, lengths.share, borders.share, borders.join, lines.share, faces.keep, packing.hasten):
        share()
    fonts = FontConfiguration()
    atexit.register(_release)
    style = CSS(
        string=_STYLE.read_text("utf-8"), base_url=_STYLE.as_uri(), url_fetcher=locked_fetcher({}), font_config=fonts
    )
    return reader(style, fonts)


def _srgb() -> Any:
    """The colours of an archival document. WeasyPrint's own way to the same profile leaves its file open.

    Made anew for each: once it has been asked for its name, a profile is written in other bytes.
    """
    from weasyprint import pdf
    from weasyprint.css import ColorProfile

    content = (Path(pdf.__file__).parent / "sRGB2014.icc").read_bytes()
    return ColorProfile(io.BytesIO(content), "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))


def _release() -> None:
    """Let go of the fonts while the interpreter is whole: they remove their folder, which takes working modules."""
    _sheet_class.cache_clear()
    reader.cache_clear()
    gc.unfreeze()
    gc.collect()


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
