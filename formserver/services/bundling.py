"""What a worker does with a job: takes it, makes its file as the person who asked for it, and says how it ended."""

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from formserver.clock import now, today
from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.files.binding import objects
from formserver.files.objects import StoreUnavailable
from formserver.models import Job
from formserver.services.bundles import told
from formserver.services.job_kinds import KINDS, JobBroken, JobKind, Outcome, Work
from formserver.services.jobs import FOLDER
from formserver.services.person import Person
from formserver.services.rendering import noted
from formserver.services.rights import rights_within
from formserver.store import jobs, users


class FileNotKept(FormserverError):
    """The finished file, or what it is made of, found no room."""

    status = 503
    message_key = "做好的文件存不下来，可能是磁盘已满。没有留下半份文件。请联系系统管理员，以后再试一次。"


class AccountClosed(FormserverError):
    """The person who asked may not have this done any more."""

    status = 403
    message_key = "您现在没有做这项任务的权限，任务没有执行。如工作需要，请与本县（区）的系统管理员联系。"


class _Interrupted(Exception):
    """The job is to stop: cancelled, or the worker is to end, or somebody else has decided about it."""


@dataclass(frozen=True)
class _Task:
    """A taken job, as it is needed without the database."""

    county_id: str
    id: str
    user_id: str
    kind: str
    title: str
    asked: dict[str, str]

    @property
    def does(self) -> JobKind:
        """What is to be done."""
        return KINDS[self.kind]


def run(county_id: str, job_id: str, stopping: Callable[[], bool], *, site: str, days_kept: int) -> None:
    """Do a job that waits; one that does not is left alone. ``stopping`` asks whether the worker is to end: the job
    then waits again. However it goes, the row of the job says so in the end, and nothing is raised.

    ``site``: the address of the site as its users see it, or "".
    """
    task = _taken(county_id, job_id)
    if task is None:
        return
    try:
        with ExitStack() as files:
            person = _person(task)
            work = Work(person, task.title, task.asked, site)
            _keep(task, task.does.make(work, files, _checkpoint(task, stopping)), days_kept)
    except _Interrupted:
        _put_down(task, is_ending=stopping())
    except FormserverError as failure:
        _fail(task, failure)
    except OSError as failure:
        noted(failure)
        _fail(task, FileNotKept())
    except Exception as failure:
        noted(failure)
        _fail(task, JobBroken())
    finally:
        db.session.rollback()


def _taken(county_id: str, job_id: str) -> _Task | None:
    job = jobs.find(county_id, job_id)
    won = job is not None and jobs.move(
        job, jobs.WAITING, {"state": jobs.RUNNING, "started_at": now(), "attempts": Job.attempts + 1, "done": 0}
    )
    task = _Task(county_id, job_id, job.user_id, job.kind, job.title, dict(job.asked)) if job and won else None
    db.session.commit()
    return task


def _person(task: _Task) -> Person:
    """Who asked, with the roles held now. Raises AccountClosed."""
    user = users.get(task.user_id)
    grants = tuple(users.grants_of(user.id))
    person = Person(user.id, user.full_name, task.county_id, grants)
    is_open = user.active and task.does.right in rights_within(grants, task.county_id, today())
    for grant in grants:
        db.session.expunge(grant)
    db.session.rollback()
    if not is_open:
        raise AccountClosed
    return person


def _checkpoint(task: _Task, stopping: Callable[[], bool]) -> Callable[[int, int], None]:
    def go_on(done: int, total: int) -> None:
        may_go_on = jobs.progress(task.county_id, task.id, done, total)
        db.session.commit()
        if stopping() or not may_go_on:
            raise _Interrupted

    return go_on


def _keep(task: _Task, made: Outcome, days_kept: int) -> None:
    """The file first, then, in one transaction, what is journaled of it and the row that names the file: what no row
    names is swept."""
    at = now()
    file = {} if made.file is None else _stored(task, made.file) | {"expires_at": at + timedelta(days=days_kept)}
    done: dict[str, object] = {
        **file,
        "state": jobs.DONE,
        "ended_at": at,
        "pages": made.pages,
        "done": made.done,
        "record_ids": list(made.record_ids),
        "problems": list(made.problems),
    }
    db.session.rollback()
    made.note()
    if not _moved(task, done):
        db.session.rollback()
        if file:
            objects.store.delete(str(file["object_key"]))
        raise _Interrupted
    db.session.commit()


def _stored(task: _Task, file: BinaryIO) -> dict[str, object]:
    """The file in the object store: its key and size."""
    key = f"{FOLDER}{task.county_id}/{task.id}/{secrets.token_hex(16)}.{task.does.ending}"
    size = file.seek(0, 2)
    file.seek(0)
    try:
        objects.store.put(key, file)
    except StoreUnavailable:
        raise FileNotKept from None
    return {"object_key": key, "size": size}


def _put_down(task: _Task, *, is_ending: bool) -> None:
    job = jobs.find(task.county_id, task.id)
    if job is None:
        return
    if job.cancel_asked:
        _ended(task, {"state": jobs.CANCELLED, "ended_at": now()})
    elif is_ending:
        _ended(task, {"state": jobs.WAITING, "attempts": Job.attempts - 1, "done": 0})


def _fail(task: _Task, failure: FormserverError) -> None:
    _ended(task, {"state": jobs.FAILED, "ended_at": now(), "failure": told(failure)})


def _ended(task: _Task, changes: dict[str, object]) -> bool:
    db.session.rollback()
    won = _moved(task, changes)
    db.session.commit()
    return won


def _moved(task: _Task, changes: dict[str, object]) -> bool:
    job = jobs.find(task.county_id, task.id)
    return job is not None and jobs.move(job, jobs.RUNNING, changes)
