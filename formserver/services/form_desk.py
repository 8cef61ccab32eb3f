"""A form as those in charge of forms see it: whom it belongs to, its editions, and what was done with it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from formserver.clock import today
from formserver.errors import NotFound
from formserver.forms.editions.changes import Comparison
from formserver.models import Adoption, EditionDraft, Form, FormEdition, FormEvent
from formserver.regions.codes import COUNTY_DIGITS
from formserver.regions.names import display_name
from formserver.services import adopting, ownership, ways
from formserver.services.person import Person
from formserver.services.rehearsal import Stage
from formserver.store import adoptions, edition_drafts, form_events, forms, regions, users
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
    """Something that was done with the form; ``number``: of the edition it was about, or empty; ``place``: the township
    where it was taken into use or is used no longer, and ``days`` from and until when."""

    event: FormEvent
    by: str
    number: str
    place: str
    days: Sequence[date]


@dataclass(frozen=True)
class DraftLine:
    """An edition that waits for a decision, and who offers it."""

    draft: EditionDraft
    by: str


@dataclass(frozen=True)
class UseLine:
    """Where the form is used: the place, the title of the workflow, whether that is yet to begin, and whether the
    reader may end it."""

    adoption: Adoption
    place: str
    flow: str
    is_to_come: bool
    may_stop: bool


@dataclass(frozen=True)
class Desk:
    """What the reader may do: `may_edit` bring an edition in; `may_take` the form over; `may_give_back` it to the
    program; `may_retire` it; `may_resume` it; `may_move` its records to the edition in force.

    `is_owned`: it belongs to his county, or a township of it; `owner`: the name of that; `is_shared`: it belongs to
    nobody, and other counties use it too. `uses`: where it is or will be used; `places`: where the reader may take it
    into use, `derives`: for where he may derive a form of its own, by code.
    """

    form: Form
    is_owned: bool
    owner: str
    may_edit: bool
    may_retire: bool
    may_resume: bool
    may_move: bool
    uses: Sequence[UseLine]
    places: Mapping[str, str]
    derives: Mapping[str, str]
    may_take: bool
    may_give_back: bool
    is_shared: bool
    editions: Sequence[EditionLine]
    waiting: Sequence[DraftLine]
    events: Sequence[EventLine]


def desk(person: Person, code: str) -> Desk:
    """What there is to know and to do. Raises NotFound."""
    form = ownership.known(person, code)
    is_owned, publishes = form.owner_region is not None, ownership.may_publish(person, form)
    is_shared = not is_owned and adoptions.used_elsewhere(code, person.county_id, today())
    editions = forms.editions(code)
    is_in_force = any(one.state == forms.ACTIVE for one in editions)
    return Desk(
        form=form,
        is_owned=is_owned,
        owner=_place_name(form.owner_region or ""),
        may_edit=ownership.may(person, ownership.EDITS, form),
        may_retire=publishes and is_in_force,
        may_resume=publishes and not is_in_force,
        may_move=ownership.holds(person, ownership.PUBLISHES, form.owner_region),
        uses=_uses(person, code),
        places=adopting.places_for(person, form) if is_in_force else {},
        derives=adopting.places_to_derive_for(person, form) if is_in_force else {},
        may_take=not is_owned and not is_shared and ownership.holds(person, ownership.PUBLISHES),
        may_give_back=publishes and not ownership.has_own_editions(form),
        is_shared=is_shared,
        editions=_lines(person, code, editions),
        waiting=waiting(person, code),
        events=_events(code, editions),
    )


def _uses(person: Person, code: str) -> list[UseLine]:
    found = adoptions.of_form(person.county_id, code, today())
    names = regions.names(one.region_code for one in found)
    titles = {flow.code: flow.title for flow in adopting.offered_workflows()} if found else {}
    return [
        UseLine(
            one,
            display_name(names.get(one.region_code, one.region_code)),
            titles.get(one.workflow_code, one.workflow_code),
            one.valid_from > today(),
            ownership.holds(person, ownership.ADOPTS, one.region_code),
        )
        for one in found
    ]


def _place_name(region: str) -> str:
    return display_name(regions.names([region]).get(region, region)) if region else ""


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
    about_use = {one.id: one.region_code or "" for one in found if one.action in _OF_USE}
    places = regions.names(region for region in about_use.values() if len(region) > COUNTY_DIGITS)
    return [
        EventLine(
            one,
            names.get(one.user_id or "", ""),
            numbers.get(one.edition_id or "", ""),
            display_name(places.get(about_use.get(one.id, ""), "")),
            [date.fromisoformat(day) for day in one.note.split("/")] if one.id in about_use else (),
        )
        for one in found
    ]


_OF_USE: Final = frozenset({form_events.ADOPTED, form_events.STOPPED})


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
    found = ways.comparison(by_number[before].id, ways.to_edition(by_number[after].id))
    return Pair(form.title, numbers, before, after, found)


def edition_numbered(person: Person, code: str, number: str) -> FormEdition:
    """One edition of a form by its number, as printed. Raises NotFound."""
    form = ownership.known(person, code)
    found = next((one for one in forms.editions(form.code) if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def waiting(person: Person, code: str | None = None) -> list[DraftLine]:
    """The editions that wait for a decision and that the person may look at, of one form or of all."""
    offered = edition_drafts.waiting(person.county_id, code)
    found = ownership.within_reach(person, offered, ownership.EDITS, ownership.PUBLISHES)
    names = users.names(one.by_user_id for one in found)
    return [DraftLine(one, names.get(one.by_user_id, "")) for one in found]


def count_waiting(person: Person) -> int:
    """How many editions wait for a decision by the person."""
    if ownership.holds(person, ownership.PUBLISHES):
        return edition_drafts.count_waiting(person.county_id)
    return len(ownership.within_reach(person, edition_drafts.waiting(person.county_id), ownership.PUBLISHES))
