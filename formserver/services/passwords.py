"""Passwords: which are good enough; hashing (argon2id over an HMAC with the installation's salt) and checking."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from formserver.errors import FormserverError

SHORTEST: Final = 10
LONGEST: Final = 256

# What is tried first everywhere; length and the user's own names do the rest.
_COMMON: Final = ("password", "qwerty", "12345678", "11111111", "88888888", "66666666", "admin", "abc123", "iloveyou")


class PasswordWeak(FormserverError):
    """The new password is too short, too usual or too near to the person."""

    status = 422
    message_key = "新口令太简单。"


@dataclass
class _Hashing:
    """The two functions of the library that hashes; it works inside an app, so the web edge supplies them."""

    hash: Callable[[str], str]
    verify: Callable[[str, str], bool]


_bound: Final[list[_Hashing]] = []


def bind(hash: Callable[[str], str], verify: Callable[[str, str], bool]) -> None:
    """Say who hashes a password and who compares one with a stored hash."""
    _bound[:] = [_Hashing(hash, verify)]


def check_strength(password: str, *about: str) -> None:
    """Raise PasswordWeak unless the password is long enough, unusual and without the words ``about`` the person."""
    text = _normal(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise PasswordWeak("新口令要有 %(least)s 到 %(most)s 个字符。", least=SHORTEST, most=LONGEST)
    if len(set(text)) < 5 or any(text.lower().startswith(common) for common in _COMMON):
        raise PasswordWeak("新口令太常见，容易被猜到，请换一个。")
    if any(len(word) >= 2 and word.lower() in text.lower() for word in about):
        raise PasswordWeak("新口令里不要有用户名或姓名。")


def hashed(password: str) -> str:
    """The hash to store. Takes about 0.2 s of work on purpose: never call it while a write to the database waits."""
    return _bound[0].hash(_normal(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one. Without a stored one it takes as long and says no."""
    if stored is None:
        _bound[0].hash(_normal(password))
        return False
    return _bound[0].verify(_normal(password), stored)


def _normal(password: str) -> str:
    # Phones and computers compose the same typed character differently.
    return unicodedata.normalize("NFKD", password)[: LONGEST * 4]
