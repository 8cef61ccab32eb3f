"""Printing a record: what stands on its sheets, the code that proves them, and the entry that says who printed them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any, Final

from formserver.clock import chinese_date, now, today
from formserver.errors import Forbidden, FormserverError
from formserver.extensions import db
from formserver.forms import reading
from formserver.forms.document import FormDocument, Part
from formserver.models import JournalEntry, PrintProof, Record
from formserver.models.engine import begin_reading
from formserver.printing.approvals import ApprovalSheet
from formserver.printing.copies import copy_marks, edition_text, record_job
from formserver.printing.job import About, Attachment, PrintJob, joined
from formserver.printing.render import render
from formserver.printing.sheet import SheetMarks
from formserver.services import archiving, codes, looking, opinions, proofs, trying
from formserver.services.approval_sheets import sheets_of
from formserver.services.documents import form_document
from formserver.services.papers import Paper, pictures_of
from formserver.services.person import Person, operator
from formserver.services.places import office_of
from formserver.services.rights import ROLE_RIGHTS
from formserver.store import elders, journal, records, users
from formserver.store import proofs as stored_proofs
from formserver.workflow.states import RETURNED, TERMINATED, State
from formserver.workflow.words import Action, label

UNAPPROVED: Final = "未审核"
_UNMASKING: Final = "unmask"


class CopyUnknown(FormserverError):
    """The paper has no copy of this number."""

    status = 422
    message_key = "这张表没有第%(number)s联，请回到记录页重新选择。"


@dataclass(frozen=True)
class Wish:
    """What is asked for: the whole set of copies, or one ``copy`` by its number (0: a sheet without such a mark); the
    approval sheet; sensitive numbers in full for who sees them masked; an archival document with the data inside."""

    copies: bool = False
    copy: int = 0
    with_approvals: bool = False
    full_numbers: bool = False
    archive: bool = False


@dataclass(frozen=True)
class Offer:
    """What may be chosen when a record is printed: the marks of its copies, and whether numbers may be had in full."""

    copies: Sequence[str]
    full_numbers: bool


@dataclass(frozen=True)
class Printout:
    """Everything that a print of one record needs, read from the database; drawing it needs none."""

    name: str
    document: FormDocument
    data: Mapping[str, Mapping[str, Any]]
    marks: SheetMarks
    pictures: Mapping[str, bytes]
    approvals: Sequence[ApprovalSheet]
    wish: Wish
    proof: PrintProof
    about: About
    archived: Attachment | None
    place_code: str
    are_numbers_full: bool = field(kw_only=True)

    def job(self) -> PrintJob:
        """The sheets, ready to be rendered. Raises GlyphMissing."""
        wish = self.wish
        return record_job(
            self.document,
            self.data,
            marks=self.marks,
            copies=wish.copies,
            copy=wish.copy,
            pictures=self.pictures,
            approvals=self.approvals,
            about=self.about,
            archived=[self.archived] if self.archived else (),
        )


def offer(person: Person, view: looking.RecordView) -> Offer:
    """What this person may choose when printing the record that he looks at."""
    return Offer(copy_marks(view.document), view.hides_something and _may_unmask(person, view.record))


def print_for(person: Person, record_id: str, wish: Wish, *, site: str) -> Paper:
    """The record on its whole paper, journaled. ``site``: the address of the site as its users see it, or "".

    Raises NotFound, CopyUnknown, Forbidden (numbers in full), GlyphMissing and what `render` raises; then nothing is
    journaled.
    """
    db.session.rollback()
    begin_reading(db.session())  # drawing takes long, and others must be able to write meanwhile
    printouts = prepare_whole(person, record_id, wish, site=site)
    content = render(job_of(printouts))
    db.session.rollback()
    for printout in printouts:
        note(person, printout)
    db.session.commit()
    return printouts[0].name, content


def print_for_command(wanted: str, wish: Wish, *, site: str) -> Paper:
    """The record with this id or number, for whoever may run commands on the machine: journaled as the operator's.

    Raises NotFound, CopyUnknown, GlyphMissing.
    """
    record = records.anywhere(wanted)
    person, record_id = operator(record.county_id, users.operator().id), record.id
    db.session.commit()
    return print_for(person, record_id, wish, site=site)


def prepare_whole(person: Person, record_id: str, wish: Wish, *, site: str) -> list[Printout]:
    """What `print_for` draws: the paper of the record, and behind it one paper more for each further record of a part
    that follows (关爱服务), on which the record stands again. Each is a print of its own record, and proves itself."""
    first = prepare(person, record_id, wish, site=site)
    drawn = {part[0] for part in first.proof.parts.values()}
    found = [first]
    for child in records.children(person.scope, record_id):
        if child.id not in drawn and _stands_on(child, first.document):
            has_copies = bool(form_document(child.form_edition_id).copies)
            fitting = wish if has_copies else replace(wish, copies=False, copy=0)
            found.append(prepare(person, child.id, fitting, site=site))
    return found


def job_of(printouts: Sequence[Printout]) -> PrintJob:
    """The sheets of several prints as one document; the data of each of them have a name of their own. Raises
    GlyphMissing."""
    whole = joined([printout.job() for printout in printouts], printouts[0].about)
    data = [replace(one, name=f"record-{at}.json") for at, one in enumerate(whole.archived[1:], 2)]
    return replace(whole, archived=[*whole.archived[:1], *data])


def prepare(person: Person, record_id: str, wish: Wish, *, site: str) -> Printout:
    """One paper with the record, for who draws it at another time; what was drawn is to be journaled with `note`."""
    record = records.get(person.scope, record_id)
    document = form_document(record.form_edition_id)
    if wish.copy > len(document.copies) or (wish.copies and not document.copies):
        raise CopyUnknown(number=wish.copy or 1)
    if wish.full_numbers and not _may_unmask(person, record):
        raise Forbidden("您没有查看完整号码的权限，请不要选“印出完整的号码”。")
    parts = _parts(person, record, document)
    edition_id, full = record.form_edition_id, wish.full_numbers
    data = {code: _shown(person, edition_id, one, full=full) for code, one in parts.items()}
    proof = proofs.proof_of(record, parts, _mark(parts.values(), record))
    at = f"{record.submitted_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return Printout(
        name=f"{record.title} {document.title} {record.number}.pdf",
        document=document,
        data=data,
        marks=_marks(record, document, proof, site),
        pictures=pictures_of(person, document, data),
        approvals=sheets_of(document, _own(record, parts)) if wish.with_approvals else (),
        wish=wish,
        proof=proof,
        about=About(author=office_of(record.county_id), at=at),
        archived=archiving.data_file(record, document, data, at) if wish.archive else None,
        place_code=record.village_code,
        are_numbers_full=any(_tells_a_number(document.parts[code], one) for code, one in data.items()),
    )


def note(person: Person, printout: Printout) -> None:
    """Journal that a print was made, and keep what proves it. Leaves the commit to the caller."""
    proof, wish = printout.proof, printout.wish
    stored_proofs.keep(proof)
    copies = range(1, len(printout.document.copies) + 1) if wish.copies else [wish.copy] if wish.copy else []
    facts = {
        "code": proof.code,
        "copies": list(copies),
        "with_approvals": wish.with_approvals,
        "full_numbers": printout.are_numbers_full,
        "archive": wish.archive,
    }
    journal.append_aside(
        journal.Aside(
            county_id=proof.county_id,
            record_id=proof.record_id,
            action=journal.PRINT,
            user_id=person.user_id,
            user_name=person.name,
            role=_role(person, printout.place_code),
            place_code=printout.place_code,
            revision_number=proof.revision_number,
            at=now(),
            facts=facts,
        )
    )


def of_record(person: Person, record: Record) -> list[JournalEntry]:
    """Every print of a record that the caller may see, the last first."""
    return journal.asides(person.county_id, record.id, journal.PRINT)


def _role(person: Person, place_code: str) -> str:
    """The first role that let him print; "" for who runs commands on the machine."""
    held = person.roles_at(place_code)
    return next((role for role, rights in ROLE_RIGHTS.items() if role in held and "print_record" in rights), "")


def _may_unmask(person: Person, record: Record) -> bool:
    return any(_UNMASKING in ROLE_RIGHTS.get(role, ()) for role in person.roles_at(record.village_code))


# what stands on the sheets --------------------------------------------------------------------------------------------
def _parts(person: Person, record: Record, document: FormDocument) -> dict[str, Record]:
    """The whole paper the record belongs to: part code -> record. A following part brings the part it follows; of
    several that follow, the first stands on the sheet."""
    found = {record.part: record}
    parent = records.find(record.county_id, record.parent_record_id) if record.parent_record_id else None
    if parent is not None and parent.form_code == record.form_code:
        return found | {parent.part: parent}
    for child in records.children(person.scope, record.id):
        if _stands_on(child, document):
            found.setdefault(child.part, child)
    return found


def _stands_on(child: Record, document: FormDocument) -> bool:
    """Whether a record that points to another one stands on the paper of that."""
    return child.part in document.parts and State.parse(child.state) != TERMINATED


def _own(record: Record, parts: Mapping[str, Record]) -> list[Record]:
    """Itself and the records that follow it, without the one it follows: that has a paper of its own."""
    return [record, *(one for one in parts.values() if one.parent_record_id == record.id)]


def _shown(person: Person, edition_id: str, record: Record, *, full: bool) -> Mapping[str, Any]:
    """The data of one part in the edition of the sheet, as its page shows them to this person, opinion boxes filled
    in."""
    part, shown = form_document(edition_id).parts[record.part], records.revision_in(record, edition_id)
    data = opinions.filled(record, part, trying.data_in(record, shown, edition_id))
    return data if full or not looking.is_masked(person, record) else reading.with_masks(data, part.group)


def _tells_a_number(part: Part, data: Mapping[str, Any]) -> bool:
    """Whether there is a number in the data that other readers see masked."""
    return bool(reading.with_masks(data, part.group) != data)


def _mark(parts: Any, record: Record) -> str:
    """What stands across the sheets: what keeps the record from being good, else that another part is not approved."""
    own = _mark_of(record)
    return own or (UNAPPROVED if any(map(_mark_of, parts)) else "")


def _mark_of(record: Record) -> str:
    state = State.parse(record.state)
    if state == TERMINATED:
        return label(state.kind)
    # What is about to be corrected stays good until the correction is handed in.
    if record.revision_number == record.approved_revision:
        return ""
    if state != RETURNED:
        return UNAPPROVED
    last = journal.acts(record.county_id, record.id)[-1]
    return "已撤回" if last.action == Action.WITHDRAW else "已退回"


def _marks(record: Record, document: FormDocument, proof: PrintProof, site: str) -> SheetMarks:
    scan = f"{site}/v/{proof.code}" if site else f"{record.number} {codes.written(proof.code)}"
    return SheetMarks(
        number=record.number,
        edition=edition_text(document),
        state=proof.state_mark,
        code=codes.written(proof.code),
        scan=scan,
        confirmed=_confirmed(record),
    )


def _confirmed(record: Record) -> str:
    """The day on which a review confirmed a registration, "" where none did since it was handed in."""
    elder = elders.find(record.county_id, record.elder_id) if record.elder_id else None
    if elder is None or elder.registration_record_id != record.id:
        return ""
    day = elder.confirmed_on or ""
    return chinese_date(day) if day > today(record.submitted_at).isoformat() else ""
