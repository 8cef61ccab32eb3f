"""What is asked of a renderer: sheets as HTML with their pictures, and what the document says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from formserver.errors import FormserverError

MOST_SHEETS: Final = 200
MOST_BYTES: Final = 256 * 1024 * 1024
# Of the processor. A web request waits at most ten seconds for a renderer and then for these, and ends at thirty.
FIRST_SHEET_SECONDS: Final = 12
FURTHER_SHEET_SECONDS: Final = 1


class RenderBusy(FormserverError):
    """No renderer was free in time. Nothing is wrong with the job: it may be sent again."""

    status = 503
    message_key = "现在打印的人多，请等几秒钟再试一次。"
    retry_seconds = 5


class RenderFailed(FormserverError):
    """The renderer ended before the job was done, or met a fault of its own."""

    status = 503
    message_key = "这次没有打印成功，打印程序已经重新启动。请再试一次；如果还是不行，请联系系统管理员。"
    retry_seconds = 1


class SheetTooSlow(FormserverError):
    """The sheets took longer than they may: their words or pictures are too many."""

    status = 422
    message_key = "内容太多，%(seconds)s 秒内没有排好版，不能打印。请把很长的文字缩短，或少放几张照片。"

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds)


class JobTooLarge(FormserverError):
    """More sheets, or more bytes of pictures, than one document may have."""

    status = 413


@dataclass(frozen=True)
class About:
    """What the document says of itself. `author` is the office; `at` the record's own time as
    ``YYYY-MM-DDTHH:MM:SSZ``, "" for a blank paper: the time of printing would make equal sheets differ."""

    title: str = ""
    author: str = ""
    at: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file inside an archival document, named for its extension: the media type follows from it."""

    name: str
    description: str
    content: bytes


@dataclass(frozen=True)
class PrintJob:
    """Sheets of HTML that become one PDF, each with its own page numbers.

    `pictures`: file id -> JPEG, PNG or WebP; other contents are not drawn.
    `archived`: the data the sheets show. With them the document is PDF/A-3u, without it PDF/UA-1; both are tagged.
    `patience`: how long the first sheet may take, in seconds of the processor.
    """

    sheets: Sequence[str]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    about: About = About()
    archived: Sequence[Attachment] = ()
    patience: int = FIRST_SHEET_SECONDS

    @property
    def seconds(self) -> int:
        """How long the whole job may take, in seconds of the processor."""
        return self.patience + FURTHER_SHEET_SECONDS * (len(self.sheets) - 1)

    def check(self) -> None:
        """Raises JobTooLarge, in words that tell what to do."""
        if len(self.sheets) > MOST_SHEETS:
            raise JobTooLarge(
                "一次最多打印 %(most)s 份，这次有 %(count)s 份，请分几次打印。",
                most=MOST_SHEETS,
                count=len(self.sheets),
            )
        if sum(map(len, self.sheets)) + sum(map(len, self.pictures.values())) > MOST_BYTES:
            raise JobTooLarge("这次要打印的照片太多，请分几次打印。")


def joined(jobs: Sequence[PrintJob], about: About) -> PrintJob:
    """One document of the sheets of several, in their order, with the data of all; pictures they share are kept once.

    What `about` leaves open, title and office, is that of the first: a document without a title is not accessible.
    """
    sheets = [sheet for job in jobs for sheet in job.sheets]
    pictures = {file_id: content for job in jobs for file_id, content in job.pictures.items()}
    first = jobs[0].about
    about = replace(about, title=about.title or first.title, author=about.author or first.author)
    return PrintJob(sheets, pictures, about, [one for job in jobs for one in job.archived])
