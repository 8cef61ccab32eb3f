"""Filled forms: records with their revisions, drafts, files and series of numbers."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.columns import Base, Json, UtcDateTime


class Record(Base):
    """One part of one edition, filled and submitted. ``data`` is always valid; sensitive answers in it are encrypted.

    ``happened_on`` is the visit's date as written (YYYY[-MM[-DD]]); ``title`` the name lists show;
    ``parent_record_id`` the visit that a care record belongs to; ``counter_number`` 第__次. Where the author typed in a
    paper that somebody else had filled in by hand, ``visitor_name`` says who made the visit, and ``visitor_id`` which
    account he has, if any.
    """

    __tablename__ = "records"
    __table_args__ = (
        UniqueConstraint("county_id", "number"),
        ForeignKeyConstraint(["county_id", "elder_id"], ["elders.county_id", "elders.id"]),
        ForeignKeyConstraint(["county_id", "parent_record_id"], ["records.county_id", "records.id"]),
        Index(None, "county_id", "updated_at", "id"),
        Index(None, "county_id", "state", "updated_at", "id"),
        Index(None, "county_id", "township_code", "state", "updated_at", "id"),
        Index(None, "county_id", "village_code", "state", "updated_at", "id"),
        Index(None, "county_id", "township_code", "updated_at", "id"),
        Index(None, "county_id", "village_code", "updated_at", "id"),
        Index(None, "county_id", "author_id", "updated_at", "id"),
        Index(None, "county_id", "elder_id", "happened_on"),
        Index(None, "county_id", "parent_record_id"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(40))
    form_code: Mapped[str] = mapped_column(ForeignKey("forms.code"))
    form_edition_id: Mapped[str] = mapped_column(ForeignKey("form_editions.id"))
    part: Mapped[str] = mapped_column(String(40))
    workflow_edition_id: Mapped[str] = mapped_column(ForeignKey("workflow_editions.id"))
    elder_id: Mapped[str | None] = mapped_column(String(36))
    parent_record_id: Mapped[str | None] = mapped_column(String(36))
    counter_number: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(64))
    revision_number: Mapped[int] = mapped_column(default=1)
    approved_revision: Mapped[int | None]
    data: Mapped[dict[str, object]] = mapped_column(Json)
    township_code: Mapped[str] = mapped_column(String(12))
    village_code: Mapped[str] = mapped_column(String(12))
    author_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    visitor_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    visitor_name: Mapped[str | None] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(80))
    acted_since_submit: Mapped[bool] = mapped_column(default=False)
    happened_on: Mapped[str | None] = mapped_column(String(10))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Revision(Base):
    """The data of a record as each submission left them, or each move to another edition.

    ``answer_origins``: JSON pointer -> code of where an answer that was not typed comes from; ``reasons``: JSON pointer
    -> the warning and the reason given for it, encrypted. ``source``: number of the revision whose answers these are,
    in another edition, or in the same one where they came back; none of what was submitted. ``set_aside``: the answers
    that are not asked any more, encrypted as a whole.
    """

    __tablename__ = "revisions"
    __table_args__ = (ForeignKeyConstraint(["county_id", "record_id"], ["records.county_id", "records.id"]),)

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[dict[str, object]] = mapped_column(Json)
    form_edition_id: Mapped[str] = mapped_column(ForeignKey("form_editions.id"))
    by_user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_origins: Mapped[dict[str, str] | None] = mapped_column(Json)
    reasons: Mapped[dict[str, str] | None] = mapped_column(Json)
    source: Mapped[int | None]
    set_aside: Mapped[str | None] = mapped_column(Text)


class Draft(Base):
    """An unfinished page. ``pairs``: what was posted, encrypted as a whole; ``revision`` counts the saves.

    ``record_id`` is set where the draft changes a record that was sent back or is being corrected; ``answer_origins``
    says where answers that were not typed come from, encrypted like the pairs; ``last_save`` is the id a page gave to
    the save that led to this revision; ``set_aside`` is what had no place when the draft moved to another edition,
    encrypted as a whole. ``visitor_id`` and ``visitor_name`` as in `Record`; ``paper_code`` names the
    pre-filled sheet that is being typed in.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "elder_id"], ["elders.county_id", "elders.id"]),
        ForeignKeyConstraint(["county_id", "record_id"], ["records.county_id", "records.id"]),
        ForeignKeyConstraint(["county_id", "parent_record_id"], ["records.county_id", "records.id"]),
        Index(None, "county_id", "user_id", "updated_at", "id"),
        Index(None, "county_id", "record_id"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    form_code: Mapped[str] = mapped_column(ForeignKey("forms.code"))
    form_edition_id: Mapped[str] = mapped_column(ForeignKey("form_editions.id"))
    part: Mapped[str] = mapped_column(String(40))
    elder_id: Mapped[str | None] = mapped_column(String(36))
    record_id: Mapped[str | None] = mapped_column(String(36))
    parent_record_id: Mapped[str | None] = mapped_column(String(36))
    visitor_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    visitor_name: Mapped[str | None] = mapped_column(String(80))
    paper_code: Mapped[str | None] = mapped_column(ForeignKey("prefilled_papers.code"))
    pairs: Mapped[str] = mapped_column(Text)
    answer_origins: Mapped[str | None] = mapped_column(Text)
    last_save: Mapped[str | None] = mapped_column(String(36))
    set_aside: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(String(80), default="")
    origin: Mapped[dict[str, object] | None] = mapped_column(Json)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StoredFile(Base):
    """A photo or file in the object store; of a draft until its record is submitted. ``size`` in bytes.

    ``is_signed_sheet``: it answers no question of the form, but shows the record's paper as it was signed.
    ``elder_id``: it belongs to the file of a person, and ``field_path`` names the kind of
    picture (`file_kinds.pictures`).
    ``follow_up_id``: it shows how something that was found stands, and belongs to no record.
    """

    __tablename__ = "stored_files"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "draft_id"], ["drafts.county_id", "drafts.id"]),
        ForeignKeyConstraint(["county_id", "record_id"], ["records.county_id", "records.id"]),
        ForeignKeyConstraint(["county_id", "elder_id"], ["elders.county_id", "elders.id"]),
        ForeignKeyConstraint(["county_id", "follow_up_id"], ["follow_ups.county_id", "follow_ups.id"]),
        Index(None, "county_id", "record_id"),
        Index(None, "county_id", "draft_id"),
        Index(None, "county_id", "elder_id"),
        Index(None, "county_id", "follow_up_id"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    draft_id: Mapped[str | None] = mapped_column(String(36))
    record_id: Mapped[str | None] = mapped_column(String(36))
    elder_id: Mapped[str | None] = mapped_column(String(36))
    follow_up_id: Mapped[str | None] = mapped_column(String(36))
    field_path: Mapped[str] = mapped_column(String(160))
    is_signed_sheet: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    object_key: Mapped[str] = mapped_column(String(255))
    width: Mapped[int | None]
    height: Mapped[int | None]
    by_user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class NumberSeries(Base):
    """The last number given in a series, e.g. ``DJ-2025`` or ``visit:<elder id>``."""

    __tablename__ = "number_series"

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    last: Mapped[int]
