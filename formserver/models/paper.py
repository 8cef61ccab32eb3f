"""What stands behind the codes on printed sheets: what a print shows, and which sheets wait for handwriting."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.columns import Base, Json, UtcDateTime


class PrintProof(Base):
    """The content of a record that was printed under ``code``; printing the same content again gives the same code.

    ``parts``: part code -> [record id, revision number] of everything on the sheet; ``content_hash``: SHA-256 hex over
    the answers of these; ``state_mark``: what stands across it; ``at``: when it was first printed.
    """

    __tablename__ = "print_proofs"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "record_id"], ["records.county_id", "records.id"]),
        Index(None, "county_id", "record_id"),
    )

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    county_id: Mapped[str] = mapped_column(String(12))
    record_id: Mapped[str] = mapped_column(String(36))
    revision_number: Mapped[int]
    parts: Mapped[dict[str, list[object]]] = mapped_column(Json)
    state_mark: Mapped[str] = mapped_column(String(16))
    content_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PrefilledPaper(Base):
    """One sheet printed for a person with what is known of him, to be written on by hand and typed in later.

    ``record_id`` is set when it was typed in and submitted.
    """

    __tablename__ = "prefilled_papers"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "elder_id"], ["elders.county_id", "elders.id"]),
        ForeignKeyConstraint(["county_id", "record_id"], ["records.county_id", "records.id"]),
        Index(None, "county_id", "elder_id"),
    )

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    county_id: Mapped[str] = mapped_column(String(12))
    elder_id: Mapped[str] = mapped_column(String(36))
    form_code: Mapped[str] = mapped_column(ForeignKey("forms.code"))
    part: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str | None] = mapped_column(String(36))
    by_user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
