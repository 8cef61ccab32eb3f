"""The chain of hashes of a journal: one form of every entry, and every kind of tampering found."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from formserver.models import JournalEntry
from formserver.store.chains import BEGINNING, digest
from formserver.store.journal import Act, verify_chain

NOON = datetime(2025, 1, 8, 4, tzinfo=UTC)


def chain(length: int = 3) -> list[JournalEntry]:
    made: list[JournalEntry] = []
    for number in range(1, length + 1):
        act = Act(
            county_id="420703",
            record_id="r",
            act_id=f"act-{number}",
            action="approve",
            from_state="at:township",
            to_state="approved",
            user_id="u",
            user_name="王守信",
            role="township_approver",
            place_code="420703101",
            revision_number=1,
            at=NOON + timedelta(minutes=number),
            body_hash="0" * 64,
            remark="同意",
            answer={"record": "r"},
        )
        values = {name: getattr(act, name) for name in Act.__dataclass_fields__} | {"sequence": number}
        previous = made[-1].hash if made else BEGINNING
        made.append(JournalEntry(**values, previous_hash=previous, hash=digest(values, previous)))
    return made


def test_an_untouched_chain_has_no_fault() -> None:
    assert verify_chain(chain()) == []


def test_the_same_instant_in_another_zone_has_the_same_hash() -> None:
    shanghai = NOON.astimezone(timezone(timedelta(hours=8)))
    assert digest({"at": NOON}, BEGINNING) == digest({"at": shanghai}, BEGINNING)


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": {"x": 1, "y": 2}}, "") == digest({"b": {"y": 2, "x": 1}, "a": 1}, "")


def test_the_hash_depends_on_the_entry_before() -> None:
    assert digest({"a": 1}, "0") != digest({"a": 1}, "1")


@pytest.mark.parametrize("column", [name for name in Act.__dataclass_fields__ if name not in ("at", "answer", "facts")])
def test_any_changed_column_is_found(column: str) -> None:
    entries = chain()
    setattr(entries[1], column, 7 if column == "revision_number" else "changed")
    assert [(fault.sequence, fault.reason) for fault in verify_chain(entries)] == [(2, "content")]


@pytest.mark.parametrize(("column", "value"), [("at", NOON), ("answer", {}), ("facts", {"x": 1})])
def test_a_changed_instant_answer_or_fact_is_found(column: str, value: object) -> None:
    entries = chain()
    setattr(entries[1], column, value)
    assert [(fault.sequence, fault.reason) for fault in verify_chain(entries)] == [(2, "content")]


@pytest.mark.parametrize(
    ("tamper", "reasons"),
    [
        (lambda entries: entries[1:], {"gap", "link"}),
        (lambda entries: [entries[0], entries[2]], {"gap", "link"}),
        (lambda entries: [entries[1], entries[0], entries[2]], {"gap", "link"}),
    ],
    ids=["the first removed", "one in the middle removed", "two exchanged"],
)
def test_removed_and_exchanged_entries_are_found(
    tamper: Callable[[list[JournalEntry]], list[JournalEntry]], reasons: set[str]
) -> None:
    assert {fault.reason for fault in verify_chain(tamper(chain()))} == reasons


def test_an_entry_rewritten_with_a_fitting_hash_breaks_the_link_after_it() -> None:
    entries = chain()
    entries[1].remark = "不同意"
    names = (*Act.__dataclass_fields__, "sequence")
    entries[1].hash = digest({name: getattr(entries[1], name) for name in names}, entries[1].previous_hash)
    assert [(fault.sequence, fault.reason) for fault in verify_chain(entries)] == [(3, "link")]
