"""The supervisor: starts the parts of a site, starts them anew, stops them in order; and a whole site under it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from formserver.cli.serving import renderers
from formserver.cli.supervisor import Child, supervise
from tests.databases import sqlite_url, variables

T = TypeVar("T")
LIVE = "trap 'echo stopped >>$0; exit' TERM; echo started >>$0; while :; do sleep 0.05; done"


def until(found: Callable[[], T]) -> T:
    """What was found, as soon as it is anything."""
    for _ in range(2400):
        if answer := found():
            return answer
        time.sleep(0.05)
    raise TimeoutError


def part(name: str, script: str, note: Path, **more: object) -> Child:
    return Child(name, ["sh", "-c", script, str(note)], {"PATH": os.environ["PATH"]}, **more)  # type: ignore[arg-type]


def lines(note: Path) -> list[str]:
    return note.read_text().split() if note.exists() else []


@contextmanager
def stopped_when(is_time: Callable[[], object]) -> Iterator[None]:
    """The supervisor, which runs in this thread, gets SIGTERM as soon as it is time."""

    def stop() -> None:
        until(is_time)
        # To the process, it might come to another thread, and end it.
        signal.pthread_kill(here, signal.SIGTERM)

    here = threading.get_ident()
    waiting = threading.Thread(target=stop)
    waiting.start()
    yield
    waiting.join()


def test_parts_run_until_the_end_is_asked_for(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    parts = [part("first", LIVE, first), part("second", LIVE, second)]
    with stopped_when(lambda: lines(first) and lines(second)):
        assert supervise(parts) == 0
    assert lines(first) == lines(second) == ["started", "stopped"]


def test_a_part_that_ends_is_started_anew(tmp_path: Path) -> None:
    note = tmp_path / "note"
    with stopped_when(lambda: len(lines(note)) > 1):
        assert supervise([part("short", "echo started >>$0; exit 3", note)]) == 0
    assert lines(note)[:2] == ["started", "started"]


def test_where_the_vital_part_cannot_start_nothing_goes_on(tmp_path: Path) -> None:
    other = tmp_path / "other"
    vital = part("vital", "until [ -s $0 ]; do sleep 0.05; done; exit 3", other, is_vital=True)
    assert supervise([part("other", LIVE, other), vital]) == 3
    assert lines(other) == ["started", "stopped"]


def test_the_vital_part_is_started_anew_once_it_has_run(tmp_path: Path) -> None:
    vital = part("vital", "exit 3", tmp_path / "note", is_vital=True)
    vital.start()
    assert vital.process is not None
    vital.process.wait()
    vital.started -= 60
    assert not vital.has_failed()
    assert vital.process is None


def test_a_part_that_does_not_stop_is_ended(tmp_path: Path) -> None:
    note = tmp_path / "note"
    stubborn = part("stubborn", "trap '' TERM; echo started >>$0; while :; do sleep 0.05; done", note, patience=0)
    with stopped_when(lambda: lines(note)):
        assert supervise([stubborn]) == 0
    assert stubborn.process is not None
    assert stubborn.process.returncode == -signal.SIGKILL


def test_renderers_are_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMSERVER_SECRET_KEY", "secret")
    monkeypatch.setenv("PGPASSWORD", "secret")
    assert "secret" not in renderers("/tmp/somewhere/renderers", 1).environment.values()


class Site:
    """`formserver serve` on a database of its own."""

    def __init__(self, template: Path, folder: Path) -> None:
        (folder / "formserver.db").write_bytes(template.read_bytes())
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = os.environ | variables(sqlite_url(folder / "formserver.db"), folder) | {"TMPDIR": str(folder)}
        program = [sys.executable, "-c", "from formserver.cli import main; main()", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen([*program, "--workers", "1", "--renderers", "1"], env=environment)

    def answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return True
        except (URLError, OSError):
            return False

    def descendants(self) -> list[int]:
        found = [self.process.pid]
        for pid in found:
            children = Path(f"/proc/{pid}/task/{pid}/children")
            found += [int(child) for child in children.read_text().split()] if children.exists() else []
        return found[1:]

    def is_whole(self) -> bool:
        """gunicorn and its worker, the worker of print jobs, the renderer and the process that forks it."""
        return self.answers() and len(self.descendants()) == 5


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    started = Site(sqlite_template, tmp_path)
    yield started
    started.process.kill()
    started.process.wait()


def test_a_site_stops_with_all_its_processes_and_leaves_no_file(site: Site, tmp_path: Path) -> None:
    until(site.is_whole)
    parts = site.descendants()
    site.process.terminate()
    assert site.process.wait(30) == 0
    assert not any(map(is_running, parts))
    assert not list(tmp_path.glob("formserver-*"))


def test_no_process_outlives_a_site_that_is_killed(site: Site) -> None:
    until(site.is_whole)
    parts = site.descendants()
    site.process.kill()
    assert until(lambda: not any(map(is_running, parts)))


def test_a_site_whose_renderers_end_gets_new_ones(site: Site) -> None:
    until(site.is_whole)
    parts = site.descendants()
    renderer = next(pid for pid in parts if "formserver.printing.renderer" in command_of(pid))
    os.kill(renderer, signal.SIGKILL)
    assert until(lambda: site.is_whole() and set(parts) != set(site.descendants()))


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
