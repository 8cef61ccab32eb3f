"""The files of jobs: kept for a time, fetched, removed, and what is left of the jobs themselves."""

from datetime import timedelta

import pytest
import time_machine

from formserver.clock import now
from formserver.errors import NotFound
from formserver.files.binding import objects
from formserver.models import Job
from formserver.services import jobs
from formserver.services.jobs import FileGone, JobInterrupted
from formserver.store import jobs as rows
from tests import printing_office
from tests.factories import NEXT_VILLAGE, person
from tests.printing_office import content_of, done, kept

pytestmark = [
    pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("printing_office"),
]


def asked_for(user_name: str = "wangfang", **asked: str) -> Job:
    """A job of one record, or of what is asked for."""
    return printing_office.asked_for(user_name, **asked or {"place": NEXT_VILLAGE})


def view(job: Job) -> jobs.JobView:
    return jobs.view(person("wangfang"), job.id)


def retry(job: Job) -> bool:
    return jobs.retry(person("wangfang"), job.id)


# the file -------------------------------------------------------------------------------------------------------------
def test_files_whose_time_is_over_are_removed_once_and_can_be_printed_again() -> None:
    job = done(asked_for())
    assert jobs.sweep() == 0
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        assert (jobs.sweep(), jobs.sweep(), kept()) == (1, 0, [])
        with pytest.raises(FileGone):
            content_of(job)
        assert view(job).may_retry
        assert retry(job)
        assert done(job).state == rows.DONE


def test_a_job_without_a_file_has_none_to_fetch() -> None:
    with pytest.raises(FileGone):
        content_of(asked_for())


def test_a_file_that_went_astray_is_said() -> None:
    job = done(asked_for())
    [key] = kept()
    objects.store.delete(key)
    with pytest.raises(FileGone):
        content_of(job)


def test_what_no_row_names_is_swept_the_day_after_and_other_objects_are_left() -> None:
    for key in ("bundles/420703/a/b.pdf", "420703/not-ours"):
        objects.store.put(key, b"%PDF-")
    assert jobs.sweep() == 0
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        assert jobs.sweep() == 1
    assert kept() == []
    assert objects.store.get("420703/not-ours") == b"%PDF-"


def test_a_job_that_nobody_did_for_a_day_is_given_up_and_old_ones_are_forgotten() -> None:
    job = asked_for()
    job_id = job.id
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        jobs.sweep()
        assert view(job).job.failure == {"key": JobInterrupted.message_key, "params": {}}
    with time_machine.travel(now() + timedelta(days=100), tick=False):
        jobs.sweep()
        with pytest.raises(NotFound):
            jobs.view(person("wangfang"), job_id)
