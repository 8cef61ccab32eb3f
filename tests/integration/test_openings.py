"""Opening a cycle batch by batch: broken off, gone on with, and with submissions and acts on files under way; on both
databases."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from formserver.extensions import db
from formserver.services import file_acts
from formserver.services.visiting import beginning, opening, recounting, rounds
from formserver.services.visiting.rounds import Plan
from formserver.store import elder_events, visit_duties, visit_openings, visit_rounds
from formserver.store import follow_ups as items
from tests.at_once import at_once
from tests.comings import registered
from tests.factories import COUNTY, VILLAGE, approve_fully, furnish, identity_number, person, register
from tests.follow_ups import visited
from tests.visiting import NOVEMBER, duty_of, figures, november, stands
from tests.waiting import in_line

TEAM = ("liuyang", "heping", "zhaomin", "wangfang")
DANGEROUS = {"appliance_safety": "dangerous"}
DONE = ("due", None, 1, 1, None)
OWED = ("due", None, 0, 0, "2026-11-30")


class BrokenOff(Exception):
    """The process ends in the middle."""


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit_openings, "BATCH", 1)


@pytest.fixture
def elders(storage: Flask) -> Iterator[list[str]]:
    """Three persons registered in October, by their ids; it is November."""
    with time_machine.travel("2026-10-10T10:00:00+08:00"):
        furnish()
        for name in TEAM:
            person(name)
        names = ("李桂芳", "王秀英", "张德福")
        found = [registered(name, identity_number(serial)) for serial, name in enumerate(names, 1)]
    with time_machine.travel("2026-11-12T10:00:00+08:00", tick=True):
        yield sorted(found)


def differences() -> list[str]:
    db.session.expire_all()
    found = [one.what for one in recounting.differences(COUNTY)]
    db.session.rollback()
    return found


def break_off(written: int) -> None:
    raise BrokenOff


def test_what_was_broken_off_is_shown_to_nobody_and_gone_on_with_in_the_night(elders: list[str]) -> None:
    opening.begin_period(COUNTY, november())
    with pytest.raises(BrokenOff):
        opening.fill(COUNTY, NOVEMBER, break_off)
    assert visit_duties.find(COUNTY, NOVEMBER, elders[0]) is not None
    assert not opening.is_open(COUNTY, november())
    assert visit_duties.cycles(COUNTY, "2026-11-12", "2026-11-12") == []
    assert visit_duties.of_elder(COUNTY, elders[0], "2026-11-12", "2026-11-12") == []
    assert list(visit_duties.months(COUNTY, 9)) == []
    assert differences() == []
    assert [cycle.id for cycle in beginning.open_current()] == [NOVEMBER]
    assert [stands(elder_id) for elder_id in elders] == [OWED] * 3
    assert (figures()["persons"], differences(), beginning.open_current()) == (3, [], [])


def test_visits_submitted_between_batches_are_counted(elders: list[str]) -> None:
    first, *_, last = elders

    def submit(written: int) -> None:
        if written == 1:
            visited(first, visited_on="2026-11-10")
            visited(last, visited_on="2026-11-11")

    opening.begin_period(COUNTY, november())
    opening.fill(COUNTY, NOVEMBER, submit)
    assert [stands(elder_id) for elder_id in elders] == [DONE, OWED, DONE]
    assert (figures()["visited"], differences()) == (2, [])


def test_who_is_registered_or_refuses_between_batches_is_in_it_as_ever(elders: list[str]) -> None:
    new: list[str] = []

    def go_on(written: int) -> None:
        if written == 1:
            new.append(registered("赵玉兰", identity_number(7)))
            changed = elder_events.locked(COUNTY, elders[0])[0]
            file_acts.take(person("heping"), changed, "change", {"consent": "unwilling"})
            db.session.commit()

    opening.begin_period(COUNTY, november())
    opening.fill(COUNTY, NOVEMBER, go_on)
    assert stands(new[0])[:2] == ("excused", "new")
    assert [stands(elder_id)[0] for elder_id in elders] == ["refused", "due", "due"]
    assert (figures()["persons"], differences()) == (4, [])


def test_who_is_registered_behind_the_batches_is_not_forgotten(elders: list[str]) -> None:
    pending = register(person("liuyang"), "赵玉兰", identity_number(7))
    registered("孙有才", identity_number(8))

    def go_on(written: int) -> None:
        if written == len(elders) + 1:
            approve_fully(pending)

    opening.begin_period(COUNTY, november())
    opening.fill(COUNTY, NOVEMBER, go_on)
    assert (figures()["persons"], figures()["excused"], differences()) == (5, 2, [])


def test_a_round_that_is_cancelled_meanwhile_is_not_gone_on_with(elders: list[str]) -> None:
    plan = Plan("寒潮", VILLAGE, "2026-11-12", "2026-11-20")
    round_id = rounds._begin(person("zhaomin"), plan)
    opening.fill(COUNTY, round_id, lambda written: rounds.cancel(person("zhaomin"), round_id, "误开"))
    assert visit_rounds.got(COUNTY, round_id).state == "cancelled"
    assert [visit_duties.find(COUNTY, round_id, elder_id) is None for elder_id in elders] == [False, True, True]


def test_a_round_opened_twice_at_once_is_one(storage: Flask, elders: list[str]) -> None:
    plan = Plan("寒潮", VILLAGE, "2026-11-12", "2026-11-20")
    twice = [lambda: rounds.open_one(person("zhaomin"), plan)] * 2
    assert at_once(storage, *twice) == ["done", "done"]
    assert [one.state for one in visit_rounds.of_county(COUNTY, 9)] == ["open"]
    assert figures()["persons"] == len(elders)


# with somebody in the middle of something -----------------------------------------------------------------------------
@pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
def test_a_visit_being_submitted_is_waited_for(storage: Flask, elders: list[str]) -> None:
    visited(elders[1], visited_on="2026-11-02", **DANGEROUS)
    items.locked_of(COUNTY, elders[1])
    done = in_line(
        storage,
        lambda: visited(elders[1], visited_on="2026-11-10", **DANGEROUS),
        lambda: opening.open_period(COUNTY, november()),
    )
    assert [one.exception() for one in done] == [None, None]
    assert stands(elders[1]) == ("due", None, 2, 1, None)
    assert differences() == []


@pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
def test_a_file_being_changed_is_waited_for_with_nothing_in_hand(storage: Flask, elders: list[str]) -> None:
    (file,) = elder_events.locked(COUNTY, elders[1])

    def refuses() -> None:
        file_acts.take(person("heping"), file, "change", {"consent": "unwilling"})
        db.session.commit()

    done = in_line(storage, lambda: opening.open_period(COUNTY, november()), then=refuses)
    assert done[0].exception() is None
    assert [duty_of(elder_id).status for elder_id in elders] == ["due", "refused", "due"]
    assert (figures()["refused"], differences()) == (1, [])
