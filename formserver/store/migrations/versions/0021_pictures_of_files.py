"""Pictures that belong to the file of a person."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_INDEX = "ix_stored_files_county_id_elder_id"
_KEY = "fk_stored_files_county_id_elder_id"


def upgrade() -> None:
    with op.batch_alter_table("stored_files") as files:
        files.add_column(sa.Column("elder_id", sa.String(length=36), nullable=True))
        files.create_foreign_key(_KEY, "elders", ["county_id", "elder_id"], ["county_id", "id"])
        files.create_index(_INDEX, ["county_id", "elder_id"])


def downgrade() -> None:
    # what belongs to a file of a person has no place before
    op.execute("DELETE FROM stored_files WHERE elder_id IS NOT NULL")
    with op.batch_alter_table("stored_files") as files:
        files.drop_index(_INDEX)
        files.drop_constraint(_KEY, type_="foreignkey")
        files.drop_column("elder_id")
