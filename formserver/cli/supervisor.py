"""One process that starts the others of a site, starts them anew when they end, and stops them in order."""

from __future__ import annotations

import logging
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_SIGNALS: Final = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
# A child that ends sooner than this after its start has failed to start.
_STARTING_SECONDS: Final = 30
_LONGEST_PAUSE: Final = 30
# A thread that a library started may take the word that a child has ended; so the children are looked at now and then.
_LONGEST_WAIT: Final = 5.0

logger = logging.getLogger(__name__)


@dataclass
class Child:
    """A program to keep running; it must call `processes.follow_parent`.

    `is_vital`: where it cannot even start, nothing goes on. `patience`: seconds it may take to stop.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    is_vital: bool = False
    patience: int = 5
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    pause: int = 0
    due: float = field(default=0)

    def start(self) -> None:
        """Start it."""
        self.process = subprocess.Popen(self.command, env=self.environment)
        self.started = time.monotonic()

    def stop(self) -> None:
        """Ask it to stop, wait, and end it where it does not."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def has_failed(self) -> bool:
        """Whether it is vital and could not start. Otherwise one that has ended is put down for a new start, with a
        longer pause each time it does not even start."""
        if self.process is None or self.process.poll() is None:
            return False
        now = time.monotonic()
        has_run = now - self.started > _STARTING_SECONDS
        if self.is_vital and not has_run:
            return True
        logger.error("%s 停了（退出码 %s），重新启动", self.name, self.process.returncode)
        self.pause = 0 if has_run else min(2 * self.pause + 1, _LONGEST_PAUSE)
        self.process, self.due = None, now + self.pause
        return False


def supervise(children: Sequence[Child]) -> int:
    """Run them until SIGTERM, SIGINT or SIGHUP, which stops them in their order, or until a vital one cannot start.

    Gives the exit code: 0, or that of the child that could not start.
    """
    former = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        return _supervised(children)
    finally:
        for child in children:
            child.stop()
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _supervised(children: Sequence[Child]) -> int:
    while True:
        for child in children:
            if child.has_failed():
                assert child.process is not None
                return child.process.returncode or 1
            if child.process is None and child.due <= time.monotonic():
                child.start()
        # Waited for, not handled: no signal comes between two steps.
        caught = signal.sigtimedwait(_SIGNALS, _until_due(children))
        if caught is not None and caught.si_signo != signal.SIGCHLD:
            return 0


def _until_due(children: Sequence[Child]) -> float:
    waiting = [child.due - time.monotonic() for child in children if child.process is None]
    return max(0.1, min([_LONGEST_WAIT, *waiting]))
