"""The tables outside the tenant: regions, people, sessions, forms, workflows and adoptions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")

INDEXES = (
    ("regions", ["parent_code", "code"]),
    ("grants", ["region_code", "role_name"]),
    ("grants", ["user_id"]),
    ("user_sessions", ["expires_at"]),
    ("user_sessions", ["user_id"]),
    ("form_editions", ["form_code", "state"]),
    ("adoptions", ["county_id", "form_code", "valid_from"]),
)


def upgrade() -> None:
    _regions()
    _roles()
    _users()
    _grants()
    _user_sessions()
    _login_throttle()
    _forms()
    _form_editions()
    _workflow_editions()
    _adoptions()
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)


def downgrade() -> None:
    op.drop_table("adoptions")
    op.drop_table("workflow_editions")
    op.drop_table("form_editions")
    op.drop_table("forms")
    op.drop_table("login_throttle")
    op.drop_table("user_sessions")
    op.drop_table("grants")
    op.drop_table("users")
    op.drop_table("roles")
    op.drop_table("regions")


def _regions() -> None:
    op.create_table(
        "regions",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=False),
        sa.Column("parent_code", sa.String(length=12), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_code", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )


def _roles() -> None:
    op.create_table(
        "roles",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("description", sa.String(length=80), nullable=False),
        sa.Column("permissions", JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_roles")),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("full_name", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_login_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_users_fs_uniquifier")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("role_name", sa.String(length=32), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["role_name"], ["roles.name"], name=op.f("fk_grants_role_name")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_grants_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )


def _user_sessions() -> None:
    op.create_table(
        "user_sessions",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_sessions_user_id")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_user_sessions")),
    )


def _login_throttle() -> None:
    op.create_table(
        "login_throttle",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_throttle")),
    )


def _forms() -> None:
    op.create_table(
        "forms",
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("owner_region", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_forms")),
    )


def _form_editions() -> None:
    op.create_table(
        "form_editions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("form_code", sa.String(length=80), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("minor", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("bundled", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("published_by", sa.String(length=36), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["form_code"], ["forms.code"], name=op.f("fk_form_editions_form_code")),
        sa.ForeignKeyConstraint(["published_by"], ["users.id"], name=op.f("fk_form_editions_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_editions")),
        sa.UniqueConstraint("form_code", "major", "minor", name=op.f("uq_form_editions_form_code_major_minor")),
    )


def _workflow_editions() -> None:
    op.create_table(
        "workflow_editions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_editions")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_workflow_editions_code_version")),
    )


def _adoptions() -> None:
    op.create_table(
        "adoptions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("county_id", sa.String(length=12), nullable=False),
        sa.Column("form_code", sa.String(length=80), nullable=False),
        sa.Column("workflow_code", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["form_code"], ["forms.code"], name=op.f("fk_adoptions_form_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
    )
