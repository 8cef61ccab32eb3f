"""The journal of a record: acts appended as a chain of hashes, found again by their act id, and verified."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select

from formserver import digests
from formserver.errors import NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import JournalEntry, Record
from formserver.store import chains
from formserver.store.chains import ChainFault

PRINT: Final = "print"
ADD_SHEET: Final = "add_sheet"
REMOVE_SHEET: Final = "remove_sheet"
UPGRADE: Final = "upgrade"
REVERT: Final = "revert"
MOVES: Final = (UPGRADE, REVERT)
"""The record moved to another edition of its paper, or back."""
REFILE: Final = "refile"
"""The record went to another file of the person it is about, or back; its facts name both."""
BESIDE: Final = (PRINT, ADD_SHEET, REMOVE_SHEET, REFILE, *MOVES)
"""What is done with a record beside its way through the workflow; the record stays where it stands."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """What is appended: who did what, for whom, in which role, where and when, and what was answered.

    ``body_hash``: SHA-256 hex of what was posted; ``answer``: what the first answer was, e.g. ``{"record": id}``;
    ``facts``: further facts of the act. Both JSON without fractions.
    """

    county_id: str
    record_id: str
    act_id: str
    action: str
    from_state: str | None
    to_state: str
    user_id: str
    user_name: str
    role: str
    place_code: str
    revision_number: int
    at: datetime
    body_hash: str
    step: str | None = None
    for_user_id: str | None = None
    for_user_name: str | None = None
    remark: str = ""
    opinion: str | None = None
    answer: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Aside:
    """An act of `BESIDE`: who did it in which role, on which revision, and the facts of it."""

    county_id: str
    record_id: str
    action: str
    user_id: str
    user_name: str
    role: str
    place_code: str
    revision_number: int
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class DoneAct:
    """What an act did when it was done: by whom, what was posted, on which record, what came of it."""

    user_id: str
    body_hash: str
    record_id: str
    to_state: str
    answer: Mapping[str, Any]


_ACT: Final = select(*(getattr(JournalEntry, name) for name in DoneAct.__dataclass_fields__)).where(
    JournalEntry.county_id == bindparam("county_id"), JournalEntry.act_id == bindparam("act_id")
)
_HASHED: Final = (*Act.__dataclass_fields__, "sequence")


def append(act: Act) -> JournalEntry:
    """Add an act to its record's chain. Raises ActAlreadyDone where its act id is already there."""
    # Nobody else can know a record before its first act.
    return _append(act, _locked_last(act.county_id, act.record_id) if act.from_state else None)


def append_aside(aside: Aside) -> JournalEntry:
    """Add what was done beside the workflow to the record's chain, in the state that the chain has led to. Each is an
    act of its own. Raises NotFound for a record without journal."""
    last = _locked_last(aside.county_id, aside.record_id)
    if last is None:
        raise NotFound
    values = {name: getattr(aside, name) for name in Aside.__dataclass_fields__}
    state, body = last.to_state, digests.digest(dict(aside.facts))
    return _append(Act(**values, act_id=new_id(), from_state=state, to_state=state, body_hash=body), last)


def _append(act: Act, last: JournalEntry | None) -> JournalEntry:
    values = {name: getattr(act, name) for name in Act.__dataclass_fields__}
    values["answer"], values["facts"] = dict(act.answer), dict(act.facts)
    entry = JournalEntry(**chains.linked(values, last))
    chains.write(entry)
    return entry


def entries(county_id: str, record_id: str) -> Sequence[JournalEntry]:
    """All entries of a record that the caller may see, the first act first."""
    statement = select(JournalEntry).where(JournalEntry.county_id == county_id, JournalEntry.record_id == record_id)
    return db.session.scalars(statement.order_by(JournalEntry.sequence)).all()


def acts(county_id: str, record_id: str) -> list[JournalEntry]:
    """The acts that brought a record on its way, the first first."""
    return [entry for entry in entries(county_id, record_id) if entry.action not in BESIDE]


def asides(county_id: str, record_id: str, *actions: str) -> list[JournalEntry]:
    """What else was done with the record, the last first."""
    return [entry for entry in reversed(entries(county_id, record_id)) if entry.action in actions]


def find_act(county_id: str, act_id: str) -> DoneAct | None:
    """An act that was done, to answer again what was answered first; compare its user and body hash."""
    row = db.session.connection().execute(_ACT, {"county_id": county_id, "act_id": act_id}).first()
    return None if row is None else DoneAct(*row)


def verify(county_id: str, record_id: str) -> list[ChainFault]:
    """What is wrong with a record's chain as stored; an empty list if nothing is."""
    return verify_chain(entries(county_id, record_id))


def verify_chain(chain: Iterable[JournalEntry]) -> list[ChainFault]:
    """Check entries of one record in their order: numbered 1, 2, 3, each naming the hash before, each hash true."""
    return chains.faults(chain, _HASHED, "record_id")


def _locked_last(county_id: str, record_id: str) -> JournalEntry | None:
    # Two acts on one record must not both follow the same entry; SQLite has only one writer anyway.
    db.session.execute(select(Record.id).where(Record.county_id == county_id, Record.id == record_id).with_for_update())
    statement = select(JournalEntry).where(JournalEntry.county_id == county_id, JournalEntry.record_id == record_id)
    return db.session.scalar(statement.order_by(JournalEntry.sequence.desc()).limit(1))
