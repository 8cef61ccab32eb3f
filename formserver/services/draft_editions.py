"""An open draft goes on in the new edition of its paper, or back in the one it was begun in; nothing typed is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.forms import completing
from formserver.forms.document import FormDocument, Part
from formserver.forms.editions import comparing, lineage
from formserver.forms.editions.changes import Change
from formserver.forms.editions.comparing import compare
from formserver.forms.editions.retyping import retype
from formserver.forms.input_names import field_named, question_of
from formserver.forms.origins import as_json
from formserver.forms.pairs import Pairs
from formserver.services import asides, filling, ways
from formserver.services.asides import Former
from formserver.services.documents import form_document
from formserver.services.filling import Filling
from formserver.services.person import Person
from formserver.store import drafts
from formserver.store.drafts import Left


class NoOtherEdition(FormserverError):
    """The draft is in the edition in force already, or was never in an earlier one."""

    status = 409
    message_key = "这份草稿没有别的版本可换，请刷新页面看看。"


@dataclass(frozen=True)
class Choice:
    """What may be chosen for a draft. `edition`: the one it is in; `newer`: the one in force, where it is another one,
    and what that changes on this page; `earlier`: the one it was begun in, where it has moved; `aside`: what was typed
    and is not asked any more. Editions as they are printed: "1.0"."""

    edition: str
    newer: str
    changes: Sequence[Change]
    earlier: str
    aside: Sequence[Former]


def choice(open_draft: Filling) -> Choice:
    """The editions that a draft may go on in."""
    newer, earlier = _newer(open_draft), _earlier(open_draft)
    part, begun_in = open_draft.part.code, open_draft.draft.form_edition_id
    return Choice(
        edition=_number(open_draft.document),
        newer=_number(form_document(newer)) if newer else "",
        changes=_changes((begun_in, *ways.to_edition(newer).between(begun_in), newer), part) if newer else (),
        earlier=_number(form_document(earlier)) if earlier else "",
        aside=asides.shown(asides.of_draft(open_draft.draft), part, masked=False),
    )


def take(person: Person, draft_id: str, posted: Pairs, *, revision: int) -> None:
    """Keep what was typed, and go on in the edition in force. What has no place there is kept aside.

    Raises NotFound, StaleRevision, UnknownField, NoOtherEdition.
    """
    filling.keep(person, draft_id, posted, revision=revision)
    found = filling.opened(person, draft_id, locked=True)
    _go_on(found, _newer(found), back=False)


def go_back(person: Person, draft_id: str, posted: Pairs, *, revision: int) -> None:
    """Keep what was typed, and go on in the edition the draft was in before it moved; what was kept aside comes back.

    Raises as `take`.
    """
    filling.keep(person, draft_id, posted, revision=revision)
    found = filling.opened(person, draft_id, locked=True)
    _go_on(found, _earlier(found), back=True)


def _go_on(found: Filling, edition_id: str, *, back: bool) -> None:
    if not edition_id:
        raise NoOtherEdition
    draft, left = found.draft, drafts.set_aside_of(found.draft)
    part = form_document(edition_id).parts[found.part.code]
    way = ways.between(draft.form_edition_id, edition_id, part.code)
    moved = retype(found.part, part, found.pairs, ways=way, back=back)
    returned = [pair for one in left if one.edition_id == edition_id for pair in one.pairs]
    fitting = [pair for pair in returned if _is_open(part, moved.pairs, pair[0])]
    pairs = completing.complete(part, Pairs([*moved.pairs.items(), *fitting]), found.known)
    rest = [one for one in left if one.edition_id != edition_id]
    answered_anew = [pair for pair in returned if pair not in fitting]
    rest += [Left(edition_id, answered_anew)] if answered_anew else []
    rest.append(Left(draft.form_edition_id, moved.left.items()))
    noted = {moved.questions[name]: origin for name, origin in found.origins.items() if name in moved.questions}
    drafts.change_edition(draft, edition_id, pairs.items(), rest, revision=draft.revision, origins=as_json(noted))
    db.session.commit()


def _is_open(part: Part, pairs: Pairs, name: str) -> bool:
    """Whether what was typed under the name can come back: nothing else was, or both can stand beside each other."""
    takes_many = getattr(field_named(part, name), "takes_many", False) and question_of(part, name) == name
    return takes_many or not pairs.text(name)


def _newer(found: Filling) -> str:
    """The edition in force, where the draft is in an earlier one."""
    is_newer = bool(found.in_force) and form_document(found.in_force).edition > found.document.edition
    return found.in_force if is_newer else ""


def _earlier(found: Filling) -> str:
    """The edition the draft was in before it moved to a later one."""
    was = [one.edition_id for one in drafts.set_aside_of(found.draft)]
    return next((one for one in reversed(was) if form_document(one).edition < found.document.edition), "")


@lru_cache(maxsize=50)  # every page of a draft that stays asks, and a large paper takes 20 ms
def _changes(chain: ways.Chain, part: str) -> tuple[Change, ...]:
    """What the last of these editions changes for who fills in this part in the first: not on the printed sheet, not in
    names of ours."""
    documents = [form_document(one) for one in chain]
    way = lineage.through(tuple(document.parts.get(part) for document in documents))
    changes = compare(documents[0], documents[-1], ways={part: way}).changes
    return tuple(one for one in changes if one.place[:1] == (part,) and one.key != comparing.RECODED)


def _number(document: FormDocument) -> str:
    return "{}.{}".format(*document.edition)
