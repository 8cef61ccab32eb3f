"""Lists of persons: how names sound, what persons are found by, and lists that somebody keeps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
SOUND = sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql")

OLD = (["county_id", "name"], ["county_id", "township_code", "name"], ["county_id", "village_code", "name"])
NEW = (
    ["county_id", "sound", "id"],
    ["county_id", "township_code", "sound", "id"],
    ["county_id", "village_code", "sound", "id"],
    ["county_id", "last_visit_on", "id"],
    ["county_id", "review_due_on", "id"],
)
MARKED = (["county_id", "township_code", "mark", "sound", "elder_id"], ["county_id", "elder_id"])


def upgrade() -> None:
    # The sounds themselves are put in by `formserver db upgrade`, with the marks: no database knows them.
    op.add_column("elders", sa.Column("sound", SOUND, nullable=False, server_default=""))
    op.execute("UPDATE elders SET sound = name")
    op.execute("UPDATE elders SET last_visit_on = '' WHERE last_visit_on IS NULL")
    with op.batch_alter_table("elders") as batch:
        batch.alter_column("last_visit_on", existing_type=sa.String(length=10), nullable=False, server_default="")
    for columns in OLD:
        op.drop_index(op.f(f"ix_elders_{'_'.join(columns)}"), "elders")
    for columns in NEW:
        op.create_index(op.f(f"ix_elders_{'_'.join(columns)}"), "elders", columns)
    _elder_marks()
    for columns in MARKED:
        op.create_index(op.f(f"ix_elder_marks_{'_'.join(columns)}"), "elder_marks", columns)
    _kept_lists()


def downgrade() -> None:
    op.drop_table("kept_lists")
    op.drop_table("elder_marks")
    for columns in NEW:
        op.drop_index(op.f(f"ix_elders_{'_'.join(columns)}"), "elders")
    for columns in OLD:
        op.create_index(op.f(f"ix_elders_{'_'.join(columns)}"), "elders", columns)
    with op.batch_alter_table("elders") as batch:
        batch.drop_column("sound")
        batch.alter_column("last_visit_on", existing_type=sa.String(length=10), nullable=True, server_default=None)


def _elder_marks() -> None:
    op.create_table(
        "elder_marks",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("mark", sa.String(length=48), nullable=False),
        sa.Column("sound", SOUND, nullable=False),
        sa.Column("elder_id", sa.String(length=36), nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("county_id", "mark", "sound", "elder_id", name=op.f("pk_elder_marks")),
        sqlite_with_rowid=False,
    )


def _kept_lists() -> None:
    op.create_table(
        "kept_lists",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("given", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_kept_lists_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_lists")),
        sa.UniqueConstraint("user_id", "county_id", "title", name=op.f("uq_kept_lists_user_id_county_id_title")),
    )
