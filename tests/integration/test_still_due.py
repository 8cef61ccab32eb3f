"""我的工作 begins with whom a visitor still has to visit, at the price of one query."""

from xml.etree.ElementTree import Element

import pytest
import time_machine
from flask import Flask

from formserver.services.visiting import rounds, still_due, this_week
from formserver.services.visiting.rounds import Plan
from tests.factories import COUNTY, TOWNSHIP, looking_as, person
from tests.pages import parse, words
from tests.storage_app import queries
from tests.visitors import at_work, give, opened, served, visitor, visits, with_levels

pytestmark = pytest.mark.usefixtures("march")

WORK = f"/{COUNTY}/work"


@pytest.fixture
def elders(site: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Five persons of 三江村 in the opened March, two of them 重点: name -> id."""
    with_levels(monkeypatch)
    with site.app_context():
        at_work()
        levels = {"李桂芳": "key", "王秀英": "key", "张德福": "ordinary", "吴秀英": "ordinary", "周德顺": "ordinary"}
        made = {name: served(name, care_level=level) for name, level in levels.items()}
        opened("2026-03-01")
        return made


def block(site: Flask, user_name: str, url: str = WORK) -> Element | None:
    """The block of the page of somebody's work, if it is there."""
    page = parse(looking_as(site, user_name).get(url).get_data(as_text=True))
    return next((one for one in page.iter("section") if one.get("id") == "still-due"), None)


def test_the_three_most_urgent_lead_and_the_way_to_all_of_them(site: Flask, elders: dict[str, str]) -> None:
    found = block(site, "liuyang")
    assert found is not None
    said = words(found).replace(" ", "")
    assert "本期还要探访5位老人" in said
    assert "其中2位已逾期或本周到期" in said
    assert [words(one).split()[0] for one in found.iter("li")] == ["李桂芳", "王秀英", "吴秀英"]
    assert [words(one) for one in found.iter("a") if one.get("href") == f"/{COUNTY}/visits"] == ["看本期探访名单"]


def test_only_ones_own_persons_count_and_a_round_counts_with_them(site: Flask, elders: dict[str, str]) -> None:
    with site.app_context():
        give(visitor("周敏"), *(elders[name] for name in ("李桂芳", "张德福", "吴秀英")), first="2026-03-01")
        visits(elders["王秀英"], "2026-03-10")
        visits(elders["周德顺"], "2026-03-10")
        rounds.open_one(person("zhaomin"), Plan("寒潮探访", TOWNSHIP, "2026-03-11", "2026-03-13"))
        found = still_due.look(person("liuyang"))
    assert (found.persons, [line.due for line in found.lines]) == (2, ["2026-03-13", "2026-03-13"])


def test_nothing_is_said_where_nothing_is_owed_or_on_another_tab_or_to_who_visits_nobody(
    site: Flask, elders: dict[str, str]
) -> None:
    assert block(site, "liuyang", f"{WORK}?tab=drafts") is None
    assert block(site, "wangfang") is None
    with site.app_context():
        for elder_id in elders.values():
            visits(elder_id, "2026-03-10")
            visits(elder_id, "2026-03-11")
    with site.app_context():
        left = still_due.look(person("liuyang")).persons
    assert left == 2  # of whom the second half of the month is owed, too
    with time_machine.travel("2026-04-02T02:00:00Z"):
        assert block(site, "liuyang") is None


def test_it_costs_one_query_however_many_there_are_and_none_for_who_visits_nobody(
    site: Flask, elders: dict[str, str]
) -> None:
    with site.app_context():
        for number in range(30):
            served(f"王{number:02}")
        one, other = person("liuyang"), person("wangfang")
        with queries() as seen:
            found = still_due.look(one)
        assert len(seen) == 1
        assert (found.persons, found.urgent) == (5, this_week.count_urgent(one))
        with queries() as seen:
            assert still_due.look(other).persons == 0
        assert len(seen) == 0
