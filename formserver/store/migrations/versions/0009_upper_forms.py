"""Forms that are derived from others."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("forms") as table:
        table.add_column(sa.Column("upper_code", sa.String(length=80), nullable=True))
        table.create_foreign_key(op.f("fk_forms_upper_code"), "forms", ["upper_code"], ["code"])


def downgrade() -> None:
    with op.batch_alter_table("forms") as table:
        table.drop_constraint(op.f("fk_forms_upper_code"), type_="foreignkey")
        table.drop_column("upper_code")
