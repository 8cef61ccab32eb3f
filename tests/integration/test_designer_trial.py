"""Trying a form that is being designed: answers show, demand and compute what they will, and nothing is kept."""

import re

from tests.integration.test_designer_pages import begun, main_of, step
from tests.pages import CheckingClient

NAME = "item_1"


def code_of(at: str) -> str:
    """The code of the field that a step has led to."""
    found = re.search(r"field=main\.(\w+)", at)
    assert found
    return found[1]


def tried(client: CheckingClient, url: str, answers: dict[str, str], action: str = "look") -> str:
    answer = client.send(f"{url}/preview", {**answers, "_action": action})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_what_was_typed_stays_and_conditions_follow_it(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    carer = code_of(step(gaofei, url, "add", cell="0.1.1", kind="text", label="照护人"))
    step(gaofei, url, "rule", field=f"main.{carer}", effect="show", on=NAME, test="answered")
    hidden = f'id="f-{carer}"'
    before, after = tried(gaofei, url, {}), tried(gaofei, url, {NAME: "陈秀兰"})
    row = re.compile(rf"<div class=\"sheet-row[^>]*data-condition([^>]*)>(?:(?!sheet-row).)*{hidden}", re.DOTALL)
    (was,), (now,) = row.findall(before), row.findall(after)
    assert ("data-hidden" in was, "data-hidden" in now) == (True, False)
    assert 'value="陈秀兰"' in after
    assert 'value="陈秀兰"' not in gaofei.get(f"{url}/preview").get_data(as_text=True)


def test_rows_come_and_go_as_on_a_real_page(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    table = code_of(step(gaofei, url, "add", cell="0.1.1", kind="table", label="家庭成员"))
    rows = {f"{table}.0.row": "1"}
    for action, count in ((f"add:{table}", 2), (f"remove:{table}:0", 1), ("add:nobody", 1), (f"remove:{table}:x", 1)):
        assert tried(gaofei, url, rows, action).count('class="row-card"') == count, action


def test_a_check_names_what_is_wrong_where_it_is(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    step(gaofei, url, "change", field=f"main.{NAME}", **{"to.required": "1"})
    page = tried(gaofei, url, {}, "check")
    assert "还不能提交：有1处要填写或改正" in main_of(page)
    assert f'href="#f-{NAME}"' in page
    assert "这样填可以提交" in main_of(tried(gaofei, url, {NAME: "陈秀兰"}, "check"))
    assert "提交：" not in main_of(tried(gaofei, url, {}))


def test_a_check_tells_warnings_that_stop_nobody(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    day = code_of(step(gaofei, url, "add", cell="0.1.1", kind="date", label="走访日期"))
    step(gaofei, url, "check", field=f"main.{day}", check="not_in_future", first_field=day, level="tell")
    page = main_of(tried(gaofei, url, {day: "2099-12-31", NAME: "陈秀兰"}, "check"))
    assert "可以提交，有1处提醒" in page


def test_what_is_no_question_of_the_form_is_let_go(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    page = tried(gaofei, url, {"nobody": "王", "_other": "1", NAME: "<b>陈</b>"})
    assert "&lt;b&gt;陈&lt;/b&gt;" in page
    assert "nobody" not in page
