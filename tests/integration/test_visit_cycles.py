"""Absences, rounds and half months, and files that become one: what is owed then."""

from datetime import date
from functools import partial

import pytest
import time_machine
from flask import Flask

from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.programme.definition import Programme, load
from formserver.services import drafting, file_merging, programmes, submission
from formserver.services.person import Person
from formserver.services.visiting import duties, opening
from formserver.store import records, visit_duties
from tests.at_once import at_once
from tests.comings import LEAD, fresh, merge, registered
from tests.factories import (
    COUNTY,
    VILLAGE,
    VISIT,
    VISIT_WITH_CARE,
    hand_in,
    identity_number,
    person,
    visit_pairs,
)
from tests.visiting import NOVEMBER, counts, duty_of, figures, in_october, november, opened, stands, visit


@pytest.fixture
def elder_id(storage: Flask) -> str:
    """李桂芳, registered in October."""
    return in_october()


def test_an_absence_is_told_and_taken_back(elder_id: str) -> None:
    opened()
    visiting = programmes.on(COUNTY, date(2026, 11, 1)).visiting
    cycle = visit_duties.cycle(COUNTY, NOVEMBER)
    assert cycle is not None
    for code, status, number in (("no_answer", "due", "explained"), ("hospital", "excused", "excused")):
        duties.explain(person("heping"), duty_of(elder_id), cycle, visiting.absence(code), "去了三次")
        assert (stands(elder_id)[:2], figures()[number]) == ((status, code), 1)
        assert duty_of(elder_id).reason_note == "去了三次"
    duties.explain(person("heping"), duty_of(elder_id), cycle, None)
    assert stands(elder_id) == ("due", None, 0, 0, "2026-11-30")
    assert (duty_of(elder_id).reason_note, duty_of(elder_id).reason_by) == ("", None)


def test_a_round_has_duties_of_its_own_and_one_visit_counts_for_both(elder_id: str) -> None:
    opened()
    with time_machine.travel("2026-11-10T10:00:00+08:00"):
        first, last, by = date(2026, 11, 10), date(2026, 11, 14), person("zhaomin").user_id
        made = opening.open_round(
            COUNTY, title="寒潮", region_code=VILLAGE, first=first, last=last, by=by, ways=["home"]
        )
        none = opening.open_round(
            COUNTY, title="重阳", region_code=COUNTY, first=first, last=last, by=by, levels=["key"]
        )
        db.session.commit()
        made_id, none_id = made.id, none.id
    assert duty_of(elder_id, made_id).open_until == "2026-11-14"
    assert visit_duties.find(COUNTY, none_id, elder_id) is None
    visit(elder_id, "2026-11-09", at="2026-11-13T10:00:00+08:00")
    visit(elder_id, "2026-11", at="2026-11-13T10:00:00+08:00")
    assert duty_of(elder_id, made_id).visits == 0
    visit(elder_id, "2026-11-14", at="2026-11-15T10:00:00+08:00")
    assert (duty_of(elder_id, made_id).open_until, stands(elder_id)[2]) == (None, 3)
    figures()


def changed_programme(monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    """The programme of the county says something else from now on."""
    text = programmes.on(COUNTY, date(2026, 11, 1)).text
    found: Programme = load(text.replace(old, new), file="ezhou.v1.json")
    monkeypatch.setattr(programmes, "on", lambda place, day: found)


def test_a_missed_half_stays_missed(elder_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    changed_programme(monkeypatch, '"each": "month"', '"each": "half_month", "ways": ["home"]')
    opened()
    visit(elder_id, "2026-11-16")
    visit(elder_id, "2026-11-30", at="2026-12-01T10:00:00+08:00")
    assert stands(elder_id) == ("due", None, 2, 0b10, "2026-11-15")
    visit(elder_id, "2026-11")
    assert stands(elder_id) == ("due", None, 3, 0b10, "2026-11-15")
    visit(elder_id, "2026-11-15")
    assert stands(elder_id) == ("due", None, 4, 0b11, None)


def test_visits_go_with_a_merged_file_and_come_back(elder_id: str) -> None:
    with time_machine.travel("2026-10-11T10:00:00+08:00"):
        other = registered("李贵芳", identity_number(3))
    opened()
    visit(other, "2026-11-08", at="2026-11-08T10:00:00+08:00")
    with time_machine.travel("2026-11-09T10:00:00+08:00"):
        merge(elder_id, other)
    assert stands(elder_id)[2:] == (1, 1, None)
    assert stands(other) == ("excused", "left", 0, 0, None)
    assert figures()["visited"] == 1
    with time_machine.travel("2026-11-10T10:00:00+08:00"):
        file_merging.unmerge(person(LEAD), elder_id, other, fresh(elder_id, other), "核实是两个人")
    assert (stands(elder_id)[2], stands(other)[2]) == (0, 1)
    figures()


def test_two_visits_and_two_openings_at_once_both_count(storage: Flask, elder_id: str) -> None:
    def opening_it() -> None:
        opening.open_period(COUNTY, november())
        db.session.commit()

    def handing_in(author: Person, draft_id: str, day: str) -> None:
        submission.submit(author, draft_id, visit_pairs(visited_on=day), revision=1, act_id=new_id())

    with time_machine.travel("2026-11-12T10:00:00+08:00"):
        assert at_once(storage, opening_it, opening_it) == ["done", "done"]
        begun = {name: drafting.start(person(name), VISIT, elder_id=elder_id).id for name in ("liuyang", "heping")}
        deeds = [
            partial(handing_in, person(name), draft_id, f"2026-11-0{day}")
            for day, (name, draft_id) in enumerate(begun.items(), start=8)
        ]
        assert at_once(storage, *deeds) == ["done", "done"]
    assert (stands(elder_id)[2:], counts()) == ((2, 1, None), {(NOVEMBER, VILLAGE, "home"): (2, 0)})
    assert figures()["visited"] == 1


def numbered(elder_id: str, day: str, at: str) -> int | None:
    """第__次 of a visit that is counted on its paper."""
    pairs = Pairs([("visit_date", day), ("visit_way", "home"), ("gas_safety", "safe")])
    with time_machine.travel(at):
        made = hand_in(person("liuyang"), VISIT_WITH_CARE, pairs, elder_id=elder_id, part="visit")
    record = records.find(COUNTY, made)
    assert record is not None
    return record.counter_number


def test_visits_are_counted_for_life_or_anew_each_year(elder_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    days = ("2026-12-30", "2026-12-31", "2027-01-01")
    at = "2027-01-05T10:00:00+08:00"
    assert [numbered(elder_id, day, at) for day in days] == [1, 2, 3]
    changed_programme(monkeypatch, '"refusals"', '"counter": {"yearly": true, "assumed": "每年"}, "refusals"')
    assert [numbered(elder_id, day, at) for day in (*days, "2026-12-29")] == [1, 2, 1, 3]
