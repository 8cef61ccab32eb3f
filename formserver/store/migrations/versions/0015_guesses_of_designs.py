"""Designs that go on from a paper keep what was guessed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("form_designs", sa.Column("guesses", JSON, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("form_designs") as batch:
        batch.drop_column("guesses")
