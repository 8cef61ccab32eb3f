"""Lists of persons from departments, and what became of what they say."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")

INDEXES = (
    ("department_lists", ["county_id", "brought_at", "id"]),
    ("department_lists", ["county_id", "source", "file_hash"]),
    ("department_rows", ["county_id", "content_key"]),
    ("department_rows", ["county_id", "category_id"]),
)


def upgrade() -> None:
    op.add_column("elder_categories", sa.Column("verified_on", sa.String(length=10), nullable=True))
    op.add_column(
        "elder_categories", sa.Column("verified_note", sa.String(length=200), nullable=False, server_default="")
    )
    _lists()
    _rows()
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)


def downgrade() -> None:
    for table in ("department_rows", "department_lists"):
        op.drop_table(table)
    with op.batch_alter_table("elder_categories") as batch:
        batch.drop_column("verified_note")
        batch.drop_column("verified_on")


def _lists() -> None:
    op.create_table(
        "department_lists",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("listed_on", sa.String(length=10), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("headings", JSON, nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("left_sheets", JSON, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("user_name", sa.String(length=80), nullable=False),
        sa.Column("brought_at", INSTANT, nullable=False),
        sa.Column("taken_at", INSTANT, nullable=True),
        sa.Column("taken_by", sa.String(length=80), nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_department_lists_user_id")),
        sa.PrimaryKeyConstraint("county_id", "id", name=op.f("pk_department_lists")),
    )


def _rows() -> None:
    op.create_table(
        "department_rows",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("problems", JSON, nullable=False),
        sa.Column("content_key", sa.String(length=64), nullable=True),
        sa.Column("elder_id", sa.String(length=36), nullable=True),
        sa.Column("category_id", sa.String(length=36), nullable=True),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_id", "list_id"],
            ["department_lists.county_id", "department_lists.id"],
            name=op.f("fk_department_rows_county_id_list_id"),
        ),
        sa.PrimaryKeyConstraint("county_id", "list_id", "number", name=op.f("pk_department_rows")),
    )
