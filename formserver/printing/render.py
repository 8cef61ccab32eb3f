"""The one way to a PDF: `render`, in a process of its own where there is one, else in this one.

`formserver serve` starts renderers (printing/renderer.py) and says where they listen. Commands, tests and a server
started by other means print in their own process, with the same result: docs/decisions/0012-render-processes.md.
"""

from __future__ import annotations

import socket
import time
from contextlib import closing
from multiprocessing.connection import Connection
from typing import Final

from formserver.printing import wire
from formserver.printing.job import PrintJob, RenderBusy, RenderFailed
from formserver.printing.pdf import write_pdf

WAIT_SECONDS = 10.0
"""How long a request waits for a renderer."""

# What the clock may show until the machine counts as busy. A job's own limit is one of the processor, and much tighter
# where the machine is idle. With the wait it stays below the thirty seconds that gunicorn gives a request.
_FIRST_CLOCK_SECONDS: Final = 16
_FURTHER_CLOCK_SECONDS: Final = 3
_RETRY_SECONDS: Final = 0.1


class _Place:
    """Where the renderers of this process listen; "" where there are none."""

    address = ""


def use_renderers(address: str) -> None:
    """Print through the renderers that listen on this Unix socket; "": in this process."""
    _Place.address = address


def has_renderers() -> bool:
    """Whether this process prints through renderers."""
    return bool(_Place.address)


def render(job: PrintJob, *, wait: float | None = None) -> bytes:
    """The PDF of a job. `wait`: seconds until a renderer must have taken it, WAIT_SECONDS where nothing is said.

    Raises JobTooLarge, RenderBusy, RenderFailed, SheetTooSlow.
    """
    job.check()
    if not _Place.address:
        return write_pdf(job)
    until = time.monotonic() + (WAIT_SECONDS if wait is None else wait)
    with closing(_taken(_Place.address, until)) as renderer:
        try:
            wire.send_job(renderer, job)
            if not renderer.poll(_FIRST_CLOCK_SECONDS + _FURTHER_CLOCK_SECONDS * (len(job.sheets) - 1)):
                raise RenderBusy
            return wire.receive_answer(renderer)
        except (OSError, EOFError):
            raise RenderFailed from None


def _taken(address: str, until: float) -> Connection:
    """A renderer that is free for us. Raises RenderBusy."""
    while True:
        renderer = _connected(address)
        if renderer is not None:
            if _is_ready(renderer, until):
                return renderer
            renderer.close()
        if time.monotonic() >= until:
            raise RenderBusy
        time.sleep(_RETRY_SECONDS)


def _is_ready(renderer: Connection, until: float) -> bool:
    """Whether it has taken us in time. One that ends before it does is no failure: another one takes us."""
    try:
        return renderer.poll(max(0.0, until - time.monotonic())) and renderer.recv_bytes() == wire.READY
    except (OSError, EOFError):
        return False


def _connected(address: str) -> Connection | None:
    """A place in the queue of the renderers, or None where they are just being started or the queue is full."""
    peer = socket.socket(socket.AF_UNIX)
    try:
        peer.settimeout(1)
        peer.connect(address)
    except OSError:
        peer.close()
        return None
    peer.settimeout(None)
    return Connection(peer.detach())
