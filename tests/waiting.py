"""Two at work on PostgreSQL while a third holds what both need: who waits for whom is arranged, not left to chance."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from flask import Flask
from sqlalchemy import text

from formserver.extensions import db

_PATIENCE: Final = 120.0
_WAITING: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def in_line(
    app: Flask, *deeds: Callable[[], object], then: Callable[[], object] = lambda: None
) -> list[Future[object]]:
    """Begin things one after the other, each when the one before waits for what this thread's open transaction holds;
    ``then`` go on here, let go, and wait until all are over."""

    def do(deed: Callable[[], object]) -> object:
        with app.app_context():
            try:
                return deed()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(deeds)) as threads:
        begun = []
        for number, deed in enumerate(deeds, 1):
            begun.append(threads.submit(do, deed))
            _until_waiting(begun, number)
        then()
        db.session.rollback()
    return begun


def _until_waiting(begun: list[Future[object]], number: int) -> None:
    """An end comes to this also where somebody does not wait at all: the caller then sees what came of it."""
    over = time.monotonic() + _PATIENCE
    while time.monotonic() < over and not any(one.done() for one in begun):
        with db.engine.connect() as beside:
            if beside.scalar(_WAITING) == number:
                return
        time.sleep(0.02)
