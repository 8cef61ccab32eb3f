"""Visits as the programme counts them, what is due, and how many of both there are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")

INDEXES = (
    ("visits", ["county_id", "elder_id", "happened_on"]),
    ("visits", ["county_id", "period", "village_code"]),
    ("visits", ["county_id", "visitor_id", "happened_on"]),
    ("visit_cycles", ["county_id", "kind", "last"]),
    ("visit_duties", ["county_id", "cycle_id", "township_code", "open_until"]),
    ("visit_duties", ["county_id", "cycle_id", "village_code", "open_until"]),
    ("visit_duties", ["county_id", "elder_id"]),
    ("visit_assignments", ["county_id", "elder_id"]),
    ("visit_assignments", ["county_id", "user_id"]),
    ("visit_assignments", ["county_id", "village_code"]),
)


def upgrade() -> None:
    _visits()
    _visit_cycles()
    _visit_duties()
    _visit_figures()
    _visit_counts()
    _visit_assignments()
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)


def downgrade() -> None:
    for table in ("visit_assignments", "visit_counts", "visit_figures", "visit_duties", "visit_cycles", "visits"):
        op.drop_table(table)


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("elder_id", sa.String(length=36), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("happened_on", sa.String(length=10), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=True),
        sa.Column("visitor_id", sa.String(length=36), nullable=True),
        sa.Column("entered_on", sa.String(length=10), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("risk", sa.String(length=8), nullable=True),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        _of("elders", "elder_id", "visits"),
        _of("records", "record_id", "visits"),
        _by("visitor_id", "visits"),
        sa.PrimaryKeyConstraint("county_id", "record_id", name=op.f("pk_visits")),
    )


def _visit_cycles() -> None:
    op.create_table(
        "visit_cycles",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("first", sa.String(length=10), nullable=False),
        sa.Column("second_half", sa.String(length=10), nullable=True),
        sa.Column("last", sa.String(length=10), nullable=False),
        sa.Column("hand_in", sa.String(length=10), nullable=True),
        sa.Column("levels", JSON, nullable=False),
        sa.Column("ways", JSON, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("opened_by", sa.String(length=36), nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("ended_by", sa.String(length=36), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        _by("ended_by", "visit_cycles"),
        _by("opened_by", "visit_cycles"),
        sa.PrimaryKeyConstraint("county_id", "id", name=op.f("pk_visit_cycles")),
    )


def _visit_duties() -> None:
    op.create_table(
        "visit_duties",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("cycle_id", sa.String(length=36), nullable=False),
        sa.Column("elder_id", sa.String(length=36), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("care_level", sa.String(length=8), nullable=False),
        sa.Column("visit_class", sa.String(length=8), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("is_helped", sa.Boolean(), nullable=False),
        sa.Column("duty", sa.String(length=16), nullable=False),
        sa.Column("each", sa.String(length=12), nullable=False),
        sa.Column("ways", sa.String(length=32), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.String(length=10), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("reason_note", sa.String(length=200), nullable=False),
        sa.Column("reason_by", sa.String(length=36), nullable=True),
        sa.Column("reason_at", INSTANT, nullable=True),
        _of("visit_cycles", "cycle_id", "visit_duties"),
        _of("elders", "elder_id", "visit_duties"),
        _by("reason_by", "visit_duties"),
        sa.PrimaryKeyConstraint("county_id", "cycle_id", "elder_id", name=op.f("pk_visit_duties")),
    )


def _visit_figures() -> None:
    op.create_table(
        "visit_figures",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("cycle_id", sa.String(length=36), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("care_level", sa.String(length=8), nullable=False),
        sa.Column("visit_class", sa.String(length=8), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.Column("visited", sa.Integer(), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("explained", sa.Integer(), nullable=False),
        sa.Column("refused_visited", sa.Integer(), nullable=False),
        sa.Column("disabled", sa.Integer(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "county_id", "cycle_id", "village_code", "care_level", "visit_class", name=op.f("pk_visit_figures")
        ),
    )


def _visit_counts() -> None:
    op.create_table(
        "visit_counts",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county_id", "period", "village_code", "kind", "way", name=op.f("pk_visit_counts")),
    )


def _visit_assignments() -> None:
    op.create_table(
        "visit_assignments",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("elder_id", sa.String(length=36), nullable=True),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("for_user_id", sa.String(length=36), nullable=True),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("first", sa.String(length=10), nullable=False),
        sa.Column("last", sa.String(length=10), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("given_by", sa.String(length=36), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("ended_by", sa.String(length=36), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        _of("elders", "elder_id", "visit_assignments"),
        _by("ended_by", "visit_assignments"),
        _by("for_user_id", "visit_assignments"),
        _by("given_by", "visit_assignments"),
        _by("user_id", "visit_assignments"),
        sa.PrimaryKeyConstraint("county_id", "id", name=op.f("pk_visit_assignments")),
    )


def _of(other: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    columns = ["county_id", column]
    return sa.ForeignKeyConstraint(
        columns, [f"{other}.county_id", f"{other}.id"], name=op.f(f"fk_{table}_{'_'.join(columns)}")
    )


def _by(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["users.id"], name=op.f(f"fk_{table}_{column}"))
