"""Documents offered as editions: brought in and compared, then published, declined or withdrawn by people of the owner.

A document that is offered is checked as a shipped one is; nothing of it is in force before somebody publishes it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.exc import IntegrityError

from formserver.clock import now
from formserver.errors import DocumentInvalid, Forbidden, FormserverError
from formserver.extensions import db
from formserver.forms import canonical
from formserver.forms.document import FormDocument
from formserver.forms.editions.locking import upper_of
from formserver.ids import new_id
from formserver.json_places import line_of
from formserver.models import EditionDraft, Form
from formserver.regions.codes import covers
from formserver.services import documents, inheritance, ownership, publishing
from formserver.services.ownership import EDITS, PUBLISHES
from formserver.services.person import Person
from formserver.services.publishing import LONGEST_COMMENT, CommentNeeded
from formserver.store import edition_drafts, form_events, forms

FILE: Final = "导入的文件"
_FIRST: Final = (1, 0)
# As the meta-schema has it.
_CODE: Final = re.compile("(registration|visit_record)/[a-z][a-z0-9_]{0,59}")


class DocumentFaulty(FormserverError):
    """The text breaks the dialect; `faults` says where and why, each with its line where that can be told."""

    status = 422
    message_key = "这份文件有%(count)s处问题，没有导入。"

    def __init__(self, faults: list[DocumentInvalid], text: str = "") -> None:
        self.faults = [(fault, line_of(text, fault.path)) for fault in faults]
        super().__init__(count=len(faults))


class OtherForm(FormserverError):
    """The document calls itself another form."""

    status = 422
    message_key = "这份文件是“%(other)s”的，不是“%(code)s”的。要作为另一张表，请从“表单”里新建。"


class CodeTaken(FormserverError):
    """There is a form with this code, here or in another county."""

    status = 422
    message_key = "编码“%(code)s”已经有表在用，请换一个。"


class CodeUnfit(FormserverError):
    """The code of a new form is written wrongly."""

    status = 422
    message_key = (
        "编码“%(code)s”的写法不对，应像 registration/ezhou 或 visit_record/ezhou：后一段用小写字母、数字、下划线。"
    )


class NeedsAnother(FormserverError):
    """Whoever offers an edition does not publish it: another pair of eyes looks at it."""

    status = 409
    message_key = "发布要由另一位表单管理员办理，不能由导入的人自己发布。"


class DraftDecided(FormserverError):
    """Somebody was faster."""

    status = 409
    message_key = "这一份刚刚有人办理过，请看最新的情况。"


class RemarkNeeded(FormserverError):
    """Who declines says why."""

    status = 422
    message_key = "请写明不发布的原因，最多%(limit)s个字。"


@dataclass(frozen=True)
class Offer:
    """What is posted: the document, what it changes, and for a new form the code it gets if not the document's own and
    the place it will belong to, see `ownership.place_of_new`. `guesses`: what was guessed of a paper, see
    `services.from_paper`."""

    text: str
    comment: str = ""
    code: str = ""
    region: str = ""
    guesses: Sequence[Mapping[str, Any]] = ()


# bringing in ----------------------------------------------------------------------------------------------------------
def offer(person: Person, form_code: str, offered: Offer) -> str:
    """Bring a document in as the next edition of a form of the county; gives the draft's id.

    Raises NotFound, NotOwned, Forbidden, DocumentFaulty, OtherForm, CommentNeeded, NothingChanged, EditionRefused.
    """
    form = ownership.owned(person, form_code, EDITS)
    document = _read(offered)
    if document.code != form_code:
        raise OtherForm(other=document.code, code=form_code)
    return _offered(person, form, document, offered)


def offer_new(person: Person, offered: Offer) -> str:
    """Bring a document in as the first edition of a new form of the county or a township; gives the draft's id.

    Raises Forbidden, DocumentFaulty, CommentNeeded, CodeUnfit, CodeTaken, OwnedElsewhere, and as
    `inheritance.refuse_broken`.
    """
    region = ownership.place_of_new(person, offered.region)
    document = _read(offered)
    if offered.code.strip():
        document = renamed(document, offered.code.strip())
    if forms.find(document.code) is not None:
        raise CodeTaken(code=document.code)
    _refuse_foreign(region, document)
    inheritance.refuse_broken(document)
    return _kept(person, region, publishing.numbered(document, _FIRST), None, offered)


def offer_again(person: Person, form_code: str, edition_id: str) -> str:
    """Offer the document of a former edition as the next one; gives the draft's id.

    Raises NotFound, NotOwned, Forbidden, NothingChanged, EditionRefused.
    """
    form = ownership.owned(person, form_code, EDITS)
    edition = publishing.edition_of_form(form.code, edition_id)
    document = FormDocument(edition.source, json.loads(edition.bundled))
    return _offered(person, form, document, Offer(edition.source, f"恢复 {edition.number} 版"))


def _read(offered: Offer) -> FormDocument:
    if len(offered.comment) > LONGEST_COMMENT:
        raise CommentNeeded(limit=LONGEST_COMMENT)
    try:
        return documents.read(offered.text, file=FILE)
    except DocumentInvalid:
        raise DocumentFaulty(documents.faults(offered.text, file=FILE), offered.text) from None


def renamed(document: FormDocument, code: str) -> FormDocument:
    """The document under another code, in the one layout. Raises CodeUnfit."""
    if _CODE.fullmatch(code) is None:
        raise CodeUnfit(code=code[:80])
    name = "urn:formserver:form:{}:v{}.{}".format(code, *document.edition)
    text = canonical.dumps({**json.loads(document.text), "$id": name})
    return FormDocument(text, {**document.bundled, "$id": name})


def _refuse_foreign(region: str, document: FormDocument) -> None:
    """Raise OwnedElsewhere where the form above is that of another county or township."""
    upper = upper_of(document)
    above = forms.find(upper.form) if upper else None
    if above is not None and above.owner_region is not None and not covers(above.owner_region, region):
        raise ownership.OwnedElsewhere(region=above.owner_region)


def _offered(person: Person, form: Form, document: FormDocument, offered: Offer) -> str:
    current = forms.latest_edition(form.code)
    publishing.compared(current, document)
    return _kept(person, form.owner_region or person.county_id, document, current.id, offered)


def _kept(person: Person, region: str, document: FormDocument, based_on: str | None, offered: Offer) -> str:
    draft = EditionDraft(
        id=new_id(),
        county_id=person.county_id,
        region_code=region,
        form_code=document.code,
        title=document.title,
        based_on=based_on,
        source=document.text,
        bundled=document.bundled_text,
        sha256=document.sha256,
        comment=offered.comment.strip(),
        by_user_id=person.user_id,
        at=now(),
        state=edition_drafts.OPEN,
        guesses=list(offered.guesses) or None,
    )
    draft_id = edition_drafts.insert(draft).id
    _note(person, draft, form_events.OFFERED, offered.comment.strip())
    db.session.commit()
    return draft_id


# deciding -------------------------------------------------------------------------------------------------------------
def withdraw(person: Person, draft_id: str) -> None:
    """Take back what one offered oneself. Raises NotFound, Forbidden, DraftDecided."""
    draft = edition_drafts.get(person.county_id, draft_id, locked=True)
    if draft.by_user_id != person.user_id or not ownership.holds(person, EDITS, draft.region_code):
        raise Forbidden
    _decide(person, draft, edition_drafts.WITHDRAWN)
    _note(person, draft, form_events.WITHDRAWN)
    db.session.commit()


def decline(person: Person, draft_id: str, remark: str) -> None:
    """Do not publish what somebody offered, with the reason. Raises NotFound, Forbidden, RemarkNeeded, DraftDecided."""
    draft = edition_drafts.get(person.county_id, draft_id, locked=True)
    if not ownership.holds(person, PUBLISHES, draft.region_code):
        raise Forbidden
    if not remark.strip() or len(remark) > LONGEST_COMMENT:
        raise RemarkNeeded(limit=LONGEST_COMMENT)
    _decide(person, draft, edition_drafts.DECLINED, remark=remark.strip())
    _note(person, draft, form_events.DECLINED, remark.strip())
    db.session.commit()


def publish(person: Person, draft_id: str, comment: str, *, two_persons: bool) -> publishing.Published | None:
    """Put what was offered in force; None for the first edition of a new form. `two_persons`: who offered it must be
    somebody else.

    Raises NotFound, NotOwned, Forbidden, NeedsAnother, DraftDecided, CodeTaken, and as `publishing.put_in_force`.
    """
    draft = edition_drafts.get(person.county_id, draft_id, locked=True)
    if not ownership.holds(person, PUBLISHES, draft.region_code):
        raise Forbidden
    if two_persons and draft.by_user_id == person.user_id:
        raise NeedsAnother
    if draft.state != edition_drafts.OPEN:
        raise DraftDecided
    document = document_of(draft)
    if draft.based_on is None:
        done, edition_id = None, _first(person, draft.region_code, document, comment)
    else:
        form = ownership.owned(person, draft.form_code, PUBLISHES, locked=True)
        done = publishing.put_in_force(form, document, comment=comment, after=draft.based_on, by_user_id=person.user_id)
        edition_id = done.edition_id
    _decide(person, draft, edition_drafts.PUBLISHED, comment=comment.strip(), edition_id=edition_id)
    db.session.commit()
    return done


def compare_again(person: Person, draft_id: str) -> None:
    """Compare with what is in force by now; what was rehearsed counts no longer.

    Raises NotFound, NotOwned, Forbidden, DraftDecided.
    """
    draft = edition_drafts.get(person.county_id, draft_id, locked=True)
    if not any(ownership.holds(person, right, draft.region_code) for right in (EDITS, PUBLISHES)):
        raise Forbidden
    changes = {"based_on": forms.latest_edition(draft.form_code).id, "rehearsal": None}
    if not edition_drafts.change(draft.id, changes, based_on=draft.based_on):
        raise DraftDecided
    db.session.commit()


def document_of(draft: EditionDraft) -> FormDocument:
    """The document that is offered."""
    return FormDocument(draft.source, json.loads(draft.bundled))


def _first(person: Person, region: str, document: FormDocument, comment: str) -> str:
    publishing.refuse_without(comment)
    upper = upper_of(document)
    words = {"code": document.code, "title": document.title, "category": document.category}
    try:
        if forms.find(document.code) is not None:
            raise CodeTaken(code=document.code)
        form = forms.add(Form(owner_region=region, upper_code=upper.form if upper else None, **words))
    except IntegrityError:  # somebody made one at the same moment
        db.session.rollback()
        raise CodeTaken(code=document.code) from None
    return publishing.add(form, document, comment.strip(), person.user_id).id


def _decide(person: Person, draft: EditionDraft, state: str, **more: Any) -> None:
    decision = {"state": state, "decided_by": person.user_id, "decided_at": now()}
    if not edition_drafts.change(draft.id, decision | more, based_on=draft.based_on):
        db.session.rollback()
        raise DraftDecided


def _note(person: Person, draft: EditionDraft, action: str, why: str = "") -> None:
    """What becomes of a new form nobody knows yet; its own row says who offered it."""
    if draft.based_on is not None:
        form_events.note(draft.form_code, action, region_code=person.county_id, user_id=person.user_id, why=why)
