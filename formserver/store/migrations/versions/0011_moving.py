"""Records and drafts move to other editions: what revisions were made of, answers that are not asked any more."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("source", sa.Integer(), nullable=True))
    op.add_column("revisions", sa.Column("set_aside", sa.Text(), nullable=True))
    op.add_column("drafts", sa.Column("set_aside", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("drafts") as batch:
        batch.drop_column("set_aside")
    with op.batch_alter_table("revisions") as batch:
        batch.drop_column("set_aside")
        batch.drop_column("source")
