"""A county that prints in the background: its ledger, and jobs asked for and done."""

from collections.abc import Callable
from datetime import timedelta

from formserver.clock import now
from formserver.extensions import db
from formserver.files.binding import objects
from formserver.ids import new_id
from formserver.models import Job
from formserver.services import bundles, bundling, jobs
from formserver.services.bundles import Wanted
from formserver.store import jobs as rows
from tests.factories import COUNTY, identity_number, person, register
from tests.paper.reading import Sheet


def never() -> bool:
    """The worker is not to stop."""
    return False


def four_records() -> dict[str, str]:
    """Registrations of two villages, handed in out of order: name -> id."""
    order = [("周德顺", "liuyang"), ("吴秀英", "chenjie"), ("李桂芳", "liuyang"), ("艾青", "liuyang")]
    return {
        name: register(person(author), name, identity_number(serial)) for serial, (name, author) in enumerate(order, 1)
    }


def wanted(**asked: str) -> Wanted:
    """What is asked for, by the names of an address."""
    return Wanted.read(asked)


def asked_for(user_name: str = "wangfang", **asked: str) -> Job:
    """A job that waits."""
    return bundles.ask(person(user_name), new_id(), wanted(**asked))


def done(job: Job, stopping: Callable[[], bool] = never) -> Job:
    """The job after a worker has had it."""
    job_id = job.id
    db.session.rollback()
    bundling.run(COUNTY, job_id, stopping, site="", days_kept=7)
    found = rows.find(COUNTY, job_id)
    assert found is not None
    return found


def content_of(job: Job, user_name: str = "wangfang") -> bytes:
    """The file of a job."""
    return jobs.file_of(person(user_name), job.id).content


def sheet_of(job: Job, user_name: str = "wangfang") -> Sheet:
    """The file of a job, read back."""
    return Sheet(content_of(job, user_name))


def kept() -> list[str]:
    """The files of jobs in the object store."""
    return [key for key in objects.store.keys(now() + timedelta(days=1)) if key.startswith("bundles/")]
