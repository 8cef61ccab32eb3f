"""Deeds of several people that begin at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from formserver.errors import FormserverError
from formserver.extensions import db

Deed = Callable[[], object]


def at_once(app: Flask, *deeds: Deed) -> list[str]:
    """Do things in threads that begin together; gives what came of each, sorted."""
    db.session.remove()
    ready = Barrier(len(deeds))

    def do(deed: Deed) -> str:
        with app.app_context():
            ready.wait()
            try:
                deed()
            except FormserverError as refusal:
                db.session.rollback()
                return type(refusal).__name__
            return "done"

    with ThreadPoolExecutor(len(deeds)) as threads:
        return sorted(threads.map(do, deeds))
