"""The pages of print jobs: choosing a list, following a job, and what each page offers next."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from formserver.clock import now
from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models import Job
from formserver.services import bundles, bundling, volumes
from formserver.store import jobs as rows
from tests.acting import fields
from tests.factories import (
    COUNTY,
    OTHER_COUNTY_VILLAGE,
    VILLAGE,
    VISIT_WITH_CARE,
    Village,
    hand_in,
    identity_number,
    looking_as,
    person,
    register,
    settle,
)
from tests.pages import CheckingClient, parse, words
from tests.paper.reading import Sheet
from tests.printing_office import never

LIST, NEW = f"/{COUNTY}/jobs", f"/{COUNTY}/jobs/new"


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


@pytest.fixture
def client(site: Flask, village: Village) -> CheckingClient:
    """赵敏 of the township."""
    return looking_as(site, "zhaomin")


def text_of(page: TestResponse) -> str:
    return words(next(parse(page.get_data(as_text=True)).iter("main")))


def form_to(page: TestResponse, action: str) -> dict[str, str]:
    forms = parse(page.get_data(as_text=True)).iter("form")
    return next(fields(form) for form in forms if form.get("method") == "post" and form.get("action") == action)


def begin(client: CheckingClient, query: str = "", **more: str) -> str:
    """Press 开始打印 on the page of a choice; gives the address of the job."""
    posted = form_to(client.get(f"{NEW}?{query}"), LIST)
    posted = {name: value for name, value in posted.items() if name not in bundles.TICKS} | more
    answer = client.send(LIST, posted)
    assert answer.status_code == 303
    return answer.headers["Location"]


def job_at(address: str) -> Job:
    found = rows.find(COUNTY, address.rsplit("/", 1)[1])
    assert found is not None
    return found


def do(site: Flask, address: str) -> None:
    """Have a worker do the job."""
    with site.app_context():
        bundling.run(COUNTY, address.rsplit("/", 1)[1], never, site="", days_kept=7)


def set_to(site: Flask, address: str, **columns: object) -> None:
    with site.app_context():
        job = job_at(address)
        for name, value in columns.items():
            setattr(job, name, value)
        db.session.commit()


def press(client: CheckingClient, address: str, action: str) -> TestResponse:
    return client.send(address, {"_action": action}, follow_redirects=True)


# choosing -------------------------------------------------------------------------------------------------------------
def test_a_list_of_records_leads_to_its_printing_with_its_own_choices(client: CheckingClient) -> None:
    page = client.get(f"/{COUNTY}/records?place={VILLAGE}&state=approved").get_data(as_text=True)
    [address] = [link.get("href") or "" for link in parse(page).iter("a") if words(link) == "打印本列表"]
    assert address == f"{NEW}?state=approved&place={VILLAGE}"
    said = text_of(client.get(address))
    assert "段店镇三江村 已通过" in said
    assert "1份记录" in said


def test_a_tab_of_my_work_leads_to_its_printing(client: CheckingClient) -> None:
    page = parse(client.get(f"/{COUNTY}/work").get_data(as_text=True))
    [address] = [link.get("href") or "" for link in page.iter("a") if words(link) == "打印本列表"]
    assert "待办" in text_of(client.get(address))
    assert form_to(client.get(address), LIST)["list"] == "todo"


def test_an_empty_list_offers_no_printing(site: Flask, village: Village) -> None:
    assert "打印本列表" not in looking_as(site, "xulei").get(f"/{COUNTY}/records").get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("month=2019-01", "没有符合条件的记录，没有可以打印的。"),
        (f"place={OTHER_COUNTY_VILLAGE}", "没有符合条件的记录，没有可以打印的。"),
        ("month=2025-13", "没有看懂“2025-13”，请重新选择月份或所在地。"),
    ],
)
def test_what_cannot_be_printed_is_said_and_offers_no_button(client: CheckingClient, query: str, said: str) -> None:
    page = client.get(f"{NEW}?{query}")
    assert said in text_of(page)
    assert "开始打印" not in text_of(page)
    name, _, value = query.partition("=")
    posted = client.send(LIST, {"_job": new_id(), name: value})
    assert (posted.status_code, said in text_of(posted)) == (422, True)


def test_too_many_sheets_lead_to_smaller_lists(
    site: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.app_context():
        register(person("chenjie"), "吴秀英", identity_number(3))
    monkeypatch.setattr(bundles, "MOST_SHEETS", 2)
    page = client.get(NEW)
    assert "一共要打印 3 张，一次最多 2 张" in text_of(page)
    [smaller] = [
        link.get("href") or "" for link in parse(page.get_data(as_text=True)).iter("a") if words(link) == "段店镇三江村"
    ]
    assert "开始打印" in text_of(client.get(smaller))


def test_copies_that_make_it_too_much_can_be_left_out(
    site: Flask, client: CheckingClient, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.app_context():
        visit = Pairs([("visit_date", "2025-02-10"), ("visit_way", "home")])
        hand_in(person("liuyang"), VISIT_WITH_CARE, visit, elder_id=village.elder_id)
    monkeypatch.setattr(bundles, "MOST_SHEETS", 3)
    posted = form_to(client.get(f"{NEW}?form={VISIT_WITH_CARE}"), LIST)
    assert posted["copies"] == "1"
    refused = client.send(LIST, {"_job": new_id(), "copies": "1"})
    assert refused.status_code == 422
    assert "每份只打印一张" in text_of(refused)


def test_a_fourth_job_is_refused_with_the_choice_kept(client: CheckingClient) -> None:
    for _ in range(3):
        begin(client)
    posted = form_to(client.get(f"{NEW}?place={VILLAGE}"), LIST)
    refused = client.send(LIST, posted | {"copies": ""})
    assert refused.status_code == 429
    assert "您已有 3 个任务没有完成" in text_of(refused)
    assert form_to(refused, LIST)["place"] == VILLAGE


def test_a_post_without_the_id_of_its_page_is_incomplete(client: CheckingClient) -> None:
    assert client.send(LIST, {"place": VILLAGE}).status_code == 400
    assert client.send(begin(client), {"_action": "explode"}).status_code == 400


# following ------------------------------------------------------------------------------------------------------------
def test_a_waiting_job_reloads_itself_and_can_be_cancelled_twice(client: CheckingClient) -> None:
    address = begin(client)
    page = client.get(address)
    assert "马上开始。" in text_of(page)
    assert "http-equiv" in page.get_data(as_text=True)
    assert "已取消" in text_of(press(client, address, "cancel"))
    again = press(client, address, "cancel")
    assert "这个任务已经结束，不用再取消。" in text_of(again)
    assert "http-equiv" not in again.get_data(as_text=True)


def test_a_block_of_the_page_is_all_that_a_script_asks_for(client: CheckingClient) -> None:
    block = client.get(begin(client), headers={"HX-Request": "true"}).get_data(as_text=True)
    assert block.lstrip().startswith('<section class="panel" id="job" hx-get=')


def test_a_job_that_waits_in_vain_says_who_has_to_do_what(client: CheckingClient) -> None:
    address = begin(client)
    with time_machine.travel(now() + timedelta(minutes=1)):
        assert "后台程序没有运行" in text_of(client.get(address))


def test_a_running_job_says_how_far_it_is(site: Flask, client: CheckingClient) -> None:
    address = begin(client)
    set_to(site, address, state=rows.RUNNING, done=1)
    page = client.get(address)
    assert "已完成1份，共2份" in text_of(page)
    [bar] = parse(page.get_data(as_text=True)).iter("progress")
    assert (bar.get("value"), bar.get("max")) == ("1", "2")
    assert "正在停止" in text_of(press(client, address, "cancel"))


def test_a_done_job_gives_its_file(site: Flask, client: CheckingClient) -> None:
    address = begin(client)
    do(site, address)
    assert "已完成" in text_of(client.get(address))
    answer = client.get(f"{address}/file.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert client.get(f"{address}/file.xlsx").status_code == 404
    assert Sheet(answer.get_data()).text.count("李桂芳") >= 3


def test_a_file_is_nobody_elses(site: Flask, client: CheckingClient) -> None:
    address = begin(client)
    do(site, address)
    for user_name in ("sunli", "wangfang"):
        other = looking_as(site, user_name)
        assert [other.get(address).status_code, other.get(f"{address}/file.pdf").status_code] == [404, 404]


def test_an_expired_file_is_said_and_can_be_printed_again(site: Flask, client: CheckingClient) -> None:
    address = begin(client)
    do(site, address)
    set_to(site, address, object_key=None)
    gone = client.get(f"{address}/file.pdf")
    assert (gone.status_code, gone.headers["Location"]) == (303, address)
    assert "文件已过期" in text_of(client.get(address))
    assert "等待处理" in text_of(press(client, address, "retry"))


def test_what_could_not_be_printed_is_named_with_a_link(site: Flask, client: CheckingClient) -> None:
    with site.app_context():
        broken = register(person("liuyang"), "王\U00030000", identity_number(9))
    address = begin(client)
    do(site, address)
    page = client.get(address)
    assert "1份没有做成，其余的都在文件里" in text_of(page)
    assert "没有可用的字形" in text_of(page)
    assert f'href="/{COUNTY}/records/{broken}"' in page.get_data(as_text=True)


def test_a_file_that_was_lost_is_said(site: Flask, client: CheckingClient) -> None:
    address = begin(client)
    do(site, address)
    set_to(site, address, object_key="bundles/nowhere.pdf")
    lost = client.get(f"{address}/file.pdf")
    assert (lost.status_code, "还没有做好" in text_of(lost)) == (410, True)


def test_what_would_only_fail_again_leads_to_a_smaller_choice(site: Flask, client: CheckingClient) -> None:
    address = begin(client, approvals="1")
    failure = {"key": volumes.VolumeTooHeavy.message_key, "params": {"most": "150"}}
    set_to(site, address, state=rows.FAILED, failure=failure, ended_at=now())
    page = client.get(address).get_data(as_text=True)
    [back] = [link.get("href") for link in parse(page).iter("a") if words(link) == "换个范围"]
    assert back is not None
    assert 'name="approvals" value="1" checked' in client.get(back).get_data(as_text=True)


def test_a_failed_job_says_why_and_waits_again_when_asked_to(site: Flask, client: CheckingClient) -> None:
    address = begin(client)
    failure = {"key": bundling.FileNotKept.message_key, "params": {}}
    set_to(site, address, state=rows.FAILED, failure=failure, ended_at=now())
    assert "可能是磁盘已满" in text_of(client.get(address))
    assert "等待处理" in text_of(press(client, address, "retry"))


def test_trying_again_beside_three_others_is_refused_in_words(site: Flask, client: CheckingClient) -> None:
    address = begin(client)
    press(client, address, "cancel")
    for _ in range(3):
        begin(client)
    assert "您已有 3 个任务没有完成" in text_of(press(client, address, "retry"))


# the list -------------------------------------------------------------------------------------------------------------
def test_without_jobs_the_list_says_what_to_do(client: CheckingClient) -> None:
    page = client.get(LIST)
    assert "还没有任务" in text_of(page)
    assert f'href="{NEW}"' in page.get_data(as_text=True)


def test_the_list_shows_the_readers_own_jobs_with_their_state(site: Flask, client: CheckingClient) -> None:
    done, running = begin(client, f"place={VILLAGE}"), begin(client)
    do(site, done)
    set_to(site, running, state=rows.RUNNING, done=1)
    said = text_of(client.get(LIST))
    assert "段店镇三江村" in said
    assert "1 / 2" in said
    assert "已完成" in said
    assert "还没有任务" in text_of(looking_as(site, "sunli").get(LIST))
