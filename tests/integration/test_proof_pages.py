"""查验打印件: what a stranger with a sheet in his hand is told, and that he is told nothing of people."""

import re
from datetime import timedelta

import pypdfium2
import pytest
import time_machine
import zxingcpp
from flask import Flask

from formserver.clock import now
from formserver.extensions import db
from formserver.models import Revision
from formserver.services import prints
from formserver.services.prints import Wish
from formserver.services.proofs import LIMIT
from formserver.store import records
from tests.acting import url_of
from tests.factories import COUNTY, Village, act, approve_fully, looking_as, person, resubmit, settle, visit_pairs
from tests.pages import CheckingClient, client_of, parse, words
from tests.paper.reading import Sheet

NOBODY = "7K3M9QTX2ABCDEF0"


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


def code_of(site: Flask, record_id: str) -> str:
    """The code of a print made now."""
    with site.app_context():
        text = Sheet(prints.print_for(person("liuyang"), record_id, Wish(), site="")[1]).text
    found = re.search("校验码：([0-9A-Z-]{19})", text)
    assert found is not None
    return found[1]


def heading(client: CheckingClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return words(next(parse(answer.get_data(as_text=True)).iter("h1")))


@pytest.mark.parametrize("address", ["https://tanfang.example.gov.cn", ""])
def test_the_square_code_leads_to_the_check_or_holds_number_and_code(
    site: Flask, village: Village, address: str
) -> None:
    with site.app_context():
        content = prints.print_for(person("liuyang"), village.registration_id, Wish(), site=address)[1]
        number = records.anywhere(village.registration_id).number
    code = re.search("校验码：([0-9A-Z-]{19})", Sheet(content).text)
    assert code is not None
    with pypdfium2.PdfDocument(content) as pdf:
        [found] = zxingcpp.read_barcodes(pdf[0].render(scale=2).to_pil())
    assert found.text == (f"{address}/v/{code[1].replace('-', '')}" if address else f"{number} {code[1]}")


def test_an_approved_print_stands(site: Flask, village: Village, client: CheckingClient) -> None:
    code = code_of(site, village.registration_id)
    assert heading(client, f"/v/{code.replace('-', '')}") == "这份打印件有效"


def test_a_stranger_sees_form_number_edition_and_state_and_nobody(
    site: Flask, village: Village, client: CheckingClient
) -> None:
    page = client.get(f"/v/{code_of(site, village.registration_id)}").get_data(as_text=True)
    with site.app_context():
        number = records.anywhere(village.registration_id).number
    for told in ("鄂州市华容区留守老人信息登记表", number, "1.0", "已通过"):
        assert told in page
    for kept in ("李桂芳", "刘洋", "三江", "段店", "999999", "1948", village.registration_id, village.elder_id):
        assert kept not in page


def test_number_and_code_can_be_typed_instead(site: Flask, village: Village, client: CheckingClient) -> None:
    code = code_of(site, village.registration_id)
    with site.app_context():
        number = records.anywhere(village.registration_id).number
    assert heading(client, f"/v/?number={number}&code={code.lower().replace('-', ' ')}") == "这份打印件有效"
    assert heading(client, f"/v/?number={COUNTY}-DJ-2020-000001&code={code}", 404) == "没有查到这份打印件"


@pytest.mark.parametrize(("query", "missing"), [("number=1&code=", "校验码"), ("number=&code=1", "编号")])
def test_what_is_missing_is_said_at_its_field(client: CheckingClient, query: str, missing: str) -> None:
    answer = client.get(f"/v/?{query}")
    assert answer.status_code == 422
    assert f"请填写打印件上的{missing}" in answer.get_data(as_text=True)


@pytest.mark.parametrize("code", [NOBODY, "x", "7K3M-9QTX-2ABC-DEF0", "%F0%9F%98%80", "a" * 4000])
def test_an_unknown_code_is_unknown_whatever_it_looks_like(client: CheckingClient, code: str) -> None:
    assert heading(client, f"/v/{code}", 404) == "没有查到这份打印件"


def test_a_print_made_before_the_approval_is_told_to_be_early(
    site: Flask, village: Village, client: CheckingClient
) -> None:
    code = code_of(site, village.visit_id)
    assert heading(client, f"/v/{code}") == "这份打印件还没有审批通过"
    with site.app_context():
        approve_fully(village.visit_id)
    assert heading(client, f"/v/{code}") == "这份打印件印得早，请换新的"
    assert heading(client, f"/v/{code_of(site, village.visit_id)}") == "这份打印件有效"


def test_a_print_follows_its_record_back_and_to_its_next_revision(
    site: Flask, village: Village, client: CheckingClient
) -> None:
    code = code_of(site, village.visit_id)
    with site.app_context():
        act(person("zhaomin"), village.visit_id, "send_back", "请补填")
    assert heading(client, f"/v/{code}") == "这份打印件没有审批通过"
    with site.app_context():
        resubmit(person("liuyang"), village.visit_id, visit_pairs(hygiene="poor"))
    assert heading(client, f"/v/{code}") == "这份打印件已过时"


def test_a_terminated_record_makes_its_prints_void(site: Flask, village: Village, client: CheckingClient) -> None:
    code = code_of(site, village.visit_id)
    with site.app_context():
        act(person("zhaomin"), village.visit_id, "terminate", "重复填报")
    assert heading(client, f"/v/{code}") == "这份打印件已作废"


def test_a_correction_leaves_the_print_good_until_it_is_approved(
    site: Flask, village: Village, client: CheckingClient
) -> None:
    with site.app_context():
        approve_fully(village.visit_id)
    code = code_of(site, village.visit_id)
    with site.app_context():
        act(person("liuyang"), village.visit_id, "correct", "写错了")
        resubmit(person("liuyang"), village.visit_id, visit_pairs(hygiene="poor"))
    page = client.get(f"/v/{code}").get_data(as_text=True)
    assert "这份打印件有效" in page
    assert "有一份更正正在办理" in page
    corrected = code_of(site, village.visit_id)
    assert heading(client, f"/v/{corrected}") == "这份打印件还没有审批通过"
    with site.app_context():
        approve_fully(village.visit_id)
    assert heading(client, f"/v/{code}") == "这份打印件已过时"
    assert heading(client, f"/v/{corrected}") == "这份打印件印得早，请换新的"


def test_a_correction_that_was_given_up_leaves_the_old_print_good(
    site: Flask, village: Village, client: CheckingClient
) -> None:
    with site.app_context():
        approve_fully(village.visit_id)
    code = code_of(site, village.visit_id)
    with site.app_context():
        act(person("liuyang"), village.visit_id, "correct", "写错了")
        resubmit(person("liuyang"), village.visit_id, visit_pairs(hygiene="poor"))
        wrong = prints.prepare(person("liuyang"), village.visit_id, Wish(), site="")
        prints.note(person("liuyang"), wrong)
        db.session.commit()
        act(person("zhaomin"), village.visit_id, "terminate", "原来的对")
    assert heading(client, f"/v/{code}") == "这份打印件有效"
    assert heading(client, f"/v/{wrong.proof.code}") == "这份打印件已过时"


@pytest.mark.parametrize("sensitive", [False, True])
def test_content_changed_behind_the_journal_is_told(
    site: Flask, village: Village, client: CheckingClient, sensitive: bool
) -> None:
    code = code_of(site, village.registration_id)
    with site.app_context():
        revision = db.session.query(Revision).filter_by(record_id=village.registration_id).one()
        other = {"identity_number": "enc1:test:abc"} if sensitive else {"remarks": "别的"}
        revision.data = {**revision.data, **other}
        db.session.commit()
    assert heading(client, f"/v/{code}") == "这份打印件与系统里的内容不一致"


@pytest.mark.parametrize(
    ("user_name", "is_led"),
    [("liuyang", True), ("zhaomin", True), ("chenjie", False), ("xulei", False), ("linqing", False), ("gaofei", False)],
)
def test_only_who_may_see_the_record_is_led_to_it(site: Flask, village: Village, user_name: str, is_led: bool) -> None:
    code = code_of(site, village.visit_id)
    page = looking_as(site, user_name).get(f"/v/{code}").get_data(as_text=True)
    assert (f'href="{url_of(village.visit_id)}"' in page) == is_led
    assert "李桂芳" not in page


def test_one_address_checks_only_so_often_and_is_told_when_to_go_on(
    site: Flask, village: Village, client: CheckingClient
) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(LIMIT.attempts):
            client.get(f"/v/{NOBODY}")
        refused = client.get(f"/v/{NOBODY}")
        assert refused.status_code == 429
        seconds = re.search(r"请在(\d+)秒以后再试", refused.get_data(as_text=True))
        assert seconds is not None
        assert refused.headers["Retry-After"] == seconds[1]
        assert f'href="/v/{NOBODY}"' in refused.get_data(as_text=True)
        assert client_of(site).get(f"/v/{NOBODY}", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404
        clock.shift(timedelta(seconds=int(seconds[1])))
        assert client.get(f"/v/{NOBODY}").status_code == 404


def test_the_page_to_type_into_costs_no_attempt(client: CheckingClient) -> None:
    assert heading(client, "/v/") == "查验打印件"
    assert client.get("/v").location == "http://localhost/v/"
