"""Drafts: unfinished pages of one person, kept as they were posted, encrypted as a whole."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.orm.attributes import set_committed_value

from formserver.clock import now
from formserver.errors import NotFound, StaleRevision
from formserver.extensions import db
from formserver.models import Draft, Elder, FormEdition, Record, Revision, StoredFile
from formserver.store import rows
from formserver.store.forms import ACTIVE
from formserver.store.paging import Cursor, Page, page_of
from formserver.store.records import APPROVED, IN_FORCE, InForce
from formserver.store.sensitive import open_text, seal_text

Pairs = Sequence[tuple[str, str]]
"""What a page posts: (name, text) in page order; a name may come more than once."""

Origins = Mapping[str, Mapping[str, Any]]
"""Where answers that were not typed come from: name on the page -> facts as JSON."""

_PLACE = "pairs"
_ORIGINS = "answer_origins"
_SET_ASIDE = "set_aside"
_NONE: Origins = {}

_ACTIVE: Final = (
    select(FormEdition.id)
    .where(FormEdition.form_code == Draft.form_code, FormEdition.state == ACTIVE)
    .order_by(FormEdition.major.desc(), FormEdition.minor.desc())
    .limit(1)
    .scalar_subquery()
)
_OPENED: Final = (
    select(Draft, Elder, _ACTIVE, *IN_FORCE)
    .outerjoin(Elder, and_(Elder.county_id == Draft.county_id, Elder.id == Draft.elder_id))
    .outerjoin(Record, and_(Record.county_id == Elder.county_id, Record.id == Elder.registration_record_id))
    .outerjoin(Revision, APPROVED)
    .where(Draft.county_id == bindparam("county_id"), Draft.id == bindparam("draft_id"))
)
_LOCKED: Final = _OPENED.with_for_update(of=Draft)

# Every save and every submission says these; put together once, and told to no object of the ORM's keeping.
_IS_IT: Final = (Draft.county_id == bindparam("its_county"), Draft.id == bindparam("its_id"))
_WRITTEN: Final = ("pairs", "answer_origins", "title", "last_save", "form_edition_id", "revision", "updated_at")
_SAVED: Final = (
    update(Draft)
    .where(*_IS_IT, Draft.revision == bindparam("its_revision"))
    .values({name: bindparam(name) for name in _WRITTEN})
    .returning(Draft.id)
)
_DELETED: Final = delete_from(Draft).where(*_IS_IT)
_FILES_LEFT: Final = (
    update(StoredFile)
    .where(StoredFile.county_id == bindparam("its_county"), StoredFile.draft_id == bindparam("its_id"))
    .values(draft_id=None)
)


@dataclass(frozen=True)
class Opened:
    """A draft with the person it is about and what that person's registration says; `in_force`: the edition that new
    pages of its form are filled in."""

    draft: Draft
    elder: Elder | None
    in_force: str
    registration: InForce | None


@dataclass(frozen=True)
class Left:
    """What a draft was typed in another edition of its form and has no place in the present one, as that page posted
    it. Nothing, where all had a place."""

    edition_id: str
    pairs: Pairs


def insert(draft: Draft, pairs: Pairs, *, origins: Origins = _NONE, at: datetime | None = None) -> Draft:
    """Add a new draft with what was posted; its instants are set here."""
    draft.pairs = _sealed(pairs, draft.county_id, draft.id)
    draft.answer_origins = _sealed_origins(origins, draft)
    draft.revision = 1
    draft.created_at = draft.updated_at = at or now()
    db.session.add(draft)
    db.session.flush()
    return draft


def save(
    draft: Draft,
    pairs: Pairs,
    *,
    revision: int,
    origins: Origins = _NONE,
    title: str | None = None,
    last_save: str | None = None,
    at: datetime | None = None,
) -> Draft:
    """Put newly posted pairs in place of the old ones.

    ``revision``: the one the page was drawn from; ``last_save``: the id the page gave to this save.
    Raises StaleRevision if the draft was saved from elsewhere in between; nothing is lost then.
    """
    values = {
        "pairs": _sealed(pairs, draft.county_id, draft.id),
        "answer_origins": _sealed_origins(origins, draft),
        "title": draft.title if title is None else title,
        "last_save": last_save,
        "form_edition_id": draft.form_edition_id,
        "revision": revision + 1,
        "updated_at": at or now(),
    }
    asked = {"its_county": draft.county_id, "its_id": draft.id, "its_revision": revision}
    db.session.flush()
    if db.session.connection().execute(_SAVED, asked | values).first() is None:
        raise StaleRevision
    for name, value in values.items():
        set_committed_value(draft, name, value)
    return draft


def get(county_id: str, user_id: str, draft_id: str) -> Draft:
    """One's own draft. Raises NotFound for any other, and for one that is gone."""
    return _own(db.session.get(Draft, (county_id, draft_id)), user_id)


def opened(county_id: str, user_id: str, draft_id: str, *, locked: bool = False) -> Opened:
    """One's own draft and what its page is made of, in one query; ``locked`` against whoever else changes it, until
    the transaction ends. Raises NotFound as `get`."""
    asked = {"county_id": county_id, "draft_id": draft_id}
    row = db.session.execute(_LOCKED if locked else _OPENED, asked).first()
    draft, elder, in_force, *registration = row if row is not None else (None, None, "", None)
    if locked and draft is not None and elder is None and draft.elder_id is not None:
        # Two files became one meanwhile: PostgreSQL looks at the draft anew, not at what is joined to it.
        return opened(county_id, user_id, draft_id)
    return Opened(_own(draft, user_id), elder, in_force, InForce(*registration) if registration[0] else None)


def change_edition(
    draft: Draft, edition_id: str, pairs: Pairs, left: Sequence[Left], *, revision: int, origins: Origins = _NONE
) -> Draft:
    """Let a draft go on in another edition, with what has no place there. An open page of it is stale then, whatever
    it posts. Raises StaleRevision as `save`."""
    text = json.dumps([[one.edition_id, list(one.pairs)] for one in left], ensure_ascii=False)
    draft.set_aside = seal_text(text, draft.county_id, draft.id, _SET_ASIDE) if left else None
    draft.form_edition_id = edition_id
    return save(draft, pairs, revision=revision, origins=origins)


def set_aside_of(draft: Draft) -> list[Left]:
    """What has no place in its edition, readable, the first to be left behind first. Raises DecryptionFailed."""
    if draft.set_aside is None:
        return []
    stored = json.loads(open_text(draft.set_aside, draft.county_id, draft.id, _SET_ASIDE))
    return [Left(edition_id, [(name, text) for name, text in pairs]) for edition_id, pairs in stored]


def _own(found: Draft | None, user_id: str) -> Draft:
    if found is None or found.user_id != user_id:
        raise NotFound("没有这份草稿，可能已在别的窗口提交或删除，请到“我的工作”查看。")
    return found


def find(county_id: str, user_id: str, draft_id: str) -> Draft | None:
    """One's own draft, or None where it is gone (submitted from another page) or never was."""
    found = db.session.get(Draft, (county_id, draft_id))
    return found if found is not None and found.user_id == user_id else None


def of_record(county_id: str, user_id: str, record_id: str) -> Draft | None:
    """One's own draft that changes this record, the newest."""
    statement = select(Draft).where(
        Draft.county_id == county_id, Draft.record_id == record_id, Draft.user_id == user_id
    )
    return db.session.scalar(statement.order_by(Draft.updated_at.desc()).limit(1))


def same_paper(
    county_id: str,
    user_id: str,
    *,
    form_code: str,
    part: str,
    elder_id: str,
    parent_record_id: str | None,
    paper_code: str | None,
) -> Draft | None:
    """One's own draft of the same new paper about the same person, the newest; of a sheet that was written by hand only
    that sheet's; drafts that change a record are none."""
    statement = select(Draft).where(
        Draft.county_id == county_id,
        Draft.user_id == user_id,
        Draft.form_code == form_code,
        Draft.part == part,
        Draft.elder_id == elder_id,
        Draft.parent_record_id.is_not_distinct_from(parent_record_id),
        Draft.paper_code.is_not_distinct_from(paper_code),
        Draft.record_id.is_(None),
    )
    return db.session.scalar(statement.order_by(Draft.updated_at.desc()).limit(1))


def of_sheet(county_id: str, user_id: str, paper_code: str) -> Draft | None:
    """One's own draft of a sheet that was written by hand."""
    return db.session.scalar(
        select(Draft).where(Draft.county_id == county_id, Draft.user_id == user_id, Draft.paper_code == paper_code)
    )


def untouched(county_id: str, user_id: str, form_edition_id: str, part: str) -> Sequence[Draft]:
    """One's own drafts of a new paper about nobody yet that were never saved since they were opened, newest first."""
    statement = select(Draft).where(
        Draft.county_id == county_id,
        Draft.user_id == user_id,
        Draft.form_edition_id == form_edition_id,
        Draft.part == part,
        Draft.elder_id.is_(None),
        Draft.record_id.is_(None),
        Draft.revision == 1,
    )
    return db.session.scalars(statement.order_by(Draft.updated_at.desc())).all()


def propose(draft: Draft, pairs: Pairs, *, origins: Origins = _NONE, at: datetime | None = None) -> None:
    """Give an untouched draft what a new one would begin with; a page of it that is open may still be saved."""
    draft.pairs, draft.updated_at = _sealed(pairs, draft.county_id, draft.id), at or now()
    draft.answer_origins = _sealed_origins(origins, draft)
    db.session.flush()


def pairs_of(draft: Draft) -> list[tuple[str, str]]:
    """What was posted, readable. Raises DecryptionFailed if the stored text was moved or cut."""
    text = open_text(draft.pairs, draft.county_id, draft.id, _PLACE)
    return [(name, value) for name, value in json.loads(text)]


def origins_of(draft: Draft) -> dict[str, dict[str, Any]]:
    """Where its answers come from, readable; typed ones are not among them. Raises DecryptionFailed."""
    if draft.answer_origins is None:
        return {}
    return dict(json.loads(open_text(draft.answer_origins, draft.county_id, draft.id, _ORIGINS)))


def list_for(county_id: str, user_id: str, *, after: str = "", limit: int = 50) -> Page[Draft]:
    """One page of one's own drafts, the last saved first, in one query."""
    statement = select(Draft).where(Draft.county_id == county_id, Draft.user_id == user_id)
    cursor = Cursor.parse(after)
    if cursor is not None:
        statement = statement.where(cursor.before(Draft.updated_at, Draft.id))
    ordered = statement.order_by(Draft.updated_at.desc(), Draft.id.desc()).limit(limit + 1)
    return page_of(db.session.scalars(ordered).all(), limit)


def of_form(form_code: str, county_id: str | None, after: tuple[str, str] = ("", "")) -> Iterator[Draft]:
    """The drafts of a form behind a key (county, id), of one county or of all, a few hundred in memory at a time; for
    whoever may see all."""
    return rows.each(Draft, form_code, county_id, after)


def move_to(edition_id: str, former: Sequence[str]) -> int:
    """Let the drafts of some editions go on in another one of the same answers; gives how many there are."""
    statement = update(Draft).where(Draft.form_edition_id.in_(former)).values(form_edition_id=edition_id)
    moved = db.session.scalars(statement.returning(Draft.id).execution_options(synchronize_session=False)).all()
    return len(moved)


def count(county_id: str, user_id: str) -> int:
    """How many drafts a person has."""
    statement = select(func.count()).select_from(Draft).where(Draft.county_id == county_id, Draft.user_id == user_id)
    return db.session.scalar(statement) or 0


def delete(draft: Draft) -> None:
    """Drop a draft. Files that only it had belong to nobody then; `store.files.orphans` finds them."""
    db.session.flush()
    asked = {"its_county": draft.county_id, "its_id": draft.id}
    for statement in (_FILES_LEFT, _DELETED):
        db.session.connection().execute(statement, asked)
    db.session.expunge(draft)


def _sealed(pairs: Pairs, county_id: str, draft_id: str) -> str:
    text = json.dumps([list(pair) for pair in pairs], ensure_ascii=False, separators=(",", ":"))
    return seal_text(text, county_id, draft_id, _PLACE)


def _sealed_origins(origins: Origins, draft: Draft) -> str | None:
    text = json.dumps(origins, ensure_ascii=False, separators=(",", ":"))
    return seal_text(text, draft.county_id, draft.id, _ORIGINS) if origins else None
