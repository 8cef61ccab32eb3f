"""What a worker does with a job: takes it, makes its file as the person who asked for it, and says how it ended."""

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from formserver.clock import now, today
from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.files.binding import objects
from formserver.files.objects import StoreUnavailable
from formserver.models import Job
from formserver.services import bundle_making, prints, singles
from formserver.services.bundle_making import Made, Order, Row
from formserver.services.bundles import SINGLE, Wanted, told
from formserver.services.jobs import FOLDER
from formserver.services.person import Person
from formserver.services.rendering import noted
from formserver.services.rights import rights_within
from formserver.store import jobs, users

_PRINTING: Final = "print_record"


class JobBroken(FormserverError):
    """The job failed for a reason of the program's own; the log names the place."""

    status = 500
    message_key = "打印程序出错，这次没有打印成。请再试一次；如果还是不行，请联系系统管理员。"


class FileNotKept(FormserverError):
    """The finished file, or what it is made of, found no room."""

    status = 503
    message_key = "打印好的文件存不下来，可能是磁盘已满。没有留下半份文件。请联系系统管理员，以后再试一次。"


class AccountClosed(FormserverError):
    """The person who asked may not print any more."""

    status = 403
    message_key = "您现在没有打印的权限，这次没有打印。如工作需要，请与本县（区）的系统管理员联系。"


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
            made = _made(task, person, site, files, _checkpoint(task, stopping))
            _keep(task, person, made, days_kept)
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


def note_prints(person: Person, made: Made) -> None:
    """Journal every print of a file. Leaves the commit to the caller."""
    for row in made.rows:
        if row.page and row.printout is not None:
            prints.note(person, row.printout)


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
    is_open = user.active and _PRINTING in rights_within(grants, task.county_id, today())
    for grant in grants:
        db.session.expunge(grant)
    db.session.rollback()
    if not is_open:
        raise AccountClosed
    return person


def _made(task: _Task, person: Person, site: str, files: ExitStack, go_on: Callable[[int, int], None]) -> Made:
    if task.kind == SINGLE:
        go_on(0, 1)
        return singles.make(person, task.asked, files, site=site)
    return bundle_making.make(Order(person, task.title, Wanted.read(task.asked), site), files, go_on)


def _checkpoint(task: _Task, stopping: Callable[[], bool]) -> Callable[[int, int], None]:
    def go_on(done: int, total: int) -> None:
        may_go_on = jobs.progress(task.county_id, task.id, done, total)
        db.session.commit()
        if stopping() or not may_go_on:
            raise _Interrupted

    return go_on


def _keep(task: _Task, person: Person, made: Made, days_kept: int) -> None:
    """The file first, then, in one transaction, the prints in the journal and the row that names the file: what no row
    names is swept."""
    key = f"{FOLDER}{task.county_id}/{task.id}/{secrets.token_hex(16)}.pdf"
    size = made.file.seek(0, 2)
    made.file.seek(0)
    try:
        objects.store.put(key, made.file)
    except StoreUnavailable:
        raise FileNotKept from None
    at = now()
    done: dict[str, object] = {
        "state": jobs.DONE,
        "ended_at": at,
        "expires_at": at + timedelta(days=days_kept),
        "object_key": key,
        "size": size,
        "pages": made.pages,
        "done": len(made.rows),
        "record_ids": [row.line.id for row in made.rows if row.page],
        "problems": [_problem(row) for row in made.rows if not row.page],
    }
    db.session.rollback()
    note_prints(person, made)
    if not _moved(task, done):
        db.session.rollback()
        objects.store.delete(key)
        raise _Interrupted
    db.session.commit()


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


def _problem(row: Row) -> dict[str, object]:
    return {
        "record_id": row.line.id,
        "number": row.line.number,
        "title": row.line.title,
        **told(row.problem or JobBroken()),
    }
