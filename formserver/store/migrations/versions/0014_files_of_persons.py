"""What the file of a person says, what was done with it, and what waits for a decision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")

COLUMNS = (
    ("grid", 40),
    ("care_level", 8),
    ("level_by", 8),
    ("visit_class", 8),
    ("risk", 8),
    ("consent", 12),
    ("consent_on", 10),
    ("last_visit_on", 10),
    ("confirmed_on", 10),
    ("review_due_on", 10),
    ("left_reason", 16),
    ("left_on", 10),
    ("merged_into", 36),
)

INDEXES = (
    ("elder_categories", ["county_id", "elder_id"]),
    ("elder_categories", ["county_id", "code", "elder_id"]),
    ("elder_events", ["county_id", "at"]),
    ("elder_requests", ["county_id", "elder_id"]),
    ("elder_requests", ["county_id", "state", "place_code"]),
)


def upgrade() -> None:
    for name, length in COLUMNS:
        op.add_column("elders", sa.Column(name, sa.String(length=length), nullable=True))
    op.add_column("elders", sa.Column("file", JSON, nullable=False, server_default="{}"))
    _elder_categories()
    _elder_events()
    _elder_requests()
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
    _keep("elder_events")


def downgrade() -> None:
    for table in ("elder_requests", "elder_events", "elder_categories"):
        op.drop_table(table)
    with op.batch_alter_table("elders") as batch:
        for name in ("file", *(name for name, _ in COLUMNS)):
            batch.drop_column(name)


def _elder_categories() -> None:
    op.create_table(
        "elder_categories",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("elder_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=True),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("source_note", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        _of_elder("elder_categories"),
        sa.PrimaryKeyConstraint("county_id", "id", name=op.f("pk_elder_categories")),
    )


def _elder_events() -> None:
    op.create_table(
        "elder_events",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("elder_id", sa.String(length=36), nullable=False),
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
        _of_elder("elder_events"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_elder_events_user_id")),
        sa.PrimaryKeyConstraint("county_id", "elder_id", "sequence", name=op.f("pk_elder_events")),
        sa.UniqueConstraint("county_id", "act_id", name=op.f("uq_elder_events_county_id_act_id")),
    )


def _elder_requests() -> None:
    op.create_table(
        "elder_requests",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("elder_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("place_code", sa.String(length=12), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        _of_elder("elder_requests"),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_elder_requests_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_elder_requests_decided_by")),
        sa.PrimaryKeyConstraint("county_id", "id", name=op.f("pk_elder_requests")),
    )


def _of_elder(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["county_id", "elder_id"], ["elders.county_id", "elders.id"], name=op.f(f"fk_{table}_county_id_elder_id")
    )


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
