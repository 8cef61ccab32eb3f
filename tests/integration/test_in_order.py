"""Jobs of one volume through one renderer or two: in their order, side by side where one is idle, never in the way."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from formserver.printing import render, wire
from formserver.printing.job import PrintJob, SheetTooSlow
from formserver.services import rendering, volumes
from formserver.services.rendering import in_order
from tests.paper.test_renderers import Renderers
from tests.printing_office import asked_for, content_of, done

PATIENCE = 60


class Desk:
    """Stands where renderers do: takes as many jobs at a time as it has seats, and answers when it is told to."""

    def __init__(self, address: str, seats: int) -> None:
        self.taken: list[str] = []
        self._answers: dict[str, threading.Event] = {}
        self._changed = threading.Condition()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(address)
        self._listener.listen(64)
        self._seats = [threading.Thread(target=self._serve, daemon=True) for _ in range(seats)]
        for seat in self._seats:
            seat.start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            with closing(Connection(peer.detach())) as client, suppress(OSError, EOFError):
                client.send_bytes(wire.READY)
                [sheet] = wire.receive_job(client).sheets
                self._note(sheet)
                self._answer(sheet).wait(PATIENCE)
                wire.send_answer(client, SheetTooSlow(seconds=1) if sheet == "bad" else sheet.encode())

    def _note(self, sheet: str) -> None:
        with self._changed:
            self.taken.append(sheet)
            self._changed.notify_all()

    def _answer(self, sheet: str) -> threading.Event:
        with self._changed:
            return self._answers.setdefault(sheet, threading.Event())

    def has(self, *sheets: str, seconds: float = PATIENCE) -> bool:
        """Waits until these were taken; False where they were not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: set(sheets) <= set(self.taken), seconds)

    def answer(self, *sheets: str) -> None:
        for sheet in sheets:
            self._answer(sheet).set()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.answer(*self.taken)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    place = str(tmp_path / "desk")
    render.use_renderers(place)
    yield place
    render.use_renderers("")


@pytest.fixture
def two(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(rendering, "_GLANCE_SECONDS", PATIENCE)  # however busy the machine is
    desk = Desk(address, 2)
    yield desk
    desk.close()


@pytest.fixture
def one(address: str) -> Iterator[Desk]:
    desk = Desk(address, 1)
    yield desk
    desk.close()


class Reader:
    """Takes what comes out of `in_order` in a thread of its own. Drawing what is printed takes a while: the second job
    is there when the first is taken."""

    def __init__(self, desk: Desk, *sheets: str) -> None:
        self._desk = desk
        self.found: list[object] = []
        self.has_asked_for_all = threading.Event()
        self._thread = threading.Thread(target=self._read, args=(sheets,))
        self._thread.start()

    def _read(self, sheets: tuple[str, ...]) -> None:
        self.found.extend(in_order(self._jobs(sheets)))

    def _jobs(self, sheets: tuple[str, ...]) -> Iterator[PrintJob]:
        for sheet in sheets:
            if sheet == sheets[1]:
                self._desk.has(sheets[0])
            job = PrintJob([sheet])
            if sheet == sheets[-1]:
                self.has_asked_for_all.set()
            yield job

    def all(self) -> list[object]:
        self._thread.join(PATIENCE)
        return self.found


def test_two_idle_renderers_draw_two_jobs_at_once_and_the_order_stays(two: Desk) -> None:
    reader = Reader(two, "1", "2", "3", "4")
    assert two.has("1", "2")
    two.answer("2")
    two.answer("1")
    assert two.has("3", "4")
    two.answer("4", "3")
    assert reader.all() == [b"1", b"2", b"3", b"4"]
    assert sorted(two.taken) == ["1", "2", "3", "4"]


def test_no_more_than_two_are_on_their_way(two: Desk) -> None:
    asked: list[str] = []

    def jobs() -> Iterator[PrintJob]:
        for sheet in ("1", "2", "3"):
            asked.append(sheet)
            yield PrintJob([sheet])

    reading = in_order(jobs())
    two.answer("1", "2", "3")
    assert next(reading) == b"1"
    assert asked == ["1", "2"]
    assert list(reading) == [b"2", b"3"]


def test_one_renderer_draws_them_one_after_the_other(one: Desk) -> None:
    reader = Reader(one, "1", "2", "3")
    for sheet in ("1", "2", "3"):
        assert one.has(sheet)
        assert one.taken[-1] == sheet
        one.answer(sheet)
    assert reader.all() == [b"1", b"2", b"3"]
    assert one.taken == ["1", "2", "3"]


def test_a_page_that_waits_is_served_before_the_next_job(
    one: Desk, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "_GLANCE_SECONDS", 0)
    reader = Reader(one, "1", "2")
    assert one.has("1")
    page = render._connected(address)
    assert page is not None
    with closing(page):
        one.answer("1", "page", "2")
        assert page.recv_bytes() == wire.READY
        assert "2" not in one.taken
        wire.send_job(page, PrintJob(["page"]))
        assert wire.receive_answer(page) == b"page"
    assert reader.all() == [b"1", b"2"]
    assert one.taken == ["1", "page", "2"]


def test_while_drawing_is_slow_one_renderer_stays_free(two: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_SLOW_SECONDS", -1)
    reader = Reader(two, "1", "2", "3")
    assert two.has("1", "2")
    two.answer("1")
    assert reader.has_asked_for_all.wait(PATIENCE)
    assert not two.has("3", seconds=0.5)  # the other renderer is idle
    two.answer("page")
    assert render.render(PrintJob(["page"]), wait=PATIENCE) == b"page"
    assert "3" not in two.taken
    two.answer("2", "3")
    assert reader.all() == [b"1", b"2", b"3"]


@pytest.mark.parametrize("seats", [1, 2])
def test_a_job_that_fails_has_its_place_too(address: str, seats: int) -> None:
    desk = Desk(address, seats)
    desk.answer("1", "bad", "3")
    first, second, third = in_order(PrintJob([sheet]) for sheet in ("1", "bad", "3"))
    assert (first, third) == (b"1", b"3")
    assert isinstance(second, SheetTooSlow)
    desk.close()


def test_who_stops_reading_leaves_nothing_behind(two: Desk) -> None:
    two.answer("1", "2", "3")
    reading = in_order(PrintJob([sheet]) for sheet in ("1", "2", "3"))
    next(reading)
    reading.close()  # type: ignore[attr-defined]
    assert "3" not in two.taken


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_bundle_has_the_same_bytes_through_two_renderers(
    printing_office: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(volumes, "CHUNK", 1)
    here = content_of(done(asked_for()))
    renderers = Renderers(tmp_path, 2)
    render.use_renderers(renderers.address)
    try:
        assert content_of(done(asked_for())) == here
    finally:
        render.use_renderers("")
        renderers.stop()
