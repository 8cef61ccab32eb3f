"""Prints a paper, blank or with a record: one sheet, or the whole set of copies the paper asks for in one document."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from PIL import Image

from formserver.forms.document import FormDocument
from formserver.forms.layout import lay_out
from formserver.printing.approvals import ApprovalSheet, approval_html
from formserver.printing.fitting import fitted
from formserver.printing.glyphs import check_glyphs
from formserver.printing.job import About, Attachment, PrintJob
from formserver.printing.marks import clean
from formserver.printing.pdf import picture_type
from formserver.printing.render import render
from formserver.printing.sheet import PRODUCT, SheetMarks, sheet_html

Data = Mapping[str, Any]
_NOBODYS: Final = About()


def print_blank(document: FormDocument, *, copies: bool = False, author: str = "", scan: str = "") -> bytes:
    """The empty paper as PDF. `copies`: every copy the paper asks for, each with the mark of its holder; `scan`: what
    the square code beside the title holds, "" for none.

    Raises GlyphMissing where a printed label has a character no font holds, and what `render` raises.
    """
    marks, about = SheetMarks(edition=edition_text(document), scan=scan), About(author=author)
    return render(record_job(document, {}, marks=marks, copies=copies, pictures={}, about=about))


def print_record(
    document: FormDocument,
    data: Mapping[str, Data],
    *,
    marks: SheetMarks,
    copies: bool,
    pictures: Mapping[str, bytes],
) -> bytes:
    """The paper with a record as PDF, of nobody's office and no time. Raises what `record_job` and `render` raise."""
    return render(record_job(document, data, marks=marks, copies=copies, pictures=pictures))


def record_job(
    document: FormDocument,
    data: Mapping[str, Data],
    *,
    marks: SheetMarks,
    copies: bool,
    copy: int = 0,
    pictures: Mapping[str, bytes],
    approvals: Sequence[ApprovalSheet] = (),
    about: About = _NOBODYS,
    archived: Sequence[Attachment] = (),
) -> PrintJob:
    """The paper with a record, ready to be rendered. `data`: part code -> its data; parts without data are blank.

    `copies`: the whole set the paper asks for; `copy`: one of the set by its number, 0 for a sheet without such a mark.
    `approvals`: the approval sheets behind the others.
    `pictures`: file id -> JPEG, PNG or WebP of photos and signatures; a photo not among them is named as missing.
    `about`: its title is the paper's own, its author the product's name where none is given.
    Raises GlyphMissing naming the field with a character no font holds.
    """
    whole = lay_out(document, data)
    paper = fitted(whole)
    drawable = {file_id: content for file_id, content in pictures.items() if _is_picture(content)}
    all_marks = copy_marks(document)
    wanted = all_marks if copies else all_marks[copy - 1 : copy] if copy else ()
    sheets = [sheet_html(paper, marks, copy=mark, pictures=drawable) for mark in wanted or ("",)]
    check_glyphs("".join(sheets), whole)
    sheets += [approval_html(sheet, marks) for sheet in approvals]
    about = replace(about, title=clean(paper.title), author=about.author or PRODUCT)
    return PrintJob(sheets, drawable, about, archived)


def _is_picture(content: bytes) -> bool:
    """Whether a file begins as a picture that may be printed: what WeasyPrint cannot open it would only name."""
    if not picture_type(content):
        return False
    try:
        with Image.open(io.BytesIO(content)):
            return True
    except (OSError, Image.DecompressionBombError):
        return False


def copy_marks(document: FormDocument) -> tuple[str, ...]:
    """What each copy says in its margin, in the order of the paper; empty where the paper names no holders."""
    return tuple(f"第{number}联　{holder}存档" for number, holder in enumerate(document.copies, 1))


def edition_text(document: FormDocument) -> str:
    """The edition as the margin names it, e.g. "1.0"."""
    return "{}.{}".format(*document.edition)
