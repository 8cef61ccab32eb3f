"""Papers on the designer's table, for tests: a small new one, the shipped ones, and steps taken on them."""

from functools import cache
from typing import Any

from formserver.forms import canonical, document
from formserver.forms.designing import steps
from formserver.forms.designing.base import Refused, Sketch
from formserver.forms.designing.blank import new_paper
from formserver.forms.designing.library import sketch
from formserver.forms.designing.whole import fields_in_order
from formserver.forms.document import FormDocument
from formserver.resources import root

Json = dict[str, Any]
SHIPPED = sorted(
    f"{path.parent.name}/{path.stem.partition('.')[0]}"
    for folder in ("registration", "visit_record")
    for path in (root() / "schemas" / folder).glob("*.json")
)


@cache
def _words() -> tuple[Json, dict[str, Json]]:
    return document.words_of(root() / "schemas")


def library() -> dict[str, Json]:
    """The shared definitions and lists that are shipped, by name."""
    return _words()[1]


def read(text: str) -> FormDocument:
    dialect, shared = _words()
    return document.load(text, file="设计", dialect=dialect, shared=shared)


class Design:
    """A document and the steps taken on it; each is undone and done again, too."""

    def __init__(self, text: str = "") -> None:
        self.text = text or new_paper("registration/own", "走访表", "基本情况")
        self.count = 0

    def take(self, do: str, **words: Any) -> str:
        """Take a step; gives what the history says."""
        self.count += 1
        taken = steps.take(self.text, {"do": do, **words}, seed=f"s{self.count}", read=read, shared=library())
        assert taken.edit.done(self.text) == taken.document.text
        assert taken.edit.undone(taken.document.text) == self.text
        self.text = taken.document.text
        return taken.said.message

    def refused(self, do: str, **words: Any) -> str:
        """A step that is refused; gives the reason."""
        before = self.text
        try:
            self.take(do, **words)
        except Refused as refused:
            assert self.text == before
            return str(refused)
        raise AssertionError(f"{do} {words} was taken")

    def add(self, kind: str, label: str, cell: str = "0.1.1") -> str:
        """Add a field; gives its place."""
        self.take("add", cell=cell, kind=kind, label=label)
        return next(
            place
            for place, spec in fields_in_order(self.sketch)
            if place.rpartition(".")[2].startswith(f"item_s{self.count}") and spec["title"] == label
        )

    @property
    def sketch(self) -> Sketch:
        return sketch(self.text, library())

    @property
    def part(self) -> Json:
        found: Json = self.sketch.document["properties"]["main"]
        return found

    def field(self, place: str) -> Json:
        return self.sketch.field(place)

    def rows(self, block: int = 0) -> list[list[str]]:
        """The words of the cells of a table, row by row."""
        rows = self.sketch.document["x-paper"]["blocks"][block]["rows"]
        return [[" / ".join(_lines(cell)) for cell in row.get("cells", ())] for row in rows]


def _lines(cell: Json) -> list[str]:
    return [*([cell["text"]] if "text" in cell else cell.get("lines", [])), *cell.get("foot", [])]


def grid(cell: str = "money") -> tuple[Design, str, str]:
    """A design with a grid of two columns: the design, place and code of the grid."""
    design = Design()
    place = design.add("grid", "收入")
    design.take("change", field=place, to={"cell": cell})
    return design, place, place.partition(".")[2]


def growing() -> tuple[Design, str, str, str]:
    """A design with a growing table, an amount and a date in it: the design, place of the table, codes of the two."""
    design = Design()
    place = design.add("table", "费用")
    cost = design.add("money", "金额", "1.1.1").rpartition(".")[2]
    return design, place, place.partition(".")[2], cost


@cache
def shipped_source(code: str) -> str:
    """A shipped paper as the designer begins with it."""
    folder, name = code.split("/")
    return next((root() / "schemas" / folder).glob(f"{name}.v*.json")).read_text("utf-8")


@cache
def shipped_text(code: str) -> str:
    """A shipped paper with everything written out."""
    return canonical.dumps(read(shipped_source(code)).bundled)
