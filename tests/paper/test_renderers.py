"""Renderers: the same sheet from a process of its own; jobs whose renderer is busy, ends or hangs."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from formserver.printing.job import (
    About,
    Attachment,
    JobTooLarge,
    PrintJob,
    RenderBusy,
    RenderFailed,
    SheetTooSlow,
    joined,
)
from formserver.printing.pdf import write_pdf
from formserver.printing.render import render, use_renderers
from tests.paper.test_filled_sheets import photo


def page(words: str) -> str:
    """A sheet with one paragraph."""
    return f'<html lang="zh-CN"><body><p>{words}</p></body></html>'


SMALL = PrintJob(
    [page('甲乙丙<img src="picture:1" alt="照片"/>'), page("丁")],
    {"1": photo("PNG")},
    About("登记表", "青河县民政局", "2025-01-08T02:03:04Z"),
)
DATA = Attachment("record.json", "数据", b"{}")
ENDLESS = PrintJob([page("很长的文字</p><p>" * 200_000)])

T = TypeVar("T")


class Renderers:
    """One renderer and the process that forks it."""

    def __init__(self, folder: Path, count: int = 1, begin: Callable[[], None] | None = None) -> None:
        self.address = str(folder / "renderers")
        command = [sys.executable, "-m", "formserver.printing.renderer", self.address, str(count), str(os.getpid())]
        self.master = subprocess.Popen(
            command, env={"PATH": os.environ["PATH"], "TMPDIR": str(folder)}, preexec_fn=begin
        )

    def pid(self) -> int:
        """The renderer at work now."""
        render(SMALL, wait=60)  # waits until there is one, and only one
        return self.forked()[0]

    def forked(self) -> list[int]:
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def stop(self) -> int:
        self.master.terminate()
        return self.master.wait(10)


def until(found: Callable[[], T]) -> T:
    """What was found, as soon as it is anything."""
    for _ in range(600):
        if answer := found():
            return answer
        time.sleep(0.05)
    raise TimeoutError


@pytest.fixture(scope="module")
def renderers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Renderers]:
    started = Renderers(tmp_path_factory.mktemp("renderers"))
    yield started
    started.stop()


@pytest.fixture(autouse=True)
def _used(renderers: Renderers) -> Iterator[None]:
    use_renderers(renderers.address)
    yield
    use_renderers("")


@contextmanager
def failing_in_the_background(job: PrintJob, kind: type[Exception]) -> Iterator[None]:
    """The job is sent meanwhile; at the end it must have failed so."""
    found: list[BaseException] = []

    def send() -> None:
        try:
            render(job)
        except BaseException as error:
            found.append(error)

    sending = threading.Thread(target=send)
    sending.start()
    yield
    sending.join(30)
    assert [type(error) for error in found] == [kind]


def busy(renderers: Renderers) -> int:
    """The renderer, as soon as it works: its time of the processor grows."""
    first: dict[int, int] = {}

    def working() -> list[int]:
        used = {pid: processor_ticks(pid) for pid in renderers.forked()}
        return [pid for pid, ticks in used.items() if ticks > first.setdefault(pid, ticks) + 5]

    return until(working)[0]


def processor_ticks(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])
    except OSError:
        return 0


def test_a_renderer_draws_the_same_bytes() -> None:
    assert render(SMALL) == write_pdf(SMALL)


def test_an_archival_sheet_too() -> None:
    job = replace(SMALL, archived=[DATA])
    assert {write_pdf(job), write_pdf(job), render(job)} == {write_pdf(job)}


def test_a_renderer_that_is_killed_fails_one_job_and_is_replaced(renderers: Renderers) -> None:
    with failing_in_the_background(ENDLESS, RenderFailed):
        killed = busy(renderers)
        os.kill(killed, signal.SIGKILL)
    assert render(SMALL).startswith(b"%PDF")
    assert renderers.pid() != killed


def test_a_job_without_a_free_renderer_is_told_to_come_again(renderers: Renderers) -> None:
    renderer = renderers.pid()
    os.kill(renderer, signal.SIGSTOP)
    try:
        with pytest.raises(RenderBusy):
            render(SMALL, wait=0.2)
    finally:
        os.kill(renderer, signal.SIGCONT)
    assert render(SMALL).startswith(b"%PDF")


def test_where_nobody_listens_the_job_is_told_to_come_again(tmp_path: Path) -> None:
    use_renderers(str(tmp_path / "nobody"))
    with pytest.raises(RenderBusy):
        render(SMALL, wait=0.2)


def test_a_sheet_that_takes_too_long_is_broken_off_with_a_reason() -> None:
    with pytest.raises(SheetTooSlow, match="1 秒内没有排好版"):
        render(replace(ENDLESS, patience=1))
    assert render(SMALL).startswith(b"%PDF")


def test_a_fault_of_the_renderer_is_no_fault_of_the_next_job() -> None:
    with pytest.raises(RenderFailed):
        render(replace(SMALL, about=About(at="no time"), archived=[DATA]))
    assert render(SMALL).startswith(b"%PDF")


def test_a_renderer_is_replaced_after_a_large_bundle(renderers: Renderers) -> None:
    first = renderers.pid()
    render(PrintJob([page("甲")] * 49))
    assert renderers.pid() == first
    render(PrintJob([page("甲")] * 50))
    assert renderers.pid() != first


def test_renderers_are_replaced_before_they_grow_old(renderers: Renderers) -> None:
    first = renderers.pid()
    for _ in range(27):
        render(PrintJob([page("甲")] * 19))
    assert renderers.pid() != first


def test_too_many_sheets_are_refused_with_what_to_do() -> None:
    with pytest.raises(JobTooLarge, match="一次最多打印 200 份，这次有 500 份"):
        render(PrintJob([page("甲")] * 500))


def test_too_many_bytes_of_pictures_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formserver.printing.job.MOST_BYTES", 100)
    with pytest.raises(JobTooLarge, match="照片太多"):
        render(SMALL)


def test_jobs_are_joined_in_their_order() -> None:
    both = joined([SMALL, PrintJob([page("戊")], {"2": b"x"})], About("两份"))
    assert (len(both.sheets), both.sheets[2], set(both.pictures), both.about.title) == (
        3,
        page("戊"),
        {"1", "2"},
        "两份",
    )


def test_a_joined_document_takes_title_and_office_from_its_first_sheet() -> None:
    about = joined([SMALL, ENDLESS], About()).about
    assert (about.title, about.author, about.at) == ("登记表", "青河县民政局", "")


def test_no_font_is_open_that_forked_renderers_could_disturb_each_other_with(renderers: Renderers) -> None:
    render(SMALL)
    open_files = []
    for path in Path(f"/proc/{renderers.pid()}/fd").iterdir():
        with suppress(FileNotFoundError):  # the renderer hangs up on us when it has answered
            open_files.append(os.readlink(path))
    assert [name for name in open_files if name.endswith((".ttf", ".otf", ".ttc"))] == []


def test_where_the_machine_allows_less_renderers_keep_to_it(tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (3600, 3600))
        resource.setrlimit(resource.RLIMIT_DATA, (2**29, 2**29))

    started = Renderers(tmp_path, begin=limit)
    use_renderers(started.address)
    limits = Path(f"/proc/{started.pid()}/limits").read_text()
    assert "536870912" in next(line for line in limits.splitlines() if line.startswith("Max data size"))
    assert started.stop() == 0


def test_renderers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    start = (
        "import os, subprocess, sys\n"
        "command = [sys.executable, '-m', 'formserver.printing.renderer', sys.argv[1], '1', str(os.getpid())]\n"
        "print(subprocess.Popen(command).pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    pipe, address = subprocess.PIPE, str(tmp_path / "renderers")
    with subprocess.Popen([sys.executable, "-c", start, address], stdin=pipe, stdout=pipe) as parent:
        assert parent.stdout is not None
        master = int(parent.stdout.readline())
        use_renderers(address)
        render(SMALL)
        renderer = int(Path(f"/proc/{master}/task/{master}/children").read_text())
        parent.kill()
    assert until(lambda: not is_running(master) and not is_running(renderer))


def is_running(pid: int) -> bool:
    """Whether it runs; one that waits for its parent to take note of its end does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    started = Renderers(tmp_path)
    use_renderers(started.address)
    renderer = started.pid()
    assert started.stop() == 0
    assert not is_running(renderer)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []
