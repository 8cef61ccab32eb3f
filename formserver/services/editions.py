"""Documents come into the database: every new number adds an edition; a county adopts a form with a workflow."""

from collections.abc import Iterable
from dataclasses import dataclass

from formserver.clock import today
from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.forms.document import FormDocument
from formserver.forms.editions.locking import in_order, upper_of
from formserver.ids import new_id
from formserver.models import Adoption, Form, WorkflowEdition
from formserver.regions.codes import COUNTY_DIGITS
from formserver.services import inheritance, publishing
from formserver.services.ownership import OwnedElsewhere
from formserver.store import adoptions, forms, workflows
from formserver.workflow.definition import Workflow

DEFAULT_WORKFLOW = "village_township_county"
_SHIPPED = "随系统提供"


class EditionChanged(FormserverError):
    """A file changed although its number did not: a published edition never changes."""

    status = 409
    message_key = "%(code)s %(version)s 已经发布，内容不能再改；请改用新的版本号。"


@dataclass(frozen=True)
class Loaded:
    """What loading did: codes with edition, e.g. "registration/ezhou 1.0".

    `theirs`: what was left out because a county looks after the form, with that county's code.
    """

    added: tuple[str, ...]
    kept: tuple[str, ...]
    theirs: tuple[tuple[str, str], ...]


def load_shipped(documents: Iterable[FormDocument], flows: Iterable[Workflow]) -> Loaded:
    """Bring documents and workflows in; those there stay. What a county looks after is left as the county has it.

    Raises EditionChanged: nothing is kept.
    """
    added: list[str] = []
    kept: list[str] = []
    theirs: list[tuple[str, str]] = []
    for document in in_order(documents):
        name, owner = f"{document.code} {_number(document)}", _owner_instead(document)
        if owner is not None:
            theirs.append((name, owner))
        else:
            (added if _load_form(document) else kept).append(name)
    for flow in flows:
        (added if _load_workflow(flow) else kept).append(f"{flow.code} {flow.version}")
    db.session.commit()
    return Loaded(tuple(added), tuple(kept), tuple(theirs))


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


def _owner_instead(document: FormDocument) -> str | None:
    """The county whose edition stays in the place of this one, which is not among its own."""
    form = forms.find(document.code, locked=True)  # nobody takes it over meanwhile
    if form is None or form.owner_region is None:
        return None
    found = forms.edition_numbered(document.code, *document.edition)
    return None if found is not None and found.sha256 == document.sha256 else form.owner_region


def _load_form(document: FormDocument) -> bool:
    found = forms.edition_numbered(document.code, *document.edition)
    if found is not None:
        _refuse_changed(found.sha256, document.sha256, document.code, _number(document))
        return False
    form = forms.find(document.code)
    if form is None:
        upper = upper_of(document)
        if upper is not None:
            inheritance.edition_above(upper)
        words = {"title": document.title, "category": document.category, "upper_code": upper.form if upper else None}
        form = forms.add(Form(code=document.code, owner_region=None, **words))
    newest = next(iter(forms.editions(form.code)), None)
    if newest is not None and (newest.major, newest.minor) > document.edition:
        older = publishing.edition_of(document, _SHIPPED)
        older.state = forms.RETIRED  # it may be looked at, but nothing begins in it
        forms.add_edition(older)
    else:
        publishing.add(form, document, _SHIPPED, None)
    return True


def _load_workflow(loaded: Workflow) -> bool:
    found = workflows.find(loaded.code, loaded.version)
    if found is not None:
        _refuse_changed(found.sha256, loaded.sha256, loaded.code, loaded.version)
        return False
    same = {"code": loaded.code, "version": loaded.version, "text": loaded.text, "sha256": loaded.sha256}
    workflows.add(WorkflowEdition(id=new_id(), **same))
    return True


def _refuse_changed(stored: str, offered: str, code: str, version: str) -> None:
    if stored != offered:
        raise EditionChanged(code=code, version=version)


def _number(document: FormDocument) -> str:
    return ".".join(map(str, document.edition))
