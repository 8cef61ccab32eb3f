"""The demonstration: every state occurs in every county, by real acts, with journals that agree with the records."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from formserver.app import create_app
from formserver.clock import today
from formserver.demo import build, cast, months
from formserver.demo.build import DemoRefused, Size
from formserver.demo.cast import ADMIN, COUNTIES, PASSWORD, County
from formserver.extensions import db
from formserver.forms.validation import check, errors
from formserver.models import (
    DepartmentList,
    Draft,
    Elder,
    ElderCategory,
    FollowUp,
    MonthReport,
    Record,
    VisitAssignment,
)
from formserver.services import integrity, passwords, rebuilding
from formserver.services.departments import readers
from formserver.services.departments.lists import OUTCOMES
from formserver.services.documents import form_document, workflow
from formserver.services.person import Person, operator
from formserver.services.sealing import data_of
from formserver.services.visiting import recounting, rounds
from formserver.store import assignments, elders, journal, stand_ins, users
from formserver.store.department_lists import CHECKED, TAKEN
from formserver.store.elder_categories import DEPARTMENT
from formserver.workflow import engine
from formserver.workflow.rules import Actor, Facts
from formserver.workflow.states import APPROVED, State
from tests.databases import settings_for, sqlite_url

SMALL = Size(registrations=8, visits=7)
VISITED = pytest.mark.parametrize("county", [one for one in COUNTIES if len(one.forms) > 1], ids=lambda one: one.prefix)
BY_CODE = pytest.mark.parametrize("county", COUNTIES, ids=lambda county: county.prefix)


def a_site(template: Path, folder: Path) -> Flask:
    file = folder / "formserver.db"
    shutil.copy(template, file)
    return create_app(settings_for(sqlite_url(file), folder))


@pytest.fixture(scope="module")
def built(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, int]]:
    """A small demonstration, and how often it said that a paper was done."""
    made = a_site(sqlite_template, tmp_path_factory.mktemp("demo"))
    done: list[int] = []
    with made.app_context():
        build.build(SMALL, paper_done=lambda: done.append(1))
    yield made, len(done)
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def demo(built: tuple[Flask, int]) -> Iterator[Flask]:
    with built[0].app_context():
        yield built[0]
        db.session.remove()


def count_records() -> int:
    return len(list(db.session.scalars(select(Record.id))))


def records_of(county: County) -> list[Record]:
    return list(db.session.scalars(select(Record).where(Record.county_id == county.code).order_by(Record.id)))


def test_every_paper_announces_itself(built: tuple[Flask, int]) -> None:
    assert built[1] == SMALL.papers


@BY_CODE
def test_every_state_of_its_workflow_occurs(demo: Flask, county: County) -> None:
    found = records_of(county)
    flow = workflow(found[0].workflow_edition_id)
    expected = {f"at:{step.code}" for step in flow.approval_steps} | {"approved", "returned", "terminated"}
    assert {record.state for record in found} == expected


@BY_CODE
def test_one_record_is_being_corrected_while_the_approved_one_holds(demo: Flask, county: County) -> None:
    found = [one for one in records_of(county) if one.approved_revision is not None and one.state != str(APPROVED)]
    assert [one.state for one in found] == ["returned"] * len(found) != []


@BY_CODE
def test_new_drafts_and_drafts_of_returned_records_wait(demo: Flask, county: County) -> None:
    drafts = db.session.scalars(select(Draft).where(Draft.county_id == county.code)).all()
    returned = {record.id for record in records_of(county) if record.state == "returned"}
    assert {draft.record_id for draft in drafts} == returned | {None}


@BY_CODE
def test_a_returned_record_says_why(demo: Flask, county: County) -> None:
    acts = [entry for one in records_of(county) for entry in journal.entries(county.code, one.id)]
    assert all(entry.remark for entry in acts if entry.action in ("send_back", "terminate", "correct"))


@BY_CODE
def test_every_journal_chain_is_whole(demo: Flask, county: County) -> None:
    assert [fault for one in records_of(county) for fault in journal.verify(county.code, one.id)] == []


@BY_CODE
def test_the_journals_replayed_give_the_states_of_the_records(demo: Flask, county: County) -> None:
    for record in records_of(county):
        assert replayed(record) == record.state


def replayed(record: Record) -> str:
    """The state that the acts of the journal lead to by the rules of the workflow, beginning with no record."""
    flow = workflow(record.workflow_edition_id)
    roles = frozenset(role for step in flow.steps for role in step.roles)
    state: State | None = None
    acted = False
    for entry in journal.entries(record.county_id, record.id):
        assert entry.from_state == (str(state) if state else None)
        is_author = entry.action in ("submit", "withdraw", "correct")
        actor = Actor(user_id=entry.user_id, roles=roles, is_author=is_author, has_submitted=False)
        target = str(entry.facts["target"]) if "target" in entry.facts else None
        facts = Facts(acted_since_submit=acted)
        outcome = engine.apply(flow, state, entry.action, actor=actor, facts=facts, remark=entry.remark, target=target)
        state = outcome.revision_state or outcome.state
        acted = entry.action in ("approve", "send_back") or (acted and entry.action != "submit")
    return str(state)


@BY_CODE
def test_nobody_decides_on_what_he_submitted(demo: Flask, county: County) -> None:
    for record in records_of(county):
        acts = journal.entries(county.code, record.id)
        authors = {entry.user_id for entry in acts if entry.action == "submit"}
        assert authors.isdisjoint(entry.user_id for entry in acts if entry.action in ("approve", "send_back"))


@BY_CODE
def test_every_record_is_valid_as_stored(demo: Flask, county: County) -> None:
    for record in records_of(county):
        part = form_document(record.form_edition_id).parts[record.part]
        assert errors(check(part, data_of(record), today=today())) == []


@BY_CODE
def test_every_elder_is_fictional_and_has_come_by_a_registration(demo: Flask, county: County) -> None:
    registered = {one.elder_id for one in records_of(county) if one.form_code.startswith("registration/")}
    for elder in db.session.scalars(select(Elder).where(Elder.county_id == county.code)):
        assert (elders.identity_of(elder) or "999999").startswith("999999")
        assert (elders.phone_of(elder) or "1000000").startswith("1000000")
        assert elder.id in registered or elder.state == elders.LISTED  # a department named him


@BY_CODE
def test_files_say_what_their_records_and_histories_say(demo: Flask, county: County) -> None:
    clerk = operator(county.code, users.operator().id)
    assert list(rebuilding.differences(clerk)) == []
    ids = list(elders.all_ids(county.code))
    assert [fault for elder_id in ids for fault in integrity.file_faults(county.code, elder_id)] == []


def test_some_refuse_some_are_due_and_some_levels_are_chosen_by_hand(demo: Flask) -> None:
    found = list(db.session.scalars(select(Elder).where(Elder.state == elders.REGISTERED)))
    assert {elder.consent for elder in found} >= {"willing", "unwilling"}
    assert {elder.level_by for elder in found} >= {"rule", "paper", "hand"}
    assert {str(elder.review_due_on) <= today().isoformat() for elder in found} == {True, False}


def test_care_records_follow_their_visits(demo: Flask) -> None:
    shuren = next(county for county in COUNTIES if county.prefix == "shuren")
    followed = {one.id: one.part for one in records_of(shuren)}
    care = [one for one in records_of(shuren) if one.parent_record_id]
    assert {(one.part, followed[str(one.parent_record_id)]) for one in care} == {("care", "visit")}


def test_visits_of_one_elder_are_counted_from_one(demo: Flask) -> None:
    shuren = next(county for county in COUNTIES if county.prefix == "shuren")
    visits = [one for one in records_of(shuren) if one.part == "visit" and one.counter_number]
    firsts = Counter(one.elder_id for one in visits if one.counter_number == 1)
    assert set(firsts) == {one.elder_id for one in visits}
    assert set(firsts.values()) == {1}


def test_every_account_can_sign_in_with_the_printed_password(demo: Flask) -> None:
    names = [account.user_name for account in cast.accounts()]
    assert len(names) == 8 * len(COUNTIES) + 1
    hashes = {users.by_username(name).password for name in names}  # type: ignore[union-attr]
    assert [passwords.matches(PASSWORD, one) for one in hashes] == [True]


def test_lists_of_departments_have_a_row_of_each_outcome(demo: Flask) -> None:
    found = db.session.scalars(select(DepartmentList)).all()
    assert {one.state for one in found} == {CHECKED, TAKEN}
    for one in found:
        if one.state == CHECKED:
            assert dict(one.counts) == dict.fromkeys(OUTCOMES, 1)
    said = select(ElderCategory.state).where(ElderCategory.source == DEPARTMENT).distinct()
    assert sorted(db.session.scalars(said)) == ["refuted", "to_verify", "verified"]


def test_months_are_handed_in_received_and_closed_one_late_and_one_amended(demo: Flask) -> None:
    reports = db.session.scalars(select(MonthReport).order_by(MonthReport.cycle_id)).all()
    stand = [(report.state, report.is_late) for report in reports]
    assert stand == [("closed", False), ("closed", True), ("signed", False), ("handed_in", False)]
    assert reports[0].is_amended
    assert {report.counts["persons"] for report in reports} == {months.PEOPLE}


@VISITED
def test_some_are_one_visitors_and_some_everybodys_and_a_stand_in_is_there_and_one_is_coming(
    demo: Flask, county: County
) -> None:
    rows = db.session.scalars(select(VisitAssignment).where(VisitAssignment.county_id == county.code)).all()
    given = {row.elder_id for row in rows if row.elder_id}
    village = next(row.village_code for row in rows)
    assert 0 < len(given) < sum(assignments.counts(county.code, village, today()).values())
    day = today().isoformat()
    stands = stand_ins.of_village(county.code, village, day)
    assert [one.first <= day for one in stands] == [True, False]


@VISITED
def test_one_round_of_extra_visits_is_over_and_one_is_running(demo: Flask, county: County) -> None:
    clerk = member(f"{county.prefix}-township", county)
    running, over = rounds.rounds(clerk)
    assert (running.state, over.state) == ("running", "over")
    assert [bool(rounds.view(clerk, one.cycle.id).villages) for one in (running, over)] == [True, True]


@VISITED
def test_of_what_was_found_long_ago_most_is_settled(demo: Flask, county: County) -> None:
    found = db.session.scalars(select(FollowUp).where(FollowUp.county_id == county.code)).all()
    assert {one.state for one in found} >= {"open", "closed"}
    late = [one for one in found if one.state == "open" and one.due_on < today().isoformat()]
    assert len(late) < len(found) / 2


def test_figures_and_duties_are_those_the_records_tell(demo: Flask) -> None:
    assert [one for county in COUNTIES for one in recounting.differences(county.code)] == []


def member(user_name: str, county: County) -> Person:
    user = users.by_username(user_name)
    assert user is not None
    return Person(user.id, user.full_name, county.code, tuple(users.grants_of(user.id)))


def test_the_reader_of_a_department_has_a_list_to_read(demo: Flask) -> None:
    zaozhuang = next(county for county in COUNTIES if county.prefix == "zaozhuang")
    assert readers.open_list(member("zaozhuang-disabled", zaozhuang)).total >= 4


def test_the_administrator_comes_last_so_that_a_whole_demonstration_is_known(demo: Flask) -> None:
    assert cast.is_complete()
    assert cast.accounts()[-1] == cast.Account("系统管理员", "五个县区", ADMIN)


def test_a_database_with_accounts_is_left_alone(demo: Flask) -> None:
    before = count_records()
    with pytest.raises(DemoRefused):
        build.build(SMALL)
    assert count_records() == before > 0


def test_the_same_seed_makes_the_same_papers(sqlite_template: Path, tmp_path: Path) -> None:
    papers = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with a_site(sqlite_template, tmp_path / name).app_context():
            build.build(Size(registrations=2, visits=1))
            found = [one for county in COUNTIES for one in records_of(county)]
            papers.append([(one.number, one.title, one.state, data_of(one)) for one in found])
            db.engine.dispose()
    assert papers[0] == papers[1] != []
