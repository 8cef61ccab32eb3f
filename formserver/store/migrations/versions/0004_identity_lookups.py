"""Who asked whether an identity number is registered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
INDEXES = (["blind_index", "at"], ["user_id", "at"])


def upgrade() -> None:
    op.create_table(
        "identity_lookups",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("blind_index", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_identity_lookups_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_lookups")),
    )
    for columns in INDEXES:
        op.create_index(op.f(f"ix_identity_lookups_{'_'.join(columns)}"), "identity_lookups", columns)


def downgrade() -> None:
    op.drop_table("identity_lookups")
