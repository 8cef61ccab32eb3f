"""What somebody changes who reaches the database and not the journal: `formserver verify` finds it, on both engines."""

from collections.abc import Callable

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.forms.reasons import asked
from formserver.ids import new_id
from formserver.models import Record, Revision
from formserver.services import carrying, drafting, filling, integrity, submission
from formserver.store import records
from tests.factories import COUNTY, VISIT, act, approve_fully, furnish, hand_in, person, register, visit_pairs

LATE = {"returned_home_on": "2025-03-02", "visited_on": "2025-03-01"}
Tamper = Callable[[Record, Revision], None]


@pytest.fixture
def record_id(storage: Flask) -> str:
    """A visit with answers taken over from the last one, and a reason for a warning."""
    furnish()
    author = person("liuyang")
    registration = register(author)
    approve_fully(registration)
    elder_id = records.get(author.scope, registration).elder_id
    approve_fully(hand_in(author, VISIT, visit_pairs(), elder_id=elder_id))
    draft = drafting.start(author, VISIT, elder_id=elder_id)
    typed = filling.opened(author, draft.id).pairs.merged(LATE.items())
    opened = carrying.carry(author, draft.id, typed, revision=draft.revision)
    reasons = [
        pair
        for name, one in asked(opened.part, opened.problems(), opened.pairs).items()
        for pair in ((f"_reason.{name}", "女儿提前到家。"), (f"_warning.{name}", one.code))
    ]
    pairs, revision = Pairs([*opened.pairs.items(), *reasons]), opened.draft.revision
    return submission.submit(author, draft.id, pairs, revision=revision, act_id=new_id()).record_id


def _other_answer(record: Record, revision: Revision) -> None:
    revision.data = {**revision.data, "hygiene": "poor"}


def _other_present(record: Record, revision: Revision) -> None:
    record.data = {**record.data, "hygiene": "poor"}


def _other_number(record: Record, revision: Revision) -> None:
    revision.data = {**revision.data, "visitor_phone": "10000000009"}


def _typed_instead_of_carried(record: Record, revision: Revision) -> None:
    revision.answer_origins = None


def _no_reason(record: Record, revision: Revision) -> None:
    revision.reasons = None


def _reason_elsewhere(record: Record, revision: Revision) -> None:
    revision.reasons = {"/hygiene": next(iter((revision.reasons or {}).values()))}


def _other_author(record: Record, revision: Revision) -> None:
    revision.by_user_id = person("chenjie").user_id


def _one_more(record: Record, revision: Revision) -> None:
    record.revision_number = 2
    records.add_revision(record, by_user_id=revision.by_user_id, at=revision.at)


@pytest.mark.parametrize(
    "tamper",
    [
        _other_answer,
        _other_present,
        _other_number,
        _typed_instead_of_carried,
        _no_reason,
        _reason_elsewhere,
        _other_author,
        _one_more,
    ],
)
def test_a_revision_changed_behind_the_journal_is_named_with_its_record(record_id: str, tamper: Tamper) -> None:
    assert list(integrity.verify()) == []
    record = records.anywhere(record_id)
    tamper(record, records.revision(COUNTY, record_id, 1))
    db.session.commit()
    assert {fault.place for fault in integrity.verify()} == {record.number}


def test_a_revision_taken_away_behind_the_journal_is_named_with_its_record(record_id: str) -> None:
    record = records.anywhere(record_id)
    db.session.delete(records.revision(COUNTY, record_id, 1))
    db.session.commit()
    assert {fault.place for fault in integrity.verify()} == {record.number}


def test_approved_data_that_came_back_are_in_the_journal_too(record_id: str) -> None:
    approve_fully(record_id)
    act(person("liuyang"), record_id, "correct", "有误")
    act(person("liuyang"), record_id, "terminate", "不用更正。")
    assert list(integrity.verify()) == []
    tampered = records.revision(COUNTY, record_id, 2)
    tampered.data = {**tampered.data, "hygiene": "poor"}
    db.session.commit()
    assert integrity_reasons() == ["第2次提交的内容与流转记录不一致", "记录现在的内容不是最后一次提交的内容"]


def integrity_reasons() -> list[str]:
    return [fault.reason for fault in integrity.verify()]
