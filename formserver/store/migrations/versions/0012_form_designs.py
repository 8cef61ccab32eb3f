"""The designer's table: documents being designed, and their steps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "form_designs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("form_code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("based_on", sa.String(length=36), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("by_user_id", sa.String(length=36), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["based_on"], ["form_editions.id"], name=op.f("fk_form_designs_based_on")),
        sa.ForeignKeyConstraint(["by_user_id"], ["users.id"], name=op.f("fk_form_designs_by_user_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["users.id"], name=op.f("fk_form_designs_changed_by")),
        sa.ForeignKeyConstraint(["draft_id"], ["edition_drafts.id"], name=op.f("fk_form_designs_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_designs")),
    )
    op.create_index(
        op.f("ix_form_designs_county_id_state_changed_at"), "form_designs", ["county_id", "state", "changed_at"]
    )
    op.create_table(
        "form_design_steps",
        sa.Column("design_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", JSON, nullable=False),
        sa.Column("said", JSON, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("by_user_id", sa.String(length=36), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["by_user_id"], ["users.id"], name=op.f("fk_form_design_steps_by_user_id")),
        sa.ForeignKeyConstraint(["design_id"], ["form_designs.id"], name=op.f("fk_form_design_steps_design_id")),
        sa.PrimaryKeyConstraint("design_id", "number", name=op.f("pk_form_design_steps")),
    )


def downgrade() -> None:
    op.drop_table("form_design_steps")
    op.drop_table("form_designs")
