"""A form and the one above it: whether what the upper form locks is kept."""

from formserver.errors import FormserverError
from formserver.forms.document import FormDocument
from formserver.forms.editions.locking import Broken, Upper, broken_locks, upper_of
from formserver.forms.telling import Sentences
from formserver.models import FormEdition
from formserver.services.documents import form_document
from formserver.store import forms


class LocksBroken(FormserverError):
    """The form changes what the form above it locks."""

    status = 409
    message_key = "与上级的表《%(title)s》%(edition)s 版锁定的内容不符：%(reasons)s"


class UpperLost(FormserverError):
    """The document does not say which form it is derived from, though its form is, or names another."""

    status = 409
    message_key = "这张表由 %(upper)s 派生，文件里要照旧写明 x-upper。"


class UpperOlder(FormserverError):
    """The document goes back before the edition its form was derived from, whose locks it might not have had."""

    status = 409
    message_key = "x-upper 不能早于这张表派生时的 %(edition)s 版。"


class UpperUnknown(FormserverError):
    """The document is derived from an edition that is not here."""

    status = 409
    message_key = "没有 x-upper 所写的 %(upper)s %(edition)s 版，请先装入上级的表。"


def refuse_broken(offered: FormDocument) -> None:
    """Raise LocksBroken, UpperLost, UpperOlder or UpperUnknown where a form does not keep to the one above it."""
    form, upper = forms.find(offered.code), upper_of(offered)
    known = None if form is None else form.upper_code
    if known is not None and (upper is None or upper.form != known):
        raise UpperLost(upper=known)
    if upper is None:
        return
    first = next(iter(reversed(forms.editions(offered.code))), None)
    begun = None if first is None else upper_of(form_document(first.id))
    if begun is not None and upper.edition < begun.edition:
        raise UpperOlder(edition=number_of(begun))
    above = form_document(edition_above(upper).id)
    found = broken_locks(above, offered)
    if found:
        reasons = Sentences([one.told for one in found])
        raise LocksBroken(title=above.title, edition=number_of(upper), reasons=reasons)


def broken(offered: FormDocument) -> list[Broken]:
    """Every lock of the form above that a document does not keep; none where it has none above, or an unknown one."""
    upper = upper_of(offered)
    found = None if upper is None else forms.edition_numbered(upper.form, *upper.edition)
    return [] if found is None else broken_locks(form_document(found.id), offered)


def edition_above(upper: Upper) -> FormEdition:
    """The edition a document is based on. Raises UpperUnknown."""
    found = forms.edition_numbered(upper.form, *upper.edition)
    if found is None:
        raise UpperUnknown(upper=upper.form, edition=number_of(upper))
    return found


def number_of(upper: Upper) -> str:
    """The number of the edition above as it is written."""
    return ".".join(map(str, upper.edition))
