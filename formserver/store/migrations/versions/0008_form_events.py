"""What was done with forms: who took one over, published an edition, when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")

# What was published before is known from the editions.
PUBLISHED = """
INSERT INTO form_events (id, form_code, action, edition_id, region_code, user_id, at, note)
SELECT id, form_code, 'published', id, NULL, published_by, published_at, comment
FROM form_editions WHERE published_at IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "form_events",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("form_code", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("edition_id", sa.String(length=36), nullable=True),
        sa.Column("region_code", sa.String(length=12), nullable=True),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["form_code"], ["forms.code"], name=op.f("fk_form_events_form_code")),
        sa.ForeignKeyConstraint(["edition_id"], ["form_editions.id"], name=op.f("fk_form_events_edition_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_form_events_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_events")),
    )
    op.create_index(op.f("ix_form_events_form_code_at_id"), "form_events", ["form_code", "at", "id"])
    op.execute(PUBLISHED)


def downgrade() -> None:
    op.drop_table("form_events")
