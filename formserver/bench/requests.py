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
    submission: Load


def measure(
    office: Office, site: Server, hello: Server, folder: Path, *, rounds: int, seconds: int, done: Callable[[], None]
) -> Report:
    """Alternating rounds on both servers; `done` is called after each."""
    visitor = Visitor(site.address)
    page = office.drafts(1)[0]
    _round(office, visitor, (site, hello), page, folder, 1)  # warms caches and processes
    found, before = [], office.submitted()
    for _ in range(rounds):
        found.append(_round(office, visitor, (site, hello), page, folder, seconds))
        done()
    stored = office.submitted() - before
    return _report(found, gzipped(visitor.page(page)), stored)


def _round(
    office: Office, visitor: Visitor, servers: tuple[Server, Server], page: str, folder: Path, seconds: int
) -> Round:
    site, hello = servers
    bodies = _bodies(office, visitor, folder / "bodies", seconds * _DRAFTS_A_SECOND)
    return Round(
        drive(hello, "/", seconds),
        drive(site, page, seconds, cookie=visitor.cookie),
        drive(site, "/", seconds, cookie=visitor.cookie, bodies=bodies),
    )


def _bodies(office: Office, visitor: Visitor, file: Path, count: int) -> Path:
    """A file of posts, one for each of so many new drafts."""
    filled, rng = papers(office.part, _PAPERS), random.Random(count)
    lines = (f"{path}\t{visitor.body(rng.choice(filled))}" for path in office.drafts(count))
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def _report(found: Sequence[Round], page_bytes: int, stored: int) -> Report:
    hello, page, submission = (
        [one.hello for one in found],
        [one.page for one in found],
        [one.submission for one in found],
    )
    sent = sum(load.requests for load in submission)
    figures = (
        _figure("裸 Flask：hello", hello),
        _figure("填表页（GET）", page),
        _figure("提交（POST）", submission),
        Figure("提交后存入的记录", float(stored), "份", {"requests": sent}),
        Figure("填表页，gzip", page_bytes / 1024, "KB"),
    )
    speeds = [[load.per_second for load in loads] for loads in (hello, page, submission)]
    # The same on a machine that does other things meanwhile, where a short request has the better of a long one.
    costs = [[load.cpu for load in loads] for loads in (hello, page, submission)]
    return Report(
        figures,
        (
            ratio_of("填表页 / hello", speeds[1], speeds[0], 0.15, at_most=False),
            ratio_of("提交 / hello", speeds[2], speeds[0], 0.07, at_most=False),
            ratio_of("hello 的处理器时间 / 填表页的", costs[0], costs[1], 0.15, at_most=False),
            ratio_of("hello 的处理器时间 / 提交的", costs[0], costs[2], 0.07, at_most=False),
            Ratio("填表页 / 6 KB（gzip）", page_bytes / _PAGE_BYTES, 1.0),
        ),
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
