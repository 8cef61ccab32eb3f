"""Whether a file may be opened as a Word document at all: its kind, its size unpacked, nothing that acts or fetches."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Final

from formserver.errors import PaperUnreadable

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_UNPACKED: Final = 60 * 1024 * 1024
_MOST_XML: Final = 20 * 1024 * 1024  # of one part: a paper of a thousand cells has about one
_MOST_PARTS: Final = 2_000
_OLD_WORD: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_DOCTYPES: Final = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def admitted(content: bytes) -> None:
    """Look at a file before anything reads it. Raises PaperUnreadable, saying what the person can do instead."""
    if len(content) > MOST_BYTES:
        raise PaperUnreadable("文件太大：最多%(most)sMB。请删去文件里的图片再试。", most=MOST_BYTES // 1024 // 1024)
    if content.startswith(_OLD_WORD):
        if _ENCRYPTED in content:
            raise PaperUnreadable("文件加了密码，打不开。请在 Word 里去掉密码，保存后再试。")
        raise PaperUnreadable("这是旧格式（.doc 或 .wps）的文件。请在 Word 或 WPS 里另存为“Word 文档（.docx）”再试。")
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            _look_into(package)
    # Damaged packages fail in many ways, some deep in the decompressor.
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as fault:
        raise PaperUnreadable from fault


def _look_into(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if len(parts) > _MOST_PARTS or len(names) < len(parts) or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise PaperUnreadable("文件展开后太大，没有读。请删去文件里的图片和无关的内容再试。")
    if "word/document.xml" not in names:
        raise PaperUnreadable
    for part in parts:
        if part.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")):
            raise PaperUnreadable("文件里有宏，没有读。请另存为不带宏的“Word 文档（.docx）”再试。")
        if part.filename.endswith((".xml", ".rels")):
            _look_at_xml(package, part)


def _look_at_xml(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.file_size > _MOST_XML:
        raise PaperUnreadable("文件展开后太大，没有读。请删去文件里的图片和无关的内容再试。")
    content = package.read(part)
    if any(mark in content for mark in _DOCTYPES):
        raise PaperUnreadable("文件里有不属于 Word 文档的内容，没有读。请重新另存为“Word 文档（.docx）”再试。")
    if part.filename == "[Content_Types].xml" and b"macroEnabled" in content:
        raise PaperUnreadable("文件里有宏，没有读。请另存为不带宏的“Word 文档（.docx）”再试。")
