"""The object store: bytes by key in a folder, durable, its failures named, its address tried before it is used."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from formserver import clock
from formserver.errors import SettingsInvalid
from formserver.files.objects import ObjectMissing, ObjectStore, StoreUnavailable, probe
from formserver.files.probe import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return ObjectStore(str(tmp_path / "files"))


def test_what_was_put_comes_back(store: ObjectStore) -> None:
    store.put("420703/a/b", b"content")
    assert store.get("420703/a/b") == b"content"


def test_what_was_deleted_is_missing(store: ObjectStore) -> None:
    store.put("a", b"content")
    store.delete("a")
    with pytest.raises(ObjectMissing):
        store.get("a")


def test_deleting_what_is_not_there_is_no_failure(store: ObjectStore) -> None:
    store.delete("nothing")


def test_only_older_keys_are_listed(store: ObjectStore) -> None:
    store.put("a/b", b"content")
    assert list(store.keys(clock.now() + timedelta(minutes=1))) == ["a/b"]
    assert list(store.keys(clock.now() - timedelta(minutes=1))) == []


def test_the_bytes_and_every_folder_are_written_through(
    store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    monkeypatch.setattr(
        "formserver.files.objects.os.fsync", lambda handle: synced.append(os.readlink(f"/proc/self/fd/{handle}"))
    )
    store.put("420703/a/b", b"content")
    root = tmp_path / "files"
    assert synced == [str(root / path) for path in ("420703/a/b", "420703/a", "420703", "")]


def test_a_store_that_cannot_write_says_so(store: ObjectStore, tmp_path: Path) -> None:
    (tmp_path / "files" / "taken").write_text("a file where a folder is wanted")
    with pytest.raises(StoreUnavailable) as failed:
        store.put("taken/a", b"content")
    assert failed.value.status == 503


def test_a_forked_child_is_told_instead_of_hanging(store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put("a", b"content")
    monkeypatch.setattr("formserver.files.objects.os.getpid", lambda: 1)
    with pytest.raises(RuntimeError, match="forked"):
        store.get("a")


@pytest.mark.parametrize("address", ["ftp://somewhere/files", "memory:///", "s3://", ""])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(SettingsInvalid):
        ObjectStore(address)


def test_the_probe_leaves_nothing_behind(tmp_path: Path) -> None:
    probe(str(tmp_path / "files"))
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_the_probe_names_the_step_that_fails(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "probe").write_text("a file where a folder is wanted")
    with pytest.raises(SettingsInvalid, match="写入失败"):
        probe(str(tmp_path / "files"))


def test_the_probe_refuses_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(SettingsInvalid, match="不能建立文件夹"):
        probe(str(tmp_path / "file" / "files"))


FORKED = """
import os, sys
from formserver.files.objects import ObjectStore
store = ObjectStore(sys.argv[1])
child = os.fork()
if not child:
    store.put("child", b"content")
    os._exit(0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_store_opened_before_forking_works_in_the_child(tmp_path: Path, store: ObjectStore) -> None:
    done = subprocess.run([sys.executable, "-c", FORKED, str(tmp_path / "files")], cwd=ROOT, timeout=20, check=False)
    assert done.returncode == 0
    assert store.get("child") == b"content"


def test_opening_a_bucket_touches_nothing() -> None:
    ObjectStore("s3://no-such-bucket/photos")


def test_the_probe_of_a_working_store_succeeds(tmp_path: Path) -> None:
    assert main(str(tmp_path / "files")) == 0


def test_the_probe_notices_other_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ObjectStore, "get", lambda *_: b"other")
    assert main(str(tmp_path / "files")) == 1
    assert "不同" in capsys.readouterr().out


def test_the_probe_never_shows_the_text_of_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "probe").write_text("a file where a folder is wanted")
    assert main(str(tmp_path)) == 1
    assert str(tmp_path) not in capsys.readouterr().out
