"""The approval sheet (审批单): the steps of a record on a page of its own, never inside the official table."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from formserver.printing.glyphs import GlyphMissing, missing_glyphs
from formserver.printing.marks import clean
from formserver.printing.sheet import PRODUCT, SheetMarks, template

TITLE: Final = "审批单"
MARGIN_MM: Final = (16, 16, 14, 16)


class ApprovalLine(NamedTuple):
    """One act: at which level and step, what, by whom in which role and for whom, with which opinion, when."""

    level: str
    step: str
    action: str
    by: str
    role: str
    for_whom: str
    opinion: str
    at: str


class ApprovalSheet(NamedTuple):
    """The approval sheet of one record: the title of its paper, its number, its acts."""

    title: str
    number: str
    lines: Sequence[ApprovalLine]


def approval_html(sheet: ApprovalSheet, marks: SheetMarks) -> str:
    """The approval sheet as a page of HTML, with the marks of the print it belongs to.

    Raises GlyphMissing for a character in a name or an opinion that no font holds.
    """
    told = [ApprovalLine(*map(clean, line)) for line in sheet.lines]
    for character in missing_glyphs("".join(text for line in told for text in line)):
        raise GlyphMissing(character=character, place=TITLE)
    return template("approvals.html").render(
        title=f"{clean(sheet.title)}{TITLE}",
        number=sheet.number,
        marks=marks,
        foot=marks.foot,
        copy="",
        lines=told,
        margin_mm=MARGIN_MM,
        product=PRODUCT,
    )
