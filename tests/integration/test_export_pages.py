"""The pages of exports: choosing a list, following the job, the note of who exported what."""

from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from formserver.ids import new_id
from formserver.services import bundling, exports
from formserver.services.rights import ROLE_RIGHTS
from tests.acting import fields
from tests.factories import (
    COUNTY,
    REGISTRATION,
    VILLAGE,
    VISIT,
    Village,
    identity_number,
    looking_as,
    person,
    register,
    settle,
)
from tests.pages import CheckingClient, parse, words
from tests.printing_office import never

LIST, NEW = f"/{COUNTY}/exports", f"/{COUNTY}/exports/new"


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


def links(page: TestResponse, label: str) -> list[str]:
    return [
        link.get("href") or "" for link in parse(page.get_data(as_text=True)).iter("a") if words(link).startswith(label)
    ]


def form_to(page: TestResponse, action: str) -> dict[str, str]:
    """What the button would post: the first radio, no tick."""
    forms = parse(page.get_data(as_text=True)).iter("form")
    posted = next(fields(form) for form in forms if form.get("method") == "post" and form.get("action") == action)
    return {name: value for name, value in posted.items() if name not in ("coded", "full_numbers")} | {"format": "xlsx"}


def begin(client: CheckingClient, query: str = f"form={REGISTRATION}", **more: str) -> str:
    """Press 开始导出; gives the address of the job."""
    answer = client.send(LIST, form_to(client.get(f"{NEW}?{query}"), LIST) | more)
    assert answer.status_code == 303
    return answer.headers["Location"]


def do(site: Flask, address: str) -> None:
    """Have a worker do the job."""
    with site.app_context():
        bundling.run(COUNTY, address.rsplit("/", 1)[1], never, site="", days_kept=7)


# choosing -------------------------------------------------------------------------------------------------------------
def test_a_list_of_one_form_leads_to_its_export_with_its_own_choices(client: CheckingClient) -> None:
    page = client.get(f"/{COUNTY}/records?place={VILLAGE}&form={VISIT}")
    [address] = links(page, "导出本列表")
    said = text_of(client.get(address))
    assert "段店镇三江村" in said
    assert "1份记录" in said
    assert form_to(client.get(address), LIST)["place"] == VILLAGE


def test_a_list_of_several_forms_asks_which_one(client: CheckingClient) -> None:
    page = client.get(NEW)
    assert "一次只能导出一张表，请选择" in text_of(page)
    assert "开始导出" not in text_of(page)
    [address] = [link for link in links(page, "") if f"form={VISIT}" in link]
    assert "开始导出" in text_of(client.get(address))
    assert client.send(LIST, {"_job": new_id()}).status_code == 422


def test_who_may_not_export_is_not_offered_it(site: Flask, village: Village) -> None:
    client = looking_as(site, "heping")
    assert links(client.get(f"/{COUNTY}/records"), "导出本列表") == []
    assert links(client.get(f"/{COUNTY}/jobs"), "导出") == []
    assert client.get(NEW).status_code == 403


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("month=2019-01", "没有可以导出的"),
        ("month=2025-13", "没有看懂“2025-13”"),
    ],
)
def test_what_cannot_be_exported_is_said_and_offers_no_button(client: CheckingClient, query: str, said: str) -> None:
    page = client.get(f"{NEW}?{query}")
    assert said in text_of(page)
    assert "开始导出" not in text_of(page)
    name, _, value = query.partition("=")
    posted = client.send(LIST, {"_job": new_id(), name: value})
    assert (posted.status_code, said in text_of(posted)) == (422, True)


def test_too_many_records_lead_to_smaller_lists(
    site: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.app_context():
        register(person("chenjie"), "吴秀英", identity_number(3))
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    page = client.get(f"{NEW}?form={REGISTRATION}")
    assert "一共有 2 份记录，一次最多导出 1 份" in text_of(page)
    [smaller] = links(page, "段店镇四房村")
    assert "开始导出" in text_of(client.get(smaller))


def test_a_post_without_the_id_of_its_page_is_incomplete(client: CheckingClient) -> None:
    assert client.send(LIST, {"form": REGISTRATION}).status_code == 400


def test_numbers_in_full_are_refused_to_who_never_sees_them(
    site: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "导出完整的号码" in text_of(client.get(f"{NEW}?form={REGISTRATION}"))
    held = ROLE_RIGHTS["township_approver"] - {"unmask"}
    monkeypatch.setitem(ROLE_RIGHTS, "township_approver", held)
    page = client.get(f"{NEW}?form={REGISTRATION}")
    assert "会隐藏中间几位" in text_of(page)
    assert client.send(LIST, form_to(page, LIST) | {"full_numbers": "1"}).status_code == 403


# following ------------------------------------------------------------------------------------------------------------
def test_a_done_export_gives_its_file_under_a_name_that_says_what_it_is(
    site: Flask, client: CheckingClient, tmp_path: Path
) -> None:
    address = begin(client)
    do(site, address)
    said = text_of(client.get(address))
    assert "已完成" in said
    assert "1份记录，" in said
    [file] = links(client.get(address), "下载文件（Excel）")
    answer = client.get(file)
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=paper.xlsx; filename*=UTF-8''")
    assert answer.headers["Cache-Control"] == "private, no-store"
    (tmp_path / "file.xlsx").write_bytes(answer.get_data())
    assert load_workbook(tmp_path / "file.xlsx").worksheets[0]["B2"].value == "李桂芳"
    assert client.get(file.replace("xlsx", "pdf")).status_code == 404


def test_a_csv_file_is_given_as_such(site: Flask, client: CheckingClient) -> None:
    address = begin(client, format="csv")
    do(site, address)
    [file] = links(client.get(f"/{COUNTY}/jobs"), "下载文件（CSV）")
    answer = client.get(file)
    assert (answer.mimetype, answer.get_data()[:3]) == ("text/csv", b"\xef\xbb\xbf")


def test_an_export_can_be_cancelled_and_asked_for_again(client: CheckingClient) -> None:
    address = begin(client)
    cancelled = client.send(address, {"_action": "cancel"}, follow_redirects=True)
    assert "已取消" in text_of(cancelled)
    assert "换个范围" in text_of(cancelled)
    assert "等待处理" in text_of(client.send(address, {"_action": "retry"}, follow_redirects=True))


def test_a_fourth_unfinished_job_is_refused_in_words(client: CheckingClient) -> None:
    for _ in range(3):
        begin(client)
    refused = client.send(LIST, form_to(client.get(f"{NEW}?form={REGISTRATION}"), LIST))
    assert (refused.status_code, "您已有 3 个任务没有完成" in text_of(refused)) == (429, True)


# the note -------------------------------------------------------------------------------------------------------------
def test_who_looks_after_the_county_is_told_who_exported_what(site: Flask, client: CheckingClient) -> None:
    do(site, begin(client, full_numbers="1"))
    told = text_of(looking_as(site, "wangfang").get(LIST))
    assert "赵敏" in told
    assert "完整" in told
    assert "您自己的导出" in text_of(client.get(LIST))
    system = looking_as(site, "qianhao")
    assert links(system.get(f"/{COUNTY}/work"), "导出记录") == [LIST]
    assert "赵敏" in text_of(system.get(LIST))


def test_without_exports_the_note_says_so_and_leads_on(site: Flask, client: CheckingClient) -> None:
    assert "还没有导出过" in text_of(client.get(LIST))
    assert f"/{COUNTY}/exports/new" in links(client.get(LIST), "导出")
    assert f"/{COUNTY}/work" in links(looking_as(site, "qianhao").get(LIST), "回到我的工作")
