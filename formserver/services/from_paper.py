"""A Word file or pasted text of a paper to the checked draft of its form document; nothing of it is in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from formserver.errors import DocumentInvalid, FormserverError, PaperUnreadable
from formserver.forms.importing.drafting import NO_TITLE, Draft, draft, papers, title_of
from formserver.forms.importing.guesses import Guess
from formserver.forms.importing.pasted import pasted
from formserver.forms.importing.sheet import Sheet
from formserver.paper_files import word
from formserver.services import documents, edition_drafts, form_codes
from formserver.services.edition_drafts import CodeUnfit, Offer
from formserver.services.person import Person

COMMENT: Final = "从纸质表开始"
_WORD = (b"PK", b"\xd0\xcf\x11\xe0")  # a package, or what Word wrote before there were packages
_CODINGS = ("utf-8-sig", "gb18030")


class SeveralPapers(FormserverError):
    """The file holds more than one paper; `titles` names them in order."""

    status = 422
    message_key = "文件里有%(count)s张表，请选一张：%(titles)s。"

    def __init__(self, titles: list[str]) -> None:
        self.titles = titles
        numbered = "；".join(f"{number} {title}" for number, title in enumerate(titles, 1))
        super().__init__(count=len(titles), titles=numbered)


@dataclass(frozen=True)
class Source:
    """What a person gave besides a file: the pasted text, which paper of it (from 1; 0: the only one), the code of the
    form (empty: made of its title), and the place it will belong to (see `ownership.place_of_new`)."""

    text: str = ""
    number: int = 0
    code: str = ""
    region: str = ""


def offer(person: Person, source: Source, file: bytes = b"") -> str:
    """Make the draft of a new form of the county of a file, or of the pasted text where there is none, and keep the
    guesses with it; gives its id.

    Raises PaperUnreadable, SeveralPapers, and as `edition_drafts.offer_new`.
    """
    if not file and not source.text.strip():
        raise PaperUnreadable("请选择 Word 文件，或把表格粘贴在下面。")
    made = from_file(file, number=source.number) if file else from_text(source.text, number=source.number)
    guesses = tuple(_kept(guess) for guess in made.guesses)
    code = source.code or form_codes.free(made.code)
    return edition_drafts.offer_new(person, Offer(made.text, COMMENT, code, source.region, guesses))


def _kept(guess: Guess) -> dict[str, Any]:
    place = guess.place
    where = {"table": place.table, "row": place.row, "cell": place.cell}
    said = {"sure": guess.sure.value, "because": guess.because.value}
    return where | said | {word: getattr(guess, word) for word in ("words", "field", "label", "taken_for")}


def from_file(content: bytes, *, number: int = 0, code: str = "") -> Draft:
    """The draft of a file: a Word document, or the text of a table. Raises as `from_sheet` and PaperUnreadable."""
    if content.startswith(_WORD):
        return from_sheet(word.read(content), number=number, code=code)
    return from_text(_text(content), number=number, code=code)


def from_text(text: str, *, number: int = 0, code: str = "") -> Draft:
    """The draft of pasted text. Raises as `from_sheet` and PaperUnreadable."""
    return from_sheet(pasted(text), number=number, code=code)


def from_sheet(sheet: Sheet, *, number: int = 0, code: str = "") -> Draft:
    """The draft of one paper of a sheet: the ``number``-th, from 1; 0: the only one. `code`: that of the form; empty:
    made of its title.

    Raises SeveralPapers, CodeUnfit, PaperUnreadable.
    """
    found = papers(sheet)
    if number == 0 and len(found) > 1:
        raise SeveralPapers([title_of(paper) or NO_TITLE for paper in found])
    if number > len(found):
        raise PaperUnreadable("文件里只有%(count)s张表。", count=len(found))
    made = draft(found[max(number, 1) - 1], code=code)
    try:
        documents.read(made.text, file=made.title)
    except DocumentInvalid as fault:
        if fault.path == "$.$id":
            raise CodeUnfit(code=code) from fault
        raise PaperUnreadable("读出来的表超出了系统能处理的范围：%(reason)s。", reason=fault.reason) from fault
    return made


def _text(content: bytes) -> str:
    """The text of a file that is no Word document. Raises PaperUnreadable."""
    for coding in _CODINGS:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise PaperUnreadable
