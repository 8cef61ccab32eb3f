"""Lists of persons from departments, row by row as they were brought in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.columns import Base, Json, UtcDateTime


class DepartmentList(Base):
    """One file a department gave. ``source``: code of `store.departments.SOURCES`; ``listed_on``: the day the list is
    of, YYYY-MM-DD; ``file_hash``: SHA-256 of the file.

    ``headings``: those of its columns; ``columns``: meaning -> column, from 0, as confirmed. ``state``: brought (its
    columns may be chosen), checked, taken or undone; ``job_id``: the job that leads to the next state, or led to this
    one. ``counts``: outcome -> rows, of the last check. ``left_sheets``: names of further sheets that were not read.
    """

    __tablename__ = "department_lists"
    __table_args__ = (
        Index(None, "county_id", "brought_at", "id"),
        Index(None, "county_id", "source", "file_hash"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source: Mapped[str] = mapped_column(String(32))
    listed_on: Mapped[str] = mapped_column(String(10))
    file_name: Mapped[str] = mapped_column(String(200))
    file_hash: Mapped[str] = mapped_column(String(64))
    headings: Mapped[list[str]] = mapped_column(Json)
    columns: Mapped[dict[str, int]] = mapped_column(Json)
    left_sheets: Mapped[list[str]] = mapped_column(Json, default=list)
    state: Mapped[str] = mapped_column(String(12))
    job_id: Mapped[str | None] = mapped_column(String(36))
    rows: Mapped[int]
    counts: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    user_name: Mapped[str] = mapped_column(String(80))
    brought_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by: Mapped[str] = mapped_column(String(80), default="")
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DepartmentRow(Base):
    """One row of a list. ``number``: as the spreadsheet counts it; ``cells``: its texts, sealed as one.

    ``outcome`` of the last check, then of taking it over: matched (the register knows the person), new, known (it says
    nothing new), elsewhere (registered in another county), left (离册), bad. ``problems``: each the meaning of a
    column, a sentence and its values, never a text of the row. ``content_key``: blind index of what it says, the same
    for the same row in another file. ``elder_id``, ``category_id``: what became of it; ``is_first``: it made the
    person.
    """

    __tablename__ = "department_rows"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "list_id"], ["department_lists.county_id", "department_lists.id"]),
        Index(None, "county_id", "content_key"),
        Index(None, "county_id", "category_id"),
    )

    county_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    list_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(String(12))
    problems: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    content_key: Mapped[str | None] = mapped_column(String(64))
    elder_id: Mapped[str | None] = mapped_column(String(36))
    category_id: Mapped[str | None] = mapped_column(String(36))
    is_first: Mapped[bool] = mapped_column(default=False)
