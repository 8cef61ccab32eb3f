"""What the chained acts on persons' files, follow-ups and months of villages have in common."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.columns import Json, UtcDateTime


class ChainedAct:
    """The columns of one act, chained to the one before; the database refuses to change or delete it. Each kind adds
    its key: county, whose act it is, and `sequence`.

    ``changes``: name -> ``[before, after]``; ``facts``: what else belongs to the act.
    """

    act_id: Mapped[str] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    user_name: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text)
    changes: Mapped[dict[str, Any]] = mapped_column(Json)
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
