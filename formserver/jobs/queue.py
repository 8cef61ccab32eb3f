"""The queue between pages and worker: ids of jobs in a file of this machine, handed out one by one by Huey.

The rows of the jobs say what is to be done and how far it is; the queue only wakes the worker. Its file may be lost:
the next worker asks the rows what waits.
"""

import fcntl
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Final

from huey import SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from formserver.errors import FormserverError, SettingsInvalid
from formserver.ids import new_id

_SETTING: Final = "FORMSERVER_QUEUE"
_NAME: Final = "name"
_ASK_EVERY: Final = 1.0  # seconds, at most, between two looks into the queue
_TURN_SECONDS: Final = 2.0
_LAST_SHEET_SECONDS: Final = 20.0

Handler = Callable[[str, str, Callable[[], bool]], None]
"""Does the job of a county and an id; the third asks whether the worker is to stop."""


class QueueUnavailable(FormserverError):
    """The file of the queue cannot be written: full, or not ours."""

    status = 503
    message_key = "任务没有排上队，请稍后再试一次。"


class WorkerRunning(FormserverError):
    """A worker already serves the queue."""

    status = 409
    message_key = "这个队列已有后台程序在运行，不必再启动一个。"


class PlainSerializer(Serializer):  # type: ignore[misc]
    """Messages as JSON. Huey's own way is pickle, with which a written file could run code in the worker."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps([data.id, data.name, list(data.args)]).encode()

    def _deserialize(self, data: bytes) -> Message:
        message_id, name, arguments = json.loads(bytes(data))
        return Message(message_id, name, args=tuple(arguments), kwargs={})


class Queue:
    """The queue of one file. Making it touches nothing, so that a server may make it before it forks its workers."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = file.with_name(file.name + ".lock")
        self._handler: Callable[[str, str], None] | None = None

    @cached_property
    def _huey(self) -> Any:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        huey = SqliteHuey("formserver", filename=str(self._file), results=False, serializer=PlainSerializer())
        self._wake = huey.task(name="do")(self._do)
        return huey

    @property
    def name(self) -> str:
        """What this queue is called in the rows of its jobs; it stays the same as long as the file does.

        Raises QueueUnavailable.
        """
        with _named():
            storage = self._huey.storage
            storage.put_if_empty(_NAME, new_id().encode())
            return bytes(storage.peek_data(_NAME)).decode()

    def check(self) -> None:
        """Make sure that the file can be written. Raises SettingsInvalid."""
        try:
            assert self.name
            with self._lock.open("a"):
                pass
        except (QueueUnavailable, OSError):
            raise SettingsInvalid(setting=_SETTING, reason=f"不能写 {self._file}") from None

    def put(self, county_id: str, job_id: str) -> None:
        """Have a job done by whoever serves the queue. Raises QueueUnavailable."""
        with _named():
            assert self._huey is not None  # opened here, so that its task is known
            self._wake(county_id, job_id)

    def is_served(self) -> bool:
        """Whether a worker serves the queue now."""
        if not self._lock.exists():
            return False
        with self._lock.open("a") as file:
            return not _takes(file)

    def serve(self, handler: Handler, begin: Callable[[], None]) -> None:
        """Do the jobs one after another until a signal ends it; ``begin`` runs first, when no other worker can.

        A job that is being done is asked to stop and waited for. Raises WorkerRunning, QueueUnavailable.
        """
        with self._alone(), _named():
            begin()
            consumer = self._huey.create_consumer(
                workers=1, periodic=False, max_delay=_ASK_EVERY, scheduler_interval=60, check_worker_health=True
            )
            self._handler = lambda county_id, job_id: handler(county_id, job_id, consumer.stop_flag.is_set)
            consumer.run()
            for _, thread in consumer.worker_threads:
                thread.join(_LAST_SHEET_SECONDS)

    def _do(self, county_id: str, job_id: str) -> None:
        assert self._handler is not None
        self._handler(county_id, job_id)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        with self._lock.open("a") as file:
            # A page that asks whether the queue is served holds the lock for a moment.
            deadline = time.monotonic() + _TURN_SECONDS
            while not _takes(file):
                if time.monotonic() > deadline:
                    raise WorkerRunning
                time.sleep(0.05)
            yield


def _takes(file: IO[Any]) -> bool:
    """Whether the lock can be had; it ends when the file is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as failure:
        raise QueueUnavailable from failure
