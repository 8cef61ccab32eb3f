"""Paper first, typed later: a sheet for a person, and from its code to the draft, the record, and who did what."""

import re

import pytest
from flask import Flask

from formserver.errors import NotFound, TransitionNotAllowed
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Draft
from formserver.services import filling, looking, prefilled, submission
from formserver.services.catalog import document_in_force
from formserver.services.prints import Wish, print_for
from formserver.store import elders, records, users
from tests.entry_site import open_office
from tests.factories import (
    COUNTY,
    VISIT,
    VISIT_WITH_CARE,
    Village,
    act,
    approve_fully,
    looking_as,
    person,
    settle,
    visit_pairs,
)
from tests.pages import CheckingClient, client_of, parse, words
from tests.paper.reading import Sheet


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


@pytest.fixture
def code(site: Flask, village: Village) -> str:
    """The code of a sheet for her."""
    return printed(looking_as(site, "liuyang"), village)[1]


def printed(client: CheckingClient, village: Village, form: str = VISIT, part: str = "main") -> tuple[bytes, str]:
    """A sheet printed from her page, and its code."""
    response = client.send(f"/{COUNTY}/elders/{village.elder_id}/papers", {"form": form, "part": part})
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    found = re.search("纸号：([0-9A-Z-]{19})", Sheet(response.get_data()).text)
    assert found is not None
    return response.get_data(), found[1].replace("-", "")


def heading(client: CheckingClient, url: str) -> str:
    return words(next(parse(client.get(url).get_data(as_text=True)).iter("h1")))


def submit(site: Flask, user_name: str, draft_id: str) -> str:
    with site.app_context():
        typist = person(user_name)
        opened = filling.opened(typist, draft_id)
        pairs = opened.pairs.merged(visit_pairs().items())
        return submission.submit(typist, draft_id, pairs, revision=opened.draft.revision, act_id=new_id()).record_id


def test_the_persons_page_lists_the_sheets_that_wait(site: Flask, village: Village, code: str) -> None:
    page = looking_as(site, "fanyu").get(f"/{COUNTY}/elders/{village.elder_id}").get_data(as_text=True)
    assert f'href="/p/{code}"' in page
    assert "刘洋打印" in page


# typing it in ---------------------------------------------------------------------------------------------------------
def test_the_typist_says_who_made_the_visit_and_types_the_sheet_in(site: Flask, village: Village, code: str) -> None:
    typist = looking_as(site, "fanyu")
    page = typist.get(f"/p/{code}").get_data(as_text=True)
    assert "谁去探访的" in page
    with site.app_context():
        visitor = person("liuyang").user_id
    assert f'value="{visitor}"' in page
    draft_url = str(typist.send(f"/p/{code}", {"visitor": visitor}).location)
    begun = typist.get(draft_url).get_data(as_text=True)
    assert "录入纸质表，探访人：刘洋" in begun
    assert 'value="刘洋"' in begun
    record_id = submit(site, "fanyu", draft_url.rpartition("/")[2])
    said = words(parse(typist.get(f"/{COUNTY}/records/{record_id}").get_data(as_text=True)))
    assert "探访人：刘洋 录入人：范宇" in said
    assert "范宇（信息录入人），代刘洋" in said


def test_scanning_again_goes_on_with_the_draft_and_then_opens_the_record(
    site: Flask, village: Village, code: str
) -> None:
    typist = looking_as(site, "fanyu")
    draft_url = str(typist.send(f"/p/{code}", {"visitor_name": "周青"}).location)
    assert f'href="{draft_url}"' in typist.get(f"/p/{code}").get_data(as_text=True)
    assert typist.send(f"/p/{code}").location == draft_url
    record_id = submit(site, "fanyu", draft_url.rpartition("/")[2])
    assert typist.get(f"/p/{code}").location == f"/{COUNTY}/records/{record_id}"
    assert looking_as(site, "zhaomin").get(f"/p/{code}").location == f"/{COUNTY}/records/{record_id}"


def test_each_sheet_is_a_visit_of_its_own(site: Flask, village: Village, code: str) -> None:
    typist = looking_as(site, "fanyu")
    other = printed(looking_as(site, "liuyang"), village)[1]
    urls = {str(typist.send(f"/p/{one}", {"visitor_name": "周青"}).location) for one in (code, other)}
    assert len(urls) == 2


def test_a_typed_name_will_do_for_a_visitor_without_account(site: Flask, village: Village, code: str) -> None:
    draft_url = str(looking_as(site, "fanyu").send(f"/p/{code}", {"visitor_name": "  周　青 "}).location)
    record_id = submit(site, "fanyu", draft_url.rpartition("/")[2])
    with site.app_context():
        record = records.anywhere(record_id)
        assert (record.visitor_id, record.visitor_name) == (None, "周 青")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "请选择或填写是谁去探访的"),
        ({"visitor_name": "  "}, "请选择或填写是谁去探访的"),
        ({"visitor": "nobody"}, "所选的人不负责这个村"),
    ],
)
def test_without_a_visitor_nothing_is_begun(
    site: Flask, village: Village, code: str, asked: dict[str, str], said: str
) -> None:
    answer = looking_as(site, "fanyu").send(f"/p/{code}", asked)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    with site.app_context():
        assert db.session.query(Draft).count() == 0


def test_who_visits_another_village_cannot_be_chosen(site: Flask, village: Village, code: str) -> None:
    with site.app_context():
        other = person("chenjie").user_id
    assert other not in looking_as(site, "fanyu").get(f"/p/{code}").get_data(as_text=True)
    assert looking_as(site, "fanyu").send(f"/p/{code}", {"visitor": other}).status_code == 422


def test_the_visitor_types_his_own_sheet_in_without_a_question(site: Flask, village: Village, code: str) -> None:
    visitor = looking_as(site, "liuyang")
    assert "谁去探访的" not in visitor.get(f"/p/{code}").get_data(as_text=True)
    draft_url = str(visitor.send(f"/p/{code}").location)
    assert 'value="刘洋"' in visitor.get(draft_url).get_data(as_text=True)


def test_the_day_of_typing_is_not_proposed_as_the_day_of_the_visit(site: Flask, village: Village) -> None:
    code = printed(looking_as(site, "liuyang"), village, VISIT_WITH_CARE, "visit")[1]
    with site.app_context():
        draft_id = prefilled.begin(person("liuyang"), code)
        assert filling.opened(person("liuyang"), draft_id).pairs.text("visit_date") == ""


def test_of_two_who_type_the_same_sheet_the_later_keeps_his_words_and_is_told(
    site: Flask, village: Village, code: str
) -> None:
    with site.app_context():
        drafts = [prefilled.begin(person(name), code, visitor_name="周青") for name in ("fanyu", "liuyang")]
    submit(site, "fanyu", drafts[0])
    with pytest.raises(submission.SheetTaken):
        submit(site, "liuyang", drafts[1])
    with site.app_context():
        assert filling.opened(person("liuyang"), drafts[1]).pairs.text("hygiene") == "good"
    assert "已经录入并提交" in looking_as(site, "liuyang").get(f"/p/{code}").get_data(as_text=True)


# who may --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("user_name", "status"),
    [("liuyang", 200), ("fanyu", 200), ("heping", 200), ("zhaomin", 200), ("wangfang", 200)]
    + [(name, 404) for name in ("chenjie", "xulei", "linqing", "gaofei", "qianhao", "tangyu")],
)
def test_a_sheet_opens_for_who_sees_its_person(
    site: Flask, village: Village, code: str, user_name: str, status: int
) -> None:
    assert looking_as(site, user_name).get(f"/p/{code}").status_code == status


def test_who_only_reviews_is_told_who_types_it_in(site: Flask, village: Village, code: str) -> None:
    assert "由探访人员或信息录入人办理" in looking_as(site, "zhaomin").get(f"/p/{code}").get_data(as_text=True)
    assert looking_as(site, "zhaomin").send(f"/p/{code}").status_code == 403


def test_a_stranger_is_led_to_the_sign_in_page_and_back(site: Flask, village: Village, code: str) -> None:
    assert client_of(site).get(f"/p/{code}").location == f"/sign-in?next=/p/{code}"


def test_the_code_can_be_typed(site: Flask, village: Village, code: str) -> None:
    typist = looking_as(site, "fanyu")
    assert heading(typist, "/p/") == "录入纸质表"
    assert typist.get(f"/p/?code={code.lower()}").status_code == 303
    unknown = typist.get("/p/?code=7K3M9QTX2ABCDEF0")
    assert unknown.status_code == 404
    assert "没有查到这张纸质表" in unknown.get_data(as_text=True)


def test_nobody_approves_what_he_visited_himself(site: Flask, village: Village, code: str) -> None:
    with site.app_context():
        approver = person("zhaomin")
        draft_id = prefilled.begin(person("fanyu"), code, visitor_name="周青")
        db.session.get(Draft, (COUNTY, draft_id)).visitor_id = approver.user_id  # type: ignore[union-attr]
        db.session.commit()
        record_id = submit(site, "fanyu", draft_id)
        with pytest.raises(TransitionNotAllowed, match="不能审批自己探访的记录"):
            act(approver, record_id, "approve")
        act(person("sunli"), record_id, "approve")


def test_the_visitor_sees_what_was_typed_in_for_him(site: Flask, village: Village, code: str) -> None:
    with site.app_context():
        visitor = person("liuyang").user_id
        draft_id = prefilled.begin(person("fanyu"), code, visitor_id=visitor)
    record_id = submit(site, "fanyu", draft_id)
    with site.app_context():
        assert records.is_visible(person("liuyang").scope, record_id)
        assert not looking.view(person("liuyang"), record_id).masked


def test_the_approval_sheet_says_for_whom_it_was_typed_in(site: Flask, village: Village, code: str) -> None:
    with site.app_context():
        draft_id = prefilled.begin(person("fanyu"), code, visitor_name="周青")
    record_id = submit(site, "fanyu", draft_id)
    with site.app_context():
        approve_fully(record_id)
        content = print_for(person("fanyu"), record_id, Wish(with_approvals=True), site="")[1]
    assert "范宇（信息录入人）代：周青" in Sheet(content).pages[-1]


def test_a_sheet_of_nobody_is_not_found(site: Flask, village: Village) -> None:
    with site.app_context(), pytest.raises(NotFound):
        prefilled.scanned(person("fanyu"), "7K3M9QTX2ABCDEF0")


def test_closed_accounts_visit_nobody(site: Flask, village: Village, code: str) -> None:
    with site.app_context():
        user = users.get(person("liuyang").user_id)
        user.active = False
        db.session.commit()
        assert user.id not in [one for one, _ in prefilled.scanned(person("fanyu"), code).visitors]


def test_what_is_copied_from_the_registration_is_on_the_sheet_with_its_numbers_masked(site: Flask) -> None:
    office = open_office(site, "-")
    with site.app_context():
        visitor = person("liuyang")
        elder = elders.get(visitor.scope, office.jiangsu_elder_id)
        part = document_in_force(visitor, "visit_record/jiangsu").parts["visit"]
        [file] = prefilled.known(visitor, part, elder).values()
    assert file["name"] == elder.name
    assert "*" in file["identity_number"]
