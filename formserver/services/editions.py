"""Documents come into the database: every new number adds an edition; a county adopts a form with a workflow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

from formserver.clock import today
from formserver.extensions import db
from formserver.forms.document import FormDocument
from formserver.forms.editions.changes import Comparison
from formserver.forms.editions.comparing import compare
from formserver.forms.editions.locking import in_order, upper_of
from formserver.ids import new_id
from formserver.models import Adoption, Form, FormEdition, WorkflowEdition
from formserver.regions.codes import COUNTY_DIGITS
from formserver.services import inheritance, publishing
from formserver.services.documents import form_document, says
from formserver.services.ownership import OwnedElsewhere
from formserver.store import adoptions, forms, workflows
from formserver.workflow.definition import Workflow

DEFAULT_WORKFLOW: Final = "village_township_county"
SHIPPED: Final = "随系统提供"


class Kept(StrEnum):
    """Why a shipped text that differs from the one kept under its number was not put in force, in words."""

    OLDER = "现行的是更新的版本"
    OURS = "现行的版本不是随系统装入的"
    GRAVE = "已填的可能受影响，要由人看过再发布"
    FLOW = "流程发布后不再改动"


@dataclass(frozen=True)
class Differing:
    """A shipped text that differs from the one kept under its number, which stays: "registration/ezhou 1.0", in how
    many places, why it was not put in force; `in_force`: the number of what is."""

    name: str
    changes: int
    why: Kept
    in_force: str


@dataclass(frozen=True)
class Loaded:
    """What loading did: codes with edition, e.g. "registration/ezhou 1.0".

    `theirs`: what was left out because a county looks after the form, with that county's code. `renewed`: what says
    under a number in use more than was kept, with the number under which that is in force now; `differing`: what else
    differs.
    """

    added: tuple[str, ...]
    kept: tuple[str, ...]
    theirs: tuple[tuple[str, str], ...]
    renewed: tuple[tuple[str, str], ...]
    differing: tuple[Differing, ...]


def load_shipped(documents: Iterable[FormDocument], flows: Iterable[Workflow]) -> Loaded:
    """Bring documents and workflows in; those there stay as they are. What a county looks after is left as the county
    has it. A text that changed under its number stops nothing: it is the next minor edition where it changes no answer,
    else it is told (docs/decisions/0034).
    """
    found: dict[str, list[Any]] = {field.name: [] for field in fields(Loaded)}
    for become, told in (*map(_load_form, in_order(documents)), *map(_load_workflow, flows)):
        found[become].append(told)
    db.session.commit()
    return Loaded(**{become: tuple(told) for become, told in found.items()})


def adopt(region: str, form_code: str, workflow_code: str = DEFAULT_WORKFLOW) -> None:
    """Let a county or a township use a form from today on; repeating changes nothing.

    Raises NotFound (no such form or workflow), OwnedElsewhere.
    """
    form = forms.get(form_code, locked=True)
    if form.owner_region is not None and not region.startswith(form.owner_region):
        raise OwnedElsewhere(region=form.owner_region)
    workflows.latest(workflow_code)
    place = {"county_id": region[:COUNTY_DIGITS], "region_code": region, "form_code": form_code}
    held = [one for one in adoptions.in_force(place["county_id"], today()) if one.form_code == form_code]
    if not any((one.region_code, one.workflow_code) == (region, workflow_code) for one in held):
        adoptions.add(Adoption(id=new_id(), workflow_code=workflow_code, valid_from=today(), valid_to=None, **place))
    db.session.commit()


Became = tuple[str, Any]
"""One of the fields of `Loaded`, and what is added there."""


def _load_form(document: FormDocument) -> Became:
    name = f"{document.code} {_number(document)}"
    form = forms.find(document.code, locked=True)  # nobody takes it over meanwhile
    held = [] if form is None else forms.editions(form.code)
    known = [one for one in held if (one.major, one.minor) >= document.edition]
    has_number = bool(known) and (known[-1].major, known[-1].minor) == document.edition
    if has_number and any(says(one) == document.says for one in known):
        return "kept", name
    if form is not None and form.owner_region is not None:
        return "theirs", (name, form.owner_region)
    if form is not None and has_number:
        return _load_changed(form, document, name)
    _add(form or _new_form(document), held, document)
    return "added", name


def _new_form(document: FormDocument) -> Form:
    upper = upper_of(document)
    if upper is not None:
        inheritance.edition_above(upper)
    words = {"title": document.title, "category": document.category, "upper_code": upper.form if upper else None}
    return forms.add(Form(code=document.code, owner_region=None, **words))


def _add(form: Form, held: Sequence[FormEdition], document: FormDocument) -> None:
    if held and (held[0].major, held[0].minor) > document.edition:
        older = publishing.edition_of(document, SHIPPED)
        older.state = forms.RETIRED  # it may be looked at, but nothing begins in it
        forms.add_edition(older)
    else:
        publishing.add(form, document, SHIPPED, None)


def _load_changed(form: Form, document: FormDocument, name: str) -> Became:
    """A text that changed under its number: of the edition in force it may be the next minor one."""
    current = forms.latest_edition(form.code)
    found = compare(form_document(current.id), document)
    why = _hindrance(current, document, found)
    if why is not None:
        return "differing", Differing(name, len(found.changes), why, current.number)
    done = publishing.put_in_force(form, document, comment=SHIPPED, after=current.id)
    return "renewed", (name, "{}.{}".format(*done.edition))


def _hindrance(current: FormEdition, document: FormDocument, found: Comparison) -> Kept | None:
    """Why the text is not put in force by itself."""
    if current.major > document.edition[0]:
        return Kept.OLDER
    if current.state != forms.ACTIVE or current.comment != SHIPPED:
        return Kept.OURS
    return None if found.is_wording and not inheritance.broken(document) else Kept.GRAVE


def _load_workflow(loaded: Workflow) -> Became:
    name, found = f"{loaded.code} {loaded.version}", workflows.find(loaded.code, loaded.version)
    if found is not None and found.sha256 != loaded.sha256:
        return "differing", Differing(name, 1, Kept.FLOW, str(workflows.latest(loaded.code).version))
    if found is not None:
        return "kept", name
    same = {"code": loaded.code, "version": loaded.version, "text": loaded.text, "sha256": loaded.sha256}
    workflows.add(WorkflowEdition(id=new_id(), **same))
    return "added", name


def _number(document: FormDocument) -> str:
    return ".".join(map(str, document.edition))
