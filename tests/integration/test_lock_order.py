"""What is held before what: what somebody types in, a person's file, the month's report, what is owed, the record with
its visit, what is followed up. Whoever keeps to it may wait, but no two for each other. On PostgreSQL; SQLite has one
writer."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from formserver.clock import today
from formserver.errors import NotFound, StaleRevision
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Elder, VisitDuty
from formserver.services import approval, drafting, file_merging, filling, looking, submission
from formserver.services.follow_ups import acting
from formserver.services.visiting import opening
from formserver.store import records
from tests.comings import CHECKED, registered
from tests.comings import fresh as seen
from tests.databases import PostgreSQL
from tests.factories import COUNTY, VISIT, act, ask, identity_number, person, visit_pairs
from tests.follow_ups import at_work, do, fresh, items, opened, visited
from tests.waiting import in_line

DANGEROUS = {"appliance_safety": "dangerous"}


@pytest.fixture
def engine_url(postgresql: PostgreSQL) -> str:
    postgresql.empty()
    return postgresql.url


@pytest.fixture
def elder_id(storage: Flask) -> str:
    found = at_work()
    opening.open_period(COUNTY, opening.period_on(COUNTY))
    db.session.commit()
    return found


def hold_what_is_owed() -> None:
    """From here on until this transaction ends nobody else can change what is owed."""
    db.session.execute(select(VisitDuty.elder_id).with_for_update())


def test_a_visit_and_a_settled_matter_of_one_person_do_not_wait_for_each_other(storage: Flask, elder_id: str) -> None:
    day = today().isoformat()
    matter = opened(elder_id)
    asked = fresh(matter)
    follow_up_id, closing = matter.id, {"result": "送餐上门", "satisfaction": ""}
    db.session.commit()
    hold_what_is_owed()
    done = in_line(
        storage,
        lambda: visited(elder_id, visited_on=day, **DANGEROUS),
        lambda: acting.act(person("liuyang"), follow_up_id, "close", closing, asked),
    )
    assert [one.exception() for one in done] == [None, None]
    assert sorted(one.state for one in items(elder_id)) == ["closed", "open"]


def test_a_terminated_visit_and_a_settled_matter_do_not_either(storage: Flask, elder_id: str) -> None:
    day = today().isoformat()
    record_id = visited(elder_id, visited_on=day, **DANGEROUS)
    do("liuyang", items(elder_id)[0], "note", note="约了电工")
    matter = opened(elder_id)
    asked = fresh(matter)
    follow_up_id, closing = matter.id, {"result": "送餐上门", "satisfaction": ""}
    db.session.commit()
    hold_what_is_owed()
    done = in_line(
        storage,
        lambda: acting.act(person("liuyang"), follow_up_id, "close", closing, asked),
        lambda: act(person("zhaomin"), record_id, "terminate", "填错了人"),
    )
    assert [one.exception() for one in done] == [None, None]


# files that become one ------------------------------------------------------------------------------------------------
@pytest.fixture
def files(storage: Flask) -> tuple[str, str]:
    """李桂芳 twice in the register, owed a visit by both files: the one to be kept, the other."""
    both = at_work(), registered("李贵芳", identity_number(3))
    opening.open_period(COUNTY, opening.period_on(COUNTY))
    db.session.commit()
    return both


def hold_file(elder_id: str) -> None:
    """From here on until this transaction ends nobody else can change the file."""
    db.session.execute(select(Elder.id).where(Elder.id == elder_id).with_for_update())


def merging(kept_id: str, other_id: str) -> Callable[[], object]:
    lead, asked = person("heping"), seen(kept_id, other_id)
    return lambda: file_merging.merge(lead, kept_id, other_id, asked, CHECKED, "入户核实是同一人")


def test_a_merge_and_an_approved_visit_do_not_wait_for_each_other(storage: Flask, files: tuple[str, str]) -> None:
    record_id = visited(files[1], visited_on=today().isoformat())
    act(person("zhaomin"), record_id, "approve")
    county = person("wangfang")
    asked, merge = ask(county, record_id, "approve"), merging(*files)
    db.session.commit()
    hold_file(files[1])
    done = in_line(storage, merge, lambda: approval.act(county, record_id, asked))
    # Whoever approves looks first at whose the visit is now.
    assert [type(one.exception()) for one in done] == [type(None), StaleRevision]
    act(county, record_id, "approve")


def test_ending_a_visit_and_handing_it_in_again_do_not_either(storage: Flask, files: tuple[str, str]) -> None:
    pairs = visit_pairs(visited_on=today().isoformat())
    record_id = visited(files[1], visited_on=today().isoformat())
    act(person("zhaomin"), record_id, "send_back", "请补充")
    author = person("liuyang")
    asked, draft_id = ask(author, record_id, "terminate", "填错了人"), looking.view(author, record_id).draft_id
    revision = filling.opened(author, draft_id or "").draft.revision
    db.session.commit()
    hold_what_is_owed()
    done = in_line(
        storage,
        lambda: approval.act(author, record_id, asked),
        lambda: submission.submit(author, draft_id or "", pairs, revision=revision, act_id=new_id()),
    )
    # What was typed in for a record that has ended is gone with it, as ever.
    assert [type(one.exception()) for one in done] == [type(None), NotFound]


def test_a_merge_and_a_visit_being_handed_in_do_not_either(storage: Flask, files: tuple[str, str]) -> None:
    kept_id, other_id = files
    visitor, pairs = person("liuyang"), visit_pairs(visited_on=today().isoformat())
    draft = drafting.start(visitor, VISIT, None, elder_id=other_id)
    draft_id, revision, merge = draft.id, draft.revision, merging(kept_id, other_id)
    db.session.commit()
    hold_what_is_owed()
    done = in_line(
        storage, merge, lambda: submission.submit(visitor, draft_id, pairs, revision=revision, act_id=new_id())
    )
    assert [one.exception() for one in done] == [None, None]
    assert [one.form_code for one in records.of_elder(visitor.scope, kept_id)].count(VISIT) == 1
