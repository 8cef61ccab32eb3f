"""What an entry page shows besides the inputs: answers nobody types, places, progress, where each problem stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

from markupsafe import Markup, escape

from formserver.forms import entry, keeping
from formserver.forms.kinds.address import Address
from formserver.forms.kinds.media import Photos
from formserver.forms.kinds.rows import Table
from formserver.forms.nodes import Node, Row, id_of
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem
from formserver.services import choosing, looking, named_persons, pictures
from formserver.services.documents import form_document
from formserver.services.filling import Filling
from formserver.services.follow_ups import views
from formserver.services.follow_ups.views import ItemLine
from formserver.services.person import Person
from formserver.store.elder_lists import ElderLine
from formserver.web.facts import RequestFacts, drawn
from formserver.web.last_time import Last, asked_reasons, last_answers, last_of, registered
from formserver.web.locale import choose_language
from formserver.web.progress import Progress, progress_of
from formserver.web.sheet import SHEET, card_sheet, sheet_of
from formserver.web.told import Told

_KINDS: Final = "entry/kinds.html"


@dataclass(frozen=True)
class EntryPage(Told):
    """The entry of a draft with everything its templates ask for.

    ``by_macros``: the sheet is drawn by the macros each time, which is slow and plain, and gives the same bytes.
    """

    filling: Filling = field(kw_only=True)
    person: Person = field(kw_only=True)
    by_macros: bool = field(default=False, kw_only=True)

    @property
    def given(self) -> Mapping[str, Any]:
        """Answers nobody types, by field code."""
        return self.filling.given

    @property
    def county(self) -> str:
        """The county of the address."""
        return self.filling.draft.county_id

    @property
    def draft_id(self) -> str:
        """The draft of the address."""
        return self.filling.draft.id

    @property
    def url(self) -> str:
        """Where the page posts to."""
        return f"/{self.county}/drafts/{self.draft_id}"

    @property
    def edition_id(self) -> str:
        """The edition of the document."""
        return self.filling.draft.form_edition_id

    @property
    def places(self) -> Mapping[str, Sequence[choosing.Place]]:
        """The places that addresses offer, by tier, read only for pages that ask for one."""
        tiers = _tiers_offered(self.edition_id, self.part.code)
        if not tiers:
            return {}
        near = choosing.nearby(self.county, str((self.filling.draft.origin or {}).get("village_code", "")))
        return {tier: near.of(tier) for tier in tiers}

    @cached_property
    def photos(self) -> Mapping[str, Sequence[Any]]:
        """The stored photos of the draft by field name."""
        return pictures.of_draft(self.person, self.draft_id)

    @cached_property
    def last_act(self) -> looking.TimelineEntry | None:
        """Why the record of the draft waits for its author; None for a new paper."""
        record = self.filling.record
        return looking.latest(self.person, record) if record else None

    @property
    def visit_number(self) -> int | None:
        """The N of 第N次, where the paper counts."""
        counted = (code for code, one in self.part.group.fields.items() if one.given_by_system)
        return next((self.given[code] for code in counted if code in self.given), None)

    def people(self, name: str) -> Sequence[ElderLine]:
        """Persons of the register whom a typed name may mean."""
        return named_persons.found(self.person, name)

    def registered(self, node: Node) -> Markup:
        """What a frozen section has copied from the registration."""
        return registered(self.filling, node.field.code)

    @property
    def open_items(self) -> list[ItemLine]:
        """What was found with the person before and is not settled yet: to be looked at first."""
        elder = self.filling.elder
        return views.open_of(elder) if elder is not None else []

    @property
    def photo_fields(self) -> list[str]:
        """Input names of the photo fields."""
        return [
            holder.prefix + code
            for holder in self.holders.values()
            for code, one in holder.group.fields.items()
            if isinstance(one, Photos)
        ]

    # the sheet --------------------------------------------------------------------------------------------------------
    @cached_property
    def facts(self) -> RequestFacts:
        """Everything that this request knows of the questions."""
        standing = {
            "beside": self.beside,
            "reason": asked_reasons(self),
            "carry": self.last.sections if self.last else {},
        }
        texts = {(fact, name): words for fact, by_name in standing.items() for name, words in by_name.items()}
        return RequestFacts(self, self.gravest, texts)

    @cached_property
    def last(self) -> Last | None:
        """What the last record of the paper about this person told."""
        return last_of(self.filling)

    @cached_property
    def beside(self) -> Mapping[str, Markup]:
        """What stands beside questions, by node name."""
        return last_answers(self.filling, self.last)

    @property
    def sheet(self) -> Markup:
        """All sections with their questions."""
        if self.by_macros:
            return drawn(SHEET, "sheet", self.sections)
        return sheet_of(*self._edition).filled(self.facts)

    def card_of(self, row: Row) -> Markup:
        """One row of a growing table."""
        if self.by_macros:
            return drawn(SHEET, "card", row)
        self.facts.texts["title", row.name] = escape(row.title)
        return card_sheet(*self._edition, row.table.name, row.index).filled(self.facts)

    @cached_property
    def _edition(self) -> tuple[str, str, str]:
        return self.edition_id, self.part.code, choose_language()

    # what changes while typing ----------------------------------------------------------------------------------------
    @property
    def hidden_ids(self) -> list[str]:
        """Ids of the places that are not to be answered now."""
        return [id_of(name) for fact, name, *_ in self.facts.flags if fact == "hidden"]

    @property
    def read_only_ids(self) -> list[str]:
        """Ids of the places that take no other answer now."""
        return [id_of(name) for fact, name, *_ in self.facts.flags if fact == "read_only"]

    def overrules(self, posted: Pairs) -> bool:
        """Whether another answer was posted than the read-only one that is kept: the open page shows it wrong."""
        fixed = {name for fact, name, *_ in self.facts.flags if fact == "read_only"}
        return any(posted.getlist(name) != self.pairs.getlist(name) for name in posted if keeping.belongs(name, fixed))

    def outside(self, table: str) -> list[Node]:
        """The nodes that do not stand in this table; all of them for an empty name."""
        inside = f"{table}." if table else "."
        return [node for node in self.walk() if not f"{node.name}.".startswith(inside)]

    @cached_property
    def progress(self) -> list[Progress]:
        """The sections in paper order; lines without a heading count to the section before them."""
        return progress_of(self, self.edition_id)


def page_of(
    person: Person, filling: Filling, pairs: Pairs | None = None, problems: Sequence[Problem] = ()
) -> EntryPage:
    """The page of an open draft; ``pairs`` are what was posted where that is not what is kept."""
    shown = filling.pairs if pairs is None else pairs
    return EntryPage(filling.part, _with_first_rows(filling, shown), tuple(problems), filling=filling, person=person)


def _with_first_rows(filling: Filling, pairs: Pairs) -> Pairs:
    """An empty table begins with one row to write in, as the paper prints one."""
    for name in _tables(filling.draft.form_edition_id, filling.part.code):
        if not pairs.rows(name) and not pairs.text(f"{name}__none"):
            pairs = entry.with_row(pairs, name)
    return pairs


@lru_cache(maxsize=200)
def _tables(edition_id: str, part_code: str) -> tuple[str, ...]:
    """The names of the growing tables that stand in no other table."""
    fields = form_document(edition_id).parts[part_code].fields()
    return tuple(".".join(path) for path, one in fields if isinstance(one, Table) and "*" not in path)


@lru_cache(maxsize=200)
def _tiers_offered(edition_id: str, part_code: str) -> tuple[str, ...]:
    """The tiers for which some address of the part offers places."""
    part = form_document(edition_id).parts[part_code]
    asked = (one for path, one in part.fields() if path[0] not in part.group.frozen)
    fields = [one for one in asked if isinstance(one, Address)]
    return tuple(sorted({tier for one in fields for tier in one.tiers if one.offers(tier)}))


def has_changing_mark(node: Node) -> bool:
    """Whether other answers decide if the field carries the mark 必填; blanks of options have no place for it."""
    return node.field.code in node.group.fields and bool(node.group.demands(node.field.code))


def draw_field(node: Node) -> Markup:
    """A field as a row of the sheet, drawn by the macro of its kind."""
    return drawn(_KINDS, "draw", node)


def draw_blank(node: Node) -> Markup:
    """A field as a blank inside an option or a sentence."""
    return drawn(_KINDS, "draw_inline", node)
