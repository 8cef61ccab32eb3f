"""Who visits whom: given from a day on, taken back, handed over, stood in for, undone; on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Elder
from formserver.services.acting import Incomplete
from formserver.services.visiting import assigning, assigning_view, standing_in
from formserver.services.visiting.assigning import NOBODY, Giving, NothingToUndo, StaleAssignments
from formserver.services.visiting.standing_in import AlreadyStoodIn, StandIn
from formserver.store import assignments, elders, stand_ins
from tests.factories import COUNTY, NEXT_VILLAGE, OTHER_TOWNSHIP, VILLAGE, furnish, person
from tests.visitors import LEAD, give, loses_role, served, spells, visitor, visitor_on

TODAY = date(2026, 3, 10)
DAY = TODAY.isoformat()


@pytest.fixture(autouse=True)
def tenth_of_march() -> Iterator[None]:
    with time_machine.travel("2026-03-10T02:00:00Z", tick=True):
        yield


@pytest.fixture
def lead(storage: Flask) -> None:
    """A county at work, with the lead of 三江村."""
    furnish()
    person(LEAD)


def in_days(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def mine(user_id: str, on: date = TODAY) -> set[str]:
    """The names of whom somebody visits on a day."""
    rule = assignments.mine(Elder, user_id, on)
    return set(db.session.scalars(db.select(Elder.name).where(Elder.village_code == VILLAGE, rule)))


@pytest.mark.usefixtures("lead")
def test_somebody_nobody_is_assigned_to_is_seen_by_every_visitor() -> None:
    served("李桂芳")
    assert mine(visitor("周敏")) == mine(visitor("吴强")) == {"李桂芳"}


@pytest.mark.usefixtures("lead")
def test_who_is_given_to_a_visitor_is_his_alone() -> None:
    zhou, wu, elder = visitor("周敏"), visitor("吴强"), served("李桂芳")
    assert give(zhou, elder, first=DAY) == 1
    assert (mine(zhou), mine(wu)) == ({"李桂芳"}, set())


@pytest.mark.usefixtures("lead")
def test_a_person_has_one_visitor_a_day_and_the_history_says_who_when() -> None:
    zhou, wu, elder = visitor("周敏"), visitor("吴强"), served("李桂芳")
    give(zhou, elder, first="2026-02-01")
    give(wu, elder, first=in_days(5))
    assert spells(elder) == [(wu, in_days(5), None), (zhou, "2026-02-01", in_days(4))]
    assert [visitor_on(elder, in_days(days)) for days in (0, 4, 5)] == [zhou, zhou, wu]
    assert [one.name for one in assigning_view.history(COUNTY, elder)] == ["吴强", "周敏"]


@pytest.mark.usefixtures("lead")
def test_an_earlier_day_takes_the_place_of_what_was_to_come() -> None:
    zhou, wu, elder = visitor("周敏"), visitor("吴强"), served("李桂芳")
    give(zhou, elder, first=in_days(5))
    give(wu, elder, first=DAY)
    assert spells(elder) == [(wu, DAY, None)]


@pytest.mark.usefixtures("lead")
def test_giving_the_same_once_more_changes_nothing() -> None:
    zhou, elder = visitor("周敏"), served("李桂芳")
    seen = assignments.version(COUNTY, VILLAGE)
    for expected in (1, 0):
        assert assigning.give(person(LEAD), VILLAGE, Giving((elder,), zhou, DAY), seen) == expected
    assert len(spells(elder)) == 1


@pytest.mark.usefixtures("lead")
def test_a_page_drawn_before_another_change_is_refused() -> None:
    zhou, wu, elder = visitor("周敏"), visitor("吴强"), served("李桂芳")
    seen = assignments.version(COUNTY, VILLAGE)
    give(zhou, elder, first=DAY)
    with pytest.raises(StaleAssignments):
        assigning.give(person(LEAD), VILLAGE, Giving((elder,), wu, DAY), seen)
    assert visitor_on(elder, DAY) == zhou


@pytest.mark.usefixtures("lead")
def test_persons_are_taken_back_from_a_day_on() -> None:
    zhou, elder = visitor("周敏"), served("李桂芳")
    give(zhou, elder, first="2026-03-01")
    assert give(NOBODY, elder, first=in_days(1)) == 1
    assert (visitor_on(elder, DAY), visitor_on(elder, in_days(1))) == (zhou, None)
    assert give(NOBODY, elder, first=in_days(1)) == 0


@pytest.mark.usefixtures("lead")
def test_who_does_not_visit_there_any_more_is_named_and_his_persons_are_everybodys() -> None:
    zhou, wu, elder = visitor("周敏"), visitor("吴强"), served("李桂芳")
    give(zhou, elder, first="2026-03-01")
    loses_role(zhou, TODAY - timedelta(days=1))
    found = assigning_view.division(person(LEAD), VILLAGE, assigning_view.Narrowed())
    assert (found.lapsed, found.names[zhou], found.counts) == ({zhou: 1}, "周敏", {None: 1})
    assert mine(wu) == {"李桂芳"}


@pytest.mark.usefixtures("lead")
def test_all_persons_of_somebody_are_handed_over_together() -> None:
    zhou, wu = visitor("周敏"), visitor("吴强")
    ids = [served(name) for name in ("李桂芳", "王秀英", "张德福")]
    give(zhou, *ids[:2], first="2026-03-01")
    loses_role(zhou, TODAY - timedelta(days=1))
    found = assigning_view.hand_over(person(LEAD), VILLAGE, zhou)
    assert (found.from_name, [name for _, name in found.persons]) == ("周敏", ["李桂芳", "王秀英"])
    assert zhou not in found.visitors
    give(wu, *(elder_id for elder_id, _ in found.persons), first=DAY)
    assert assigning_view.hand_over(person(LEAD), VILLAGE, zhou).persons == []
    assert [visitor_on(elder, DAY) for elder in ids] == [wu, wu, None]


@pytest.mark.usefixtures("lead")
def test_a_stand_in_sees_whom_the_other_visits_as_long_as_he_stands_in() -> None:
    zhou, wu, elder = visitor("周敏"), visitor("吴强"), served("李桂芳")
    give(zhou, elder, first=DAY)
    standing_in.begin(person(LEAD), VILLAGE, StandIn(zhou, wu, DAY, in_days(3)))
    assert [mine(wu, TODAY + timedelta(days=days)) for days in (0, 3, 4)] == [{"李桂芳"}, {"李桂芳"}, set()]
    assert mine(zhou) == {"李桂芳"}


@pytest.mark.usefixtures("lead")
def test_a_stand_in_of_a_stand_in_sees_only_what_is_the_first_ones_own() -> None:
    zhou, wu, sun = visitor("周敏"), visitor("吴强"), visitor("孙勇")
    give(zhou, served("李桂芳"), first=DAY)
    give(wu, served("王秀英"), first=DAY)
    standing_in.begin(person(LEAD), VILLAGE, StandIn(zhou, wu, DAY, DAY))
    standing_in.begin(person(LEAD), VILLAGE, StandIn(wu, sun, DAY, DAY))
    assert mine(sun) == {"王秀英"}


@pytest.mark.usefixtures("lead")
def test_two_do_not_stand_in_for_one_at_a_time_and_the_same_twice_is_once() -> None:
    zhou, wu, sun = visitor("周敏"), visitor("吴强"), visitor("孙勇")
    lead = person(LEAD)
    for _ in range(2):
        standing_in.begin(lead, VILLAGE, StandIn(zhou, wu, DAY, in_days(3)))
    with pytest.raises(AlreadyStoodIn, match="周敏"):
        standing_in.begin(lead, VILLAGE, StandIn(zhou, sun, in_days(3), in_days(9)))
    standing_in.begin(lead, VILLAGE, StandIn(zhou, sun, in_days(4), in_days(9)))
    assert len(stand_ins.of_village(COUNTY, VILLAGE, DAY)) == 2


@pytest.mark.usefixtures("lead")
def test_a_stand_in_is_ended_today() -> None:
    zhou, wu, elder = visitor("周敏"), visitor("吴强"), served("李桂芳")
    give(zhou, elder, first="2026-03-01")
    standing_in.begin(person(LEAD), VILLAGE, StandIn(zhou, wu, in_days(-2), in_days(9)))
    (row,) = stand_ins.of_village(COUNTY, VILLAGE, DAY)
    assert [standing_in.end(person(LEAD), VILLAGE, row.id) for _ in range(2)] == [True, False]
    assert (mine(wu, TODAY - timedelta(days=1)), mine(wu)) == ({"李桂芳"}, set())
    (over,) = stand_ins.of_village(COUNTY, VILLAGE, in_days(-1))  # until yesterday, as it was shortened
    assert not standing_in.end(person(LEAD), VILLAGE, over.id)
    with pytest.raises(NotFound):
        standing_in.end(person(LEAD), VILLAGE, "unknown")


@pytest.mark.usefixtures("lead")
def test_a_change_is_undone_whole() -> None:
    zhou, wu = visitor("周敏"), visitor("吴强")
    one, other = served("李桂芳"), served("王秀英")
    give(zhou, one, first="2026-02-01")
    before = spells(one)
    give(wu, one, other, first=DAY)
    change = assignments.batches(COUNTY, VILLAGE, 5)[0]
    assigning.undo(person(LEAD), VILLAGE, change.by, change.at)
    assert (spells(one), spells(other)) == (before, [])
    assert len(assignments.batches(COUNTY, VILLAGE, 5)) == 1
    with pytest.raises(NothingToUndo):
        assigning.undo(person(LEAD), VILLAGE, change.by, change.at)


@pytest.mark.usefixtures("lead")
def test_what_changed_once_more_since_is_not_undone() -> None:
    zhou, wu, sun, elder = visitor("周敏"), visitor("吴强"), visitor("孙勇"), served("李桂芳")
    give(zhou, elder, first="2026-02-01")
    give(wu, elder, first=DAY)
    change = assignments.batches(COUNTY, VILLAGE, 1)[0]
    give(sun, elder, first=in_days(1))
    with pytest.raises(NothingToUndo):
        assigning.undo(person(LEAD), VILLAGE, change.by, change.at)


@pytest.mark.usefixtures("lead")
def test_taking_back_is_not_undone_into_two_visitors_a_day() -> None:
    zhou, wu, elder = visitor("周敏"), visitor("吴强"), served("李桂芳")
    give(zhou, elder, first=DAY)
    give(NOBODY, elder, first=DAY)
    change = assignments.batches(COUNTY, VILLAGE, 1)[0]
    give(wu, elder, first=DAY)
    with pytest.raises(NothingToUndo):
        assigning.undo(person(LEAD), VILLAGE, change.by, change.at)
    assert visitor_on(elder, DAY) == wu


@pytest.mark.usefixtures("lead")
def test_a_person_who_moved_in_is_given_anew_and_the_old_visitor_is_over() -> None:
    zhou, wu = visitor("周敏", NEXT_VILLAGE), visitor("吴强")
    elder = served("李桂芳", NEXT_VILLAGE)
    give(zhou, elder, first="2026-03-01", by="zhaomin", village=NEXT_VILLAGE)
    moved = elders.find(COUNTY, elder)
    assert moved is not None
    moved.village_code = VILLAGE
    db.session.commit()
    assert visitor_on(elder, DAY) is None
    give(wu, elder, first=DAY)
    assert spells(elder) == [(wu, DAY, None), (zhou, "2026-03-01", in_days(-1))]


@pytest.mark.usefixtures("lead")
def test_what_cannot_be_given_is_said_at_its_input() -> None:
    chen = person("chenjie").user_id
    for what, place in (
        (Giving((), visitor("周敏"), DAY), "elder"),
        (Giving((served("李桂芳"),), chen, DAY), "visitor"),
        (Giving((served("王秀英"),), NOBODY, "2026-02-30"), "day"),
        (Giving((served("张德福"),), NOBODY, "2031-02-28"), "day"),
        (Giving((served("赵玉兰"),), NOBODY, DAY, "长" * 201), "note"),
    ):
        with pytest.raises(Incomplete) as refused:
            assigning.give(person(LEAD), VILLAGE, what, "")
        assert list(refused.value.problems) == [place]


@pytest.mark.usefixtures("lead")
def test_what_is_wrong_with_a_stand_in_is_said_at_its_input() -> None:
    zhou, wu = visitor("周敏"), visitor("吴强")
    for what, place in (
        (StandIn(zhou, zhou, DAY, DAY), "user"),
        (StandIn(zhou, "", DAY, DAY), "user"),
        (StandIn("x", wu, DAY, DAY), "for_user"),
        (StandIn(zhou, wu, DAY, in_days(-1)), "last"),
        (StandIn(zhou, wu, in_days(-9), in_days(-1)), "last"),
        (StandIn(zhou, wu, "", DAY), "first"),
    ):
        with pytest.raises(Incomplete) as refused:
            standing_in.begin(person(LEAD), VILLAGE, what)
        assert list(refused.value.problems) == [place]


@pytest.mark.usefixtures("lead")
def test_nobody_gives_persons_of_other_villages_or_of_those_who_left() -> None:
    zhou, elsewhere, left = visitor("周敏"), served("李桂芳", NEXT_VILLAGE), served("王秀英", state=elders.LEFT)
    for elder in (elsewhere, left, "nobody"):
        with pytest.raises(NotFound):
            give(zhou, elder, first=DAY)
    for by in ("liuyang", "wangfang", "xulei"):
        with pytest.raises(NotFound):
            give(zhou, served("张德福"), first=DAY, by=by)


@pytest.mark.usefixtures("lead")
def test_a_lead_has_his_village_and_a_township_its_villages() -> None:
    assert assigning.villages(person(LEAD)) == [VILLAGE]
    assert assigning.villages(person("zhaomin")) == [VILLAGE, NEXT_VILLAGE]
    assert all(code.startswith(OTHER_TOWNSHIP) for code in assigning.villages(person("xulei")))
    assert assigning.villages(person("liuyang")) == []


@pytest.mark.usefixtures("lead")
def test_the_list_is_narrowed_by_visitor_and_grid_and_turned_over() -> None:
    zhou = visitor("周敏")
    ids = [served(name, grid=grid) for name, grid in (("李桂芳", "一"), ("王秀英", "一"), ("张德福", "二"))]
    give(zhou, ids[0], first=DAY)

    def names(**narrowed: str) -> list[str]:
        found = assigning_view.division(person(LEAD), VILLAGE, assigning_view.Narrowed(**narrowed))
        return [line.name for line in found.lines]

    assert names(visitor=NOBODY) == ["王秀英", "张德福"]
    assert names(visitor=zhou) == ["李桂芳"]
    assert names(grid="一") == ["李桂芳", "王秀英"]
    narrowed = assigning_view.Narrowed(NOBODY, "一")
    assert assigning_view.everybody(person(LEAD), VILLAGE, narrowed) == (ids[1],)
    first, second = (assignments.persons(COUNTY, VILLAGE, TODAY, limit=1, after=after) for after in ("", ""))
    after = assignments.place_of(first[0])
    second = assignments.persons(COUNTY, VILLAGE, TODAY, limit=2, after=after)
    assert [line.name for line in (*first, *second)] == ["李桂芳", "王秀英", "张德福"]
