"""The forms a county uses: their papers, editions and workflows, for everybody who works with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from formserver.clock import today
from formserver.errors import NotFound
from formserver.forms.document import FormDocument
from formserver.models import Form
from formserver.regions.names import display_name
from formserver.services import ownership, steps, usage
from formserver.services.documents import form_document, workflow
from formserver.services.person import Person
from formserver.services.steps import StepLine
from formserver.store import adoptions, choices, forms, regions
from formserver.store.choices import AdoptedForm
from formserver.workflow.definition import Workflow


@dataclass(frozen=True)
class FormLine:
    """A form that the county uses, or one of its own that it does not use (yet or any more): without `adopted` and
    `flow`. `place`: the township that uses it, or looks after it, where that is not the county as a whole.
    `is_elsewhere`: it is used in the county, but not where the reader is."""

    document: FormDocument
    adopted: AdoptedForm | None = None
    flow: Workflow | None = None
    place: str = ""
    is_elsewhere: bool = False

    @property
    def code(self) -> str:
        """`registration/ezhou`."""
        return self.document.code

    @property
    def edition(self) -> str:
        """As it is printed: "1.0"."""
        return "{}.{}".format(*self.document.edition)

    @property
    def part_titles(self) -> list[str]:
        """The parts of a paper that has several."""
        return [part.title for part in self.document.parts.values()] if len(self.document.parts) > 1 else []


@dataclass(frozen=True)
class FormView:
    """One form with its way, which is empty while the county does not use it."""

    line: FormLine
    way: Sequence[StepLine]


def forms_in_use(person: Person) -> list[FormLine]:
    """The forms used today where the person holds a role, by code."""
    found = usage.offered_to(person, person.regions)
    places = regions.names(one.region_code for one in found if one.region_code != person.county_id)
    return [_line(one, display_name(places.get(one.region_code, ""))) for one in found]


def forms_beside(person: Person, in_use: Sequence[FormLine]) -> list[FormLine]:
    """The forms of the county and its townships that are not among those used where the person is, by code."""
    used = {line.code for line in in_use}
    found = [form for form in forms.owned_in(person.county_id) if form.code not in used]
    elsewhere = {one.form_code for one in adoptions.in_force(person.county_id, today())} if found else set()
    places = regions.names(form.owner_region for form in found if form.owner_region not in (None, person.county_id))
    lines = ((form.code, display_name(places.get(form.owner_region or "", ""))) for form in found)
    return [_at_rest(code, place, is_elsewhere=code in elsewhere) for code, place in lines]


def forms_on_offer(person: Person) -> list[Form]:
    """The forms that came with the program, that nobody looks after, and that are used nowhere in the county."""
    used = {one.form_code for one in adoptions.in_force(person.county_id, today())}
    return [form for form in forms.shipped() if form.code not in used]


def view(person: Person, code: str, *, at_rest: bool = False) -> FormView:
    """One form in use; with `at_rest` also one that is not, but there for those in charge. Raises NotFound."""
    found = _find(person, code)
    if found is not None:
        line = _line(found)
        return FormView(line, steps.describe(line.flow) if line.flow else [])
    if not at_rest:
        raise NotFound
    return FormView(_at_rest(ownership.known(person, code).code), [])


def document_in_force(person: Person, code: str) -> FormDocument:
    """The document new pages of a form in use are filled in. Raises NotFound."""
    return form_document(_adopted(person, code).edition_id)


def _adopted(person: Person, code: str) -> AdoptedForm:
    found = _find(person, code)
    if found is None:
        raise NotFound
    return found


def _find(person: Person, code: str) -> AdoptedForm | None:
    return next((form for form in choices.adopted(person.county_id, today()) if form.code == code), None)


def _line(form: AdoptedForm, place: str = "") -> FormLine:
    return FormLine(form_document(form.edition_id), form, workflow(form.workflow_edition_id), place)


def _at_rest(code: str, place: str = "", *, is_elsewhere: bool = False) -> FormLine:
    return FormLine(form_document(forms.latest_edition(code).id), place=place, is_elsewhere=is_elsewhere)
