"""The register of persons served, and the one index that is searched across counties."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.columns import Base, UtcDateTime


class Elder(Base):
    """One person. ``state``: pending 待核定, registered 在册, left 已离册; ``birth`` is YYYY, YYYY-MM or YYYY-MM-DD.

    The identity number and the phone are stored encrypted; ``identity_index`` finds the number without opening it.
    """

    __tablename__ = "elders"
    __table_args__ = (
        Index(None, "county_id", "village_code", "name"),
        Index(None, "county_id", "township_code", "name"),
        Index(None, "county_id", "name"),
        Index(None, "county_id", "identity_index"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
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
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
