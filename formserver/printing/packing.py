"""What a document consists of, written and packed by faster means: that was a seventh of the time of a single sheet.

pydyf packs with zlib as tightly as that can. libdeflate packs tighter in a third of the time; one version of it always
gives the same bytes.
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
