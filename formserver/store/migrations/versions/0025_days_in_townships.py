"""Lists by a day within a township, marks of villages and of two kinds, state and level in the order of lists."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_OLD = (
    ["county_id", "sound", "id"],
    ["county_id", "township_code", "sound", "id"],
    ["county_id", "village_code", "sound", "id"],
    ["county_id", "last_visit_on", "sound", "id"],
    ["county_id", "review_due_on", "sound", "id"],
)
_MARKS = ["county_id", "township_code", "mark", "sound", "elder_id"]
_NEW = {
    "of_county": ["sound"],
    "of_township": ["township_code", "sound"],
    "of_village": ["village_code", "sound"],
    "visited": ["last_visit_on", "sound"],
    "to_review": ["review_due_on", "sound"],
    "of_township_visited": ["township_code", "last_visit_on", "sound"],
    "of_township_to_review": ["township_code", "review_due_on", "sound"],
}


def upgrade() -> None:
    for columns in _OLD:
        op.drop_index(_name(columns), "elders")
    for name, columns in _NEW.items():
        further = ["last_visit_on", "review_due_on"] if name == "of_village" else []
        op.create_index(f"ix_elders_{name}", "elders", ["county_id", *columns, "id", "state", "care_level", *further])
    # `formserver db upgrade` writes them anew, those of two kinds with them.
    op.execute("DELETE FROM elder_marks")
    op.drop_index(_name(_MARKS, "elder_marks"), "elder_marks")
    op.create_index("ix_elder_marks_of_township", "elder_marks", [*_MARKS, "village_code"])


def downgrade() -> None:
    op.execute("DELETE FROM elder_marks")
    op.drop_index("ix_elder_marks_of_township", "elder_marks")
    op.create_index(_name(_MARKS, "elder_marks"), "elder_marks", _MARKS)
    for name in _NEW:
        op.drop_index(f"ix_elders_{name}", "elders")
    for columns in _OLD:
        op.create_index(_name(columns), "elders", columns)


def _name(columns: list[str], table: str = "elders") -> str:
    name: str = op.f(f"ix_{table}_{'_'.join(columns)}")
    return name
