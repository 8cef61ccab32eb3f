"""A form as those in charge of forms see it: whom it belongs to, its editions, and what was done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from formserver.clock import today
from formserver.models import EditionDraft, Form, FormEdition, FormEvent
from formserver.services import ownership
from formserver.services.person import Person
from formserver.store import edition_drafts, form_events, forms, users

_SHOWN: Final = 50


@dataclass(frozen=True)
class EditionLine:
    """One edition and who published it; shipped editions were published by nobody here."""

    edition: FormEdition
    published_by: str

    @property
    def number(self) -> str:
        """As it is printed: "1.0"."""
        return f"{self.edition.major}.{self.edition.minor}"


@dataclass(frozen=True)
class EventLine:
    """Something that was done with the form; ``number``: of the edition it was about, or empty."""

    event: FormEvent
    by: str
    number: str


@dataclass(frozen=True)
class DraftLine:
    """An edition that waits for a decision, and who offers it."""

    draft: EditionDraft
    by: str


@dataclass(frozen=True)
class Desk:
    """`is_ours`: the form belongs to the county of the reader, and he `may_edit` it;
    `may_take` and `may_give_back`: he may take it over, leave it to the program again; `is_shared`: other counties use
    it, too."""

    form: Form
    is_ours: bool
    may_edit: bool
    may_take: bool
    may_give_back: bool
    is_shared: bool
    editions: Sequence[EditionLine]
    waiting: Sequence[DraftLine]
    events: Sequence[EventLine]


def desk(person: Person, code: str) -> Desk:
    """What there is to know and to do. Raises NotFound."""
    form = ownership.known(person, code)
    is_ours = form.owner_region is not None
    is_shared = not is_ours and forms.used_elsewhere(code, person.county_id, today())
    lines, events = forms.editions(code), form_events.newest(code, _SHOWN)
    acted = [*(one.published_by for one in lines), *(one.user_id for one in events)]
    names = users.names(user_id for user_id in acted if user_id)
    numbers = {one.id: f"{one.major}.{one.minor}" for one in lines}
    return Desk(
        form,
        is_ours,
        ownership.may(person, ownership.EDITS, form),
        not is_ours and not is_shared and ownership.holds(person, ownership.PUBLISHES),
        ownership.may_publish(person, form) and not ownership.has_own_editions(form),
        is_shared,
        [EditionLine(one, names.get(one.published_by or "", "")) for one in lines],
        waiting(person, code) if _decides(person) else [],
        [EventLine(one, names.get(one.user_id or "", ""), numbers.get(one.edition_id or "", "")) for one in events],
    )


def _decides(person: Person) -> bool:
    return ownership.holds(person, ownership.EDITS) or ownership.holds(person, ownership.PUBLISHES)


def waiting(person: Person, code: str | None = None) -> list[DraftLine]:
    """The editions that wait for a decision in the person's county, of one form or of all."""
    found = edition_drafts.waiting(person.county_id, code)
    names = users.names(one.by_user_id for one in found)
    return [DraftLine(one, names.get(one.by_user_id, "")) for one in found]


def count_waiting(person: Person) -> int:
    """How many editions wait for a decision in the person's county."""
    return edition_drafts.count_waiting(person.county_id)
