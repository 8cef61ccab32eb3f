"""What is printed or exported in the background: one row a job, from the asking to the day its file is removed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.columns import Base, Json, UtcDateTime


class Job(Base):
    """One job of one person. ``asked``: what he chose, by the names of an address; ``title``: the same in words.

    ``state`` is waiting, running, done, failed or cancelled. ``queue`` names the queue that will hand it to a worker,
    ``attempts`` counts the workers that began it. ``done`` of ``total`` are lines of the list. ``record_ids``: the
    records of the file (persons, where it holds sheets to be written on for them); ``problems``: what it lacks, each a
    dict of ``record_id`` or ``elder_id``, ``number``, ``title`` and the message's ``key`` and ``params``; ``failure``:
    such a message of the whole job. ``object_key`` is empty again once the file is removed; ``size`` in bytes.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(None, "county_id", "user_id", "asked_at", "id"),
        Index(None, "queue", "state"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    asked: Mapped[dict[str, str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(16))
    queue: Mapped[str] = mapped_column(String(36))
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    record_ids: Mapped[list[str]] = mapped_column(Json, default=list, deferred=True)  # tens of thousands, of an export
    problems: Mapped[list[dict[str, object]]] = mapped_column(Json, default=list)
    failure: Mapped[dict[str, object] | None] = mapped_column(Json)
    object_key: Mapped[str | None] = mapped_column(String(255))
    size: Mapped[int | None]
    pages: Mapped[int | None]
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
