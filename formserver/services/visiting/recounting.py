"""Visits, duties and their sums worked out again from the records: nothing should be different."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from formserver.errors import DecryptionFailed, NotFound
from formserver.extensions import db
from formserver.models import Record, Visit, VisitCycle, VisitDuty
from formserver.regions.names import display_name
from formserver.services.visiting import duties, noting
from formserver.store import counted, elders, recount, regions, visit_duties, visits
from formserver.store.recount import Sums
from formserver.store.visit_figures import KEY, NUMBERS

_OF_VISITS: Final = {
    "elder_id": "服务对象",
    "township_code": "乡镇（街道）",
    "village_code": "村（社区）",
    "kind": "是探访还是关爱服务",
    "happened_on": "日期",
    "period": "统计期",
    "way": "探访方式",
    "visitor_id": "探访人",
    "entered_on": "录入日期",
    "is_late": "是否补录",
    "risk": "风险等级",
    "findings": "要跟进的项数",
    "state": "状态",
}
_OF_DUTIES: Final = {
    "met": "完成的探访",
    "visits": "探访次数",
    "is_helped": "是否得到帮助",
    "open_until": "应探访的最后一天",
}
_OF_FIGURES: Final = {
    "persons": "人数",
    "due": "应探访",
    "refused": "不愿接受",
    "excused": "不计入",
    "visited": "已探访",
    "met": "全部完成",
    "explained": "写了原因",
    "refused_visited": "不愿接受仍去看过",
    "disabled": "失能",
    "helped": "得到帮助",
}
_OF_COUNTS: Final = {"visits": "探访次数", "late": "补录次数"}


@dataclass(frozen=True)
class Difference:
    """Something that is not what the records say: of which record, person or place, and what, in Chinese."""

    place: str
    what: str


def differences(county_id: str, *, writes: bool = False) -> Iterator[Difference]:
    """Everything in a county that is different from what the records say; ``writes``: it is mended, and what is read
    so far is committed batch by batch. What is in memory does not grow with the county."""
    yield from _of_visits(county_id, writes)
    for cycle in recount.cycles(county_id):
        if cycle.state == visit_duties.OPEN:  # of a round that was cancelled nothing is kept up
            yield from _of_duties(cycle, writes)
        yield from _of_figures(cycle, writes)
    yield from _of_counts(county_id, writes)


def _of_visits(county_id: str, writes: bool) -> Iterator[Difference]:
    for batch in recount.records_of_visits(county_id):
        for record, stored in batch:
            yield from _of_visit(record, stored, writes)
        _keep(writes)


def _of_visit(record: Record, stored: Visit | None, writes: bool) -> Iterator[Difference]:
    try:
        told = noting.told_by(record)
    except (DecryptionFailed, NotFound):
        yield Difference(f"记录 {record.number}", "内容读不出来")
        return
    if what := _differs(stored, told):
        yield Difference(f"记录 {record.number}", what)
        if writes:
            _mend(stored, told)


def _differs(stored: Visit | None, told: Visit | None) -> str:
    """What is different, "" for nothing."""
    if stored is None or told is None:
        return "" if stored is told else "没有计入探访" if stored is None else "不应计入探访"
    return _named(_OF_VISITS, lambda name: (getattr(stored, name), getattr(told, name)))


def _mend(stored: Visit | None, told: Visit | None) -> None:
    if stored is None:
        assert told is not None
        visits.insert(told)
    elif told is None:
        visits.remove(stored)
    else:
        visits.change(stored, told)


def _of_duties(cycle: VisitCycle, writes: bool) -> Iterator[Difference]:
    for batch in recount.duties(cycle):
        made = counted.visits(cycle, [duty.elder_id for duty in batch])
        helped = counted.helped(cycle, [duty.elder_id for duty in batch if duty.is_disabled])
        for duty in batch:
            is_settled = duty.is_disabled and duty.elder_id in helped
            told = duties.standing(duty, cycle, made.get(duty.elder_id, ()), is_settled=is_settled)
            if what := _named(_OF_DUTIES, lambda name, duty=duty, told=told: (getattr(duty, name), told[name])):
                yield Difference(f"{cycle.title} {_name(duty)}", what)
                if writes:
                    visit_duties.change(duty, told)
        _keep(writes)


def _of_figures(cycle: VisitCycle, writes: bool) -> Iterator[Difference]:
    told, kept = recount.figures_told(cycle), recount.figures_kept(cycle)
    yield from _of_sums(cycle.title, KEY, (NUMBERS, _OF_FIGURES), told, kept)
    if writes and told != kept:
        recount.write_figures(cycle, told)
        db.session.commit()


def _of_counts(county_id: str, writes: bool) -> Iterator[Difference]:
    told, kept = recount.counts_told(county_id), recount.counts_kept(county_id)
    yield from _of_sums("", recount.COUNT_KEY, (recount.COUNTED, _OF_COUNTS), told, kept)
    if writes and told != kept:
        recount.write_counts(county_id, told)
        db.session.commit()


def _of_sums(
    title: str, key: Sequence[str], numbers: tuple[Sequence[str], dict[str, str]], told: Sums, kept: Sums
) -> Iterator[Difference]:
    names, words = numbers
    nothing = (0,) * len(names)
    for one in sorted({*told, *kept}):
        pairs = dict(zip(names, zip(kept.get(one, nothing), told.get(one, nothing), strict=True), strict=True))
        if what := _named(words, pairs.__getitem__):
            of = dict(zip(key, one, strict=True))
            village = display_name(regions.names([of["village_code"]]).get(of["village_code"], of["village_code"]))
            yield Difference(f"{title or of['period']} {village}", what)


def _named(words: dict[str, str], pair: Any) -> str:
    """``pair``: name -> what is kept and what should be."""
    pairs = ((label, *pair(name)) for name, label in words.items())
    return "、".join(
        f"{label}（现为{_said(is_)}，应为{_said(should)}）" for label, is_, should in pairs if is_ != should
    )


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "空" if value is None else str(value)


def _name(duty: VisitDuty) -> str:
    elder = elders.find(duty.county_id, duty.elder_id)
    return elder.name if elder else duty.elder_id


def _keep(writes: bool) -> None:
    """Who writes does not keep others from writing for longer than a batch takes."""
    if writes:
        db.session.commit()
