"""可能重复, as pages: listed, compared side by side, merged, told apart, undone; nothing typed is lost."""

import pytest
from flask import Flask

from tests.comings import CHECKED, file_of, merge, registered
from tests.factories import COUNTY, Village, identity_number, looking_as, person, settle
from tests.integration.test_comings_pages import address, form_at, hidden, post
from tests.pages import CheckingClient, parse, words

LIST = f"/{COUNTY}/elders/duplicates"


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳 of 三江村, and the staff."""
    made = settle(site)
    with site.app_context():
        for name in ("liuyang", "heping", "zhaomin"):
            person(name)
    return made


@pytest.fixture
def other(site: Flask, village: Village) -> str:
    """Once more 李桂芳, under another number and phone."""
    with site.app_context():
        return registered("李桂芳", identity_number(3), phone="10000000003")


def merging(kept: str, other: str, page: str = "merge") -> str:
    return f"{address(kept, page)}/{other}"


def text(client: CheckingClient, url: str) -> str:
    return client.get(url).get_data(as_text=True)


def test_two_files_are_listed_compared_merged_and_two_again(site: Flask, village: Village, other: str) -> None:
    lead, kept = looking_as(site, "heping"), village.elder_id
    lead.most_queries = 60  # a merge writes a line into the journal of each record
    listed = text(lead, LIST)
    assert f'href="{merging(kept, other)}"' in listed
    assert LIST in text(lead, f"/{COUNTY}/elders")
    page = text(lead, merging(kept, other))
    legends = {words(node) for node in parse(page).iter("legend")}
    assert {"身份证号不一样，留哪一个", "电话不一样，留哪一个"} <= legends
    assert identity_number(3) not in page
    refused = post(lead, merging(kept, other), {"phone": "other", "note": ""})
    assert refused.status_code == 422
    assert all(why in refused.get_data(as_text=True) for why in ("请写明原因", "请核对身份证后勾选"))
    assert 'name="phone" value="other" checked' in refused.get_data(as_text=True)
    assert post(lead, merging(kept, other), {"phone": "other", "note": "入户核实", **CHECKED}).status_code == 303
    led = lead.get(address(other))
    assert (led.status_code, led.location) == (303, address(kept))
    assert "已并入别的档案" in text(lead, f"/{COUNTY}/elders?state=left")
    own = text(lead, address(kept))
    assert merging(kept, other, "unmerge") in own
    assert f'href="{merging(kept, other)}"' not in text(lead, LIST)
    undo = merging(kept, other, "unmerge")
    assert post(lead, undo, {"note": ""}).status_code == 422
    assert post(lead, undo, {"note": "原来是姐妹"}).status_code == 303
    assert lead.get(undo).status_code == 303
    with site.app_context():
        assert file_of(other).state == "registered"


def test_two_identity_numbers_are_merged_only_by_who_looked_at_them(site: Flask, village: Village, other: str) -> None:
    lead, url = looking_as(site, "heping"), merging(village.elder_id, other)
    assert "两份档案的身份证号不一样" in text(lead, url)
    refused = post(lead, url, {"phone": "other", "note": "入户核实"})
    page = refused.get_data(as_text=True)
    assert (refused.status_code, "请核对身份证后勾选" in page, "入户核实" in page) == (422, True, True)
    assert 'name="phone" value="other" checked' in page
    with site.app_context():
        assert file_of(other).state == "registered"


def test_told_apart_they_are_not_listed_again(site: Flask, village: Village, other: str) -> None:
    lead, url = looking_as(site, "heping"), merging(village.elder_id, other, "apart")
    assert form_at(text(lead, address(village.elder_id, "same")), url) is not None
    posted = hidden(text(lead, LIST), url)
    posted.pop("_csrf")
    assert lead.send(url, posted).status_code == 303
    assert "没有发现可能重复的档案" in text(lead, LIST)
    assert "可能是同一人的档案" in text(lead, address(village.elder_id, "same"))


def test_a_page_from_before_is_told_and_keeps_what_was_typed(site: Flask, village: Village, other: str) -> None:
    lead, url = looking_as(site, "heping"), merging(village.elder_id, other)
    posted = hidden(text(lead, url), url)
    posted.pop("_csrf")
    exit_of = address(other, "exit")
    assert post(looking_as(site, "liuyang"), exit_of, {"reason": "death", "day": "2025-03-01"}).status_code == 303
    refused = lead.send(url, {**posted, "note": "入户核实"})
    page = refused.get_data(as_text=True)
    assert (refused.status_code, "档案已有变化" in page, "入户核实" in page) == (409, True, True)


def test_the_file_that_is_registered_stays(site: Flask, village: Village, other: str) -> None:
    with site.app_context():
        from_waiting = registered("李桂芳", identity_number(5))
    lead = looking_as(site, "heping")
    exit_of = address(from_waiting, "exit")
    request = str(post(lead, exit_of, {"reason": "death", "day": "2025-03-01"}).location)
    assert post(looking_as(site, "zhaomin"), request, {"_action": "agree"}).status_code == 303
    page = text(lead, merging(from_waiting, village.elder_id))
    assert "现在不能合并" in page
    assert f'href="{merging(village.elder_id, from_waiting)}"' in page


def test_visitors_merge_nothing(site: Flask, village: Village, other: str) -> None:
    visitor = looking_as(site, "liuyang")
    assert visitor.get(LIST).status_code == 403
    assert LIST not in text(visitor, f"/{COUNTY}/elders")
    assert "可能是同一人的档案" not in text(visitor, address(village.elder_id))


def test_the_queries_do_not_grow_with_the_pairs(site: Flask, village: Village, other: str) -> None:
    with site.app_context():
        for serial in range(5, 13, 2):
            registered("周秀英", identity_number(serial))
    client = looking_as(site, "zhaomin")
    client.get("/about")
    client.most_queries = 9
    assert text(client, LIST).count("不是同一人") > 5


def test_a_merged_file_whose_other_one_is_out_of_sight_says_where_that_is(site: Flask, village: Village) -> None:
    with site.app_context():
        person("chenjie")
        far = registered("李桂芳", identity_number(3), by="chenjie")
        merge(far, village.elder_id, by="zhaomin")
    page = text(looking_as(site, "heping"), address(village.elder_id))
    assert ("已并入别的档案" in page, "四房村的一份档案" in page) == (True, True)
