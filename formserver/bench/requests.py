"""Whole requests by the second: the entry page and its submission by the hello of a bare Flask, served alike."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from formserver.bench.load import Load, Server, drive
from formserver.bench.office import Office, Visitor, gzipped
from formserver.bench.papers import papers
from formserver.bench.report import Figure, Ratio, Report, ratio_of

# More than the fastest machine can submit in a second: each draft is submitted once.
_DRAFTS_A_SECOND: Final = 900
_PAPERS: Final = 40
_PAGE_BYTES: Final = 6 * 1024


@dataclass(frozen=True)
class Round:
    """What was measured in turn."""

    hello: Load
    page: Load
    largest: Load
    submission: Load


@dataclass(frozen=True)
class Asked:
    """What is asked for with GET: the address of a draft, and the browser it is open in."""

    visitor: Visitor
    path: str

    @classmethod
    def at(cls, office: Office, site: Server) -> "Asked":
        """A new draft of the office's paper."""
        return cls(Visitor(site.address, office.desk.user_name), office.drafts(1)[0])

    def drive(self, site: Server, seconds: int) -> Load:
        """Ask for it as often as it goes."""
        return drive(site, self.path, seconds, cookie=self.visitor.cookie)

    @property
    def bytes(self) -> int:
        """The page on the wire."""
        return gzipped(self.visitor.page(self.path))


def measure(
    office: Office,
    largest: Office,
    servers: tuple[Server, Server],
    folder: Path,
    *,
    rounds: int,
    seconds: int,
    done: Callable[[], None],
) -> Report:
    """Alternating rounds on both servers, the site's and the hello's; `done` is called after each."""
    pages = Asked.at(office, servers[0]), Asked.at(largest, servers[0])
    _round(office, pages, servers, folder, 1)  # warms caches and processes
    found, before = [], office.submitted()
    for _ in range(rounds):
        found.append(_round(office, pages, servers, folder, seconds))
        done()
    return _report(found, (pages[0].bytes, pages[1].bytes), office.submitted() - before)


def _round(
    office: Office, pages: tuple[Asked, Asked], servers: tuple[Server, Server], folder: Path, seconds: int
) -> Round:
    (site, hello), visitor = servers, pages[0].visitor
    bodies = _bodies(office, visitor, folder / "bodies", seconds * _DRAFTS_A_SECOND)
    return Round(
        drive(hello, "/", seconds),
        pages[0].drive(site, seconds),
        pages[1].drive(site, seconds),
        drive(site, "/", seconds, cookie=visitor.cookie, bodies=bodies),
    )


def _bodies(office: Office, visitor: Visitor, file: Path, count: int) -> Path:
    """A file of posts, one for each of so many new drafts."""
    filled, rng = papers(office.part, _PAPERS), random.Random(count)
    lines = (f"{path}\t{visitor.body(rng.choice(filled))}" for path in office.drafts(count))
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def _report(found: Sequence[Round], page_bytes: tuple[int, int], stored: int) -> Report:
    hello, submission = [one.hello for one in found], [one.submission for one in found]
    page, largest = [one.page for one in found], [one.largest for one in found]
    sent = sum(load.requests for load in submission)
    figures = (
        _figure("裸 Flask：hello", hello),
        _figure("填表页（GET）", page),
        _figure("最大的填表页（GET）", largest),
        _figure("提交（POST）", submission),
        Figure("提交后存入的记录", float(stored), "份", {"requests": sent}),
        Figure("填表页，gzip", page_bytes[0] / 1024, "KB"),
        Figure("最大的填表页，gzip", page_bytes[1] / 1024, "KB"),
    )
    return Report(
        figures,
        (
            *_by_hello("填表页", page, hello, 0.15),
            *_by_hello("最大的填表页", largest, hello, 0.15),
            *_by_hello("提交", submission, hello, 0.07),
            Ratio("填表页 / 6 KB（gzip）", page_bytes[0] / _PAGE_BYTES, 1.0),
            Ratio("最大的填表页 / 6 KB（gzip）", page_bytes[1] / _PAGE_BYTES, 1.0),
        ),
    )


def _by_hello(name: str, loads: Sequence[Load], hello: Sequence[Load], goal: float) -> tuple[Ratio, Ratio]:
    """By the second, and by the processor: on a machine that does other things a short request has the better of a
    long one."""
    speeds = [load.per_second for load in loads], [load.per_second for load in hello]
    costs = [load.cpu for load in hello], [load.cpu for load in loads]
    return (
        ratio_of(f"{name} / hello", *speeds, goal, at_most=False),
        ratio_of(f"hello 的处理器时间 / {name}的", *costs, goal, at_most=False),
    )


def _figure(name: str, loads: Sequence[Load]) -> Figure:
    return Figure.of(
        name,
        "次/秒",
        [load.per_second for load in loads],
        cpu_ms=[load.cpu for load in loads],
        p50_ms=[load.p50 for load in loads],
        p99_ms=[load.p99 for load in loads],
        errors=[load.errors for load in loads],
    )
