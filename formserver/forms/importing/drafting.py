"""A whole paper to the draft of its form document, with everything that was guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms.canonical import dumps
from formserver.forms.importing.cells import Asking, answer, chunks
from formserver.forms.importing.codes import sounded
from formserver.forms.importing.concepts import with_concepts
from formserver.forms.importing.guesses import Because, Guess, Place, Sure
from formserver.forms.importing.holder import Holder, printed
from formserver.forms.importing.kinds import Kind
from formserver.forms.importing.sections import Sections
from formserver.forms.importing.sheet import Line, Sheet, Table
from formserver.forms.importing.tables import TableReader

Json = dict[str, Any]
_TITLE: Final = re.compile(r"(表|卡|单|册|记录|档案|登记|证明|申请)$")
_COPIES: Final = re.compile(r"一式[一二三四五六七八九两\d]+[份联]")
_VISIT: Final = re.compile(r"探访|走访|巡访|访问|服务记录")
_LINE: Final = 450  # letters of a printed line outside of tables at most
_HOLDER: Final = 200
_REMARKS: Final = Kind({"x-kind": "long_text"}, Sure.UNSURE, Because.NO_ANSWER)
NO_TITLE: Final = "没有标题的表"


@dataclass(frozen=True)
class Draft:
    """The text of a form document in the one layout, and the guesses behind it, in paper order."""

    text: str
    title: str
    code: str
    guesses: tuple[Guess, ...]


def papers(sheet: Sheet) -> list[Sheet]:
    """The papers of a file: each begins at the title line right above a table; tables without one belong to the paper
    before them."""
    starts = [0]
    for at, block in enumerate(sheet):
        if isinstance(block, Table):
            title = _title_above(sheet, at)
            if title is not None and any(isinstance(other, Table) for other in sheet[starts[-1] : title]):
                starts.append(title)
    return [sheet[start:end] for start, end in zip(starts, [*starts[1:], len(sheet)], strict=True)]


def title_of(sheet: Sheet) -> str:
    """The title of a paper; empty where there is none."""
    first = next((at for at, block in enumerate(sheet) if isinstance(block, Table)), len(sheet))
    title = _title_above(sheet, first)
    return "" if title is None else _words(sheet[title])


def _title_above(sheet: Sheet, table: int) -> int | None:
    """The index of the nearest line above a table that reads like a title."""
    for at in range(table - 1, -1, -1):
        if isinstance(sheet[at], Table):
            return None
        words = _words(sheet[at])
        if _TITLE.search(words) and len(words) <= 40 and not re.search(r"[：:。，]", words):
            return at
    return None


def _words(block: object) -> str:
    return printed(block.text) if isinstance(block, Line) else ""


def draft(sheet: Sheet, *, code: str = "") -> Draft:
    """The draft of one paper. `code`: that of the form; empty: made of its title."""
    return _Drafting(sheet, code).finish()


class _Drafting:
    def __init__(self, sheet: Sheet, code: str) -> None:
        self._guesses: list[Guess] = []
        self._holder, self._sections = Holder(self._guesses), Sections()
        self._title = title_of(sheet)
        self._code = code or _guessed_code(self._title)
        self._sheet = sheet
        self._copies: Json = {}
        self._blocks: list[Json] = []

    def finish(self) -> Draft:
        self._read()
        title = self._title or NO_TITLE
        if not self._holder.fields:
            self._holder.add("备注", _REMARKS, Place(0, 1), title)
            self._sections.add(self._holder.fields)
            self._blocks.append({"part": "main", "line": "备注：{remarks}"})
        is_visit = self._code.startswith("visit_record/")
        part: Json = {"code": "main", "title": "探访" if is_visit else "登记"}
        if self._holder.counts_visits:
            part["counter"] = "visit"
        document = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:formserver:form:{self._code}:v1.0",
            "title": title[:100],
            "x-parts": [part],
            **({"x-copies": self._copies} if self._copies else {}),
            "type": "object",
            "properties": {"main": self._part(is_visit=is_visit)},
            "x-paper": {"page": _page(self._sheet), "blocks": self._blocks},
        }
        return Draft(dumps(document), title, self._code, tuple(self._guesses))

    def _part(self, *, is_visit: bool) -> Json:
        fields = with_concepts(self._holder.fields, is_visit=is_visit)
        return {"type": "object", "properties": fields, **self._sections.words()}

    def _read(self) -> None:
        first = next((at for at, block in enumerate(self._sheet) if isinstance(block, Table)), 0)
        title = _title_above(self._sheet, first)
        if title is None:
            self._tell(Place(0, 1), "", NO_TITLE, Because.NO_TITLE, Sure.UNSURE)
        tables = lines = 0
        for at, block in enumerate(self._sheet):
            if isinstance(block, Table):
                tables += 1
                reader = TableReader(block, tables, self._holder, self._sections, counts=self._is_visit())
                self._blocks.append({"part": "main", **reader.block()})
                self._sections.begin("", at)
                continue
            lines += 1
            if title is None or at > title:
                self._line(block.text, Place(0, lines))
            elif at < title:
                self._tell(Place(0, lines), block.text, "", Because.LEFT_OUT, Sure.SURE)
            else:
                self._tell(Place(0, lines), self._title, self._title, Because.TITLE, Sure.LIKELY)

    def _is_visit(self) -> bool:
        return self._code.startswith("visit_record/")

    def _line(self, text: str, place: Place) -> None:
        copies = _copies(printed(text))
        if copies is not None:
            self._copies = copies
            self._tell(place, text, "、".join(copies["holders"]), Because.COPIES, Sure.LIKELY)
            asked = [printed(text)]
        else:
            before = len(self._holder.fields)
            asked = answer(Asking(text, place), self._holder)
            self._sections.add(list(self._holder.fields)[before:])
        parts = (part for line in asked for part in chunks(line, _LINE))
        self._blocks += [{"part": "main", "line": [part]} for part in parts]

    def _tell(self, place: Place, words: str, label: str, because: Because, sure: Sure) -> None:
        self._holder.tell(place, words, "", label, {}, sure, because)


def _page(sheet: Sheet) -> Json:
    """Margins and type like those of most papers; circles where the paper prints more of them than squares."""
    cells = [cell.text for table in sheet if isinstance(table, Table) for row in table.rows for cell in row.cells]
    circles, squares = (sum(text.count(box) for text in cells) for box in "○□")
    page: Json = {"margin_mm": [16, 16, 14, 16], "font_pt": 10.5, "title_pt": 18}
    return page | ({"box": "circle"} if circles > squares else {})


def _guessed_code(title: str) -> str:
    folder = "visit_record" if _VISIT.search(title) and "登记" not in title else "registration"
    name = sounded(title)[:40].strip("_")
    return f"{folder}/{name if name[:1].isalpha() else f'paper_{name}'.strip('_')}"


def _copies(text: str) -> Json | None:
    """`此表一式两份，甲、乙各存档一份`: who keeps a copy; None for other lines."""
    found = _COPIES.search(text)
    if found is None:
        return None
    behind = text[found.end() :].lstrip("，,；;：:（( ")
    names = re.split(r"[、,，和及]", re.split(r"各|分别|存档|留存|。", behind)[0])
    holders = [name.strip("由送交报 ")[:_HOLDER] for name in names if name.strip("由送交报 ")][:9]
    return {"note": text[:200], "holders": holders or ["存档单位"]}
