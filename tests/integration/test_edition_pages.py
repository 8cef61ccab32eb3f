"""The pages of editions: importing, seeing what differs, trying it on what is there, publishing by two persons."""

from io import BytesIO

import pytest
from flask import Flask

from formserver.config import Settings
from formserver.extensions import db
from formserver.services import edition_trials
from formserver.store import forms, users
from formserver.web.locale import COOKIE
from tests.acting import form_of
from tests.factories import COUNTY, REGISTRATION, Village, identity_number, looking_as, register, settle
from tests.factories import person as known
from tests.offering import administrator, demanding, later, of_another_kind, own_form, short_remarks, worded
from tests.pages import CheckingClient, parse, token, words

NEW = f"/{COUNTY}/editions/new"
FORM = f"/{COUNTY}/forms/{REGISTRATION}"


@pytest.fixture
def site_settings(site_settings: Settings) -> Settings:
    object.__setattr__(site_settings, "publish_two_persons", True)
    return site_settings


@pytest.fixture(autouse=True)
def village(site: Flask) -> Village:
    """A county at work that looks after its registration."""
    made = settle(site)
    with site.app_context():
        administrator()
        known("luoying")
    return made


def imported(client: CheckingClient, text: str, comment: str = "备注改为必填") -> str:
    """Paste a document; gives the address of its draft."""
    answer = client.send(NEW, {"form": REGISTRATION, "text": text, "comment": comment})
    assert answer.status_code == 303
    return answer.headers["Location"]


def said(client: CheckingClient, url: str) -> str:
    return words(next(parse(client.get(url).get_data(as_text=True)).iter("main")))


def in_force(site: Flask) -> tuple[int, int]:
    with site.app_context():
        active = forms.active_edition(REGISTRATION)
        return active.major, active.minor


def test_a_document_is_imported_from_a_file_byte_for_byte(gaofei: CheckingClient) -> None:
    assert "导入新版本" in gaofei.get(FORM).get_data(as_text=True)
    assert "鄂州市华容区留守老人信息登记表" in said(gaofei, f"{NEW}?form={REGISTRATION}")
    text = later(demanding)
    file = (BytesIO(text.encode()), "later.json")
    answer = gaofei.send(NEW, {"form": REGISTRATION, "file": file}, content_type="multipart/form-data")
    got = gaofei.get(f"{answer.headers['Location']}/file.json")
    assert (got.get_data(as_text=True), got.mimetype) == (text, "application/json")
    assert "registration.ezhou.draft.json" in got.headers["Content-Disposition"]


def test_the_page_of_a_draft_says_what_differs_and_what_it_would_do(gaofei: CheckingClient) -> None:
    page = said(gaofei, imported(gaofei, later(demanding)))
    assert "已填的可能受影响：发布为 2.0 版" in page
    assert "收紧 1 已填的回答可能不合新的要求" in page
    assert "备注：改为必填 这些项在文件里的编码 只有直接改文件的人用得到。 备注 main.remarks" in page
    # the visit is none of its papers
    assert "已全部试过，共1份。" in page


def test_the_empty_paper_can_be_looked_at_before_it_is_published(gaofei: CheckingClient) -> None:
    answer = gaofei.get(f"{imported(gaofei, later(demanding))}/blank.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.get_data().startswith(b"%PDF-")


def test_a_rehearsal_tells_numbers_and_fields_and_links_only_for_those_who_read_records(
    site: Flask, gaofei: CheckingClient, village: Village
) -> None:
    url = imported(gaofei, later(short_remarks), "备注最多3个字")
    page = gaofei.get(url).get_data(as_text=True)
    text = words(parse(page))
    assert "备注最多填写3个字，现在是…个字 1份" in text
    assert "420703-DJ-" in text
    assert "李桂芳" not in page
    assert "住在村小学" not in page
    assert village.registration_id not in page


def test_the_rest_is_tried_by_a_button_and_by_itself(
    site: Flask, gaofei: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.app_context():
        register(known("liuyang"), "王秀英", identity_number(2))
    monkeypatch.setattr(edition_trials, "STRETCH", 1)
    url = imported(gaofei, later(short_remarks))
    page = gaofei.get(url).get_data(as_text=True)
    assert "已试1份，共2份。" in page
    assert 'hx-trigger="load delay:200ms, submit"' in page
    assert gaofei.send(f"{url}/rehearsal").headers["Location"].endswith(f"{url}#rehearsal")
    assert gaofei.send(f"{url}/rehearsal").status_code == 303
    block = gaofei.get(url, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert block.lstrip().startswith('<section class="panel" id="rehearsal">')
    assert "已全部试过，共2份。" in block
    assert "hx-trigger" not in block
    gaofei.send(f"{url}/rehearsal", {"anew": "1"})
    assert "已试1份" in said(gaofei, url)
    assert gaofei.get(f"{url}/rehearsal").headers["Location"].endswith(url)


def test_another_person_publishes_and_finds_it_waiting(site: Flask, gaofei: CheckingClient) -> None:
    url = imported(gaofei, later(demanding))
    assert "等另一位表单管理员看过以后发布：罗英。" in said(gaofei, url)
    assert gaofei.send(url, {"_action": "publish", "remark": "改"}).status_code == 409
    assert in_force(site) == (1, 0)
    luoying = looking_as(site, "luoying")
    home = luoying.get(f"/{COUNTY}/forms").get_data(as_text=True)
    assert "待发布 1" in words(parse(home))
    assert "表单1" in words(parse(home)).replace(" ", "")
    assert url in home
    assert url in luoying.get(FORM).get_data(as_text=True)
    asked = form_of(luoying.get(url).get_data(as_text=True), "publish")
    done = luoying.send(url, asked | {"remark": "备注必须写"}, follow_redirects=True).get_data(as_text=True)
    assert "已发布。新填的表用这个版本" in done
    assert "已经办理完了。" in done
    assert in_force(site) == (2, 0)
    page = said(luoying, FORM)
    assert "2.0 现行" in page
    assert "发布 版本 2.0 罗英" in page
    assert "待发布" not in page


def test_how_many_drafts_go_on_in_the_new_words_is_told(site: Flask, gaofei: CheckingClient) -> None:
    begun = looking_as(site, "liuyang").send(f"/{COUNTY}/fill", {"form": REGISTRATION})
    assert begun.status_code == 303
    url = imported(gaofei, later(worded), "说明写清楚")
    answer = looking_as(site, "luoying").send(url, {"_action": "publish", "remark": "好"}, follow_redirects=True)
    assert "1份填了一半的草稿改用新的文字" in answer.get_data(as_text=True)


def test_what_was_typed_stays_when_a_decision_is_refused(site: Flask, gaofei: CheckingClient) -> None:
    url, luoying = imported(gaofei, later(demanding)), looking_as(site, "luoying")
    refused = luoying.send(url, {"_action": "publish", "remark": "字" * 501})
    assert (refused.status_code, "字" * 501 in refused.get_data(as_text=True)) == (422, True)
    empty = luoying.send(url, {"_action": "decline", "remark": " "})
    assert (empty.status_code, "请写明不发布的原因" in empty.get_data(as_text=True)) == (422, True)
    assert luoying.send(url, {"_action": "sell"}).status_code == 400
    declined = luoying.send(url, {"_action": "decline", "remark": "先问乡镇"}, follow_redirects=True)
    assert "原因先问乡镇" in words(parse(declined.get_data(as_text=True)))
    late = gaofei.send(url, {"_action": "withdraw"})
    assert (late.status_code, "刚刚有人办理过" in late.get_data(as_text=True)) == (409, True)


def test_where_there_is_no_second_person_the_page_says_whom_to_ask(site: Flask, gaofei: CheckingClient) -> None:
    url = imported(gaofei, later(demanding))
    with site.app_context():
        users.get(known("luoying").user_id).active = False
        db.session.commit()
    page = said(gaofei, url)
    assert "这里只有您一位表单管理员，还不能发布" in page
    assert "请系统管理员再设一位" in page


def test_the_one_who_imported_withdraws(gaofei: CheckingClient) -> None:
    url = imported(gaofei, later(demanding))
    answer = gaofei.send(url, {"_action": "withdraw"}, follow_redirects=True).get_data(as_text=True)
    assert "已撤回" in answer
    assert "撤回 高飞" in said(gaofei, FORM)


def test_after_another_edition_it_is_compared_again_first(site: Flask, gaofei: CheckingClient) -> None:
    luoying = looking_as(site, "luoying")
    first, second = imported(gaofei, later(demanding)), imported(gaofei, later(worded))
    luoying.send(second, {"_action": "publish", "remark": "说明"})
    page = luoying.get(first).get_data(as_text=True)
    assert "导入以后，这张表发布了别的版本" in page
    assert 'value="publish"' not in page
    answer = luoying.send(first, {"_action": "compare"}, follow_redirects=True).get_data(as_text=True)
    assert "已与现行版本重新比较" in answer
    assert "1.1 版之后的新版本" in answer
    assert "已全部试过，共1份。" in answer


# what cannot be imported ----------------------------------------------------------------------------------------------
def test_problems_stand_above_the_text_that_was_pasted(gaofei: CheckingClient) -> None:
    text = later(lambda part: part["properties"]["remarks"].update({"x-kind": "maybe"}))
    refused = gaofei.send(NEW, {"form": REGISTRATION, "text": text, "comment": "改备注"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "这份文件有1处问题，没有导入。" in page
    assert "第1行：“maybe”不在允许的值之中$.properties.main.properties.remarks.x-kind" in words(parse(page))
    area = {node.get("id"): node.text for node in parse(page).iter("textarea")}
    assert area["text"] == text
    assert area["comment"] == "改备注"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("中文".encode("gb18030"), "文件不是UTF-8编码"),
        (b"\xef\xbb\xbf{}", "不带BOM的UTF-8"),
        (b"{", "不是有效的JSON：第1行第2列"),
        (b"{}", "缺少"),
    ],
    ids=["gb18030", "bom", "json", "empty"],
)
def test_what_is_wrong_with_a_file_is_told_and_the_comment_stays(
    gaofei: CheckingClient, content: bytes, reason: str
) -> None:
    data = {"form": REGISTRATION, "comment": "改备注", "file": (BytesIO(content), "later.json")}
    refused = gaofei.send(NEW, data, content_type="multipart/form-data")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert reason in page
    assert "改备注" in page


def test_a_file_that_is_too_large_is_told_and_the_comment_stays(gaofei: CheckingClient) -> None:
    fields = {"_csrf": token(gaofei), "form": REGISTRATION, "comment": "改备注"}
    parts = [f'form-data; name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append('form-data; name="file"; filename="later.json"\r\n\r\n' + "[" * 600_000)
    body = "".join(f"--edge\r\nContent-Disposition: {part}\r\n" for part in parts) + "--edge--\r\n"
    # As bytes: the client would leave a file of its own open.
    refused = gaofei.post(NEW, data=body.encode(), content_type="multipart/form-data; boundary=edge")
    assert refused.status_code == 422
    assert "文件大于512KB" in refused.get_data(as_text=True)
    assert "改备注" in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (later(lambda part: None), "没有不同，不用发布"),
        (later(of_another_kind), "“备注”填写方式"),
        (own_form(), "要作为另一张表，请从“表单”里新建"),
    ],
)
def test_why_it_cannot_be_the_next_edition_is_told_with_the_text(
    gaofei: CheckingClient, text: str, reason: str
) -> None:
    refused = gaofei.send(NEW, {"form": REGISTRATION, "text": text})
    assert refused.status_code == 422
    assert reason in refused.get_data(as_text=True)
    assert {node.get("id"): node.text for node in parse(refused.get_data(as_text=True)).iter("textarea")}[
        "text"
    ] == text


def test_line_ends_of_a_pasted_text_are_those_of_the_file(gaofei: CheckingClient) -> None:
    text = later(demanding).replace(', "', ',\r\n"')
    got = gaofei.get(f"{imported(gaofei, text)}/file.json")
    assert got.get_data(as_text=True) == text.replace("\r\n", "\n")


# rights ---------------------------------------------------------------------------------------------------------------
def test_a_form_that_is_not_ours_is_not_imported_into(gaofei: CheckingClient) -> None:
    assert gaofei.get(f"{NEW}?form=visit_record/ezhou").status_code == 403
    assert gaofei.get(f"{NEW}?form=registration/fujian").status_code == 403
    assert gaofei.send(NEW, {"form": "visit_record/ezhou", "text": "{}"}).status_code == 403


def test_who_only_takes_forms_into_use_sees_editions_but_not_what_waits(site: Flask, gaofei: CheckingClient) -> None:
    url, wangfang = imported(gaofei, later(demanding)), looking_as(site, "wangfang")
    assert "变更记录" in wangfang.get(FORM).get_data(as_text=True)
    assert url not in wangfang.get(FORM).get_data(as_text=True)
    assert wangfang.get(url).status_code == 403


def test_the_pages_read_english(site: Flask, gaofei: CheckingClient) -> None:
    url = imported(gaofei, later(short_remarks))
    gaofei.set_cookie(COOKIE, "en")
    text = words(parse(gaofei.get(url).get_data(as_text=True)))
    assert "Tightened 1" in text
    assert "greatest number of characters changed from 2000 to 3" in text
    assert "Need correcting 1" in text


# a new form -----------------------------------------------------------------------------------------------------------
def test_a_new_form_is_imported_with_a_code_of_its_own(gaofei: CheckingClient) -> None:
    assert "导入一张新表" in said(gaofei, f"/{COUNTY}/forms")
    taken = gaofei.send(NEW, {"text": own_form(), "code": "visit_record/ezhou"})
    assert taken.status_code == 422
    assert "已经有表在用" in taken.get_data(as_text=True)
    assert 'value="visit_record/ezhou"' in taken.get_data(as_text=True)
    made = gaofei.send(NEW, {"text": own_form(), "code": "registration/other"})
    page = said(gaofei, made.headers["Location"])
    assert "华容区的新表" in page
    assert "registration/other" in page
    assert "用已有的记录试一试" not in page
