"""Every setting of the program, in one table: the variable it comes from, its default, and what it is for."""

import base64
import binascii
import difflib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal, Self, cast
from urllib.parse import urlsplit

from formserver.errors import SettingsInvalid

Environment = Literal["demo", "production", "test"]

_ENVIRONMENTS: Final = ("demo", "production", "test")
_SECRETS_FILE: Final = "secrets.env"
_OURS: Final = "FORMSERVER_"
_NEARLY: Final = 0.85  # FORMSERVER_DATABASE is meant for FORMSERVER_DATABASE_URL; what container platforms set is not
_READ_BY_COMMANDS: Final = frozenset({"FORMSERVER_NEW_PASSWORD"})
_DATABASE: Final = re.compile(r"sqlite:///[^:]|postgresql(\+psycopg)?://.")


def _text(value: str) -> str:
    return value


def _environment(value: str) -> str:
    if value not in _ENVIRONMENTS:
        raise ValueError("只能是 demo、production 或 test")
    return value


def _path(value: str) -> Path:
    return Path(value).expanduser().absolute()


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("应为 http:// 或 https:// 开头的网址")
    return value.rstrip("/")


def _database(value: str) -> str:
    try:
        if _DATABASE.match(value) and (urlsplit(value).port or True):
            return value
    except ValueError:  # the port is no number; most often an unquoted @, : or / stands in the password
        pass
    raise ValueError(
        "应写作 postgresql+psycopg://用户名:口令@主机/库名，或 sqlite:///文件；口令里的 @ : / % 写成 %40 %3A %2F %25"
    )


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit()):
        raise ValueError("应为不带小数的数字")
    return int(value)


def _switch(value: str) -> bool:
    if value not in ("0", "1"):
        raise ValueError("应为 1（是）或 0（否）")
    return value == "1"


def _names(value: str) -> tuple[str, ...]:
    return tuple(name for part in value.split(",") if (name := part.strip()))


def _key(value: str) -> bytes:
    try:
        key = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("应为 32 字节密钥的 base64 文字") from None
    if len(key) != 32:
        raise ValueError("应为 32 字节密钥的 base64 文字")
    return key


def _keys(value: str) -> Mapping[str, bytes]:
    keys: dict[str, bytes] = {}
    for part in _names(value):
        name, colon, text = part.partition(":")
        if not (name and colon) or name in keys:
            raise ValueError("应写作“编号:密钥”，多个之间用逗号分开，编号不得重复")
        keys[name] = _key(text)
    return keys


def _setting(
    variable: str,
    about: str,
    read: Callable[[str], Any] = _text,
    *,
    default: Any = MISSING,
    secret: bool = False,
    required: bool = False,
) -> Any:
    """One row of the table. ``required``: production refuses to start without it; ``secret``: never shown."""
    metadata = {"variable": variable, "about": about, "read": read, "secret": secret, "required": required}
    if default is MISSING:
        return field(metadata=metadata, repr=not secret)
    return field(default=default, metadata=metadata, repr=not secret)


# ruff: noqa: RUF009 - every default is a row of the table, made by _setting
@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the program was started with. Fields documented by their metadata; `Settings.table()` lists them."""

    env: Environment = _setting("FORMSERVER_ENV", "运行方式：demo 演示，production 正式，test 测试", _environment)
    instance: Path = _setting("FORMSERVER_INSTANCE", "本机数据所在的文件夹，缺省为 ./instance", _path)
    secret_key: str = _setting("FORMSERVER_SECRET_KEY", "签名用的密钥，至少 32 个字符", secret=True, required=True)
    password_salt: str = _setting(
        "FORMSERVER_PASSWORD_SALT", "口令散列用的盐，至少 16 个字符", secret=True, required=True
    )
    data_keys: Mapping[str, bytes] = _setting(
        "FORMSERVER_DATA_KEYS", "敏感内容的加密密钥：编号:密钥(base64)，逗号分开", _keys, secret=True, required=True
    )
    data_key_current: str = _setting("FORMSERVER_DATA_KEY_CURRENT", "新写入的内容用哪一个编号的密钥", required=True)
    index_key: bytes = _setting(
        "FORMSERVER_INDEX_KEY", "身份证号盲索引的密钥（base64，32 字节）", _key, secret=True, required=True
    )
    database_url: str = _setting(
        "FORMSERVER_DATABASE_URL", "数据库地址，缺省为 instance 下的 SQLite 文件", _database, default="", secret=True
    )
    files: str = _setting("FORMSERVER_FILES", "附件存放处：文件夹，或 s3:// 地址；缺省为 instance/files", default="")
    queue: Path = _setting(
        "FORMSERVER_QUEUE", "后台任务排队的文件，本机磁盘；缺省为 instance/queue.db", _path, default=Path()
    )
    bundle_days: int = _setting("FORMSERVER_BUNDLE_DAYS", "成批打印的文件保存多少天", _number, default=7)
    publish_two_persons: bool = _setting(
        "FORMSERVER_PUBLISH_TWO_PERSONS",
        "发布表的新版本是否要由另一个人办理：1 是，0 否；缺省：正式运行为 1，其余为 0",
        _switch,
        default=None,
    )
    public_url: str = _setting(
        "FORMSERVER_PUBLIC_URL", "用户看到的网站地址；打印件上的二维码写它，没有时写编号和校验码", _address, default=""
    )
    trusted_hosts: tuple[str, ...] = _setting(
        "FORMSERVER_TRUSTED_HOSTS", "接受的主机名，逗号分开；正式运行必填", _names, default=(), required=True
    )
    proxies: int = _setting("FORMSERVER_PROXIES", "前面有几层可信的代理", _number, default=0)
    max_body: int = _setting("FORMSERVER_MAX_BODY", "一次提交最多多少字节", _number, default=32 * 1024 * 1024)
    session_idle_minutes: int = _setting(
        "FORMSERVER_SESSION_IDLE_MINUTES", "多少分钟不操作即退出", _number, default=480
    )
    session_hours: int = _setting("FORMSERVER_SESSION_HOURS", "登录后最长多少小时", _number, default=12)
    busy_seconds: int = _setting("FORMSERVER_BUSY_SECONDS", "等待数据库写入的最长秒数", _number, default=15)
    statement_seconds: int = _setting(
        "FORMSERVER_STATEMENT_SECONDS", "PostgreSQL 一条语句的最长秒数", _number, default=30
    )
    pool_size: int = _setting("FORMSERVER_POOL_SIZE", "每个进程的 PostgreSQL 连接数", _number, default=5)

    render_socket: str = _setting(
        "FORMSERVER_RENDER_SOCKET", "打印进程的套接字；formserver serve 自己设定，空着就在本进程里打印", default=""
    )

    def __post_init__(self) -> None:
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.instance / 'formserver.db'}")
        if not self.files:
            object.__setattr__(self, "files", str(self.instance / "files"))
        if not self.queue.name:
            object.__setattr__(self, "queue", self.instance / "queue.db")
        if self.publish_two_persons is None:
            object.__setattr__(self, "publish_two_persons", self.is_production)
        for problem in (self._weak_secret(), self._unknown_key()):
            if problem:
                raise SettingsInvalid(setting=problem[0], reason=problem[1])

    def _weak_secret(self) -> tuple[str, str] | None:
        if len(self.secret_key) < 32:
            return "FORMSERVER_SECRET_KEY", "至少 32 个字符"
        if len(self.password_salt) < 16:
            return "FORMSERVER_PASSWORD_SALT", "至少 16 个字符"
        return None

    def _unknown_key(self) -> tuple[str, str] | None:
        if self.data_key_current not in self.data_keys:
            return "FORMSERVER_DATA_KEY_CURRENT", "不是 FORMSERVER_DATA_KEYS 里的编号"
        return None

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @classmethod
    def table(cls) -> tuple[Field[Any], ...]:
        """All settings in order; each field's metadata holds variable, about, secret and required."""
        return fields(cls)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the settings; outside production, `instance/secrets.env` supplies what the environment leaves out.

        Raises SettingsInvalid naming every missing variable, or the first wrong one with the reason; a name that is
        nearly one of ours is wrong, too: what it was to set would silently keep its default.
        """
        given = dict(os.environ if environ is None else environ)
        _refuse_misspelt(given)
        given["FORMSERVER_ENV"] = given.get("FORMSERVER_ENV") or "demo"
        given["FORMSERVER_INSTANCE"] = given.get("FORMSERVER_INSTANCE") or "instance"
        if given["FORMSERVER_ENV"] != "production":
            given = _secrets(_path(given["FORMSERVER_INSTANCE"]) / _SECRETS_FILE) | given
        _refuse_missing(given)
        return cls(**{row.name: _read(row, value) for row in fields(cls) if (value := given.get(_variable(row)))})


def _variable(row: Field[Any]) -> str:
    return cast(str, row.metadata["variable"])


def _is_needed(row: Field[Any], *, production: bool) -> bool:
    without_default = row.default is MISSING
    return without_default or (production and bool(row.metadata["required"]))


def _refuse_misspelt(given: Mapping[str, str]) -> None:
    known = {_variable(row) for row in fields(Settings)} | _READ_BY_COMMANDS
    for name in sorted(name for name in given.keys() - known if name.startswith(_OURS)):
        if meant := difflib.get_close_matches(name, known, n=1, cutoff=_NEARLY):
            raise SettingsInvalid(setting=name, reason=f"没有这个配置项，是不是 {meant[0]}")


def _refuse_missing(given: Mapping[str, str]) -> None:
    production = given["FORMSERVER_ENV"] == "production"
    missing = [
        _variable(row)
        for row in fields(Settings)
        if _is_needed(row, production=production) and not given.get(_variable(row))
    ]
    if missing:
        raise SettingsInvalid(setting="、".join(missing), reason="没有设置")


def _read(row: Field[Any], value: str) -> Any:
    try:
        return row.metadata["read"](value)
    except ValueError as wrong:
        raise SettingsInvalid(setting=_variable(row), reason=str(wrong)) from None


def _secrets(file: Path) -> dict[str, str]:
    """The lines NAME=VALUE of the demonstration's secrets, or nothing if there is no such file."""
    if not file.is_file():
        return {}
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}
