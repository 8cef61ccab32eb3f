"""What departments give in the demonstration: a list that was taken over and verified at the door, and a newer one
that waits, with a row of each outcome."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from formserver.clock import today
from formserver.demo.cast import Cast
from formserver.demo.people import People
from formserver.ids import new_id
from formserver.regions.names import display_name
from formserver.services import acting, leaving, requesting
from formserver.services.acting import Asked
from formserver.services.departments import lists, loading, verifying
from formserver.services.departments.lists import Given
from formserver.services.departments.verifying import Verdict
from formserver.services.leaving import Exit
from formserver.services.person import Person
from formserver.store import department_facts, elders, regions
from formserver.store.departments import SOURCES

_SOURCE: Final = "disabled_persons"
_HEADINGS: Final = ("姓名", "身份证号", "乡镇（街道）", "村（社区）", "残疾等级")
_TELLS: Final = frozenset(dict(SOURCES[_SOURCE].by_value).values())
_FEWEST: Final = 3
"""Persons a county needs for these lists."""

Row = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """Somebody registered, as lists write him."""

    id: str
    name: str
    identity: str
    village_code: str

    @property
    def place(self) -> Row:
        """Township and village."""
        names = regions.names([self.village_code[:9], self.village_code])
        return tuple(display_name(name) for _, name in sorted(names.items()))

    @property
    def row(self) -> Row:
        """What every list begins with."""
        return (self.name, self.identity, *self.place)


def bring_all(crews: Mapping[str, Cast], people: People) -> None:
    """The lists of every county (code -> who acts there), when all have their persons: one row of each is of somebody
    who is registered in another county."""
    registered = {code: _registered(code) for code in crews}
    for code, crew in crews.items():
        abroad = next((found[0] for other, found in registered.items() if other != code and found), None)
        if len(registered[code]) >= _FEWEST and abroad is not None:
            _bring(crew, registered[code], abroad.identity, people)


def _registered(county_id: str) -> list[Known]:
    """Those of whom the list says something new."""
    found = (elders.find(county_id, elder_id) for elder_id in elders.all_ids(county_id))
    there = (elder for elder in found if elder is not None and elder.state == elders.REGISTERED)
    known = (Known(elder.id, elder.name, elders.identity_of(elder) or "", elder.village_code) for elder in there)
    able = [one for one in known if one.identity]
    told = {
        elder_id for elder_id, code in department_facts.standing(county_id, [one.id for one in able]) if code in _TELLS
    }
    return [one for one in able if one.id not in told]


def _bring(crew: Cast, registered: list[Known], abroad: str, people: People) -> None:
    first, second, *_, last = registered
    new = [(made.name, made.identity, *first.place) for made in (people.elder() for _ in range(3))]
    known = (*first.row, "二级")
    _take(crew, [known, (_otherwise(second.name), *second.row[1:], "一级"), (*new[0], "一级"), (*new[1], "三级")])
    _verify(crew, first, second)
    _leave(crew, last)
    bad = (people.elder().name, "", *first.place, "一级")
    elsewhere = (people.elder().name, abroad, *first.place, "三级")
    _give(crew, [known, (*second.row, "三级"), (*new[2], "四级"), elsewhere, (*last.row, "三级"), bad], 5)


def _otherwise(name: str) -> str:
    """The name with another last character, as lists have it now and then."""
    return name[:-1] + ("芳" if name.endswith("英") else "英")


def _give(crew: Cast, rows: list[Row], days_ago: int) -> str:
    """The county brings a list in and has it checked; gives its id."""
    file = io.StringIO()
    csv.writer(file).writerows([_HEADINGS, *rows])
    given = Given(_SOURCE, (today() - timedelta(days=days_ago)).isoformat())
    person = crew.deciders["county_approver"][0].person
    list_id = lists.bring(person, given, "残疾人名单.csv", file.getvalue().encode("utf-8-sig"))
    loading.check(person, list_id)
    return list_id


def _take(crew: Cast, rows: list[Row]) -> None:
    loading.take(crew.deciders["county_approver"][0].person, _give(crew, rows, 40))


def _verify(crew: Cast, found: Known, moved: Known) -> None:
    """The visitors were at two doors: it is so, and it is not."""
    day = (today() - timedelta(days=20)).isoformat()
    no = Verdict("no", day, "本人没有办过残疾证，名单上可能是同名的人。")
    for one, verdict in ((found, Verdict("yes", day)), (moved, no)):
        visitor = _visitor(crew, one)
        (said,) = department_facts.of_person(visitor.county_id, one.id)
        verifying.decide(visitor, said.category_id, verdict, new_id())


def _leave(crew: Cast, one: Known) -> None:
    """Somebody died, and the township agreed that he leaves the register."""
    visitor, township = _visitor(crew, one), crew.decider(("township_approver",), one.village_code)
    day = (today() - timedelta(days=12)).isoformat()
    request = leaving.ask(visitor, one.id, _asked(visitor.county_id, one.id), Exit("death", day))
    requesting.act(township, request.id, _asked(visitor.county_id, one.id), "agree", "")


def _visitor(crew: Cast, one: Known) -> Person:
    return next(author.person for author in crew.authors if author.place == one.village_code)


def _asked(county_id: str, elder_id: str) -> Asked:
    return Asked(new_id(), acting.seen_of(county_id, elder_id))
