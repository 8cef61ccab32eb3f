"""Editions that are offered: brought in, published by somebody else, declined, withdrawn; on both databases."""

from collections.abc import Callable

import pytest
from flask import Flask

from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.models import Grant
from formserver.services import draft_view, edition_drafts, form_desk, ownership, publishing
from formserver.services.edition_drafts import Offer
from formserver.services.person import Person
from formserver.store import form_events, forms
from tests import factories
from tests.factories import COUNTY, LONG_AGO, OTHER_COUNTY, REGISTRATION, TOWNSHIP, VILLAGE, VISIT, person
from tests.integration.test_attacks_at_once import at_once
from tests.offering import administrator, demanding, later, offered, own_form, worded

OWN = "registration/own"


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


def view(draft_id: str, user_name: str = "luoying", *, two_persons: bool = True) -> draft_view.DraftView:
    return draft_view.view(person(user_name), draft_id, two_persons=two_persons)


def in_force(code: str = REGISTRATION) -> tuple[int, int, str]:
    active = forms.active_edition(code)
    return active.major, active.minor, active.comment


def publish(user_name: str, draft_id: str, comment: str = "备注改为必填", *, two_persons: bool = True) -> None:
    edition_drafts.publish(person(user_name), draft_id, comment, two_persons=two_persons)


def test_what_is_brought_in_waits_and_nothing_is_in_force_yet() -> None:
    draft = view(offered(administrator()))
    assert (draft.by, draft.before, draft.number, draft.is_open) == ("高飞", "1.0", "2.0", True)
    assert [(words, [one.message for one in some]) for _, words, some in draft.groups] == [("收紧", ["改为必填"])]
    assert in_force()[:2] == (1, 0)
    assert [line.draft.id for line in form_desk.waiting(person("luoying"))] == [draft.draft.id]
    assert form_desk.count_waiting(person("gaofei")) == 1


def test_another_person_publishes_it_and_everybody_sees_who_did_what() -> None:
    draft_id = offered(administrator())
    assert (view(draft_id, "gaofei").may_publish, view(draft_id, "gaofei").needs_another) == (False, True)
    with pytest.raises(edition_drafts.NeedsAnother):
        publish("gaofei", draft_id)
    assert view(draft_id).may_publish
    publish("luoying", draft_id, " 备注必须写 ")
    assert in_force() == (2, 0, "备注必须写")
    done = view(draft_id)
    assert (done.draft.state, done.decided_by, done.is_open, done.may_publish) == ("published", "罗英", False, False)
    assert done.draft.edition_id == forms.active_edition(REGISTRATION).id
    told = [(line.event.action, line.by, line.number) for line in form_desk.desk(person("gaofei"), REGISTRATION).events]
    assert told[:2] == [("published", "罗英", "2.0"), ("offered", "高飞", "")]


def test_where_one_person_is_enough_he_publishes_what_he_offered() -> None:
    draft_id = offered(administrator(), worded)
    assert view(draft_id, "gaofei", two_persons=False).may_publish
    publish("gaofei", draft_id, "说明写清楚", two_persons=False)
    assert in_force() == (1, 1, "说明写清楚")


def test_the_rules_of_publishing_hold_here_too() -> None:
    draft_id = offered(administrator())
    with pytest.raises(publishing.CommentNeeded):
        publish("luoying", draft_id, " ")
    assert view(draft_id).is_open
    second = offered(person("gaofei"), worded)
    publish("luoying", second)
    assert (view(draft_id).is_stale, view(draft_id).may_publish) == (True, False)
    with pytest.raises(publishing.PublishedMeanwhile):
        publish("luoying", draft_id)
    assert view(draft_id).may_compare
    edition_drafts.compare_again(person("luoying"), draft_id)
    again = view(draft_id)
    assert (again.is_stale, again.before, again.number, again.may_publish) == (False, "1.1", "2.0", True)
    publish("luoying", draft_id)
    assert in_force()[:2] == (2, 0)


def test_what_says_the_same_by_now_cannot_be_published() -> None:
    first, second = offered(administrator()), offered(person("gaofei"))
    publish("luoying", first)
    edition_drafts.compare_again(person("gaofei"), second)
    assert not view(second).may_publish
    with pytest.raises(publishing.NothingChanged):
        publish("luoying", second)


def test_it_is_declined_with_a_reason() -> None:
    draft_id = offered(administrator())
    for remark in ("", " ", "字" * 501):
        with pytest.raises(edition_drafts.RemarkNeeded, match="最多500个字"):
            edition_drafts.decline(person("luoying"), draft_id, remark)
    assert (view(draft_id).may_decline, view(draft_id, "gaofei").may_decline) == (True, False)
    edition_drafts.decline(person("luoying"), draft_id, "先问过各乡镇")
    assert (view(draft_id).draft.state, view(draft_id).draft.remark) == ("declined", "先问过各乡镇")
    last = form_events.newest(REGISTRATION, 1)[0]
    assert (last.action, last.note) == ("declined", "先问过各乡镇")
    assert form_desk.waiting(person("gaofei")) == []


def test_only_who_offered_it_withdraws_it() -> None:
    draft_id = offered(administrator())
    with pytest.raises(Forbidden):
        edition_drafts.withdraw(person("luoying"), draft_id)
    edition_drafts.withdraw(person("gaofei"), draft_id)
    assert view(draft_id).draft.state == "withdrawn"


@pytest.mark.parametrize(
    "deed",
    [
        lambda draft_id: edition_drafts.withdraw(person("gaofei"), draft_id),
        lambda draft_id: edition_drafts.decline(person("luoying"), draft_id, "不要"),
        lambda draft_id: publish("luoying", draft_id),
        lambda draft_id: edition_drafts.compare_again(person("luoying"), draft_id),
    ],
)
def test_what_is_decided_is_decided(deed: Callable[[str], None]) -> None:
    draft_id = offered(administrator())
    edition_drafts.withdraw(person("gaofei"), draft_id)
    with pytest.raises(edition_drafts.DraftDecided):
        deed(draft_id)
    db.session.rollback()
    assert view(draft_id).draft.state == "withdrawn"
    assert in_force()[:2] == (1, 0)


def test_of_two_who_decide_at_once_one_is_told(storage: Flask) -> None:
    person("liuyang")  # whom both threads look for
    draft_id, luoying = offered(administrator()), person("luoying")

    def publishes(_: object) -> None:
        edition_drafts.publish(luoying, draft_id, "备注改为必填", two_persons=True)

    def declines(_: object) -> None:
        edition_drafts.decline(luoying, draft_id, "不要")

    assert at_once(storage, publishes, declines) in (["DraftDecided", "NoneType"], ["DraftDecided", "Published"])


# rights ---------------------------------------------------------------------------------------------------------------
def stranger(role: str, region: str) -> Person:
    held = Grant(user_id="-", role_name=role, region_code=region, valid_from=LONG_AGO)
    return Person(person("linqing").user_id, "林青", region[:6], (held,))


def test_another_county_finds_nothing() -> None:
    draft_id, neighbour = offered(administrator()), stranger("form_admin", OTHER_COUNTY)
    for deed in (
        lambda: draft_view.view(neighbour, draft_id, two_persons=True),
        lambda: edition_drafts.withdraw(neighbour, draft_id),
        lambda: edition_drafts.decline(neighbour, draft_id, "不要"),
        lambda: edition_drafts.publish(neighbour, draft_id, "改", two_persons=True),
        lambda: edition_drafts.compare_again(neighbour, draft_id),
        lambda: edition_drafts.offer(neighbour, REGISTRATION, Offer(later(worded))),
    ):
        with pytest.raises(NotFound):
            deed()


@pytest.mark.parametrize(
    ("role", "region"), [("county_approver", COUNTY), ("form_admin", TOWNSHIP), ("form_admin", VILLAGE)]
)
def test_a_right_for_the_county_is_needed(role: str, region: str) -> None:
    draft_id, other = offered(administrator()), stranger(role, region)
    for deed in (
        lambda: edition_drafts.offer(other, REGISTRATION, Offer(later(worded))),
        lambda: edition_drafts.offer_new(other, Offer(own_form(), region=COUNTY)),
        lambda: edition_drafts.withdraw(other, draft_id),
        lambda: edition_drafts.decline(other, draft_id, "不要"),
        lambda: edition_drafts.publish(other, draft_id, "改", two_persons=True),
        lambda: edition_drafts.compare_again(other, draft_id),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_a_form_that_came_with_the_program_is_taken_over_first() -> None:
    with pytest.raises(ownership.NotOwned):
        edition_drafts.offer(person("gaofei"), REGISTRATION, Offer(later(worded)))


# a former edition -----------------------------------------------------------------------------------------------------
def test_a_former_edition_is_offered_again_under_the_next_number() -> None:
    former = forms.active_edition(REGISTRATION)
    publish("luoying", offered(administrator(), demanding))
    draft_id = edition_drafts.offer_again(person("gaofei"), REGISTRATION, former.id)
    draft = view(draft_id)
    assert (draft.draft.comment, draft.number) == ("恢复 1.0 版", "3.0")
    assert [words for _, words, _ in draft.groups] == ["放宽"]
    publish("luoying", draft_id, draft.draft.comment)
    assert in_force() == (3, 0, "恢复 1.0 版")
    with pytest.raises(publishing.NothingChanged):
        edition_drafts.offer_again(person("gaofei"), REGISTRATION, former.id)
    with pytest.raises(NotFound):
        edition_drafts.offer_again(person("gaofei"), REGISTRATION, forms.active_edition(VISIT).id)
