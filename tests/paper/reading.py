"""A printed sheet read back with pdfium: its words without white space, its pages, its boxes."""

from __future__ import annotations

import ctypes
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import pypdfium2

from formserver.forms.document import FormDocument

NUMBER = "420703-DJ-2025-000123"
PLACE = re.compile(r"\{[a-z][^{}]*\}")
_SPACE = re.compile(r"[\s□☑○◉]")
_BOX = re.compile("[□☑○◉]")


class Sheet:
    """A PDF. `text` is all its words, `pages` the words of each page, white space and boxes left out.

    `boxes` are the boxes of all pages, ticked and not, in the order in which they are drawn.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        with pypdfium2.PdfDocument(content) as pdf:
            drawn = [page.get_textpage().get_text_range() for page in pdf]
            self.pages = [squeezed(text) for text in drawn]
            self.boxes = "".join(_BOX.findall("".join(drawn)))
            self.metadata: Mapping[str, str] = pdf.get_metadata_dict()
            self.language = _language(pdf)
            self.is_tagged = bool(pypdfium2.raw.FPDFCatalog_IsTagged(pdf))
            self.attachments = pdf.count_attachments()
            self.pictures = sum(self._count(page, pypdfium2.raw.FPDF_PAGEOBJ_IMAGE) for page in pdf)

    @property
    def described(self) -> bytes:
        """What the document says of itself: the XMP packet."""
        streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", self.content, re.S)
        opened = (_inflated(stream) for stream in streams)
        return next(packet for packet in opened if b"xmpmeta" in packet)

    @property
    def text(self) -> str:
        """All words of all pages."""
        return "".join(self.pages)

    @staticmethod
    def _count(page: pypdfium2.PdfPage, kind: int) -> int:
        return sum(1 for _ in page.get_objects(filter=[kind], max_depth=9))


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def _language(pdf: pypdfium2.PdfDocument) -> str:
    buffer = (ctypes.c_ushort * 20)()
    length = pypdfium2.raw.FPDFCatalog_GetLanguage(pdf, buffer, ctypes.sizeof(buffer))
    return bytes(buffer)[: max(0, length - 2)].decode("utf-16-le")


def squeezed(text: str) -> str:
    """The text without white space and boxes."""
    return _SPACE.sub("", text)


def printed_words(document: FormDocument) -> Iterator[str]:
    """Every run of words that the paper prints between its placeholders."""
    for text in _texts(document.paper["blocks"]):
        yield from (squeezed(part) for part in PLACE.split(text) if squeezed(part))


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from [item] if isinstance(item, str) else _texts(item)
    elif isinstance(node, dict):
        yield from (node[key] for key in ("text", "line") if isinstance(node.get(key), str))
        for key in ("rows", "cells", "lines", "foot", "line"):
            yield from _texts(node[key]) if isinstance(node.get(key), list) else ()
