"""The library beside a design: what it holds, what an entry gives, and newer editions of what a design names."""

from dataclasses import dataclass
from typing import Final

from formserver.errors import NotFound
from formserver.forms.designing import library_entries, steps
from formserver.forms.designing.base import Sketch
from formserver.forms.designing.blank import new_paper
from formserver.forms.designing.library_entries import Borrowed, Entry
from formserver.forms.designing.whole import fields_in_order
from formserver.forms.document import FormDocument
from formserver.forms.editions.comparing import compare
from formserver.services import designing, documents
from formserver.services.draft_view import Groups, grouped
from formserver.services.person import Person

_CODE: Final = "registration/library"
_SEED: Final = "sample"
_SECTION: Final = "示例"


@dataclass(frozen=True)
class Sample:
    """A paper that asks for one entry and nothing else."""

    document: FormDocument
    sketch: Sketch


def found(typed: str) -> list[Entry]:
    """What the library holds, with all the words typed in it."""
    return library_entries.search(library_entries.entries(documents.library()), typed)


def entry(name: str) -> Entry:
    """An entry that is offered. Raises NotFound."""
    chosen = library_entries.entry(name, documents.library())
    if chosen is None:
        raise NotFound
    return chosen


def sample_of(chosen: Entry) -> Sample:
    """What it gives: asked on a page, and printed on a sheet."""
    text, shared = new_paper(_CODE, chosen.title, _SECTION), documents.library()
    for step in ({"do": "library", "entry": chosen.name, "cell": "0.1.1"}, {"do": "remove", "field": "main.item_1"}):
        text = steps.take(text, step, seed=_SEED, read=designing.read, shared=shared).document.text
    return Sample(designing.read(text), designing.sketch(text))


def take_in(person: Person, design_id: str, revision: int, words: dict[str, str]) -> str:
    """Take an `entry` in at a `cell`, called `label`, `as` reference or copy; gives the place of the new field.

    Raises NotFound, Forbidden, DesignMoved, Refused.
    """
    seed = designing.take(person, design_id, revision, {"do": "library", **words})
    table = designing.sketch(designing.opened(person, design_id).text)
    made = f"item_{seed}"
    return next(place for place, _ in fields_in_order(table) if place.rpartition(".")[2] == made)


@dataclass(frozen=True)
class Renewal:
    """A newer edition of what a field takes: `edition`: its number; `groups`: what it changes, by effect."""

    borrowed: Borrowed
    edition: int
    groups: Groups


def renewal(person: Person, design_id: str, place: str) -> Renewal:
    """What taking the newest edition would change. Raises NotFound, Forbidden, Refused."""
    text = designing.opened(person, design_id).text
    borrowed = library_entries.borrowed(designing.sketch(text), place)
    if borrowed is None or not borrowed.newer:
        raise NotFound
    step = {"do": "renew", "field": place}
    after = steps.take(text, step, seed=_SEED, read=designing.read, shared=documents.library()).document
    edition = library_entries.edition_of(borrowed.newer)
    return Renewal(borrowed, edition, grouped(compare(designing.read(text), after)))
