"""A volume: sheets drawn some twenty at a time, those that cannot be printed named, a list of all in front.

What is not finished is kept in files without a name, which end with the process: nothing half-made is ever on the disk.
No transaction is open while sheets are drawn, so that others can write.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO, Final, Generic, TypeVar

from formserver.errors import FormserverError
from formserver.printing import joining
from formserver.printing.cover import TITLE, CoverRow, Listing, cover_html
from formserver.printing.job import About, PrintJob, RenderBusy, joined
from formserver.services.rendering import in_order, nameless, rendered

CHUNK: Final = 20
"""Sheets drawn as one document: fonts are cut once for all of them, and more would take more memory, not less time."""

MOST_BYTES: Final = 150 * 1024 * 1024


class VolumeTooHeavy(FormserverError):
    """The photos of the sheets make a file nobody could open."""

    status = 422
    message_key = "照片太多，文件超过 %(most)s MB。请按村（社区）、月份或表分几次打印。"


@dataclass
class Placed:
    """A line of the list in front: its first page behind the list, counted from 1; or why it could not be printed."""

    page: int = 0
    problem: FormserverError | None = None


Line = TypeVar("Line", bound=Placed, covariant=True)


@dataclass(frozen=True)
class Made(Generic[Line]):
    """A finished volume: the open file, its pages, and its lines."""

    file: BinaryIO
    pages: int
    rows: Sequence[Line]


@dataclass(frozen=True)
class Drawn:
    """A line whose sheets are ready to be rendered."""

    line: Placed
    sheets: PrintJob


@dataclass(frozen=True)
class Chunk:
    """Lines that make one part: how many, and those of them whose sheets could be drawn."""

    lines: int
    drawn: Sequence[Drawn]


class Volume:
    """The parts so far, each a PDF in a file without a name."""

    def __init__(self, files: ExitStack) -> None:
        self._parts: list[BinaryIO] = []
        self._files = files
        self._pages = 0
        self._bytes = 0

    def filled(self, chunks: Iterable[Chunk]) -> Iterator[int]:
        """Render one part for each chunk, and say after each how many lines are done.

        A chunk is taken from ``chunks`` while the one before it is rendered. Raises VolumeTooHeavy, RenderBusy.
        """
        taken: deque[Chunk] = deque()
        done = 0
        for result in in_order(_jobs(chunks, taken)):
            while not taken[0].drawn:
                done += taken.popleft().lines
            chunk = taken.popleft()
            self._settle(result, chunk.drawn)
            done += chunk.lines
            yield done
        if taken:
            yield done + sum(chunk.lines for chunk in taken)

    def _settle(self, result: bytes | FormserverError, drawn: Sequence[Drawn]) -> None:
        """Where a part failed each of its lines is rendered alone, to find the one that cannot be."""
        if isinstance(result, bytes):
            self._keep(result, drawn)
        elif isinstance(result, RenderBusy):
            raise result
        elif len(drawn) == 1:
            drawn[0].line.problem = result
        else:
            for one, alone in zip(drawn, in_order(_part([one]) for one in drawn), strict=True):
                self._settle(alone, [one])

    def _keep(self, content: bytes, drawn: Sequence[Drawn]) -> None:
        self._bytes += len(content)
        if self._bytes > MOST_BYTES:
            raise VolumeTooHeavy(most=MOST_BYTES // 1024 // 1024)
        part = nameless(self._files)
        part.write(content)
        starts, pages = joining.starts(part)
        sheet = 0
        for one in drawn:
            one.line.page = self._pages + starts[sheet] + 1
            sheet += len(one.sheets.sheets)
        self._pages += pages
        self._parts.append(part)

    def bound(self, about: About, listing: Listing, rows: Sequence[CoverRow]) -> tuple[BinaryIO, int]:
        """The list and all parts as one file, and its pages. ``about``: what is printed, and the office."""
        front, pages_before = _front(about, listing, rows, 1)
        if pages_before > 1:
            front, _ = _front(about, listing, rows, pages_before)
        outline = [joining.Entry(TITLE, 1)]
        outline += [
            joining.Entry(f"{number}　{row.name}　{row.paper}", row.page + pages_before)
            for number, row in enumerate(rows, 1)
            if row.page
        ]
        file = nameless(self._files)
        pages = joining.join(BytesIO(front), self._parts, outline, file)
        file.seek(0)
        return file, pages


def _jobs(chunks: Iterable[Chunk], taken: deque[Chunk]) -> Iterator[PrintJob]:
    """What is to be rendered of the chunks; each goes to ``taken``, those without a sheet too."""
    for chunk in chunks:
        taken.append(chunk)
        if chunk.drawn:
            yield _part(chunk.drawn)


def _part(drawn: Sequence[Drawn]) -> PrintJob:
    """The sheets of some lines as one document, so that their beginnings are found in it."""
    sheets = joined([one.sheets for one in drawn], About())
    return replace(sheets, sheets=[joining.marked(sheet, number) for number, sheet in enumerate(sheets.sheets)])


def _front(about: About, listing: Listing, rows: Sequence[CoverRow], pages_before: int) -> tuple[bytes, int]:
    """The list in front, for so many pages of itself, and how many it has."""
    sheet = cover_html(about.title, listing, rows, pages_before=pages_before)
    content = rendered(PrintJob([sheet], {}, replace(about, title=f"{TITLE}　{about.title}")))
    return content, joining.starts(BytesIO(content))[1]
