"""Records: the scope holds everywhere, one writer wins, every revision is kept."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from formserver.errors import NotFound
from formserver.models import User
from formserver.store import lists, records
from formserver.store.scope import Scope
from tests.storage_app import (
    COUNTY,
    NEXT_VILLAGE,
    NOON,
    OTHER_COUNTY_VILLAGE,
    OTHER_TOWNSHIP_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_record,
    a_user,
    an_elder,
    eyes,
)

PLACES = (VILLAGE, NEXT_VILLAGE, OTHER_TOWNSHIP_VILLAGE, OTHER_COUNTY_VILLAGE)

SIGHTS: list[tuple[str, Callable[[User], Scope], set[str]]] = [
    ("village", lambda user: eyes(user, VILLAGE), {VILLAGE}),
    ("two villages", lambda user: eyes(user, VILLAGE, OTHER_TOWNSHIP_VILLAGE), {VILLAGE, OTHER_TOWNSHIP_VILLAGE}),
    ("township", lambda user: eyes(user, TOWNSHIP), {VILLAGE, NEXT_VILLAGE}),
    ("county", lambda user: eyes(user, COUNTY), {VILLAGE, NEXT_VILLAGE, OTHER_TOWNSHIP_VILLAGE}),
    ("nothing", lambda user: Scope(COUNTY, (), user.id), set()),
    ("a stranger's own", lambda user: eyes(user, COUNTY, own_only=True), set()),
    ("a foreign county", lambda user: Scope(COUNTY, ("350581",), user.id), set()),
]


@pytest.mark.parametrize(("scope_for", "seen"), [row[1:] for row in SIGHTS], ids=[row[0] for row in SIGHTS])
def test_page_list_and_count_show_the_same_places(
    storage: Flask, scope_for: Callable[[User], Scope], seen: set[str]
) -> None:
    author, reader = a_user(), a_user()
    placed = {place: a_record(author, place).id for place in PLACES}
    scope = scope_for(reader)
    listed = {line.village_code for line in lists.list_for(scope, lists.everything()).rows}
    opened = {place for place, record_id in placed.items() if can_open(scope, record_id)}
    assert listed == opened == seen
    assert lists.counts(scope, {"all": lists.everything()}) == {"all": len(seen)}


def can_open(scope: Scope, record_id: str) -> bool:
    try:
        return records.get(scope, record_id).id == record_id
    except NotFound:
        return False


def test_who_sees_only_his_own_finds_what_he_wrote_in_his_village(storage: Flask) -> None:
    author = a_user()
    mine, elsewhere = a_record(author), a_record(author, NEXT_VILLAGE)
    scope = eyes(author, VILLAGE, own_only=True)
    assert records.get(scope, mine.id) is mine
    assert not can_open(scope, elsewhere.id)


def test_a_lead_who_also_visits_sees_all_here_and_his_own_there(storage: Flask) -> None:
    me, other = a_user(), a_user()
    scope = Scope(COUNTY, (VILLAGE,), me.id, own_prefixes=(NEXT_VILLAGE,))
    here, there, foreign = a_record(other), a_record(me, NEXT_VILLAGE), a_record(other, NEXT_VILLAGE)
    assert {line.id for line in lists.list_for(scope, lists.everything()).rows} == {here.id, there.id}
    assert not can_open(scope, foreign.id)


def test_a_number_is_given_once_in_a_county(storage: Flask) -> None:
    author = a_user()
    a_record(author, number="DJ-1")
    with pytest.raises(IntegrityError):
        a_record(author, number="DJ-1")


def test_of_two_claims_on_one_revision_the_first_wins(storage: Flask) -> None:
    record = a_record(a_user())
    first = claim(record.id, to="approved")
    second = claim(record.id, to="returned")
    assert (first, second) == (True, False)
    assert record.state == "approved"


def claim(record_id: str, *, to: str, revision: int = 1, state: str = "at:township") -> bool:
    changes = {"state": to, "updated_at": NOON}
    return records.claim(COUNTY, record_id, revision_number=revision, state=state, changes=changes)


@pytest.mark.parametrize(("revision", "state"), [(2, "at:township"), (1, "at:county")])
def test_a_claim_from_another_revision_or_state_changes_nothing(storage: Flask, revision: int, state: str) -> None:
    record = a_record(a_user())
    assert not claim(record.id, to="approved", revision=revision, state=state)
    assert record.state == "at:township"


def test_a_claim_in_another_county_changes_nothing(storage: Flask) -> None:
    record = a_record(a_user(), OTHER_COUNTY_VILLAGE)
    assert not claim(record.id, to="approved")
    assert record.state == "at:township"


def test_revisions_keep_the_data_of_each_submission(storage: Flask) -> None:
    author = a_user()
    record = a_record(author, data={"name": "李桂芳"})
    records.add_revision(record, by_user_id=author.id, at=NOON)
    changes: dict[str, object] = {"data": {"name": "李桂芬"}, "revision_number": 2, "updated_at": NOON}
    assert records.claim(COUNTY, record.id, revision_number=1, state="at:township", changes=changes)
    records.add_revision(record, by_user_id=author.id, at=NOON)
    assert [revision.data["name"] for revision in records.revisions(COUNTY, record.id)] == ["李桂芳", "李桂芬"]
    assert records.revision(COUNTY, record.id, 1).data == {"name": "李桂芳"}
    with pytest.raises(NotFound):
        records.revision(COUNTY, record.id, 3)


def test_the_records_of_an_elder_stand_by_date_and_those_without_one_last(storage: Flask) -> None:
    author, elder = a_user(), an_elder()
    for happened_on in (None, "2025-02", "2025-01-08"):
        a_record(author, elder_id=elder.id, happened_on=happened_on)
    found = records.of_elder(eyes(author), elder.id)
    assert [record.happened_on for record in found] == ["2025-01-08", "2025-02", None]


def test_care_records_are_found_at_their_visit_by_counter(storage: Flask) -> None:
    author = a_user()
    visit = a_record(author)
    for number in (2, 1):
        a_record(author, parent_record_id=visit.id, counter_number=number)
    assert [record.counter_number for record in records.children(eyes(author), visit.id)] == [1, 2]


def test_a_record_cannot_point_to_a_visit_of_another_county(storage: Flask) -> None:
    author = a_user()
    foreign = a_record(author, OTHER_COUNTY_VILLAGE)
    with pytest.raises(IntegrityError):
        a_record(author, parent_record_id=foreign.id)


def test_every_record_of_a_county_is_listed_for_checks(storage: Flask) -> None:
    author = a_user()
    expected = {a_record(author).id, a_record(author, NEXT_VILLAGE).id}
    a_record(author, OTHER_COUNTY_VILLAGE)
    assert set(records.all_ids(COUNTY)) == expected
    assert records.find(COUNTY, min(expected)) is not None
