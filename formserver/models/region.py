"""Administrative regions: official codes with the days they hold, outside the tenant."""

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.columns import Base


class Region(Base):
    """A county, township or village. ``code`` has 6, 9 or 12 digits; ``valid_to`` is the last day it holds."""

    __tablename__ = "regions"
    __table_args__ = (Index(None, "parent_code", "code"),)

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    tier: Mapped[str] = mapped_column(String(16))
    parent_code: Mapped[str | None] = mapped_column(String(12))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(String(12))
