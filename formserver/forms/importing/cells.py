"""One cell: what its words ask, as fields of the object around, and its printed lines with their placeholders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from formserver.forms.importing.addresses import printed_address
from formserver.forms.importing.choices import Option, boxed, choice
from formserver.forms.importing.codes import stem
from formserver.forms.importing.glances import is_photo, joined, signs, with_boxes
from formserver.forms.importing.guesses import Because, Place, Sure
from formserver.forms.importing.holder import Holder, printed
from formserver.forms.importing.kinds import UNIT, Kind, asked, counted
from formserver.forms.importing.opinions import opinion
from formserver.forms.importing.tokens import Blank, Box, Day, Line, Sign, Token, Words, ends_open, tokens

Json = Mapping[str, Any]
_IN_SENTENCE: Final = frozenset(
    {"text", "phone", "disability_card", "identity_number", "integer", "money", "decimal", "date", "yes_no"}
)
_WHOLE: Final = re.compile(r"\{[^}]*\}|[^{]")
_HINT: Final = 4  # letters
_MOST_LINES: Final = 55
LINE: Final = 900  # letters of a printed line at most


@dataclass(frozen=True)
class Asking:
    """A cell and what stands around it: `label` names it (empty: nothing does), `around` the nearest other name."""

    text: str
    place: Place
    label: str = ""
    around: str = ""
    height_mm: float = 0
    in_rows: bool = False  # no sentences: its blanks are columns
    counts: bool = False  # 第__次 is numbered by the system


def answer(asking: Asking, holder: Holder) -> list[str]:
    """The printed lines of a cell; what it asks is put into the holder."""
    if not asking.text.strip():
        return _empty(asking, holder)
    address = printed_address(asking.text)
    if address is not None:
        code = holder.add(asking.label, address, asking.place, asking.text, around=asking.around)
        return [f"{{{code}}}"]
    if is_photo(asking.text):
        code = holder.add(asking.text, asked("照片"), asking.place, asking.text, around=asking.around)
        return [printed(asking.text), f"{{{code}}}"]
    box = opinion(asking.label or asking.text.partition("\n")[0], asking.text)
    if box is not None:
        return _opinion(box, asking, holder)
    text = with_boxes(joined(asking.text))
    lines = _Reader(asking, holder, lost=text != joined(asking.text)).lines(tokens(text))
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "  ".join(lines[_MOST_LINES - 1 :])]


def hinted(asking: Asking, holder: Holder) -> list[str]:
    """A cell of the column of answers that has words already: the answer is written behind them."""
    kind = replace(asked(asking.label), sure=Sure.UNSURE, because=Because.HINT_PRINTED)
    code = holder.add(asking.label, kind, asking.place, asking.text, around=asking.around)
    return [f"{printed(asking.text)}{{{code}{kind.style}}}"]


def _empty(asking: Asking, holder: Holder) -> list[str]:
    kind = asked(asking.label, height_mm=asking.height_mm)
    if not asking.label:
        kind = replace(kind, because=Because.NO_LABEL)
    code = holder.add(asking.label, kind, asking.place, asking.label, around=asking.around)
    return [f"{{{code}{kind.style}}}"]


def _opinion(box: Kind, asking: Asking, holder: Holder) -> list[str]:
    own = "" if asking.label else asking.text.partition("\n")[0]
    title = asking.label or own
    code = holder.add(title, box, asking.place, asking.text, around=asking.around)
    if box.because is Because.OPINION:
        return [printed(own), f"{{{code}}}"] if own else [f"{{{code}}}"]
    rest = asking.text.partition("\n")[2] if own else asking.text
    others = [line for line in tokens(rest) if any(isinstance(token, Sign | Day) for token in line)]
    reader = _Reader(replace(asking, label="", around=title), holder, lost=False)
    return [f"{printed(own)}{{{code}}}", *reader.lines(others)]


def chunks(line: str, most: int) -> list[str]:
    """A printed line as parts of at most so many letters, no placeholder torn; none for an empty line."""
    parts: list[str] = []
    for piece in _WHOLE.findall(line):
        if parts and len(parts[-1]) + len(piece) <= most:
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts


class _Reader:
    """Reads the lines of one cell that has words."""

    def __init__(self, asking: Asking, holder: Holder, *, lost: bool) -> None:
        self._asking, self._holder, self._lost = asking, holder, lost
        self._signed = ""  # the place to sign that the next date belongs to
        self._used = not asking.label  # whether the cell's label has become the name of a field

    def lines(self, found: list[Line]) -> list[str]:
        if self._is_sentence(found):
            return self._sentence(found)
        said, lead = self._room_above(found), ""
        while found:
            if Box() in found[0]:
                count = self._run_length(found)
                said += self._run(found[:count], lead)
            else:
                count, line = 1, _without_room(found)
                said.append(self._plain(line))
                lead = said[-1] if len(line) < len(found[0]) else ""
            found = found[count:]
        return [part for line in said for part in chunks(line, LINE)]

    def _room_above(self, found: list[Line]) -> list[str]:
        """The cell's own answer, where a named cell prints nothing but who signs at its lower end."""
        parts = [token for line in found for token in line]
        only = all(isinstance(token, Sign | Day) or token == Words("  ") for token in parts)
        kind = asked(self._asking.label, height_mm=self._asking.height_mm)
        named_beside = self._asking.label and not signs(self._asking.label)
        if not (named_beside and only and isinstance(parts[0], Sign)):
            return []
        return [f"{{{self._add(self._title(''), kind)}}}"]

    # options ----------------------------------------------------------------------------------------------------------
    def _run_length(self, found: list[Line]) -> int:
        """How many lines the options of one question take: up to the next that begins with words."""
        more = (at for at, line in enumerate(found[1:], 1) if line[0] != Box())
        return next(more, len(found))

    def _run(self, found: list[Line], lead: str) -> list[str]:
        """The options of one question; `lead` is its name where that stands in the line above."""
        lines = [boxed(line) for line in found]
        options = [option for line in lines for option in line.options]
        label = self._title(lines[0].lead or lead)
        kind = self._chosen(label, options)
        code = self._add(label, kind)
        codes = iter(_codes(kind, options))
        drawn = ["  ".join(f"{{{code}#{next(codes)}}}" for _ in line.options) for line in lines]
        if len(lines) == 1:
            drawn = [f"{{{code}}}"]
        parts = zip(lines, drawn, strict=True)
        return [f"{line.lead}{box}{self._plain(line.tail, '  ')}" for line, box in parts]

    def _chosen(self, label: str, options: list[Option]) -> Kind:
        if not options:  # boxes without a word
            return Kind({"x-kind": "text"}, Sure.UNSURE, Because.NO_LABEL)
        kind = choice(label, options, self._asking.text)
        return replace(kind, sure=Sure.UNSURE, because=Because.NO_BOXES) if self._lost else kind

    # other lines ------------------------------------------------------------------------------------------------------
    def _plain(self, line: Line, before: str = "") -> str:
        said = ""
        for at, token in enumerate(line):
            if isinstance(token, Words):
                said += token.text
            else:
                behind = line[at + 1] if at + 1 < len(line) else None
                said += self._place(token, line[:at], behind)
        return f"{before}{said}" if said else ""

    def _place(self, token: Token, before: Line, behind: Token | None) -> str:
        if isinstance(token, Blank):
            title = self._title(self._own_name(before))
            kind = _of_blank(title, behind, self._asking, implied=token.implied)
            return f"{{{self._add(title, kind)}{kind.style}}}"
        if isinstance(token, Day):
            return self._day(token, before)
        if isinstance(token, Sign):
            self._signed = token.text
            because = Because.SEAL if token.is_seal else Because.SIGN
            spec = {"x-kind": "signature"} | ({"x-seal": True} if token.is_seal else {})
            return f"{token.text}{{{self._add(token.text, Kind(spec, Sure.SURE, because))}|sign}}"
        return self._count()

    def _own_name(self, before: Line) -> str:
        """The name before a blank; a hint (国标) in a cell whose label says what is asked is none."""
        own, label = _name(before), self._asking.label
        is_hint = len(before) == 1 and len(own) <= _HINT and not own.endswith(("：", ":")) and not self._used
        return "" if is_hint and label and asked(own).because is Because.PLAIN is not asked(label).because else own

    def _day(self, token: Day, before: Line) -> str:
        precision, shape = ("day", "|ymd") if token.to_day else ("month", "|ym")
        because = Because.FILLED if token.filled else Because.DATE if token.to_day else Because.MONTH
        kind = Kind({"x-kind": "date", "x-precision": [precision]}, Sure.SURE, because)
        if precision == "day":
            kind = replace(kind, spec={"x-kind": "date"})
        if self._signed:
            around, self._signed = f"{stem(self._signed) or self._signed}日期", ""
            return f"{{{self._add('', kind, around)}{shape}}}"
        return f"{{{self._add(self._title(_name(before)), kind)}{shape}}}"

    def _count(self) -> str:
        if self._asking.counts and not self._holder.counts_visits:
            self._holder.counts_visits = True
            kind = Kind({"x-kind": "counter"}, Sure.SURE, Because.COUNTER)
        else:
            kind = Kind({"x-kind": "integer", "minimum": 1}, Sure.UNSURE, Because.SECOND_COUNTER)
        return f"第{{{self._add('第 次', kind)}}}次"

    # sentences --------------------------------------------------------------------------------------------------------
    def _is_sentence(self, found: list[Line]) -> bool:
        parts = [token for line in found for token in line]
        blanks = sum(isinstance(token, Blank | Day) for token in parts)
        plain = all(isinstance(token, Blank | Day | Words) for token in parts)
        named = any(ends_open(token) for token in parts)
        return bool(self._asking.label) and not self._asking.in_rows and plain and blanks > 1 and not named

    def _sentence(self, found: list[Line]) -> list[str]:
        asking = self._asking
        code = self._holder.code(asking.label)
        inner = self._holder.inner(code)
        at = len(inner.guesses)
        reader = _Reader(replace(asking, label="", around=asking.label), inner, lost=False)
        lines = [reader._plain(line) for line in found]
        for spec in inner.fields.values():
            if spec.get("x-kind", "text") not in _IN_SENTENCE:
                spec.update({"x-kind": "text"})
                spec.pop("x-tiers", None)
        text = " ".join(re.sub(r"\|[a-z]+\}", "}", line) for line in lines)
        kind = Kind({"x-kind": "sentence", "x-text": text, "properties": inner.fields}, Sure.LIKELY, Because.SENTENCE)
        self._holder.add(asking.label, kind, asking.place, asking.text, around=asking.around, code=code)
        inner.guesses.insert(at, inner.guesses.pop())
        return [re.sub(r"\{([a-z0-9_]+)", rf"{{{code}.\1", line) for line in lines]

    # names ------------------------------------------------------------------------------------------------------------
    def _title(self, own: str) -> str:
        """The printed name of the next field: its own, or once the label of the cell."""
        if own:
            return own
        title, self._used = ("" if self._used else self._asking.label), True
        return title

    def _add(self, title: str, kind: Kind, around: str = "") -> str:
        asking = self._asking
        if not title and kind.sure is not Sure.UNSURE and asking.label:
            kind = replace(kind, sure=Sure.LIKELY)
        return self._holder.add(title, kind, asking.place, asking.text, around=around or asking.label or asking.around)


def _codes(kind: Kind, options: list[Option]) -> list[str]:
    """The codes of the options as they are printed."""
    if "x-options" in kind.spec:
        return [str(option["code"]) for option in kind.spec["x-options"]]
    known = {"是": "yes", "否": "no", "男": "male", "女": "female"}
    return [known.get(option.bare, "") for option in options]


def _without_room(found: list[Line]) -> Line:
    """A line; a colon that the boxes of the next line answer leaves no room."""
    line = found[0]
    if len(found) > 1 and found[1][0] == Box() and line[-1] == Blank(implied=True):
        return line[:-1]
    return line


def _name(before: Line) -> str:
    """The name of a blank: the words right before it, without the unit of the blank before those."""
    if not before or not isinstance(before[-1], Words):
        return ""
    words = before[-1].text.strip()
    unit = UNIT.match(words) if len(before) > 1 else None
    words = words[unit.end() :] if unit else words
    parts = [part.strip() for part in re.split(r"[，,。；;、]|(?<=[：:])(?=.)|\s{2,}", words)]
    named = [part for part in parts if re.sub("[：:）)]", "", part)]
    return named[-1] + words[len(words.rstrip("；;")) :] if named else ""


def _of_blank(title: str, behind: Token | None, asking: Asking, *, implied: bool) -> Kind:
    unit = counted(title, behind.text) if isinstance(behind, Words) else None
    if unit is not None:
        return unit
    kind = asked(title, height_mm=asking.height_mm if implied else 0)
    return replace(kind, because=Because.NO_LABEL, sure=Sure.UNSURE) if not title else kind
