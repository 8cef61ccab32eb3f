"""The worker as its own process: it does what waits, ends in order, and what it left when it was killed goes on."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from formserver.app import create_app
from formserver.extensions import db
from formserver.jobs.binding import queues
from formserver.resources import root
from formserver.store import jobs as rows
from tests.databases import settings_for, sqlite_url, variables
from tests.factories import COUNTY, VILLAGE, furnish, identity_number, person, register
from tests.printing_office import asked_for, sheet_of

COMMAND = [sys.executable, "-c", "from formserver.cli import main; main()", "jobs", "run"]
LONG = 10


@pytest.fixture
def environ(sqlite_template: Path, tmp_path: Path) -> dict[str, str]:
    shutil.copy(sqlite_template, tmp_path / "formserver.db")
    return os.environ | variables(sqlite_url(tmp_path / "formserver.db"), tmp_path) | {"PYTHONPATH": str(root())}


@pytest.fixture
def office(environ: dict[str, str], tmp_path: Path) -> Iterator[Flask]:
    """The county as the web sees it, with a context pushed."""
    app = create_app(settings_for(environ["FORMSERVER_DATABASE_URL"], tmp_path))
    with app.app_context():
        furnish()
        register(person("liuyang"))
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def worker(environ: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        COMMAND, env=environ, cwd=root(), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(1200):
        if is_so():
            return
        time.sleep(0.05)
    raise TimeoutError


def state(job_id: str) -> str:
    db.session.rollback()
    job = rows.find(COUNTY, job_id)
    assert job is not None
    found = job.state
    db.session.rollback()
    return found


def test_a_worker_does_what_waited_and_what_comes_and_ends_when_asked(office: Flask, environ: dict[str, str]) -> None:
    before = asked_for().id
    assert not queues.queue.is_served()
    with worker(environ) as process:
        until(lambda: state(before) == rows.DONE)
        assert queues.queue.is_served()
        after = asked_for(place=VILLAGE).id
        until(lambda: state(after) == rows.DONE)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)
    assert (process.returncode, said.strip()) == (0, "后台打印程序已启动，按 Ctrl+C 停止。")
    job = rows.find(COUNTY, after)
    assert job is not None
    assert "李桂芳" in sheet_of(job).text


def test_a_second_worker_is_refused_in_one_line(office: Flask, environ: dict[str, str]) -> None:
    with worker(environ):
        until(queues.queue.is_served)
        second = subprocess.run(COMMAND, env=environ, cwd=root(), capture_output=True, text=True, check=False)
    assert (second.returncode, second.stderr.strip()) == (1, "错误：这个队列已有后台程序在运行，不必再启动一个。")


def test_a_job_whose_worker_is_killed_is_done_by_the_next(office: Flask, environ: dict[str, str]) -> None:
    for serial in range(2, LONG):
        register(person("liuyang"), f"周德{serial}", identity_number(serial))
    job_id = asked_for().id
    with worker(environ) as process:
        until(lambda: state(job_id) == rows.RUNNING)
        process.kill()
        process.wait(30)
    assert state(job_id) == rows.RUNNING
    with worker(environ):
        until(lambda: state(job_id) == rows.DONE)
    job = rows.find(COUNTY, job_id)
    assert job is not None
    assert (job.attempts, job.done, len(sheet_of(job).pages)) == (2, LONG - 1, LONG)


def test_a_worker_that_is_asked_to_end_puts_its_job_back(office: Flask, environ: dict[str, str]) -> None:
    for serial in range(2, LONG):
        register(person("liuyang"), f"周德{serial}", identity_number(serial))
    job_id = asked_for().id
    with worker(environ) as process:
        until(lambda: state(job_id) == rows.RUNNING)
        process.terminate()
        assert process.wait(60) == 0
    assert state(job_id) == rows.WAITING
