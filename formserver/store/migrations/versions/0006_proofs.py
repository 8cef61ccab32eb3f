"""Codes on printed sheets, who made a visit that somebody else typed in, and photos of signed sheets."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    _print_proofs()
    _prefilled_papers()
    with op.batch_alter_table("records") as records:
        _add_visitor(records, "records")
    with op.batch_alter_table("drafts") as drafts:
        _add_visitor(drafts, "drafts")
        drafts.add_column(sa.Column("paper_code", sa.String(length=16)))
        drafts.create_foreign_key(op.f("fk_drafts_paper_code"), "prefilled_papers", ["paper_code"], ["code"])
    with op.batch_alter_table("stored_files") as files:
        files.add_column(sa.Column("is_signed_sheet", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("stored_files") as files:
        files.alter_column("is_signed_sheet", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("stored_files") as files:
        files.drop_column("is_signed_sheet")
    with op.batch_alter_table("drafts") as drafts:
        drafts.drop_constraint(op.f("fk_drafts_paper_code"), type_="foreignkey")
        drafts.drop_column("paper_code")
        _drop_visitor(drafts, "drafts")
    with op.batch_alter_table("records") as records:
        _drop_visitor(records, "records")
    op.drop_table("prefilled_papers")
    op.drop_table("print_proofs")


def _add_visitor(table: BatchOperations, name: str) -> None:
    table.add_column(sa.Column("visitor_id", sa.String(length=36)))
    table.add_column(sa.Column("visitor_name", sa.String(length=80)))
    table.create_foreign_key(op.f(f"fk_{name}_visitor_id"), "users", ["visitor_id"], ["id"])


def _drop_visitor(table: BatchOperations, name: str) -> None:
    table.drop_constraint(op.f(f"fk_{name}_visitor_id"), type_="foreignkey")
    table.drop_column("visitor_name")
    table.drop_column("visitor_id")


def _print_proofs() -> None:
    op.create_table(
        "print_proofs",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("state_mark", sa.String(length=16), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _record_key("print_proofs"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_print_proofs")),
    )
    op.create_index(op.f("ix_print_proofs_county_id_record_id"), "print_proofs", ["county_id", "record_id"])


def _prefilled_papers() -> None:
    op.create_table(
        "prefilled_papers",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("elder_id", sa.String(length=36), nullable=False),
        sa.Column("form_code", sa.String(length=80), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("by_user_id", sa.String(length=36), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _record_key("prefilled_papers"),
        sa.ForeignKeyConstraint(
            ["county_id", "elder_id"],
            ["elders.county_id", "elders.id"],
            name=op.f("fk_prefilled_papers_county_id_elder_id"),
        ),
        sa.ForeignKeyConstraint(["by_user_id"], ["users.id"], name=op.f("fk_prefilled_papers_by_user_id")),
        sa.ForeignKeyConstraint(["form_code"], ["forms.code"], name=op.f("fk_prefilled_papers_form_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_prefilled_papers")),
    )
    op.create_index(op.f("ix_prefilled_papers_county_id_elder_id"), "prefilled_papers", ["county_id", "elder_id"])


def _record_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["county_id", "record_id"],
        ["records.county_id", "records.id"],
        name=op.f(f"fk_{table}_county_id_record_id"),
    )
