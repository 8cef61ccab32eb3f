"""The forms a county uses: their papers, editions and workflows, for everybody who works with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from formserver.clock import today
from formserver.errors import NotFound
from formserver.forms.document import FormDocument
from formserver.services import steps
from formserver.services.documents import form_document, workflow
from formserver.services.person import Person
from formserver.services.steps import StepLine
from formserver.store import choices
from formserver.store.choices import AdoptedForm
from formserver.workflow.definition import Workflow


@dataclass(frozen=True)
class FormLine:
    """A form in use."""

    adopted: AdoptedForm
    document: FormDocument
    flow: Workflow

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
    """One form in use with its way."""

    line: FormLine
    way: Sequence[StepLine]


def forms_in_use(person: Person) -> list[FormLine]:
    """The forms the county uses today, registrations first."""
    return [_line(form) for form in choices.adopted(person.county_id, today())]


def view(person: Person, code: str) -> FormView:
    """One form in use. Raises NotFound."""
    line = _line(_adopted(person, code))
    return FormView(line, steps.describe(line.flow))


def document_in_force(person: Person, code: str) -> FormDocument:
    """The document new pages of a form in use are filled in. Raises NotFound."""
    return form_document(_adopted(person, code).edition_id)


def _adopted(person: Person, code: str) -> AdoptedForm:
    found = next((form for form in choices.adopted(person.county_id, today()) if form.code == code), None)
    if found is None:
        raise NotFound
    return found


def _line(form: AdoptedForm) -> FormLine:
    return FormLine(form, form_document(form.edition_id), workflow(form.workflow_edition_id))
