"""Chains of acts: each row holds the hash of the one before it. What the journals of records, persons' files,
follow-ups and months of villages have in common."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy.exc import IntegrityError

from formserver import digests
from formserver.errors import FormserverError
from formserver.models.columns import Base, instant_text
from formserver.store import rows

BEGINNING: Final = "0" * 64
"""The hash that the first row of a chain follows."""


class Link(Protocol):
    """The row that another one follows: its number in the chain, from 1, and its hash."""

    @property
    def sequence(self) -> int: ...

    @property
    def hash(self) -> str: ...


class ActAlreadyDone(FormserverError):
    """The same act was done at the same moment by another request: roll back, then answer from `find_act`."""

    status = 409
    message_key = "这次操作刚刚已经完成。"


@dataclass(frozen=True, kw_only=True)
class ChainedAct:
    """What is appended: who did what and when; ``changes``: name -> (before, after); ``facts``: what else belongs to
    the act. Each kind of chain adds the columns that say whose act it is."""

    county_id: str
    act_id: str
    action: str
    user_id: str
    user_name: str
    at: datetime
    note: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        """The values of its row, without its link, as they are stored."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return values | {
            "changes": {name: list(pair) for name, pair in self.changes.items()},
            "facts": dict(self.facts),
        }


@dataclass(frozen=True)
class ChainFault:
    """An entry that is not what was once written. ``reason``: gap, link or content."""

    record_id: str
    sequence: int
    reason: str


def linked(values: Mapping[str, Any], last: Link | None) -> dict[str, Any]:
    """The columns of a row behind the ``last`` one of its chain, or of its first; the hash covers them all and their
    number."""
    numbered = {**values, "sequence": 1 if last is None else last.sequence + 1}
    previous = BEGINNING if last is None else last.hash
    return {**numbered, "previous_hash": previous, "hash": digest(numbered, previous)}


def write(row: Base) -> None:
    """Write a row of a chain whose act ids are unique. Raises ActAlreadyDone where its act id is already there."""
    try:
        rows.write(row)
    except IntegrityError as refused:
        # Both databases name the column or its constraint, and nothing else has that name.
        if "act_id" in str(refused.orig):
            raise ActAlreadyDone from None
        raise


def digest(values: Mapping[str, Any], previous_hash: str) -> str:
    """SHA-256 hex over the RFC 8785 form of an entry's values (instants as text in UTC) and the hash before it."""
    plain = {name: instant_text(value) if isinstance(value, datetime) else value for name, value in values.items()}
    return digests.digest({"entry": plain, "previous_hash": previous_hash})


def faults(chain: Iterable[Any], hashed: Sequence[str], owner: str) -> list[ChainFault]:
    """Check the links of a chain in their order: rows with `sequence`, `previous_hash` and `hash`, which covers the
    columns ``hashed``; ``owner``: the column that says whose chain it is."""
    found: list[ChainFault] = []
    previous = BEGINNING
    for place, link in enumerate(chain, start=1):
        broken = {
            "gap": link.sequence != place,
            "link": link.previous_hash != previous,
            "content": link.hash != digest({name: getattr(link, name) for name in hashed}, link.previous_hash),
        }
        found += [ChainFault(getattr(link, owner), link.sequence, reason) for reason, is_so in broken.items() if is_so]
        previous = link.hash
    return found
