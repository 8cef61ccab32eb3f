"""What is followed up: kept, found by those who settle it, listed by the day it is due."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, tuple_

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Elder, FollowUp, User, Visit
from formserver.store.paging import Page
from formserver.store.scope import Scope, visible, within

OPEN: Final = "open"
CLOSED: Final = "closed"
GONE: Final = "gone"

VILLAGE: Final = "village"
TOWNSHIP: Final = "township"

STANDING: Final = "standing"
"""Asked for in place of a state: open or closed, not taken back."""

PAGE: Final = 50
_AFTER: Final = re.compile(r"(?P<due>[0-9]{4}-[0-9]{2}-[0-9]{2})~(?P<id>[0-9a-f-]{36})")


_OF_PERSON: Final = and_(Elder.county_id == FollowUp.county_id, Elder.id == FollowUp.elder_id)


@dataclass(frozen=True)
class Sought:
    """What the reader of a list chose to see. ``nobodys``: settled by nobody yet; ``overdue_on``: due before that day;
    ``unseen``: not looked at by the township yet; ``opened``, ``closed``: first and last day on
    which it was (``""``: no bound); "" and False: whatever it is."""

    state: str = OPEN
    kind: str = ""
    place_code: str = ""
    owner_id: str = ""
    nobodys: bool = False
    tier: str = ""
    overdue_on: str = ""
    unseen: bool = False
    opened: tuple[str, str] = ("", "")
    closed: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Duty:
    """Where somebody is asked to do something. ``lead``: for all that the village settles; ``own``: for what is his
    own, or nobody's; ``township``: for what it has not seen or has to settle itself; ``county``: for what a township is
    late with. Region codes."""

    user_id: str
    lead: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    township: tuple[str, ...] = ()
    county: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One row of a list: what is followed up, and whose it is."""

    item: FollowUp
    name: str
    village_name: str


def find(county_id: str, follow_up_id: str) -> FollowUp | None:
    """What is followed up, whoever may see it."""
    return db.session.get(FollowUp, (county_id, follow_up_id))


def get(scope: Scope, follow_up_id: str) -> FollowUp:
    """What is followed up, if it lies in the scope. Raises NotFound."""
    statement = visible(select(FollowUp).where(FollowUp.id == follow_up_id), FollowUp, scope)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def locked(scope: Scope, follow_up_id: str) -> FollowUp:
    """The same, kept from everybody else until the transaction ends. Raises NotFound."""
    statement = visible(select(FollowUp).where(FollowUp.id == follow_up_id), FollowUp, scope)
    found = db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def of_elder(county_id: str, elder_id: str) -> list[tuple[FollowUp, str]]:
    """All that is or was followed up for a person, what is due first first, each with its owner's name or ""."""
    rows = db.session.execute(_of_elder(), {"county_id": county_id, "elder_id": elder_id})
    return [(item, owner or "") for item, owner in rows]


def open_of(county_id: str, elder_id: str) -> list[tuple[FollowUp, str]]:
    """What of it is open."""
    rows = db.session.execute(_open_of(), {"county_id": county_id, "elder_id": elder_id})
    return [(item, owner or "") for item, owner in rows]


@cache  # every submission of a visit asks
def _locked_of() -> Select[Any]:
    mine = (FollowUp.county_id == bindparam("county_id"), FollowUp.elder_id == bindparam("elder_id"))
    locked = select(FollowUp).where(*mine).order_by(FollowUp.id).with_for_update()
    return locked.execution_options(populate_existing=True)


@cache  # every page of a person asks
def _of_elder() -> Select[FollowUp, str]:
    mine = (FollowUp.county_id == bindparam("county_id"), FollowUp.elder_id == bindparam("elder_id"))
    named = select(FollowUp, User.full_name).outerjoin(User, User.id == FollowUp.owner_id)
    return named.where(*mine).order_by(FollowUp.due_on, FollowUp.id)


@cache  # every page of a visit asks
def _open_of() -> Select[FollowUp, str]:
    return _of_elder().where(FollowUp.state == OPEN)


def locked_of(county_id: str, elder_id: str) -> Sequence[FollowUp]:
    """All of a person, kept from everybody else until the transaction ends."""
    return db.session.scalars(_locked_of(), {"county_id": county_id, "elder_id": elder_id}).all()


def owned_in(county_id: str, village_code: str, owner_id: str) -> list[tuple[str, str, str]]:
    """What a village has to settle and somebody owns, what is due first first: id, title, the person's name."""
    statement = select(FollowUp.id, FollowUp.title, Elder.name).join(Elder, _OF_PERSON)
    mine = statement.where(*_of_village(county_id, village_code), FollowUp.owner_id == owner_id)
    rows = db.session.execute(mine.order_by(FollowUp.due_on, FollowUp.id))
    return [(id, title, name) for id, title, name in rows]


def owners_in(county_id: str, village_code: str) -> dict[str, int]:
    """Who owns something that a village has to settle: id -> how much."""
    statement = select(FollowUp.owner_id, func.count()).where(*_of_village(county_id, village_code))
    rows = db.session.execute(statement.where(FollowUp.owner_id.is_not(None)).group_by(FollowUp.owner_id))
    return {owner_id: number for owner_id, number in rows if owner_id}


def _of_village(county_id: str, village_code: str) -> tuple[ColumnElement[bool], ...]:
    here = FollowUp.county_id == county_id, FollowUp.village_code == village_code
    return *here, FollowUp.state == OPEN, FollowUp.tier == VILLAGE


def of_record(county_id: str, record_id: str) -> Sequence[FollowUp]:
    """What a record led to, in the order it was opened; the caller may see the record."""
    statement = select(FollowUp).where(FollowUp.county_id == county_id, FollowUp.record_id == record_id)
    return db.session.scalars(statement.order_by(FollowUp.id)).all()


def all_ids(county_id: str) -> Sequence[str]:
    """Ids of everything a county follows or followed up."""
    return db.session.scalars(select(FollowUp.id).where(FollowUp.county_id == county_id).order_by(FollowUp.id)).all()


# lists ----------------------------------------------------------------------------------------------------------------
def list_for(scope: Scope, sought: Sought, *, after: str = "", limit: int = PAGE) -> Page[Line]:
    """One page in one query, what is due first first. ``after``: `Page.next` of the page before."""
    everything = select(FollowUp, Elder.name, Elder.village_name).join(Elder, _OF_PERSON)
    statement: Select[Any] = visible(_narrowed(everything, sought), FollowUp, scope)
    if behind := _AFTER.fullmatch(after):
        statement = statement.where(tuple_(FollowUp.due_on, FollowUp.id) > tuple_(behind["due"], behind["id"]))
    rows = db.session.execute(statement.order_by(FollowUp.due_on, FollowUp.id).limit(limit + 1)).all()
    kept = [Line(*row) for row in rows[:limit]]
    last = kept[-1].item if len(rows) > limit else None
    return Page(kept, f"{last.due_on}~{last.id}" if last else None)


def _narrowed(everything: Any, sought: Sought) -> Select[Any]:
    statement = _on_days(everything, sought)
    for name in ("state", "kind", "owner_id", "tier"):
        if (value := getattr(sought, name)) and value != STANDING:
            statement = statement.where(getattr(FollowUp, name) == value)
    if sought.place_code:
        statement = statement.where(within(FollowUp, (sought.place_code,)))
    if sought.overdue_on:
        statement = statement.where(FollowUp.due_on < sought.overdue_on)
    if sought.nobodys:
        statement = statement.where(FollowUp.owner_id.is_(None))
    if sought.unseen:
        statement = statement.where(FollowUp.seen_by_township.is_(False))
    return statement


def _on_days(statement: Select[Any], sought: Sought) -> Select[Any]:
    if sought.state == STANDING:
        statement = statement.where(FollowUp.state != GONE)
    for column, (first, last) in ((FollowUp.opened_on, sought.opened), (FollowUp.closed_on, sought.closed)):
        statement = statement.where(column >= first) if first else statement
        statement = statement.where(column <= last) if last else statement
    return statement


def waiting_count(county_id: str, duty: Duty, today: str) -> int:
    """How much asks somebody to do something: the number in the navigation. One query, or none."""
    statement = _waiting_count(county_id, duty, today)
    return 0 if statement is None else db.session.connection().scalar(statement) or 0


@lru_cache(maxsize=250)  # every page asks; putting it together costs several times what asking it does
def _waiting_count(county_id: str, duty: Duty, today: str) -> Select[Any] | None:
    asked = [
        (duty.lead, FollowUp.tier == VILLAGE),
        (duty.own, and_(FollowUp.tier == VILLAGE, or_(FollowUp.owner_id == duty.user_id, FollowUp.owner_id.is_(None)))),
        (duty.township, or_(FollowUp.tier == TOWNSHIP, FollowUp.seen_by_township.is_(False))),
        (duty.county, and_(FollowUp.tier == TOWNSHIP, FollowUp.due_on < today)),
    ]
    places: list[ColumnElement[bool]] = [and_(within(FollowUp, codes), only) for codes, only in asked if codes]
    if not places:
        return None
    counted = select(func.count()).select_from(FollowUp)
    return counted.where(FollowUp.county_id == county_id, FollowUp.state == OPEN, or_(*places))


# what visits say ------------------------------------------------------------------------------------------------------
def risk_grades(county_id: str, elder_id: str, limit: int) -> list[tuple[str, str, str]]:
    """The grades of risk that approved visits found, the last first: day, grade, id of the record."""
    statement = select(Visit.happened_on, Visit.risk, Visit.record_id).where(
        Visit.county_id == county_id,
        Visit.elder_id == elder_id,
        Visit.state == "approved",
        Visit.risk.is_not(None),
    )
    ordered = statement.order_by(Visit.happened_on.desc(), Visit.record_id.desc()).limit(limit)
    return [(day, risk or "", record_id) for day, risk, record_id in db.session.execute(ordered)]
