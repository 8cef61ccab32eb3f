"""The queue: its file, its messages, and who serves it."""

import sqlite3
from pathlib import Path

import pytest

from formserver.ids import new_id
from formserver.jobs.queue import PlainSerializer, Queue, QueueUnavailable, WorkerRunning


def test_making_a_queue_touches_nothing(tmp_path: Path) -> None:
    Queue(tmp_path / "deep" / "queue.db")
    assert list(tmp_path.iterdir()) == []


def test_a_queue_keeps_its_name_as_long_as_its_file(tmp_path: Path) -> None:
    first = Queue(tmp_path / "queue.db").name
    assert Queue(tmp_path / "queue.db").name == first
    assert Queue(tmp_path / "another.db").name != first


def test_what_is_put_in_comes_out_in_its_order_and_is_no_pickle(tmp_path: Path) -> None:
    queue, ids = Queue(tmp_path / "queue.db"), [new_id() for _ in range(2)]
    for job_id in ids:
        queue.put("420703", job_id)
    with sqlite3.connect(tmp_path / "queue.db") as file:
        messages = [row[0] for row in file.execute("SELECT data FROM task ORDER BY id")]
    assert [list(PlainSerializer()._deserialize(message).args) for message in messages] == [
        ["420703", one] for one in ids
    ]
    assert all(bytes(message).startswith(b"[") for message in messages)


def test_a_file_that_is_no_queue_is_said(tmp_path: Path) -> None:
    (tmp_path / "queue.db").write_text("not a database, but long enough to be taken for one")
    with pytest.raises(QueueUnavailable):
        Queue(tmp_path / "queue.db").put("420703", new_id())
    (tmp_path / "folder").write_text("a file where a folder is wanted")
    with pytest.raises(QueueUnavailable):
        assert Queue(tmp_path / "folder" / "queue.db").name


def test_a_queue_is_served_by_one_worker_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formserver.jobs.queue._TURN_SECONDS", 0)
    queue = Queue(tmp_path / "queue.db")
    assert not queue.is_served()

    def another() -> None:
        assert queue.is_served()
        with pytest.raises(WorkerRunning):
            Queue(tmp_path / "queue.db").serve(lambda *_: None, lambda: None)
        raise KeyError("the worker ends here")

    with pytest.raises(KeyError):
        queue.serve(lambda *_: None, another)
    assert not queue.is_served()
