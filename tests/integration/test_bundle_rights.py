"""Bundles: what the journal says of them, what of them is masked, and whose they are."""

from datetime import timedelta

import pytest

from formserver.clock import now
from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Grant
from formserver.services import bundling, integrity, jobs, volumes
from formserver.services.jobs import FileOutOfReach
from formserver.store import jobs as rows
from formserver.store import journal
from tests.factories import (
    COUNTY,
    VILLAGE,
    approve_fully,
    identity_number,
    person,
    register,
)
from tests.printing_office import asked_for, done, kept, sheet_of

# Each engine answers the queries in tests of the store; here it is the program that counts.
pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)

Ledger = dict[str, str]


@pytest.fixture
def ledger(printing_office: Ledger) -> Ledger:
    """Four records of two villages: name -> id."""
    return printing_office


# the journal ----------------------------------------------------------------------------------------------------------
def prints_of(record_id: str) -> list[tuple[str, object]]:
    return [(entry.user_name, entry.facts["copies"]) for entry in journal.asides(COUNTY, record_id, journal.PRINT)]


def test_every_print_of_a_bundle_is_journaled_when_its_file_is_there(ledger: Ledger) -> None:
    broken = register(person("liuyang"), "王\U00030000", identity_number(9))
    done(asked_for())
    assert [prints_of(record_id) for record_id in ledger.values()] == [[("王芳", [])]] * 4
    assert prints_of(broken) == []
    assert list(integrity.verify()) == []


def test_a_bundle_that_comes_to_nothing_is_not_journaled(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "MOST_BYTES", 1024)
    assert done(asked_for()).state == rows.FAILED
    assert [prints_of(record_id) for record_id in ledger.values()] == [[]] * 4


def test_numbers_are_masked_as_on_the_page_unless_they_are_asked_for_in_full(ledger: Ledger) -> None:
    approve_fully(ledger["李桂芳"])
    number = identity_number(3)
    assert number not in sheet_of(done(asked_for(state="approved"))).text
    assert number in sheet_of(done(asked_for(state="approved", full_numbers="1"))).text


def test_who_may_not_have_numbers_in_full_is_told_so_for_each_record(ledger: Ledger) -> None:
    job = done(asked_for("liuyang", full_numbers="1"))
    assert job.problems
    assert {one["key"] for one in job.problems} == {"您没有查看完整号码的权限，请不要选“印出完整的号码”。"}


# rights ---------------------------------------------------------------------------------------------------------------
def end_grants(user_name: str) -> None:
    for grant in db.session.query(Grant).filter_by(user_id=person(user_name).user_id):
        grant.valid_to = now().date() - timedelta(days=2)
    db.session.commit()


def test_who_lost_the_right_meanwhile_gets_nothing_printed(ledger: Ledger) -> None:
    job = asked_for("zhaomin")
    end_grants("zhaomin")
    ended = done(job)
    assert (ended.state, ended.failure and ended.failure["key"]) == (rows.FAILED, bundling.AccountClosed.message_key)
    assert kept() == []


def test_who_does_not_see_all_of_it_any_more_cannot_fetch_the_file(ledger: Ledger) -> None:
    job = done(asked_for("zhaomin"))
    db.session.query(Grant).filter_by(user_id=person("zhaomin").user_id).one().region_code = VILLAGE
    db.session.commit()
    with pytest.raises(FileOutOfReach):
        jobs.file_of(person("zhaomin"), job.id)


def test_a_job_is_its_askers_alone(ledger: Ledger) -> None:
    job = done(asked_for())
    for ask in (jobs.view, jobs.file_of, jobs.cancel, jobs.retry):
        with pytest.raises(NotFound):
            ask(person("zhaomin"), job.id)
