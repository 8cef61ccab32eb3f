"""For which county or township a new form is designed or offered."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TABLES = ("edition_drafts", "form_designs")


def upgrade() -> None:
    for name in _TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("region_code", sa.String(length=12), nullable=True))
        # so far a form that was not there yet could only be the county's
        owner = f"SELECT owner_region FROM forms WHERE forms.code = {name}.form_code"
        op.execute(f"UPDATE {name} SET region_code = COALESCE(({owner}), county_id)")
        with op.batch_alter_table(name) as table:
            table.alter_column("region_code", existing_type=sa.String(length=12), nullable=False)


def downgrade() -> None:
    for name in _TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_column("region_code")
