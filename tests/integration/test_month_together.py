"""批量通过: a few at once, many in the background, each by the ordinary act, and none twice."""

from pathlib import Path

import pytest
import time_machine
from flask import Flask

from formserver.errors import ActConflict
from formserver.extensions import db
from formserver.ids import new_id
from formserver.jobs.binding import queues
from formserver.jobs.queue import Queue
from formserver.models import Job
from formserver.services import bundling, jobs
from formserver.services.months import routine, together
from formserver.services.months.together import Approved, NothingChosen
from formserver.store import journal, records
from tests.comings import registered
from tests.factories import COUNTY, TOWNSHIP, identity_number, person
from tests.months import IN_TIME, approved
from tests.visiting import NOVEMBER, in_october, opened, visit


@pytest.fixture
def visits(storage: Flask, tmp_path: Path) -> dict[str, str]:
    """Two visits that may be approved together, and one that must be opened: name -> id."""
    queues.bind(Queue(tmp_path / "queue.db"))
    elder_id = in_october()
    with time_machine.travel("2026-10-10T10:00:00+08:00"):
        other_id = registered("赵德福", identity_number(3))
    opened()
    for one in (elder_id, other_id):
        approved(visit(one, "2026-11-02", at="2026-11-03T10:00:00+08:00"))
    calm = visit(elder_id, "2026-11-08", at="2026-11-09T10:00:00+08:00")
    again = visit(other_id, "2026-11-08", at="2026-11-09T10:00:00+08:00")
    late = visit(other_id, "2026-11-20", at="2026-12-22T10:00:00+08:00")
    return {"calm": calm, "again": again, "late": late}


def state_of(record_id: str) -> str:
    db.session.expire_all()
    return records.get(person("wangfang").scope, record_id).state


def chosen(*record_ids: str) -> dict[str, str]:
    return dict.fromkeys(record_ids, "1/at:township")


@time_machine.travel(IN_TIME)
def test_what_may_be_approved_together_stands_first(visits: dict[str, str]) -> None:
    found = routine.candidates(person("zhaomin"), NOVEMBER, TOWNSHIP)
    assert [(one.record.id, bool(one.why)) for one in found] == [
        (visits["calm"], False),
        (visits["again"], False),
        (visits["late"], True),
    ]
    assert routine.candidates(person("heping"), NOVEMBER, TOWNSHIP) == []
    assert routine.candidates(person("xulei"), NOVEMBER, TOWNSHIP) == []


@time_machine.travel(IN_TIME)
def test_an_answer_about_safety_that_changed_must_be_read(visits: dict[str, str]) -> None:
    changed = visit(
        records.get(person("heping").scope, visits["calm"]).elder_id or "",
        "2026-11-12",
        at="2026-11-12T10:00:00+08:00",
        house_safety="fair",
    )
    found = {one.record.id: one.why for one in routine.candidates(person("zhaomin"), NOVEMBER, TOWNSHIP)}
    assert list(found[changed]) == ["安全或风险的内容与上次不同"]


@time_machine.travel(IN_TIME)
def test_the_chosen_are_approved_one_by_one_and_the_others_told(visits: dict[str, str]) -> None:
    act_id = new_id()
    for _ in range(2):  # the same post twice
        made = together.approve(person("zhaomin"), NOVEMBER, TOWNSHIP, chosen(*visits.values()), act_id)
        assert made.done == 2
        assert [one.record_id for one in made.refused] == [visits["late"]]
    assert [state_of(one) for one in visits.values()] == ["at:county", "at:county", "at:township"]
    entries = journal.entries(COUNTY, visits["calm"])
    assert [(entry.action, entry.user_name, entry.step) for entry in entries][1:] == [("approve", "赵敏", "township")]


@time_machine.travel(IN_TIME)
def test_nothing_is_approved_that_the_page_showed_otherwise(visits: dict[str, str]) -> None:
    with pytest.raises(NothingChosen):
        together.ask(person("zhaomin"), NOVEMBER, TOWNSHIP, {}, new_id())
    stale = {visits["calm"]: "0/at:township", visits["again"]: "x"}
    made = together.ask(person("zhaomin"), NOVEMBER, TOWNSHIP, stale, new_id())
    assert isinstance(made, Approved)
    assert (made.done, len(made.refused)) == (0, 2)
    assert state_of(visits["calm"]) == "at:township"


@time_machine.travel(IN_TIME)
def test_many_are_approved_in_the_background(visits: dict[str, str]) -> None:
    unknown = [new_id() for _ in range(together.AT_ONCE)]
    wanted, act_id = chosen(visits["calm"], *unknown), new_id()
    job = together.ask(person("zhaomin"), NOVEMBER, TOWNSHIP, wanted, act_id)
    assert isinstance(job, Job)
    again = together.ask(person("zhaomin"), NOVEMBER, TOWNSHIP, wanted, act_id)
    assert isinstance(again, Job)
    assert again.id == job.id
    with pytest.raises(ActConflict):
        together.ask(person("zhaomin"), NOVEMBER, TOWNSHIP, chosen(visits["again"], *unknown), act_id)
    assert state_of(visits["calm"]) == "at:township"
    bundling.run(COUNTY, job.id, lambda: False, site="", days_kept=7)
    view = jobs.view(person("zhaomin"), act_id)
    assert (view.job.state, view.job.done, len(view.job.problems)) == ("done", 1, together.AT_ONCE)
    assert not view.may_retry
    assert state_of(visits["calm"]) == "at:county"
