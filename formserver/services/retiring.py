"""A form of the county goes out of use, and comes back: nothing new begins in it, what was begun goes on."""

from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.models import FormEdition
from formserver.services import ownership
from formserver.services.ownership import PUBLISHES
from formserver.services.person import Person
from formserver.services.publishing import LONGEST_COMMENT
from formserver.store import form_events, forms


class NotInForce(FormserverError):
    """No edition of the form is in force: somebody was faster."""

    status = 409
    message_key = "这张表已经停用。"


class InForce(FormserverError):
    """An edition of the form is in force already."""

    status = 409
    message_key = "这张表正在使用，不用恢复。"


class WhyNeeded(FormserverError):
    """Who takes a form out of use says why."""

    status = 422
    message_key = "请写明停用的原因，最多%(limit)s个字。"


def retire(person: Person, code: str, why: str) -> None:
    """Let nothing new begin in a form. Drafts and records on their way are finished in the editions they are in: those
    stay readable for ever, so nobody has to wait for the last draft.

    Raises NotFound, NotOwned, Forbidden, WhyNeeded, NotInForce.
    """
    form = ownership.owned(person, code, PUBLISHES, locked=True)
    if not why.strip() or len(why) > LONGEST_COMMENT:
        raise WhyNeeded(limit=LONGEST_COMMENT)
    edition = forms.latest_edition(form.code)
    if edition.state != forms.ACTIVE:
        raise NotInForce
    edition.state = forms.RETIRED
    _note(person, edition, form_events.RETIRED, why.strip())
    db.session.commit()


def resume(person: Person, code: str) -> None:
    """Use a form again as it was: its newest edition is in force again, under its own number, for nothing came between.

    Raises NotFound, NotOwned, Forbidden, InForce.
    """
    form = ownership.owned(person, code, PUBLISHES, locked=True)
    edition = forms.latest_edition(form.code)
    if edition.state == forms.ACTIVE:
        raise InForce
    edition.state = forms.ACTIVE
    _note(person, edition, form_events.RESUMED)
    db.session.commit()


def _note(person: Person, edition: FormEdition, action: str, why: str = "") -> None:
    form_events.note(
        edition.form_code,
        action,
        edition_id=edition.id,
        region_code=person.county_id,
        user_id=person.user_id,
        why=why,
    )
