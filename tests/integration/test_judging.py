"""Pages handed in are judged while others write, and again where something changed meanwhile; on both databases."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import event

from formserver.errors import NotFound, StaleRevision
from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models.engine import reading
from formserver.services import drafting, filling, judging, looking, submission
from formserver.services.judging import Judged, Page
from formserver.store import records
from tests.factories import (
    REGISTRATION,
    VISIT,
    act,
    approve_fully,
    furnish,
    person,
    register,
    registration_pairs,
    resubmit,
    visit_pairs,
)


@dataclass(frozen=True)
class Begun:
    """A draft of a visit, of a person with a registration."""

    registration_id: str
    page: Page


@pytest.fixture
def begun(storage: Flask) -> Begun:
    furnish()
    author = person("liuyang")
    registration_id = register(author)
    approve_fully(registration_id)
    elder_id = records.get(author.scope, registration_id).elder_id
    draft_id = drafting.start(author, VISIT, elder_id=elder_id).id
    return Begun(registration_id, Page(person("liuyang"), draft_id, visit_pairs(), 1))


def judged(page: Page) -> Judged:
    with reading(db.session()):
        return judging.judge(page)


def test_a_page_that_stands_as_it_was_read_is_judged_once(begun: Begun) -> None:
    found = judged(begun.page)
    assert judging.hold(begun.page, found) is found.filling


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_the_turn_to_write_is_taken_when_the_page_is_judged(begun: Begun) -> None:
    said: list[str] = []
    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: said.append(statement))
    found = judged(begun.page)
    assert (said.count("BEGIN"), said.count("BEGIN IMMEDIATE")) == (1, 0)
    judging.hold(begun.page, found)
    assert said.count("BEGIN IMMEDIATE") == 1


def test_what_was_saved_since_makes_it_stale(begun: Begun) -> None:
    found, page = judged(begun.page), begun.page
    filling.keep(page.person, page.draft_id, Pairs([("place", "家中")]), revision=1)
    with pytest.raises(StaleRevision):
        judging.hold(page, found)


def test_a_draft_that_went_meanwhile_is_gone(begun: Begun) -> None:
    found, page = judged(begun.page), begun.page
    filling.discard(page.person, page.draft_id)
    with pytest.raises(NotFound):
        judging.hold(page, found)


def test_what_is_copied_is_that_of_the_registration_in_force_when_it_is_handed_in(begun: Begun) -> None:
    found, page = judged(begun.page), begun.page
    act(page.person, begun.registration_id, "correct", "电话换了")
    resubmit(page.person, begun.registration_id, registration_pairs(remarks="搬到儿子家隔壁"))
    approve_fully(begun.registration_id)
    held = judging.hold(page, found)
    assert held is not found.filling
    assert held.registration is not None
    assert held.registration.data["remarks"] == "搬到儿子家隔壁"


def test_a_record_that_was_ended_meanwhile_is_not_handed_in_again(begun: Begun) -> None:
    author = person("liuyang")
    record_id = submission.submit(author, begun.page.draft_id, visit_pairs(), revision=1, act_id=new_id()).record_id
    act(person("zhaomin"), record_id, "send_back", "请写明情况")
    draft_id = looking.view(author, record_id).draft_id
    assert draft_id is not None
    page = Page(author, draft_id, visit_pairs(), filling.opened(author, draft_id).draft.revision)
    found = judged(page)
    act(author, record_id, "terminate", "没有去")
    with pytest.raises(NotFound):
        judging.hold(page, found)


def test_a_registration_is_judged_so_too(storage: Flask) -> None:
    furnish()
    author = person("liuyang")
    page = Page(author, drafting.start(author, REGISTRATION).id, registration_pairs(), 1)
    found = judged(page)
    assert judging.problems(author, judging.hold(page, found)) == []
