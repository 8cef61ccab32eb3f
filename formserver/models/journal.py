"""The journal: every act on a record as an appended, chained entry, and one chained line per county and day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.columns import Base, Json, UtcDateTime


class JournalEntry(Base):
    """One act. The database refuses to change or delete it; ``hash`` covers all the rest and the entry before."""

    __tablename__ = "journal_entries"
    __table_args__ = (
        UniqueConstraint("county_id", "act_id"),
        ForeignKeyConstraint(["county_id", "record_id"], ["records.county_id", "records.id"]),
        Index(None, "county_id", "user_id", "record_id"),
        Index(None, "county_id", "at"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[str] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(32))
    from_state: Mapped[str | None] = mapped_column(String(64))
    to_state: Mapped[str] = mapped_column(String(64))
    step: Mapped[str | None] = mapped_column(String(64))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    user_name: Mapped[str] = mapped_column(String(80))
    for_user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    for_user_name: Mapped[str | None] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(32))
    place_code: Mapped[str] = mapped_column(String(12))
    remark: Mapped[str] = mapped_column(Text)
    opinion: Mapped[str | None] = mapped_column(String(32))
    revision_number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    body_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, object]] = mapped_column(Json)
    facts: Mapped[dict[str, object]] = mapped_column(Json)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class JournalDay(Base):
    """One day (Asia/Shanghai) of a county: how many entries, and a hash over the last hash of each record acted on."""

    __tablename__ = "journal_days"

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    entries: Mapped[int]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
