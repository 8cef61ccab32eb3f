"""Lists of the register against one look at each person: the same persons, in the same order, page by page."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask

from formserver import sounds
from formserver.extensions import db
from formserver.models import Elder, ElderMark, User
from formserver.store import elder_lists, elder_marks, elder_seeking, elders
from formserver.store.elder_lists import Counted
from formserver.store.elder_seeking import Sought
from formserver.store.scope import Scope
from tests.storage_app import (
    COUNTY,
    NEXT_VILLAGE,
    OTHER_COUNTY_VILLAGE,
    OTHER_TOWNSHIP_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_category,
    a_user,
    an_elder,
    eyes,
    queries,
)

SURNAMES = [*"王汪李单曾赵", "欧阳"]
GIVEN = ["秀英", "明", "小明", "晓明", "桂芳", "国", "秀", "英秀"]
VILLAGES = (VILLAGE, NEXT_VILLAGE, OTHER_TOWNSHIP_VILLAGE)


@dataclass(frozen=True)
class One:
    """A person as the oracle knows her."""

    elder: Elder
    categories: frozenset[str]


@pytest.fixture
def many(storage: Flask) -> list[One]:
    """Ninety persons of three villages, and one of another county."""
    dice = random.Random(7)
    found = []
    for _ in range(90):
        elder = an_elder(dice.choice(SURNAMES) + dice.choice(GIVEN), dice.choice(VILLAGES))
        changes = {
            "state": dice.choice([elders.PENDING, elders.REGISTERED, elders.REGISTERED, elders.LEFT, elders.LISTED]),
            "care_level": dice.choice([None, "key", "ordinary"]),
            "risk": dice.choice([None, "low", "high"]),
            "consent": dice.choice([None, "willing", "unwilling"]),
            "grid": dice.choice([None, "一网格", "二网格"]),
            "last_visit_on": dice.choice(["", "2025-01-08", "2025-02-08", "2025-02"]),
            "review_due_on": dice.choice([None, "2025-07-01", "2025-08-01"]),
        }
        for code in (codes := dice.sample(["living_alone", "left_behind", "disabled"], dice.randint(0, 2))):
            a_category(elder, code)
        elders.change(elder, changes)
        found.append(One(elder, frozenset(codes)))
    an_elder("王秀英", OTHER_COUNTY_VILLAGE)
    db.session.commit()
    return found


@pytest.fixture
def user(storage: Flask) -> User:
    return a_user()


def pages(scope: Scope, sought: Sought, limit: int = 7) -> Iterator[str]:
    after: str | None = ""
    while after is not None:
        page = elder_lists.list_for(scope, sought, after=after, limit=limit)
        yield from (line.id for line in page.rows)
        after = page.next


def has(**values: object) -> Callable[[One], bool]:
    return lambda one: all(getattr(one.elder, name) == value for name, value in values.items())


def served(**values: object) -> Callable[[One], bool]:
    return lambda one: one.elder.state != elders.LEFT and has(**values)(one)


CHOICES: dict[str, tuple[Sought, Callable[[One], bool]]] = {
    "everybody": (Sought(), lambda one: True),
    "by two characters": (Sought(name="小明"), lambda one: "小明" in one.elder.name),
    "by three": (Sought(name=" 王秀英 "), lambda one: "王秀英" in one.elder.name),
    "by four": (Sought(name="欧阳秀英"), lambda one: "欧阳秀英" in one.elder.name),
    "by four that stand apart": (Sought(name="欧阳秀国"), lambda one: False),
    "by three that stand apart": (Sought(name="秀英秀"), lambda one: "秀英秀" in one.elder.name),
    "by a surname": (Sought(name="王"), lambda one: one.elder.name.startswith("王")),
    "by initials": (Sought(name="WX"), lambda one: sounds.initials(one.elder.name).startswith("wx")),
    "by one letter": (Sought(name="s"), lambda one: one.elder.sound.startswith("s")),
    "by sounds": (Sought(name="wang xiu"), lambda one: one.elder.sound.startswith("wang xiu")),
    "by nothing that is there": (Sought(name="q9"), lambda one: False),
    "by state": (Sought(states=(elders.LEFT,)), has(state=elders.LEFT)),
    "by a state most have": (Sought(states=(elders.REGISTERED,)), has(state=elders.REGISTERED)),
    "by states": (
        Sought(states=(elders.LEFT, elders.PENDING), name="王"),
        lambda one: one.elder.state in (elders.LEFT, elders.PENDING) and one.elder.name.startswith("王"),
    ),
    "served": (Sought(served=True), served()),
    "served, by a name": (
        Sought(served=True, name="王"),
        lambda one: served()(one) and one.elder.name.startswith("王"),
    ),
    "by level": (Sought(values=(("care_level", "key"),)), served(care_level="key")),
    "by a level most have": (Sought(values=(("care_level", "ordinary"),)), served(care_level="ordinary")),
    "by several": (
        Sought(values=(("risk", "high"), ("consent", "unwilling")), name="秀英"),
        lambda one: served(risk="high", consent="unwilling")(one) and "秀英" in one.elder.name,
    ),
    "by two kinds": (
        Sought(values=(("care_level", "key"),), category="left_behind"),
        lambda one: served(care_level="key")(one) and "left_behind" in one.categories,
    ),
    "by three kinds": (
        Sought(values=(("care_level", "key"), ("risk", "high")), category="left_behind"),
        lambda one: served(care_level="key", risk="high")(one) and "left_behind" in one.categories,
    ),
    "by a kind, and what most have": (
        Sought(values=(("care_level", "ordinary"), ("risk", "high")), served=True),
        served(care_level="ordinary", risk="high"),
    ),
    "by a state and a kind": (
        Sought(states=(elders.PENDING,), values=(("care_level", "key"),)),
        has(state=elders.PENDING, care_level="key"),
    ),
    "by having left and what most have": (
        Sought(states=(elders.LEFT,), values=(("care_level", "ordinary"),)),
        lambda one: False,
    ),
    "by having left and a kind": (Sought(states=(elders.LEFT,), category="disabled"), lambda one: False),
    "by last visit and review": (
        Sought(unvisited_since="2025-01-31", review_by="2025-07-15"),
        lambda one: (one.elder.last_visit_on or "") < "2025-02" and has(review_due_on="2025-07-01")(one),
    ),
    "by last visit and two kinds": (
        Sought(unvisited_since="2025-01-31", values=(("care_level", "key"), ("consent", "unwilling"))),
        lambda one: (one.elder.last_visit_on or "") < "2025-02" and served(care_level="key", consent="unwilling")(one),
    ),
    "by review and what most have": (
        Sought(review_by="2025-07-15", values=(("care_level", "ordinary"),), served=True),
        served(review_due_on="2025-07-01", care_level="ordinary"),
    ),
    "by last visit in a township": (
        Sought(unvisited_since="2025-01-31", place_code=TOWNSHIP, served=True),
        lambda one: (one.elder.last_visit_on or "") < "2025-02" and served(township_code=TOWNSHIP)(one),
    ),
    "by grid": (Sought(values=(("grid", "一网格"),)), served(grid="一网格")),
    "by category": (Sought(category="left_behind"), lambda one: served()(one) and "left_behind" in one.categories),
    "by place": (Sought(place_code=TOWNSHIP), has(township_code=TOWNSHIP)),
    "by place and category": (
        Sought(place_code=TOWNSHIP, category="left_behind"),
        lambda one: served(township_code=TOWNSHIP)(one) and "left_behind" in one.categories,
    ),
    "by village and name": (
        Sought(place_code=NEXT_VILLAGE, name="王秀英"),
        lambda one: one.elder.village_code == NEXT_VILLAGE and "王秀英" in one.elder.name,
    ),
    "by last visit": (Sought(unvisited_since="2025-01-31"), lambda one: (one.elder.last_visit_on or "") < "2025-02"),
    "by last visit and level": (
        Sought(unvisited_since="2025-01-31", values=(("care_level", "key"),)),
        lambda one: (one.elder.last_visit_on or "") < "2025-02" and served(care_level="key")(one),
    ),
    "by review": (Sought(review_by="2025-07-15"), has(review_due_on="2025-07-01")),
    "by sounds and last visit": (
        Sought(name="wang", unvisited_since="2025-01-31"),
        lambda one: one.elder.sound.startswith("wang") and (one.elder.last_visit_on or "") < "2025-02",
    ),
    "by sounds and review": (
        Sought(name="w", review_by="2025-07-15", values=(("consent", "willing"),)),
        lambda one: one.elder.sound[0] == "w" and served(review_due_on="2025-07-01", consent="willing")(one),
    ),
    "by sounds and a kind": (
        Sought(name="zhao", category="left_behind"),
        lambda one: one.elder.sound.startswith("zhao") and served()(one) and "left_behind" in one.categories,
    ),
}


REACHES = {
    "county": (COUNTY,),
    "township": (TOWNSHIP,),
    "two villages": VILLAGES[:2],
    "village": (VILLAGE,),
    "villages of two townships": VILLAGES[1:],
    "a township and a village of another": (TOWNSHIP, OTHER_TOWNSHIP_VILLAGE),
}


@pytest.mark.parametrize("reach", REACHES)
def test_a_list_holds_whom_it_should_in_its_order(many: list[One], user: User, reach: str) -> None:
    for sought, is_wanted in CHOICES.values():
        compare(many, eyes(user, *REACHES[reach]), REACHES[reach], sought, is_wanted)


@pytest.mark.parametrize(("looks", "few"), [(3, 0), (3, 1_000)])
def test_however_few_are_looked_at_for_a_page_all_come_in_the_end(
    many: list[One], user: User, monkeypatch: pytest.MonkeyPatch, looks: int, few: int
) -> None:
    monkeypatch.setattr(elder_seeking, "LOOKS", looks)
    monkeypatch.setattr(elder_seeking, "COUNTED", looks)
    monkeypatch.setattr(elder_seeking, "_FEW", few)
    for reach in REACHES.values():
        for sought, is_wanted in CHOICES.values():
            scope = eyes(user, *reach)
            wanted = in_order(many, reach, sought, is_wanted)
            assert list(pages(scope, sought)) == wanted
            counted = elder_lists.counted_list(scope, sought)[1]
            assert counted is not None
            assert counted.number == len(wanted) or (counted.number < len(wanted) and counted.are_more)


def in_order(many: list[One], places: tuple[str, ...], sought: Sought, is_wanted: Callable[[One], bool]) -> list[str]:
    wanted = [one.elder for one in many if one.elder.village_code.startswith(places) and is_wanted(one)]
    by = "last_visit_on" if sought.unvisited_since else "review_due_on" if sought.review_by else "sound"
    wanted.sort(key=lambda elder: (getattr(elder, by) or "", elder.sound, elder.id))
    return [elder.id for elder in wanted]


def compare(
    many: list[One], scope: Scope, places: tuple[str, ...], sought: Sought, is_wanted: Callable[[One], bool]
) -> None:
    wanted = [one.elder for one in many if one.elder.village_code.startswith(places) and is_wanted(one)]
    assert list(pages(scope, sought)) == in_order(many, places, sought, is_wanted)
    assert elder_lists.count(scope, sought) == len(wanted)
    assert elder_lists.count(scope, sought, 2) == min(len(wanted), 3)
    assert elder_lists.counted_list(scope, sought)[1] == Counted(len(wanted), are_more=False)
    ledger = sorted(wanted, key=lambda elder: (elder.village_code, elder.sound, elder.id))
    assert [line.id for line in elder_lists.in_order(scope, sought, 100)] == [elder.id for elder in ledger]
    assert sum(elder_lists.villages(scope, sought).values()) == len(wanted)
    assert elder_lists.count_visible(scope, [elder.id for elder in wanted]) == len(wanted)


def test_sounds_are_read_where_they_begin(many: list[One], user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elder_seeking, "COUNTED", 1)
    monkeypatch.setattr(elder_seeking, "LOOKS", 1)
    for sought in (Sought(name="zhao"), Sought(name="zhao", values=(("care_level", "key"),))):
        page, counted = elder_lists.counted_list(eyes(user), sought)
        assert counted is not None
        assert {line.name[0] for line in page.rows} == {"赵"}
        assert (len(page.rows), counted.are_more) == (counted.number, False)


def test_an_address_of_another_list_begins_at_its_beginning(many: list[One], user: User) -> None:
    by_day = Sought(unvisited_since="2025-12-31")
    first = [line.id for line in elder_lists.list_for(eyes(user), by_day).rows]
    for after in ("nonsense", "~", "wang~x", "2025-01-08~x"):
        assert [line.id for line in elder_lists.list_for(eyes(user), by_day, after=after).rows] == first


def test_a_page_is_two_queries_beside_weighing_marks_and_finding_where_to_end(many: list[One], user: User) -> None:
    scope = eyes(user)
    with queries() as seen:
        elder_lists.list_for(scope, Sought())
    assert len(seen) == 2
    with queries() as seen:
        elder_lists.list_for(scope, Sought(name="秀英", values=(("risk", "high"),)))
    assert len(seen) == 5
    with queries() as seen:
        elder_lists.counted_list(scope, Sought(served=True, values=(("risk", "high"), ("care_level", "key"))))
    assert len(seen) == 2
    with queries() as seen:
        elder_lists.counted_list(scope, Sought(served=True))
    assert len(seen) == 3


def test_marks_are_written_anew_as_they_were(many: list[One], user: User) -> None:
    key = (ElderMark.mark, ElderMark.elder_id, ElderMark.sound, ElderMark.village_code)
    before = sorted(tuple(row) for row in db.session.query(*key))
    db.session.query(ElderMark).filter(ElderMark.mark != "s:王").delete()
    assert not elder_marks.is_filled()
    assert elder_marks.strayed(many[0].elder) != []
    assert elder_marks.refill() == 91
    assert elder_marks.is_filled()
    assert sorted(tuple(row) for row in db.session.query(*key)) == before


def test_numbers_are_those_of_the_lists(many: list[One], user: User) -> None:
    scope = eyes(user)
    marks = {"level:key": Sought(values=(("care_level", "key"),)), "cat:left_behind": Sought(category="left_behind")}
    for place in ("", TOWNSHIP):
        found = elder_lists.tally(scope, place, list(marks))
        assert list(found) == sorted({line[: 12 if place else 9] for line in VILLAGES if line.startswith(place)})
        for code, told in found.items():
            assert told.persons == elder_lists.count(scope, Sought(served=True, place_code=code))
            numbers = {
                mark: elder_lists.count(scope, replace(sought, place_code=code)) for mark, sought in marks.items()
            }
            assert told.marks == numbers
    assert list(elder_lists.tally(eyes(user, *VILLAGES[:2]), "", [])) == list(VILLAGES[:2])
