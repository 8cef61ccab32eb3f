"""Figures of a period: sums, shares, comparisons, who sees which places, and the lists behind them; both databases."""

import io
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from openpyxl import load_workbook

from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Grant, VisitDuty
from formserver.programme.figures import NAMES
from formserver.services.figures import behind, exporting, overview, reach
from formserver.services.figures.exporting import NothingToCount
from formserver.services.figures.overview import Overview
from formserver.services.figures.words import STATES
from formserver.services.person import Person
from formserver.store import figure_lists, visit_duties, visit_openings
from formserver.store.figure_lists import Persons
from tests import figures_county
from tests.exported_files import table
from tests.factories import (
    COUNTY,
    LONG_AGO,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    OTHER_TOWNSHIP_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    furnish,
    person,
)
from tests.figures_county import NOVEMBER, NOW
from tests.storage_app import queries


@pytest.fixture
def ids(storage: Flask) -> Iterator[dict[str, str]]:
    with time_machine.travel(NOW):
        yield figures_county.settle()


def look(user_name: str = "wangfang", period: str = "", place: str = "") -> Overview:
    found = overview.look(person(user_name), period, place)
    assert found is not None
    return found


def names(user_name: str = "wangfang", **asked: str) -> list[str]:
    if "class_" in asked:
        asked["class"] = asked.pop("class_")
    found = behind.persons(person(user_name), {"period": NOVEMBER, **asked})
    return [line.name for line in found.page.rows]


# sums -----------------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("ids")
def test_a_county_has_the_sums_of_its_townships() -> None:
    found = look()
    assert [(row.name, row.tally.due, row.tally.visited, row.overdue) for row in found.places] == [
        ("葛店镇", 1, 1, 0),
        ("段店镇", 5, 2, 1),
    ]
    tally = found.total.tally
    assert {name: getattr(tally, name) for name in NAMES} == {
        "persons": 8,
        "due": 6,
        "refused": 1,
        "excused": 1,
        "visited": 3,
        "met": 3,
        "explained": 1,
        "refused_visited": 1,
        "disabled": 2,
        "helped": 1,
    }
    shares = (found.total.rate, found.total.completion, found.total.help_rate)
    assert [str(share.percent) for share in shares] == ["50.0"] * 3
    assert (found.total.overdue, found.place.name, found.place.by_village) == (1, "华容区", False)


@pytest.mark.usefixtures("ids")
def test_a_township_has_its_villages_levels_and_the_period_before() -> None:
    found = look("zhaomin")
    assert [row.name for row in found.places] == ["三江村", "四房村"]
    assert [(row.name, row.tally.persons) for row in found.levels] == [("重点对象", 3), ("一般对象", 4)]
    assert [(row.code, row.tally.persons) for row in found.classes] == [("", 7)]
    assert not found.has_classes
    assert [row.code for row in found.series] == ["2026-10", NOVEMBER]
    assert (found.rate_change, found.completion_change) == (Decimal("-60.0"), Decimal("-60.0"))
    earliest = look(period="2026-10")
    assert (earliest.before, earliest.rate_change, earliest.completion_change) == (None, None, None)


@pytest.mark.usefixtures("ids")
def test_follow_ups_are_counted_by_kind_and_age() -> None:
    hazards, referrals = look().follow_ups
    assert (hazards.kind, hazards.open, hazards.overdue, hazards.opened, hazards.closed) == ("hazard", 1, 1, 2, 1)
    assert hazards.ages == (0, 1, 0, 0)
    assert (referrals.kind, referrals.opened, referrals.ages) == ("referral", 0, (0, 0, 0, 1))
    assert look().hazards == hazards
    assert (look().open_follow_ups, look("zhaomin").open_follow_ups, look(place=VILLAGE).hazards.open) == (2, 1, 0)


@pytest.mark.usefixtures("ids")
def test_risks_are_those_of_the_register() -> None:
    assert {held.label: held.persons for held in look().register}["高风险"] == 3
    assert {held.label: held.persons for held in look(place=VILLAGE).register}["高风险"] == 2


@pytest.mark.usefixtures("ids")
def test_rounds_of_the_days_are_told_cancelled_ones_not() -> None:
    elder_id = next(iter(db.session.scalars(db.select(VisitDuty.elder_id))))
    for cycle_id, state in (("r1", "open"), ("r2", "cancelled"), ("r3", "open")):
        last = {"first": "2026-12-01", "last": "2026-12-09"} if cycle_id == "r3" else {"last": "2026-11-09"}
        figures_county.cycle(cycle_id, kind="round", title=f"寒潮{cycle_id}", state=state, **last)
        visit_openings.write([figures_county.duty(elder_id, VILLAGE, cycle_id=cycle_id)])
        visit_openings.count_up(visit_duties.get(COUNTY, cycle_id))
    assert [(row.name, row.tally.due) for row in look().rounds] == [("寒潮r1", 1)]


def test_without_a_period_there_is_nothing_to_count(storage: Flask) -> None:
    furnish()
    assert overview.look(person("wangfang"), "", "") is None


@pytest.mark.usefixtures("ids")
def test_the_number_of_queries_is_the_same_for_all_sizes() -> None:
    counted = []
    for user_name, place in (("wangfang", ""), ("wangfang", TOWNSHIP), ("wangfang", VILLAGE), ("heping", "")):
        reader = person(user_name)
        db.session.expire_all()
        assert reader.grants[0].region_code
        with queries() as seen:
            overview.look(reader, "", place)
        counted.append(len(seen))
    assert len(set(counted)) == 1
    assert counted[0] <= 12


# who sees what --------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize(
    ("user_name", "place", "seen"),
    [
        ("wangfang", "", [OTHER_TOWNSHIP, TOWNSHIP]),
        ("wangfang", TOWNSHIP, [VILLAGE, NEXT_VILLAGE]),
        ("wangfang", VILLAGE, [VILLAGE]),
        ("zhaomin", "", [VILLAGE, NEXT_VILLAGE]),
        ("zhaomin", COUNTY, [TOWNSHIP]),
        ("heping", "", [VILLAGE]),
        ("heping", TOWNSHIP, [VILLAGE]),
        ("tangyu", "", [OTHER_TOWNSHIP, TOWNSHIP]),
    ],
)
def test_a_reader_sees_his_places(user_name: str, place: str, seen: list[str]) -> None:
    assert [row.code for row in look(user_name, place=place).places] == seen


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize(
    ("user_name", "place"),
    [
        ("heping", NEXT_VILLAGE),
        ("heping", OTHER_TOWNSHIP),
        ("zhaomin", OTHER_TOWNSHIP_VILLAGE),
        ("liuyang", ""),
        ("wangfang", "350581"),
        ("wangfang", "420703999"),
        ("wangfang", "420703' OR 1=1"),
    ],
)
def test_what_is_not_his_does_not_exist(user_name: str, place: str) -> None:
    with pytest.raises(NotFound):
        overview.look(person(user_name), "", place)


@pytest.mark.usefixtures("ids")
def test_a_period_that_is_not_there_does_not_exist() -> None:
    with pytest.raises(NotFound):
        overview.look(person("wangfang"), "2020-01", "")


@pytest.mark.usefixtures("ids")
def test_places_of_several_roles_are_put_together_and_named_above() -> None:
    grants = tuple(
        Grant(user_id="-", role_name="village_lead", region_code=code, valid_from=LONG_AGO)
        for code in (VILLAGE, OTHER_TOWNSHIP_VILLAGE)
    )
    both = Person("-", "何平", COUNTY, grants)
    found = overview.look(both, "", "")
    assert found is not None
    assert [row.code for row in found.places] == [OTHER_TOWNSHIP_VILLAGE, VILLAGE]
    one = overview.look(both, "", VILLAGE)
    assert one is not None
    assert one.place.above == []
    assert [code for code, _ in look(place=VILLAGE).place.above] == [COUNTY, TOWNSHIP]


@pytest.mark.usefixtures("ids")
def test_who_sees_numbers_only_has_no_lists() -> None:
    assert (look("tangyu").may_list, look("wangfang").may_list, look("heping").may_list) == (False, True, True)
    assert reach.places(person("gaofei"), reach.RIGHT, reach.LISTS) == ()
    with pytest.raises(NotFound):
        behind.persons(person("tangyu"), {"period": NOVEMBER})


# lists ----------------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize("of", STATES)
def test_the_list_behind_a_number_has_as_many(of: str) -> None:
    total = look().total
    expected = total.overdue if of == "overdue" else getattr(total.tally, of)
    assert len(names(of=of)) == expected


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"of": "unvisited"}, ["吴秀英", "周德顺", "孟繁星"]),
        ({"of": "unvisited", "place": TOWNSHIP, "level": "key"}, ["孟繁星"]),
        ({"of": "due", "place": VILLAGE}, ["李桂芳", "吴秀英", "周德顺"]),
        ({"of": "due", "class_": "a"}, []),
        ({"of": "overdue"}, ["孟繁星"]),
        ({"of": "persons", "period": "2026-10"}, ["林玉山", "吴秀英", "周德顺", "艾青", "石小川"]),
    ],
)
def test_a_list_is_narrowed_by_state_place_level_and_class(asked: dict[str, str], found: list[str]) -> None:
    assert names(**asked) == found


@pytest.mark.usefixtures("ids")
def test_a_list_is_read_page_by_page() -> None:
    view = reach.look_at(person("wangfang"), "", reach.LISTS).view
    after: str | None = ""
    paged: list[str] = []
    while after is not None:
        page = figure_lists.persons(view, Persons(NOVEMBER, "persons", NOW), after=after, limit=3)
        paged += [line.name for line in page.rows]
        after = page.next
    assert paged == names(of="persons")


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize("asked", [{"of": "everything"}, {"period": "2020-01"}, {"period": ""}, {"place": "350581"}])
def test_a_list_of_nonsense_does_not_exist(asked: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        behind.persons(person("wangfang"), {"period": NOVEMBER} | asked)


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize("asked", [{"kind": "nothing"}, {"way": "balloon"}])
def test_visits_of_nonsense_do_not_exist(asked: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        behind.visits(person("wangfang"), {"period": NOVEMBER} | asked)


# the workbook ---------------------------------------------------------------------------------------------------------
def workbook(user_name: str = "wangfang", **asked: str) -> bytes:
    wanted = {"period": NOVEMBER, "place": ""} | asked
    with ExitStack() as files:
        return exporting.make(person(user_name), wanted, files, lambda done, total: None).read()


@pytest.mark.usefixtures("ids")
def test_the_workbook_has_the_same_columns_everywhere_and_the_same_bytes_each_time() -> None:
    book = load_workbook(io.BytesIO(workbook()))
    assert book.sheetnames == ["各地", "各等级", "各类别", "各期", "专项走访", "探访方式", "跟进事项", "名册", "说明"]
    first = table(book["各地"])
    assert [line["所在地"] for line in first] == ["葛店镇", "段店镇", "华容区"]
    assert (first[-1]["应探访"], first[-1]["已探访"], first[-1]["月探访率（%）"]) == (6, 3, 50)
    village = load_workbook(io.BytesIO(workbook(place=VILLAGE)))
    assert [cell.value for cell in village["各地"][1]] == [cell.value for cell in book["各地"][1]]
    explained = {line["项目"]: line["内容"] for line in table(book["说明"])}
    assert explained["不愿接受探访"] == "不愿接受探访的不计入应探访人数。"
    assert workbook() == workbook()


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize(("user_name", "place"), [("heping", ""), ("tangyu", ""), ("zhaomin", OTHER_TOWNSHIP)])
def test_who_may_not_take_figures_along_gets_none(user_name: str, place: str) -> None:
    with pytest.raises((Forbidden, NotFound)):
        workbook(user_name, place=place)


def test_of_nothing_there_is_no_workbook(storage: Flask) -> None:
    furnish()
    with pytest.raises(NothingToCount):
        workbook(period="")
    with pytest.raises(NothingToCount):
        exporting.ask(person("wangfang"), new_id(), "", "")
