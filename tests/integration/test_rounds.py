"""Rounds of extra visits: opened, filled by visits that count for the month as well, ended, cancelled; on both
databases."""

import pytest
import time_machine
from flask import Flask

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import VisitDuty
from formserver.services.acting import Incomplete
from formserver.services.visiting import rounds, this_week
from formserver.services.visiting.rounds import AlreadyOver, Plan
from formserver.services.visiting.this_week import Asked
from formserver.store import visit_duties
from tests.factories import COUNTY, NEXT_VILLAGE, OTHER_TOWNSHIP, OTHER_TOWNSHIP_VILLAGE, TOWNSHIP, furnish, person
from tests.visitors import opened, served, visits, with_levels

pytestmark = pytest.mark.usefixtures("march")

PLAN = Plan("寒潮探访", TOWNSHIP, "2026-03-11", "2026-03-20", note="带上棉被")


@pytest.fixture
def elders(storage: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Persons of three villages: name -> id."""
    with_levels(monkeypatch)
    furnish()
    for name in ("liuyang", "zhaomin", "wangfang", "xulei"):
        person(name)
    found = {"李桂芳": served("李桂芳", care_level="key"), "王秀英": served("王秀英")}
    return found | {
        "张德福": served("张德福", NEXT_VILLAGE),
        "赵玉兰": served("赵玉兰", OTHER_TOWNSHIP_VILLAGE),
        "孙有才": served("孙有才", state="pending"),
    }


def duty(round_id: str, elder_id: str) -> VisitDuty:
    db.session.expire_all()
    found = visit_duties.find(COUNTY, round_id, elder_id)
    assert found is not None
    return found


def test_a_round_is_about_everybody_in_its_place_or_of_its_levels(elders: dict[str, str]) -> None:
    assert rounds.preview(person("zhaomin"), PLAN) == 3
    assert rounds.preview(person("zhaomin"), Plan("寒潮", TOWNSHIP, "2026-03-11", "2026-03-20", ("key",))) == 1
    assert rounds.preview(person("wangfang"), Plan("寒潮", COUNTY, "2026-03-11", "2026-03-20")) == 4
    made = rounds.open_one(person("zhaomin"), PLAN)
    view = rounds.view(person("zhaomin"), made.id)
    assert [(one.name, one.persons, one.due, one.met) for one in view.villages] == [
        ("三江村", 2, 2, 0),
        ("四房村", 1, 1, 0),
    ]


def test_a_visit_counts_for_the_round_and_the_month(elders: dict[str, str]) -> None:
    opened("2026-03-01")
    made = rounds.open_one(person("zhaomin"), PLAN)
    visits(elders["王秀英"], "2026-03-11", "phone")
    assert (duty(made.id, elders["王秀英"]).open_until, duty("2026-03", elders["王秀英"]).open_until) == (None, None)
    view = rounds.view(person("zhaomin"), made.id)
    assert (view.due, view.met) == (3, 1)


def test_only_the_ways_of_a_round_fill_it(elders: dict[str, str]) -> None:
    plan = Plan("寒潮探访", TOWNSHIP, "2026-03-11", "2026-03-20", ways=("home",))
    made = rounds.open_one(person("zhaomin"), plan)
    visits(elders["王秀英"], "2026-03-12", "phone")
    assert duty(made.id, elders["王秀英"]).open_until == "2026-03-20"


def test_a_person_owed_a_month_and_a_round_is_one_line(elders: dict[str, str]) -> None:
    opened("2026-03-01")
    rounds.open_one(person("zhaomin"), PLAN)
    found = this_week.look(person("liuyang"), Asked()).cards.rows
    assert [(card.elder.name, card.due, len(card.owed)) for card in found] == [
        ("李桂芳", "2026-03-15", 2),
        ("王秀英", "2026-03-20", 2),
    ]


def test_the_same_round_is_opened_once(elders: dict[str, str]) -> None:
    first, again = (rounds.open_one(person("zhaomin"), PLAN).id for _ in range(2))
    assert first == again
    assert rounds.open_one(person("wangfang"), PLAN).id != first


def test_a_round_that_ends_early_ends_with_that_day(elders: dict[str, str], march: time_machine.Traveller) -> None:
    made = rounds.open_one(person("zhaomin"), PLAN)
    march.move_to("2026-03-14T02:00:00Z")
    rounds.end_early(person("zhaomin"), made.id)
    assert duty(made.id, elders["王秀英"]).open_until == "2026-03-14"
    assert rounds.view(person("zhaomin"), made.id).line.state == "over"
    with pytest.raises(AlreadyOver):
        rounds.end_early(person("zhaomin"), made.id)
    with pytest.raises(AlreadyOver):
        rounds.cancel(person("zhaomin"), made.id, "天气转暖")
    march.move_to("2026-03-15T02:00:00Z")
    assert this_week.look(person("liuyang"), Asked()).persons == 0


def test_a_cancelled_round_is_owed_no_more_and_says_why(elders: dict[str, str]) -> None:
    made = rounds.open_one(person("zhaomin"), PLAN)
    with pytest.raises(Incomplete):
        rounds.cancel(person("zhaomin"), made.id, "")
    rounds.cancel(person("zhaomin"), made.id, "天气转暖")
    view = rounds.view(person("zhaomin"), made.id)
    assert (view.line.state, view.note, view.cancelled_because) == ("cancelled", "带上棉被", "天气转暖")
    assert this_week.look(person("liuyang"), Asked()).persons == 0


def test_a_round_to_come_is_cancelled_not_ended(elders: dict[str, str]) -> None:
    made = rounds.open_one(person("zhaomin"), Plan("重阳", TOWNSHIP, "2026-10-11", "2026-10-25"))
    with pytest.raises(AlreadyOver, match="请取消"):
        rounds.end_early(person("zhaomin"), made.id)
    assert rounds.view(person("zhaomin"), made.id).line.state == "coming"
    rounds.cancel(person("zhaomin"), made.id, "改期")


def test_who_has_nothing_to_do_with_the_place_neither_sees_nor_ends_a_round(elders: dict[str, str]) -> None:
    made = rounds.open_one(person("zhaomin"), PLAN)
    for by in ("xulei", "linqing"):
        with pytest.raises(NotFound):
            rounds.view(person(by), made.id)
    with pytest.raises(NotFound):
        rounds.cancel(person("liuyang"), made.id, "不想去")
    whole = rounds.open_one(person("wangfang"), Plan("全区探访", COUNTY, "2026-03-11", "2026-03-20"))
    with pytest.raises(NotFound):
        rounds.end_early(person("zhaomin"), whole.id)
    assert [one.name for one in rounds.view(person("xulei"), whole.id).villages] == ["大湾村"]
    assert [one.cycle.id for one in rounds.rounds(person("xulei"))] == [whole.id]


def test_what_is_wrong_with_a_plan_is_said_at_its_input(elders: dict[str, str]) -> None:
    for plan, place in (
        (Plan("", TOWNSHIP, "2026-03-11", "2026-03-20"), "title"),
        (Plan("寒潮", OTHER_TOWNSHIP, "2026-03-11", "2026-03-20"), "place"),
        (Plan("寒潮", "420703103999", "2026-03-11", "2026-03-20"), "place"),
        (Plan("寒潮", TOWNSHIP, "2026-3-1", "2026-03-20"), "first"),
        (Plan("寒潮", TOWNSHIP, "2026-02-30", "2026-03-20"), "first"),
        (Plan("寒潮", TOWNSHIP, "2026-03-01", "2026-03-10"), "last"),
        (Plan("寒潮", TOWNSHIP, "2026-03-20", "2026-03-11"), "last"),
        (Plan("寒潮", TOWNSHIP, "2026-03-11", "2026-06-11"), "last"),
        (Plan("寒潮", TOWNSHIP, "2027-04-11", "2027-04-12"), "last"),
        (Plan("寒潮", TOWNSHIP, "2026-03-11", "2026-03-20", ("x",)), "levels"),
        (Plan("寒潮", TOWNSHIP, "2026-03-11", "2026-03-20", (), ("x",)), "ways"),
        (Plan("寒潮", TOWNSHIP, "2026-03-11", "2026-03-20", times="0"), "times"),
        (Plan("寒潮", TOWNSHIP, "2026-03-11", "2026-03-20", times="10"), "times"),
        (Plan("寒潮", TOWNSHIP, "2026-03-11", "2026-03-20", times="٣"), "times"),
        (Plan("寒潮", TOWNSHIP, "2026-03-11", "2026-03-20", note="长" * 91), "note"),
    ):
        with pytest.raises(Incomplete) as refused:
            rounds.open_one(person("zhaomin"), plan)
        assert list(refused.value.problems) == [place]


def test_a_count_typed_in_wide_digits_is_that_count(elders: dict[str, str]) -> None:
    made = rounds.open_one(person("zhaomin"), Plan("寒潮", TOWNSHIP, "2026-03-11", "2026-03-20", times="２"))
    assert made.times == 2
