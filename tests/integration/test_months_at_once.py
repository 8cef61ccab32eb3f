"""Somebody changes what a month is made of at the moment it is handed in: he waits, and is told where it stands."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from time import monotonic

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from formserver.clock import now
from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.ids import new_id
from formserver.services import approval
from formserver.services.months import explaining, keeping
from formserver.services.months.explaining import Said
from formserver.services.visiting import absences
from formserver.store import months, records, visit_duties
from tests.at_once import at_once
from tests.factories import COUNTY, VILLAGE, person
from tests.months import IN_TIME, MONTH, asked, do, explain, report
from tests.visiting import NOVEMBER, duty_of, in_october, opened, visit

Deed = Callable[[], object]
_ENOUGH = 60
"""Seconds after which whoever does not wait yet never will."""


@pytest.fixture
def elder_id(storage: Flask) -> str:
    """李桂芳, to be visited in November, and why she was not."""
    made = in_october()
    opened()
    explain(made, "weather")
    return made


def acts(record_id: str, user_name: str, action: str) -> None:
    record = records.get(person(user_name).scope, record_id)
    request = approval.Request(action, new_id(), record.revision_number, record.state, "请改")
    approval.act(person(user_name), record_id, request)


def waits(app: Flask, deed: Deed, meanwhile: Deed) -> str:
    """Begin a deed while this transaction keeps rows that it needs, go on when it waits for them; gives what came of
    it."""

    def do_it() -> str:
        with app.app_context():
            try:
                deed()
            except FormserverError as refusal:
                db.session.rollback()
                return type(refusal).__name__
            return "done"

    with ThreadPoolExecutor(1) as threads:
        coming = threads.submit(do_it)
        begun = monotonic()
        while not is_anybody_waiting() and not wait([coming], timeout=0.05).done:
            assert monotonic() < begun + _ENOUGH
        assert not coming.done(), coming.result()
        meanwhile()
        return coming.result()


def is_anybody_waiting() -> bool:
    with db.engine.connect() as beside:
        waiting = (
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        )
        return bool(beside.execute(text(waiting)).scalar())


@pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("what", ["reasons of the month", "the reason of a person", "a record"])
def test_what_is_changed_while_a_month_is_handed_in_waits_and_is_refused(
    storage: Flask, elder_id: str, what: str
) -> None:
    with time_machine.travel(IN_TIME):
        record_id = visit(elder_id, "2026-11-08", at=IN_TIME) if what == "a record" else ""
        seen = absences.view(person("liuyang"), elder_id, NOVEMBER).seen
        deeds: dict[str, Deed] = {
            "reasons of the month": lambda: explaining.explain(
                person("heping"), NOVEMBER, VILLAGE, {elder_id: Said("")}
            ),
            "the reason of a person": lambda: absences.explain(person("liuyang"), elder_id, NOVEMBER, "", "", seen),
            "a record": lambda: acts(record_id, "liuyang", "withdraw"),
        }
        handing_in, lead = asked("hand_in"), person("heping")
        months.locked(MONTH, now())
        came = waits(storage, deeds[what], lambda: keeping.act(lead, NOVEMBER, VILLAGE, handing_in))
    assert came == "MonthLocked"
    assert (report().state, report().counts["explained"] + report().counts["met"]) == ("handed_in", 1)


@pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
def test_who_was_visited_while_a_reason_is_given_needs_none(storage: Flask, elder_id: str) -> None:
    explain(elder_id, "")
    with time_machine.travel(IN_TIME):
        seen = absences.view(person("liuyang"), elder_id, NOVEMBER).seen
        ((duty, _),) = visit_duties.held(COUNTY, [elder_id], "2026-11-01", "2026-11-30")

        def visited() -> None:
            visit_duties.change(duty, {"met": 1, "visits": 1, "open_until": None})
            db.session.commit()

        def explains() -> None:
            absences.explain(person("liuyang"), elder_id, NOVEMBER, "hospital", "", seen)

        assert waits(storage, explains, visited) == "NothingOwed"
    assert (duty_of(elder_id).status, duty_of(elder_id).reason) == ("due", None)


def test_of_a_record_sent_back_and_withdrawn_at_once_one_is_done(storage: Flask, elder_id: str) -> None:
    record_id = visit(elder_id, "2026-11-08")
    do("heping", "hand_in")
    do("zhaomin", "open_record", "请改", record_id)
    with time_machine.travel(IN_TIME):
        came = at_once(
            storage,
            lambda: acts(record_id, "zhaomin", "send_back"),
            lambda: acts(record_id, "liuyang", "withdraw"),
        )
    assert came in (["StaleRevision", "done"], ["TransitionNotAllowed", "done"])
    with storage.app_context():
        assert records.get(person("liuyang").scope, record_id).state == "returned"
