"""The buttons of an entry page that let its draft go on in another edition of the paper."""

from contextlib import suppress
from typing import Final

from flask import Response, flash, url_for
from flask_babel import gettext

from formserver.errors import UnknownField
from formserver.forms.pairs import Pairs
from formserver.services import draft_editions
from formserver.services.person import Person
from formserver.web.pages import see_other

_CHANGES: Final = {"newer": draft_editions.take, "earlier": draft_editions.go_back}


def take(person: Person, draft_id: str, posted: Pairs, target: str, revision: int) -> Response:
    """Go on in the edition in force (``newer``), or in the one before (``earlier``); pressing twice changes nothing.

    Raises as the services, and UnknownField for another target.
    """
    change = _CHANGES.get(target)
    if change is None:
        raise UnknownField(field="_action")
    with suppress(draft_editions.NoOtherEdition):
        change(person, draft_id, posted, revision=revision)
        flash(gettext("已换到另一个版本，填写的内容都在。"), "good")
    return see_other(url_for("entry.show", county=person.county_id, draft_id=draft_id))
