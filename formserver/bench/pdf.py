"""Printing: sheets from a renderer against Chromium, alone and in bundles; forks, memory, two renderers at once."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any, Final

from formserver.bench import chromium, processes
from formserver.bench.chromium import Chromium
from formserver.bench.papers import papers
from formserver.bench.report import Figure, Ratio, Report, ratio_of
from formserver.forms.document import read_folder
from formserver.printing.copies import record_job
from formserver.printing.job import About, PrintJob, joined
from formserver.printing.render import render, use_renderers
from formserver.printing.sheet import SheetMarks
from formserver.printing.wire import READY
from formserver.resources import root
from formserver.services.rendering import in_order

FORM: Final = "visit_record/fujian"
_ALONE: Final = 10  # sheets one after the other in a round
_FORKS: Final = 5
_SHARED: Final = 5  # parts of a bundle that is divided between two renderers
_KB: Final = 1000.0
_SHEET_KB: Final = 35.0


@dataclass(frozen=True)
class Cost:
    """For one sheet: ms by the clock, ms of the processor, KB."""

    clock: float
    cpu: float
    size: float


class Renderers:
    """Renderers of our own at a socket."""

    def __init__(self, folder: Path, count: int) -> None:
        self.address = str(folder / f"renderers-{count}")
        command = [sys.executable, "-m", "formserver.printing.renderer", self.address, str(count), str(os.getpid())]
        self._master = subprocess.Popen(command, env=os.environ | {"TMPDIR": str(folder)})

    def pids(self) -> list[int]:
        """The renderers at work."""
        return processes.children(self._master.pid)

    def cpu_seconds(self) -> float:
        """Seconds of the processor that renderers have used: those at work and those that were replaced."""
        return sum(processes.times(self._master.pid)[2:]) + processes.cpu_seconds(self.pids())

    def wait(self) -> None:
        """Until one of them takes a job: it is given none."""
        peer = socket.socket(socket.AF_UNIX)
        peer.connect(self.address)
        with closing(Connection(peer.detach())) as renderer:
            assert renderer.recv_bytes() == READY

    def stop(self) -> None:
        """End them."""
        self._master.terminate()
        self._master.wait()


@contextmanager
def started(folder: Path, count: int) -> Iterator[Renderers]:
    """So many renderers, until the end of the block."""
    renderers = Renderers(folder, count)
    try:
        yield renderers
    finally:
        use_renderers("")
        renderers.stop()


def measure(rounds: int, sheets: int, done: Callable[[], None]) -> Report:
    """Alternating rounds; `sheets` in a bundle. `done` is called after each round."""
    jobs = _jobs(max(sheets, _ALONE))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="formserver-bench-")))
        begin = time.monotonic()
        one = stack.enter_context(started(folder, 1))
        use_renderers(one.address)
        render(jobs[0])
        first = Figure("第一份：启动打印进程到出第一份", (time.monotonic() - begin) * 1000, "ms")
        two = stack.enter_context(started(folder, 2))
        browser = stack.enter_context(chromium.opened(folder)) if chromium.is_present() else None
        found = []
        for _ in range(rounds):
            found.append(_round(one, two, browser, jobs, sheets))
            done()
        grown = _growth(one, jobs, 2 * sheets)
        return _report(first, found, grown, browser is not None)


def _jobs(count: int) -> list[PrintJob]:
    document = next(one for one in read_folder(root() / "schemas")[0] if one.code == FORM)
    part = document.first_part
    filled = papers(part, min(count, 20))
    return [
        record_job(
            document,
            {part.code: filled[index % len(filled)].data},
            marks=SheetMarks(number=f"350100-TF-2025-{index:06}", edition="1.0"),
            copies=False,
            pictures={},
        )
        for index in range(count)
    ]


def _round(
    one: Renderers, two: Renderers, browser: Chromium | None, jobs: Sequence[PrintJob], sheets: int
) -> dict[str, Any]:
    """What was measured in turn, by name."""
    use_renderers(one.address)
    bundle, few = joined(jobs[:sheets], About()), jobs[:_ALONE]
    forks = [_after_fork(one, jobs[0]) for _ in range(_FORKS)]
    found: dict[str, Any] = {"fork": median(begun for begun, _ in forks), "first": median(took for _, took in forks)}
    render(jobs[1])
    found["alone"] = _cost(one.cpu_seconds, lambda: [render(job) for job in few], _ALONE)
    if browser is not None:
        browser.pdf(jobs[0].sheets)
        found["alone_chromium"] = _cost(browser.cpu_seconds, lambda: [browser.pdf(job.sheets) for job in few], _ALONE)
    with _watched(one) as peaks:
        found["bundle"] = _cost(one.cpu_seconds, lambda: [render(bundle)], sheets)
    found["peak"] = max(peaks)
    if browser is not None:
        found["bundle_chromium"] = _cost(browser.cpu_seconds, lambda: [browser.pdf(bundle.sheets)], sheets)
        found["memory_chromium"] = processes.memory(browser.pids())
    shared = [joined(jobs[start:sheets:_SHARED], About()) for start in range(min(_SHARED, sheets))] * 2
    found["by_one"], found["by_two"] = _in_order(one, shared), _in_order(two, shared)
    return found


def _cost(used: Callable[[], float], work: Callable[[], list[bytes]], sheets: int) -> Cost:
    clock, cpu = time.monotonic(), used()
    documents = work()
    took, spent = time.monotonic() - clock, used() - cpu
    return Cost(took * 1000 / sheets, spent * 1000 / sheets, sum(map(len, documents)) / _KB / sheets)


@contextmanager
def _watched(renderers: Renderers) -> Iterator[list[float]]:
    """MiB the renderers held at most, looked at again and again: one that is replaced cannot be asked any more."""
    peaks, is_over = [0.0], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.02):
            peaks.extend(map(processes.peak, renderers.pids()))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield peaks
    finally:
        is_over.set()
        watching.join()


def _after_fork(renderers: Renderers, job: PrintJob) -> tuple[float, float]:
    """Milliseconds of the processor of a fresh fork: until it takes jobs, and for its first sheet."""
    [former] = renderers.pids()
    os.kill(former, signal.SIGTERM)
    while former in renderers.pids():
        time.sleep(0.01)
    renderers.wait()
    begun = processes.cpu_seconds(renderers.pids())
    render(job)
    return begun * 1000, (processes.cpu_seconds(renderers.pids()) - begun) * 1000


def _in_order(renderers: Renderers, jobs: Sequence[PrintJob]) -> tuple[float, float]:
    """Seconds by the clock and of the processor for the parts of a bundle, drawn as a job in the background does it."""
    use_renderers(renderers.address)
    begin, used = time.monotonic(), renderers.cpu_seconds()
    for result in in_order(jobs):
        assert isinstance(result, bytes)
    return time.monotonic() - begin, renderers.cpu_seconds() - used


def _growth(renderers: Renderers, jobs: Sequence[PrintJob], count: int) -> Figure:
    """How much larger a renderer has grown by so many sheets, one after the other."""
    use_renderers(renderers.address)
    _after_fork(renderers, jobs[0])
    for job in jobs[:_ALONE]:
        render(job)
    before = processes.memory(renderers.pids())
    for index in range(count):
        render(jobs[index % len(jobs)])
    after = processes.memory(renderers.pids())
    return Figure("内存增长", after - before, "MiB", {"sheets": count, "after": after})


def _report(first: Figure, found: Sequence[dict[str, Any]], grown: Figure, is_compared: bool) -> Report:
    def column(name: str) -> list[Any]:
        return [one[name] for one in found]

    alone, bundle, after_fork = column("alone"), column("bundle"), column("first")
    by_one, by_two = (tuple(zip(*column(name), strict=True)) for name in ("by_one", "by_two"))
    figures = [
        first,
        Figure.of("换新进程后的第一份", "ms（处理器）", after_fork, process=column("fork")),
        _figure("一份", alone),
        _figure("一批中的一份", bundle, peak_mib=column("peak")),
        Figure.of("五批两遍，一个打印进程", "s", by_one[0], cpu_s=by_one[1]),
        Figure.of("五批两遍，两个打印进程", "s", by_two[0], cpu_s=by_two[1]),
        grown,
    ]
    ratios = [
        ratio_of("换新进程后的第一份 / 一份（处理器）", after_fork, [one.cpu for one in alone], 1.5, at_most=True),
        ratio_of("一批中的一份 / 一份（处理器）", _cpu(bundle), _cpu(alone), 0.6, at_most=True),
        ratio_of("一个打印进程 / 两个（时间）", by_one[0], by_two[0], 1.9, at_most=False),
        # what two would gain on a machine with nothing else to do: no time lost on each other
        ratio_of("两个打印进程 / 一个（处理器）", by_two[1], by_one[1], 1.05, at_most=True),
        Ratio("一份 / 35 KB", median(one.size for one in alone) / _SHEET_KB, 1.0),
        Ratio("200 份的内存增长 / 10 MiB", grown.value / grown.more["sheets"] * 200 / 10, 1.0),
    ]
    if is_compared:
        theirs, theirs_bundled = column("alone_chromium"), column("bundle_chromium")
        figures += [
            _figure("一份：Chromium", theirs),
            _figure("一批中的一份：Chromium", theirs_bundled, memory_mib=column("memory_chromium")),
        ]
        ratios += [
            ratio_of("一份 / Chromium（时间）", _clock(alone), _clock(theirs), 0.3, at_most=True),
            ratio_of("一份 / Chromium（处理器）", _cpu(alone), _cpu(theirs), 0.3, at_most=True),
            ratio_of("一批中的一份 / Chromium（处理器）", _cpu(bundle), _cpu(theirs_bundled), 1.0, at_most=True),
        ]
    return Report(tuple(figures), tuple(ratios))


def _figure(name: str, costs: Sequence[Cost], **more: Sequence[float]) -> Figure:
    return Figure.of(name, "ms", _clock(costs), cpu_ms=_cpu(costs), kb=[one.size for one in costs], **more)


def _clock(costs: Sequence[Cost]) -> list[float]:
    return [one.clock for one in costs]


def _cpu(costs: Sequence[Cost]) -> list[float]:
    return [one.cpu for one in costs]
