"""The lists of records: what stands on each shelf, page after page, from one query and one index."""

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.store import journal, lists, records, schema, workflows
from formserver.store.lists import Narrowing, Shelf, Waiting
from formserver.store.scope import Scope
from tests.storage_app import (
    COUNTY,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_record,
    a_user,
    an_act,
    eyes,
    queries,
)


def test_pages_follow_each_other_without_gap_or_repetition(storage: Flask) -> None:
    author = a_user()
    # Some share one instant: then the id decides.
    expected = [a_record(author, minute=minute // 3).id for minute in range(11)]
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = lists.list_for(eyes(author), lists.everything(), after=after, limit=4)
        seen += [line.id for line in page.rows]
        after = page.next
    assert sorted(seen) == sorted(expected)
    assert len(seen) == 11
    instants = [record.updated_at for record_id in seen if (record := records.find(COUNTY, record_id))]
    assert instants == sorted(instants, reverse=True)


@pytest.mark.parametrize("after", ["nonsense", "2025-01-08~x", "~", "2025-13-01T00:00:00Z~x"])
def test_a_forged_cursor_starts_the_list_at_its_beginning(storage: Flask, after: str) -> None:
    author = a_user()
    a_record(author)
    assert len(lists.list_for(eyes(author), lists.everything(), after=after).rows) == 1


def test_a_page_costs_one_query_and_all_counts_another(storage: Flask) -> None:
    author = a_user()
    for minute in range(5):
        a_record(author, minute=minute)
    scope = eyes(author)
    shelves = {"mine": lists.mine(scope), "all": lists.everything(), "done": lists.done(scope, ["approve"])}
    with queries() as seen:
        lists.list_for(scope, shelves["mine"])
        assert lists.counts(scope, shelves) == {"mine": 5, "all": 5, "done": 0}
    assert len(seen) == 2


def ids(scope: Scope, shelf: Shelf, narrowing: Narrowing | None = None) -> set[str]:
    return {line.id for line in lists.list_for(scope, shelf, narrowing).rows}


def test_to_do_holds_what_waits_at_my_steps_and_what_was_sent_back_to_me(storage: Flask) -> None:
    me, other = a_user(), a_user()
    waiting = a_record(other)
    mine_waiting = a_record(me)
    back = a_record(me, state="returned")
    others_back = a_record(other, state="returned")
    elsewhere = a_record(other, OTHER_TOWNSHIP_VILLAGE)
    scope = eyes(me)
    shelf = lists.to_do(scope, [Waiting(("at:township",), (TOWNSHIP,))], returned=["returned"])
    assert ids(scope, shelf) == {waiting.id, back.id}
    assert not {mine_waiting.id, others_back.id, elsewhere.id} & ids(scope, shelf)


def test_to_do_can_be_bound_to_a_workflow(storage: Flask) -> None:
    me, other = a_user(), a_user()
    record = a_record(other)
    for edition, expected in ((record.workflow_edition_id, {record.id}), ("another", set())):
        shelf = lists.to_do(eyes(me), [Waiting(("at:township",), (COUNTY,), (edition,))])
        assert ids(eyes(me), shelf) == expected


def test_what_is_to_do_is_counted_together_with_the_editions_of_workflows(storage: Flask) -> None:
    me, other = a_user(), a_user()
    assert lists.count_to_do(eyes(me), ()) == (0, frozenset())
    record = a_record(other)
    a_record(me, state="returned")
    waiting = (Waiting(("at:township",), (COUNTY,), (record.workflow_edition_id,)),)
    assert lists.count_to_do(eyes(me), waiting, ("returned",)) == (2, frozenset(workflows.all_ids()))


def test_without_any_step_nothing_is_to_do(storage: Flask) -> None:
    me = a_user()
    a_record(a_user())
    assert ids(eyes(me), lists.to_do(eyes(me), [])) == set()


def test_mine_holds_what_i_wrote_in_the_states_asked_for(storage: Flask) -> None:
    me = a_user()
    approved, waiting = a_record(me, state="approved"), a_record(me)
    a_record(a_user())
    assert ids(eyes(me), lists.mine(eyes(me))) == {approved.id, waiting.id}
    assert ids(eyes(me), lists.mine(eyes(me), ["approved"])) == {approved.id}


def test_done_holds_what_the_journal_says_i_did(storage: Flask) -> None:
    me, author = a_user(), a_user()
    decided, printed = a_record(author), a_record(author)
    journal.append(an_act(decided, me, action="approve"))
    journal.append(an_act(printed, me, action="print"))
    journal.append(an_act(printed, author, action="approve"))
    assert ids(eyes(me), lists.done(eyes(me), ["approve", "send_back"])) == {decided.id}


def test_done_never_shows_what_has_left_the_scope(storage: Flask) -> None:
    me = a_user()
    record = a_record(a_user(), OTHER_TOWNSHIP_VILLAGE)
    journal.append(an_act(record, me))
    assert ids(eyes(me, TOWNSHIP), lists.done(eyes(me, TOWNSHIP), ["approve"])) == set()


@pytest.mark.parametrize(
    "narrowing",
    [
        Narrowing(part="care"),
        Narrowing(state="approved"),
        Narrowing(place_code=NEXT_VILLAGE),
        Narrowing(title="桂"),
        Narrowing(happened_in="2025-02"),
        Narrowing(form_code="visit_record/ezhou", state="approved", title="李桂芬"),
    ],
    ids=lambda narrowing: ",".join(name for name, value in vars(narrowing).items() if value),
)
def test_a_list_can_be_narrowed(storage: Flask, narrowing: Narrowing) -> None:
    author = a_user()
    a_record(author, title="张伯驹", happened_on="2025-01-02")
    wanted = a_record(author, NEXT_VILLAGE, part="care", state="approved", title="李桂芬", happened_on="2025-02-03")
    assert ids(eyes(author), lists.everything(), narrowing) == {wanted.id}
    assert lists.counts(eyes(author), {"all": lists.everything()}, narrowing) == {"all": 1}


def test_signs_of_like_in_a_searched_name_are_plain_signs(storage: Flask) -> None:
    author = a_user()
    a_record(author, title="李桂芳")
    assert ids(eyes(author), lists.everything(), Narrowing(title="%")) == set()


def test_counting_no_shelves_asks_nothing(storage: Flask) -> None:
    scope = eyes(a_user())
    with queries() as seen:
        assert lists.counts(scope, {}) == {}
    assert seen == []


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_who_wrote_little_gets_his_list_off_the_index_of_authors(storage: Flask) -> None:
    for minute in range(20):
        a_record(a_user(), minute=minute)
    me = a_user()
    db.session.commit()
    schema.analyse(db.engine)
    with queries() as seen:
        lists.list_for(eyes(me, TOWNSHIP), lists.mine(eyes(me, TOWNSHIP)))
    statement, values = seen[-1]
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert "ix_records_county_id_author_id_updated_at_id" in plan[0].detail


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("prefix", "index"),
    [
        (COUNTY, "ix_records_county_id_state_updated_at_id"),
        (TOWNSHIP, "ix_records_county_id_township_code_state_updated_at_id"),
        (VILLAGE, "ix_records_county_id_village_code_state_updated_at_id"),
    ],
)
def test_the_list_of_one_state_is_read_off_the_index_of_its_tier(storage: Flask, prefix: str, index: str) -> None:
    with queries() as seen:
        lists.list_for(eyes(a_user(), prefix), lists.everything(), Narrowing(state="at:township"))
    statement, values = seen[-1]
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert len(plan) == 1
    assert index in plan[0].detail
