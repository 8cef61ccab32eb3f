"""Making a bundle: its sheets drawn some twenty at a time, those that cannot be printed named, a list in front.

What is not finished is kept in files without a name, which end with the process: nothing half-made is ever on the disk.
No transaction is open while sheets are drawn, so that others can write.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO, Final

from formserver.clock import chinese_date
from formserver.errors import FormserverError
from formserver.printing import joining
from formserver.printing.cover import TITLE, CoverRow, cover_html
from formserver.printing.job import About, PrintJob, RenderBusy, joined
from formserver.printing.sheet import PRODUCT
from formserver.regions.names import display_name
from formserver.services import prints, worklists
from formserver.services.bundles import MOST_SHEETS, BundleEmpty, BundleTooLarge, Wanted
from formserver.services.documents import form_document
from formserver.services.person import Person
from formserver.services.prints import Printout, Wish
from formserver.services.rendering import nameless, noted, reading, rendered
from formserver.store import ledger, regions
from formserver.store.ledger import LedgerLine

CHUNK: Final = 20
"""Sheets drawn as one document: fonts are cut once for all of them, and more would take more memory, not less time."""

MOST_BYTES: Final = 150 * 1024 * 1024


class BundleTooHeavy(FormserverError):
    """The photos of the bundle make a file nobody could open."""

    status = 422
    message_key = "照片太多，文件超过 %(most)s MB。请按村（社区）、月份或表分几次打印。"


@dataclass(frozen=True)
class Order:
    """A bundle to be made: for whom, its name, what is in it; ``site``: the address of the site as its users see it."""

    person: Person
    title: str
    wanted: Wanted
    site: str

    def wish_for(self, line: LedgerLine) -> Wish:
        """How one record of it is to be printed."""
        has_copies = bool(form_document(line.form_edition_id).copies)
        return Wish(copies=self.wanted.copies and has_copies, full_numbers=self.wanted.full_numbers)


@dataclass
class Row:
    """A record of the bundle: its first page behind the list, counted from 1, and the print to be journaled; or why it
    could not be printed."""

    line: LedgerLine
    page: int = 0
    printout: Printout | None = None
    problem: FormserverError | None = None


@dataclass(frozen=True)
class Made:
    """A finished bundle: the open file, its pages, and its records."""

    file: BinaryIO
    pages: int
    rows: Sequence[Row]


@dataclass(frozen=True)
class _Drawn:
    """A record whose sheets are ready to be rendered."""

    row: Row
    sheets: PrintJob


def lines_of(person: Person, wanted: Wanted) -> tuple[list[LedgerLine], frozenset[str]]:
    """The records of a bundle in their order, and the ids of those that the sheet of another one shows already.

    Raises BundleEmpty, BundleTooLarge: there may be others than when it was asked for.
    """
    shelf = worklists.shelf(person, wanted.shelf)
    found = ledger.lines(person.scope, shelf, wanted.chosen.narrowing, MOST_SHEETS + 1)
    sheets = sum(_sheets(line, copies=wanted.copies) for line in found)
    if not found:
        raise BundleEmpty
    if sheets > MOST_SHEETS:
        raise BundleTooLarge(sheets=sheets, most=MOST_SHEETS)
    return found, ledger.first_followers(person.scope, [line.id for line in found])


def make(order: Order, files: ExitStack, go_on: Callable[[int, int], None]) -> Made:
    """Make a bundle into a file that `files` closes. ``go_on(done, total)`` is called between chunks and may raise.

    Raises BundleEmpty, BundleTooLarge, BundleTooHeavy, RenderBusy; OSError where the disk is full.
    """
    with reading():
        lines, shown_elsewhere = lines_of(order.person, order.wanted)
    go_on(0, len(lines))
    volume = _Volume(files)
    rows: dict[str, Row] = {}
    for chunk in _chunks(lines, copies=order.wanted.copies):
        for line in chunk:
            rows[line.id] = Row(line)
        volume.add(list(_draw(order, chunk, rows, shown_elsewhere)))
        go_on(len(rows), len(lines))
    _share_pages(rows, shown_elsewhere)
    return _bound(order.title, list(rows.values()), volume, files)


class _Volume:
    """The parts of a bundle so far, each a PDF in a file without a name."""

    def __init__(self, files: ExitStack) -> None:
        self.parts: list[BinaryIO] = []
        self._files = files
        self._pages = 0
        self._bytes = 0

    def add(self, drawn: Sequence[_Drawn]) -> None:
        """Render records into one part. Where that fails each is rendered alone, to find the one that cannot be."""
        if not drawn:
            return
        sheets = joined([one.sheets for one in drawn], About())
        marked = [joining.marked(sheet, number) for number, sheet in enumerate(sheets.sheets)]
        try:
            content = rendered(PrintJob(marked, sheets.pictures))
        except RenderBusy:
            raise
        except FormserverError as failure:
            if len(drawn) == 1:
                drawn[0].row.problem = failure
            else:
                for one in drawn:
                    self.add([one])
            return
        self._keep(content, drawn)

    def _keep(self, content: bytes, drawn: Sequence[_Drawn]) -> None:
        self._bytes += len(content)
        if self._bytes > MOST_BYTES:
            raise BundleTooHeavy(most=MOST_BYTES // 1024 // 1024)
        part = nameless(self._files)
        part.write(content)
        starts, pages = joining.starts(part)
        sheet = 0
        for one in drawn:
            one.row.page = self._pages + starts[sheet] + 1
            sheet += len(one.sheets.sheets)
        self._pages += pages
        self.parts.append(part)


def _draw(
    order: Order, chunk: Sequence[LedgerLine], rows: dict[str, Row], shown_elsewhere: frozenset[str]
) -> Iterator[_Drawn]:
    with reading():
        for line in chunk:
            parent = rows.get(line.parent_record_id or "")
            if line.id in shown_elsewhere and parent is not None and parent.problem is None:
                continue
            row = rows[line.id]
            try:
                printout = prints.prepare(order.person, line.id, order.wish_for(line), site=order.site)
                drawn = _Drawn(row, printout.job())
                # what only drawing needs is large: photos above all
                row.printout = replace(printout, data={}, pictures={}, approvals=(), archived=None)
                yield drawn
            except FormserverError as failure:
                row.problem = failure
            except Exception as failure:
                row.problem = noted(failure)


def _share_pages(rows: dict[str, Row], shown_elsewhere: frozenset[str]) -> None:
    """What stands on the sheet of the record it follows has that one's page, and its fate."""
    for row in rows.values():
        parent = rows.get(row.line.parent_record_id or "")
        if row.line.id in shown_elsewhere and parent is not None and not row.page and row.problem is None:
            row.page, row.problem = parent.page, parent.problem


def _bound(title: str, rows: Sequence[Row], volume: _Volume, files: ExitStack) -> Made:
    with reading():
        listed = list(_cover_rows(rows))
    front, pages_before = _front(title, listed, 1)
    if pages_before > 1:
        front, _ = _front(title, listed, pages_before)
    outline = [joining.Entry(TITLE, 1)]
    outline += [
        joining.Entry(f"{number}　{row.name}　{row.paper}", row.page + pages_before)
        for number, row in enumerate(listed, 1)
        if row.page
    ]
    file = nameless(files)
    pages = joining.join(BytesIO(front), volume.parts, outline, file)
    file.seek(0)
    return Made(file, pages, rows)


def _front(title: str, listed: Sequence[CoverRow], pages_before: int) -> tuple[bytes, int]:
    """The list in front, for so many pages of itself, and how many it has."""
    about = About(title=f"{TITLE}　{title}", author=PRODUCT)
    content = rendered(PrintJob([cover_html(title, listed, pages_before=pages_before)], {}, about))
    return content, joining.starts(BytesIO(content))[1]


def _cover_rows(rows: Sequence[Row]) -> Iterator[CoverRow]:
    names = regions.names({row.line.village_code for row in rows})
    for row in rows:
        line, document = row.line, form_document(row.line.form_edition_id)
        words = (
            document.title,
            document.part_title(line.part),
            f"第{line.counter_number}次" if line.counter_number else "",
        )
        yield CoverRow(
            village=display_name(names.get(line.village_code, "")),
            name=line.title,
            paper=" · ".join(filter(None, words)),
            date=chinese_date(line.happened_on) if line.happened_on else "",
            number=line.number,
            page=row.page,
            reason=str(row.problem) if row.problem else "",
        )


def _chunks(lines: Sequence[LedgerLine], *, copies: bool) -> Iterator[list[LedgerLine]]:
    chunk: list[LedgerLine] = []
    sheets = 0
    for line in lines:
        chunk.append(line)
        sheets += _sheets(line, copies=copies)
        if sheets >= CHUNK:
            yield chunk
            chunk, sheets = [], 0
    if chunk:
        yield chunk


def _sheets(line: LedgerLine, *, copies: bool) -> int:
    return max(1, len(form_document(line.form_edition_id).copies)) if copies else 1
