"""The pages on which records and drafts move to another edition."""

import pytest
from flask import Flask

from formserver.ids import new_id
from formserver.services import drafting, filling
from formserver.services.documents import form_document
from formserver.store import records
from formserver.web.locale import COOKIE
from tests.acting import buttons, fields, url_of
from tests.factories import COUNTY, REGISTRATION, VILLAGE, act, furnish, looking_as, person
from tests.later_edition import GUARDIAN, demanding, publish, registered, reworked, with_guardian
from tests.pages import CheckingClient, parse, words

FORM = f"/{COUNTY}/forms/{REGISTRATION}"
MANY = f"{FORM}/records"


@pytest.fixture(autouse=True)
def county(site: Flask) -> None:
    """A county at work."""
    with site.app_context():
        furnish()


@pytest.fixture
def record_id(site: Flask) -> str:
    """李桂芳's registration, which waits for the township, and a newer edition of its paper."""
    with site.app_context():
        made = registered()
        publish(reworked)
        return made


def main_of(client: CheckingClient, url: str, status: int = 200) -> str:
    page = client.get(url)
    assert page.status_code == status
    return words(next(parse(page.get_data(as_text=True)).iter("main")))


def edition_of(site: Flask, record_id: str) -> tuple[int, int]:
    with site.app_context():
        record = records.find(COUNTY, record_id)
        assert record is not None
        return form_document(record.form_edition_id).edition


def posted(client: CheckingClient, url: str, action: str, **more: str) -> tuple[int, str]:
    """Press the button of an action on a page; gives the status and where it leads, or the page."""
    page = parse(client.get(url).get_data(as_text=True))
    form = next(form for form in page.iter("form") if any(action == one.get("value") for one in form.iter("button")))
    answer = client.send(form.get("action") or "", fields(form) | {"_action": action} | more)
    return answer.status_code, answer.location or answer.get_data(as_text=True)


# one record -----------------------------------------------------------------------------------------------------------
def test_the_record_leads_to_the_preview_and_the_preview_moves_it(site: Flask, record_id: str) -> None:
    client = looking_as(site, "wangfang")
    page = main_of(client, url_of(record_id))
    assert "这条记录填在1.0版，这张表现行的是2.0版" in page
    preview = main_of(client, f"{url_of(record_id)}/edition")
    for said in ("联系方式 → 联系电话", "监护人的联系方式", "100****0007", "不再询问", "会改变的2项"):
        assert said in preview
    assert posted(client, f"{url_of(record_id)}/edition", "upgrade") == (303, url_of(record_id))
    page = main_of(client, url_of(record_id))
    for said in (
        "已换用新版本",
        "由1.0版换到2.0版",
        "王芳（县级审批人）",
        "不再询问的回答（1项）",
        "1.0版问过",
        "100****0007",
    ):
        assert said in page
    assert GUARDIAN not in page
    assert edition_of(site, record_id) == (2, 0)


def test_the_author_sees_in_full_what_is_no_longer_asked(site: Flask, record_id: str) -> None:
    client = looking_as(site, "liuyang")
    posted(client, f"{url_of(record_id)}/edition", "upgrade")
    assert GUARDIAN in main_of(client, url_of(record_id))


def test_a_move_is_undone_on_the_record(site: Flask, record_id: str) -> None:
    client = looking_as(site, "zhaomin")
    posted(client, f"{url_of(record_id)}/edition", "upgrade")
    assert posted(client, url_of(record_id), "revert") == (303, url_of(record_id))
    page = main_of(client, url_of(record_id))
    assert "由2.0版恢复到1.0版" in page
    assert "不再询问的回答" not in page
    assert edition_of(site, record_id) == (1, 0)


def test_a_move_that_cannot_be_undone_any_more_says_why(site: Flask, record_id: str) -> None:
    client = looking_as(site, "zhaomin")
    posted(client, f"{url_of(record_id)}/edition", "upgrade")
    page = parse(client.get(url_of(record_id)).get_data(as_text=True))
    form = next(one for one in page.iter("form") if any(b.get("value") == "revert" for b in one.iter("button")))
    with site.app_context():
        act(person("zhaomin"), record_id, "approve")
    client.send(f"{url_of(record_id)}/edition", fields(form) | {"_action": "revert"})
    assert "换版本以后赵敏已经办理（通过），不能再恢复" in main_of(client, url_of(record_id))
    assert "revert" not in buttons(client, record_id)


def test_what_would_not_be_valid_is_told_and_not_moved(site: Flask, record_id: str) -> None:
    client = looking_as(site, "zhaomin")
    page = parse(client.get(f"{url_of(record_id)}/edition").get_data(as_text=True))
    form = next(one for one in page.iter("form") if any(b.get("value") == "upgrade" for b in one.iter("button")))
    with site.app_context():
        edition = publish(demanding)
    answer = client.send(f"{url_of(record_id)}/edition", fields(form) | {"_action": "upgrade"})
    assert answer.status_code == 409
    assert "刚刚发布了别的版本" in answer.get_data(as_text=True)
    answer = client.send(f"{url_of(record_id)}/edition", fields(form) | {"_action": "upgrade", "_edition": edition})
    assert answer.status_code == 422
    for said in ("换到3.0版以后有1处需要更正，所以没有换", "备注最多填写3个字，现在是8个字", "由填报人“更正”"):
        assert said in answer.get_data(as_text=True)
    assert edition_of(site, record_id) == (1, 0)


def test_what_stays_says_why(site: Flask, record_id: str) -> None:
    with site.app_context():
        act(person("zhaomin"), record_id, "send_back", "请写清楚")
    client = looking_as(site, "zhaomin")
    assert "正等填报人修改" in main_of(client, f"{url_of(record_id)}/edition")
    assert "看看换用" not in main_of(client, url_of(record_id))


def test_who_may_not_is_told_so(site: Flask, record_id: str) -> None:
    client = looking_as(site, "heping")
    assert client.get(f"{url_of(record_id)}/edition").status_code == 403
    assert "看看换用" not in main_of(client, url_of(record_id))
    assert looking_as(site, "chenjie").get(f"{url_of(record_id)}/edition").status_code == 404


@pytest.mark.parametrize("spoiled", [{"_act": "1"}, {"_revision": "x"}, {"_action": "approve"}])
def test_a_body_that_is_not_whole_is_refused(site: Flask, record_id: str, spoiled: dict[str, str]) -> None:
    body = {"_act": new_id(), "_revision": "1", "_action": "upgrade", **spoiled}
    assert looking_as(site, "zhaomin").send(f"{url_of(record_id)}/edition", body).status_code == 400


def test_the_pages_in_english(site: Flask, record_id: str) -> None:
    client = looking_as(site, "zhaomin")
    client.set_cookie(COOKIE, "en")
    assert "Move to edition 2.0" in main_of(client, f"{url_of(record_id)}/edition")


# drafts ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def draft_url(site: Flask) -> str:
    """A draft of the former edition, and a newer one of its paper."""
    with site.app_context():
        author = person("liuyang")
        draft = drafting.start(author, REGISTRATION, None, village_code=VILLAGE)
        filling.keep(author, draft.id, with_guardian(), revision=draft.revision)
        publish(reworked)
        return f"/{COUNTY}/drafts/{draft.id}"


def pressed(client: CheckingClient, url: str, action: str, **typed: str) -> tuple[int, str]:
    """Press a button of the entry page, with what its inputs hold and what is typed besides."""
    page = parse(client.get(url).get_data(as_text=True))
    form = next(one for one in page.iter("form") if one.get("id") == "entry")
    chosen = (
        node
        for node in form.iter("input")
        if node.get("type") not in ("radio", "checkbox") or node.get("checked") is not None
    )
    body = {node.get("name") or "": node.get("value") or "" for node in chosen}
    body |= {node.get("name") or "": (node.text or "").lstrip("\n") for node in form.iter("textarea")}
    body.pop("_csrf")
    answer = client.send(url, {name: text for name, text in body.items() if name} | {"_action": action} | typed)
    return answer.status_code, answer.get_data(as_text=True)


def test_a_draft_takes_the_new_edition_and_goes_back(site: Flask, draft_url: str) -> None:
    client = looking_as(site, "liuyang")
    page = main_of(client, draft_url)
    for said in ("这张表已有新版本（2.0版）", "监护人的联系方式：不再询问，已填的另行保存"):
        assert said in page
    assert pressed(client, draft_url, "take:newer", remarks="刚写的")[0] == 303
    page = main_of(client, draft_url)
    for said in ("这份草稿已换用2.0版", "不再询问的回答（1项）", GUARDIAN, "刚写的", "联系电话"):
        assert said in page
    assert pressed(client, draft_url, "take:earlier")[0] == 303
    page = main_of(client, draft_url)
    assert "这张表已有新版本（2.0版）" in page
    assert "不再询问的回答" not in page


def test_pressing_twice_changes_nothing_and_nonsense_is_refused(site: Flask, draft_url: str) -> None:
    client = looking_as(site, "liuyang")
    assert pressed(client, draft_url, "take:newer")[0] == 303
    assert pressed(client, draft_url, "take:newer")[0] == 303
    assert pressed(client, draft_url, "take:other")[0] == 400


def test_a_draft_that_stays_is_submitted_where_it_was_begun(site: Flask, draft_url: str) -> None:
    client = looking_as(site, "liuyang")
    assert pressed(client, draft_url, "submit")[0] == 303
    with site.app_context():
        [record_id] = records.all_ids(COUNTY)
    assert edition_of(site, record_id) == (1, 0)


def test_a_page_of_the_former_edition_shows_what_it_held_and_what_has_no_place(site: Flask, draft_url: str) -> None:
    client = looking_as(site, "liuyang")
    page = parse(client.get(draft_url).get_data(as_text=True))
    form = next(one for one in page.iter("form") if one.get("id") == "entry")
    kept = {node.get("name"): node.get("value") or "" for node in form.iter("input") if node.get("type") == "hidden"}
    pressed(client, draft_url, "take:newer")
    late = {name: text for name, text in kept.items() if name and name != "_csrf"}
    typed = {"name": "李桂芳", "phone": "10000000008", "guardian_phone": "10000000009"}
    answer = client.send(draft_url, late | typed | {"_action": "save"})
    assert answer.status_code == 409
    shown = answer.get_data(as_text=True)
    assert 'value="10000000008"' in shown
    assert "10000000009" in shown
