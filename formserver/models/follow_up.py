"""What visits find and somebody settles, the acts on it and on a village's month, and whom to call on duty."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.chained import ChainedAct
from formserver.models.columns import Base, UtcDateTime


class FollowUp(Base):
    """One thing to be settled for a person: a hazard, a hardship, a referral, an intervention (高/中风险).

    ``finding``: code of the programme's finding that opened it, ``""`` where somebody did by hand; ``record_id``: the
    record it was found in. ``state``: open, closed, or gone (taken back: the answer was corrected before anybody had
    acted on it; ``result`` then says so). ``owner_id``: who settles it, ``tier``: village or township;
    ``due_on``: YYYY-MM-DD. ``provider``: code of who or what helps (五帮四查, service lists, units), ``provider_note``
    in words. ``result`` is never empty of what is closed; ``satisfaction``: what the person says of it. ``revision``
    counts the acts; each is a `FollowUpEvent`.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "elder_id"], ["elders.county_id", "elders.id"]),
        ForeignKeyConstraint(["county_id", "record_id"], ["records.county_id", "records.id"]),
        Index(None, "county_id", "state", "due_on", "id"),
        Index(None, "county_id", "township_code", "state", "due_on", "id"),
        Index(None, "county_id", "village_code", "state", "due_on", "id"),
        Index(None, "county_id", "elder_id", "state"),
        Index(None, "county_id", "record_id"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    elder_id: Mapped[str] = mapped_column(String(36))
    township_code: Mapped[str] = mapped_column(String(12))
    village_code: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(120))
    finding: Mapped[str] = mapped_column(String(32), default="")
    record_id: Mapped[str | None] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(8))
    tier: Mapped[str] = mapped_column(String(12), default="village")
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    opened_on: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[str] = mapped_column(String(10))
    provider: Mapped[str] = mapped_column(String(32), default="")
    provider_note: Mapped[str] = mapped_column(String(200), default="")
    result: Mapped[str] = mapped_column(Text, default="")
    satisfaction: Mapped[str] = mapped_column(String(16), default="")
    closed_on: Mapped[str | None] = mapped_column(String(10))
    seen_by_township: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FollowUpEvent(ChainedAct, Base):
    """One act on a follow-up."""

    __tablename__ = "follow_up_events"
    __table_args__ = (
        UniqueConstraint("county_id", "act_id"),
        ForeignKeyConstraint(["county_id", "follow_up_id"], ["follow_ups.county_id", "follow_ups.id"]),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    follow_up_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)


class DutyPhone(Base):
    """The number on duty of a village, a township or a county, shown on emergency cards; ``label``: whose it is."""

    __tablename__ = "duty_phones"

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    place_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    phone: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(60), default="")
    set_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MonthEvent(ChainedAct, Base):
    """One act on a village's month."""

    __tablename__ = "month_events"
    __table_args__ = (UniqueConstraint("county_id", "act_id"),)

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    village_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
