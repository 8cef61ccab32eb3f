"""People who may sign in, the roles there are, and who holds which role where and from when to when."""

from datetime import date, datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from formserver.models.columns import Base, Json, UtcDateTime


class Role(Base, RoleMixin):
    """A named list of rights."""

    __tablename__ = "roles"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    description: Mapped[str] = mapped_column(String(80))
    permissions: Mapped[list[str]] = mapped_column(Json)


class User(Base, UserMixin):
    """One person with an account. Village staff have no e-mail address; the phone number is stored encrypted."""

    __tablename__ = "users"

    # Flask-Security's mixin declares a number, an address that is always there, and so on.
    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # type: ignore[assignment]
    username: Mapped[str] = mapped_column(String(64), unique=True)
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    full_name: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(120), default="")
    post: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(String(255))  # type: ignore[assignment]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    locale: Mapped[str] = mapped_column(String(16), default="zh_Hans_CN")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # type: ignore[assignment]

    @property
    def roles(self) -> list[RoleMixin]:
        """None: a role is held in a region and for a time (grants), which Flask-Security's own question cannot ask."""
        return []

    @roles.setter
    def roles(self, value: list[RoleMixin]) -> None:
        if value:
            raise ValueError("roles are given by grants")


class Grant(Base):
    """A role held in a region, from a day to a day (both included; no end: until taken back)."""

    __tablename__ = "grants"
    __table_args__ = (Index(None, "user_id"), Index(None, "region_code", "role_name"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    role_name: Mapped[str] = mapped_column(ForeignKey("roles.name"))
    region_code: Mapped[str] = mapped_column(String(12))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class UserSession(Base):
    """A visit to the site, kept on the server. The id in the cookie is stored only as its SHA-256."""

    __tablename__ = "user_sessions"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    data: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LoginThrottle(Base):
    """The attempts left to one user name or address; ``updated_at`` in seconds since 1970, for arithmetic in SQL."""

    __tablename__ = "login_throttle"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    tokens: Mapped[float]
    updated_at: Mapped[float]
