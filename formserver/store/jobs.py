"""Jobs: the rows that say what is printed or exported in the background, for whom, and how far it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy import delete as delete_from

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Job, User
from formserver.store.paging import Cursor, Page, page_of

WAITING: Final = "waiting"
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
CANCELLED: Final = "cancelled"
UNFINISHED: Final = (WAITING, RUNNING)
SHOWN: Final = 50


def insert(job: Job) -> Job:
    """Add a job."""
    db.session.add(job)
    db.session.flush()
    return job


def get(county_id: str, user_id: str, job_id: str) -> Job:
    """One's own job. Raises NotFound."""
    found = find(county_id, job_id)
    if found is None or found.user_id != user_id:
        raise NotFound
    return found


def find(county_id: str, job_id: str) -> Job | None:
    """The job, whoever asked for it; for the worker, and to learn whether an id is taken."""
    return db.session.get(Job, (county_id, job_id))


def list_for(county_id: str, user_id: str) -> Sequence[Job]:
    """A person's newest jobs, the last one first; at most SHOWN."""
    statement = select(Job).where(Job.county_id == county_id, Job.user_id == user_id)
    return db.session.scalars(statement.order_by(Job.asked_at.desc(), Job.id.desc()).limit(SHOWN)).all()


def count_unfinished(county_id: str, user_id: str) -> int:
    """How many jobs of a person wait or run."""
    statement = select(func.count()).select_from(Job).where(Job.county_id == county_id, Job.user_id == user_id)
    return int(db.session.scalar(statement.where(Job.state.in_(UNFINISHED))) or 0)


def count_ahead(job: Job) -> int:
    """How many jobs the worker of the same queue does before a waiting one."""
    earlier = or_(Job.asked_at < job.asked_at, and_(Job.asked_at == job.asked_at, Job.id < job.id))
    statement = select(func.count()).select_from(Job).where(Job.queue == job.queue, Job.state.in_(UNFINISHED), earlier)
    return int(db.session.scalar(statement) or 0)


def move(job: Job, state: str, changes: Mapping[str, object]) -> bool:
    """Change a job if it still is in a state; of several callers exactly one gets True. The job shows the changes."""
    statement = (
        update(Job)
        .where(Job.county_id == job.county_id, Job.id == job.id, Job.state == state)
        .values(dict(changes))
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    won = db.session.execute(statement).first() is not None
    db.session.expire(job)
    return won


def progress(county_id: str, job_id: str, done: int, total: int) -> bool:
    """Note how many records of how many are done. False: the job is to stop; that was asked, or it runs no more."""
    statement = (
        update(Job)
        .where(Job.county_id == county_id, Job.id == job_id, Job.state == RUNNING, Job.cancel_asked.is_(False))
        .values(done=done, total=total)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(statement).first() is not None


def of_queue(queue: str, state: str) -> Sequence[Job]:
    """The jobs of a queue in a state, in the order they were asked for."""
    statement = select(Job).where(Job.queue == queue, Job.state == state)
    return db.session.scalars(statement.order_by(Job.asked_at, Job.id)).all()


def expired(at: datetime) -> Sequence[Job]:
    """The jobs of all counties whose file is kept no longer."""
    return db.session.scalars(select(Job).where(Job.object_key.is_not(None), Job.expires_at <= at)).all()


def abandoned(before: datetime) -> Sequence[Job]:
    """The jobs of all counties that were asked for before an instant and never came to an end."""
    return db.session.scalars(select(Job).where(Job.state.in_(UNFINISHED), Job.asked_at < before)).all()


def forget(kind: str, before: datetime) -> int:
    """Drop the rows of jobs of a kind that ended before an instant and have no file; returns how many."""
    ended = (Job.kind == kind, Job.ended_at < before, Job.object_key.is_(None))
    return len(db.session.execute(delete_from(Job).where(*ended).returning(Job.id)).all())


@dataclass(frozen=True)
class Noted:
    """A job that gave a file, as the note of what was done: when it was asked for (``updated_at``, as pages of lists
    call it), by whom, what, how many records."""

    id: str
    updated_at: datetime
    user_name: str
    kind: str
    title: str
    asked: dict[str, str]
    records: int


def noted(county_id: str, kinds: Collection[str], *, by_user_id: str | None = None, after: str = "") -> Page[Noted]:
    """The jobs of these kinds that gave a file, everybody's or one person's, the newest first; ``after``: `Page.next`
    of the page before."""
    columns: tuple[Any, ...] = (Job.id, Job.asked_at, User.full_name, Job.kind, Job.title, Job.asked, Job.done)
    statement = select(*columns).join(User, User.id == Job.user_id)
    statement = statement.where(Job.county_id == county_id, Job.kind.in_(kinds), Job.state == DONE)
    if by_user_id is not None:
        statement = statement.where(Job.user_id == by_user_id)
    cursor = Cursor.parse(after)
    if cursor is not None:
        statement = statement.where(cursor.before(Job.asked_at, Job.id))
    ordered = statement.order_by(Job.asked_at.desc(), Job.id.desc()).limit(SHOWN + 1)
    return page_of([Noted(*row) for row in db.session.execute(ordered)], SHOWN)


def is_named(object_key: str) -> bool:
    """Whether a job names the object of a key."""
    return db.session.scalar(select(Job.id).where(Job.object_key == object_key)) is not None
