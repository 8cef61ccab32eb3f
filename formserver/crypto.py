"""Sensitive answers at rest: AES-256-GCM bound to the place an answer stands in, and the blind index that finds it.

A value is ASCII text, ``enc1:<key id>:<base64url of nonce and ciphertext, no padding>``. County, record and path are
associated data, so a value copied to another record or field does not open there. Nothing here ever names a plaintext
or a key in a message.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from formserver.errors import DecryptionFailed, SettingsInvalid

_VERSION: Final = "enc1"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_VALUE = re.compile(r"enc1:([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]+)")

# The three settings a keyring is made of; config.py reads them into bytes.
_KEYS_SETTING: Final = "FORMSERVER_DATA_KEYS"
_CURRENT_SETTING: Final = "FORMSERVER_DATA_KEY_CURRENT"
_INDEX_SETTING: Final = "FORMSERVER_INDEX_KEY"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one installation: `keys` (id -> 32 bytes), the id that new values use, and the blind index's own key.

    In an application: ``Keyring(settings.data_key_current, settings.data_keys, settings.index_key)``.

    Raises SettingsInvalid for a key of another length, a bad id, an unknown current id or one key in two roles.
    """

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    index_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", MappingProxyType(dict(self.keys)))
        _check_ids(self.keys, self.current)
        _check_keys(self.keys, self.index_key)

    def encrypt(self, text: str, *, county: str, record: str, path: str) -> str:
        """The text under the current key, bound to its place; another nonce each time.

        Encrypts whatever it gets, also text that looks encrypted: a person may have typed it.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        place = _associated_data(self.current, county, record, path)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, text.encode(), place)
        return f"{_VERSION}:{self.current}:{_to_base64(nonce + sealed)}"

    def decrypt(self, value: str, *, county: str, record: str, path: str) -> str:
        """The text of a value. Raises DecryptionFailed if value, place or key do not belong together."""
        key_id, sealed = _parts(value)
        if key_id not in self.keys:
            raise DecryptionFailed
        place = _associated_data(key_id, county, record, path)
        try:
            return AESGCM(self.keys[key_id]).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place).decode()
        except InvalidTag:
            raise DecryptionFailed from None

    def rotate(self, value: str, *, county: str, record: str, path: str) -> str:
        """The value under the current key; the very same text if it already is, so that a broken-off run can resume.

        Raises DecryptionFailed.
        """
        if key_id_of(value) == self.current:
            return value
        text = self.decrypt(value, county=county, record=record, path=path)
        return self.encrypt(text, county=county, record=record, path=path)

    def blind_index(self, text: str) -> str:
        """HMAC-SHA-256, 64 hex digits, of the text in NFKC and upper case: 110x and １１０Ｘ give the same.

        It does not depend on the encryption keys, so rotation leaves every index as it is. Trim the text before.
        """
        plain = unicodedata.normalize("NFKC", text).upper()
        return hmac.new(self.index_key, plain.encode(), hashlib.sha256).hexdigest()

    def authenticator(self, purpose: str, text: str) -> bytes:
        """HMAC-SHA-256 of the text with a key of its own for each purpose, derived from the blind index's key: it
        outlives the rotation of the encryption keys, and what it gives for one purpose tells nothing of another."""
        key = HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=purpose.encode()).derive(
            self.index_key
        )
        return hmac.new(key, text.encode(), hashlib.sha256).digest()

    def with_new_key(self) -> "Keyring":
        """The same keyring with one fresh key that new values use; the old ones still open what they closed."""
        number = 1 + max((int(key_id[1:]) for key_id in self.keys if re.fullmatch(r"k[0-9]+", key_id)), default=0)
        fresh = f"k{number}"
        return Keyring(fresh, {**self.keys, fresh: secrets.token_bytes(_KEY_BYTES)}, self.index_key)

    def as_settings(self) -> dict[str, str]:
        """The three settings, by variable name, that config.py reads back into this keyring. Secret."""
        keys = ",".join(f"{key_id}:{_setting(key)}" for key_id, key in self.keys.items())
        return {_KEYS_SETTING: keys, _CURRENT_SETTING: self.current, _INDEX_SETTING: _setting(self.index_key)}


def new_keys() -> Keyring:
    """A keyring of fresh random keys, the encryption key called k1."""
    return Keyring("k1", {"k1": secrets.token_bytes(_KEY_BYTES)}, secrets.token_bytes(_KEY_BYTES))


def derived_key(secret: str, purpose: str, whose: str) -> bytes:
    """32 bytes by HKDF-SHA256 from a secret, always the same for the same purpose and owner."""
    about = json.dumps([purpose, whose]).encode("ascii")
    return HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=about).derive(secret.encode())


def is_encrypted(text: str) -> bool:
    """Whether a stored text has the shape of an encrypted value; whether it opens is not asked."""
    return _VALUE.fullmatch(text) is not None


def key_id_of(value: str) -> str:
    """The id of the key that closed a value. Raises DecryptionFailed if it is no encrypted value."""
    return _parts(value)[0]


def _parts(value: str) -> tuple[str, bytes]:
    match = _VALUE.fullmatch(value)
    if match is None:
        raise DecryptionFailed
    try:
        sealed = _from_base64(match[2])
    except ValueError:
        raise DecryptionFailed from None
    if len(sealed) < _NONCE_BYTES + _TAG_BYTES:
        raise DecryptionFailed
    return match[1], sealed


def _associated_data(key_id: str, county: str, record: str, path: str) -> bytes:
    # A JSON array quotes its parts, so no two places share one text, whatever signs an id or a path contains.
    return json.dumps([_VERSION, key_id, county, record, path], separators=(",", ":")).encode("ascii")


def _to_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _from_base64(text: str) -> bytes:
    """The bytes of unpadded base64url. Raises ValueError, also for a second spelling of the same bytes."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as problem:
        raise ValueError("not base64url") from problem
    if _to_base64(data) != text:
        raise ValueError("not the canonical spelling")
    return data


def _setting(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _check_ids(keys: Mapping[str, bytes], current: str) -> None:
    if not all(_KEY_ID.fullmatch(key_id) for key_id in keys):
        raise SettingsInvalid(setting=_KEYS_SETTING, reason="密钥编号只能是 1 至 32 位英文字母、数字、- 或 _")
    if current not in keys:
        raise SettingsInvalid(setting=_CURRENT_SETTING, reason=f"不是 {_KEYS_SETTING} 里的编号")


def _check_keys(keys: Mapping[str, bytes], index_key: bytes) -> None:
    if len(index_key) != _KEY_BYTES:
        raise SettingsInvalid(setting=_INDEX_SETTING, reason="应为 32 字节密钥")
    if any(len(key) != _KEY_BYTES for key in keys.values()):
        raise SettingsInvalid(setting=_KEYS_SETTING, reason="应为 32 字节密钥")
    if len({*keys.values(), index_key}) <= len(keys):
        raise SettingsInvalid(setting=_KEYS_SETTING, reason="各个密钥（含盲索引的密钥）不能相同")
