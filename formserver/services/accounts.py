"""Accounts: adding people, signing in within the limits on guessing, changing one's password."""

import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final

from formserver import clock
from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Grant, User
from formserver.models.engine import begin_reading
from formserver.services import passwords
from formserver.services.rights import ROLE_LABELS
from formserver.store import regions, roles, sessions, throttle, users
from formserver.store.throttle import Bucket

# A full bucket and what comes back meanwhile: at most ten checks of one account in any five minutes.
ACCOUNT_LIMIT: Final = Bucket(attempts=5, seconds=300)
# An office shares one address.
ADDRESS_LIMIT: Final = Bucket(attempts=60, seconds=300)


class SignInRefused(FormserverError):
    """Wrong name, wrong password or closed account: the answer never says which."""

    status = 422
    message_key = "用户名或口令不对。"


class TooManyAttempts(FormserverError):
    """More attempts than anybody who knows his password needs."""

    status = 429
    message_key = "尝试次数太多，请过几分钟再登录。"


class UserNameTaken(FormserverError):
    """An account of this name exists."""

    status = 409
    message_key = "用户名“%(user_name)s”已经有人使用。"


class UserNameInvalid(FormserverError):
    """A user name is 2 to 32 letters, digits or Chinese characters; points, hyphens and underscores count too."""

    status = 422
    message_key = "用户名应为 2 到 32 个汉字、字母或数字。"


class RoleUnknown(FormserverError):
    """There is no such role or region."""

    status = 422
    message_key = "没有这个角色或行政区划：%(name)s"


@dataclass(frozen=True)
class Account:
    """Who signed in: the row's id, the name the session knows him by, and his language."""

    id: str
    uniquifier: str
    locale: str


def name_of(typed: str) -> str:
    """A user name as it is stored: one form of each character, no spaces around, letters small."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def spend_attempt(user_name: str, address: str) -> None:
    """Count an attempt to sign in. Raises TooManyAttempts; what was counted stays counted either way."""
    keys = ((_account_key(user_name), ACCOUNT_LIMIT), (f"address:{address}", ADDRESS_LIMIT))
    granted = [throttle.take(key, bucket, clock.now()) for key, bucket in keys]
    db.session.commit()
    if not all(granted):
        raise TooManyAttempts()


def _account_key(user_name: str) -> str:
    return f"user:{name_of(user_name)[:64]}"


def sign_in(user_name: str, password: str, address: str) -> Account:
    """The account of this name and password; notes the time. Raises TooManyAttempts, SignInRefused."""
    spend_attempt(user_name, address)
    begin_reading(db.session())
    user = users.by_username(name_of(user_name))
    stored = user.password if user and user.active else None
    # The slow check must not keep others from writing.
    db.session.rollback()
    if not passwords.matches(password, stored) or user is None:
        raise SignInRefused()
    users.note_login(user, clock.now())
    throttle.forget(_account_key(user_name))
    account = Account(user.id, user.fs_uniquifier, user.locale)
    db.session.commit()
    return account


def change_password(user_id: str, current: str, new: str, address: str) -> str:
    """Give the person a new password and end all his sessions. Gives the name his new session will know him by.

    Raises TooManyAttempts, SignInRefused for a wrong current password, PasswordWeak for a bad new one.
    """
    begin_reading(db.session())
    user = users.get(user_id)
    user_name, full_name, stored = user.username, user.full_name, user.password
    db.session.rollback()
    spend_attempt(user_name, address)
    if not passwords.matches(current, stored):
        raise SignInRefused("现在的口令不对。")
    passwords.check_strength(new, user_name, full_name)
    password = passwords.hashed(new)
    user = users.get(user_id)
    user.password, user.fs_uniquifier = password, secrets.token_hex(32)
    uniquifier = user.fs_uniquifier
    sessions.delete_of_user(user_id)
    db.session.commit()
    return uniquifier


def add_user(
    *, user_name: str, full_name: str, password: str, unit: str = "", role: str | None = None, region: str | None = None
) -> str:
    """Add an account, with a role in a region from today on if both are given. Gives the id.

    Raises UserNameInvalid, UserNameTaken, PasswordWeak, RoleUnknown.
    """
    name = name_of(user_name)
    if not 2 <= len(name) <= 32 or not all(character.isalnum() or character in "._-" for character in name):
        raise UserNameInvalid()
    passwords.check_strength(password, name, full_name)
    password = passwords.hashed(password)
    if users.by_username(name) is not None:
        raise UserNameTaken(user_name=name)
    user_id = new_id()
    person = {"username": name, "full_name": full_name, "password": password, "unit": unit}
    users.insert(User(id=user_id, fs_uniquifier=secrets.token_hex(32), created_at=clock.now(), **person))
    if role is not None and region is not None:
        _give_role(user_id, role, region)
    db.session.commit()
    return user_id


def _give_role(user_id: str, role: str, region: str) -> None:
    if role not in ROLE_LABELS or not regions.names([region]):
        raise RoleUnknown(name=f"{role} {region}")
    roles.ship()
    users.grant(Grant(id=new_id(), user_id=user_id, role_name=role, region_code=region, valid_from=clock.today()))
