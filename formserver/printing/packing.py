"""What a document consists of, written and packed by faster means: that was a seventh of the time of a single sheet.

pydyf packs with zlib as tightly as that can. libdeflate packs tighter in a third of the time; one version of it always
gives the same bytes. For every tag of every page WeasyPrint asks pydyf for the names of all pages.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any, Final

import deflate

_LEVEL: Final = 6  # at 8 it takes half as long again, and a sheet is smaller by a two-hundredth


@cache
def hasten() -> None:
    """Have all documents of this process written so from now on."""
    from weasyprint.pdf.fonts import pydyf

    pydyf.zlib = SimpleNamespace(compressobj=lambda level: _Packer())
    pydyf._to_bytes = _converting(pydyf._to_bytes)
    pydyf.PDF.page_references = _named_once(pydyf.PDF.page_references.fget)


class _Packer:
    """What pydyf asks of an object of zlib: all at once, and nothing after it."""

    def compress(self, content: bytes) -> bytes:
        return bytes(deflate.zlib_compress(content, _LEVEL))

    def flush(self) -> bytes:
        return b""


def _converting(to_bytes: Any) -> Any:
    """pydyf's function, where the kind of a value is asked once."""

    def converted(value: Any) -> bytes:
        kind = type(value)
        if kind is bytes:
            return value  # type: ignore[no-any-return]
        if kind is str:
            return value.encode("ascii")  # type: ignore[no-any-return]
        if kind is int:
            return b"%d" % value
        return to_bytes(value)  # type: ignore[no-any-return]

    return converted


def _named_once(references: Any) -> property:
    """pydyf's names of the pages of a document, put together when there are more than before."""

    def page_references(document: Any) -> tuple[bytes, ...]:
        known: tuple[bytes, ...] = vars(document).get("named_pages", ())
        if len(known) != document.pages["Count"]:
            known = document.named_pages = references(document)
        return known

    return property(page_references)
