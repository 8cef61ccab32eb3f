"""The object store: bytes by key, in a folder of this machine or in an S3 bucket, durable when ``put`` returns."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from formserver.errors import FormserverError, SettingsInvalid

_SETTING: Final = "FORMSERVER_FILES"
_PROBE_SECONDS: Final = 40
_RETRIES: Final = 2
_RETRY_TIME: Final = timedelta(seconds=10)


class StoreUnavailable(FormserverError):
    """The object store did not take or give the bytes: full, unreachable or refused. Nothing was kept."""

    status = 503
    message_key = "照片暂时存取不了，请稍后再试一次。"


class ObjectMissing(FormserverError):
    """The bytes of a key are not there."""

    status = 500
    message_key = "这个文件的内容找不到了，请联系系统管理员。"


class _Process:
    """The process that used the library first: its threads do not live on in forked children, which would hang."""

    pid: int | None = None

    @classmethod
    def enter(cls) -> None:
        if cls.pid not in (None, os.getpid()):
            raise RuntimeError("the object store was used before this process was forked")
        cls.pid = os.getpid()


class ObjectStore:
    """Bytes by key. Opening it touches nothing, so that a server may open it before it forks its workers."""

    def __init__(self, address: str) -> None:
        """``address``: a folder (made when missing) or ``s3://bucket/prefix``; AWS_* variables say endpoint and keys.

        Raises SettingsInvalid for any other kind of address.
        """
        self._folder: Path | None = None
        self._store: LocalStore | S3Store
        if address.startswith("s3://"):
            self._store = _bucket(address)
        elif "://" in address or not address:
            raise SettingsInvalid(setting=_SETTING, reason="应为文件夹，或 s3:// 地址")
        else:
            self._folder = Path(address).absolute()
            self._store = _local(self._folder)

    def put(self, key: str, data: bytes | BinaryIO) -> None:
        """Keep the bytes, or those of an open file, under a key, whole or not at all. Raises StoreUnavailable."""
        with _named():
            obstore.put(self._store, key, data)
            if self._folder is not None:
                # The library leaves it to the system when the disk is written; a power cut must not lose a photo.
                _write_through(self._folder, self._folder / key)

    def get(self, key: str) -> bytes:
        """The bytes of a key. Raises ObjectMissing, StoreUnavailable."""
        with _named():
            return bytes(obstore.get(self._store, key).bytes())

    def delete(self, key: str) -> None:
        """Forget a key; one that is not there is no failure. Raises StoreUnavailable."""
        try:
            with _named():
                obstore.delete(self._store, key)
        except ObjectMissing:
            return

    def keys(self, before: datetime) -> Iterator[str]:
        """Every key last written before an instant, without an order. Raises StoreUnavailable."""
        with _named():
            for batch in obstore.list(self._store):
                yield from (item["path"] for item in batch if item["last_modified"] < before)


def probe(address: str) -> None:
    """Write, read and delete one object, in a process of its own. Raises SettingsInvalid saying which step failed.

    Listing proves nothing: a wrongly given endpoint answers it while every write fails.
    """
    given = address if "://" in address else str(Path(address).absolute())
    ObjectStore(given)
    command = [sys.executable, "-m", "formserver.files.probe", given]
    package = Path(__file__).resolve().parents[2]
    try:
        done = subprocess.run(command, cwd=package, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise SettingsInvalid(setting=_SETTING, reason="附件存放处没有回应") from None
    if done.returncode:
        words = done.stdout.strip() or "不能启动检查"
        raise SettingsInvalid(setting=_SETTING, reason=f"附件存放处不能用：{words}")


def _bucket(address: str) -> S3Store:
    try:
        return S3Store.from_url(
            address,
            client_options={"connect_timeout": "3s", "timeout": "10s"},
            retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY_TIME},
        )
    except (BaseError, ValueError):
        raise SettingsInvalid(setting=_SETTING, reason="应写作 s3://桶/前缀，并设好 AWS_* 变量") from None


def _local(folder: Path) -> LocalStore:
    try:
        return LocalStore(folder, mkdir=True)
    except (BaseError, OSError, ValueError):
        raise SettingsInvalid(setting=_SETTING, reason=f"不能建立文件夹 {folder}") from None


@contextmanager
def _named() -> Iterator[None]:
    _Process.enter()
    try:
        yield
    except FileNotFoundError:
        raise ObjectMissing from None
    except (BaseError, OSError) as failure:
        raise StoreUnavailable from failure


def _write_through(root: Path, file: Path) -> None:
    """Wait until the file, and its name in every folder down from the root, are on the disk."""
    for path in (file, *(folder for folder in file.parents if folder == root or root in folder.parents)):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
