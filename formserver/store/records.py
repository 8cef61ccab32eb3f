"""Records: found within a scope, claimed by one writer at a time, kept revision by revision."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, Text, and_, bindparam, cast, func, select, update
from sqlalchemy.orm.util import identity_key

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Record, Revision
from formserver.store import rows
from formserver.store.scope import Scope, clause, visible


@dataclass(frozen=True)
class InForce:
    """What a record says: the data of its approved revision, or its own while there is none, with the edition they were
    filled in. `sealed`: their JSON as it is stored; it is only read where somebody asks for `data`."""

    county_id: str
    id: str
    form_code: str
    part: str
    author_id: str
    happened_on: str | None
    form_edition_id: str
    sealed: str

    @property
    def data(self) -> Mapping[str, Any]:
        """The data, sensitive answers sealed."""
        return dict(json.loads(self.sealed))


APPROVED: Final = and_(
    Revision.county_id == Record.county_id,
    Revision.record_id == Record.id,
    Revision.number == Record.approved_revision,
)
IN_FORCE: Final[tuple[Any, ...]] = (
    *(Record.county_id, Record.id, Record.form_code, Record.part, Record.author_id, Record.happened_on),
    func.coalesce(Revision.form_edition_id, Record.form_edition_id),
    cast(func.coalesce(Revision.data, Record.data), Text),
)
"""The columns of `InForce`, of a record joined with the revision that is `APPROVED`."""

_NEWEST: Final = "~"  # stands behind every id

_IN_FORCE: Final = (
    select(*IN_FORCE)
    .outerjoin(Revision, APPROVED)
    .where(Record.county_id == bindparam("county_id"), Record.id == bindparam("record_id"))
)


def insert(record: Record) -> None:
    """Add a record whose sensitive answers are already sealed (`store.sensitive.seal`)."""
    rows.write(record)


def get(scope: Scope, record_id: str) -> Record:
    """The record. Raises NotFound if there is none, or if it lies outside the scope."""
    found = db.session.scalar(visible(select(Record).where(Record.id == record_id), Record, scope))
    if found is None:
        raise NotFound
    return found


def is_visible(scope: Scope, record_id: str) -> bool:
    """Whether there is such a record within the scope."""
    return db.session.scalar(visible(select(Record.id).where(Record.id == record_id), Record, scope)) is not None


def visible_ids(scope: Scope, record_ids: Iterable[str]) -> frozenset[str]:
    """Those of the records that the scope shows."""
    wanted = select(Record.id).where(Record.id.in_(set(record_ids)))
    return frozenset(db.session.scalars(visible(wanted, Record, scope)))


def find(county_id: str, record_id: str) -> Record | None:
    """The record whoever asks; for commands, jobs and checks only."""
    return db.session.get(Record, (county_id, record_id))


def of_elder(scope: Scope, elder_id: str) -> Sequence[Record]:
    """A person's records within the scope, by the date they tell of, those without a date last."""
    statement = visible(select(Record).where(Record.elder_id == elder_id), Record, scope)
    order = (Record.happened_on.is_(None), Record.happened_on, Record.counter_number, Record.id)
    return db.session.scalars(statement.order_by(*order)).all()


def in_force(county_id: str, record_id: str) -> InForce | None:
    """What a record says, whoever asks; for services that already know who it is about."""
    row = db.session.connection().execute(_IN_FORCE, {"county_id": county_id, "record_id": record_id}).first()
    return None if row is None else InForce(*row)


def last_approved(scope: Scope, *, form_code: str, part: str, elder_id: str, before: str | None) -> InForce | None:
    """The person's record of that paper that tells of the latest day among the approved ones; ``before``: only records
    that were begun before this one."""
    asked = {"form_code": form_code, "part": part, "elder_id": elder_id, "before": before or _NEWEST}
    row = db.session.connection().execute(_last_approved(scope), asked).first()
    return None if row is None else InForce(*row)


def approved_visits(county_id: str, elder_id: str, limit: int) -> list[InForce]:
    """What a person's approved visits say, the latest first, whoever asks; those without a date are none of them."""
    statement = (
        select(*IN_FORCE)
        .join(Revision, APPROVED)
        .where(Record.county_id == county_id, Record.elder_id == elder_id, Record.happened_on.is_not(None))
        .where(Record.form_code.startswith("visit_record/"), Record.parent_record_id.is_(None))
        .order_by(Record.happened_on.desc(), Record.id.desc())
        .limit(limit)
    )
    return [InForce(*row) for row in db.session.execute(statement)]


@lru_cache(maxsize=500)  # putting it together costs several times what asking it does
def _last_approved(scope: Scope) -> Select[Any]:
    asked = (Record.elder_id, Record.form_code, Record.part)
    return (
        select(*IN_FORCE)
        .join(Revision, APPROVED)
        .where(*(column == bindparam(column.key) for column in asked), Record.id < bindparam("before"))
        .where(clause(Record, scope))
        .order_by(Record.happened_on.is_(None), Record.happened_on.desc(), Record.id.desc())
        .limit(1)
    )


def children(scope: Scope, record_id: str) -> Sequence[Record]:
    """The records that point to this one (care records of a visit), in the order of their counter."""
    statement = visible(select(Record).where(Record.parent_record_id == record_id), Record, scope)
    return db.session.scalars(statement.order_by(Record.counter_number, Record.id)).all()


def claim(county_id: str, record_id: str, *, revision_number: int, state: str, changes: Mapping[str, object]) -> bool:
    """Change a record if it still stands where the caller saw it; of several callers exactly one gets True.

    ``changes``: new values by column name, ``updated_at`` among them. A record already loaded shows them afterwards.
    """
    statement = (
        update(Record)
        .where(
            Record.county_id == county_id,
            Record.id == record_id,
            Record.revision_number == revision_number,
            Record.state == state,
        )
        .values(dict(changes))
        .returning(Record.id)
        .execution_options(synchronize_session=False)
    )
    won = db.session.execute(statement).first() is not None
    loaded = db.session.identity_map.get(identity_key(Record, (county_id, record_id)))
    if loaded is not None:
        db.session.expire(loaded)
    return won


def add_revision(
    record: Record,
    *,
    by_user_id: str,
    at: datetime,
    origins: dict[str, str] | None = None,
    reasons: dict[str, str] | None = None,
    set_aside: str | None = None,
) -> Revision:
    """Keep the record's present data as the revision of its present number; ``reasons`` and ``set_aside`` are sealed
    already."""
    revision = Revision(
        county_id=record.county_id,
        record_id=record.id,
        number=record.revision_number,
        data=record.data,
        form_edition_id=record.form_edition_id,
        by_user_id=by_user_id,
        at=at,
        answer_origins=origins or None,
        reasons=reasons or None,
        set_aside=set_aside,
    )
    insert_revision(revision)
    return revision


def insert_revision(revision: Revision) -> None:
    """Add a revision, sealed already, of a record that has its data and its number."""
    rows.write(revision)


def revisions(county_id: str, record_id: str) -> Sequence[Revision]:
    """All revisions of a record that the caller may see, the oldest first."""
    statement = select(Revision).where(Revision.county_id == county_id, Revision.record_id == record_id)
    return db.session.scalars(statement.order_by(Revision.number)).all()


def next_revision_number(county_id: str, record_id: str) -> int:
    """The number the next revision of a record takes; numbers only grow."""
    statement = select(func.max(Revision.number)).where(
        Revision.county_id == county_id, Revision.record_id == record_id
    )
    return (db.session.scalar(statement) or 0) + 1


def revision(county_id: str, record_id: str, number: int) -> Revision:
    """One revision of a record that the caller may see. Raises NotFound."""
    found = db.session.get(Revision, (county_id, record_id, number))
    if found is None:
        raise NotFound
    return found


def revision_in(record: Record, form_edition_id: str) -> Revision:
    """A record's present revision as it stands in an edition: the one it was moved from, or came back from, where that
    is in the edition; else itself."""
    found = current = revision(record.county_id, record.id, record.revision_number)
    while found.form_edition_id != form_edition_id and found.source is not None:
        found = revision(record.county_id, record.id, found.source)
    return found if found.form_edition_id == form_edition_id else current


def content_number(county_id: str, record_id: str, number: int) -> int:
    """The revision whose very content, in the same edition, a revision has: itself, or the one that it brought back."""
    found = revision(county_id, record_id, number)
    if found.source is None:
        return number
    source = revision(county_id, record_id, found.source)
    return source.number if source.form_edition_id == found.form_edition_id else number


def all_ids(county_id: str) -> Iterator[str]:
    """The ids of all records of a county, in order; for checks and exports."""
    return iter(db.session.scalars(select(Record.id).where(Record.county_id == county_id).order_by(Record.id)))


def of_form(form_code: str, county_id: str | None, after: tuple[str, str] = ("", "")) -> Iterator[Record]:
    """The records of a form behind a key (county, id), of one county or of all, a few hundred in memory at a time; for
    whoever may see all."""
    return rows.each(Record, form_code, county_id, after)


def counties() -> Sequence[str]:
    """The counties that have records, in order; for commands, jobs and checks only."""
    return db.session.scalars(select(Record.county_id).distinct().order_by(Record.county_id)).all()


def anywhere(wanted: str) -> Record:
    """The record with this id or number, in whatever county; for commands only. Raises NotFound."""
    found = db.session.scalar(select(Record).where((Record.id == wanted) | (Record.number == wanted)))
    if found is None:
        raise NotFound
    return found
