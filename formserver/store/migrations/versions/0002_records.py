"""The tables of a county: the register, records, revisions, drafts, files and series of numbers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")

INDEXES = (
    ("elders", ["county_id", "identity_index"]),
    ("elders", ["county_id", "name"]),
    ("elders", ["county_id", "township_code", "name"]),
    ("elders", ["county_id", "village_code", "name"]),
    ("records", ["county_id", "author_id", "updated_at", "id"]),
    ("records", ["county_id", "elder_id", "happened_on"]),
    ("records", ["county_id", "parent_record_id"]),
    ("records", ["county_id", "state", "updated_at", "id"]),
    ("records", ["county_id", "township_code", "state", "updated_at", "id"]),
    ("records", ["county_id", "township_code", "updated_at", "id"]),
    ("records", ["county_id", "updated_at", "id"]),
    ("records", ["county_id", "village_code", "state", "updated_at", "id"]),
    ("records", ["county_id", "village_code", "updated_at", "id"]),
    ("drafts", ["county_id", "record_id"]),
    ("drafts", ["county_id", "user_id", "updated_at", "id"]),
    ("stored_files", ["county_id", "draft_id"]),
    ("stored_files", ["county_id", "record_id"]),
)


def upgrade() -> None:
    _elders()
    _identity_index()
    _records()
    _revisions()
    _drafts()
    _stored_files()
    _number_series()
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)


def downgrade() -> None:
    op.drop_table("number_series")
    op.drop_table("stored_files")
    op.drop_table("drafts")
    op.drop_table("revisions")
    op.drop_table("records")
    op.drop_table("identity_index")
    op.drop_table("elders")


def _elders() -> None:
    op.create_table(
        "elders",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sex", sa.String(length=8), nullable=True),
        sa.Column("birth", sa.String(length=10), nullable=True),
        sa.Column("identity_cipher", sa.Text(), nullable=True),
        sa.Column("identity_index", sa.String(length=64), nullable=True),
        sa.Column("phone_cipher", sa.Text(), nullable=True),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("village_name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("registration_record_id", sa.String(length=36), nullable=True),
        sa.Column("residence", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("county_id", "id", name=op.f("pk_elders")),
    )


def _identity_index() -> None:
    op.create_table(
        "identity_index",
        sa.Column("blind_index", sa.String(length=64), nullable=False),
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("elder_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_id", "elder_id"],
            ["elders.county_id", "elders.id"],
            name=op.f("fk_identity_index_county_id_elder_id"),
        ),
        sa.PrimaryKeyConstraint("blind_index", name=op.f("pk_identity_index")),
    )


def _records() -> None:
    op.create_table(
        "records",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("form_code", sa.String(length=80), nullable=False),
        sa.Column("form_edition_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("workflow_edition_id", sa.String(length=36), nullable=False),
        sa.Column("elder_id", sa.String(length=36), nullable=True),
        sa.Column("parent_record_id", sa.String(length=36), nullable=True),
        sa.Column("counter_number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("approved_revision", sa.Integer(), nullable=True),
        sa.Column("data", JSON, nullable=False),
        sa.Column("township_code", sa.String(length=12), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("acted_since_submit", sa.Boolean(), nullable=False),
        sa.Column("happened_on", sa.String(length=10), nullable=True),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        *_record_links(),
        sa.PrimaryKeyConstraint("county_id", "id", name=op.f("pk_records")),
        sa.UniqueConstraint("county_id", "number", name=op.f("uq_records_county_id_number")),
    )


def _record_links() -> tuple[sa.ForeignKeyConstraint, ...]:
    return (
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_records_author_id")),
        sa.ForeignKeyConstraint(
            ["county_id", "elder_id"], ["elders.county_id", "elders.id"], name=op.f("fk_records_county_id_elder_id")
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "parent_record_id"],
            ["records.county_id", "records.id"],
            name=op.f("fk_records_county_id_parent_record_id"),
        ),
        sa.ForeignKeyConstraint(["form_code"], ["forms.code"], name=op.f("fk_records_form_code")),
        sa.ForeignKeyConstraint(["form_edition_id"], ["form_editions.id"], name=op.f("fk_records_form_edition_id")),
        sa.ForeignKeyConstraint(
            ["workflow_edition_id"], ["workflow_editions.id"], name=op.f("fk_records_workflow_edition_id")
        ),
    )


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("form_edition_id", sa.String(length=36), nullable=False),
        sa.Column("by_user_id", sa.String(length=36), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["by_user_id"], ["users.id"], name=op.f("fk_revisions_by_user_id")),
        sa.ForeignKeyConstraint(
            ["county_id", "record_id"],
            ["records.county_id", "records.id"],
            name=op.f("fk_revisions_county_id_record_id"),
        ),
        sa.ForeignKeyConstraint(["form_edition_id"], ["form_editions.id"], name=op.f("fk_revisions_form_edition_id")),
        sa.PrimaryKeyConstraint("county_id", "record_id", "number", name=op.f("pk_revisions")),
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("form_code", sa.String(length=80), nullable=False),
        sa.Column("form_edition_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("elder_id", sa.String(length=36), nullable=True),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("parent_record_id", sa.String(length=36), nullable=True),
        sa.Column("pairs", sa.Text(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("origin", JSON, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["county_id", "elder_id"], ["elders.county_id", "elders.id"], name=op.f("fk_drafts_county_id_elder_id")
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "parent_record_id"],
            ["records.county_id", "records.id"],
            name=op.f("fk_drafts_county_id_parent_record_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "record_id"], ["records.county_id", "records.id"], name=op.f("fk_drafts_county_id_record_id")
        ),
        sa.ForeignKeyConstraint(["form_code"], ["forms.code"], name=op.f("fk_drafts_form_code")),
        sa.ForeignKeyConstraint(["form_edition_id"], ["form_editions.id"], name=op.f("fk_drafts_form_edition_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id")),
        sa.PrimaryKeyConstraint("county_id", "id", name=op.f("pk_drafts")),
    )


def _stored_files() -> None:
    op.create_table(
        "stored_files",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=True),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("field_path", sa.String(length=160), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("object_key", sa.String(length=255), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("by_user_id", sa.String(length=36), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["by_user_id"], ["users.id"], name=op.f("fk_stored_files_by_user_id")),
        sa.ForeignKeyConstraint(
            ["county_id", "draft_id"],
            ["drafts.county_id", "drafts.id"],
            name=op.f("fk_stored_files_county_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "record_id"],
            ["records.county_id", "records.id"],
            name=op.f("fk_stored_files_county_id_record_id"),
        ),
        sa.PrimaryKeyConstraint("county_id", "id", name=op.f("pk_stored_files")),
    )


def _number_series() -> None:
    op.create_table(
        "number_series",
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county_id", "name", name=op.f("pk_number_series")),
    )
