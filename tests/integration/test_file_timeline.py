"""The timeline of a person: what was done in one order, by kinds and by pages; only what the reader may see."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from formserver.clock import now
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import PrefilledPaper
from formserver.services import file_acts, file_rights, file_timeline
from formserver.services.file_timeline import ASIDES, SHEET, Timeline
from formserver.store import elder_timeline, forms, journal, prefilled
from formserver.store.elder_timeline import KINDS, Happened
from formserver.store.journal import Aside
from tests.comings import LEAD, asks_move, at_work, decide, file_of, first_file, merge, second_file
from tests.factories import COUNTY, VISIT, Village, act, approve_fully, hand_in, looking_as, person, settle, visit_pairs
from tests.pages import parse, words
from tests.storage_app import queries


@pytest.fixture
def elder_id(storage: Flask) -> str:
    """李桂芳, registered, visited twice: once approved, once sent back and handed in again."""
    at_work()
    made = first_file()
    for day in ("2025-02-10", "2025-03-10"):
        visit = hand_in(person("liuyang"), VISIT, visit_pairs(visited_on=day), elder_id=made)
        if day < "2025-03":
            approve_fully(visit)
        else:
            act(person("zhaomin"), visit, "send_back", "请补填")
    return made


def seen(elder_id: str, kind: str = "", by: str = LEAD, after: str = "") -> Timeline:
    reader, elder = person(by), file_of(elder_id)
    return file_timeline.timeline(
        reader, elder, file_rights.changeable_now(reader, elder), forms.active_ids(), kind, after
    )


def titles(elder_id: str, kind: str, by: str = LEAD) -> list[str]:
    return [line.title for line in seen(elder_id, kind, by).lines]


def test_everything_stands_in_one_order_the_newest_first(elder_id: str) -> None:
    lines = seen(elder_id).lines
    assert all(one.at >= other.at for one, other in pairwise(lines))
    assert [line.title for line in lines][:2] == ["退回", "提交"]
    assert {line.title for line in lines[2:4]} == {"通过", "档案按通过的探访更新"}
    assert [(line.tone, line.note) for line in lines[:1]] == [("bad", "请补填")]
    assert {line.title for line in lines[-2:]} == {"提交", "建立档案"}


def test_each_kind_is_shown_alone(elder_id: str) -> None:
    assert titles(elder_id, "papers") == ["提交"] * 3
    assert titles(elder_id, "approvals")[0] == "退回"
    assert set(titles(elder_id, "approvals")) == {"退回", "通过"}
    assert titles(elder_id, "acts") == ["档案按通过的探访更新", "档案按通过的登记表更新", "建立档案"]
    assert titles(elder_id, "prints") == []
    assert titles(elder_id, "nonsense") == [line.title for line in seen(elder_id).lines]
    apart = sum(len(seen(elder_id, kind).lines) for kind in KINDS)
    assert len(seen(elder_id).lines) == apart


def test_where_a_record_stands_is_said_once(elder_id: str) -> None:
    assert [line.states for line in seen(elder_id, "papers").lines] == [True, True, True]
    assert not any(line.states for line in seen(elder_id, "approvals").lines)


def test_prints_are_shown_to_who_watches(elder_id: str) -> None:
    visit = next(line.paper.record for line in seen(elder_id, "papers").lines if line.paper)
    told: dict[str, Any] = {
        "role": "visitor",
        "place_code": visit.village_code,
        "revision_number": 1,
        "facts": {"code": "-"},
    }
    who: dict[str, Any] = {"user_id": person("liuyang").user_id, "user_name": "刘洋", "at": now()}
    journal.append_aside(Aside(county_id=COUNTY, record_id=visit.id, action=journal.PRINT, **told, **who))
    sheet = PrefilledPaper(
        code="A" * 16,
        county_id=COUNTY,
        elder_id=elder_id,
        form_code=VISIT,
        part="main",
        by_user_id=person("liuyang").user_id,
        at=now(),
    )
    prefilled.insert(sheet)
    assert titles(elder_id, "prints") == [SHEET, ASIDES["print"]]
    assert [line.who for line in seen(elder_id, "prints").lines] == ["刘洋", "刘洋"]
    assert ("prints" in seen(elder_id, by="liuyang").filters, SHEET in titles(elder_id, "", "liuyang")) == (
        False,
        False,
    )


def test_of_records_one_sees_here_no_more_than_elsewhere(elder_id: str) -> None:
    decide("chenjie", asks_move(elder_id))
    assert {line.title for line in seen(elder_id, by="chenjie").lines if line.paper} == set()
    assert titles(elder_id, "acts", "chenjie")[:2] == ["迁移", "申请迁移"]
    assert titles(elder_id, "papers", "zhaomin") == ["提交"] * 3


def test_records_that_came_over_say_so(elder_id: str) -> None:
    other = second_file()
    merge(elder_id, other)
    assert "随合并转到另一份档案" in titles(elder_id, "papers")
    assert titles(elder_id, "acts")[0] == "并入另一份档案"


@pytest.mark.parametrize("kinds", [KINDS, ("acts",), ("papers", "approvals"), ("prints",)])
def test_pages_hold_everything_once_also_what_happened_in_one_instant(elder_id: str, kinds: tuple[str, ...]) -> None:
    elder, moment = file_of(elder_id), now()
    for number in range(9):
        file_acts.take(person(LEAD), elder, "spoil", {"grid": str(number)}, act_id=new_id())
        prefilled.insert(
            PrefilledPaper(
                code=f"{number:016}",
                county_id=COUNTY,
                elder_id=elder_id,
                form_code=VISIT,
                part="main",
                by_user_id=person("liuyang").user_id,
                at=moment + timedelta(minutes=number // 4),
            )
        )
    scope = person(LEAD).scope
    whole = elder_timeline.page_of(scope, COUNTY, elder_id, kinds, limit=500)
    assert whole.next is None
    for limit in (1, 2, 7):
        after: str | None = ""
        found: list[Happened] = []
        while after is not None:
            page = elder_timeline.page_of(scope, COUNTY, elder_id, kinds, after=after, limit=limit)
            found += page.rows
            after = page.next
        assert [one.place for one in found] == [one.place for one in whole.rows]


@pytest.mark.parametrize("place", ["", "3", "3.x", "2.a", "2.a.b.c", "9.9", "x"])
def test_an_address_that_leads_nowhere_is_no_failure(elder_id: str, place: str) -> None:
    for after in (place, f"2030-01-01T00:00:00.000000Z~{place}"):
        assert len(seen(elder_id, after=after).lines) > 5


def test_the_number_of_queries_is_fixed(elder_id: str) -> None:
    seen(elder_id)
    reader, elder = person(LEAD), file_of(elder_id)
    with queries() as few:
        file_timeline.timeline(reader, elder, frozenset(), frozenset())
    for day in ("2025-04-10", "2025-05-10", "2025-06-10"):
        approve_fully(hand_in(person("liuyang"), VISIT, visit_pairs(visited_on=day), elder_id=elder_id))
    elder = file_of(elder_id)
    with queries() as many:
        file_timeline.timeline(reader, elder, frozenset(), frozenset())
    assert len(few) == len(many) <= 6


def test_the_page_is_turned_and_filtered_by_links(site: Flask) -> None:
    village: Village = settle(site)
    url = f"/{COUNTY}/elders/{village.elder_id}"
    with site.app_context():
        elder = file_of(village.elder_id)
        for number in range(25):
            file_acts.take(person(LEAD), elder, "contacts", {"grid": str(number)}, act_id=new_id())
        db.session.commit()
    client = looking_as(site, LEAD)
    page = parse(client.get(url).text)
    links = [node.get("href") or "" for node in page.iter("a")]
    assert f"{url}?kind=papers#history" in links
    later = next(link for link in links if "after=" in link)
    second = client.get(later).text
    assert ("回到最新的" in second, "建立档案" in second) == (True, True)
    papers = parse(client.get(f"{url}?kind=papers").text)
    [shown] = [node for node in papers.iter("ol") if node.get("class") == "timeline"]
    assert "建立档案" not in words(shown)
    assert f"/{COUNTY}/records/{village.visit_id}" in [node.get("href") for node in shown.iter("a")]
