"""Forms and workflows as published: documents kept as the text they were loaded from, and who adopted them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.columns import Base, Json, UtcDateTime


class Form(Base):
    """A paper form, e.g. code ``registration/ezhou``; owned by a county or a township, or shipped (no owner).

    ``upper_code``: the form it is derived from; which edition of that its own editions follow, their documents say.
    """

    __tablename__ = "forms"

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    title: Mapped[str] = mapped_column(String(160))
    category: Mapped[str] = mapped_column(String(24))
    owner_region: Mapped[str | None] = mapped_column(String(12))
    upper_code: Mapped[str | None] = mapped_column(ForeignKey("forms.code"))


class FormEdition(Base):
    """One edition. ``source``: the text as loaded; ``bundled``: the same with every shared definition inside."""

    __tablename__ = "form_editions"
    __table_args__ = (UniqueConstraint("form_code", "major", "minor"), Index(None, "form_code", "state"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    form_code: Mapped[str] = mapped_column(ForeignKey("forms.code"))
    major: Mapped[int]
    minor: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(Text)
    bundled: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    comment: Mapped[str] = mapped_column(Text, default="")

    @property
    def number(self) -> str:
        """As it is printed: "1.0"."""
        return f"{self.major}.{self.minor}"


class EditionDraft(Base):
    """A document that is offered as the next edition of a form, or as the first one of a new form.

    ``region_code``: the county or the township that the form belongs to, or will belong to.
    ``based_on``: the edition it was compared with, empty for a new form. ``comment``: what it changes, in the words of
    who offers it; ``remark``: of who decided. ``state``: see `store.edition_drafts`; ``edition_id``: what it became.
    ``rehearsal``: how far it was tried on what is there, see `services.edition_trials`. ``guesses``: of one made of a
    paper, what was guessed, see `services.from_paper`.
    """

    __tablename__ = "edition_drafts"
    __table_args__ = (Index(None, "county_id", "state", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    county_id: Mapped[str] = mapped_column(String(12))
    region_code: Mapped[str] = mapped_column(String(12))
    form_code: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(160))
    based_on: Mapped[str | None] = mapped_column(ForeignKey("form_editions.id"))
    source: Mapped[str] = mapped_column(Text)
    bundled: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    comment: Mapped[str] = mapped_column(Text, default="")
    by_user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(16))
    rehearsal: Mapped[dict[str, Any] | None] = mapped_column(Json)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remark: Mapped[str] = mapped_column(Text, default="")
    edition_id: Mapped[str | None] = mapped_column(ForeignKey("form_editions.id"))
    guesses: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)


class FormEvent(Base):
    """Something that was done with a form: who did it, in whose name, when and why. Rows are only ever added.

    ``action``: see `store.form_events`. ``region_code`` is empty for what came with the program, ``user_id`` for
    commands; ``edition_id`` names the edition it was about.
    """

    __tablename__ = "form_events"
    __table_args__ = (Index(None, "form_code", "at", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    form_code: Mapped[str] = mapped_column(ForeignKey("forms.code"))
    action: Mapped[str] = mapped_column(String(16))
    edition_id: Mapped[str | None] = mapped_column(ForeignKey("form_editions.id"))
    region_code: Mapped[str | None] = mapped_column(String(12))
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")


class WorkflowEdition(Base):
    """One edition of a workflow document."""

    __tablename__ = "workflow_editions"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))


class Adoption(Base):
    """A county, or one township of it, uses a form with a workflow, from a day to a day (both included; no end: until
    it stops). ``region_code``: the county or the township."""

    __tablename__ = "adoptions"
    __table_args__ = (Index(None, "county_id", "form_code", "valid_from"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    county_id: Mapped[str] = mapped_column(String(12))
    region_code: Mapped[str] = mapped_column(String(12))
    form_code: Mapped[str] = mapped_column(ForeignKey("forms.code"))
    workflow_code: Mapped[str] = mapped_column(String(80))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
