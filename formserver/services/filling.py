"""Filling in: a draft is looked at, and kept as it is typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from formserver.clock import today
from formserver.errors import Forbidden, NotFound, StaleRevision, UnknownField
from formserver.extensions import db
from formserver.forms import answers, carrying, completing, entry, keeping, origins, reasons, validation
from formserver.forms.carrying import Offer
from formserver.forms.document import FormDocument, Part
from formserver.forms.editions import aside
from formserver.forms.editions.retyping import Retyped, retype
from formserver.forms.expressions.scopes import Known
from formserver.forms.origins import Origin, Origins, of_proposals
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem
from formserver.forms.reading import Line
from formserver.forms.reasons import Reason
from formserver.models import Draft, Elder, Record
from formserver.services import given, named_persons, previous, ways
from formserver.services.documents import form_document
from formserver.services.person import Person
from formserver.services.previous import Previous
from formserver.services.turns import Turn, turn
from formserver.services.visiting import lateness
from formserver.store import drafts, records
from formserver.store.drafts import Opened
from formserver.store.records import InForce

_MOST_PAIRS = 4000


@dataclass(frozen=True)
class Unsaved:
    """What the draft is still to be given with the pairs; `revision`: the one the page was drawn from."""

    revision: int
    title: str | None
    last_save: str | None


@dataclass(frozen=True)
class Filling:
    """An open draft: what was typed, in which document, for whom.

    `given` are the answers that are not typed: a frozen section copied from the registration, and 第__次; `origins` say
    where those on the page come from that were not typed; `in_force`: the edition that new pages of the form are filled
    in; `unsaved` stands while the draft does not have the pairs; `registration`: what is copied from.
    """

    reader: Person
    draft: Draft
    document: FormDocument
    part: Part
    pairs: Pairs
    elder: Elder | None
    given: Mapping[str, Any]
    record: Record | None
    origins: Origins
    in_force: str
    unsaved: Unsaved | None = None
    registration: InForce | None = None

    @property
    def known(self) -> Known:
        """What expressions know besides the page."""
        return Known(today(), self.former, self.given)

    @property
    def turn(self) -> Turn | None:
        """The save of an open page that these pairs came with."""
        return turn(self.draft.last_save)

    @cached_property
    def previous(self) -> Previous | None:
        """The last approved record before this one, read when first asked for."""
        return previous.of_draft(self.reader, self.draft)

    @property
    def former(self) -> Mapping[str, Any] | None:
        """Its data, where the part computes with them; without what this reader may not read."""
        last = self.previous if self.part.computing.reads_previous else None
        if last is None:
            return None
        return last.data if last.is_own else answers.without_sensitive(last.part.group, last.data)

    @cached_property
    def offers(self) -> list[Offer]:
        """What may be taken over from it."""
        last = self.previous
        return [] if last is None else carrying.offers(self.part, last.part, last.data, hides=not last.is_own)

    def surviving(self, pairs: Pairs) -> dict[str, Origin]:
        """The origins of the answers that read the same in other pairs."""
        return origins.surviving(self.part, self.origins, self.pairs, pairs)

    @cached_property
    def data(self) -> dict[str, Any]:
        """The data as they would be submitted now; not yet validated."""
        return {**entry.to_data(self.part, self.pairs), **self.given}

    @cached_property
    def concepts(self) -> dict[str, Any]:
        """What they mean in the register, by concept."""
        return self.part.concepts(self.data)

    @property
    def noted(self) -> dict[str, str]:
        """Where answers among the data come from: JSON pointer -> code of the origin."""
        return origins.pointers(self.part, self.pairs, self.data, self.origins)

    @cached_property
    def _found(self) -> list[Problem]:
        found = validation.check(self.part, self.data, today=today(), previous=self.former)
        late = lateness.warnings(self.part, self.concepts, self.draft.county_id, self.record)
        return [*found, *(one for one in late if all(one.path != other.path for other in found))]

    def problems(self) -> list[Problem]:
        """Problems of the data as they stand today."""
        return [*self._found]

    @property
    def reasons(self) -> dict[str, Reason]:
        """The reasons given for its warnings, by the JSON pointer of the warning."""
        return reasons.given(self.part, self._found, self.pairs)


def opened(person: Person, draft_id: str, *, locked: bool = False) -> Filling:
    """One's own draft as it stands, `locked` against others until it is saved or handed in. Raises NotFound,
    Forbidden where the person holds no role any more."""
    found = drafts.opened(person.county_id, person.user_id, draft_id, locked=locked)
    draft = found.draft
    # It shows what the register says of the elder today, which is no longer his affair.
    if not person.roles_at(str((draft.origin or {}).get("village_code", ""))):
        raise Forbidden("您已不负责这个村（社区），不能再填写这份草稿。")
    return _filling(person, found)


def keep(person: Person, draft_id: str, posted: Pairs, *, revision: int) -> Filling:
    """Keep what was typed, and propose what the identity number says for computed fields that are empty.

    A save that comes again changes nothing; one that comes after a later save of its page neither.
    Raises NotFound, StaleRevision (saved from another page in between; nothing is lost), UnknownField.
    """
    taken = save(_taken(opened(person, draft_id), posted, revision))
    db.session.commit()
    return taken


def take(person: Person, draft_id: str, posted: Pairs, *, revision: int, locked: bool) -> Filling:
    """As `keep`, but writes nothing: the service that goes on from here hands it in, or has it saved (`save`)."""
    taken = _taken(opened(person, draft_id, locked=locked), posted, revision)
    if taken.unsaved is not None and taken.unsaved.revision != taken.draft.revision:
        raise StaleRevision
    return taken


def _taken(filling: Filling, posted: Pairs, revision: int) -> Filling:
    typed = named_persons.settled(filling.reader, filling.part, typed_pairs(filling, posted), filling.record)
    return _changed(filling, typed, posted, revision)


def add_row(person: Person, draft_id: str, posted: Pairs, name: str, *, revision: int) -> Filling:
    """Keep what was typed and add an empty row to a table, unless that is read-only."""
    filling = opened(person, draft_id)
    longer = kept(filling, _allowed(filling, entry.with_row(own_pairs(filling, posted), name)), posted, revision)
    db.session.commit()
    return longer


def remove_row(person: Person, draft_id: str, posted: Pairs, name: str, index: int, *, revision: int) -> Filling:
    """Keep what was typed without one row of a table; what is read-only in it stays."""
    filling = opened(person, draft_id)
    rest = _allowed(filling, entry.without_row(own_pairs(filling, posted), name, index))
    shorter = kept(filling, rest, posted, revision)
    db.session.commit()
    return shorter


def discard(person: Person, draft_id: str) -> None:
    """Throw one's own draft away. Raises Forbidden for one of a record that was sent back: the record waits for it."""
    draft = drafts.get(person.county_id, person.user_id, draft_id)
    if draft.record_id is not None:
        raise Forbidden("这是退回或更正中的记录，不能删除草稿；不再需要时请在记录页选择“终止”。")
    drafts.delete(draft)
    db.session.commit()


def own_pairs(filling: Filling, posted: Pairs) -> Pairs:
    """The pairs of the draft's part and its reasons, without those of the page itself ("_…"). A page that was drawn in
    another edition, before the draft moved, is read as one of the present edition. Raises UnknownField."""
    drawn_in = posted.raw("_edition") or filling.draft.form_edition_id
    if drawn_in == filling.draft.form_edition_id:
        return part_pairs(filling.part, posted)
    return _other_page(filling, posted, drawn_in).pairs


def left_of(filling: Filling, posted: Pairs) -> list[Line]:
    """What of a posted page has no place in the draft, because it was drawn in another edition. Raises UnknownField."""
    drawn_in = posted.raw("_edition") or filling.draft.form_edition_id
    if drawn_in == filling.draft.form_edition_id:
        return []
    part = form_document(drawn_in).parts[filling.part.code]
    left = aside.of_pairs(drawn_in, part, _other_page(filling, posted, drawn_in).left)
    return [aside.line(part, one, masked=False) for one in left]


def _other_page(filling: Filling, posted: Pairs, drawn_in: str) -> Retyped:
    try:
        document = form_document(drawn_in)
    except NotFound:
        raise UnknownField(field="_edition") from None
    if document.code != filling.document.code:
        raise UnknownField(field="_edition")
    part = document.parts[filling.part.code]
    way = ways.between(drawn_in, filling.draft.form_edition_id, part.code)
    back = document.edition > filling.document.edition
    return retype(part, filling.part, part_pairs(part, posted), ways=way, back=back)


def part_pairs(part: Part, posted: Pairs) -> Pairs:
    """The pairs of a part and its reasons, without those of the page itself. Raises UnknownField."""
    unknown = entry.unknown_names(part, posted)
    if unknown or len(posted.items()) > _MOST_PAIRS:
        raise UnknownField(field="、".join(unknown[:3]))
    items = posted.items()
    return Pairs((name, text) for name, text in items if not name.startswith("_") or reasons.is_place(part, name))


def typed_pairs(filling: Filling, posted: Pairs) -> Pairs:
    """What the draft is to keep of a posted page: read-only answers stay as they were. Raises UnknownField."""
    return _allowed(filling, own_pairs(filling, posted))


def _allowed(filling: Filling, wanted: Pairs) -> Pairs:
    return keeping.with_read_only(filling.part, wanted, filling.pairs)


def kept(
    filling: Filling, typed: Pairs, posted: Pairs, revision: int, noted: Mapping[str, Origin] | None = None
) -> Filling:
    """The draft with other pairs, made of what was posted, and what follows from them. Without ``noted`` origins an
    answer that reads otherwise than before counts as typed. Leaves the commit to the caller. Raises StaleRevision."""
    return save(_changed(filling, typed, posted, revision, noted))


def save(filling: Filling) -> Filling:
    """Give the draft what it has not yet. Leaves the commit to the caller. Raises StaleRevision."""
    new = filling.unsaved
    if new is None:
        return filling
    drafts.save(
        filling.draft,
        filling.pairs.items(),
        revision=new.revision,
        origins=origins.as_json(filling.origins),
        title=new.title,
        last_save=new.last_save,
    )
    return replace(filling, unsaved=None)


def _changed(
    filling: Filling, typed: Pairs, posted: Pairs, revision: int, noted: Mapping[str, Origin] | None = None
) -> Filling:
    pairs = completing.complete(filling.part, typed, filling.known)
    by, last, now = turn(posted.raw("_turn")), filling.turn, filling.draft.revision
    if by and last and by.page == last.page:
        if by.number <= last.number:
            return filling
        revision = now  # the answer that told the page this revision was lost on its way
    elif revision != now and pairs == filling.pairs:
        return filling
    # About a registered person it is called by that name.
    name = filling.elder is None and filling.part.concepts(entry.to_data(filling.part, pairs)).get("name")
    title = str(name)[:80] if name else None
    notes = {**(filling.surviving(pairs) if noted is None else noted), **of_proposals(filling.part, typed, pairs)}
    return replace(filling, pairs=pairs, origins=notes, unsaved=Unsaved(revision, title, str(by) if by else None))


def _filling(person: Person, found: Opened) -> Filling:
    draft, elder = found.draft, found.elder
    document = form_document(draft.form_edition_id)
    part = document.parts[draft.part]
    record = records.find(draft.county_id, draft.record_id) if draft.record_id else None
    if record is None:
        carried = given.first(part, elder, found.registration)
    else:
        carried = given.again(part, draft.form_edition_id, record)
    pairs, noted = Pairs(drafts.pairs_of(draft)), origins.of_json(drafts.origins_of(draft))
    of_draft = (draft, document, part, pairs, elder, carried, record, noted, found.in_force)
    return Filling(person, *of_draft, registration=found.registration)
