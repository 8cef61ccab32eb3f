"""Where answers come from, the reasons given for warnings, and which save a draft was last kept by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("drafts") as drafts:
        drafts.add_column(sa.Column("answer_origins", sa.Text()))
        drafts.add_column(sa.Column("last_save", sa.String(length=36)))
    with op.batch_alter_table("revisions") as revisions:
        revisions.add_column(sa.Column("answer_origins", JSON))
        revisions.add_column(sa.Column("reasons", JSON))


def downgrade() -> None:
    with op.batch_alter_table("revisions") as revisions:
        revisions.drop_column("reasons")
        revisions.drop_column("answer_origins")
    with op.batch_alter_table("drafts") as drafts:
        drafts.drop_column("last_save")
        drafts.drop_column("answer_origins")
