"""A form as those in charge of forms see it: whom it belongs to, its editions, and what was done with it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from formserver.clock import today
from formserver.errors import NotFound
from formserver.forms.editions.changes import Comparison
from formserver.forms.editions.comparing import compare
from formserver.models import EditionDraft, Form, FormEdition, FormEvent
from formserver.services import ownership
from formserver.services.documents import form_document
from formserver.services.person import Person
from formserver.services.rehearsal import Stage
from formserver.store import edition_drafts, form_events, forms, users
from formserver.workflow.states import APPROVED, TERMINATED

_SHOWN: Final = 50


@dataclass(frozen=True)
class EditionLine:
    """One edition and who published it (shipped editions were published by nobody here); `papers`: how many of the
    county are in it, by stage. `before`: the number of the edition it followed."""

    edition: FormEdition
    published_by: str
    papers: Mapping[Stage, int]
    before: str


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
    """What the reader may do: `may_edit` bring an edition in; `may_take` the form over; `may_give_back` it to the
    program; `may_retire` it; `may_resume` it; `may_adopt` it for the county, which does not use it from any day on.

    `is_ours`: it belongs to his county; `is_shared`: to nobody, and other counties use it too; `begins`: the day to
    come from which the county uses it.
    """

    form: Form
    is_ours: bool
    may_edit: bool
    may_retire: bool
    may_resume: bool
    may_adopt: bool
    begins: date | None
    may_take: bool
    may_give_back: bool
    is_shared: bool
    editions: Sequence[EditionLine]
    waiting: Sequence[DraftLine]
    events: Sequence[EventLine]


def desk(person: Person, code: str) -> Desk:
    """What there is to know and to do. Raises NotFound."""
    form = ownership.known(person, code)
    is_ours, publishes = form.owner_region is not None, ownership.may_publish(person, form)
    is_shared = not is_ours and forms.used_elsewhere(code, person.county_id, today())
    editions = forms.editions(code)
    is_in_force = any(one.state == forms.ACTIVE for one in editions)
    adoption = forms.adoption_to_come(person.county_id, code, today())
    return Desk(
        form=form,
        is_ours=is_ours,
        may_edit=ownership.may(person, ownership.EDITS, form),
        may_retire=publishes and is_in_force,
        may_resume=publishes and not is_in_force,
        may_adopt=adoption is None and ownership.may(person, ownership.ADOPTS, form),
        begins=adoption.valid_from if adoption and adoption.valid_from > today() else None,
        may_take=not is_ours and not is_shared and ownership.holds(person, ownership.PUBLISHES),
        may_give_back=publishes and not ownership.has_own_editions(form),
        is_shared=is_shared,
        editions=_lines(person, code, editions),
        waiting=waiting(person, code) if _decides(person) else [],
        events=_events(code, editions),
    )


def _lines(person: Person, code: str, found: Sequence[FormEdition]) -> list[EditionLine]:
    names = users.names(one.published_by for one in found if one.published_by)
    papers: dict[str, Counter[Stage]] = defaultdict(Counter)
    for edition_id, state, number in forms.papers(code, person.county_id):
        papers[edition_id][_STAGES.get(state, Stage.ON_ITS_WAY)] += number
    former = [*(one.number for one in found[1:]), ""]
    return [
        EditionLine(one, names.get(one.published_by or "", ""), _in_order(papers[one.id]), before)
        for one, before in zip(found, former, strict=True)
    ]


def _in_order(papers: Mapping[Stage, int]) -> dict[Stage, int]:
    return {stage: papers[stage] for stage in Stage if stage in papers}


_STAGES: Final = {forms.DRAFT: Stage.DRAFT, str(APPROVED): Stage.APPROVED, str(TERMINATED): Stage.TERMINATED}


def _events(code: str, editions: Sequence[FormEdition]) -> list[EventLine]:
    found = form_events.newest(code, _SHOWN)
    names = users.names(one.user_id for one in found if one.user_id)
    numbers = {one.id: one.number for one in editions}
    return [EventLine(one, names.get(one.user_id or "", ""), numbers.get(one.edition_id or "", "")) for one in found]


@dataclass(frozen=True)
class Pair:
    """Two editions of a form beside each other; `numbers`: those there are, the newest first."""

    title: str
    numbers: Sequence[str]
    before: str
    after: str
    found: Comparison


def pair(person: Person, code: str, before: str, after: str) -> Pair:
    """What differs between two editions of a form, by their numbers; by default the newest and the one before it.

    Raises NotFound.
    """
    form = ownership.known(person, code)
    by_number = {one.number: one for one in forms.editions(form.code)}
    numbers = list(by_number)
    after = after or numbers[0]
    before = before or numbers[-1 if after not in numbers else min(numbers.index(after) + 1, len(numbers) - 1)]
    if before not in by_number or after not in by_number:
        raise NotFound
    found = compare(form_document(by_number[before].id), form_document(by_number[after].id))
    return Pair(form.title, numbers, before, after, found)


def edition_numbered(person: Person, code: str, number: str) -> FormEdition:
    """One edition of a form by its number, as printed. Raises NotFound."""
    form = ownership.known(person, code)
    found = next((one for one in forms.editions(form.code) if one.number == number), None)
    if found is None:
        raise NotFound
    return found


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
