"""Visits as the programme counts them: made, due, and how many of both there are."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.columns import Base, Json, UtcDateTime


class Visit(Base):
    """The narrow row of a record that tells of a visit, or of care given after one; there as long as the record stands.

    ``kind``: visit or care. ``happened_on``: as the paper says, YYYY-MM or YYYY-MM-DD; ``period``: the reporting period
    it lies in, YYYY-MM, whenever it was typed in. ``way``: home, phone, video, other, or None where nobody knows.
    ``visitor_id``: who made it. ``entered_on``: the day it was first submitted; ``is_late``: after the period's hand-in
    time. ``risk``: low, medium, high; ``findings``: how many of its answers are followed up. ``state``: sent, returned
    or approved. The place is where it was made.
    """

    __tablename__ = "visits"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "record_id"], ["records.county_id", "records.id"]),
        ForeignKeyConstraint(["county_id", "elder_id"], ["elders.county_id", "elders.id"]),
        Index(None, "county_id", "elder_id", "happened_on"),
        Index(None, "county_id", "period", "village_code"),
        Index(None, "county_id", "visitor_id", "happened_on"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    elder_id: Mapped[str] = mapped_column(String(36))
    township_code: Mapped[str] = mapped_column(String(12))
    village_code: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(8))
    happened_on: Mapped[str] = mapped_column(String(10))
    period: Mapped[str] = mapped_column(String(7))
    way: Mapped[str | None] = mapped_column(String(8))
    visitor_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    entered_on: Mapped[str] = mapped_column(String(10))
    is_late: Mapped[bool] = mapped_column(default=False)
    risk: Mapped[str | None] = mapped_column(String(8))
    findings: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12))


class VisitCycle(Base):
    """A reporting period of a county, or a round of extra visits (春节, 重阳, extreme weather) somewhere in it.

    ``id``: YYYY-MM, or an id of its own. ``kind``: month or round. Days are YYYY-MM-DD, both included; ``second_half``:
    where a month's second half begins; ``hand_in``: the last day on which a month may be handed in. A round is about
    everybody in ``region_code``, or the ``levels`` named; ``ways`` that count (none: all), so many ``times``.
    ``state``: open or cancelled.
    """

    __tablename__ = "visit_cycles"
    __table_args__ = (Index(None, "county_id", "kind", "last"),)

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(80))
    region_code: Mapped[str] = mapped_column(String(12))
    first: Mapped[str] = mapped_column(String(10))
    second_half: Mapped[str | None] = mapped_column(String(10))
    last: Mapped[str] = mapped_column(String(10))
    hand_in: Mapped[str | None] = mapped_column(String(10))
    levels: Mapped[list[str]] = mapped_column(Json, default=list)
    ways: Mapped[list[str]] = mapped_column(Json, default=list)
    times: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(12), default="open")
    note: Mapped[str] = mapped_column(String(200), default="")
    opened_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class VisitDuty(Base):
    """What is owed to one person in one cycle, and how far it is. Level and class are those of the cycle's first day.

    ``duty``: code of the programme's duty, ``""`` for a round; ``each``: half_month, month, or round; ``ways``: those
    that count, joined by commas, ``""``: all. ``met``: a bit for each window, the first the lowest; ``visits``: made in
    the cycle, in whatever way; ``open_until``: last day of the first window that is not met, None where nothing is
    owed any more.

    ``status``: due; refused (the person does not want visits); excused (``reason``: new, left, or an absence that
    excuses). Of somebody due and not met, ``reason`` is the absence that explains it.
    """

    __tablename__ = "visit_duties"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "cycle_id"], ["visit_cycles.county_id", "visit_cycles.id"]),
        ForeignKeyConstraint(["county_id", "elder_id"], ["elders.county_id", "elders.id"]),
        Index(None, "county_id", "cycle_id", "village_code", "open_until"),
        Index(None, "county_id", "cycle_id", "township_code", "open_until"),
        Index(None, "county_id", "elder_id"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    elder_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    township_code: Mapped[str] = mapped_column(String(12))
    village_code: Mapped[str] = mapped_column(String(12))
    care_level: Mapped[str] = mapped_column(String(8), default="")
    visit_class: Mapped[str] = mapped_column(String(8), default="")
    is_disabled: Mapped[bool] = mapped_column(default=False)
    is_helped: Mapped[bool] = mapped_column(default=False)
    duty: Mapped[str] = mapped_column(String(16))
    each: Mapped[str] = mapped_column(String(12))
    ways: Mapped[str] = mapped_column(String(32), default="")
    times: Mapped[int] = mapped_column(default=1)
    met: Mapped[int] = mapped_column(default=0)
    visits: Mapped[int] = mapped_column(default=0)
    open_until: Mapped[str | None] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(8), default="due")
    reason: Mapped[str | None] = mapped_column(String(16))
    reason_note: Mapped[str] = mapped_column(String(200), default="")
    reason_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    reason_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class VisitFigure(Base):
    """How many persons of a level and class (``""``: none) a village has in a cycle, kept in the transaction that
    changes a duty.

    ``persons``: all; of them ``due``, ``refused``, ``excused``; of those due ``visited`` (at all), ``met`` (all
    windows), ``explained`` (not met, with a reason); ``refused_visited``: refused and visited nevertheless; of all,
    ``disabled`` and of these ``helped``.
    """

    __tablename__ = "visit_figures"

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    village_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    care_level: Mapped[str] = mapped_column(String(8), primary_key=True)
    visit_class: Mapped[str] = mapped_column(String(8), primary_key=True)
    township_code: Mapped[str] = mapped_column(String(12))
    persons: Mapped[int] = mapped_column(default=0)
    due: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    excused: Mapped[int] = mapped_column(default=0)
    visited: Mapped[int] = mapped_column(default=0)
    met: Mapped[int] = mapped_column(default=0)
    explained: Mapped[int] = mapped_column(default=0)
    refused_visited: Mapped[int] = mapped_column(default=0)
    disabled: Mapped[int] = mapped_column(default=0)
    helped: Mapped[int] = mapped_column(default=0)


class VisitCount(Base):
    """How many visits of a period were made in a village in a way (``""``: nobody knows), and how many of them were
    typed in late; ``kind`` as in `Visit`. Kept in the transaction that changes a visit."""

    __tablename__ = "visit_counts"

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    period: Mapped[str] = mapped_column(String(7), primary_key=True)
    village_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    way: Mapped[str] = mapped_column(String(8), primary_key=True)
    township_code: Mapped[str] = mapped_column(String(12))
    visits: Mapped[int] = mapped_column(default=0)
    late: Mapped[int] = mapped_column(default=0)


class VisitAssignment(Base):
    """Who visits whom, from a day to a day (both included; no end: until taken back).

    ``elder_id`` None: everybody whom ``for_user_id`` visits, while ``user_id`` stands in for him. ``village_code``: the
    village of the person, or where the stand-in is.
    """

    __tablename__ = "visit_assignments"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "elder_id"], ["elders.county_id", "elders.id"]),
        Index(None, "county_id", "elder_id"),
        Index(None, "county_id", "user_id"),
        Index(None, "county_id", "village_code"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    elder_id: Mapped[str | None] = mapped_column(String(36))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    for_user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    village_code: Mapped[str] = mapped_column(String(12))
    first: Mapped[str] = mapped_column(String(10))
    last: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(200), default="")
    given_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MonthReport(Base):
    """A village's month: handed in, received by the township, closed. No row: it is still open and nothing was done.

    ``state``: open, handed_in, signed, closed; ``is_late``: handed in after its time; ``is_amended``: something of it
    changed after it was handed in. ``counts``: the figures as they were handed in. ``revision`` counts the acts.
    """

    __tablename__ = "month_reports"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "cycle_id"], ["visit_cycles.county_id", "visit_cycles.id"]),
        Index(None, "county_id", "cycle_id", "township_code"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    village_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    township_code: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    is_late: Mapped[bool] = mapped_column(default=False)
    is_amended: Mapped[bool] = mapped_column(default=False)
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    revision: Mapped[int] = mapped_column(default=0)
    handed_in_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
