"""Fonts kept ready from document to document.

For every document anew WeasyPrint copies the whole file of each font and HarfBuzz finds its way about it.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

_LARGEST: Final = 8 * 1024 * 1024  # fonts of rare characters are several times as large, and seldom asked for


@cache
def keep() -> None:
    """Have all documents of this process share their fonts from now on."""
    from weasyprint.pdf import fonts

    kept = _Kept(fonts.get_pango_font_hb_face, fonts.get_hb_object_data)
    fonts.get_pango_font_hb_face, fonts.get_hb_object_data = kept.face_of, kept.content_of
    fonts.ffi = _Types(fonts.ffi)


class _Types:
    """cffi, for a module that names arrays of letters by their length: each length is a type, parsed for 1.7 ms."""

    def __init__(self, ffi: Any) -> None:
        self._ffi = ffi

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ffi, name)

    def new(self, kind: str, *content: Any) -> Any:
        """Memory of a type; where the content is given, it tells the length."""
        return self._ffi.new(f"{kind.partition('[')[0]}[]" if content and kind.endswith("]") else kind, *content)


class _Kept:
    """WeasyPrint's two functions with a memory. A face that is held keeps its address, so that names it."""

    def __init__(self, face_of: Any, content_of: Any) -> None:
        from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset

        ffi.cdef("hb_face_t * hb_subset_preprocess(hb_face_t *);")
        self._ffi, self._harfbuzz, self._subset = ffi, harfbuzz, harfbuzz_subset
        self._face_of, self._content_of = face_of, content_of
        self._prepared: dict[int, tuple[Any, Any]] = {}  # address of a face -> the face, and the same made ready
        self._contents: dict[int, bytes] = {}  # address of one made ready -> its file

    def face_of(self, font: Any) -> Any:
        """The face of a font of Pango, ready to be cut."""
        face = self._face_of(font)
        known = self._prepared.get(self._address(face))
        return known[1] if known else self._made_ready(face)

    def content_of(self, face: Any, *kind: Any) -> Any:
        """The file of a face, or whatever else WeasyPrint asks of one."""
        known = None if kind else self._contents.get(self._address(face))
        return self._content_of(face, *kind) if known is None else known

    def _made_ready(self, face: Any) -> Any:
        content = self._content_of(face)
        if len(content) > _LARGEST:
            return face
        ready = self._ffi.gc(self._subset.hb_subset_preprocess(face), self._harfbuzz.hb_face_destroy)
        self._prepared[self._address(face)] = face, ready
        self._contents[self._address(ready)] = content
        return ready

    def _address(self, face: Any) -> int:
        return int(self._ffi.cast("uintptr_t", face))
