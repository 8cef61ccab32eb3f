"""What the designer's panel shows of the chosen field: properties, options, conditions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flask_babel import gettext

from formserver.forms.designing import (
    columns,
    library_entries,
    option_blanks,
    options,
    palette,
    properties,
    retyping,
    same_options,
    sums,
)
from formserver.forms.designing.base import Json, Sketch, called, orderless
from formserver.forms.designing.library import is_own
from formserver.forms.designing.library_entries import Borrowed
from formserver.forms.designing.properties import Property
from formserver.forms.document import FormDocument
from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.registry import KINDS
from formserver.forms.placeholders import BLANK
from formserver.services.design_steps import opinion_steps
from formserver.web.designer_meanings import MeaningPanel
from formserver.web.locale import said


@dataclass(frozen=True)
class FieldPanel:
    """The field at a dotted `place`; `building`: what was chosen so far of a condition or a computed value."""

    sketch: Sketch
    document: FormDocument
    place: str
    county_id: str
    building: Mapping[str, str] = field(default_factory=dict)

    @property
    def spec(self) -> Json:
        """The definition of that field."""
        return self.sketch.field(self.place)

    @property
    def kind_title(self) -> str:
        """What its kind is called."""
        kind = palette.KINDS.get(self.spec["x-kind"])
        return kind.title if kind else "其他"

    @property
    def other_kinds(self) -> list[tuple[str, str]]:
        """The kinds it can become, its own among them; none where it stays what it is."""
        return [(kind.code, said(kind.title)) for kind in retyping.kinds()] if retyping.can_change(self.spec) else []

    @property
    def takes_many(self) -> bool:
        """Whether several of its options can be chosen."""
        kind = KINDS[self.spec["x-kind"]]
        return issubclass(kind, Choice) and kind.takes_many

    @property
    def properties(self) -> list[tuple[Property, str]]:
        """Its properties with their values; of what the library says, those that each form decides."""
        found, taken = properties.fitting(self.sketch, self.place), self.borrowed
        if taken is None or taken.is_list:
            return found
        return [(one, value) for one, value in found if taken.place == self.place and is_own(one.word, self.spec)]

    def choices(self, one: Property, value: str) -> list[tuple[str, str]]:
        """What a property may be; a value that only an expert writes stays one of them."""
        if one.name == "list":
            return self._lists(value)
        if one.name == "concept":
            return [("", said("没有特别的含义")), *self.meaning.offered]
        if one.choices is None:
            known = opinion_steps(self.county_id)
        else:
            known = [(code, said(words)) for code, words in one.choices.items()]
        return known if value in dict(known) else [*known, (value, value)]

    @property
    def meaning(self) -> MeaningPanel:
        """What it means in the register."""
        return MeaningPanel(self.sketch, self.place, self.county_id)

    def note(self, one: Property) -> str:
        """What is said below a property, "" for nothing."""
        return self.meaning.use if one.name == "concept" else ""

    def _lists(self, value: str) -> list[tuple[str, str]]:
        """The newest edition of each list, and the one that is used."""
        known = [(one.name, one.title) for one in library_entries.entries(self.sketch.shared) if one.is_list]
        if value in dict(known):
            return known
        used = library_entries.entry(value, self.sketch.shared)
        words = (
            gettext("%(title)s（第%(edition)s版）", title=used.title, edition=used.edition)
            if used
            else gettext("本表自己的清单")
        )
        return [*known, (value, str(words))]

    @property
    def blanks(self) -> list[option_blanks.Blank]:
        """The blanks inside of its options."""
        return list(option_blanks.blanks(self.spec))

    @property
    def blank_kinds(self) -> list[tuple[str, str]]:
        """What a blank can ask."""
        return [(kind.code, said(kind.title)) for kind in option_blanks.kinds()]

    @property
    def option_groups(self) -> list[str]:
        """The groups its options are in, and a new one."""
        return options.groups_of(self.spec)

    def labelled(self, which: str) -> list[options.Named]:
        """Its options, the lines it prints, or its columns, where they are the form's own."""
        return [] if self.borrowed else options.labelled(self.spec, which)

    @cached_property
    def borrowed(self) -> Borrowed | None:
        """What it, or the field around it, takes of the library."""
        return library_entries.borrowed(self.sketch, self.place)

    @property
    def own_list(self) -> list[Json]:
        """The items of a list that is the form's own."""
        listed: Json = self.spec.get("x-list", {})
        return [] if self.borrowed else listed.get("items", [])

    @property
    def option_sources(self) -> list[tuple[str, str]]:
        """The fields whose options it may take over: place, name; for fields with options of their own."""
        return same_options.sources(self.sketch, self.place) if "x-options" in self.spec else []

    @property
    def is_inner(self) -> bool:
        """Whether it is a column of a table, or stands in a section of its own."""
        return self.place.count(".") > 1

    @property
    def sentence(self) -> tuple[str, str] | None:
        """The sentence whose blank it is, which alone orders its blanks: place, name; None for all other fields."""
        around = self.place.rpartition(".")[0]
        return (around, called(self.sketch.field(around))) if orderless(self.sketch, self.place) else None

    @property
    def own_blanks(self) -> list[tuple[str, str]]:
        """The blanks of a sentence as its words order them: place, name; none of other fields, not of an address."""
        blanks = self.spec.get("properties", {})
        codes = dict.fromkeys(BLANK.findall(self.spec.get("x-text", "")))
        return [(f"{self.place}.{code}", called(blanks[code])) for code in codes if code in blanks]

    # columns ----------------------------------------------------------------------------------------------------------
    @property
    def column_way(self) -> str:
        """How the columns of a grid are made, "" for other kinds."""
        return columns.way_of(self.spec) if "x-columns" in self.spec else ""

    @property
    def column_count(self) -> int:
        """How many columns a grid has."""
        made = self.spec["x-columns"]
        return len(made) if isinstance(made, list) else int(made.get("years") or made["visits"])

    @property
    def column_ending(self) -> str:
        """The date whose year is the last column, "" where columns are no years."""
        made = self.spec["x-columns"]
        return "" if isinstance(made, list) else str(made.get("ending", ""))

    @property
    def days(self) -> list[tuple[str, str]]:
        """The dates beside the field."""
        return columns.days_beside(self.sketch, self.place)

    @property
    def summable(self) -> list[tuple[str, str]]:
        """The columns of numbers of a table: code, name."""
        return sums.summable(self.spec)

    @property
    def summed(self) -> list[str]:
        """Those that are added up."""
        return sums.summed(self.spec)
