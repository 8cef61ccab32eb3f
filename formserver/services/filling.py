"""Filling in: a draft is opened, kept as it is typed, and looked at as an entry page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from formserver.clock import today
from formserver.errors import Forbidden, FormserverError, UnknownField
from formserver.extensions import db
from formserver.forms import completing, entry, keeping, validation
from formserver.forms.document import FormDocument, Part
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem
from formserver.forms.scopes import Known
from formserver.ids import new_id
from formserver.models import Draft, Elder, Record
from formserver.regions.codes import tier_of
from formserver.services import given, naming
from formserver.services.documents import form_document
from formserver.services.person import Person
from formserver.services.proposals import first_pairs
from formserver.services.turns import Turn, turn
from formserver.store import drafts, elders, forms, records
from formserver.store import regions as store_regions

_MOST_PAIRS = 4000


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


class VisitNeeded(FormserverError):
    """A following part (关爱服务) belongs to a record of the part it follows."""

    status = 422
    message_key = "请打开它所属的探访记录，从那里开始填写。"


@dataclass(frozen=True)
class Filling:
    """An open draft: what was typed, in which document, for whom.

    `given` are the answers that are not typed: a frozen section copied from the registration, and 第__次; `previous`
    the data of the last approved record.
    """

    draft: Draft
    document: FormDocument
    part: Part
    pairs: Pairs
    elder: Elder | None
    given: Mapping[str, Any]
    record: Record | None
    previous: Mapping[str, Any] | None = None

    @property
    def known(self) -> Known:
        """What expressions know besides the page."""
        return Known(today(), self.previous, self.given)

    @property
    def turn(self) -> Turn | None:
        """The save of an open page that these pairs came with."""
        return turn(self.draft.last_save)

    @cached_property
    def data(self) -> dict[str, Any]:
        """The data as they would be submitted now; not yet validated."""
        return {**entry.to_data(self.part, self.pairs), **self.given}

    def problems(self, on: date | None = None) -> list[Problem]:
        """Problems of the data as they stand."""
        return validation.check(self.part, self.data, today=on or today(), previous=self.previous)


def start(
    person: Person,
    form_code: str,
    part_code: str | None = None,
    *,
    elder_id: str | None = None,
    parent_record_id: str | None = None,
    village_code: str | None = None,
) -> Draft:
    """Open a new draft, or the one the person already has for the same paper and elder, or untouched for the village.

    Raises NotFound (no such form here), ElderNeeded, VillageNeeded, VisitNeeded, RegistrationNeeded, ElderGone,
    Forbidden.
    """
    forms.adoption_of(person.county_id, form_code, today())
    edition = forms.active_edition(form_code)
    document = form_document(edition.id)
    part = document.parts.get(part_code or "", document.first_part)
    parent = _parent(person, form_code, part, parent_record_id)
    elder = _elder_of(person, document, parent.elder_id if parent else elder_id)
    open_one = _open_draft(person, form_code, part.code, elder, parent)
    if open_one is not None:
        return open_one
    village = elder.village_code if elder else _village(person, village_code)
    untouched = None if elder else _untouched(person, edition.id, part, village)
    if untouched is not None:
        return untouched
    draft = Draft(
        id=new_id(),
        county_id=person.county_id,
        user_id=person.user_id,
        form_code=form_code,
        form_edition_id=edition.id,
        part=part.code,
        elder_id=elder.id if elder else None,
        parent_record_id=parent.id if parent else None,
        record_id=None,
        title=elder.name if elder else "",
        origin={"village_code": village},
    )
    given.first(part, elder)  # a missing registration is said now, not after an hour of typing
    drafts.insert(draft, first_pairs(person, part).items())
    db.session.commit()
    return draft


def opened(person: Person, draft_id: str) -> Filling:
    """One's own draft as it stands. Raises NotFound, Forbidden where the person holds no role any more."""
    draft = drafts.get(person.county_id, person.user_id, draft_id)
    # It shows what the register says of the elder today, which is no longer his affair.
    if not person.roles_at(str((draft.origin or {}).get("village_code", ""))):
        raise Forbidden("您已不负责这个村（社区），不能再填写这份草稿。")
    return _filling(draft, Pairs(drafts.pairs_of(draft)))


def keep(person: Person, draft_id: str, posted: Pairs, *, revision: int) -> Filling:
    """Keep what was typed, and propose what the identity number says for computed fields that are empty.

    A save that comes again changes nothing; one that comes after a later save of its page neither.
    Raises NotFound, StaleRevision (saved from another page in between; nothing is lost), UnknownField.
    """
    kept = take(person, draft_id, posted, revision=revision)
    db.session.commit()
    return kept


def take(person: Person, draft_id: str, posted: Pairs, *, revision: int) -> Filling:
    """As `keep`, but leaves the commit to the service that goes on from here."""
    filling = opened(person, draft_id)
    pairs = naming.settled(person, filling.part, _typed(filling, posted), filling.record)
    return _kept(filling, pairs, posted, revision)


def add_row(person: Person, draft_id: str, posted: Pairs, name: str, *, revision: int) -> Filling:
    """Keep what was typed and add an empty row to a table."""
    filling = opened(person, draft_id)
    kept = _kept(filling, entry.with_row(_typed(filling, posted), name), posted, revision)
    db.session.commit()
    return kept


def remove_row(person: Person, draft_id: str, posted: Pairs, name: str, index: int, *, revision: int) -> Filling:
    """Keep what was typed without one row of a table."""
    filling = opened(person, draft_id)
    pairs = entry.without_row(_typed(filling, posted), name, index)
    kept = _kept(filling, pairs, posted, revision)
    db.session.commit()
    return kept


def discard(person: Person, draft_id: str) -> None:
    """Throw one's own draft away. Raises Forbidden for one of a record that was sent back: the record waits for it."""
    draft = drafts.get(person.county_id, person.user_id, draft_id)
    if draft.record_id is not None:
        raise Forbidden("这是退回或更正中的记录，不能删除草稿；不再需要时请在记录页选择“终止”。")
    drafts.delete(draft)
    db.session.commit()


def own_pairs(part: Part, posted: Pairs) -> Pairs:
    """The pairs of the part, without those of the page itself ("_…"). Raises UnknownField."""
    unknown = entry.unknown_names(part, posted)
    if unknown or len(posted.items()) > _MOST_PAIRS:
        raise UnknownField(field="、".join(unknown[:3]))
    return Pairs((name, text) for name, text in posted.items() if not name.startswith("_"))


def _typed(filling: Filling, posted: Pairs) -> Pairs:
    """What the draft is to keep of a posted page: read-only answers stay as they were. Raises UnknownField."""
    return keeping.with_read_only(filling.part, own_pairs(filling.part, posted), filling.pairs)


def _filling(draft: Draft, pairs: Pairs) -> Filling:
    document = form_document(draft.form_edition_id)
    part = document.parts[draft.part]
    elder = elders.find(draft.county_id, draft.elder_id) if draft.elder_id else None
    record = records.find(draft.county_id, draft.record_id) if draft.record_id else None
    carried = given.again(part, record) if record else given.first(part, elder)
    return Filling(draft, document, part, pairs, elder, carried, record)


def _kept(filling: Filling, typed: Pairs, posted: Pairs, revision: int) -> Filling:
    pairs = completing.complete(filling.part, typed, filling.known)
    by, last, now = turn(posted.raw("_turn")), filling.turn, filling.draft.revision
    if by and last and by.page == last.page:
        if by.number <= last.number:
            return filling
        revision = now  # the answer that told the page this revision was lost on its way
    elif revision != now and pairs == filling.pairs:
        return filling
    name = filling.part.concepts(entry.to_data(filling.part, pairs)).get("name")
    title = str(name)[:80] if name and filling.elder is None else None
    drafts.save(filling.draft, pairs.items(), revision=revision, title=title, last_save=str(by) if by else None)
    return _filling(filling.draft, pairs)


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


def _elder_of(person: Person, document: FormDocument, elder_id: str | None) -> Elder | None:
    if document.category == "registration":
        return None
    if elder_id is None:
        raise ElderNeeded
    elder = elders.get(person.scope, elder_id)
    if elder.state == elders.LEFT:
        raise ElderGone(name=elder.name)
    return elder


def _open_draft(person: Person, form_code: str, part: str, elder: Elder | None, parent: Record | None) -> Draft | None:
    if elder is None:
        return None
    paper = {"form_code": form_code, "part": part, "elder_id": elder.id}
    parent_id = parent.id if parent else None
    return drafts.same_paper(person.county_id, person.user_id, **paper, parent_record_id=parent_id)


def _untouched(person: Person, edition_id: str, part: Part, village: str) -> Draft | None:
    """A registration the person opened in this village and typed nothing into; it proposes the day of today."""
    found = drafts.untouched(person.county_id, person.user_id, edition_id, part.code)
    draft = next((draft for draft in found if (draft.origin or {}).get("village_code") == village), None)
    if draft is not None:
        drafts.propose(draft, first_pairs(person, part).items())
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
