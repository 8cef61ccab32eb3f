"""The page on which many records of a form move to another edition."""

import re
from html import unescape

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.ids import new_id
from formserver.store import journal
from tests.acting import fields, form_of
from tests.factories import COUNTY, REGISTRATION, act, approve_fully, furnish, looking_as, person
from tests.integration.test_moving_pages import edition_of, main_of, posted
from tests.later_edition import GUARDIAN, demanding, publish, registered, reworked
from tests.pages import CheckingClient, parse

MANY = f"/{COUNTY}/forms/{REGISTRATION}/records"


@pytest.fixture(autouse=True)
def county(site: Flask) -> None:
    """A county at work."""
    with site.app_context():
        furnish()


@pytest.fixture
def admin(site: Flask) -> CheckingClient:
    """A browser in which the form administrator has signed in; moving many takes many statements."""
    client = looking_as(site, "gaofei")
    client.most_queries = 200
    return client


@pytest.fixture
def three(site: Flask) -> list[str]:
    """Three registrations: on its way, approved, and with remarks that are too long for the newer edition."""
    with site.app_context():
        made = [
            registered(remarks="好"),
            registered("王秀英", 2, remarks="好"),
            registered("陈秀兰", 3, remarks="住在村小学旁边"),
        ]
        approve_fully(made[1])
        publish(demanding)
        return made


def test_the_page_counts_and_names_no_answers(site: Flask, admin: CheckingClient, three: list[str]) -> None:
    page = main_of(admin, MANY)
    assert "能换的2条都换" in page
    for said in ("换用2.0版", "3条", "有回答不再询问 2条，需要更正 1条", "段店镇三江村", "备注", "监护人的联系方式"):
        assert said in page
    for answer in ("李桂芳", "陈秀兰", "住在村小学旁边", GUARDIAN):
        assert answer not in page


def test_ticked_records_move_and_the_others_stay(site: Flask, admin: CheckingClient, three: list[str]) -> None:
    status, where = posted(admin, MANY, "ticked", record=three[1])
    assert status == 303
    assert [edition_of(site, one) for one in three] == [(1, 0), (2, 0), (1, 0)]
    page = main_of(admin, where)
    for said in ("1条已换用新版本", "刚才换用新版本的1条", "可以换的记录2条"):
        assert said in page
    assert posted(admin, where, f"revert:{three[1]}")[0] == 303
    assert edition_of(site, three[1]) == (1, 0)
    page = main_of(admin, where)
    assert "已恢复原来的版本" in page
    assert "已恢复或已另外办理" in page


def test_all_that_fit_move_and_a_second_time_nothing_more(site: Flask, admin: CheckingClient, three: list[str]) -> None:
    drawn = admin.get(MANY).get_data(as_text=True)
    where = posted(admin, MANY, "all")[1]
    assert [edition_of(site, one) for one in three] == [(2, 0), (2, 0), (1, 0)]
    page = main_of(admin, where)
    assert "2条已换用新版本" in page
    assert "没有换的1条（" in page
    assert "换到2.0版以后有1处需要更正" in page
    assert "这里列出的都要先更正" in page
    assert "换用勾选的" not in page
    admin.send(MANY, form_of(drawn, "all"))
    with site.app_context():
        assert [len(journal.asides(COUNTY, one, *journal.MOVES)) for one in three] == [1, 1, 0]


def test_one_press_moves_so_many_and_the_next_page_goes_on(
    site: Flask, admin: CheckingClient, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formserver.services.moving_many.STEP", 1)
    where = posted(admin, MANY, "all")[1]
    assert "可以换的记录2条" in main_of(admin, where)
    where = posted(admin, where, "all")[1]
    page = admin.get(where).get_data(as_text=True)
    assert "这里列出的都要先更正" in page
    [where] = re.findall(r'href="([^"]+)"[^>]*>先不换，看后面的', page)
    assert [edition_of(site, one) for one in three] == [(2, 0), (2, 0), (1, 0)]
    page = main_of(admin, unescape(where))
    assert "后面没有可以换的记录了" in page
    assert "前面还有1条没有换" in page


def test_the_list_is_narrowed_by_edition_and_stage(site: Flask, admin: CheckingClient, three: list[str]) -> None:
    assert "可以换的记录1条" in main_of(admin, f"{MANY}?stage=approved")
    assert "可以换的记录2条" in main_of(admin, f"{MANY}?stage=on_its_way")
    assert "没有可以换的记录" in main_of(admin, f"{MANY}?edition={new_id()}")
    assert "可以换的记录3条" in main_of(admin, f"{MANY}?edition=x&stage=x&after=&run=x")


def test_records_that_stay_are_counted(site: Flask, admin: CheckingClient, three: list[str]) -> None:
    with site.app_context():
        act(person("zhaomin"), three[0], "send_back", "请写清楚")
    assert "1条，等填报人修改或已终止" in main_of(admin, MANY)
    posted(admin, MANY, "ticked", record=three[0])
    assert "正等填报人修改" in main_of(admin, MANY)
    assert edition_of(site, three[0]) == (1, 0)


def test_pages_without_anything_to_move_lead_on(site: Flask, admin: CheckingClient) -> None:
    with site.app_context():
        registered()
    assert "本县（区）的记录都在现行的1.0版" in main_of(admin, MANY)
    with site.app_context():
        db.session.execute(db.text("UPDATE form_editions SET state = 'retired'"))
        db.session.commit()
    assert "这张表没有现行的版本" in main_of(admin, MANY)


def test_nothing_ticked_and_another_edition_meanwhile(site: Flask, admin: CheckingClient, three: list[str]) -> None:
    assert posted(admin, MANY, "ticked", record="")[0] == 303
    assert "没有勾选记录" in main_of(admin, MANY)
    page = parse(admin.get(MANY).get_data(as_text=True))
    form = next(one for one in page.iter("form") if any(b.get("value") == "all" for b in one.iter("button")))
    with site.app_context():
        publish(reworked)
    assert admin.send(MANY, fields(form) | {"_action": "all"}).status_code == 303
    assert "刚刚发布了别的版本" in main_of(admin, MANY)
    assert admin.send(MANY, {"run": new_id(), "_action": "x"}).status_code == 400


def test_the_page_of_the_form_leads_there_once_there_is_another_edition(site: Flask, admin: CheckingClient) -> None:
    form = MANY.removesuffix("/records")
    assert MANY not in admin.get(form).get_data(as_text=True)
    with site.app_context():
        publish(reworked)
    assert MANY in admin.get(form).get_data(as_text=True)
    assert MANY not in looking_as(site, "wangfang").get(form).get_data(as_text=True)


def test_only_a_form_administrator_of_the_county_moves_many(site: Flask, three: list[str]) -> None:
    assert looking_as(site, "wangfang").get(MANY).status_code == 403
    assert looking_as(site, "gaofei").get(f"/{COUNTY}/forms/registration/nowhere/records").status_code == 404
