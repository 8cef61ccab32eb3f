"""Rendering outside of requests: patient, without a transaction, into files that end with the process."""

import logging
import tempfile
import time
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Event
from typing import BinaryIO, Final, cast

from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.models.engine import begin_reading
from formserver.printing.job import PrintJob, RenderBusy
from formserver.printing.render import WAIT_SECONDS, has_renderers, render

_RENDERER_SECONDS: Final = 120
# An idle renderer answers in a millisecond, if the machine gives it a turn.
_GLANCE_SECONDS: Final = 0.2
_SLOW_SECONDS: Final = WAIT_SECONDS / 2

_Result = bytes | FormserverError

logger = logging.getLogger(__name__)


class NotPrinted(FormserverError):
    """A sheet failed for a reason of the program's own; the log names the place."""

    status = 500
    message_key = "打印这份表时程序出错，请联系系统管理员。"


@contextmanager
def reading() -> Iterator[None]:
    """A reader's transaction of its own: it keeps nobody from writing."""
    db.session.rollback()
    begin_reading(db.session())
    try:
        yield
    finally:
        db.session.rollback()


def rendered(sheets: PrintJob, wait: float | None = None) -> bytes:
    """The PDF; ``wait``: at most so many seconds for a free renderer, instead of many. Raises what `render` raises, and
    NotPrinted for anything else."""
    try:
        return render(sheets, wait=_RENDERER_SECONDS if wait is None else wait)
    except FormserverError:
        raise
    except Exception as failure:
        raise noted(failure) from None


def in_order(jobs: Iterable[PrintJob]) -> Iterator[bytes | FormserverError]:
    """The PDF of each job, or why there is none, in their order.

    While one is drawn the next is taken from ``jobs``, and drawn too where a second renderer is idle. Without renderers
    they are drawn in this process, one after the other.
    """
    if not has_renderers():
        yield from map(_tried, jobs)
        return
    pair, ahead = _Pair(), deque[tuple[Event, Future[_Result]]]()
    with ThreadPoolExecutor(2) as pool:
        try:
            for job in jobs:
                turn = Event()
                ahead.append((turn, pool.submit(pair.draw, job, turn)))
                ahead[0][0].set()
                if len(ahead) > 1:
                    yield _first(ahead)
            while ahead:
                yield _first(ahead)
        finally:
            pair.is_over = True
            for turn, _ in ahead:
                turn.set()


def _first(ahead: deque[tuple[Event, Future[_Result]]]) -> _Result:
    """What becomes of the first in order; then it is the turn of the next."""
    _, future = ahead.popleft()
    result = future.result()
    for turn, _ in ahead:
        turn.set()
    return result


class _Pair:
    """Two jobs on their way. Only the first in order waits for a renderer. The second takes none from a page, and while
    drawing is slow it does not try: a page waits ten seconds for the next renderer that is free."""

    is_over = False
    _is_slow = False

    def draw(self, job: PrintJob, turn: Event) -> _Result:
        """What becomes of a job: at once if a renderer is idle, else when it is its turn, however busy they are."""
        begin = time.monotonic()
        result = RenderBusy() if self._is_slow else _tried(job, _GLANCE_SECONDS)
        if isinstance(result, RenderBusy):
            turn.wait()
            begin = time.monotonic()
            result = RenderBusy() if self.is_over else _tried(job)
        self._is_slow = time.monotonic() - begin > _SLOW_SECONDS
        return result


def _tried(job: PrintJob, wait: float | None = None) -> _Result:
    try:
        return rendered(job, wait)
    except FormserverError as failure:
        return failure


def noted(failure: Exception) -> NotPrinted:
    """The failure without its text, which may quote somebody's data; its kind and place are written to the log."""
    place = traceback.extract_tb(failure.__traceback__)[-1]
    logger.error("printing failed: %s at %s:%s", type(failure).__name__, place.filename, place.lineno)
    return NotPrinted()


def nameless(files: ExitStack) -> BinaryIO:
    """An open file without a name, which ends with the process at the latest."""
    return cast(BinaryIO, files.enter_context(tempfile.TemporaryFile()))
