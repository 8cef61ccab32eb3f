"""What is asked for a person and decided by somebody else: kept, found by those who decide, decided once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, false, or_, select, update

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import ElderRequest

EXIT: Final = "exit"
MOVE: Final = "move"

ASKED: Final = "asked"
AGREED: Final = "agreed"
DECLINED: Final = "declined"
WITHDRAWN: Final = "withdrawn"


def insert(request: ElderRequest) -> ElderRequest:
    """Add what is asked; the caller has seen that nothing else is asked for the person."""
    db.session.add(request)
    db.session.flush()
    return request


def get(county_id: str, request_id: str) -> ElderRequest:
    """The request, whoever may see it. Raises NotFound."""
    found = db.session.get(ElderRequest, (county_id, request_id))
    if found is None:
        raise NotFound
    return found


def of_elder(county_id: str, elder_id: str) -> Sequence[ElderRequest]:
    """All that was ever asked for a person, the last first."""
    statement = select(ElderRequest).where(ElderRequest.county_id == county_id, ElderRequest.elder_id == elder_id)
    return db.session.scalars(statement.order_by(ElderRequest.asked_at.desc(), ElderRequest.id.desc())).all()


def open_of(county_id: str, elder_id: str) -> ElderRequest | None:
    """What is asked for a person and not decided yet."""
    statement = select(ElderRequest).where(
        ElderRequest.county_id == county_id, ElderRequest.elder_id == elder_id, ElderRequest.state == ASKED
    )
    return db.session.scalar(statement.limit(1))


def waiting(county_id: str, prefixes: Collection[str]) -> Sequence[ElderRequest]:
    """What is not decided yet at places under any of the region codes, the longest waiting first."""
    return db.session.scalars(_waiting(tuple(prefixes)), {"county_id": county_id}).all()


@lru_cache(maxsize=250)  # every page asks; putting it together costs several times what asking it does
def _waiting(prefixes: tuple[str, ...]) -> Select[Any]:
    below = or_(false(), *(ElderRequest.place_code.startswith(code, autoescape=True) for code in prefixes))
    here = (ElderRequest.county_id == bindparam("county_id"), ElderRequest.state == ASKED)
    return select(ElderRequest).where(*here, below).order_by(ElderRequest.asked_at, ElderRequest.id)


def asked_by(county_id: str, user_id: str, limit: int) -> Sequence[ElderRequest]:
    """The last that a person asked for."""
    statement = select(ElderRequest).where(ElderRequest.county_id == county_id, ElderRequest.asked_by == user_id)
    return db.session.scalars(statement.order_by(ElderRequest.asked_at.desc(), ElderRequest.id).limit(limit)).all()


def decide(request: ElderRequest, state: str, *, user_id: str, at: datetime, note: str = "") -> bool:
    """Write down what became of a request; of several who decide at once exactly one gets True."""
    statement = (
        update(ElderRequest)
        .where(ElderRequest.county_id == request.county_id, ElderRequest.id == request.id, ElderRequest.state == ASKED)
        .values(state=state, decided_by=user_id, decided_at=at, decision_note=note)
        .returning(ElderRequest.id)
        .execution_options(synchronize_session=False)
    )
    won = db.session.execute(statement).first() is not None
    db.session.refresh(request)
    return won
