"""Several PDFs as one that reads aloud like each of them: pages, structure and an outline of what begins where.

No library joins the structure of tagged PDFs, so it is done here for the trees that WeasyPrint writes: one Document
with its elements, a ParentTree of page numbers, header cells named within their document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

_MARK: Final = "sheet-"
_TITLE: Final = re.compile(r"<h1\b")


@dataclass(frozen=True)
class Entry:
    """A line of the outline: its words, and its page counted from 1."""

    words: str
    page: int


def marked(sheet: str, number: int) -> str:
    """The sheet, so that `starts` finds in the PDF where it begins. Its title bears the mark: what is inside a marked
    element could share no styles with other sheets."""
    return _TITLE.sub(f'<h1 id="{_MARK}{number}"', sheet, count=1)


def starts(content: BinaryIO) -> tuple[list[int], int]:
    """The first page of each marked sheet of a PDF, counted from 0, by its number; and how many pages there are."""
    with pikepdf.open(content) as pdf:
        places = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        found = {name: places[target[0].objgen] for name, target in _destinations(pdf)}
        return [found[name] for name in sorted(found, key=lambda name: int(name.removeprefix(_MARK)))], len(pdf.pages)


def join(front: BinaryIO, parts: Sequence[BinaryIO], outline: Sequence[Entry], target: BinaryIO) -> int:
    """Write the front and behind it the parts as one tagged PDF with what the front says of itself; gives its pages.

    The same parts give the same bytes. All files must stay open.
    """
    with pikepdf.open(front) as whole:
        document = _document_of(whole)
        numbers = _catalog(whole).StructTreeRoot.ParentTree.Nums
        _forget_destinations(whole)
        for count, content in enumerate(parts, 1):
            with pikepdf.open(content) as part:
                _rename_headers(part, count)
                _append(whole, part, document, numbers)
        with whole.open_outline() as lines:
            lines.root.extend(OutlineItem(entry.words, entry.page - 1) for entry in outline)
        whole.Root.PageMode = Name.UseOutlines
        whole.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return len(whole.pages)


def _append(whole: Pdf, part: Pdf, document: Any, numbers: Any) -> None:
    """Pages first: what is copied later and points to a page then finds it."""
    offset = _next_number(numbers)
    before = len(whole.pages)
    whole.pages.extend(part.pages)
    for page in whole.pages[before:]:
        for holder, key in _numbered(page.obj):
            holder[key] = int(holder[key]) + offset
    tree = whole.copy_foreign(_catalog(part).StructTreeRoot)
    for element in tree.K:
        element.S, element.P = Name.Part, document
        document.K.append(element)
    for index, item in enumerate(tree.ParentTree.Nums):
        numbers.append(item if index % 2 else int(item) + offset)


def _numbered(page: Any) -> Iterator[tuple[Any, str]]:
    """Whatever of a page has a number in the ParentTree: the page, and its annotations."""
    if "/StructParents" in page:
        yield page, "/StructParents"
    for annotation in page.get("/Annots", ()):
        if "/StructParent" in annotation:
            yield annotation, "/StructParent"


def _rename_headers(part: Pdf, number: int) -> None:
    """Header cells are named within one document; in the whole no name may come twice."""
    for element in part.objects:
        if not isinstance(element, Dictionary) or element.get("/Type") != Name.StructElem:
            continue
        if "/ID" in element:
            element.ID = String(f"{number}-{element.ID}")
        if "/Headers" in element.get("/A", {}):
            element.A.Headers = Array([String(f"{number}-{name}") for name in element.A.Headers])


def _document_of(pdf: Pdf) -> Any:
    [document] = _catalog(pdf).StructTreeRoot.K
    return document


def _catalog(pdf: Pdf) -> Any:
    """Objects of a PDF answer by the names of their keys, which no type knows."""
    return pdf.Root


def _next_number(numbers: Any) -> int:
    return max((int(number) for number in list(numbers)[::2]), default=-1) + 1


def _destinations(pdf: Pdf) -> Iterator[tuple[str, Any]]:
    names = _catalog(pdf).get("/Names", {}).get("/Dests", {}).get("/Names", ())
    pairs = list(names)
    for name, target in zip(pairs[::2], pairs[1::2], strict=True):
        if str(name).startswith(_MARK):
            yield str(name), target


def _forget_destinations(pdf: Pdf) -> None:
    if "/Names" in pdf.Root:
        del pdf.Root.Names
