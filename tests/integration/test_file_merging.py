"""合并: two files become one, provably, and two again, with everything as it was; on both databases."""

import pytest
from flask import Flask
from sqlalchemy import update

from formserver.clock import now
from formserver.errors import ActConflict, Forbidden, NotFound
from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models import PrefilledPaper, Record
from formserver.services import codes, drafting, file_merging, integrity, leaving
from formserver.services.acting import Asked, StaleFile
from formserver.services.asking import AlreadyAsked
from formserver.services.file_fields import OTHER
from formserver.services.file_merging import NotMerged, NotMerging
from formserver.services.proposals import Sheet
from formserver.services.registering import IdentityTaken
from formserver.store import drafts, elders, identities, prefilled, records
from tests.comings import (
    CHECKED,
    LEAD,
    actions,
    asks_exit,
    at_work,
    decide,
    file_of,
    first_file,
    fresh,
    leaves,
    merge,
    registered,
    second_file,
)
from tests.factories import (
    COUNTY,
    VISIT,
    VISIT_WITH_CARE,
    act,
    approve_fully,
    hand_in,
    identity_number,
    person,
    register,
    registration_pairs,
    resubmit,
    visit_pairs,
)

CARE_VISIT = Pairs([("visit_date", "2025-02-10"), ("visit_way", "home")])
CARE = Pairs([("care_date", "2025-02-11"), ("care_given", "送餐上门")])


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    at_work()


@pytest.fixture
def kept() -> str:
    """李桂芳, registered, with a phone of her own."""
    return first_file()


@pytest.fixture
def other() -> str:
    """The same person once more, under another number, called 李贵芳."""
    return second_file()


def unmerge(kept: str, other: str, by: str = LEAD) -> None:
    file_merging.unmerge(person(by), kept, other, fresh(kept, other), "原来是姐妹")


def visited(elder_id: str, day: str = "2025-02-10", by: str = "liuyang") -> str:
    return hand_in(person(by), VISIT, visit_pairs(visited_on=day), elder_id=elder_id)


def whose(record_id: str) -> str:
    record = records.find(COUNTY, record_id)
    assert record is not None
    return record.elder_id or ""


def holder(serial: int) -> str:
    found = identities.find(identity_number(serial))
    assert found is not None
    return found.elder_id


def is_sound(*elder_ids: str) -> bool:
    faults = [fault for elder_id in elder_ids for fault in integrity.file_faults(COUNTY, elder_id)]
    return faults + list(integrity.verify()) == []


def told(elder_id: str) -> dict[str, object]:
    """All that a file says, numbers readable, without the instant of the last change."""
    elder = file_of(elder_id)
    left_out = {"updated_at", "identity_cipher", "phone_cipher"}
    columns = {one.name: getattr(elder, one.name) for one in elder.__table__.columns if one.name not in left_out}
    return columns | {"identity": elders.identity_of(elder), "phone": elders.phone_of(elder)}


def test_what_belongs_to_the_other_file_goes_with_the_one_that_stays(kept: str, other: str) -> None:
    visit = visited(other)
    approve_fully(visit)
    draft_id = drafting.start(person("liuyang"), VISIT_WITH_CARE, elder_id=other).id
    merge(kept, other)
    assert whose(visit) == kept
    assert drafts.get(COUNTY, person("liuyang").user_id, draft_id).elder_id == kept
    assert [holder(1), holder(3)] == [kept, kept]
    gone, stays = file_of(other), file_of(kept)
    assert (gone.state, gone.left_reason, gone.merged_into) == (elders.LEFT, "merged", kept)
    assert (stays.name, stays.last_visit_on) == ("李桂芳", "2025-02-10")
    assert [actions(kept), actions(other)] == [["merge"], ["merged"]]
    assert is_sound(kept, other)


def test_one_chooses_what_stays_field_by_field(kept: str, other: str) -> None:
    lines = {line.code: line for line in file_merging.compare(person(LEAD), kept, other).lines}
    assert {code for code, line in lines.items() if line.differs} == {"name", "identity", "phone"}
    merge(kept, other, name=OTHER, phone=OTHER, identity=OTHER)
    stays = file_of(kept)
    assert (stays.name, elders.phone_of(stays), elders.identity_of(stays)) == (
        "李贵芳",
        "10000000003",
        identity_number(3),
    )
    assert [holder(1), holder(3)] == [kept, kept]
    unmerge(kept, other)
    assert [elders.identity_of(file_of(one)) for one in (kept, other)] == [identity_number(1), identity_number(3)]
    assert [holder(1), holder(3)] == [kept, other]
    assert is_sound(kept, other)


def test_undoing_puts_back_everything_as_it_was(kept: str, other: str) -> None:
    visit = visited(other)
    approve_fully(visit)
    approve_fully(visited(kept, "2025-01-20"))
    draft_id = drafting.start(person("liuyang"), VISIT_WITH_CARE, elder_id=other).id
    before = told(kept), told(other)
    merge(kept, other, phone=OTHER)
    unmerge(kept, other)
    assert (told(kept), told(other)) == before
    assert whose(visit) == other
    assert drafts.get(COUNTY, person("liuyang").user_id, draft_id).elder_id == other
    assert [holder(1), holder(3)] == [kept, other]
    assert is_sound(kept, other)


def printed(elder_id: str) -> str:
    """The code of a sheet printed for a person, to be written on by hand."""
    paper = PrefilledPaper(
        code=codes.new_code(),
        county_id=COUNTY,
        elder_id=elder_id,
        form_code=VISIT,
        part="main",
        by_user_id=person("liuyang").user_id,
        at=now(),
    )
    prefilled.insert(paper)
    db.session.commit()
    return paper.code


def test_what_was_made_since_stays_unless_it_came_from_what_goes_back(kept: str, other: str) -> None:
    author = person("liuyang")
    first = hand_in(author, VISIT_WITH_CARE, CARE_VISIT, elder_id=other)
    sheet = printed(other)
    merge(kept, other)
    care = hand_in(author, VISIT_WITH_CARE, CARE, elder_id=kept, part="care", parent_record_id=first)
    since = visited(kept, "2025-03-01")
    from_sheet = hand_in(author, VISIT, visit_pairs(), elder_id=kept, sheet=Sheet(sheet, author.user_id, author.name))
    unmerge(kept, other)
    assert [whose(one) for one in (first, care, since, from_sheet)] == [other, other, kept, other]
    assert is_sound(kept, other)


def test_what_was_corrected_meanwhile_is_what_the_file_says_again(kept: str, other: str) -> None:
    author = person("liuyang")
    registration = file_of(other).registration_record_id or ""
    merge(kept, other)
    act(author, registration, "correct", "名字写错了")
    resubmit(author, registration, registration_pairs("李贵芬", identity_number(3)))
    approve_fully(registration)
    assert file_of(kept).name == "李桂芳"
    unmerge(kept, other)
    assert (file_of(kept).name, file_of(other).name) == ("李桂芳", "李贵芬")
    assert is_sound(kept, other)


def test_what_was_changed_in_the_file_since_is_not_put_back(kept: str, other: str) -> None:
    merge(kept, other, name=OTHER)
    registration = file_of(kept).registration_record_id or ""
    act(person("liuyang"), registration, "correct", "名字写错了")
    resubmit(person("liuyang"), registration, registration_pairs("李桂芬", identity_number(1)))
    approve_fully(registration)
    unmerge(kept, other)
    assert file_of(kept).name == "李桂芬"


def test_counters_never_give_a_number_twice(kept: str, other: str) -> None:
    for _ in range(2):
        hand_in(person("liuyang"), VISIT_WITH_CARE, CARE_VISIT, elder_id=other)
    merge(kept, other)
    third = records.find(COUNTY, hand_in(person("liuyang"), VISIT_WITH_CARE, CARE_VISIT, elder_id=kept))
    assert third is not None
    assert third.counter_number == 3
    unmerge(kept, other)
    fourth = records.find(COUNTY, hand_in(person("liuyang"), VISIT_WITH_CARE, CARE_VISIT, elder_id=other))
    assert fourth is not None
    assert fourth.counter_number == 4


def test_a_record_that_went_over_without_its_journal_is_named(kept: str, other: str) -> None:
    visit = visited(other)
    merge(kept, other)
    db.session.execute(update(Record).where(Record.id == visit).values(elder_id=other))
    db.session.commit()
    # the row of the visit, too, is of somebody else than the record
    assert ["所属的老人" in fault.reason for fault in integrity.verify()] == [True, False]


def test_only_who_looks_after_both_villages_merges(kept: str) -> None:
    far = registered("李桂芳", identity_number(5), by="chenjie")
    for name in ("liuyang", LEAD):
        with pytest.raises((Forbidden, NotFound)):
            merge(kept, far, by=name)
    with pytest.raises(NotFound):
        merge(kept, kept)
    with pytest.raises(Forbidden):
        merge(kept, registered("李桂芳", identity_number(7)), by="liuyang")
    merge(kept, far, by="zhaomin")
    assert file_of(far).merged_into == kept


def test_what_hinders_a_merge_is_told(kept: str, other: str) -> None:
    waiting = whose(register(person("liuyang"), "李桂芬", identity_number(5)))
    for one, two in ((kept, waiting), (waiting, kept)):
        assert file_merging.compare(person(LEAD), one, two).hindrance
        with pytest.raises(NotMerging):
            merge(one, two)
    request = asks_exit(other)
    with pytest.raises(AlreadyAsked):
        merge(kept, other)
    decide("liuyang", request, "withdraw")
    merge(kept, other)
    with pytest.raises(NotMerging):
        merge(kept, other)


def test_who_left_is_merged_and_has_left_again(kept: str, other: str) -> None:
    leaves(other)
    merge(kept, other)
    assert not leaving.has_left(file_of(other))
    unmerge(kept, other)
    found = file_of(other)
    assert (found.left_reason, leaving.has_left(found)) == ("death", True)


def test_merges_are_undone_the_last_first(kept: str, other: str) -> None:
    third = registered("李桂芬", identity_number(5))
    merge(kept, other)
    merge(third, kept)
    with pytest.raises(NotMerged):
        unmerge(kept, other)
    unmerge(third, kept)
    assert [one.id for one in file_merging.merged_files(person(LEAD), file_of(kept))] == [other]
    unmerge(kept, other)
    with pytest.raises(NotMerged):
        unmerge(kept, other)
    assert [holder(1), holder(3), holder(5)] == [kept, other, third]


def test_a_number_that_is_somebody_elses_by_now_does_not_come_back(kept: str, other: str) -> None:
    merge(kept, other)
    identities.release(COUNTY, kept)
    identities.claim(identity_number(3), COUNTY, registered("周德顺", identity_number(9)))
    db.session.commit()
    with pytest.raises(IdentityTaken):
        unmerge(kept, other)
    db.session.rollback()
    assert file_of(other).merged_into == kept


def test_the_same_act_is_done_once(kept: str, other: str) -> None:
    page = fresh(kept, other)
    for _ in range(2):
        file_merging.merge(person(LEAD), kept, other, page, CHECKED, "是同一人")
    with pytest.raises(ActConflict):
        file_merging.merge(person("zhaomin"), kept, other, page, CHECKED, "是同一人")
    undoing = fresh(kept, other)
    for _ in range(2):
        file_merging.unmerge(person(LEAD), kept, other, undoing, "是姐妹")
    assert [actions(kept), actions(other)] == [["merge", "unmerge"], ["merged", "unmerged"]]
    with pytest.raises(StaleFile):
        file_merging.merge(person(LEAD), kept, other, Asked(new_id(), page.seen), CHECKED, "是同一人")
