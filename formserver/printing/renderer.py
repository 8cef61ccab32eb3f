"""Renderers: processes that do nothing but draw sheets.

`python -m formserver.printing.renderer SOCKET COUNT PARENT` starts them; they end with the process PARENT. One process
reads WeasyPrint, the fonts and the style, and draws a sheet to warm up. Those it forks share all that. Each takes one
job at a time from the same socket. Their environment holds no keys, and they open no database.
"""

from __future__ import annotations

import gc
import logging
import os
import resource
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, NoReturn

from formserver.errors import FormserverError
from formserver.forms.document import read_folder
from formserver.printing import wire
from formserver.printing.copies import record_job
from formserver.printing.job import PrintJob, RenderFailed, SheetTooSlow
from formserver.printing.pdf import warm_up, write_pdf
from formserver.printing.sheet import SheetMarks
from formserver.processes import follow_parent
from formserver.resources import root

_WAITING: Final = 64
# A renderer is replaced by a fresh fork after so many sheets, or when it has grown so large.
_SHEETS: Final = 500
# After so many at once, forking anew is cheaper than looking through what they leave behind.
_BUNDLE: Final = 50
_GROWN: Final = 320 * 1024 * 1024
_MOST_MEMORY: Final = 1024 * 1024 * 1024
# Python notices the end of its time between two of its steps; where it makes none any more, the kernel ends it.
_GRACE_SECONDS: Final = 3
_PEER_SECONDS: Final = 20
_PAUSE_SECONDS: Final = 0.2
_MARKS: Final = SheetMarks(number="000000-TF-2000-000000", edition="1.0", code="0000-0000-0000-0000", state="未审核")
_SIGNALS: Final = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT}

logger = logging.getLogger(__name__)


def main(address: str, count: int, parent: int) -> None:
    """Listen on the Unix socket with so many renderers until the parent ends or asks to stop."""
    follow_parent(parent)
    # Signals are waited for, not handled: none comes between two steps.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    listener = socket.socket(socket.AF_UNIX)
    Path(address).unlink(missing_ok=True)
    listener.bind(address)
    listener.listen(_WAITING)
    warm_up()
    gc.disable()
    _tidy()
    renderers = {_forked(listener) for _ in range(count)}
    drawn: list[PrintJob] = []
    papers = _drawn_papers(drawn)
    while _next_signal(papers) == signal.SIGCHLD:
        renderers = {_forked(listener, drawn[:1]) if _has_ended(pid) else pid for pid in renderers}
    for pid in renderers:
        os.kill(pid, signal.SIGTERM)
    for pid in renderers:
        os.waitpid(pid, 0)


def _next_signal(papers: Iterator[None]) -> int:
    """The next signal. While there is none, papers are drawn."""
    for _ in papers:
        if found := signal.sigtimedwait(_SIGNALS, 0):
            return found.si_signo
    return signal.sigwait(_SIGNALS)


def _drawn_papers(drawn: list[PrintJob]) -> Iterator[None]:
    """Draw each shipped paper once, blank but for its margins, one a step: renderers forked later know what it prints.
    The first do not wait for that. Those that could be drawn are added; why one cannot is told to whoever prints it."""
    for document in read_folder(root() / "schemas")[0]:
        with suppress(FormserverError):
            job = record_job(document, {}, marks=_MARKS, copies=False, pictures={})
            write_pdf(job)
            drawn.append(job)
        yield
    _tidy()


def _forked(listener: socket.socket, papers: Sequence[PrintJob] = ()) -> int:
    """Start a renderer, which draws these papers before it takes a job: memory it shares with this process is copied
    where it first writes to it, for as long as a sheet takes. Better while nobody waits for it."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        follow_parent(parent)
        _limit(resource.RLIMIT_DATA, _MOST_MEMORY)
        for paper in papers:
            write_pdf(paper)
        _serve(listener)
        code = 0
    finally:
        os._exit(code)  # what the parent would do at its end is not ours


def _has_ended(pid: int) -> bool:
    found, status = os.waitpid(pid, os.WNOHANG)
    code = os.waitstatus_to_exitcode(status)
    if found and code not in (0, -signal.SIGTERM):  # nobody asked it to
        logger.error("a renderer ended: %s", code)
        time.sleep(_PAUSE_SECONDS)
    return bool(found)


def _serve(listener: socket.socket) -> None:
    """Take jobs until it is time for a fresh process."""
    sheets = 0
    _tidy()
    while sheets < _SHEETS and _size() < _GROWN:
        peer, _ = listener.accept()
        # A peer that stands still must not keep the others waiting.
        for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            peer.setsockopt(socket.SOL_SOCKET, way, struct.pack("ll", _PEER_SECONDS, 0))
        with closing(Connection(peer.detach())) as client, suppress(OSError, EOFError):
            client.send_bytes(wire.READY)
            job = wire.receive_job(client)
            sheets += len(job.sheets)
            answer = _drawn(job)
            wire.send_answer(client, answer)
            if not isinstance(answer, bytes) or len(job.sheets) >= _BUNDLE:
                return  # nobody knows in what state a job leaves things that was broken off
        _tidy()


def _tidy() -> None:
    """Look for garbage. What is left is kept for further sheets: looking through it each time took a tenth of one."""
    gc.collect()
    gc.freeze()


def _drawn(job: PrintJob) -> bytes | FormserverError:
    try:
        with _limited(job.seconds):
            return write_pdf(job)
    except SheetTooSlow as slow:
        return slow
    except Exception as error:
        # Texts of failures may quote somebody's data; their kind and place do not.
        place = traceback.extract_tb(error.__traceback__)[-1]
        logger.error("a sheet failed: %s at %s:%s", type(error).__name__, place.filename, place.lineno)
        return RenderFailed()


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    """Raises SheetTooSlow inside the block after so many seconds of the processor; the kernel ends what goes on."""

    def stop(*_: object) -> NoReturn:
        raise SheetTooSlow(seconds=seconds)

    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime) + seconds + _GRACE_SECONDS
    _limit(resource.RLIMIT_CPU, end)
    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _limit(kind: int, most: int) -> None:
    """Set a limit, below that which the machine sets already."""
    _, highest = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if highest == resource.RLIM_INFINITY else min(most, highest), highest))


def _size() -> int:
    """Bytes of memory the process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
