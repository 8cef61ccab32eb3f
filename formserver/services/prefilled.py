"""Paper first, typed later: a sheet with what is known of a person, and the way from its code to the draft of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from formserver.clock import now, today
from formserver.errors import Forbidden, FormserverError, NotFound
from formserver.extensions import db
from formserver.forms import entry, reading
from formserver.forms.document import FormDocument, Part
from formserver.forms.origins import PRESET, REGISTER
from formserver.forms.pairs import Pairs
from formserver.models import Draft, Elder, PrefilledPaper
from formserver.models.engine import begin_reading
from formserver.printing.copies import edition_text, record_job
from formserver.printing.job import About, PrintJob
from formserver.printing.render import render
from formserver.printing.sheet import SheetMarks
from formserver.services import catalog, codes, drafting, given
from formserver.services.documents import form_document
from formserver.services.papers import Paper
from formserver.services.person import Person
from formserver.services.places import office_of
from formserver.services.proposals import Opening, Sheet, proposed
from formserver.services.rights import ROLE_RIGHTS
from formserver.store import drafts, elders, forms, prefilled, records, users

_VISITING: Final = ("visitor", "village_lead")
_TYPING: Final = {role for role, rights in ROLE_RIGHTS.items() if {"record_visit", "type_paper"} & rights}
_LONGEST_NAME: Final = 80
_LONGEST_PLACE: Final = 30  # what the margin has room for beside the rest


class VisitorNeeded(FormserverError):
    """Who types in a sheet says who made the visit."""

    status = 422
    message_key = "请选择或填写是谁去探访的。"


class VisitorUnknown(FormserverError):
    """The chosen account visits nobody here."""

    status = 422
    message_key = "所选的人不负责这个村（社区），请重新选择，或直接填写姓名。"


class AlreadyTyped(FormserverError):
    """The sheet has become a record already."""

    status = 409
    message_key = "这张纸质表已经录入并提交，不用再录。"


@dataclass(frozen=True)
class Open:
    """A sheet of a person that was not typed in yet: its code and paper, when and by whom it was printed."""

    code: str
    title: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Scanned:
    """What stands behind the code of a sheet, for this person.

    ``record_id``: the record it has become, if he may see that; ``is_taken``: it has become one; ``draft_id``: his own
    draft of it; ``visitors``: whom he may choose as the one who made the visit, as pairs of account and name.
    """

    county_id: str
    code: str
    elder: Elder
    title: str
    record_id: str | None
    is_taken: bool
    draft_id: str | None
    is_typist: bool
    visitors: Sequence[tuple[str, str]]


def print_for(person: Person, elder_id: str, form_code: str, part_code: str, *, site: str) -> Paper:
    """A sheet for a person, with a code of its own: each is one visit. ``site``: as in `prints.print_for`.

    Raises NotFound (person, or no such paper here), ElderGone, RegistrationNeeded, VisitNeeded, GlyphMissing, and what
    `render` raises; then the code is nowhere.
    """
    db.session.rollback()
    begin_reading(db.session())  # drawing takes long, and others must be able to write meanwhile
    elder = elders.get(person.scope, elder_id)
    document, part = visit_paper(person, form_code, part_code)
    paper, job = sheet_for(person, document, part, elder, site=site)
    name = f"{elder.name} {document.title}（待手写）.pdf"
    db.session.rollback()
    content = render(job)
    prefilled.insert(paper)
    db.session.commit()
    return name, content


def visit_paper(person: Person, form_code: str, part_code: str) -> tuple[FormDocument, Part]:
    """A part of a paper on which visits are written in the county. Raises NotFound."""
    document = catalog.document_in_force(person, form_code)
    part = document.parts.get(part_code)
    if part is None or document.category == "registration":
        raise NotFound
    return document, part


def sheet_for(
    person: Person, document: FormDocument, part: Part, elder: Elder, *, site: str
) -> tuple[PrefilledPaper, PrintJob]:
    """A sheet for one person with a new code, to be rendered, and the row to be kept once it is printed.

    Raises ElderGone, RegistrationNeeded, VisitNeeded, GlyphMissing.
    """
    drafting.refuse(part, elder)
    code = codes.new_code()
    marks = SheetMarks(
        edition=edition_text(document),
        about=f"{elder.name}（{_place(elder)}）",
        registered=_registered(elder),
        paper_code=codes.written(code),
        scan=f"{site}/p/{code}" if site else codes.written(code),
    )
    data = {part.code: known(person, part, elder)}
    about = About(author=office_of(person.county_id))
    job = record_job(document, data, marks=marks, copies=False, pictures={}, about=about)
    row = {"county_id": person.county_id, "elder_id": elder.id, "form_code": document.code, "part": part.code}
    return PrefilledPaper(code=code, record_id=None, by_user_id=person.user_id, at=now(), **row), job


def _place(elder: Elder) -> str:
    """Where somebody lives, with the village; only the village where that is not known or too long for the margin."""
    village, residence = elder.village_name, elder.residence or ""
    whole = residence if village.removesuffix("村").removesuffix("社区") in residence else f"{village}{residence}"
    return whole if len(whole) <= _LONGEST_PLACE else village


def _registered(elder: Elder) -> str:
    """The number of the registration: two persons of a village may have the same name."""
    found = records.find(elder.county_id, elder.registration_record_id) if elder.registration_record_id else None
    return found.number if found else ""


def known(person: Person, part: Part, elder: Elder) -> Mapping[str, Any]:
    """What a sheet says already: what the register knows and the place, numbers masked that others than their teller
    see masked; no day, no visitor, no count, for nobody knows them yet."""
    opening = Opening(person, part, elder, elder.village_code, None, Sheet())
    begun = proposed(opening)
    told = {name for name, origin in begun.origins.items() if origin.code in (REGISTER, PRESET)}
    kept = Pairs((name, text) for name, text in begun.pairs.items() if any(_is_of(name, one) for one in told))
    counted = {code for code, field in part.group.fields.items() if field.given_by_system}
    copied = given.first(part, elder, given.registration_of(elder))
    frozen = {code: value for code, value in copied.items() if code not in counted and value is not None}
    return {**entry.to_data(part, kept), **reading.with_masks(frozen, part.group)}


def open_sheets(person: Person, elder: Elder) -> list[Open]:
    """The sheets printed for a person whom the caller may see that wait to be typed in."""
    papers = prefilled.open_of_elder(person.county_id, elder.id)
    return [Open(one.code, title, one.at, name) for one, title, name in papers]


def county_of(typed: str) -> str:
    """The county of the sheet with this code. Raises NotFound."""
    return _paper(typed).county_id


def scanned(person: Person, typed: str) -> Scanned:
    """What the code of a sheet leads to. Raises NotFound, also for a person out of the reader's sight."""
    paper = _paper(typed)
    elder = elders.get(person.scope, paper.elder_id)
    document, is_typist = _document(paper), _is_typist(person, elder)
    draft = _draft(person, paper)
    visitors = users.holders(_VISITING, elder.village_code, today()) if is_typist else []
    return Scanned(
        county_id=paper.county_id,
        code=paper.code,
        elder=elder,
        title=document.title,
        record_id=paper.record_id if _may_see(person, paper) else None,
        is_taken=paper.record_id is not None,
        draft_id=draft.id if draft else None,
        is_typist=is_typist,
        visitors=[(user.id, user.full_name) for user in visitors if user.id != person.user_id],
    )


def begin(person: Person, typed: str, *, visitor_id: str = "", visitor_name: str = "") -> str:
    """Open the draft of a sheet, or go on with it; gives its id. Who types for others says who made the visit.

    Raises NotFound, AlreadyTyped, VisitorNeeded, VisitorUnknown, and what `drafting.start` raises.
    """
    paper = _paper(typed)
    elder = elders.get(person.scope, paper.elder_id)
    if paper.record_id is not None:
        raise AlreadyTyped
    draft = _draft(person, paper)
    if draft is not None:
        return draft.id
    if not person.roles_at(elder.village_code) & _TYPING:
        raise Forbidden("您不负责这个村（社区），不能为它填表。")
    sheet = _sheet(person, paper, elder, visitor_id, " ".join(visitor_name.split())[:_LONGEST_NAME])
    return drafting.start(person, paper.form_code, paper.part, elder_id=paper.elder_id, sheet=sheet).id


def _sheet(person: Person, paper: PrefilledPaper, elder: Elder, visitor_id: str, visitor_name: str) -> Sheet:
    if not _is_typist(person, elder):
        return Sheet(paper.code, person.user_id)
    if visitor_id:
        visitors = {user.id: user.full_name for user in users.holders(_VISITING, elder.village_code, today())}
        if visitor_id not in visitors:
            raise VisitorUnknown
        return Sheet(paper.code, visitor_id, visitors[visitor_id])
    if not visitor_name:
        raise VisitorNeeded
    return Sheet(paper.code, None, visitor_name)


def _is_typist(person: Person, elder: Elder) -> bool:
    """Whether he types in what others wrote; who visits himself is taken for the visitor."""
    held = person.roles_at(elder.village_code)
    return not held & set(_VISITING) and any("type_paper" in ROLE_RIGHTS.get(role, ()) for role in held)


def _paper(typed: str) -> PrefilledPaper:
    found = prefilled.find(codes.read(typed))
    if found is None:
        raise NotFound("没有查到这张纸质表，请核对最下面一行的纸号。")
    return found


def _document(paper: PrefilledPaper) -> FormDocument:
    return form_document(forms.active_edition(paper.form_code).id)


def _draft(person: Person, paper: PrefilledPaper) -> Draft | None:
    return drafts.of_sheet(person.county_id, person.user_id, paper.code)


def _may_see(person: Person, paper: PrefilledPaper) -> bool:
    return paper.record_id is not None and records.is_visible(person.scope, paper.record_id)


def _is_of(name: str, question: str) -> bool:
    """Whether an input belongs to a question: it is its own, of a part of it, or a blank or mark of it."""
    return name == question or name.startswith((f"{question}.", f"{question}__"))
