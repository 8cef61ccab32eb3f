"""Forms on the designer's table: the document as it is now, and every step that led there."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.columns import Base, Json, UtcDateTime


class FormDesign(Base):
    """A document that is being designed. ``revision`` counts every change, undoing too; ``position``: how many of the
    steps count now, those behind it can be done again.

    ``region_code``: the county or the township that the form belongs to, or will belong to.
    ``based_on``: the edition it began as, empty for a new form. ``attempt``: a text of the expert's page that is no
    document yet. ``state``: see `store.designs`; ``draft_id``: the draft of an edition it was last handed in as.
    ``guesses``: of one made of a paper, what was guessed, see `services.from_paper`.
    """

    __tablename__ = "form_designs"
    __table_args__ = (Index(None, "county_id", "state", "changed_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    county_id: Mapped[str] = mapped_column(String(12))
    region_code: Mapped[str] = mapped_column(String(12))
    form_code: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(160))
    based_on: Mapped[str | None] = mapped_column(ForeignKey("form_editions.id"))
    text: Mapped[str] = mapped_column(Text)
    attempt: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int]
    position: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    by_user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    changed_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("edition_drafts.id"))
    guesses: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)


class DesignStep(Base):
    """One step. ``step``: what was asked; ``said``: what the history tells, a msgid with what fills it; the rest is the
    place of the text that differs, by which the step is undone and done again."""

    __tablename__ = "form_design_steps"

    design_id: Mapped[str] = mapped_column(ForeignKey("form_designs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[dict[str, Any]] = mapped_column(Json)
    said: Mapped[dict[str, Any]] = mapped_column(Json)
    start: Mapped[int]
    old: Mapped[str] = mapped_column(Text)
    new: Mapped[str] = mapped_column(Text)
    by_user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
