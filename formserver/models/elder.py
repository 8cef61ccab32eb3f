"""The register of persons served, and the one index that is searched across counties."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.chained import ChainedAct
from formserver.models.columns import Base, Json, Ordered, UtcDateTime

_ORDERS: Final = {
    "of_county": ("sound",),
    "of_township": ("township_code", "sound"),
    "visited": ("last_visit_on", "sound"),
    "to_review": ("review_due_on", "sound"),
    "of_township_visited": ("township_code", "last_visit_on", "sound"),
    "of_township_to_review": ("township_code", "review_due_on", "sound"),
}
"""Name of an index -> what lists are in the order of."""
_SEEN: Final = ("state", "care_level")
_DAYS: Final = ("last_visit_on", "review_due_on")


class Elder(Base):
    """One person, as the file stands now. Dates are texts, YYYY, YYYY-MM or YYYY-MM-DD.

    ``state``: listed 待登记 (named by a department, without a registration), pending 待核定, registered 在册, left
    已离册. ``last_visit_on``: "" for never. ``care_level``: key 重点, ordinary 一般; ``level_by``: rule, paper or hand.
    ``consent``: willing or unwilling. ``sound`` is how the name sounds (`formserver.sounds.order`), by which lists are
    ordered. ``file`` holds what else the file says, e.g. ``first_contact``; phone and identity numbers in it are sealed
    one by one, as in records. Whatever changes here is an entry of `ElderEvent`, in the same transaction.

    The identity number and the phone are stored encrypted; ``identity_index`` finds the number without opening it.
    """

    __tablename__ = "elders"
    __table_args__ = (
        # State and level stand behind the order, of villages the days, too: who is looked at for them is not looked up.
        Index("ix_elders_of_village", "county_id", "village_code", "sound", "id", *_SEEN, *_DAYS),
        *(Index(f"ix_elders_{name}", "county_id", *order, "id", *_SEEN) for name, order in _ORDERS.items()),
        Index(None, "county_id", "identity_index"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    sound: Mapped[str] = mapped_column(Ordered)
    sex: Mapped[str | None] = mapped_column(String(8))
    birth: Mapped[str | None] = mapped_column(String(10))
    identity_cipher: Mapped[str | None] = mapped_column(Text)
    identity_index: Mapped[str | None] = mapped_column(String(64))
    phone_cipher: Mapped[str | None] = mapped_column(Text)
    township_code: Mapped[str] = mapped_column(String(12))
    village_code: Mapped[str] = mapped_column(String(12))
    village_name: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(16))
    # No foreign key: the record already points to the elder, and neither database likes a ring.
    registration_record_id: Mapped[str | None] = mapped_column(String(36))
    residence: Mapped[str | None] = mapped_column(Text)
    grid: Mapped[str | None] = mapped_column(String(40))
    care_level: Mapped[str | None] = mapped_column(String(8))
    level_by: Mapped[str | None] = mapped_column(String(8))
    visit_class: Mapped[str | None] = mapped_column(String(8))
    risk: Mapped[str | None] = mapped_column(String(8))
    consent: Mapped[str | None] = mapped_column(String(12))
    consent_on: Mapped[str | None] = mapped_column(String(10))
    last_visit_on: Mapped[str] = mapped_column(String(10), default="")
    confirmed_on: Mapped[str | None] = mapped_column(String(10))
    review_due_on: Mapped[str | None] = mapped_column(String(10))
    left_reason: Mapped[str | None] = mapped_column(String(16))
    left_on: Mapped[str | None] = mapped_column(String(10))
    merged_into: Mapped[str | None] = mapped_column(String(36))
    file: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ElderMark(Base):
    """One thing a person is found by: a piece of the name, initials, level, category … (`store.elder_marks`).

    A mark's persons stand in the order of lists, so that a page of those who have it is read where it begins.
    """

    __tablename__ = "elder_marks"
    __table_args__ = (
        Index("ix_elder_marks_of_township", "county_id", "township_code", "mark", "sound", "elder_id", "village_code"),
        Index(None, "county_id", "elder_id"),
        {"sqlite_with_rowid": False},
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    mark: Mapped[str] = mapped_column(String(48), primary_key=True)
    sound: Mapped[str] = mapped_column(Ordered, primary_key=True)
    elder_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    township_code: Mapped[str] = mapped_column(String(12))
    village_code: Mapped[str] = mapped_column(String(12))


class ElderCategory(Base):
    """A category that applies, or applied, to a person (孤寡, 独居 …): from when to when, and who says so.

    ``source``: registration, hand or department; ``state``: verified, to_verify 待核实 (a department says so, nobody
    has looked at the door yet) or refuted. Rows end (``until``); only undoing the act that began one takes it away.
    Only what is verified counts. ``verified_on``: the day at the door; ``verified_note``: why it is not so.
    """

    __tablename__ = "elder_categories"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "elder_id"], ["elders.county_id", "elders.id"]),
        Index(None, "county_id", "elder_id"),
        Index(None, "county_id", "code", "elder_id"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    elder_id: Mapped[str] = mapped_column(String(36))
    code: Mapped[str] = mapped_column(String(32))
    since: Mapped[str | None] = mapped_column(String(10))
    until: Mapped[str | None] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(16))
    source_note: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(12))
    verified_on: Mapped[str | None] = mapped_column(String(10))
    verified_note: Mapped[str] = mapped_column(String(200), default="")
    record_id: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ElderEvent(ChainedAct, Base):
    """One act on a person's file.

    ``changes``: column, ``category.<id>`` or ``file.<key>`` -> ``[before, after]``, sealed where it is sealed
    there.
    """

    __tablename__ = "elder_events"
    __table_args__ = (
        UniqueConstraint("county_id", "act_id"),
        ForeignKeyConstraint(["county_id", "elder_id"], ["elders.county_id", "elders.id"]),
        Index(None, "county_id", "at"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    elder_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)


class ElderRequest(Base):
    """What somebody asks for a person and somebody else decides: leaving the register, moving to another village.

    ``kind``: exit or move; ``state``: asked, agreed, declined or withdrawn. ``place_code``: the place whose people
    decide. ``facts``: what is asked, e.g. reason and day, or the village moved to.
    """

    __tablename__ = "elder_requests"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "elder_id"], ["elders.county_id", "elders.id"]),
        Index(None, "county_id", "elder_id"),
        Index(None, "county_id", "state", "place_code"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    elder_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(12))
    place_code: Mapped[str] = mapped_column(String(12))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    asked_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_note: Mapped[str] = mapped_column(Text, default="")


class KeptList(Base):
    """A list of persons that somebody often looks at: what it is narrowed by, by the names of its address."""

    __tablename__ = "kept_lists"
    __table_args__ = (UniqueConstraint("user_id", "county_id", "title"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    county_id: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str] = mapped_column(String(40))
    given: Mapped[dict[str, str]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IdentityIndex(Base):
    """Where a person is registered, by the blind index of the identity number: at most once in the installation."""

    __tablename__ = "identity_index"
    __table_args__ = (ForeignKeyConstraint(["county_id", "elder_id"], ["elders.county_id", "elders.id"]),)

    blind_index: Mapped[str] = mapped_column(String(64), primary_key=True)
    county_id: Mapped[str] = mapped_column(String(12))
    elder_id: Mapped[str] = mapped_column(String(36))


class IdentityLookup(Base):
    """One question whether an identity number is registered: who asked, from which county, and what was answered.

    ``answer``: none, own, county (another person of this county) or elsewhere. The number itself is not kept.
    """

    __tablename__ = "identity_lookups"
    __table_args__ = (Index(None, "blind_index", "at"), Index(None, "user_id", "at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    county_id: Mapped[str] = mapped_column(String(12))
    blind_index: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(String(12))
