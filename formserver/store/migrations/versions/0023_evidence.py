"""Photos of how something that was found stands; numbers on duty."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("stored_files") as table:
        table.add_column(sa.Column("follow_up_id", sa.String(length=36), nullable=True))
        table.create_foreign_key(
            op.f("fk_stored_files_county_id_follow_up_id"),
            "follow_ups",
            ["county_id", "follow_up_id"],
            ["county_id", "id"],
        )
        table.create_index(op.f("ix_stored_files_county_id_follow_up_id"), ["county_id", "follow_up_id"])
    op.create_table(
        "duty_phones",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("place_code", sa.String(length=12), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("set_by", sa.String(length=36), nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["users.id"], name=op.f("fk_duty_phones_set_by")),
        sa.PrimaryKeyConstraint("county_id", "place_code", name=op.f("pk_duty_phones")),
    )


def downgrade() -> None:
    op.drop_table("duty_phones")
    # what proves how something stands has no place before
    op.execute("DELETE FROM stored_files WHERE follow_up_id IS NOT NULL")
    with op.batch_alter_table("stored_files") as table:
        table.drop_index(op.f("ix_stored_files_county_id_follow_up_id"))
        table.drop_constraint(op.f("fk_stored_files_county_id_follow_up_id"), type_="foreignkey")
        table.drop_column("follow_up_id")
