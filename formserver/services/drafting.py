"""Opening a draft: of which paper, about whom, for which village; one that is open already is gone on with."""

from typing import Final

from formserver.clock import today
from formserver.errors import Forbidden, FormserverError, NotFound
from formserver.extensions import db
from formserver.forms.document import FormDocument, Part
from formserver.forms.origins import as_json
from formserver.ids import new_id
from formserver.models import Draft, Elder, FormEdition, Record
from formserver.regions.codes import tier_of
from formserver.services import given, previous, usage
from formserver.services.documents import form_document
from formserver.services.given import RegistrationNeeded
from formserver.services.person import Person
from formserver.services.proposals import Opening, Sheet, proposed
from formserver.store import adoptions, beginnings, drafts, elders, forms, records
from formserver.store import regions as store_regions


class ElderNeeded(FormserverError):
    """A visit paper begins with the person it is about."""

    status = 422
    message_key = "请先选择服务对象，再填写探访记录。"


class VillageNeeded(FormserverError):
    """The person fills in papers for several villages, so the village must be said."""

    status = 422
    message_key = "请先选择这张表属于哪个村（社区）。"


class ElderGone(FormserverError):
    """The person is no longer served: no new visit paper about him."""

    status = 422
    message_key = "%(name)s已离册，不能再填写探访记录。"


class FormElsewhere(FormserverError):
    """The place does not use the form, or has one of its own in its place."""

    status = 422
    message_key = "这个村（社区）不用这张表，请选择它现在用的表。"


class ElderKnown(FormserverError):
    """Somebody is registered once: what changed since is a correction."""

    status = 422
    message_key = "%(name)s已经登记，不用再登记；登记表有变化的，请打开档案更正。"


class VisitNeeded(FormserverError):
    """A following part (关爱服务) belongs to a record of the part it follows."""

    status = 422
    message_key = "请打开它所属的探访记录，从那里开始填写。"


_OF_PERSONS: Final = (ElderGone, ElderKnown, ElderNeeded, RegistrationNeeded)
NEEDED: Final = (*_OF_PERSONS, FormElsewhere, VillageNeeded, VisitNeeded)
"""What a new paper may need before it can be begun."""


def start(
    person: Person,
    form_code: str,
    part_code: str | None = None,
    *,
    elder_id: str | None = None,
    parent_record_id: str | None = None,
    village_code: str | None = None,
    sheet: Sheet | None = None,
    act_id: str = "",
) -> Draft:
    """Open a new draft, or the one the person already has for the same paper and elder, or untouched for the village.
    ``sheet``: the one that was written by hand and is typed in; ``act_id``: of the page, which opens one draft however
    often it is sent.

    Raises NotFound (no such form here), FormElsewhere, ElderNeeded, VillageNeeded, VisitNeeded, RegistrationNeeded,
    ElderGone, ElderKnown (only whom a department named is registered by his id), Forbidden.
    """
    if not adoptions.is_used(person.county_id, form_code, today()):
        raise NotFound
    edition = forms.active_edition(form_code)
    document = form_document(edition.id)
    part = document.parts.get(part_code or "", document.first_part)
    parent = _parent(person, form_code, part, parent_record_id)
    elder = _elder_of(person, document, parent.elder_id if parent else elder_id)
    open_one = _begun(person, form_code, act_id) or _open_draft(person, form_code, part.code, elder, parent, sheet)
    if open_one is not None:
        return open_one
    village = elder.village_code if elder else _village(person, village_code)
    if parent is None and form_code not in {one.code for one in usage.offered_at(person.county_id, village)}:
        raise FormElsewhere
    untouched = None if elder else _untouched(person, edition.id, part, village, act_id)
    if untouched is not None:
        return untouched
    draft = _new_draft(person, edition, part, elder, parent, village, sheet)
    draft.origin = _origin(village, act_id)
    given.first(part, elder, given.registration_of(elder))  # what is missing is said now, not after the typing
    begun = proposed(Opening(person, part, elder, village, previous.of_draft(person, draft), sheet))
    drafts.insert(draft, begun.pairs.items(), origins=as_json(begun.origins))
    db.session.commit()
    return draft


def _new_draft(
    person: Person,
    edition: FormEdition,
    part: Part,
    elder: Elder | None,
    parent: Record | None,
    village: str,
    sheet: Sheet | None,
) -> Draft:
    return Draft(
        id=new_id(),
        county_id=person.county_id,
        user_id=person.user_id,
        form_code=edition.form_code,
        form_edition_id=edition.id,
        part=part.code,
        elder_id=elder.id if elder else None,
        parent_record_id=parent.id if parent else None,
        record_id=None,
        visitor_id=sheet.visitor_id if sheet else None,
        visitor_name=sheet.visitor_name if sheet else None,
        paper_code=sheet.code if sheet else None,
        title=elder.name if elder else "",
    )


def _origin(village: str, act_id: str) -> dict[str, object]:
    origin: dict[str, object] = {"village_code": village}
    return {**origin, "act": act_id} if act_id else origin


def _begun(person: Person, form_code: str, act_id: str) -> Draft | None:
    """What this very page opened before; two at once wait for each other here."""
    if not act_id:
        return None
    beginnings.lock(person.user_id)
    return beginnings.begun_by(person.county_id, person.user_id, form_code, act_id)


def _parent(person: Person, form_code: str, part: Part, record_id: str | None) -> Record | None:
    """The record a following part belongs to: of the same paper, of the part it follows. Other parts belong to none."""
    if not record_id:
        if part.follows:
            raise VisitNeeded
        return None
    parent = records.get(person.scope, record_id)
    if (parent.form_code, parent.part) != (form_code, part.follows):
        raise VisitNeeded
    return parent


def refuse(part: Part, elder: Elder) -> None:
    """Raises ElderGone and VisitNeeded where no paper of its own can be begun about the person."""
    if part.follows:
        raise VisitNeeded
    if elder.state == elders.LEFT:
        raise ElderGone(name=elder.name)


def _elder_of(person: Person, document: FormDocument, elder_id: str | None) -> Elder | None:
    if elder_id is None:
        if document.category == "registration":
            return None
        raise ElderNeeded
    elder = elders.get(person.scope, elder_id)
    if document.category == "registration" and elder.state != elders.LISTED:
        raise ElderKnown(name=elder.name)
    if elder.state == elders.LEFT:
        raise ElderGone(name=elder.name)
    return elder


def _open_draft(
    person: Person, form_code: str, part: str, elder: Elder | None, parent: Record | None, sheet: Sheet | None
) -> Draft | None:
    if elder is None:
        return None
    paper = {"form_code": form_code, "part": part, "elder_id": elder.id}
    return drafts.same_paper(
        person.county_id,
        person.user_id,
        **paper,
        parent_record_id=parent.id if parent else None,
        paper_code=sheet.code if sheet else None,
    )


def _untouched(person: Person, edition_id: str, part: Part, village: str, act_id: str) -> Draft | None:
    """A registration the person opened in this village and typed nothing into; it proposes the day of today."""
    found = drafts.untouched(person.county_id, person.user_id, edition_id, part.code)
    draft = next((draft for draft in found if (draft.origin or {}).get("village_code") == village), None)
    if draft is not None:
        begun = proposed(Opening(person, part, None, village, None))
        drafts.propose(draft, begun.pairs.items(), origins=as_json(begun.origins))
        draft.origin = _origin(village, act_id)
        db.session.commit()
    return draft


def _village(person: Person, chosen: str | None) -> str:
    """The village a new paper belongs to: the chosen one, or the only one the person fills in papers for."""
    regions = person.filling_regions
    if chosen:
        if tier_of(chosen) != "village" or not any(chosen.startswith(region) for region in regions):
            raise Forbidden("您不负责这个村（社区），不能为它填表。")
        if not store_regions.names([chosen]):
            raise VillageNeeded
        return chosen
    if len(regions) != 1 or tier_of(regions[0]) != "village":
        raise VillageNeeded
    return regions[0]
