"""The life of a job after it was asked for: looked at, cancelled, tried again, its file fetched and at last removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from formserver.clock import now, today
from formserver.errors import FormserverError, NotFound
from formserver.extensions import db
from formserver.files.binding import objects
from formserver.files.objects import ObjectMissing
from formserver.jobs.binding import queues
from formserver.models import Job
from formserver.services.bundles import MOST_UNFINISHED, TooManyJobs, put_in, told
from formserver.services.job_kinds import KINDS, JobKind
from formserver.services.person import Person
from formserver.services.rights import rights_within
from formserver.store import jobs

FOLDER: Final = "bundles/"
"""Where the files of jobs lie in the object store."""

MOST_ATTEMPTS: Final = 2
_PATIENCE: Final = timedelta(seconds=30)
_STALE: Final = timedelta(days=1)


class JobInterrupted(FormserverError):
    """The worker ended in the middle of the job, more than once."""

    status = 500
    message_key = "后台程序中途停止，任务没有完成。请再试一次；如果还是不行，请联系系统管理员。"


class FileGone(FormserverError):
    """The file is kept no longer, or there never was one."""

    status = 410
    message_key = "这个文件已超过保存期限，或还没有做好。请在“打印与导出”里打开这项任务，再做一次。"


class FileOutOfReach(NotFound):
    """The person no longer sees every record of the file, or may not have such a file made any more."""

    message_key = "这个文件里有您现在看不到的记录，或您的权限有变动，不能再下载。可以再做一次。"


@dataclass(frozen=True)
class JobView:
    """What the page of a job shows. ``ahead``: how many jobs come before a waiting one; ``is_vain``: it waits, but no
    worker is there to do it."""

    job: Job
    ahead: int = 0
    is_vain: bool = False

    @property
    def kind(self) -> JobKind:
        """What is done."""
        return KINDS[self.job.kind]

    @property
    def is_unfinished(self) -> bool:
        """Whether it waits or runs."""
        return self.job.state in jobs.UNFINISHED

    @property
    def has_file(self) -> bool:
        """Whether there is a file to fetch."""
        return self.job.state == jobs.DONE and self.job.object_key is not None

    @property
    def may_retry(self) -> bool:
        """Whether doing it again could give more than there is."""
        if self.is_unfinished or (not self.kind.makes_file and self.job.state == jobs.DONE):
            return False
        return not self.has_file or bool(self.job.problems)


def view(person: Person, job_id: str) -> JobView:
    """One's own job. Raises NotFound."""
    job = jobs.get(person.county_id, person.user_id, job_id)
    if job.state != jobs.WAITING:
        return JobView(job)
    queue = queues.queue
    # Whether another machine's worker is there cannot be seen from here.
    is_vain = now() - job.asked_at > _PATIENCE and job.queue == queue.name and not queue.is_served()
    return JobView(job, jobs.count_ahead(job), is_vain)


def listed(person: Person) -> Sequence[JobView]:
    """One's own jobs, the newest first."""
    return [JobView(job) for job in jobs.list_for(person.county_id, person.user_id)]


def cancel(person: Person, job_id: str) -> bool:
    """Stop a job: at once while it waits, before the next sheet while it runs. False: it had ended before.

    Raises NotFound. Asking twice does no harm.
    """
    job = jobs.get(person.county_id, person.user_id, job_id)
    stopped = jobs.move(job, jobs.WAITING, {"state": jobs.CANCELLED, "ended_at": now()})
    stopped = stopped or jobs.move(job, jobs.RUNNING, {"cancel_asked": True})
    db.session.commit()
    return stopped


def retry(person: Person, job_id: str) -> bool:
    """Do an ended job once more, with the records as they are by then. False: it has not ended, or all is there.

    Raises NotFound, TooManyJobs.
    """
    job = jobs.get(person.county_id, person.user_id, job_id)
    if not JobView(job).may_retry:
        return False
    if jobs.count_unfinished(person.county_id, person.user_id) >= MOST_UNFINISHED:
        raise TooManyJobs(most=MOST_UNFINISHED)
    old_key = job.object_key
    if not jobs.move(job, job.state, _AFRESH | {"asked_at": now(), "queue": queues.queue.name}):
        return False
    put_in(job)
    if old_key:
        objects.store.delete(old_key)
    return True


_AFRESH: Final[dict[str, object]] = {
    "state": jobs.WAITING,
    "attempts": 0,
    "done": 0,
    "record_ids": [],
    "problems": [],
    "cancel_asked": False,
    **dict.fromkeys(("failure", "object_key", "size", "pages", "started_at", "ended_at", "expires_at")),
}


@dataclass(frozen=True)
class JobFile:
    """A finished file, under the name a person keeps it by."""

    name: str
    media_type: str
    content: bytes


def file_of(person: Person, job_id: str) -> JobFile:
    """The file of one's own job, if the person still sees all that it holds, and may still have such files made.

    Raises NotFound, FileGone, FileOutOfReach, StoreUnavailable.
    """
    job = jobs.get(person.county_id, person.user_id, job_id)
    kind = KINDS[job.kind]
    if job.state != jobs.DONE or job.object_key is None:
        raise FileGone
    if not kind.needs(job.asked) <= rights_within(person.grants, person.county_id, today()):
        raise FileOutOfReach
    if kind.count_visible(person.scope, job.record_ids) < len(job.record_ids):
        raise FileOutOfReach
    try:
        return JobFile(f"{job.title}.{kind.ending}", kind.media_type, objects.store.get(job.object_key))
    except ObjectMissing:
        raise FileGone from None


# upkeep ---------------------------------------------------------------------------------------------------------------
def recover() -> None:
    """When a worker begins: what another left behind goes on once more, or is marked as broken; all that waits is put
    into the queue, which may have been lost. Only while no other worker serves the queue."""
    queue = queues.queue
    for job in jobs.of_queue(queue.name, jobs.RUNNING):
        if job.cancel_asked:
            jobs.move(job, jobs.RUNNING, {"state": jobs.CANCELLED, "ended_at": now()})
        elif job.attempts >= MOST_ATTEMPTS:
            _break_off(job)
        else:
            jobs.move(job, jobs.RUNNING, {"state": jobs.WAITING, "done": 0})
    waiting = [(job.county_id, job.id) for job in jobs.of_queue(queue.name, jobs.WAITING)]
    db.session.commit()
    for county_id, job_id in waiting:
        queue.put(county_id, job_id)


def sweep() -> int:
    """Once a day: remove files whose time is over and such as no job names, give up jobs that nobody did, forget old
    rows. Returns how many files went. Raises StoreUnavailable."""
    at = now()
    for job in jobs.abandoned(at - _STALE):
        _break_off(job)
    keys = set()
    for job in jobs.expired(at):
        keys.add(str(job.object_key))
        job.object_key, job.record_ids = None, []
    db.session.flush()
    for code, kind in KINDS.items():
        jobs.forget(code, at - kind.remembered)
    db.session.commit()
    # A worker may have died between keeping the bytes and writing the row.
    keys |= {key for key in objects.store.keys(at - _STALE) if key.startswith(FOLDER) and not jobs.is_named(key)}
    db.session.rollback()
    for key in keys:
        objects.store.delete(key)
    return len(keys)


def _break_off(job: Job) -> None:
    jobs.move(job, job.state, {"state": jobs.FAILED, "ended_at": now(), "failure": told(JobInterrupted())})
