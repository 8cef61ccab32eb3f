"""Jobs and ledgers in both databases: who gets a job, what is asked of many rows at once."""

from datetime import timedelta

import pytest

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Job, User
from formserver.store import jobs, ledger, lists
from formserver.store.lists import Narrowing
from tests.storage_app import (
    COUNTY,
    FORM,
    NEXT_VILLAGE,
    NOON,
    VILLAGE,
    a_record,
    a_user,
    an_edition,
    eyes,
    queries,
)

pytestmark = pytest.mark.usefixtures("storage")


def a_job(user: User, *, minute: int = 0, **columns: object) -> Job:
    values: dict[str, object] = {
        "kind": "bundle",
        "title": "三江村",
        "asked": {"place": VILLAGE},
        "state": jobs.WAITING,
        "queue": "q",
        "total": 2,
        "asked_at": NOON + timedelta(minutes=minute),
    }
    return jobs.insert(Job(county_id=COUNTY, id=new_id(), user_id=user.id, **(values | columns)))


# jobs -----------------------------------------------------------------------------------------------------------------
def test_a_job_is_found_by_who_asked_for_it() -> None:
    user, other = a_user(), a_user()
    job = a_job(user)
    assert jobs.get(COUNTY, user.id, job.id) is job
    with pytest.raises(NotFound):
        jobs.get(COUNTY, other.id, job.id)
    assert [found.id for found in jobs.list_for(COUNTY, user.id)] == [job.id]
    assert jobs.list_for(COUNTY, other.id) == []


def test_the_newest_jobs_come_first() -> None:
    user = a_user()
    made = [a_job(user, minute=minute).id for minute in range(3)]
    assert [job.id for job in jobs.list_for(COUNTY, user.id)] == made[::-1]


def test_a_job_changes_only_from_the_state_that_was_seen() -> None:
    job = a_job(a_user())
    assert jobs.move(job, jobs.WAITING, {"state": jobs.RUNNING, "attempts": Job.attempts + 1})
    assert not jobs.move(job, jobs.WAITING, {"state": jobs.RUNNING})
    assert (job.state, job.attempts) == (jobs.RUNNING, 1)


def test_progress_is_noted_until_it_is_asked_to_stop() -> None:
    job = a_job(a_user(), state=jobs.RUNNING)
    assert jobs.progress(COUNTY, job.id, 1, 5)
    db.session.expire(job)
    assert (job.done, job.total) == (1, 5)
    jobs.move(job, jobs.RUNNING, {"cancel_asked": True})
    assert not jobs.progress(COUNTY, job.id, 2, 5)


def test_what_is_ahead_counts_in_its_queue_and_unfinished_jobs_by_person() -> None:
    user = a_user()
    a_job(user, state=jobs.RUNNING)
    a_job(user, minute=1)
    a_job(a_user(), minute=1, queue="another")
    a_job(user, minute=1, state=jobs.DONE)
    last = a_job(user, minute=2)
    assert jobs.count_ahead(last) == 2
    assert jobs.count_unfinished(COUNTY, user.id) == 3


def test_jobs_of_a_queue_come_in_the_order_they_were_asked_for() -> None:
    user = a_user()
    second, first = a_job(user, minute=1), a_job(user)
    a_job(user, queue="another")
    assert [job.id for job in jobs.of_queue("q", jobs.WAITING)] == [first.id, second.id]


def test_expired_abandoned_and_forgotten() -> None:
    user = a_user()
    old = a_job(user, state=jobs.DONE, object_key="bundles/1", expires_at=NOON, ended_at=NOON)
    a_job(user, state=jobs.DONE, object_key="bundles/2", expires_at=NOON + timedelta(days=1), ended_at=NOON)
    left = a_job(user)
    assert [job.id for job in jobs.expired(NOON)] == [old.id]
    assert [job.id for job in jobs.abandoned(NOON + timedelta(hours=1))] == [left.id]
    assert jobs.is_named("bundles/1")
    assert not jobs.is_named("bundles/3")
    assert jobs.forget("bundle", NOON + timedelta(hours=1)) == 0
    old.object_key = None
    db.session.flush()
    assert jobs.forget("bundle", NOON + timedelta(hours=1)) == 1


# ledgers --------------------------------------------------------------------------------------------------------------
def test_a_ledger_stands_by_village_pronunciation_person_and_date() -> None:
    user = a_user()
    for village, name, day in (
        (NEXT_VILLAGE, "艾青", "2025-01-01"),
        (VILLAGE, "周德顺", "2025-01-02"),
        (VILLAGE, "李桂芳", None),
        (VILLAGE, "李桂芳", "2025-02-01"),
        (VILLAGE, "艾青", "2025-03"),
        (VILLAGE, "陈洁", "2025-01-02"),
    ):
        a_record(user, village, title=name, happened_on=day)
    found = ledger.lines(eyes(user), lists.everything(), Narrowing(), 10)
    assert [(line.title, line.happened_on) for line in found] == [
        ("艾青", "2025-03"),
        ("陈洁", "2025-01-02"),
        ("李桂芳", "2025-02-01"),
        ("李桂芳", None),
        ("周德顺", "2025-01-02"),
        ("艾青", "2025-01-01"),
    ]


def test_a_ledger_is_read_and_counted_in_one_query_each() -> None:
    user = a_user()
    for minute in range(3):
        a_record(user, minute=minute, happened_on="2025-01-08")
    a_record(user, NEXT_VILLAGE, happened_on="2025")
    a_record(user, NEXT_VILLAGE)
    scope, everything = eyes(user), lists.everything()
    with queries() as asked:
        assert len(ledger.lines(scope, everything, Narrowing(), 2)) == 2
        assert ledger.editions(scope, everything, Narrowing(form_code=FORM)) == {an_edition().id: 5}
        assert ledger.villages(scope, everything, Narrowing()) == {VILLAGE: 3, NEXT_VILLAGE: 2}
        assert ledger.months(scope, everything, Narrowing(happened_in="2025")) == {"2025": 1, "2025-01": 3}
    assert len(asked) == 5  # one of them is this test's own question for the edition


def test_only_what_the_scope_shows_counts_as_visible() -> None:
    user = a_user()
    ids = [a_record(user).id, a_record(user, NEXT_VILLAGE).id]
    assert ledger.count_visible(eyes(user), ids) == 2
    assert ledger.count_visible(eyes(user, VILLAGE), ids) == 1
    assert ledger.count_visible(eyes(user), []) == 0


def test_the_first_of_each_following_part_stands_on_the_sheet() -> None:
    user = a_user()
    visit, other = a_record(user), a_record(user)
    first, second = (a_record(user, parent_record_id=visit.id, part="care", counter_number=number) for number in (1, 2))
    alone = a_record(user, parent_record_id=other.id, part="care", counter_number=3)
    assert ledger.first_followers(eyes(user), [visit.id, other.id]) == {first.id, alone.id}
    first.state = "terminated"
    db.session.flush()
    assert ledger.first_followers(eyes(user), [visit.id, other.id]) == {second.id, alone.id}


def test_a_line_of_a_ledger_outside_the_scope_does_not_exist() -> None:
    user = a_user()
    record = a_record(user)
    assert ledger.line(eyes(user), record.id).number == record.number
    with pytest.raises(NotFound):
        ledger.line(eyes(user, NEXT_VILLAGE), record.id)
