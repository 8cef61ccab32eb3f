"""What somebody who leaves has to settle goes to somebody else."""

from datetime import timedelta

import pytest
from flask import Flask

from formserver.clock import today
from formserver.errors import NotFound
from formserver.models import FollowUp
from formserver.services import integrity
from formserver.services.acting import Incomplete
from formserver.services.follow_ups import handing_over
from formserver.services.visiting import assigning_view
from formserver.services.visiting.assigning_view import Narrowed
from tests.factories import COUNTY, NEXT_VILLAGE, VILLAGE, looking_as, person
from tests.follow_ups import actions, at_work, chain, do, endangered, item, items, opened, text_of, visited
from tests.visitors import loses_role, visitor


@pytest.fixture
def elder_id(storage: Flask) -> str:
    return at_work()


def danger(elder_id: str) -> FollowUp:
    """Dangerous appliances, found by 刘洋."""
    visited(elder_id, appliance_safety="dangerous")
    return item(elder_id)


def id_of(name: str) -> str:
    return person(name).user_id


def test_all_that_somebody_has_to_settle_goes_over_each_with_an_act(elder_id: str) -> None:
    opened(elder_id)
    visited(elder_id, appliance_safety="dangerous")
    assert {one.owner_id for one in items(elder_id)} == {id_of("liuyang")}
    assert handing_over.hand_over(person("heping"), VILLAGE, id_of("liuyang"), id_of("heping")) == 2
    assert {one.owner_id for one in items(elder_id)} == {id_of("heping")}
    assert [actions(one)[-1] for one in items(elder_id)] == ["assign", "assign"]
    assert chain(items(elder_id)[0])[-1].user_id == id_of("heping")
    assert handing_over.hand_over(person("heping"), VILLAGE, id_of("liuyang"), id_of("heping")) == 0
    assert list(integrity.verify()) == []


def test_what_is_closed_or_the_townships_stays(elder_id: str) -> None:
    found = danger(elder_id)
    do("liuyang", found, "raise", note="要请电工")
    assert handing_over.hand_over(person("heping"), VILLAGE, id_of("liuyang"), id_of("heping")) == 0
    assert actions(item(elder_id))[-1] == "raise"


@pytest.mark.parametrize("to", ["liuyang", "chenjie", "linqing", ""])
def test_it_goes_only_to_somebody_else_who_works_there(elder_id: str, to: str) -> None:
    danger(elder_id)
    with pytest.raises(Incomplete) as refused:
        handing_over.hand_over(person("heping"), VILLAGE, id_of("liuyang"), id_of(to) if to else "")
    assert refused.value.problems == {"owner": "请选择由谁跟进"}
    assert item(elder_id).owner_id == id_of("liuyang")


@pytest.mark.parametrize(("by", "village"), [("liuyang", VILLAGE), ("xulei", VILLAGE), ("heping", NEXT_VILLAGE)])
def test_only_who_divides_the_work_of_the_village_hands_over(elder_id: str, by: str, village: str) -> None:
    danger(elder_id)
    with pytest.raises(NotFound):
        handing_over.hand_over(person(by), village, id_of("liuyang"), id_of("heping"))


def test_who_left_with_something_to_settle_is_named(elder_id: str) -> None:
    gone = visitor("周敏")
    found = danger(elder_id)
    do("heping", found, "assign", owner=gone)
    assert assigning_view.division(person("heping"), VILLAGE, Narrowed()).idle == []
    loses_role(gone, today() - timedelta(days=1))
    seen = assigning_view.division(person("heping"), VILLAGE, Narrowed())
    assert (seen.idle, seen.owned, seen.names[gone]) == ([gone], {gone: 1}, "周敏")


def test_the_page_of_who_left_leads_on(site: Flask) -> None:
    elder_id = endangered(site)
    with site.app_context():
        liuyang, heping, title = id_of("liuyang"), id_of("heping"), item(elder_id).title
        loses_role(liuyang, today() - timedelta(days=1))
    client = looking_as(site, "heping")
    page = text_of(client, f"/{COUNTY}/assigning?place={VILLAGE}")
    assert "刘洋已不在这里工作，还有1件跟进事项由他负责" in page
    page = text_of(client, f"/{COUNTY}/assigning/hand-over?place={VILLAGE}&from={liuyang}")
    assert title in page
    url, what = f"/{COUNTY}/assigning/hand-over/follow-ups", {"place": VILLAGE, "from": liuyang}
    refused = client.send(url, what | {"owner": ""})
    assert (refused.status_code, "请选择由谁跟进" in refused.get_data(as_text=True)) == (422, True)
    assert client.send(url, what | {"owner": heping}).status_code == 303
    assert "已移交1件跟进事项" in text_of(client, f"/{COUNTY}/assigning?place={VILLAGE}")
    assert "没有要移交的老人" in text_of(client, f"/{COUNTY}/assigning/hand-over?place={VILLAGE}&from={liuyang}")
