"""What visits find and somebody settles; the months of villages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")

INDEXES = (
    ("follow_ups", ["county_id", "elder_id", "state"]),
    ("follow_ups", ["county_id", "record_id"]),
    ("follow_ups", ["county_id", "state", "due_on", "id"]),
    ("follow_ups", ["county_id", "township_code", "state", "due_on", "id"]),
    ("follow_ups", ["county_id", "village_code", "state", "due_on", "id"]),
    ("month_reports", ["county_id", "cycle_id", "township_code"]),
)


def upgrade() -> None:
    _follow_ups()
    _follow_up_events()
    _month_reports()
    _month_events()
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
    _keep("follow_up_events")
    _keep("month_events")


def downgrade() -> None:
    for table in ("month_events", "month_reports", "follow_up_events", "follow_ups"):
        op.drop_table(table)


def _follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("elder_id", sa.String(length=36), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("finding", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("opened_on", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("provider_note", sa.String(length=200), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("satisfaction", sa.String(length=16), nullable=False),
        sa.Column("closed_on", sa.String(length=10), nullable=True),
        sa.Column("seen_by_township", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        _of("elders", "elder_id", "follow_ups"),
        _of("records", "record_id", "follow_ups"),
        _by("owner_id", "follow_ups"),
        sa.PrimaryKeyConstraint("county_id", "id", name=op.f("pk_follow_ups")),
    )


def _follow_up_events() -> None:
    op.create_table(
        "follow_up_events",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("follow_up_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.String(length=36), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("user_name", sa.String(length=80), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_id", "follow_up_id"],
            ["follow_ups.county_id", "follow_ups.id"],
            name=op.f("fk_follow_up_events_county_id_follow_up_id"),
        ),
        _by("user_id", "follow_up_events"),
        sa.PrimaryKeyConstraint("county_id", "follow_up_id", "sequence", name=op.f("pk_follow_up_events")),
        sa.UniqueConstraint("county_id", "act_id", name=op.f("uq_follow_up_events_county_id_act_id")),
    )


def _month_reports() -> None:
    op.create_table(
        "month_reports",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("cycle_id", sa.String(length=36), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_amended", sa.Boolean(), nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("handed_in_by", sa.String(length=36), nullable=True),
        sa.Column("handed_in_at", INSTANT, nullable=True),
        sa.Column("updated_at", INSTANT, nullable=False),
        _of("visit_cycles", "cycle_id", "month_reports"),
        _by("handed_in_by", "month_reports"),
        sa.PrimaryKeyConstraint("county_id", "cycle_id", "village_code", name=op.f("pk_month_reports")),
    )


def _month_events() -> None:
    op.create_table(
        "month_events",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("cycle_id", sa.String(length=36), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.String(length=36), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("user_name", sa.String(length=80), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        _by("user_id", "month_events"),
        sa.PrimaryKeyConstraint("county_id", "cycle_id", "village_code", "sequence", name=op.f("pk_month_events")),
        sa.UniqueConstraint("county_id", "act_id", name=op.f("uq_month_events_county_id_act_id")),
    )


def _of(other: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    columns = ["county_id", column]
    return sa.ForeignKeyConstraint(
        columns, [f"{other}.county_id", f"{other}.id"], name=op.f(f"fk_{table}_{'_'.join(columns)}")
    )


def _by(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["users.id"], name=op.f(f"fk_{table}_{column}"))


def _keep(table: str) -> None:
    # the function of PostgreSQL is there since the journal of records
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION keep_journal()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_keep_{act.lower()} BEFORE {act} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the journal is only appended to'); END"
        )
