"""One line per county and day over all its journals, chained to the day before, so that a lost last entry shows."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from formserver import digests
from formserver.clock import SHANGHAI
from formserver.extensions import db
from formserver.models import JournalDay, JournalEntry
from formserver.store.chains import BEGINNING

_ONE_DAY: Final = timedelta(days=1)


def digest(county_id: str, day: date, lasts: Sequence[tuple[str, str]], entries: int, previous_hash: str) -> str:
    """SHA-256 hex over the RFC 8785 form of a day: (record id, hash of its last entry of that day) pairs, and so on."""
    content: dict[str, Any] = {
        "county_id": county_id,
        "day": day.isoformat(),
        "entries": entries,
        "lasts": [list(pair) for pair in lasts],
        "previous_hash": previous_hash,
    }
    return digests.digest(content)


def close_day(county_id: str, day: date) -> JournalDay:
    """Write the line of a day (Asia/Shanghai) that is over; the line already there if it was written before."""
    found = db.session.get(JournalDay, (county_id, day))
    if found is not None:
        return found
    before = db.session.scalar(
        select(JournalDay.hash)
        .where(JournalDay.county_id == county_id, JournalDay.day < day)
        .order_by(JournalDay.day.desc())
        .limit(1)
    )
    previous = before or BEGINNING
    entries, lasts = _state_of(county_id, day)
    line = JournalDay(
        county_id=county_id,
        day=day,
        entries=entries,
        previous_hash=previous,
        hash=digest(county_id, day, lasts, entries, previous),
    )
    db.session.add(line)
    db.session.flush()
    return line


def days(county_id: str) -> Sequence[JournalDay]:
    """All lines of a county, the oldest first."""
    return db.session.scalars(
        select(JournalDay).where(JournalDay.county_id == county_id).order_by(JournalDay.day)
    ).all()


def first_open(county_id: str) -> date | None:
    """The first day (Asia/Shanghai) not closed yet: after the last closed one, or of the first act; None: no act."""
    last = db.session.scalar(select(func.max(JournalDay.day)).where(JournalDay.county_id == county_id))
    if last is not None:
        return last + _ONE_DAY
    first = db.session.scalar(select(func.min(JournalEntry.at)).where(JournalEntry.county_id == county_id))
    return None if first is None else first.astimezone(SHANGHAI).date()


def verify_days(county_id: str) -> list[date]:
    """The closed days whose line does not agree with the journal or with the line before."""
    wrong: list[date] = []
    previous = BEGINNING
    for line in days(county_id):
        entries, lasts = _state_of(county_id, line.day)
        expected = digest(county_id, line.day, lasts, entries, previous)
        if (line.entries, line.previous_hash, line.hash) != (entries, previous, expected):
            wrong.append(line.day)
        previous = line.hash
    return wrong


def _state_of(county_id: str, day: date) -> tuple[int, list[tuple[str, str]]]:
    begin = datetime.combine(day, time(), SHANGHAI)
    on_day = (
        JournalEntry.county_id == county_id,
        JournalEntry.at >= begin,
        JournalEntry.at < begin + _ONE_DAY,
    )
    newest = (
        select(JournalEntry.record_id, func.max(JournalEntry.sequence).label("sequence"), func.count().label("entries"))
        .where(*on_day)
        .group_by(JournalEntry.record_id)
        .subquery()
    )
    rows = db.session.execute(
        select(JournalEntry.record_id, JournalEntry.hash, newest.c.entries)
        .join(newest, (JournalEntry.record_id == newest.c.record_id) & (JournalEntry.sequence == newest.c.sequence))
        .where(JournalEntry.county_id == county_id)
    ).all()
    # Sorted here: the databases do not sort text alike.
    return sum(row.entries for row in rows), sorted((row.record_id, row.hash) for row in rows)
