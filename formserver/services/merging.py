"""The form above has a new edition: what it changes comes into the county's own form, to be looked at and offered."""

from collections.abc import Mapping
from dataclasses import dataclass

from formserver.errors import DocumentInvalid, FormserverError
from formserver.forms.document import FormDocument
from formserver.forms.editions.changes import Comparison
from formserver.forms.editions.comparing import compare
from formserver.forms.editions.locking import Broken, broken_locks, upper_of
from formserver.forms.editions.merging import Merged, merge
from formserver.models import FormEdition
from formserver.services import documents, edition_drafts, inheritance, ownership
from formserver.services.documents import form_document
from formserver.services.edition_drafts import Offer
from formserver.services.person import Person
from formserver.store import forms

_MOST_CHOICES = 500


class NotDerived(FormserverError):
    """The form has no form above it."""

    status = 409
    message_key = "这张表不是由上级的表派生的，没有可以合并的。"


class NothingNew(FormserverError):
    """The form is based on the upper edition in force already."""

    status = 409
    message_key = "上级的表没有新版本，现在用的就是 %(edition)s 版。"


class SeenBefore(FormserverError):
    """Another edition was published since the page was drawn: what was chosen was chosen for others."""

    status = 409
    message_key = "您打开这一页以后，上级的表或这张表有了新版本。请按现在的再看一遍。"


class LeftToDecide(FormserverError):
    """Both sides changed the same thing, or the result does not fit together: a person decides."""

    status = 409
    message_key = "还有%(count)s处要先选定或改好，才能作为新版本的草稿。"


@dataclass(frozen=True)
class Merge:
    """`merged`: the text and its conflicts; `document`: the result where it can be loaded, else None and `fault` says
    why not; `broken`: what the upper form locks and the result does not keep. `before` and `above`: the numbers of the
    upper edition one's own form is based on, and of the new one; `found`: what the result changes of the edition in
    force; `seen`: names the two editions that were merged."""

    merged: Merged
    document: FormDocument | None
    fault: str
    broken: tuple[Broken, ...]
    upper_title: str
    before: str
    above: str
    title: str
    found: Comparison | None
    seen: str

    @property
    def count(self) -> int:
        """How many things are left to decide or to mend."""
        return len(self.merged.open) + len(self.broken) + bool(self.fault)


def merge_upper(code: str, chosen: Mapping[str, str] | None = None) -> Merge:
    """The edition in force of a derived form with what the upper form changed since; nothing is stored.

    `chosen`: place as conflicts name it -> "upper" or "own". Raises NotFound, NotDerived, NothingNew.
    """
    own = forms.latest_edition(code)
    upper = upper_of(form_document(own.id))
    if upper is None:
        raise NotDerived
    base, above = inheritance.edition_above(upper), forms.latest_edition(upper.form)
    if base.id == above.id:
        raise NothingNew(edition=inheritance.number_of(upper))
    merged = merge(_source(base), _source(above), _source(own), dict(list((chosen or {}).items())[:_MOST_CHOICES]))
    document, fault = _read(merged.text, code)
    broken = broken_locks(_source(above), document) if document else []
    before = form_document(own.id)
    return Merge(
        merged,
        document,
        fault,
        tuple(broken),
        form_document(above.id).title,
        inheritance.number_of(upper),
        _number(above),
        before.title,
        compare(before, document) if document else None,
        f"{own.id} {above.id}",
    )


def looked_at(person: Person, code: str, chosen: Mapping[str, str] | None = None) -> Merge:
    """The merge as who may edit the form sees it. Raises NotFound, NotOwned, Forbidden, and as `merge_upper`."""
    ownership.owned(person, code, ownership.EDITS)
    return merge_upper(code, chosen)


def offer_merged(person: Person, code: str, chosen: Mapping[str, str], seen: str = "") -> str:
    """Bring the result in as a draft of the next edition; gives the draft's id. `seen`: `Merge.seen` of what was looked
    at, or nothing.

    Raises LeftToDecide while anything is left to decide, SeenBefore, and as `looked_at` and `edition_drafts.offer`.
    """
    made = looked_at(person, code, chosen)
    if seen not in ("", made.seen):
        raise SeenBefore
    if made.count:
        raise LeftToDecide(count=made.count)
    comment = f"合并上级的表 {made.above} 版"
    return edition_drafts.offer(person, code, Offer(made.merged.text, comment))


@dataclass(frozen=True)
class Standing:
    """Where a derived form stands: the title of the upper form, the number it is based on, and that of a newer one."""

    title: str
    before: str
    newer: str


def standing(code: str) -> Standing | None:
    """None for a form that is not derived."""
    upper = upper_of(form_document(forms.latest_edition(code).id))
    if upper is None:
        return None
    above = forms.latest_edition(upper.form)
    newer = "" if (above.major, above.minor) == upper.edition else _number(above)
    return Standing(form_document(above.id).title, inheritance.number_of(upper), newer)


def _read(text: str, code: str) -> tuple[FormDocument | None, str]:
    try:
        return documents.read(text, file=code), ""
    except DocumentInvalid as fault:
        return None, str(fault)


def _source(edition: FormEdition) -> FormDocument:
    """The document of an edition with the text it was published as, whose shared definitions are still named."""
    return FormDocument(edition.source, form_document(edition.id).bundled)


def _number(edition: FormEdition) -> str:
    return f"{edition.major}.{edition.minor}"
