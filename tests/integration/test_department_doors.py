"""What a list says, verified at the door; what departments read."""

import io

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import ElderCategory, Grant
from formserver.services.departments.readers import departments_of
from formserver.store import users
from formserver.web.locale import COOKIE
from tests.acting import fields
from tests.department_files import main, row, taken, xlsx
from tests.factories import COUNTY, LONG_AGO, NEXT_VILLAGE, Village, identity_number, looking_as, person, settle
from tests.pages import CheckingClient, parse, words

VERIFY = f"/{COUNTY}/verify"
DESK = f"/{COUNTY}/department"


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered in 三江村."""
    return settle(site)


# at the door ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def listed(site: Flask, village: Village) -> str:
    """李桂芳 stands on a list; gives the id of what it says."""
    with site.app_context():
        taken(xlsx([row("李桂芳", 1), row("周德顺", 2, "三级", "四房")]))
        found = select(ElderCategory.id).where(
            ElderCategory.elder_id == village.elder_id, ElderCategory.source == "department"
        )
        return db.session.scalars(found).one()


def test_a_visitor_sees_what_is_to_be_verified_in_his_village(site: Flask, listed: str) -> None:
    client = looking_as(site, "liuyang")
    assert "部门名单上有1项要上门核实" in main(client.get(f"/{COUNTY}/work"))
    told = main(client.get(VERIFY))
    assert "李桂芳" in told
    assert "周德顺" not in told
    assert "要上门核实" not in main(looking_as(site, "zhaomin").get(f"/{COUNTY}/work"))


def verify(client: CheckingClient, category_id: str, **data: str) -> TestResponse:
    page = client.get(f"{VERIFY}/{category_id}").get_data(as_text=True)
    form = next(f for f in parse(page).iter("form") if (f.get("action") or "").endswith(category_id))
    posted = fields(form)
    posted.pop("verdict", None)
    return client.send(f"{VERIFY}/{category_id}", {**posted, **data})


def test_what_is_so_is_kept_with_its_day(site: Flask, listed: str, village: Village) -> None:
    client = looking_as(site, "liuyang")
    answer = verify(client, listed, verdict="yes", day="2025-02-10")
    assert answer.location.endswith(f"/elders/{village.elder_id}#departments")
    told = main(client.get(f"/{COUNTY}/elders/{village.elder_id}"))
    assert "重残 属实 残联残疾人名单（2025年1月8日）：一级 2025年2月10日核实" in told
    assert "没有要核实的" in main(client.get(VERIFY))


def test_what_is_not_so_needs_a_reason_and_typed_words_stay(site: Flask, listed: str) -> None:
    client = looking_as(site, "liuyang")
    answer = verify(client, listed, verdict="no", day="2025-02-10", reason="")
    assert answer.status_code == 422
    assert "请写明为什么不属实" in main(answer)
    assert 'value="2025-02-10"' in answer.get_data(as_text=True)
    assert verify(client, listed, verdict="no", day="2025-02-10", reason="没有残疾证").status_code == 303
    assert "没有残疾证" in main(client.get(f"{VERIFY}/{listed}"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"verdict": "", "day": "2025-02-10"}, "请选择"),
        ({"verdict": "yes", "day": "昨天"}, "上门核实的日期"),
        ({"verdict": "yes", "day": "2999-01-01"}, "今天以后"),
        ({"verdict": "no", "day": "2025-02-10", "reason": "长" * 201}, "太长"),
    ],
)
def test_a_verdict_that_says_too_little_is_refused(site: Flask, listed: str, data: dict[str, str], said: str) -> None:
    answer = verify(looking_as(site, "liuyang"), listed, **data)
    assert answer.status_code == 422
    assert said in main(answer)


def test_a_verdict_can_be_taken_back(site: Flask, listed: str) -> None:
    client = looking_as(site, "liuyang")
    verify(client, listed, verdict="yes", day="2025-02-10")
    verify(client, listed, verdict="again")
    assert "李桂芳" in main(client.get(VERIFY))


def test_of_two_at_the_door_the_second_is_told(site: Flask, listed: str) -> None:
    client = looking_as(site, "liuyang")
    act = {"_act": new_id(), "seen": "to_verify", "verdict": "yes", "day": "2025-02-10"}
    assert client.send(f"{VERIFY}/{listed}", act).status_code == 303
    assert client.send(f"{VERIFY}/{listed}", act).status_code == 303  # the same press once more
    other = {**act, "_act": new_id(), "verdict": "no", "reason": "x"}
    late = looking_as(site, "heping").send(f"{VERIFY}/{listed}", other)
    assert late.status_code == 409
    assert "已由别人核实" in main(late)
    assert client.send(f"{VERIFY}/{listed}", {"verdict": "yes"}).status_code == 400


def test_who_does_not_go_to_the_door_decides_nothing(site: Flask, listed: str) -> None:
    assert looking_as(site, "chenjie").get(f"{VERIFY}/{listed}").status_code == 404
    assert looking_as(site, "zhaomin").get(f"{VERIFY}/{listed}").status_code == 403


# departments ----------------------------------------------------------------------------------------------------------
def test_a_department_sees_its_persons_and_no_more_of_them(site: Flask, listed: str, village: Village) -> None:
    client = looking_as(site, "luoyan")
    told = main(client.get(DESK))
    assert "李桂芳段店镇三江村重残待核实" in told
    assert "999999" not in client.get(DESK).get_data(as_text=True)
    assert client.get(f"/{COUNTY}/elders/{village.elder_id}").status_code == 403
    assert "看本部门的人员名册" in main(client.get(f"/{COUNTY}/work"))


def test_the_list_of_a_department_reads_english(site: Flask, listed: str) -> None:
    client = looking_as(site, "luoyan")
    client.set_cookie(COOKIE, "en")
    told = words(parse(client.get(DESK).get_data(as_text=True)))
    assert not any(left in told for left in ("姓名", "核实情况", "重残", "待核实"))
    assert "李桂芳" in told


def test_another_department_does_not_see_them(site: Flask, listed: str) -> None:
    assert "没有符合条件的人员" in main(looking_as(site, "weimin").get(DESK))


def test_civil_affairs_sees_all_with_numbers_masked(site: Flask, listed: str) -> None:
    page = looking_as(site, "yangfan").get(f"{DESK}?department=civil_affairs&state=to_verify")
    assert "周德顺" in main(page)
    assert "999***********" in page.get_data(as_text=True)
    assert identity_number(1) not in page.get_data(as_text=True)


def test_a_department_exports_its_list_and_that_is_noted(site: Flask, listed: str) -> None:
    client = looking_as(site, "luoyan")
    answer = client.send(DESK, {"department": "disabled_federation", "state": "to_verify"})
    lines = [[cell.value for cell in line] for line in load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows()]
    assert lines[0] == ["姓名", "所在地", "类别", "核实情况", "核实日期"]
    assert [line[0] for line in lines[1:]] == ["李桂芳", "周德顺"]
    assert "残联 人员名册" in main(looking_as(site, "wangfang").get(f"/{COUNTY}/exports"))


def test_a_list_too_long_for_one_table_is_refused(site: Flask, listed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formserver.services.departments.readers.MOST_ROWS", 1)
    answer = looking_as(site, "luoyan").send(DESK)
    assert answer.status_code == 422
    assert "一次最多导出 1 行" in main(answer)


def test_a_long_list_goes_on_on_a_next_page(site: Flask, listed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formserver.services.departments.readers._PAGE", 1)
    client = looking_as(site, "luoyan")
    page = parse(client.get(DESK).get_data(as_text=True))
    later = next(link.get("href") or "" for link in page.iter("a") if words(link) == "下一页")
    assert "周德顺" in main(client.get(later))


def test_a_department_sees_only_where_its_role_is_held(site: Flask, listed: str) -> None:
    told = main(looking_as(site, "huxin").get(DESK))
    assert "周德顺" in told
    assert "李桂芳" not in told


def test_a_visitor_who_reads_for_a_department_too_sees_no_further_files_by_that(site: Flask, village: Village) -> None:
    with site.app_context():
        reader = person("luoyan")
        visiting = {"role_name": "visitor", "region_code": NEXT_VILLAGE, "valid_from": LONG_AGO}
        users.grant(Grant(id=new_id(), user_id=reader.user_id, **visiting))
        db.session.commit()
        assert [one.code for one in departments_of(reader)] == ["disabled_federation"]
    client = looking_as(site, "luoyan")
    assert client.get(f"/{COUNTY}/elders/{village.elder_id}").status_code == 404
