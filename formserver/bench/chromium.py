"""The yardstick of printing: Chromium, kept open, prints the same pages. Only where Playwright is installed."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from formserver.bench import processes
from formserver.printing.glyphs import FONTS

_STYLE: Final = FONTS.parent / "print.css"
_BREAK: Final = "<style>body > section + section { break-before: page }</style>"


def is_present() -> bool:
    """Whether there is a browser and the library that drives it."""
    return find_spec("playwright") is not None and shutil.which("chromium") is not None


class Chromium:
    """A page of an open browser. Fonts and styles are those of the sheets; fonts are read once, as the renderers do."""

    def __init__(self, page: Any, driver: int) -> None:
        self._page, self._driver = page, driver

    def pdf(self, sheets: Sequence[str]) -> bytes:
        """One document of these sheets."""
        self._page.set_content(_joined(sheets))
        return bytes(self._page.pdf(prefer_css_page_size=True))

    def cpu_seconds(self) -> float:
        """Seconds of the processor they have used."""
        return processes.cpu_seconds(self.pids())

    def pids(self) -> list[int]:
        """The processes of the browser and its driver."""
        return processes.tree(self._driver)


@contextmanager
def opened(folder: Path) -> Iterator[Chromium]:
    """A browser that has drawn a sheet; `folder` for the page its fonts may be read from."""
    before = set(processes.children(os.getpid()))
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        [driver] = set(processes.children(os.getpid())) - before
        page = browser.new_page()
        start = folder / "start.html"
        start.write_text(_joined(["<body><p>始"]), "utf-8")
        page.goto(start.as_uri())  # only a page from the disk may read fonts from it
        try:
            yield Chromium(page, driver)
        finally:
            browser.close()


def _joined(sheets: Sequence[str]) -> str:
    style = _STYLE.read_text("utf-8").replace('url("fonts/', f'url("{FONTS.as_uri()}/')
    head, _, _ = sheets[0].partition("<body")
    bodies = (sheet.partition("<body")[2].partition(">")[2].removesuffix("</html>") for sheet in sheets)
    sections = "".join(f"<section>{body}</section>" for body in bodies)
    return f"{head}<style>{style}</style>{_BREAK}<body>{sections}"
