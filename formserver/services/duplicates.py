"""可能重复: files that may be of one person, for those who may merge them; and the word of who looked that they are
not."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from formserver.errors import Forbidden
from formserver.extensions import db
from formserver.forms.reading import mask
from formserver.models import Elder
from formserver.services import acting, file_acts
from formserver.services.acting import Asked
from formserver.services.likeness import Likeness, closeness, how_alike, may_be_born
from formserver.services.person import Person
from formserver.services.rights import rights_of
from formserver.store import elder_duplicates, elders

SAME_BIRTH: Final = "姓名、出生年份相同"
SAME_PHONE: Final = "电话相同"
MERGING: Final = frozenset({"approve_village", "approve_township", "approve_county"})
_NOT_SAME: Final = "not_same"
_MOST_PHONES: Final = 4000
"""So many phone numbers are opened to be compared; of more a place must be chosen first."""
_SHOWN: Final = 100


@dataclass(frozen=True)
class Card:
    """A person as a page of duplicates shows him: numbers with their middle hidden."""

    elder: Elder
    identity: str
    phone: str


@dataclass(frozen=True)
class Pair:
    """Two files that may be of one person, and why: a msgid."""

    one: Card
    other: Card
    why: str


@dataclass(frozen=True)
class Pairs:
    """``are_more``: some are not shown before these are settled; ``has_phones``: phone numbers were compared, too."""

    rows: list[Pair]
    are_more: bool
    has_phones: bool


def may_merge(person: Person, *files: Elder) -> bool:
    """Whether the person may merge files: a village lead in his village, a township or a county in theirs."""
    return all(bool(rights_of(person.roles_at(elder.village_code)) & MERGING) for elder in files)


def pairs(person: Person, place_code: str) -> Pairs:
    """The pairs within what the person sees, of one place or everywhere."""
    has_phones = elder_duplicates.count(person.scope, place_code) <= _MOST_PHONES
    groups = [(SAME_BIRTH, files) for files in elder_duplicates.of_names(person.scope, place_code)]
    if has_phones:
        groups += [(SAME_PHONE, files) for files in _phones(person, place_code)]
    rows: dict[tuple[str, str], Pair] = {}
    for why, files in groups:
        for one, other in combinations(files, 2):
            if may_merge(person, one, other) and _may_be_same(one, other):
                rows.setdefault((one.id, other.id), Pair(card(one), card(other), why))
    return Pairs(list(rows.values())[:_SHOWN], len(rows) > _SHOWN, has_phones)


def alike(person: Person, elder: Elder) -> list[Pair]:
    """Who may be the same as one person: in the village by the name as it sounds, elsewhere by the very name."""
    found: list[tuple[Likeness, Elder]] = []
    near = elders.living_in(elder.county_id, elder.village_code)
    far = elder_duplicates.named(person.scope, elder.name)
    for other in {one.id: one for one in (*near, *far)}.values():
        likeness = how_alike(elder.name, other.name)
        if likeness and other.id != elder.id and _may_be_same(elder, other) and may_merge(person, other):
            found.append((likeness, other))
    found.sort(key=lambda one: closeness(one[0]))
    return [Pair(card(elder), card(other), str(likeness)) for likeness, other in found]


def are_not_same(elder: Elder, other_id: str) -> bool:
    """Whether somebody said that these two are two persons."""
    return other_id in elder.file.get(_NOT_SAME, ())


def tell_apart(person: Person, elder_id: str, other_id: str, asked: Asked) -> None:
    """Keep with both files that they are of two persons. Raises NotFound, Forbidden, ActConflict."""
    found = [elders.get(person.scope, one) for one in (elder_id, other_id)]
    if not may_merge(person, *found):
        raise Forbidden
    turn = acting.begin(person, asked, _NOT_SAME, {}, elder_id, other_id)
    if turn.done is not None:
        return
    one, other = turn.elders
    turn.take(one, _NOT_SAME, _without(one, other.id), other=other.id)
    note_not_same(person, other, one.id)
    db.session.commit()


def note_not_same(person: Person, elder: Elder, other_id: str) -> None:
    """Keep with a file that another one is of somebody else. Leaves the commit to the caller."""
    file_acts.take(person, elder, _NOT_SAME, _without(elder, other_id), facts={"other": other_id})


def card(elder: Elder) -> Card:
    """The person as pages of duplicates show him."""
    return Card(elder, mask(elders.identity_of(elder) or ""), mask(elders.phone_of(elder) or ""))


def _without(elder: Elder, other_id: str) -> dict[str, list[str]]:
    known: list[str] = elder.file.get(_NOT_SAME, [])
    return {f"file.{_NOT_SAME}": known if other_id in known else [*known, other_id]}


def _may_be_same(one: Elder, other: Elder) -> bool:
    """Two numbers of the register are of two persons only if one of them is no mistake; so both are looked at."""
    is_told = are_not_same(one, other.id) or are_not_same(other, one.id)
    differ = bool(one.sex and other.sex and one.sex != other.sex)
    return not is_told and not differ and may_be_born(one.birth, other.birth)


def _phones(person: Person, place_code: str) -> list[list[Elder]]:
    """Those who have the same phone, in one query; the database knows numbers only as they are sealed."""
    having: dict[str, list[Elder]] = defaultdict(list)
    for elder in elder_duplicates.with_phones(person.scope, place_code):
        having[elders.phone_of(elder) or ""].append(elder)
    return [files for files in having.values() if len(files) > 1]
