"""What departments say of persons, as stored: taken over many at a time, waiting to be verified, shown to readers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, delete, func, insert, select, tuple_, update

from formserver.errors import NotFound
from formserver.extensions import db, keys
from formserver.models import Elder, ElderCategory, IdentityIndex, IdentityLookup
from formserver.store import elder_marks
from formserver.store.elder_categories import DEPARTMENT, REFUTED, TO_VERIFY, VERIFIED
from formserver.store.identities import Whereabouts
from formserver.store.numbers import insert_into
from formserver.store.paging import Page
from formserver.store.scope import Scope, clause, within

_OF_PERSON: Final = and_(Elder.county_id == ElderCategory.county_id, Elder.id == ElderCategory.elder_id)
_STANDS: Final = (ElderCategory.until.is_(None), ElderCategory.state.in_((VERIFIED, TO_VERIFY)))


# many at a time -------------------------------------------------------------------------------------------------------
def blind(identity: str) -> str:
    """The blind index of an identity number."""
    return keys.ring.blind_index(identity)


def whereabouts(indexes: Collection[str]) -> dict[str, Whereabouts]:
    """Who has these numbers, in any county, by their blind indexes; the caller journals the look-ups."""
    columns = (IdentityIndex.blind_index, IdentityIndex.county_id, IdentityIndex.elder_id)
    found = select(*columns).where(IdentityIndex.blind_index.in_(indexes))
    return {index: Whereabouts(county_id, elder_id) for index, county_id, elder_id in db.session.execute(found)}


def claim(county_id: str, elder_ids: Mapping[str, str]) -> bool:
    """Enter numbers (blind index -> person) for persons. False: somebody was a moment earlier with one of them."""
    values = [{"blind_index": index, "county_id": county_id, "elder_id": one} for index, one in elder_ids.items()]
    if values:
        entry = insert_into(IdentityIndex).on_conflict_do_nothing(index_elements=[IdentityIndex.blind_index])
        db.session.execute(entry, values)
    found = whereabouts(elder_ids)
    return all(found[index].elder_id == elder_id for index, elder_id in elder_ids.items())


def release(county_id: str, elder_ids: Collection[str]) -> None:
    """Take the numbers of persons out of the index."""
    mine = (IdentityIndex.county_id == county_id, IdentityIndex.elder_id.in_(elder_ids))
    db.session.execute(delete(IdentityIndex).where(*mine))


def note_lookups(lookups: Sequence[Mapping[str, Any]]) -> None:
    """Keep who asked for numbers and what was answered: rows of `IdentityLookup`."""
    if lookups:
        db.session.execute(insert(IdentityLookup), [dict(one) for one in lookups])


@dataclass(frozen=True)
class Known:
    """A person of the register."""

    id: str
    name: str
    state: str
    village_code: str


def persons(county_id: str, elder_ids: Collection[str]) -> dict[str, Known]:
    """Persons by id."""
    columns = (Elder.id, Elder.name, Elder.state, Elder.village_code)
    found = select(*columns).where(Elder.county_id == county_id, Elder.id.in_(elder_ids))
    return {row[0]: Known(*row) for row in db.session.execute(found)}


def standing(county_id: str, elder_ids: Collection[str]) -> set[tuple[str, str]]:
    """Person and category, where somebody says it and nobody has found otherwise."""
    mine = (ElderCategory.county_id == county_id, ElderCategory.elder_id.in_(elder_ids))
    found = select(ElderCategory.elder_id, ElderCategory.code).where(*mine, *_STANDS)
    return {(elder_id, code) for elder_id, code in db.session.execute(found)}


def insert_categories(rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows of `ElderCategory` in one statement."""
    if rows:
        db.session.execute(insert(ElderCategory), [dict(row) for row in rows])


def remove_categories(county_id: str, ids: Collection[str]) -> None:
    """Take rows of `ElderCategory` away: what began them is undone."""
    mine = (ElderCategory.county_id == county_id, ElderCategory.id.in_(ids))
    db.session.execute(delete(ElderCategory).where(*mine))


def categories(county_id: str, ids: Collection[str]) -> Sequence[ElderCategory]:
    """Rows of `ElderCategory` by id."""
    mine = (ElderCategory.county_id == county_id, ElderCategory.id.in_(ids))
    return db.session.scalars(select(ElderCategory).where(*mine)).all()


def with_others(county_id: str, elder_ids: Collection[str], apart_from: Collection[str]) -> set[str]:
    """Those of the persons of whom there is another category than these."""
    mine = (ElderCategory.county_id == county_id, ElderCategory.elder_id.in_(elder_ids))
    found = select(ElderCategory.elder_id).where(*mine, ElderCategory.id.not_in(apart_from))
    return set(db.session.scalars(found.distinct()))


def change_persons(county_id: str, values: Sequence[Mapping[str, Any]]) -> None:
    """Set columns of persons, each by its ``id``, in one statement."""
    if values:
        db.session.execute(update(Elder), [{"county_id": county_id} | dict(row) for row in values])


def refresh_marks(county_id: str, elder_ids: Collection[str]) -> None:
    """Write anew what persons are found by, in a fixed number of statements."""
    mine = (Elder.county_id == county_id, Elder.id.in_(elder_ids))
    found = db.session.scalars(select(Elder).where(*mine).execution_options(populate_existing=True)).all()
    elder_marks.refresh_many(found)


# to be verified -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Waiting:
    """One thing that a department says of a person and nobody has looked at yet, or what was found."""

    category_id: str
    code: str
    note: str
    state: str
    since: str | None
    verified_on: str | None
    verified_note: str
    elder_id: str
    name: str
    sex: str | None
    birth: str | None
    identity_cipher: str | None
    village_code: str
    village_name: str


_COLUMNS: Final[tuple[Any, ...]] = (
    *(ElderCategory.id, ElderCategory.code, ElderCategory.source_note, ElderCategory.state, ElderCategory.since),
    *(ElderCategory.verified_on, ElderCategory.verified_note, Elder.id, Elder.name, Elder.sex, Elder.birth),
    *(Elder.identity_cipher, Elder.village_code, Elder.village_name),
)
_ORDER: Final = (Elder.village_code, Elder.name, ElderCategory.id)


def to_verify(scope: Scope, *, place: str = "", after: str = "", limit: int = 50) -> Page[Waiting]:
    """What waits within a scope, by village and name; ``after``: `Page.next` of the page before."""
    statement = select(*_COLUMNS).join(Elder, _OF_PERSON).where(*_waits(scope))
    if place:
        statement = statement.where(within(Elder, (place,)))
    return _page(statement, after, limit)


def count_to_verify(scope: Scope) -> int:
    """How much waits within a scope."""
    statement = select(func.count()).select_from(ElderCategory).join(Elder, _OF_PERSON).where(*_waits(scope))
    return int(db.session.scalar(statement) or 0)


def of_person(county_id: str, elder_id: str) -> list[Waiting]:
    """What departments say of a person, whoever asks; the newest first."""
    mine = (ElderCategory.county_id == county_id, ElderCategory.elder_id == elder_id)
    statement = select(*_COLUMNS).join(Elder, _OF_PERSON).where(*mine, ElderCategory.source == DEPARTMENT)
    return [Waiting(*row) for row in db.session.execute(statement.order_by(ElderCategory.id.desc()))]


def get(scope: Scope, category_id: str) -> tuple[Elder, ElderCategory]:
    """A category a department named, with its person, within a scope. Raises NotFound."""
    named = (ElderCategory.id == category_id, ElderCategory.source == DEPARTMENT)
    statement = select(Elder, ElderCategory).join(ElderCategory, _OF_PERSON).where(*named, clause(Elder, scope))
    found = db.session.execute(statement).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def lock(category: ElderCategory, state: str) -> bool:
    """Whether a category still is in a state; then nobody else changes it before this transaction ends."""
    mine = (ElderCategory.county_id == category.county_id, ElderCategory.id == category.id)
    db.session.execute(select(ElderCategory.id).where(*mine).with_for_update())
    db.session.refresh(category)
    return category.state == state


# for readers of departments -------------------------------------------------------------------------------------------
def of_categories(
    county_id: str, prefixes: Sequence[str], codes: Collection[str], *, state: str = "", after: str = "", limit: int
) -> Page[Waiting]:
    """The persons under these places of whom one of the categories is said or was refuted, by village and name."""
    return _page(
        select(*_COLUMNS).join(Elder, _OF_PERSON).where(*_reads(county_id, prefixes, codes, state)), after, limit
    )


def count_of_categories(county_id: str, prefixes: Sequence[str], codes: Collection[str], state: str = "") -> int:
    """How many lines such a list has."""
    statement = select(func.count()).select_from(ElderCategory).join(Elder, _OF_PERSON)
    return int(db.session.scalar(statement.where(*_reads(county_id, prefixes, codes, state))) or 0)


def _reads(county_id: str, prefixes: Sequence[str], codes: Collection[str], state: str) -> tuple[Any, ...]:
    states = (state,) if state else (VERIFIED, TO_VERIFY, REFUTED)
    mine = (ElderCategory.county_id == county_id, ElderCategory.code.in_(codes), ElderCategory.until.is_(None))
    return (*mine, ElderCategory.state.in_(states), within(Elder, prefixes))


def _waits(scope: Scope) -> tuple[Any, ...]:
    mine = (ElderCategory.county_id == scope.county_id, ElderCategory.state == TO_VERIFY)
    return (*mine, ElderCategory.until.is_(None), ElderCategory.source == DEPARTMENT, clause(Elder, scope))


def _page(statement: Any, after: str, limit: int) -> Page[Waiting]:
    place = after.split("~")
    if len(place) == len(_ORDER):
        statement = statement.where(tuple_(*_ORDER) > tuple_(*place))
    rows = [Waiting(*row) for row in db.session.execute(statement.order_by(*_ORDER).limit(limit + 1))]
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], f"{last.village_code}~{last.name}~{last.category_id}" if last else None)
