"""The process that forks renderers draws the papers between its signals: those it forks later know what they print."""

import gc
import signal
from collections.abc import Iterator

import pytest

from formserver.printing import renderer
from formserver.printing.glyphs import GlyphMissing
from formserver.printing.job import PrintJob


def test_a_signal_waits_for_one_paper_at_most() -> None:
    drawn: list[int] = []

    def papers() -> Iterator[None]:
        for number in range(2):
            drawn.append(number)
            yield

    waiting, found = papers(), []
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    try:
        for _ in range(3):
            signal.raise_signal(signal.SIGCHLD)
            found.append((renderer._next_signal(waiting), list(drawn)))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    assert found == [(signal.SIGCHLD, [0]), (signal.SIGCHLD, [0, 1]), (signal.SIGCHLD, [0, 1])]


@pytest.mark.parametrize("lacks", [False, True])
def test_every_shipped_paper_is_drawn_once_as_far_as_it_can_be(lacks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def write(job: PrintJob) -> bytes:
        drawn.append(job.sheets[0])
        if lacks:
            raise GlyphMissing(character="甲", place="表样")
        return b""

    monkeypatch.setattr(renderer, "write_pdf", write)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    assert len(list(renderer._drawn_papers())) == len(set(drawn)) == 9
