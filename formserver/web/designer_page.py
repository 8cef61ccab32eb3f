"""What the designer's page shows: the sheet as cells to choose, the panel of what was chosen, what is left to do."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup

from formserver.errors import FormserverError
from formserver.forms.designing import differing, left, parts, printed, sheet, whole
from formserver.forms.designing.base import Json, Refused, Sketch, called
from formserver.forms.designing.cells import line_names
from formserver.forms.designing.grid import Slot, Table, place_of, slot_at
from formserver.forms.designing.library_entries import Borrowed, outdated
from formserver.forms.document import FormDocument
from formserver.forms.placeholders import ends, texts
from formserver.services import designing
from formserver.services.design_view import DesignView
from formserver.services.designing import DesignMoved
from formserver.web import designer_drawn
from formserver.web.designer_canvas import Canvas
from formserver.web.designer_checks import ChecksPanel
from formserver.web.designer_computing import ComputingPanel
from formserver.web.designer_drawn import Section
from formserver.web.designer_guesses import Guesses
from formserver.web.designer_joined import Marks
from formserver.web.designer_panel import FieldPanel
from formserver.web.designer_posted import NO_MORE, NOTHING, Again, Held, Pairs
from formserver.web.designer_rules import RulesPanel
from formserver.web.locale import said, sentence


@dataclass(frozen=True)
class DesignPage:
    """One design as its page shows it. `cell`, `place`: what is chosen; `building`: what was chosen so far of
    a condition, a computed value or a check; `again`: what was posted and is not stored; `before`: the state that the
    reader's window shows, `shown`: the cell and field that are chosen in it; `is_whole`: it is drawn for a window that
    may have no scripts."""

    view: DesignView
    cell: str = ""
    place: str = ""
    building: Mapping[str, str] = field(default_factory=dict)
    again: Again = NO_MORE
    before: FormDocument | None = None
    shown: str = ""
    is_whole: bool = False

    @cached_property
    def sketch(self) -> Sketch:
        """The document to look at."""
        return designing.sketch(self.view.design.text)

    @property
    def problem(self) -> str:
        """Why the step was not taken, "" where it was."""
        return sentence(self.refused) if self.refused else ""

    @property
    def is_moved(self) -> bool:
        """Whether the step was not taken because the document has changed meanwhile."""
        return isinstance(self.refused, DesignMoved)

    @property
    def refused(self) -> FormserverError | None:
        """Why what was posted was not done."""
        return self.again.refused

    @property
    def typed(self) -> Pairs:
        """What was posted and is refused."""
        return self.again.typed

    @cached_property
    def _marks(self) -> Marks:
        return Marks()

    def joined(self, form: Markup, sort: str, says: Iterable[object], url: str) -> Markup:
        """A form of the page as it is drawn, see `designer_joined`."""
        return self._marks.joined(form, sort, says, url) if self.is_whole else form

    def is_typed(self, do: str, own: Mapping[str, object] = NOTHING) -> bool:
        """Whether what was refused was typed in this form, see `Again`."""
        return self.again.is_typed(do, own)

    def value(self, do: str, name: str, stored: object = "", own: Mapping[str, object] = NOTHING) -> Held:
        """What stands in an input, see `Again`."""
        return self.again.value(do, name, stored, own)

    def several(self, do: str, name: str, stored: Collection[str] = ()) -> Collection[str]:
        """The same of inputs that give several values."""
        return self.again.several(do, name, stored)

    # the sheet --------------------------------------------------------------------------------------------------------
    @cached_property
    def canvas(self) -> Canvas:
        """The sheet."""
        return Canvas(self.sketch, self.view.document, self.key, self.guesses.cells, before=self._seen)

    @property
    def _seen(self) -> FormDocument | None:
        """The state that the window shows with the same marks on it; what is equal in it needs not be drawn again."""
        is_alike = self.shown == f"{self.key} {self.chosen_field}" and not self.view.guesses
        return self.before if is_alike else None

    @cached_property
    def stays(self) -> bool:
        """Whether all but the panel of the field, the bar and the history looks as it does in the window."""
        return self._seen is not None and differing.is_unseen(self._seen.bundled, self.view.document.bundled)

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

    @cached_property
    def key(self) -> str:
        """The key of the chosen cell or line, "" for none."""
        return self.chosen[1].key if self.chosen else self.cell if self.line is not None else ""

    @cached_property
    def line(self) -> Json | None:
        """The chosen line outside of the tables."""
        blocks = self.sketch.document["x-paper"]["blocks"]
        is_number = self.cell.isdecimal() and len(self.cell) < 5
        block = blocks[int(self.cell)] if is_number and int(self.cell) < len(blocks) else {}
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

    @cached_property
    def panel(self) -> FieldPanel:
        """What the panel shows of that field."""
        return FieldPanel(self.sketch, self.view.document, self.chosen_field, self.view.design.county_id, self.building)

    @cached_property
    def rules(self) -> RulesPanel:
        """What the panel shows of its conditions."""
        return RulesPanel(self.sketch, self.view.document, self.chosen_field, self.building)

    @cached_property
    def checks(self) -> ChecksPanel:
        """What the panel shows of the checks that name it."""
        return ChecksPanel(self.sketch, self.rules.group, self.chosen_field, self.building)

    @cached_property
    def computing(self) -> ComputingPanel:
        """What the panel shows of how its value is computed."""
        return ComputingPanel(self.sketch, self.chosen_field, self.building)

    @property
    def kinds(self) -> Markup:
        """The kinds one can add."""
        return designer_drawn.kinds()

    @cached_property
    def history(self) -> list[Markup]:
        """The steps that were taken, the newest first."""
        return designer_drawn.history(self.view)

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
        names = line_names(self.sketch, self.line)
        return [printed.shown(end, names) for end in [*ends(self.line), ""][:2]]

    # around it --------------------------------------------------------------------------------------------------------
    @cached_property
    def specs(self) -> list[tuple[str, Json]]:
        """All fields in the order of the page: place, definition."""
        return whole.fields_in_order(self.sketch)

    @cached_property
    def fields(self) -> list[tuple[str, str, bool]]:
        """The same: place, name, whether it stands in a table."""
        return [(place, called(spec), place.count(".") > 1) for place, spec in self.specs]

    @property
    def fields_by_name(self) -> list[tuple[str, str]]:
        """Place and name of all fields."""
        return [(place, label) for place, label, _ in self.fields]

    @cached_property
    def left(self) -> list[left.Left]:
        """What is still to be done."""
        return left.left(self.sketch)

    @property
    def left_list(self) -> Markup:
        """The same as a list of ways there."""
        return designer_drawn.left(self.left)

    @cached_property
    def guesses(self) -> Guesses:
        """What was guessed of a paper and waits for somebody to confirm it."""
        return Guesses(self.view.guesses, self.chosen_field, self.key)

    @cached_property
    def sections(self) -> list[Section]:
        """The sections of the page in order; a part without any is one of its own, without a code."""
        below: dict[str, list[tuple[str, str, bool]]] = {}
        for one in self.fields:
            below.setdefault(".".join(one[0].split(".")[:2]), []).append(one)
        found = []
        for part, spec in ((words["code"], self.sketch.document["properties"][words["code"]]) for words in self.parts):
            for section in spec.get("x-sections") or [{"code": "", "fields": spec["x-order"]}]:
                fields = tuple(one for code in section["fields"] for one in below[f"{part}.{code}"])
                found.append(Section(part, section["code"], section.get("title", ""), section.get("note", ""), fields))
        return found

    @property
    def section_lists(self) -> list[Markup]:
        """The same as lists of fields."""
        return [designer_drawn.section(one, self.chosen_field) for one in self.sections]

    @cached_property
    def outdated(self) -> list[Borrowed]:
        """What fields take of the library in an edition of which there is a newer one."""
        return outdated(self.sketch, self.specs)

    @property
    def parts(self) -> list[Json]:
        """The parts of the paper: code, title, which one they follow."""
        return parts.parts(self.sketch)

    def parts_before(self, code: str) -> list[tuple[str, str]]:
        """The parts that one may follow, "" for a new one."""
        return parts.before(self.sketch, code)

    @property
    def sheet_sides(self) -> list[tuple[str, str]]:
        """The margins in the order of the document."""
        return [(side, said(words)) for side, words in sheet.SIDES.items()]

    @property
    def sheet_boxes(self) -> list[tuple[str, str]]:
        """The signs that can stand before options."""
        return [(box, said(words)) for box, words in sheet.BOXES.items()]

    def place_of(self, code: str) -> str:
        """The place of the field of that code, "" for none."""
        return next((place for place, _, _ in self.fields if place.rpartition(".")[2] == code), "")
