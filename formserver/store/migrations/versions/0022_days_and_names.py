"""Lists by a day are, of one day, in the order of names."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_DAYS = ("last_visit_on", "review_due_on")


def upgrade() -> None:
    _replace(["id"], ["sound", "id"])


def downgrade() -> None:
    _replace(["sound", "id"], ["id"])


def _replace(old: list[str], new: list[str]) -> None:
    for day in _DAYS:
        op.drop_index(_name(day, old), "elders")
        op.create_index(_name(day, new), "elders", ["county_id", day, *new])


def _name(day: str, columns: list[str]) -> str:
    name: str = op.f(f"ix_elders_{'_'.join(('county_id', day, *columns))}")
    return name
