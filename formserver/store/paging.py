"""Keyset pages: the next page begins after the last row seen, so that page 10,000 costs as much as page 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, Self, TypeVar

from sqlalchemy import ColumnElement, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from formserver.models.columns import UtcDateTime, instant_text

Row = TypeVar("Row")


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: its instant and its id."""

    at: datetime
    id: str

    def __str__(self) -> str:
        """As it stands in an address: `2025-01-08T01:05:00.000000Z~<id>`."""
        return f"{instant_text(self.at)}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read a cursor from an address; None for anything else: the list then starts at its beginning."""
        instant, _, row_id = text.partition("~")
        try:
            at = datetime.fromisoformat(instant)
            # At the ends of the calendar a zone leads out of it.
            return None if at.utcoffset() is None else cls(at.astimezone(UTC), row_id)
        except (ValueError, OverflowError):
            return None

    def before(self, at: InstrumentedAttribute[datetime], row_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """Rows that come after this one where the newest stands first."""
        return tuple_(at, row_id) < tuple_(literal(self.at, UtcDateTime()), literal(self.id))


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page, and the cursor text of the next; None on the last page."""

    rows: Sequence[Row]
    next: str | None


def page_of(rows: Sequence[Any], limit: int) -> Page[Any]:
    """A page from up to ``limit + 1`` rows with ``updated_at`` and ``id``; one too many tells that there is more."""
    kept = rows[:limit]
    more = len(rows) > limit
    return Page(kept, str(Cursor(kept[-1].updated_at, kept[-1].id)) if more else None)
