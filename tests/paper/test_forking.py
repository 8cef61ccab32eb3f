"""The process that forks renderers draws the papers between its signals: those it forks later know what they print."""

import gc
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

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
    kept: list[PrintJob] = []
    assert len(list(renderer._drawn_papers(kept))) == len(set(drawn)) == 9
    assert [job.sheets[0] for job in kept] == ([] if lacks else drawn)


def test_a_fork_draws_papers_before_it_takes_a_job(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    diary = tmp_path / "diary"

    def note(word: str) -> None:
        with diary.open("a") as file:
            file.write(f"{word} ")

    monkeypatch.setattr(renderer, "write_pdf", lambda job: note(job.sheets[0]))
    monkeypatch.setattr(renderer, "_serve", lambda _: note("jobs"))
    monkeypatch.setattr(renderer, "_limit", lambda *_: None)
    with socket.socket(socket.AF_UNIX) as listener:
        os.waitpid(renderer._forked(listener, [PrintJob(["paper"])]), 0)
    assert diary.read_text() == "paper jobs "
