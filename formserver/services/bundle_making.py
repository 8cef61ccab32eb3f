"""Making a bundle: the records of a list on their papers, as the person who asked for it would print each of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from formserver.clock import chinese_date
from formserver.errors import FormserverError
from formserver.printing.cover import RECORDS, CoverRow
from formserver.printing.job import About
from formserver.regions.names import display_name
from formserver.services import prints, worklists
from formserver.services.bundles import MOST_SHEETS, BundleEmpty, BundleTooLarge, Wanted
from formserver.services.documents import form_document
from formserver.services.person import Person
from formserver.services.places import office_of
from formserver.services.prints import Printout, Wish
from formserver.services.rendering import noted, reading
from formserver.services.volumes import CHUNK, Chunk, Drawn, Made, Placed, Volume
from formserver.store import ledger, regions
from formserver.store.ledger import LedgerLine


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
        return Wish(
            copies=self.wanted.copies and has_copies,
            with_approvals=self.wanted.approvals,
            full_numbers=self.wanted.full_numbers,
        )


@dataclass
class Row(Placed):
    """A record of the bundle, and the print to be journaled."""

    line: LedgerLine = field(kw_only=True)
    printout: Printout | None = None


def lines_of(person: Person, wanted: Wanted) -> tuple[list[LedgerLine], frozenset[str]]:
    """The records of a bundle in their order, and the ids of those that the sheet of another one shows already.

    Raises BundleEmpty, BundleTooLarge: there may be others than when it was asked for.
    """
    shelf = worklists.shelf(person, wanted.shelf)
    found = ledger.lines(person.scope, shelf, wanted.chosen.narrowing, MOST_SHEETS + 1)
    sheets = sum(_sheets(line, wanted) for line in found)
    if not found:
        raise BundleEmpty
    if sheets > MOST_SHEETS:
        raise BundleTooLarge(sheets=sheets, most=MOST_SHEETS)
    return found, ledger.first_followers(person.scope, [line.id for line in found])


def make(order: Order, files: ExitStack, go_on: Callable[[int, int], None]) -> Made[Row]:
    """Make a bundle into a file that `files` closes. ``go_on(done, total)`` is called between chunks and may raise.

    Raises BundleEmpty, BundleTooLarge, VolumeTooHeavy, RenderBusy; OSError where the disk is full.
    """
    with reading():
        lines, shown_elsewhere = lines_of(order.person, order.wanted)
    go_on(0, len(lines))
    volume = Volume(files)
    rows: dict[str, Row] = {}
    for done in volume.filled(_drawn(order, lines, rows, shown_elsewhere)):
        go_on(done, len(lines))
    _share_pages(rows, shown_elsewhere)
    with reading():
        listed = list(_cover_rows(list(rows.values())))
        about = About(order.title, office_of(order.person.county_id))
    return Made(*volume.bound(about, RECORDS, listed), list(rows.values()))


def _drawn(
    order: Order, lines: Sequence[LedgerLine], rows: dict[str, Row], shown_elsewhere: frozenset[str]
) -> Iterator[Chunk]:
    for chunk in _chunks(lines, order.wanted):
        for line in chunk:
            rows[line.id] = Row(line=line)
        yield Chunk(len(chunk), list(_draw(order, chunk, rows, shown_elsewhere)))


def _draw(
    order: Order, chunk: Sequence[LedgerLine], rows: dict[str, Row], shown_elsewhere: frozenset[str]
) -> Iterator[Drawn]:
    with reading():
        for line in chunk:
            parent = rows.get(line.parent_record_id or "")
            if line.id in shown_elsewhere and parent is not None and parent.problem is None:
                continue
            row = rows[line.id]
            try:
                printout = prints.prepare(order.person, line.id, order.wish_for(line), site=order.site)
                drawn = Drawn(row, printout.job())
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


def _chunks(lines: Sequence[LedgerLine], wanted: Wanted) -> Iterator[list[LedgerLine]]:
    chunk: list[LedgerLine] = []
    sheets = 0
    for line in lines:
        chunk.append(line)
        sheets += _sheets(line, wanted)
        if sheets >= CHUNK:
            yield chunk
            chunk, sheets = [], 0
    if chunk:
        yield chunk


def _sheets(line: LedgerLine, wanted: Wanted) -> int:
    return wanted.sheets(len(form_document(line.form_edition_id).copies))
