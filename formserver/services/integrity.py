"""Nothing was changed behind the journal: chains and days verified, days that are over closed, stale files swept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from formserver.clock import now, today
from formserver.errors import DecryptionFailed, NotFound
from formserver.extensions import db
from formserver.models import JournalEntry, Record, Revision
from formserver.services import acts, file_acts, pictures, sealing
from formserver.services.codes import written
from formserver.services.file_kinds.pictures import PICTURES
from formserver.services.follow_ups import taking
from formserver.services.proofs import code_of
from formserver.services.visiting import recounting
from formserver.store import (
    elder_events,
    elder_marks,
    elders,
    files,
    follow_up_events,
    follow_ups,
    journal,
    journal_days,
    months,
    proofs,
    records,
)


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was written: where, and what, in Chinese."""

    county_id: str
    place: str
    reason: str


_REASONS = {"gap": "流转记录缺了一条", "link": "流转记录前后不相接", "content": "流转记录的内容被改动过"}


def verify() -> Iterator[Fault]:
    """Every county's journals, files of persons, what is followed up, and days of journals; and whether each record
    stands where its journal leads, and holds what was submitted by it, and each file says what its history says; and
    visits with their sums."""
    for county_id in records.counties():
        for record_id in records.all_ids(county_id):
            yield from _record_faults(county_id, record_id)
        for elder_id in elders.all_ids(county_id):
            yield from file_faults(county_id, elder_id)
        for key in months.keys(county_id):
            yield from _month_faults(key)
        for follow_up_id in follow_ups.all_ids(county_id):
            yield from _follow_up_faults(county_id, follow_up_id)
        for day in journal_days.verify_days(county_id):
            yield Fault(county_id, day.isoformat(), "这一天的汇总与流转记录不一致")
        for one in recounting.differences(county_id):
            yield Fault(county_id, one.place, f"{one.what}，请运行 formserver visits recount")


def close_days() -> int:
    """Close every day that is over and not yet closed, in all counties; returns how many. Meant for once a day."""
    closed = 0
    yesterday = today() - timedelta(days=1)
    for county_id in records.counties():
        for day in _days(journal_days.first_open(county_id), yesterday):
            journal_days.close_day(county_id, day)
            closed += 1
    db.session.commit()
    return closed


def sweep() -> int:
    """Drop photos that belong to no draft and no record for a day; returns how many files went."""
    return pictures.sweep(now() - timedelta(days=1))


def _record_faults(county_id: str, record_id: str) -> Iterator[Fault]:
    record = records.find(county_id, record_id)
    assert record is not None
    entries = journal.entries(county_id, record_id)
    for fault in journal.verify_chain(entries):
        yield Fault(county_id, record.number, f"{_REASONS[fault.reason]}（第{fault.sequence}条）")
    told = entries[-1].to_state if entries else "空"
    if told != record.state:
        yield Fault(county_id, record.number, f"记录的状态是“{record.state}”，流转记录的最后一条是“{told}”")
    yield from _content_faults(record, entries)
    yield from _print_faults(record, entries)
    yield from _sheet_faults(record, entries)
    refiled = [str(entry.facts["to"]) for entry in entries if entry.action == journal.REFILE]
    if refiled and record.elder_id != refiled[-1]:
        yield Fault(county_id, record.number, "记录所属的老人与流转记录不一致")


def file_faults(county_id: str, elder_id: str) -> Iterator[Fault]:
    """Files whose history was changed, or that say something else than their history."""
    elder = elders.find(county_id, elder_id)
    assert elder is not None
    history = elder_events.of_elder(county_id, elder_id)
    for fault in elder_events.verify_chain(history):
        yield Fault(county_id, elder_id, f"档案的{_REASONS[fault.reason]}（第{fault.sequence}条）")
    for event in history:
        if event.action in PICTURES and "file" in event.facts:
            file = files.find(county_id, event.facts["file"])
            if file is None or file.sha256 != event.facts["sha256"]:
                yield Fault(county_id, elder_id, f"档案的照片与第{event.sequence}条变动不一致")
    for name in file_acts.strayed(elder):
        yield Fault(county_id, elder_id, f"档案现在的“{name}”不是最后一次改的样子")
    if strayed := elder_marks.strayed(elder):
        yield Fault(county_id, elder_id, f"查找索引与档案不一致（{strayed[0]}），请运行 formserver register index")


def _follow_up_faults(county_id: str, follow_up_id: str) -> Iterator[Fault]:
    """What is followed up whose acts were changed, or that says something else than they do."""
    item = follow_ups.find(county_id, follow_up_id)
    assert item is not None
    chain = follow_up_events.of_item(county_id, follow_up_id)
    for fault in follow_up_events.verify_chain(chain):
        yield Fault(county_id, follow_up_id, f"跟进事项的{_REASONS[fault.reason]}（第{fault.sequence}条）")
    for name in taking.strayed(item, chain):
        yield Fault(county_id, follow_up_id, f"跟进事项现在的“{name}”不是最后一次办理的样子")
    told: dict[str, object] = {}
    for event in chain:
        if event.action == "add_photo":
            told[str(event.facts["file"])] = event.facts["sha256"]
        elif event.action == "remove_photo":
            told.pop(str(event.facts["file"]), None)
    if told != {file.id: file.sha256 for file in files.of_follow_up(county_id, follow_up_id)}:
        yield Fault(county_id, follow_up_id, "跟进事项的照片与办理记录不一致")


def _month_faults(key: months.Key) -> Iterator[Fault]:
    """Months whose acts were changed, or that stand otherwise than these led them."""
    place = f"{key.village_code} {key.cycle_id}月报"
    for fault in months.verify(key):
        yield Fault(key.county_id, place, f"月报的{_REASONS[fault.reason]}（第{fault.sequence}条）")
    if months.strayed(key):
        yield Fault(key.county_id, place, "月报现在的情况不是最后一次办理的样子")


def _content_faults(record: Record, entries: Sequence[JournalEntry]) -> Iterator[Fault]:
    """Revisions that are not what was submitted, or gone; and present data that are not those of the last one."""
    told = {entry.revision_number: entry.facts for entry in entries if "data" in entry.facts}
    kept = {revision.number: revision for revision in records.revisions(record.county_id, record.id)}
    for number in sorted({*told, *kept}):
        if number not in kept or not _is_as_told(record, kept[number], told.get(number, {})):
            yield Fault(record.county_id, record.number, f"第{number}次提交的内容与流转记录不一致")
    last = kept.get(record.revision_number)
    if last is None or not _is_present(record, last):
        yield Fault(record.county_id, record.number, "记录现在的内容不是最后一次提交的内容")


def _print_faults(record: Record, entries: Sequence[JournalEntry]) -> Iterator[Fault]:
    """Prints whose proof is gone or is not what was printed."""
    kept = {proof.code: proof for proof in proofs.of_record(record.county_id, record.id)}
    told = {str(entry.facts["code"]) for entry in entries if entry.action == journal.PRINT}
    for code in sorted({*told, *kept}):
        if code not in kept or code not in told or code_of(kept[code]) != code:
            yield Fault(record.county_id, record.number, f"打印件 {written(code)} 的校验码与打印记录不一致")


def _sheet_faults(record: Record, entries: Sequence[JournalEntry]) -> Iterator[Fault]:
    """Photos of signed sheets that are gone, exchanged, or in no entry."""
    told: dict[str, object] = {}
    for entry in entries:
        if entry.action == journal.ADD_SHEET:
            told[str(entry.facts["file"])] = entry.facts["sha256"]
        elif entry.action == journal.REMOVE_SHEET:
            told.pop(str(entry.facts["file"]), None)
    if told != {file.id: file.sha256 for file in files.signed_sheets(record.county_id, record.id)}:
        yield Fault(record.county_id, record.number, "签字纸质表的照片与流转记录不一致")


def _is_as_told(record: Record, revision: Revision, told: Mapping[str, object]) -> bool:
    try:
        stored = acts.stored_facts(record, revision)
    except (DecryptionFailed, NotFound):
        return False
    return stored.items() <= told.items() and acts.OF_MOVES & told.keys() <= stored.keys()


def _is_present(record: Record, last: Revision) -> bool:
    try:
        is_same = sealing.data_of(record) == sealing.revision_data(record, last)
    except (DecryptionFailed, NotFound):
        return False
    return is_same and record.form_edition_id == last.form_edition_id


def _days(first: date | None, last: date) -> Iterator[date]:
    day = first
    while day is not None and day <= last:
        yield day
        day += timedelta(days=1)
