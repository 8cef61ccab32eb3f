"""与上次相同: taking the last answers over into a draft, for one question, or for all of a section or of the page that
are empty, and back again."""

from collections.abc import Mapping

from formserver.errors import UnknownField
from formserver.extensions import db
from formserver.forms import carrying, keeping
from formserver.forms.carrying import Offer
from formserver.forms.input_names import field_named
from formserver.forms.origins import Origin, surviving
from formserver.forms.pairs import Pairs
from formserver.services import filling
from formserver.services.filling import Filling
from formserver.services.person import Person


def carry(
    person: Person, draft_id: str, posted: Pairs, name: str = "", *, revision: int, section: int | None = None
) -> Filling:
    """Keep what was typed and take over the last answer of a question; without a name, of all that are still empty, or
    of those in one printed section, by its number from 0.

    Raises NotFound, StaleRevision, UnknownField; a question without a last answer is left as it is.
    """
    opened = _opened(person, draft_id, name)
    typed = filling.typed_pairs(opened, posted)
    offered = opened.offers if section is None else _within(opened, section)
    pairs, noted = carrying.carried(opened.part, typed, opened.surviving(typed), offered, name)
    return _kept(opened, typed, (pairs, noted), posted, revision)


def _within(opened: Filling, section: int) -> list[Offer]:
    sections = opened.part.group.sections
    if not 0 <= section < len(sections):
        raise UnknownField(field=str(section))
    codes = {field.code for field in sections[section].fields}
    return [offer for offer in opened.offers if offer.name.partition(".")[0] in codes]


def take_back(person: Person, draft_id: str, posted: Pairs, name: str, *, revision: int) -> Filling:
    """Keep what was typed, with what was taken over for a question as it was before. Raises as `carry`."""
    opened = _opened(person, draft_id, name)
    typed = filling.typed_pairs(opened, posted)
    pairs, noted = carrying.taken_back(typed, opened.surviving(typed), name)
    return _kept(opened, typed, (pairs, noted), posted, revision)


def _opened(person: Person, draft_id: str, name: str) -> Filling:
    opened = filling.opened(person, draft_id)
    if name and field_named(opened.part, name) is None:
        raise UnknownField(field=name)
    return opened


def _kept(
    opened: Filling, typed: Pairs, changed: tuple[Pairs, Mapping[str, Origin]], posted: Pairs, revision: int
) -> Filling:
    """What is read-only now stays as it was, whatever was taken over."""
    pairs, noted = changed
    allowed = keeping.with_read_only(opened.part, pairs, typed)
    kept = filling.kept(opened, allowed, posted, revision, surviving(opened.part, noted, pairs, allowed))
    db.session.commit()
    return kept
