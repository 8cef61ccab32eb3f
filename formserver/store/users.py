"""People with accounts, and the grants that say which role they hold where and when."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import bindparam, or_, select

from formserver.clock import now
from formserver.errors import NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Grant, User
from formserver.store.sensitive import open_text, seal_text

# A person belongs to no county, so the phone is bound to the account alone.
_NO_COUNTY: Final = ""
_PHONE: Final = "phone"

OPERATOR_NAME: Final = "命令行"
_OPERATOR: Final = "operator"
_AT_PLACE: Final = (
    User.active,
    Grant.region_code.in_(bindparam("regions", expanding=True)),
    Grant.valid_from <= bindparam("day"),
    or_(Grant.valid_to.is_(None), Grant.valid_to >= bindparam("day")),
)
_HOLDERS: Final = (
    select(User)
    .join(Grant, Grant.user_id == User.id)
    .where(*_AT_PLACE, Grant.role_name.in_(bindparam("roles", expanding=True)))
    .distinct()
    .order_by(User.full_name, User.id)
)
_ROLES_AT: Final = (
    select(User.id, User.full_name, Grant.role_name)
    .join(Grant, Grant.user_id == User.id)
    .where(*_AT_PLACE)
    .order_by(User.full_name, User.id)
)
_NAMES: Final = select(User.id, User.full_name).where(User.id.in_(bindparam("ids", expanding=True)))


def insert(user: User, *, phone: str | None = None) -> User:
    """Add a person; the phone is given readable and stored encrypted."""
    user.phone = seal_text(phone, _NO_COUNTY, user.id, _PHONE) if phone else None
    db.session.add(user)
    db.session.flush()
    return user


def get(user_id: str) -> User:
    """The person. Raises NotFound."""
    found = db.session.get(User, user_id)
    if found is None:
        raise NotFound
    return found


def by_username(username: str) -> User | None:
    """The person with a user name, or None."""
    return db.session.scalar(select(User).where(User.username == username))


def phone_of(user: User) -> str | None:
    """The phone number, readable. Raises DecryptionFailed."""
    return None if user.phone is None else open_text(user.phone, _NO_COUNTY, user.id, _PHONE)


def operator() -> User:
    """The account that journals name for whoever runs commands on the machine; nobody can sign in with it."""
    found = db.session.get(User, _OPERATOR)
    if found is not None:
        return found
    account = User(
        id=_OPERATOR,
        username=f"{_OPERATOR}:",  # no name that `services.accounts` would give
        full_name=OPERATOR_NAME,
        password="!",
        active=False,
        fs_uniquifier=new_id(),
        created_at=now(),
    )
    return insert(account)


def names(user_ids: Iterable[str]) -> dict[str, str]:
    """Full names by id, in one query; unknown ids are left out."""
    rows = db.session.execute(_NAMES, {"ids": list(set(user_ids))})
    return {row.id: row.full_name for row in rows}


def all_users() -> Sequence[User]:
    """Everybody, by user name."""
    return db.session.scalars(select(User).order_by(User.username)).all()


def note_login(user: User, at: datetime) -> None:
    """Keep when the person last signed in."""
    user.last_login_at = at
    db.session.flush()


def grant(new: Grant) -> Grant:
    """Give a role in a region."""
    db.session.add(new)
    db.session.flush()
    return new


def holders(role_names: Iterable[str], place_code: str, on: date) -> Sequence[User]:
    """Who holds one of the roles at a place on a day, by name; closed accounts hold none."""
    return db.session.scalars(_HOLDERS, {"roles": list(role_names), **_at(place_code, on)}).all()


def roles_at(place_code: str, on: date) -> list[tuple[str, str, str]]:
    """Who holds which role at a place on a day: id, full name and role, by name; closed accounts hold none."""
    return [(user_id, name, role) for user_id, name, role in db.session.execute(_ROLES_AT, _at(place_code, on))]


def _at(place_code: str, on: date) -> dict[str, object]:
    return {"regions": [place_code[:digits] for digits in (6, 9, 12)], "day": on}


def grants_of(user_id: str) -> Sequence[Grant]:
    """All grants of a person, past and coming ones too; `store.scope.grants_on` picks those of a day."""
    return db.session.scalars(select(Grant).where(Grant.user_id == user_id).order_by(Grant.id)).all()


def holdings(county_id: str, role_names: Iterable[str], on: date) -> Sequence[tuple[str, str, str, str]]:
    """Who holds one of the roles anywhere in a county on a day: id, full name, role and region code, by name; closed
    accounts hold none."""
    inside = Grant.region_code.startswith(county_id, autoescape=True)
    statement = (
        select(User.id, User.full_name, Grant.role_name, Grant.region_code)
        .join(Grant, Grant.user_id == User.id)
        .where(User.active, Grant.role_name.in_(tuple(role_names)), inside)
        .where(Grant.valid_from <= on, or_(Grant.valid_to.is_(None), Grant.valid_to >= on))
        .order_by(User.full_name, User.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(statement)]
