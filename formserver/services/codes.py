"""The codes on printed sheets: sixteen letters and digits that cannot be taken for each other, written in fours."""

import secrets
import unicodedata
from typing import Final

from formserver.extensions import keys

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U (Crockford's base 32)
_LENGTH: Final = 16
_BITS: Final = 5
_LIKE: Final = str.maketrans("OIL", "011")


def code_for(purpose: str, text: str) -> str:
    """The code of a text for a purpose: always the same, and nobody without the keys can tell it."""
    return _of(keys.ring.authenticator(purpose, text))


def new_code() -> str:
    """A code nobody had before."""
    return _of(secrets.token_bytes(_LENGTH))


def written(code: str) -> str:
    """The code as it is printed: ABCD-EFGH-JKMN-PQRS."""
    return "-".join(code[start : start + 4] for start in range(0, _LENGTH, 4))


def read(typed: str) -> str:
    """The code of what somebody typed or scanned: small letters, spaces, O for 0 do not matter; "" if it is none."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_LIKE)
    code = "".join(sign for sign in plain if sign.isalnum())
    return code if len(code) == _LENGTH and set(code) <= set(_SIGNS) else ""


def _of(content: bytes) -> str:
    number = int.from_bytes(content[: _LENGTH * _BITS // 8], "big")
    return "".join(_SIGNS[number >> _BITS * place & 31] for place in reversed(range(_LENGTH)))
