"""The lists of the register as pages: narrowed, kept under a name, counted."""

from datetime import date

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.models import Elder
from formserver.services import kept_lists
from formserver.services.choosing_persons import ChosenPersons
from formserver.store import elder_seeking, elders
from tests.factories import (
    COUNTY,
    NEXT_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    Village,
    identity_number,
    looking_as,
    person,
    settle,
)
from tests.factories import register as registered
from tests.pages import CheckingClient, parse, words

LIST = f"/{COUNTY}/elders"


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, a key person, and 吴秀英 of the next village, who is not willing and was never visited."""
    made = settle(site)
    with site.app_context():
        registered(person("chenjie"), "吴秀英", identity_number(2))
        for elder in db.session.query(Elder):
            if elder.name == "吴秀英":
                elders.change(elder, {"consent": "unwilling", "grid": "二网格"})
            else:
                elders.change(elder, {"care_level": "key", "last_visit_on": date.today().isoformat()})
        db.session.commit()
    return made


def names(client: CheckingClient, query: str = "") -> list[str]:
    page = parse(client.get(f"{LIST}?{query}").get_data(as_text=True))
    return [words(node) for node in page.iter("th") if node.get("scope") == "row"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("level=key", ["李桂芳"]),
        ("consent=unwilling", ["吴秀英"]),
        ("consent=willing", []),
        ("grid=%E4%BA%8C%E7%BD%91%E6%A0%BC", ["吴秀英"]),
        ("visit=30", ["吴秀英"]),
        ("review=now", ["李桂芳"]),
        ("name=wx", ["吴秀英"]),
        ("name=wu", ["吴秀英"]),
        ("name=%E6%9D%8E", ["李桂芳"]),
        ("level=nonsense&visit=7", ["李桂芳", "吴秀英"]),
    ],
)
def test_persons_are_found_by_what_their_file_says(site: Flask, village: Village, query: str, found: list[str]) -> None:
    assert names(looking_as(site, "wangfang"), query) == found


def test_who_has_left_is_listed_only_when_asked_for(site: Flask, village: Village) -> None:
    with site.app_context():
        elder = db.session.query(Elder).filter_by(name="吴秀英").one()
        elders.change(elder, {"state": elders.LEFT})
        db.session.commit()
    client = looking_as(site, "wangfang")
    assert names(client) == ["李桂芳"]
    assert names(client, "state=left") == ["吴秀英"]


def test_a_list_is_kept_looked_at_again_and_dropped(site: Flask, village: Village) -> None:
    client = looking_as(site, "wangfang")
    kept = client.send(f"{LIST}/kept", data={"title": " 重点  对象 ", "level": "key", "place": VILLAGE})
    assert kept.status_code == 303
    page = client.get(kept.headers["Location"]).get_data(as_text=True)
    [link] = [node for node in parse(page).iter("a") if words(node) == "重点 对象"]
    assert link.get("aria-current") == "page"
    assert names(client, str(link.get("href")).partition("?")[2]) == ["李桂芳"]
    # another person has lists of his own
    assert "重点 对象" not in looking_as(site, "zhaomin").get(LIST).get_data(as_text=True)
    [drop] = [form for form in parse(page).iter("form") if str(form.get("action")).endswith("/drop")]
    assert looking_as(site, "zhaomin").send(str(drop.get("action"))).status_code == 303
    assert "重点 对象" in client.get(LIST).get_data(as_text=True)
    assert client.send(str(drop.get("action"))).status_code == 303
    assert "重点 对象" not in client.get(LIST).get_data(as_text=True)


def test_a_kept_list_of_what_the_programme_has_no_more_says_so(site: Flask, village: Village) -> None:
    client = looking_as(site, "wangfang")
    kept = client.send(f"{LIST}/kept", data={"title": "从前的", "category": "once_a_category", "class": "c"})
    page = client.get(kept.headers["Location"]).get_data(as_text=True)
    assert "本地现在的方案里没有“once_a_category、C类”" in page
    chosen = [str(node.get("value")) for node in parse(page).iter("option") if node.get("selected") is not None]
    assert [code for code in chosen if code] == ["once_a_category", "c"]
    assert "本地现在的方案里没有" not in client.get(f"{LIST}?level=key").get_data(as_text=True)


def test_where_nobody_of_those_looked_at_is_listed_one_goes_on_behind_them(
    site: Flask, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.app_context():
        [first] = db.session.query(Elder).filter(Elder.name == "李桂芳")
        elders.change(first, {"state": elders.LEFT, "care_level": "ordinary"})
        elders.change(db.session.query(Elder).filter(Elder.name == "吴秀英").one(), {"care_level": "ordinary"})
        db.session.commit()
    monkeypatch.setattr(elder_seeking, "COUNTED", 1)
    client = looking_as(site, "wangfang")
    assert go_on(client, f"{LIST}?level=ordinary") == ["接前一页。", "吴秀英"]


def go_on(client: CheckingClient, address: str) -> list[str]:
    page = client.get(address).text
    assert "前面的人里没有找到" in page
    [further] = [node for node in parse(page).iter("a") if words(node) == "继续往后查"]
    found = parse(client.get(str(further.get("href"))).text)
    rows = (node for node in found.iter("th") if node.get("scope") == "row")
    return [words(node) for node in (*found.iter("caption"), *rows)]


def test_whom_one_visits_is_looked_for_further_on(
    site: Flask, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.app_context():
        registered(person("liuyang"), "赵明", identity_number(3))
        elders.change(db.session.query(Elder).filter(Elder.name == "李桂芳").one(), {"state": elders.LEFT})
        db.session.commit()
    monkeypatch.setattr(elder_seeking, "COUNTED", 1)
    client = looking_as(site, "liuyang")
    page = client.get(f"/{COUNTY}/fill").text
    assert ("前面的人里没有找到" in page, "赵明" in page) == (True, False)
    [further] = [node for node in parse(page).iter("a") if words(node) == "继续往后查"]
    assert "赵明" in client.get(str(further.get("href"))).text


def test_a_list_of_the_same_name_is_replaced(site: Flask, village: Village) -> None:
    with site.app_context():
        for level in ("key", "ordinary"):
            kept_lists.keep(person("wangfang"), "我的", ChosenPersons.read({"level": level}))
        assert [one.given for one in kept_lists.of(person("wangfang"))] == [{"level": "ordinary"}]


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"title": "  ", "level": "key"}, "请给这个名单起个名字"),
        ({"title": "长" * 41, "level": "key"}, "请给这个名单起个名字"),
        ({"title": "全部"}, "请先选好条件查询"),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    site: Flask, village: Village, posted: dict[str, str], said: str
) -> None:
    answer = looking_as(site, "wangfang").send(f"{LIST}/kept", data=posted)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert said in page
    if "level" in posted:
        assert [node.get("value") for node in parse(page).iter("input") if node.get("name") == "title"] == [
            posted["title"]
        ]


def test_more_lists_than_one_looks_through_are_refused(site: Flask, village: Village) -> None:
    with site.app_context():
        for number in range(20):
            kept_lists.keep(person("wangfang"), f"名单{number}", ChosenPersons.read({"level": "key"}))
        with pytest.raises(kept_lists.TooMany):
            kept_lists.keep(person("wangfang"), "又一个", ChosenPersons.read({"level": "key"}))
        kept_lists.keep(person("wangfang"), "名单7", ChosenPersons.read({"level": "ordinary"}))


def rows(client: CheckingClient, query: str = "") -> dict[str, dict[str, str]]:
    page = parse(client.get(f"{LIST}/numbers?{query}").get_data(as_text=True))
    head, *lines = list(page.iter("tr"))
    titles = [words(node) for node in head if node.tag == "th"]
    cells = [[words(node) for node in line if node.tag in ("th", "td")] for line in lines]
    return {line[0]: dict(zip(titles[1:], line[1:], strict=True)) for line in cells}


def test_numbers_lead_to_their_lists(site: Flask, village: Village) -> None:
    client = looking_as(site, "wangfang")
    told = rows(client)
    assert list(told) == ["段店镇", "合计"]
    assert {name: told["合计"][name] for name in ("人数", "重点对象", "不愿接受探访")} == {
        "人数": "2",
        "重点对象": "1",
        "不愿接受探访": "1",
    }
    assert list(rows(client, f"place={TOWNSHIP}")) == ["三江村", "四房村", "合计"]
    page = parse(client.get(f"{LIST}/numbers?place={TOWNSHIP}").get_data(as_text=True))
    [link] = [
        node for node in page.iter("a") if f"place={NEXT_VILLAGE}" in (at := str(node.get("href"))) and "cons" in at
    ]
    assert names(client, str(link.get("href")).partition("?")[2]) == ["吴秀英"]


def test_a_visitor_has_the_numbers_of_his_village(site: Flask, village: Village) -> None:
    assert list(rows(looking_as(site, "liuyang"))) == ["三江村", "合计"]


def test_without_persons_the_numbers_name_a_next_step(site: Flask, village: Village) -> None:
    page = parse(looking_as(site, "xulei").get(f"{LIST}/numbers").get_data(as_text=True))
    empty = next(node for node in page.iter("div") if node.get("class") == "empty")
    assert [link.get("href") for link in empty.iter("a")] == [LIST]
