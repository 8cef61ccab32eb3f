"""The life of a job: waiting, cancelled, interrupted, failed, tried again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from formserver.clock import now
from formserver.extensions import db
from formserver.files.binding import objects
from formserver.files.objects import ObjectStore, StoreUnavailable
from formserver.jobs.queue import Queue, QueueUnavailable
from formserver.models import Job, Record
from formserver.services import bundle_making, bundling, jobs, rendering, volumes
from formserver.services.bundles import BundleEmpty, TooManyJobs
from formserver.services.job_kinds import JobBroken
from formserver.services.jobs import JobInterrupted
from formserver.store import jobs as rows
from tests import printing_office
from tests.factories import COUNTY, NEXT_VILLAGE, person
from tests.printing_office import content_of, done, kept, never

pytestmark = [
    pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("printing_office"),
]


def asked_for(user_name: str = "wangfang", **asked: str) -> Job:
    """A job of one record, or of what is asked for."""
    return printing_office.asked_for(user_name, **asked or {"place": NEXT_VILLAGE})


def view(job: Job) -> jobs.JobView:
    return jobs.view(person("wangfang"), job.id)


def cancel(job: Job) -> bool:
    return jobs.cancel(person("wangfang"), job.id)


def retry(job: Job) -> bool:
    return jobs.retry(person("wangfang"), job.id)


def begun(job: Job) -> Job:
    """The job as a worker left it that was killed in the middle."""
    rows.move(job, rows.WAITING, {"state": rows.RUNNING, "attempts": Job.attempts + 1, "done": 1})
    db.session.commit()
    return job


def calling(action: Callable[[], object]) -> Callable[[], bool]:
    """Asked whether to stop, does something once and says no."""
    waiting = [action]

    def asked() -> bool:
        if waiting:
            db.session.rollback()
            waiting.pop()()
        return False

    return asked


# waiting and running --------------------------------------------------------------------------------------------------
def test_a_job_waits_behind_those_asked_for_before(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = asked_for("zhaomin"), asked_for()
    assert (jobs.view(person("zhaomin"), first.id).ahead, view(second).ahead) == (0, 1)
    done(first)
    assert view(second).ahead == 0


def test_only_a_job_that_has_waited_a_while_says_that_no_worker_is_there() -> None:
    job = asked_for()
    assert not view(job).is_vain
    with time_machine.travel(now() + timedelta(minutes=2), tick=False):
        assert view(job).is_vain
        job.queue = "the queue of another machine"
        assert not view(job).is_vain


def test_a_done_job_says_how_much_there_is_and_until_when() -> None:
    job = done(asked_for())
    assert (job.state, job.done, job.total, job.pages, job.attempts) == (rows.DONE, 1, 1, 2, 1)
    assert job.size == len(content_of(job))
    assert job.expires_at is not None
    assert job.ended_at is not None
    assert job.expires_at - job.ended_at == timedelta(days=7)
    assert view(job).has_file


def test_a_job_is_done_once_however_often_it_is_handed_out() -> None:
    job = done(asked_for())
    [key] = kept()
    done(job)
    assert (kept(), job.attempts) == ([key], 1)


def test_a_job_that_is_not_there_is_left_alone() -> None:
    bundling.run(COUNTY, "01900000-0000-7000-8000-000000000000", never, site="", days_kept=7)


def test_where_all_records_went_meanwhile_the_job_says_so() -> None:
    job = asked_for(state="at:township")
    db.session.query(Record).update({"state": "terminated"})
    db.session.commit()
    assert done(job).failure == {"key": BundleEmpty.message_key, "params": {}}


# cancelling -----------------------------------------------------------------------------------------------------------
def test_a_waiting_job_is_cancelled_at_once_and_never_begun() -> None:
    job = asked_for()
    assert cancel(job)
    assert (done(job).state, job.attempts, kept()) == (rows.CANCELLED, 0, [])


def test_a_running_job_stops_and_leaves_nothing() -> None:
    job = asked_for()
    job_id = job.id
    done(job, calling(lambda: jobs.cancel(person("wangfang"), job_id)))
    assert (job.state, kept()) == (rows.CANCELLED, [])


def test_a_job_that_is_cancelled_while_its_file_is_kept_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked_for()
    job_id = job.id
    put = ObjectStore.put

    def keep(self: ObjectStore, key: str, data: bytes) -> None:
        put(self, key, data)
        rows.move(job, rows.RUNNING, {"state": rows.CANCELLED})
        db.session.commit()

    monkeypatch.setattr(ObjectStore, "put", keep)
    assert done(job).id == job_id
    assert (job.state, kept()) == (rows.CANCELLED, [])


def test_cancelling_twice_or_too_late_changes_nothing() -> None:
    job = asked_for()
    assert [cancel(job), cancel(job)] == [True, False]
    finished = done(asked_for())
    assert not cancel(finished)
    assert view(finished).has_file


# a worker that ends ---------------------------------------------------------------------------------------------------
def test_a_worker_that_is_to_end_puts_its_job_back() -> None:
    job = done(asked_for(), lambda: True)
    assert (job.state, job.attempts, job.done, kept()) == (rows.WAITING, 0, 0, [])
    assert done(job).state == rows.DONE


def test_what_a_killed_worker_left_goes_on_at_the_next_start_and_is_given_up_at_the_one_after() -> None:
    job = begun(asked_for())
    jobs.recover()
    assert (job.state, job.done) == (rows.WAITING, 0)
    begun(job)
    jobs.recover()
    assert (job.state, job.failure) == (rows.FAILED, {"key": JobInterrupted.message_key, "params": {}})
    assert retry(job)
    assert done(job).state == rows.DONE


def test_what_was_to_be_cancelled_when_its_worker_was_killed_is_cancelled() -> None:
    job = begun(asked_for())
    assert cancel(job)
    jobs.recover()
    assert job.state == rows.CANCELLED


def test_a_job_of_another_queue_is_not_touched() -> None:
    job = begun(asked_for())
    rows.move(job, rows.RUNNING, {"queue": "the queue of another machine"})
    db.session.commit()
    jobs.recover()
    assert job.state == rows.RUNNING


# failing --------------------------------------------------------------------------------------------------------------
def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_is_said_and_leaves_nothing_half_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise StoreUnavailable

    for place, name, failing in (
        (ObjectStore, "put", refuse),
        (rendering.tempfile, "TemporaryFile", full),  # type: ignore[attr-defined]
    ):
        with monkeypatch.context() as patched:
            patched.setattr(place, name, failing)
            job = done(asked_for())
        assert (job.state, job.failure) == (rows.FAILED, {"key": bundling.FileNotKept.message_key, "params": {}})
        assert kept() == []
        assert retry(job)
        assert done(job).state == rows.DONE
        for key in kept():
            objects.store.delete(key)


def test_a_fault_of_the_program_ends_the_job_and_is_logged_without_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("李桂芳")

    monkeypatch.setattr(bundle_making, "make", broken)
    job = done(asked_for())
    assert (job.state, job.failure and job.failure["key"]) == (rows.FAILED, JobBroken.message_key)
    assert "ValueError" in caplog.text
    assert "李桂芳" not in caplog.text


def test_photos_that_are_too_many_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "MOST_BYTES", 1024)
    job = done(asked_for())
    assert job.failure
    assert job.failure["key"] == volumes.VolumeTooHeavy.message_key


def test_a_job_that_finds_no_place_in_the_queue_says_so_and_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:

        def refuse(*_: object) -> None:
            raise QueueUnavailable

        patched.setattr(Queue, "put", refuse)
        job = asked_for()
    assert (job.state, job.failure) == (rows.FAILED, {"key": QueueUnavailable.message_key, "params": {}})
    assert retry(job)
    assert done(job).state == rows.DONE


# once more ------------------------------------------------------------------------------------------------------------
def test_a_whole_file_is_not_printed_again_but_one_with_gaps_is() -> None:
    job = done(asked_for())
    assert not retry(job)
    job.problems = [{"record_id": "x", "number": "x", "title": "x", "key": "x", "params": {}}]
    db.session.commit()
    [before] = kept()
    assert retry(job)
    assert (job.state, job.problems, job.object_key, kept()) == (rows.WAITING, [], None, [])
    assert before not in [done(job).object_key]


def test_trying_again_counts_among_the_unfinished() -> None:
    job = asked_for()
    cancel(job)
    for _ in range(3):
        asked_for()
    with pytest.raises(TooManyJobs):
        retry(job)


def test_an_unfinished_job_is_not_tried_again() -> None:
    assert not retry(asked_for())
