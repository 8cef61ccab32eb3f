"""The journal, its daily lines, and the triggers that keep both from being changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")

INDEXES = (
    ("journal_entries", ["county_id", "at"]),
    ("journal_entries", ["county_id", "user_id", "record_id"]),
)

KEPT = ("journal_entries", "journal_days")


def upgrade() -> None:
    _journal_entries()
    _journal_days()
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
    for table in KEPT:
        _keep(table)


def downgrade() -> None:
    op.drop_table("journal_days")
    op.drop_table("journal_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION keep_journal()")


def _journal_entries() -> None:
    op.create_table(
        "journal_entries",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.String(length=36), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=64), nullable=True),
        sa.Column("to_state", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=True),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("user_name", sa.String(length=80), nullable=False),
        sa.Column("for_user_id", sa.String(length=36), nullable=True),
        sa.Column("for_user_name", sa.String(length=80), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("place_code", sa.String(length=12), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("opinion", sa.String(length=32), nullable=True),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_id", "record_id"],
            ["records.county_id", "records.id"],
            name=op.f("fk_journal_entries_county_id_record_id"),
        ),
        sa.ForeignKeyConstraint(["for_user_id"], ["users.id"], name=op.f("fk_journal_entries_for_user_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_journal_entries_user_id")),
        sa.PrimaryKeyConstraint("county_id", "record_id", "sequence", name=op.f("pk_journal_entries")),
        sa.UniqueConstraint("county_id", "act_id", name=op.f("uq_journal_entries_county_id_act_id")),
    )


def _journal_days() -> None:
    op.create_table(
        "journal_days",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("county_id", "day", name=op.f("pk_journal_days")),
    )


def _keep(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION keep_journal() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the journal is only appended to'; END $$"
        )
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
