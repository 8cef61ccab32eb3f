"""What was counted before two files became one stays counted where it was, and comes back when they are two again; on
both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from formserver.extensions import db
from formserver.services import file_merging
from formserver.services.visiting import absences, recounting
from tests.comings import fresh, merge, registered
from tests.factories import COUNTY, act, furnish, identity_number, person
from tests.follow_ups import do
from tests.follow_ups import opened as found
from tests.visiting import changed, duty_of, figures, opened, stands, visit

BOTH = "2026-10-10T10:00:00+08:00"
EARLY = "2026-11-20T10:00:00+08:00"
LATER = "2026-12-02T10:00:00+08:00"
EVEN_LATER = "2026-12-04T10:00:00+08:00"
DONE = ("due", None, 1, 1, None)
OWED = ("due", None, 0, 0, "2026-11-30")
GONE = ("excused", "left", 0, 0, None)


@pytest.fixture
def files(storage: Flask) -> Iterator[tuple[str, str]]:
    """李桂芳 twice in the register, severely disabled by both files, and November is open: kept, other."""
    with time_machine.travel(BOTH):
        furnish()
        for name in ("liuyang", "heping", "zhaomin", "wangfang"):
            person(name)
        both = registered("李桂芳", identity_number(1)), registered("李贵芳", identity_number(3))
    for elder_id in both:
        changed(elder_id, BOTH, **{"file.ability": "severe"})
    opened()
    yield both
    assert told() == []


def told() -> list[str]:
    """What a recount finds different; nothing may ever be."""
    db.session.expire_all()
    with time_machine.travel(EVEN_LATER):
        different = [f"{one.place}：{one.what}" for one in recounting.differences(COUNTY)]
    db.session.rollback()
    return different


def together(files: tuple[str, str], at: str) -> None:
    assert told() == []
    with time_machine.travel(at):
        merge(*files)
    assert told() == []


def apart(files: tuple[str, str], at: str) -> None:
    kept, other = files
    with time_machine.travel(at):
        file_merging.unmerge(person("heping"), kept, other, fresh(kept, other), "原来是姐妹")


def rows(files: tuple[str, str]) -> list[tuple[Any, ...]]:
    return [stands(elder_id) for elder_id in files]


def helped(files: tuple[str, str]) -> list[bool]:
    return [duty_of(elder_id).is_helped for elder_id in files]


def settled(elder_id: str, at: str = EARLY) -> None:
    with time_machine.travel(at):
        do("liuyang", found(elder_id, day="2026-12-01"), "close", result="送餐上门")


def test_a_month_that_is_over_stays_as_it_was_counted(files: tuple[str, str]) -> None:
    visit(files[1], "2026-11-05", EARLY)
    before = rows(files), figures()
    assert before[0] == [OWED, DONE]
    together(files, LATER)
    assert (rows(files), figures()) == before
    apart(files, EVEN_LATER)
    assert (rows(files), figures()) == before


def test_in_the_running_month_the_visits_go_along_and_come_back(files: tuple[str, str]) -> None:
    visit(files[1], "2026-11-05", EARLY)
    together(files, EARLY)
    assert rows(files) == [DONE, GONE]
    apart(files, "2026-11-21T10:00:00+08:00")
    assert rows(files) == [OWED, DONE]


def test_a_merge_undone_in_another_month_leaves_the_month_as_it_ended(files: tuple[str, str]) -> None:
    visit(files[1], "2026-11-05", EARLY)
    together(files, EARLY)
    apart(files, LATER)
    assert rows(files) == [DONE, GONE]


def test_a_visit_of_a_month_that_is_over_is_taken_back_where_it_was_counted(files: tuple[str, str]) -> None:
    record_id = visit(files[1], "2026-11-05", EARLY)
    together(files, LATER)
    with time_machine.travel(EVEN_LATER):
        act(person("zhaomin"), record_id, "terminate", "填错了人")
    assert rows(files) == [OWED, OWED]


def test_a_chain_of_merges_is_followed_to_its_end(files: tuple[str, str]) -> None:
    with time_machine.travel(BOTH):
        last = registered("李桂方", identity_number(5))
    visit(files[1], "2026-11-05", EARLY)
    together(files, LATER)
    with time_machine.travel(EVEN_LATER):
        merge(last, files[0])
    assert rows(files) == [OWED, DONE]


def test_what_was_settled_counts_for_the_file_it_goes_to(files: tuple[str, str]) -> None:
    settled(files[1])
    assert helped(files) == [False, True]
    together(files, EARLY)
    assert helped(files) == [True, False]
    apart(files, "2026-11-21T10:00:00+08:00")
    assert helped(files) == [False, True]


def test_what_was_settled_in_a_month_that_is_over_stays_counted_there(files: tuple[str, str]) -> None:
    settled(files[1])
    together(files, LATER)
    assert helped(files) == [False, True]
    apart(files, EVEN_LATER)
    assert helped(files) == [False, True]


def test_why_nobody_came_is_said_again_when_the_files_are_two_again(files: tuple[str, str]) -> None:
    other = files[1]
    with time_machine.travel(EARLY):
        seen = absences.view(person("liuyang"), other, "2026-11").seen
        absences.explain(person("liuyang"), other, "2026-11", "hospital", "住院到月底", seen)
    said = stands(other), duty_of(other).reason_note, duty_of(other).reason_at
    together(files, EARLY)
    assert (stands(other), duty_of(other).reason_note) == (GONE, "")
    apart(files, "2026-11-21T10:00:00+08:00")
    assert (stands(other), duty_of(other).reason_note, duty_of(other).reason_at) == said
