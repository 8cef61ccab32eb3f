"""The register of the persons served, as far as the reader may see it: a list, and one page for each person."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from formserver.errors import NotFound
from formserver.forms.document import FormDocument, Part
from formserver.forms.reading import mask
from formserver.models import Elder, Record
from formserver.regions.names import display_name
from formserver.services import choices, usage
from formserver.services.choices import Option
from formserver.services.choosing_persons import ChosenPersons
from formserver.services.documents import form_document, former_number, workflow
from formserver.services.person import Person
from formserver.store import elder_lists, elders, forms, records, regions
from formserver.store.choices import AdoptedForm
from formserver.store.elder_lists import Counted, ElderLine
from formserver.store.paging import Page
from formserver.workflow import engine
from formserver.workflow.states import State

SEXES = {"male": "男", "female": "女"}


@dataclass(frozen=True)
class PersonList:
    """One page of the register, on the first one how many persons it holds as narrowed, and the places to choose
    from."""

    lines: Page[ElderLine]
    counted: Counted | None
    townships: Sequence[Option]
    villages: Sequence[Option]


@dataclass(frozen=True)
class PaperLine:
    """One record of a person, ready to show."""

    record: Record
    form_title: str
    part_title: str
    state: str
    former: str


@dataclass(frozen=True)
class VisitForm:
    """A paper a visit may be written on."""

    form_code: str
    title: str
    part: str


@dataclass(frozen=True)
class PersonView:
    """What a person's page shows; identity number and phone with their middle hidden. ``registration``: none where the
    reader may not see it."""

    elder: Elder
    place: str
    identity: str
    phone: str
    registration: PaperLine | None
    visit_forms: Sequence[VisitForm]
    in_force: frozenset[str]


def open_list(person: Person, chosen: ChosenPersons, *, after: str = "") -> PersonList:
    """A page of the register, narrowed."""
    lines, counted = elder_lists.counted_list(person.scope, chosen.sought, after=after)
    return PersonList(lines, counted, *choices.places_of(person, chosen["place"]))


def view(person: Person, elder_id: str) -> PersonView:
    """One person. Raises NotFound, also for whoever lives where the reader holds nothing."""
    elder, in_force = elders.get(person.scope, elder_id), forms.active_ids()
    names = regions.names([elder.township_code, elder.village_code])
    places = (names.get(code, "") for code in (elder.township_code, elder.village_code))
    return PersonView(
        elder=elder,
        place="".join(display_name(name) for name in places),
        identity=mask(elders.identity_of(elder) or ""),
        phone=mask(elders.phone_of(elder) or ""),
        registration=_registration(person, elder, in_force),
        visit_forms=visit_forms(usage.offered_at(person.county_id, elder.village_code))
        if elder.state != elders.LEFT
        else [],
        in_force=in_force,
    )


def _registration(person: Person, elder: Elder, in_force: Collection[str]) -> PaperLine | None:
    """The registration that speaks for the file, where the reader may see it."""
    try:
        found = records.get(person.scope, elder.registration_record_id or "")
    except NotFound:
        return None
    return paper_line(found, in_force)


def paper_line(record: Record, in_force: Collection[str]) -> PaperLine:
    """A record, ready to show; ``in_force``: the editions whose number nobody has to be told."""
    document = form_document(record.form_edition_id)
    state = engine.state_label(workflow(record.workflow_edition_id), State.parse(record.state))
    former = former_number(record.form_edition_id, in_force)
    return PaperLine(record, document.title, document.part_title(record.part), state, former)


def visit_forms(offered: Iterable[AdoptedForm]) -> list[VisitForm]:
    """Those of the forms in use that visits are written on."""
    found = []
    for form in offered:
        if form.category == "visit_record":
            document = form_document(form.edition_id)
            found.append(VisitForm(form.code, document.title, _visit_part(document).code))
    return found


def _visit_part(document: FormDocument) -> Part:
    """The part a visitor fills in: the first that is about a visit, else the first."""
    dated = (part for part in document.parts.values() if _is_about_a_visit(part))
    return next(dated, document.first_part)


def _is_about_a_visit(part: Part) -> bool:
    return any(field.spec.get("x-concept") == "visit_date" for _, field in part.fields())
