"""How many attempts a user name or an address has left: a bucket that refills with time, taken from atomically."""

import math
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete

from formserver.extensions import db
from formserver.models import LoginThrottle
from formserver.store.numbers import insert_into


@dataclass(frozen=True)
class Bucket:
    """``attempts`` at once, and as many again in ``seconds``."""

    attempts: int
    seconds: int

    @property
    def per_second(self) -> float:
        """How many attempts come back each second."""
        return self.attempts / self.seconds


def take(key: str, bucket: Bucket, at: datetime) -> bool:
    """Take one attempt for a key; False when none is left, and then nothing is taken.

    One statement, so that attempts side by side are all counted. Commit it whatever becomes of the attempt.
    """
    now = at.timestamp()
    # A clock set back must not empty the bucket.
    elapsed = case((LoginThrottle.updated_at < now, now - LoginThrottle.updated_at), else_=0.0)
    refilled = LoginThrottle.tokens + elapsed * bucket.per_second
    available = case((refilled < bucket.attempts, refilled), else_=float(bucket.attempts))
    first = insert_into(LoginThrottle).values(key=key, tokens=bucket.attempts - 1.0, updated_at=now)
    statement = first.on_conflict_do_update(
        index_elements=[LoginThrottle.key], set_={"tokens": available - 1.0, "updated_at": now}, where=available >= 1.0
    ).returning(LoginThrottle.tokens)
    return db.session.execute(statement).first() is not None


def wait(key: str, bucket: Bucket, at: datetime) -> int:
    """In how many whole seconds a key has an attempt again; 0 if it has one now."""
    line = db.session.get(LoginThrottle, key)
    tokens = (
        bucket.attempts
        if line is None
        else line.tokens + max(0.0, at.timestamp() - line.updated_at) * bucket.per_second
    )
    return max(0, math.ceil((1.0 - tokens) / bucket.per_second))


def forget(key: str) -> None:
    """Give a key all its attempts back, after a success."""
    db.session.execute(delete(LoginThrottle).where(LoginThrottle.key == key))


def sweep(before: datetime) -> None:
    """Drop buckets not touched since an instant; they are full again by then."""
    db.session.execute(delete(LoginThrottle).where(LoginThrottle.updated_at < before.timestamp()))
