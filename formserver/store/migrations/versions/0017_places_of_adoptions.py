"""A form is used in a county or in one township of it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("adoptions", sa.Column("region_code", sa.String(length=12), nullable=True))
    op.execute("UPDATE adoptions SET region_code = county_id")
    with op.batch_alter_table("adoptions") as batch:
        batch.alter_column("region_code", existing_type=sa.String(length=12), nullable=False)


def downgrade() -> None:
    # what one township uses is not what its county uses
    op.execute("DELETE FROM adoptions WHERE region_code <> county_id")
    with op.batch_alter_table("adoptions") as batch:
        batch.drop_column("region_code")
