"""Printing records: journaled with who, when and what; masked as the page masks; a draft never passes for a record."""

from collections.abc import Callable

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.models import JournalEntry, PrintProof
from formserver.services import drafting, filling, integrity, looking, prints
from formserver.services.prints import Wish
from formserver.store import journal, records
from tests.acting import fields, url_of
from tests.factories import (
    COUNTY,
    VISIT_WITH_CARE,
    Village,
    act,
    hand_in,
    identity_number,
    looking_as,
    person,
    settle,
)
from tests.pages import CheckingClient, parse, words
from tests.paper.reading import Sheet


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


def prints_of(site: Flask, record_id: str) -> list[JournalEntry]:
    with site.app_context():
        return journal.asides(COUNTY, record_id, journal.PRINT)


def printed(client: CheckingClient, record_id: str, **ticks: str) -> Sheet:
    response = client.send(f"{url_of(record_id)}/prints", ticks)
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    return Sheet(response.get_data())


# the button and the journal -------------------------------------------------------------------------------------------
def test_a_record_is_printed_by_the_button_of_its_page_and_journaled(site: Flask, village: Village) -> None:
    client = looking_as(site, "liuyang")
    page = parse(client.get(url_of(village.registration_id)).get_data(as_text=True))
    [form] = [one for one in page.iter("form") if (one.get("action") or "").endswith("/prints")]
    response = client.send(form.get("action") or "", {"copies": fields(form).get("copies", "")})
    assert response.get_data().startswith(b"%PDF-")
    assert response.headers["Cache-Control"] == "private, no-store"
    [entry] = prints_of(site, village.registration_id)
    assert (entry.user_name, entry.role, entry.revision_number) == ("刘洋", "visitor", 1)
    assert (entry.from_state, entry.to_state) == ("approved", "approved")


def test_each_print_is_an_entry_of_its_own(site: Flask, village: Village) -> None:
    client = looking_as(site, "liuyang")
    for _ in range(2):
        printed(client, village.visit_id)
    assert len(prints_of(site, village.visit_id)) == 2
    with site.app_context():
        assert db.session.query(PrintProof).count() == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("place", ["prints", "paper.pdf"])
def test_looking_ahead_prints_and_journals_nothing(site: Flask, village: Village, method: str, place: str) -> None:
    response = looking_as(site, "liuyang").open(f"{url_of(village.visit_id)}/{place}", method=method)
    assert response.mimetype != "application/pdf"
    assert prints_of(site, village.visit_id) == []
    if method == "GET":
        assert response.location == f"{url_of(village.visit_id)}#print"


def test_what_is_out_of_sight_is_neither_printed_nor_journaled(site: Flask, village: Village) -> None:
    assert looking_as(site, "xulei").send(f"{url_of(village.visit_id)}/prints").status_code == 404
    assert prints_of(site, village.visit_id) == []


@pytest.mark.parametrize("copies", ["9", "1"])
def test_a_copy_that_the_paper_does_not_have_is_refused_in_words(site: Flask, village: Village, copies: str) -> None:
    response = looking_as(site, "liuyang").send(f"{url_of(village.visit_id)}/prints", {"copies": copies})
    assert response.status_code == 422
    assert f"没有第{copies}联" in response.get_data(as_text=True)
    assert prints_of(site, village.visit_id) == []


@pytest.mark.parametrize("copies", ["-1", "x", "１", "999999999999"])
def test_nonsense_for_copies_is_refused(site: Flask, village: Village, copies: str) -> None:
    response = looking_as(site, "liuyang").send(f"{url_of(village.visit_id)}/prints", {"copies": copies})
    assert response.status_code == 400


def test_a_name_that_cannot_be_drawn_stops_the_print_and_is_not_journaled(site: Flask, village: Village) -> None:
    with site.app_context():
        record = records.find(COUNTY, village.visit_id)
        assert record is not None
        record.data = {**record.data, "visitor_name": "刘\U00030000"}
        db.session.commit()
    response = looking_as(site, "liuyang").send(f"{url_of(village.visit_id)}/prints")
    assert response.status_code == 422
    assert "U+30000" in response.get_data(as_text=True)
    assert prints_of(site, village.visit_id) == []


def test_the_chain_with_prints_in_it_is_verified_and_the_record_goes_on(site: Flask, village: Village) -> None:
    printed(looking_as(site, "liuyang"), village.visit_id)
    with site.app_context():
        act(person("zhaomin"), village.visit_id, "send_back", "请补填")
    printed(looking_as(site, "liuyang"), village.visit_id)
    with site.app_context():
        assert list(integrity.verify()) == []
        view = looking.view(person("liuyang"), village.visit_id)
        assert [line.entry.action for line in view.timeline] == ["submit", "send_back"]
        assert looking.latest(person("liuyang"), view.record).entry.action == "send_back"
    work = looking_as(site, "liuyang").get(f"/{COUNTY}/work?tab=todo").get_data(as_text=True)
    assert "请补填" in work


def test_those_who_decide_see_who_printed_what(site: Flask, village: Village) -> None:
    with site.app_context():
        pairs = Pairs([("visit_date", "2025-02-10"), ("visit_way", "home")])
        visit_id = hand_in(person("liuyang"), VISIT_WITH_CARE, pairs, elder_id=village.elder_id)
    printed(looking_as(site, "liuyang"), visit_id, copies="2", approvals="1")
    said = words(parse(looking_as(site, "zhaomin").get(url_of(visit_id)).get_data(as_text=True)))
    assert "刘洋（探访人员）" in said
    assert "第1次提交的内容、第2联、附审批单" in said
    assert "打印记录" not in looking_as(site, "liuyang").get(url_of(visit_id)).get_data(as_text=True)


def test_a_print_of_the_command_line_is_the_operators(site: Flask, village: Village) -> None:
    for _ in range(2):
        with site.app_context():
            content = prints.print_for_command(village.registration_id, Wish(), site="")[1]
    assert identity_number() not in Sheet(content).text
    assert {entry.user_name for entry in prints_of(site, village.registration_id)} == {"命令行"}
    assert len(prints_of(site, village.registration_id)) == 2


def test_the_operators_account_opens_no_door(site: Flask, village: Village, client: CheckingClient) -> None:
    with site.app_context():
        prints.print_for_command(village.registration_id, Wish(), site="")
    for name in ("operator", "operator:"):
        answer = client.send("/sign-in", {"user_name": name, "password": "!"})
        assert answer.status_code == 422


# what a print proves, behind the journal ------------------------------------------------------------------------------
Tamper = Callable[[PrintProof], None]


def _other_content(proof: PrintProof) -> None:
    proof.content_hash = "0" * 64


def _good_instead_of_unapproved(proof: PrintProof) -> None:
    proof.state_mark = ""


def _gone(proof: PrintProof) -> None:
    db.session.delete(proof)


@pytest.mark.parametrize("tamper", [_other_content, _good_instead_of_unapproved, _gone])
def test_a_proof_changed_behind_the_journal_is_found(site: Flask, village: Village, tamper: Tamper) -> None:
    printed(looking_as(site, "liuyang"), village.visit_id)
    with site.app_context():
        tamper(db.session.query(PrintProof).one())
        db.session.commit()
        assert ["打印" in fault.reason for fault in integrity.verify()] == [True]


# states ---------------------------------------------------------------------------------------------------------------
def test_a_sheet_says_what_keeps_it_from_being_good(site: Flask, village: Village) -> None:
    client, author = looking_as(site, "liuyang"), person
    assert set("未审核") <= set(printed(client, village.visit_id).text)
    with site.app_context():
        act(author("liuyang"), village.visit_id, "withdraw")
    assert set("已撤回") <= set(printed(client, village.visit_id).text)
    with site.app_context():
        act(author("liuyang"), village.visit_id, "terminate", "重复填报")
    assert set("已终止") <= set(printed(client, village.visit_id).text)
    marks = [entry.to_state for entry in reversed(prints_of(site, village.visit_id))]
    assert marks == ["at:township", "returned", "terminated"]


def test_an_approved_record_prints_without_a_mark_also_while_its_correction_is_begun(
    site: Flask, village: Village
) -> None:
    client = looking_as(site, "liuyang")
    before = printed(client, village.registration_id)
    with site.app_context():
        act(person("liuyang"), village.registration_id, "correct", "电话换了")
    assert printed(client, village.registration_id).content == before.content


def test_the_whole_paper_is_unapproved_while_a_part_of_it_is(site: Flask, village: Village) -> None:
    with site.app_context():
        author = person("liuyang")
        pairs = Pairs([("visit_date", "2025-02-10"), ("visit_way", "home")])
        visit_id = hand_in(author, VISIT_WITH_CARE, pairs, elder_id=village.elder_id)
        for approver in ("zhaomin", "wangfang"):
            act(person(approver), visit_id, "approve")
        assert prints.prepare(author, visit_id, Wish(), site="").marks.state == ""
        care = Pairs([("care_date", "2025-02-12"), ("care_given", "代买降压药。")])
        more = {"part": "care", "parent_record_id": visit_id}
        care_id = hand_in(author, VISIT_WITH_CARE, care, elder_id=village.elder_id, **more)
        assert prints.prepare(author, visit_id, Wish(), site="").marks.state == "未审核"
        act(author, care_id, "withdraw")
        act(author, care_id, "terminate", "重复")
        ended = prints.prepare(author, visit_id, Wish(), site="")
        assert (ended.marks.state, set(ended.data)) == ("", {"visit"})


# masks ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("user_name", "shows_number", "may_ask"),
    [("liuyang", True, False), ("heping", False, True), ("zhaomin", False, True), ("wangfang", False, True)],
)
def test_the_paper_masks_for_each_role_what_the_page_masks(
    site: Flask, village: Village, user_name: str, shows_number: bool, may_ask: bool
) -> None:
    client = looking_as(site, user_name)
    page = client.get(url_of(village.registration_id)).get_data(as_text=True)
    assert (identity_number() in page) == shows_number
    assert (identity_number() in printed(client, village.registration_id).text) == shows_number
    assert ('name="full_numbers"' in page) == may_ask
    if not shows_number:
        assert "999***********" in printed(client, village.registration_id).text


def test_numbers_in_full_are_for_who_may_unmask_and_leave_a_trace(site: Flask, village: Village) -> None:
    sheet = printed(looking_as(site, "wangfang"), village.registration_id, full_numbers="1")
    assert identity_number() in sheet.text
    assert prints_of(site, village.registration_id)[0].facts["full_numbers"] is True


def test_the_journal_speaks_of_full_numbers_only_where_there_were_some(site: Flask, village: Village) -> None:
    client = looking_as(site, "wangfang")
    printed(client, village.registration_id)
    printed(client, village.registration_id, full_numbers="1")
    told = [entry.facts["full_numbers"] for entry in reversed(prints_of(site, village.registration_id))]
    assert told == [False, True]


def test_who_may_not_unmask_gets_no_full_number_by_asking(site: Flask, village: Village) -> None:
    response = looking_as(site, "liuyang").send(f"{url_of(village.visit_id)}/prints", {"full_numbers": "1"})
    assert response.status_code == 403
    assert prints_of(site, village.visit_id) == []


def test_who_has_to_decide_prints_the_number_as_he_sees_it(site: Flask, village: Village) -> None:
    with site.app_context():
        record_id = hand_in(person("liuyang"), "registration/ezhou", _registration())
    client = looking_as(site, "zhaomin")
    assert identity_number(2) in client.get(url_of(record_id)).get_data(as_text=True)
    assert identity_number(2) in printed(client, record_id).text


def _registration() -> Pairs:
    typed = {"filled_on": "2025-01-08", "name": "周德顺", "identity_number": identity_number(2), "phone": "10000000002"}
    return Pairs((typed | {"remarks": "住在村小学旁边。"}).items())


# drafts ---------------------------------------------------------------------------------------------------------------
def test_a_draft_prints_as_it_is_kept_marked_and_without_code(site: Flask, village: Village) -> None:
    with site.app_context():
        author = person("liuyang")
        draft_id = drafting.start(author, "registration/ezhou", village_code=author.filling_regions[0]).id
        typed = [("name", "周德顺"), ("identity_number", "12"), ("filled_on", "不知道"), ("children.total", "三个")]
        filling.keep(author, draft_id, Pairs(typed), revision=1)
    response = looking_as(site, "liuyang").get(f"/{COUNTY}/drafts/{draft_id}/paper.pdf")
    sheet = Sheet(response.get_data())
    text = sheet.text
    assert response.mimetype == "application/pdf"
    assert sheet.metadata["Author"] == "华容区民政局"
    assert set("草稿") <= set(text)
    assert "周德顺" in text
    assert "校验码" not in text


def test_only_its_author_prints_a_draft(site: Flask, village: Village) -> None:
    with site.app_context():
        author = person("liuyang")
        draft_id = drafting.start(author, "registration/ezhou", village_code=author.filling_regions[0]).id
    assert looking_as(site, "heping").get(f"/{COUNTY}/drafts/{draft_id}/paper.pdf").status_code == 404


def test_the_page_of_a_draft_leads_to_its_paper(site: Flask, village: Village) -> None:
    with site.app_context():
        author = person("liuyang")
        draft_id = drafting.start(author, "registration/ezhou", village_code=author.filling_regions[0]).id
    page = looking_as(site, "liuyang").get(f"/{COUNTY}/drafts/{draft_id}").get_data(as_text=True)
    assert f'href="/{COUNTY}/drafts/{draft_id}/paper.pdf"' in page
