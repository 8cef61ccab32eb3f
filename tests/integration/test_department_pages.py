"""The pages of lists: bringing one in, its columns, its problems, taking over and back."""

import io
from collections.abc import Mapping

import pytest
from flask import Flask
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from formserver.services import bundling
from formserver.store import department_lists, jobs
from tests.acting import fields
from tests.department_files import DAY, main, row, xlsx
from tests.factories import (
    COUNTY,
    Village,
    identity_number,
    looking_as,
    settle,
)
from tests.pages import CheckingClient, parse, words
from tests.printing_office import never

LISTS = f"/{COUNTY}/lists"


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered in 三江村."""
    return settle(site)


@pytest.fixture
def client(site: Flask, village: Village) -> CheckingClient:
    """王芳 of the county."""
    return looking_as(site, "wangfang")


def bring(client: CheckingClient, content: bytes, name: str = "名单.xlsx", **given: str) -> TestResponse:
    told = {"source": "disabled_persons", "listed_on": DAY, **given}
    return client.send(LISTS, {**told, "file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def chosen(page: TestResponse) -> dict[str, str]:
    """The columns as the page has chosen them."""
    found = {}
    for select_node in parse(page.get_data(as_text=True)).iter("select"):
        picked = [node.get("value") or "" for node in select_node.iter("option") if node.get("selected") is not None]
        found[select_node.get("name") or ""] = picked[0] if picked else ""
    return found


def press(client: CheckingClient, url: str, action: str, data: Mapping[str, str] | None = None) -> TestResponse:
    """Press the button of an action, and let the worker do what that asked for."""
    page = client.get(url).get_data(as_text=True)
    forms = [f for f in parse(page).iter("form") if any(b.get("value") == action for b in f.iter("button"))]
    answer = client.send(url, {**fields(forms[0]), **(data or {}), "_action": action})
    with client.application.app_context():
        for job in jobs.of_queue(_queue(url), jobs.WAITING):
            bundling.run(COUNTY, job.id, never, site="", days_kept=7)
    return answer


def _queue(url: str) -> str:
    found = department_lists.get(COUNTY, url.rpartition("/")[2])
    job = jobs.find(COUNTY, found.job_id or "")
    return job.queue if job else ""


def test_a_list_goes_from_the_file_to_the_door_and_back(site: Flask, client: CheckingClient) -> None:
    answer = bring(client, xlsx([row("李桂芳", 1), row("周德顺", 2, "三级", "四房")], title="残疾人名单"))
    url = answer.location
    page = client.get(url)
    assert chosen(page) == {
        "column-0": "name",
        "column-1": "identity",
        "column-2": "township",
        "column-3": "village",
        "column-4": "disability_grade",
        "column-5": "note",
    }
    assert identity_number(1) not in page.get_data(as_text=True)
    assert press(client, url, "check", chosen(page)).status_code == 303
    assert "每一行都没有问题" in main(client.get(url))
    assert press(client, url, "take").status_code == 303
    assert "待核实2人" in main(client.get(url))
    assert press(client, url, "undo").status_code == 303
    assert "已撤回" in main(client.get(url))


def test_rows_with_problems_are_named_and_can_be_downloaded_with_the_reason(client: CheckingClient) -> None:
    spoiled = [row("李桂芳", 1), row("周德顺", 2, "不详"), row("吴秀英", 3, identity="4.20703E+17")]
    url = bring(client, xlsx(spoiled)).location
    press(client, url, "check", chosen(client.get(url)))
    told = main(client.get(url))
    assert "第3行 周德顺 没有看懂残疾等级" in told
    assert "不导入这2行，导入其余1行" in told
    file = client.get(f"{url}/problems.xlsx")
    sheet = load_workbook(io.BytesIO(file.data)).worksheets[0]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert [line[0] for line in lines] == ["姓名", "周德顺", "吴秀英"]
    assert lines[0][-1] == "问题"
    assert lines[1][1] == identity_number(2)
    assert "Excel 改成了数字" in lines[2][-1]
    corrected = [[cell or "" for cell in line] for line in lines]
    corrected[1][4], corrected[2][1] = "三级", identity_number(3)
    again = bring(client, xlsx(corrected[1:], corrected[0])).location
    press(client, again, "check", chosen(client.get(again)))
    assert "导入2行" in main(client.get(again))


def test_leaving_rows_out_takes_over_the_others(site: Flask, client: CheckingClient) -> None:
    url = bring(client, xlsx([row("李桂芳", 1), row("周德顺", 2, "不详")])).location
    press(client, url, "check", chosen(client.get(url)))
    assert client.send(url, {"_action": "take", "leaving": ""}).status_code == 409
    press(client, url, "take")
    told = main(client.get(url))
    assert "待核实1人" in told
    assert "没有导入1行" in told
    answer = client.send(f"{url}/results.xlsx")
    lines = [[cell.value for cell in line] for line in load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows()]
    assert [line[-3] for line in lines] == ["核实结果", "待核实", "没有导入"]
    assert "核实结果" in main(client.get(f"/{COUNTY}/exports"))
    assert client.get(f"{url}/results.xlsx").status_code == 303


def test_what_cannot_be_read_is_said_and_what_was_chosen_stays(client: CheckingClient) -> None:
    answer = bring(client, b"\xd0\xcf\x11\xe0", "old.xls", source="relief")
    assert answer.status_code == 422
    assert "旧的 .xls" in main(answer)
    assert chosen(answer)["source"] == "relief"
    assert client.get(f"{LISTS}/new").status_code == 200


def test_a_column_chosen_twice_is_refused_and_the_choice_stays(client: CheckingClient) -> None:
    url = bring(client, xlsx([row("李桂芳", 1)])).location
    answer = client.send(url, {"_action": "check", "column-0": "name", "column-1": "name", "column-x": "name"})
    assert answer.status_code == 422
    assert "有两列都选了“姓名”" in main(answer)
    assert chosen(answer)["column-1"] == "name"


@pytest.mark.parametrize("data", [{}, {"_action": "take", "leaving": "1;drop"}, {"_action": "explode"}])
def test_a_post_that_no_page_makes_is_refused(client: CheckingClient, data: dict[str, str]) -> None:
    url = bring(client, xlsx([row("李桂芳", 1)])).location
    assert client.send(url, data).status_code == 400


def test_a_waiting_check_can_be_cancelled_and_the_page_follows_it(site: Flask, client: CheckingClient) -> None:
    url = bring(client, xlsx([row("李桂芳", 1)])).location
    columns = chosen(client.get(url))
    client.send(url, {"_action": "check", **columns})
    assert "正在核对" in main(client.get(url))
    with site.app_context():
        job_id = department_lists.get(COUNTY, url.rpartition("/")[2]).job_id
    assert "打开名单" in main(client.get(f"/{COUNTY}/jobs/{job_id}"))
    client.send(url, {"_action": "cancel"})
    assert "已取消" in main(client.get(url))
    client.send(url, {"_action": "cancel"})
    assert "已经处理完" in main(client.get(url))
    assert "打开名单" in main(client.get(f"/{COUNTY}/jobs"))


def test_a_list_can_be_dropped_and_the_pages_lead_on(client: CheckingClient) -> None:
    assert "还没有导入过名单" in main(client.get(LISTS))
    url = bring(client, xlsx([row("李桂芳", 1)])).location
    assert "残疾人名单" in main(client.get(LISTS))
    page = parse(client.get(url).get_data(as_text=True))
    (asking,) = (one for one in page.iter("details") if "不要这份名单了" in words(one))
    assert "删除后不能恢复" in words(asking)
    assert [button.get("value") for button in page.iter("button") if button.get("value") == "drop"] == ["drop"]
    assert [button.get("value") for button in asking.iter("button")] == ["drop"]
    assert client.send(url, {"_action": "drop"}).location.endswith("/lists")
    assert client.get(url).status_code == 404
