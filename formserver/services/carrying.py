"""与上次相同: taking the last answers over into a draft, for one question or for all that are empty, and back again."""

from formserver.extensions import db
from formserver.forms import carrying, keeping
from formserver.forms.origins import Origins, surviving
from formserver.forms.pairs import Pairs
from formserver.services import filling
from formserver.services.filling import Filling
from formserver.services.person import Person


def carry(person: Person, draft_id: str, posted: Pairs, name: str = "", *, revision: int) -> Filling:
    """Keep what was typed and take over the last answer of a question; without a name, of all that are still empty.

    Raises NotFound, StaleRevision, UnknownField; a question without a last answer is left as it is.
    """
    opened = filling.opened(person, draft_id)
    typed = filling.typed_pairs(opened, posted)
    pairs, noted = carrying.carried(opened.part, typed, opened.surviving(typed), opened.offers, name)
    return _kept(opened, typed, pairs, noted, revision)


def take_back(person: Person, draft_id: str, posted: Pairs, name: str, *, revision: int) -> Filling:
    """Keep what was typed, with what was taken over for a question as it was before. Raises as `carry`."""
    opened = filling.opened(person, draft_id)
    typed = filling.typed_pairs(opened, posted)
    pairs, noted = carrying.taken_back(typed, opened.surviving(typed), name)
    return _kept(opened, typed, pairs, noted, revision)


def _kept(opened: Filling, typed: Pairs, pairs: Pairs, noted: Origins, revision: int) -> Filling:
    """What is read-only now stays as it was, whatever was taken over."""
    allowed = keeping.with_read_only(opened.part, pairs, typed)
    changed = filling.kept(opened, allowed, revision, surviving(opened.part, noted, pairs, allowed))
    db.session.commit()
    return changed
