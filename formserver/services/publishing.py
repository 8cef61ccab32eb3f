"""A new edition of a form is published: compared with the one in force, numbered by what it changes, put in force."""

import json
from dataclasses import dataclass
from typing import Final

from formserver.clock import now
from formserver.errors import FormserverError, NotFound
from formserver.extensions import db
from formserver.forms import canonical
from formserver.forms.document import FormDocument
from formserver.forms.editions.changes import Comparison
from formserver.forms.editions.comparing import compare
from formserver.forms.telling import Sentences, of_field
from formserver.ids import new_id
from formserver.models import Form, FormEdition
from formserver.services import inheritance, references
from formserver.services.documents import form_document
from formserver.store import drafts, form_events, forms

LONGEST_COMMENT: Final = 500


class NothingChanged(FormserverError):
    """The document says what the edition in force says."""

    status = 409
    message_key = "这份文件与现行的 %(edition)s 版没有不同，不用发布。"


class EditionRefused(FormserverError):
    """A published field would change its kind, or the document is another form's."""

    status = 409
    message_key = "不能作为新版本发布：%(reasons)s"


class CommentNeeded(FormserverError):
    """Whoever publishes says why; those who come after rely on it."""

    status = 422
    message_key = "请用一句话说明这个版本改了什么，最多%(limit)s个字。"


class PublishedMeanwhile(FormserverError):
    """Somebody else published first: what was compared is not in force any more."""

    status = 409
    message_key = "这张表刚刚发布了别的版本，请重新比较后再发布。"


@dataclass(frozen=True)
class Published:
    """The new edition's number and what it changed; `drafts`: how many open drafts go on in the new wording."""

    edition: tuple[int, int]
    comparison: Comparison
    drafts: int
    edition_id: str


def publish(offered: FormDocument, *, comment: str, after: str | None = None) -> Published:
    """Publish for whoever runs commands, who stands above owners: see `put_in_force`. Raises NotFound, and as that."""
    form = forms.get(offered.code, locked=True)
    done = put_in_force(form, offered, comment=comment, after=after)
    db.session.commit()
    return done


def put_in_force(
    form: Form, offered: FormDocument, *, comment: str, after: str | None = None, by_user_id: str | None = None
) -> Published:
    """Put a document in force as the next edition of a form that is locked; records stay in the edition they are in.

    The number follows from what changed, whatever the document calls itself: the next minor one for wording, else the
    next major one. Drafts move along where only wording changed. `after`: id of the edition it was compared with.
    The caller commits. Raises NotFound, NothingChanged, EditionRefused, FieldNeeded, FieldInUse, CommentNeeded,
    PublishedMeanwhile.
    """
    refuse_without(comment)
    current = forms.latest_edition(form.code)
    if after is not None and current.id != after:
        raise PublishedMeanwhile
    found = compared(current, offered)
    number = found.next_after((current.major, current.minor))
    made = add(form, numbered(offered, number), comment.strip(), by_user_id)
    moved = _bring_along(made) if found.is_wording else 0
    return Published(number, found, moved, made.id)


def add(form: Form, offered: FormDocument, comment: str, by_user_id: str | None) -> FormEdition:
    """Add the document as the edition its number says, put it in force and write that down. The caller commits.

    Raises LocksBroken and what else `inheritance.refuse_broken` raises.
    """
    inheritance.refuse_broken(offered)
    made = forms.activate(forms.add_edition(edition_of(offered, comment)), at=now(), by_user_id=by_user_id)
    form.title = offered.title
    form_events.note(
        form.code,
        form_events.PUBLISHED,
        edition_id=made.id,
        region_code=form.owner_region,
        user_id=by_user_id,
        why=comment,
    )
    return made


def refuse_without(comment: str) -> None:
    """Raise CommentNeeded unless it says something, and not too much."""
    if not comment.strip() or len(comment) > LONGEST_COMMENT:
        raise CommentNeeded(limit=LONGEST_COMMENT)


def edition_of_form(form_code: str, edition_id: str) -> FormEdition:
    """One edition of a form. Raises NotFound."""
    found = forms.edition(edition_id)
    if found.form_code != form_code:
        raise NotFound
    return found


def compared(current: FormEdition, offered: FormDocument) -> Comparison:
    """What publishing the document would change. Raises NothingChanged, EditionRefused, FieldNeeded, FieldInUse,
    LocksBroken."""
    before = form_document(current.id)
    found = compare(before, offered)
    if not found.changes and found.same_schema:
        raise NothingChanged(edition=current.number)
    if found.refused:
        raise EditionRefused(reasons=Sentences([of_field(change.label, change) for change in found.refused]))
    references.refuse_lost(before, offered)
    inheritance.refuse_broken(offered)
    return found


def numbered(offered: FormDocument, number: tuple[int, int]) -> FormDocument:
    """The document under that number: the very text where it has it already, else in the one layout."""
    if offered.edition == number:
        return offered
    major, minor = number
    name = f"urn:formserver:form:{offered.code}:v{major}.{minor}"
    text = canonical.dumps({**json.loads(offered.text), "$id": name})
    return FormDocument(text, {**offered.bundled, "$id": name})


def edition_of(offered: FormDocument, comment: str) -> FormEdition:
    """The row of an edition that is not in force yet."""
    major, minor = offered.edition
    return FormEdition(
        id=new_id(),
        form_code=offered.code,
        major=major,
        minor=minor,
        state=forms.DRAFT,
        source=offered.text,
        bundled=offered.bundled_text,
        sha256=offered.sha256,
        comment=comment,
    )


def _bring_along(made: FormEdition) -> int:
    """Open drafts of the same major edition go on in the new wording: what they may hold is the same."""
    former = [one.id for one in forms.editions(made.form_code) if one.major == made.major and one.id != made.id]
    return drafts.move_to(made.id, former)
