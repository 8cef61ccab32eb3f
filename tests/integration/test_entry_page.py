"""The entry page: choosing a paper, every document as a page, what is typed stays, problems beside their fields."""

import json

import pytest
from flask import Flask

from formserver.errors import DecryptionFailed
from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models import Grant
from formserver.services import drafting, filling, sealing
from formserver.store import drafts, forms, users
from formserver.store.records import InForce
from tests import factories
from tests.entry_forms import answers, begin, changed, filled, opened, pairs_of, press, problem_at
from tests.entry_site import Office, open_office
from tests.factories import COUNTY, OTHER_TOWNSHIP_VILLAGE, VILLAGE
from tests.pages import CheckingClient, client_of, enter, parse, words

EZHOU, FUJIAN = "registration/ezhou", "registration/fujian"
PARTS = [(one.code, part.code) for one in factories.shipped() for part in one.parts.values() if not part.follows]
BAD_NUMBER = "99999919480316001"


@pytest.fixture
def office(site: Flask) -> Office:
    return open_office(site)


@pytest.fixture
def visitor(site: Flask, office: Office) -> CheckingClient:
    made = client_of(site)
    enter(made, office.visitor_id)
    return made


# choosing -------------------------------------------------------------------------------------------------------------
def test_the_papers_of_the_county_are_offered_for_registration(visitor: CheckingClient) -> None:
    text = opened(visitor, f"/{COUNTY}/fill")
    assert "鄂州市华容区留守老人信息登记表" in text
    assert "周秀英" in text


def test_a_visit_begins_with_the_elder_found_by_a_part_of_the_name(visitor: CheckingClient, office: Office) -> None:
    text = opened(visitor, f"/{COUNTY}/fill?name=桂芳")
    assert "李桂芳" in text
    assert "周秀英" not in text
    assert "福建省特殊困难老年人探访关爱服务记录表" in opened(visitor, f"/{COUNTY}/fill?elder={office.elder_id}")


def test_a_name_nobody_has_leads_to_a_next_step(visitor: CheckingClient) -> None:
    assert "没有找到" in opened(visitor, f"/{COUNTY}/fill?name=欧阳")


def test_a_visit_without_an_elder_asks_for_one(visitor: CheckingClient) -> None:
    response = visitor.send(f"/{COUNTY}/fill", {"form": "visit_record/fujian"})
    assert response.status_code == 422
    assert "请先选择服务对象" in response.get_data(as_text=True)


def test_who_serves_several_villages_chooses_one(site: Flask, office: Office) -> None:
    with site.app_context():
        typist = factories.hire("heping")
        users.grant(
            Grant(
                id=new_id(),
                user_id=typist,
                role_name="typist",
                region_code=OTHER_TOWNSHIP_VILLAGE,
                valid_from=factories.LONG_AGO,
            )
        )
        db.session.commit()
    browser = client_of(site)
    enter(browser, typist)
    assert "大湾村" in opened(browser, f"/{COUNTY}/fill/find")
    assert browser.send(f"/{COUNTY}/fill", {"form": EZHOU}).status_code == 422
    assert browser.send(f"/{COUNTY}/fill", {"form": EZHOU, "village_code": VILLAGE}).status_code == 303


def test_who_only_approves_does_not_fill_in(site: Flask, office: Office) -> None:
    browser = client_of(site)
    with site.app_context():
        approver = factories.person("zhaomin").user_id
    enter(browser, approver)
    assert browser.get(f"/{COUNTY}/fill").status_code == 403


# every document -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("code", "part"), PARTS)
def test_every_paper_opens_as_a_page(visitor: CheckingClient, office: Office, code: str, part: str) -> None:
    text = opened(visitor, begin(visitor, code, office, part=part))
    assert 'id="entry"' in text


@pytest.mark.parametrize(("code", "part"), PARTS)
def test_what_was_typed_comes_back_as_it_was(visitor: CheckingClient, office: Office, code: str, part: str) -> None:
    url = begin(visitor, code, office, part=part)
    typed = filled(opened(visitor, url))
    assert press(visitor, url, typed).status_code == 303
    assert answers(pairs_of(opened(visitor, url))) == answers(typed)


@pytest.mark.parametrize(("code", "part"), PARTS)
def test_a_page_full_of_nonsense_is_shown_again_with_its_problems(
    visitor: CheckingClient, office: Office, code: str, part: str
) -> None:
    url = begin(visitor, code, office, part=part)
    typed = filled(opened(visitor, url))
    response = press(visitor, url, [(n, "甲" if "date" in n or "_on" in n else t) for n, t in typed], "submit")
    text = response.get_data(as_text=True)
    assert response.status_code == 422
    assert 'id="problems"' in text
    ids = {node.get("id") for node in parse(text).iter() if node.get("id")}
    jumps = [str(node.get("href"))[1:] for node in parse(text).iter("a") if str(node.get("href")).startswith("#f-")]
    assert set(jumps) <= ids


# keeping --------------------------------------------------------------------------------------------------------------
def test_a_wrong_number_stays_in_sight_with_its_sentence(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    typed = changed(pairs_of(opened(visitor, url)), name="李四", identity_number=BAD_NUMBER)
    text = press(visitor, url, typed, "submit").get_data(as_text=True)
    assert dict(pairs_of(text))["identity_number"] == BAD_NUMBER
    assert "应为18位" in problem_at(text, "identity_number")


def test_a_good_page_becomes_a_record(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    typed = changed(pairs_of(opened(visitor, url)), name="李四", identity_number=factories.identity_number(7))
    response = press(visitor, url, typed, "submit")
    assert response.status_code == 303
    assert str(response.location).startswith(f"/{COUNTY}/records/")
    assert press(visitor, url, typed, "submit").location == response.location


@pytest.mark.parametrize(
    "extra", [("surprise", "1"), ("name.0", "1"), ("family.0.name", "1"), ("children_away.0.surprise", "1")]
)
def test_a_field_the_paper_does_not_have_is_refused(
    visitor: CheckingClient, office: Office, extra: tuple[str, str]
) -> None:
    url = begin(visitor, EZHOU, office)
    assert press(visitor, url, [*pairs_of(opened(visitor, url)), extra]).status_code == 400


@pytest.mark.parametrize("action", ["", "approve", "add:name", "add:surprise", "remove:name:0"])
def test_an_action_the_page_does_not_have_is_refused(visitor: CheckingClient, office: Office, action: str) -> None:
    url = begin(visitor, EZHOU, office)
    assert press(visitor, url, pairs_of(opened(visitor, url)), action).status_code == 400


def test_rows_are_added_and_removed_without_scripts(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, FUJIAN, office)
    typed = changed(pairs_of(opened(visitor, url)), **{"family.0.name": "李明"})
    added = press(visitor, url, typed, "add:family")
    assert str(added.location).endswith("#f-family-1")
    typed = changed(pairs_of(opened(visitor, url)), **{"family.1.name": "李红"})
    press(visitor, url, typed, "remove:family:0")
    left = dict(pairs_of(opened(visitor, url)))
    assert left["family.1.name"] == "李红"
    assert "family.0.name" not in left


def test_a_hidden_answer_stays_in_the_draft_and_out_of_the_data(
    visitor: CheckingClient, office: Office, site: Flask
) -> None:
    url = begin(visitor, EZHOU, office)
    typed = changed(pairs_of(opened(visitor, url)), physical_condition="healthy", disability_grade="grade_1")
    press(visitor, url, typed)
    assert dict(pairs_of(opened(visitor, url)))["disability_grade"] == "grade_1"
    with site.app_context():
        kept = filling.opened(factories.person("liuyang"), url.rpartition("/")[2])
        assert "disability_grade" not in kept.data


def test_a_draft_is_thrown_away(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    assert press(visitor, url, pairs_of(opened(visitor, url)), "discard").status_code == 303
    assert visitor.get(url).status_code == 303


def test_a_draft_that_is_gone_leads_to_the_list_and_reads_like_a_foreign_one_and_none_at_all(
    visitor: CheckingClient, office: Office, site: Flask
) -> None:
    gone = begin(visitor, EZHOU, office)
    press(visitor, gone, pairs_of(opened(visitor, gone)), "discard")
    visitor.get(f"/{COUNTY}/work")  # the words about the deletion have been read
    with site.app_context():
        foreign = f"/{COUNTY}/drafts/{drafting.start(factories.person('chenjie'), EZHOU).id}"
    answers_got = set()
    for url in (gone, foreign, f"/{COUNTY}/drafts/{new_id()}", f"/{COUNTY}/drafts/none"):
        answer = visitor.get(url)
        page = visitor.get(f"/{COUNTY}/work?tab=mine").get_data(as_text=True)
        answers_got.add((answer.status_code, answer.location, "这份草稿已提交或已删除。" in page, len(page)))
    assert [answer[:3] for answer in answers_got] == [(303, f"/{COUNTY}/work?tab=mine", True)]


def test_a_draft_that_is_gone_still_refuses_what_is_posted_to_it(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    typed = pairs_of(opened(visitor, url))
    press(visitor, url, typed, "discard")
    assert press(visitor, url, typed).status_code == 404


def test_a_draft_changed_in_another_window_loses_nothing(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, EZHOU, office)
    mine = changed(pairs_of(opened(visitor, url)), name="李四")
    press(visitor, url, changed(mine, name="王五"))
    response = press(visitor, url, mine)
    text = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "在另一个窗口里改动过" in text
    assert "王五" in text
    assert press(visitor, url, pairs_of(text)).status_code == 303
    assert dict(pairs_of(opened(visitor, url)))["name"] == "李四"


def test_a_visit_shows_whose_it_is_and_which(visitor: CheckingClient, office: Office) -> None:
    text = opened(visitor, begin(visitor, "visit_record/fujian", office))
    assert "李桂芳" in text
    assert "第 1 次" in text


def test_a_frozen_section_is_read_and_not_typed(visitor: CheckingClient, office: Office) -> None:
    text = opened(visitor, begin(visitor, "visit_record/jiangsu", office))
    assert "周秀英" in text
    assert not [name for name, _ in pairs_of(text) if name.startswith("file.")]


def test_what_was_copied_from_the_registration_stays_closed_where_only_the_rest_is_asked_for(
    site: Flask, office: Office
) -> None:
    with site.app_context():
        code = "visit_record/jiangsu"
        sealed = json.dumps({"file": {"identity_number": "打不开"}, "expression": "clear"})
        found = InForce(COUNTY, new_id(), code, "visit", "", None, forms.active_edition(code).id, sealed)
        assert sealing.in_force(found, without_copies=True)[1] == {"expression": "clear"}
        with pytest.raises(DecryptionFailed):
            sealing.in_force(found)


def test_a_table_is_not_added_to_beyond_its_limit(visitor: CheckingClient, office: Office, site: Flask) -> None:
    url = begin(visitor, FUJIAN, office)
    with site.app_context():
        author = factories.person("liuyang")
        draft = drafts.get(COUNTY, author.user_id, url.rpartition("/")[2])
        filling.keep(author, draft.id, Pairs((f"family.{n}.row", "1") for n in range(20)), revision=draft.revision)
    text = opened(visitor, url)
    assert "add:family" not in text
    press(visitor, url, pairs_of(text), "add:family")
    assert len(Pairs(pairs_of(opened(visitor, url))).rows("family")) == 20


def test_care_is_filled_in_from_the_visit_it_follows(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, "visit_record/shuren", office)
    visit = press(visitor, url, changed(pairs_of(opened(visitor, url)), visit_way="home"), "submit")
    visit_id = str(visit.location).rpartition("/")[2]
    wanted = {"form": "visit_record/shuren", "part": "care", "parent_record_id": visit_id}
    text = opened(visitor, str(visitor.send(f"/{COUNTY}/fill", wanted).location))
    assert "关爱服务情况" in text
    assert "李桂芳" in text


def test_a_row_that_is_not_there_cannot_be_removed_and_nothing_is_lost(visitor: CheckingClient, office: Office) -> None:
    url = begin(visitor, FUJIAN, office)
    typed = changed(pairs_of(opened(visitor, url)), **{"family.0.name": "李明"})
    assert press(visitor, url, typed, "remove:family:x").status_code == 303
    assert dict(pairs_of(opened(visitor, url)))["family.0.name"] == "李明"


def test_beginning_the_same_visit_again_opens_the_draft_that_is_there(site: Flask, office: Office) -> None:
    with site.app_context():
        me = factories.person("liuyang")
        first = drafting.start(me, "visit_record/fujian", elder_id=office.elder_id).id
        assert drafting.start(me, "visit_record/fujian", elder_id=office.elder_id).id == first
        assert drafting.start(me, "visit_record/ezhou", elder_id=office.elder_id).id != first
        assert drafting.start(me, "visit_record/fujian", elder_id=office.jiangsu_elder_id).id != first


# what the paper prints ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "label"), [("visit_record/fujian", "第__次 探访关爱服务"), ("visit_record/shuren", "第__次 开展探访")]
)
def test_the_label_of_a_counter_keeps_its_blank(visitor: CheckingClient, office: Office, code: str, label: str) -> None:
    page = parse(opened(visitor, begin(visitor, code, office)))
    labels = [words(node) for node in page.iter("div") if node.get("class") == "field-label"]
    assert label in labels
