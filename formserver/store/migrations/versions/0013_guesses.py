"""Drafts made of papers keep what was guessed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("edition_drafts", sa.Column("guesses", JSON, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("edition_drafts") as batch:
        batch.drop_column("guesses")
