"""What the designer's page shows: the sheet as cells to choose, the panel of what was chosen, what is left to do."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask_babel import gettext

from formserver.errors import FormserverError
from formserver.forms.conditions.base import Statement
from formserver.forms.conditions.written import parse
from formserver.forms.designing import left, options, palette, printed, properties, rules, whole
from formserver.forms.designing.base import Json, Refused, Said, Sketch, called
from formserver.forms.designing.cells import line_names
from formserver.forms.designing.grid import Slot, Table, place_of, slot_at
from formserver.forms.designing.properties import Property
from formserver.forms.group import Container, Group, field_at
from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.registry import KINDS
from formserver.forms.layout import Line, unanswered
from formserver.forms.pieces import Words
from formserver.forms.placeholders import texts
from formserver.services.design_view import DesignView


@dataclass(frozen=True)
class CanvasCell:
    """A cell of the sheet to choose. `rowspan` counts rows as they are drawn here, a repeated one once."""

    key: str
    lines: Sequence[Line]
    colspan: int
    rowspan: int
    cell: Json

    @property
    def is_label(self) -> bool:
        """Whether it only prints words."""
        return bool(self.cell.get("label", all(isinstance(piece, Words) for line in self.lines for piece in line)))


@dataclass(frozen=True)
class CanvasTable:
    """A table of the sheet: widths in percent, rows of cells, and what the rows repeat ("" for plain rows)."""

    widths: Sequence[str]
    rows: Sequence[tuple[str, Sequence[CanvasCell]]]


@dataclass(frozen=True)
class CanvasLine:
    """A line outside of the tables."""

    key: str
    ends: Sequence[Line]


@dataclass(frozen=True)
class DesignPage:
    """One design as its page shows it. `cell`, `place`: what is chosen; `typed`: what was posted and refused, with
    `problem`."""

    view: DesignView
    cell: str = ""
    place: str = ""
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    problem: str = ""

    @cached_property
    def sketch(self) -> Sketch:
        """The document to look at."""
        return Sketch(json.loads(self.view.design.text))

    def value(self, do: str, name: str, stored: object = "") -> str:
        """What stands in an input: what was typed before a refusal of that form, else what is stored."""
        if [do] == list(self.typed.get("do", ())) and name in self.typed:
            return self.typed[name][-1]
        return str(stored)

    # the sheet --------------------------------------------------------------------------------------------------------
    @cached_property
    def canvas(self) -> list[CanvasTable | CanvasLine]:
        """The blocks of the sheet."""
        found: list[CanvasTable | CanvasLine] = []
        for number, block in enumerate(self.sketch.document["x-paper"]["blocks"]):
            group = self.view.document.parts[block["part"]].group
            if "line" in block:
                ends = [block["line"]] if isinstance(block["line"], str) else block["line"]
                found.append(
                    CanvasLine(str(number), [line for end in ends for line in unanswered({"text": end}, group)])
                )
            else:
                found.append(_canvas_table(Table(self.sketch, number), group))
        return found

    # what is chosen ---------------------------------------------------------------------------------------------------
    @cached_property
    def chosen(self) -> tuple[Table, Slot] | None:
        """The chosen cell, or that of the chosen field."""
        try:
            if self.cell and "." in self.cell:
                return slot_at(self.sketch, self.cell)
            found = printed.printed_at(self.sketch, self.place) if self.place else []
        except Refused:
            return None
        return found[0] if found else None

    @property
    def key(self) -> str:
        """The key of the chosen cell or line, "" for none."""
        return self.chosen[1].key if self.chosen else self.cell if self.line is not None else ""

    @cached_property
    def line(self) -> Json | None:
        """The chosen line outside of the tables."""
        blocks = self.sketch.document["x-paper"]["blocks"]
        block = blocks[int(self.cell)] if self.cell.isdecimal() and int(self.cell) < len(blocks) else {}
        return block if "line" in block else None

    @cached_property
    def in_cell(self) -> list[tuple[str, str]]:
        """The fields the chosen cell prints, or that its rows repeat: place, name."""
        if self.chosen is None:
            marks = line_names(self.sketch, self.line) if self.line else {}
            names = [mark.strip("{}").partition("|")[0] for mark in marks]
            places = [f"{self.line['part']}.{name}" for name in names] if self.line else []
        else:
            table, slot = self.chosen
            entry = table.rows[slot.row]
            places = [self._known(place_of(table, slot, name)) for name in slot.names()]
            places += [f"{table.block['part']}.{entry['repeat']}"] if "repeat" in entry else []
        return [(place, called(self.sketch.field(place))) for place in dict.fromkeys(places) if self._is_field(place)]

    def _known(self, place: str) -> str:
        """The place, or that of the field around a blank, a tier, a line."""
        while place and not self._is_field(place):
            place = place.rpartition(".")[0]
        return place

    def _is_field(self, place: str) -> bool:
        try:
            self.sketch.field(place)
        except Refused:
            return False
        return True

    @cached_property
    def chosen_field(self) -> str:
        """The place of the field whose panel is open, "" for none."""
        if self.place and self._is_field(self.place):
            return self.place
        return self.in_cell[0][0] if self.in_cell else self._labelled_field()

    def _labelled_field(self) -> str:
        """The field of which the chosen cell is the label."""
        if self.chosen is None or self.chosen[1].is_empty:
            return ""
        text, key = self.chosen[1].cell.get("text"), self.chosen[1].key
        titled = (place for place, _, _ in self.fields if self.sketch.field(place)["title"] == text)
        labels = ((place, printed.label_of(self.sketch, place)) for place in titled)
        return next((place for place, label in labels if label is not None and label.key == key), "")

    @property
    def spec(self) -> Json:
        """The definition of that field."""
        return self.sketch.field(self.chosen_field)

    @property
    def kind_title(self) -> str:
        """What its kind is called."""
        kind = palette.KINDS.get(self.spec["x-kind"])
        return kind.title if kind else "其他"

    @property
    def takes_many(self) -> bool:
        """Whether several of its options can be chosen."""
        kind = KINDS[self.spec["x-kind"]]
        return issubclass(kind, Choice) and kind.takes_many

    @property
    def properties(self) -> list[tuple[Property, str]]:
        """Its properties with their values."""
        return properties.fitting(self.sketch, self.chosen_field)

    def choices(self, one: Property, value: str) -> list[tuple[str, str]]:
        """What a property may be; a value that only an expert writes stays one of them."""
        known = [(code, str(gettext(words))) for code, words in (one.choices or {}).items()]
        return known if value in dict(known) else [*known, (value, value)]

    def labelled(self, which: str) -> list[tuple[str, str, bool]]:
        """Its options, or the lines it prints."""
        return options.labelled(self.spec, which)

    @property
    def rules(self) -> list[tuple[str, Statement | None]]:
        """Its conditions: effect, and when; None for always."""
        holder = self._group_of(self.chosen_field)
        written = self.spec.get("x-when", {}).items()
        return [
            (effect, Statement(parse(when), holder.words) if isinstance(when, dict) else None)
            for effect, when in written
            if effect not in ("warn", "reason")
        ]

    def _group_of(self, place: str) -> Group:
        part, *way = place.split(".")[:-1]
        group = self.view.document.parts[part].group
        for code in way:
            inner = group.members[code]
            assert isinstance(inner, Container)
            group = inner.group
        return group

    @property
    def other_fields(self) -> list[tuple[str, str]]:
        """The fields its conditions may ask."""
        return rules.others(self.sketch, self.chosen_field)

    def asked(self, code: str) -> Json | None:
        """The field of the same object that a new condition asks, once it is chosen."""
        found: Json | None = self.sketch.holder(self.chosen_field)["properties"].get(code)
        return found

    @property
    def cell_words(self) -> str:
        """The words of the chosen cell, with 【names】 for answers."""
        assert self.chosen
        table, slot = self.chosen
        names = printed.names_in(self.sketch, table, slot)
        return "\n".join(printed.shown(text, names) for text in texts(slot.cell))

    @property
    def line_words(self) -> list[str]:
        """The two ends of the chosen line, with 【names】 for answers."""
        assert self.line
        ends = [self.line["line"]] if isinstance(self.line["line"], str) else list(self.line["line"])
        names = line_names(self.sketch, self.line)
        return [printed.shown(end, names) for end in [*ends, ""][:2]]

    # around it --------------------------------------------------------------------------------------------------------
    @cached_property
    def fields(self) -> list[tuple[str, str, bool]]:
        """All fields in the order of the page: place, name, whether it stands in a table."""
        return [(place, called(spec), place.count(".") > 1) for place, spec in whole.fields_in_order(self.sketch)]

    @property
    def fields_by_name(self) -> list[tuple[str, str]]:
        """Place and name of all fields."""
        return [(place, label) for place, label, _ in self.fields]

    @cached_property
    def left(self) -> list[left.Left]:
        """What is still to be done."""
        return left.left(self.sketch)

    @property
    def sections(self) -> list[tuple[str, str, str]]:
        """The sections of the page: part, code, title."""
        parts = self.sketch.document["properties"].items()
        return [(part, one["code"], one.get("title", "")) for part, spec in parts for one in spec.get("x-sections", ())]

    def place_of(self, code: str) -> str:
        """The place of the field of that code, "" for none."""
        return next((place for place, _, _ in self.fields if place.rpartition(".")[2] == code), "")


def _canvas_table(table: Table, group: Group) -> CanvasTable:
    total = sum(table.columns_mm)
    heights = [len(row.get("rows", [0])) for row in table.rows]
    lines: dict[tuple[int, int], list[CanvasCell]] = {}
    titles: dict[tuple[int, int], str] = {}
    for slot in table.slots():
        entry = table.rows[slot.row]
        inner, label = group, ""
        at = slot.row, slot.inner or 0
        if "repeat" in entry:
            held, _ = field_at(group, entry["repeat"])
            assert isinstance(held, Container)
            inner, label = held.group, "1"
            titles[at] = held.spoken
        is_plain = "repeat" not in entry
        down = sum(heights[slot.row : slot.row + slot.down]) if is_plain else slot.down
        drawn = CanvasCell(slot.key, unanswered(slot.cell, inner, label), slot.across, down, slot.cell)
        lines.setdefault(at, []).append(drawn)
    widths = [f"{100 * width / total:.2f}%" for width in table.columns_mm]
    places = [(row, inner) for row, height in enumerate(heights) for inner in range(height)]
    return CanvasTable(widths, [(titles.get(at, ""), lines.get(at, [])) for at in places])


def told(said: Said | Mapping[str, Any]) -> str:
    """A sentence of the history or of what is left, in the reader's language; labels stay as the paper has them."""
    key, params = (said.key, said.params) if isinstance(said, Said) else (said["key"], said["params"])
    return str(gettext(key) % {name: gettext(value) if name == "what" else value for name, value in params.items()})


def refusal(error: FormserverError) -> bool:
    """Whether the page itself says why a step was not taken."""
    return error.status in (409, 422)
