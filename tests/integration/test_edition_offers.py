"""What is brought in as an edition, or as a county's own form: what is refused and why; on both databases."""

import pytest
from flask import Flask

from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.services import draft_view, edition_drafts, editions, inheritance, ownership, publishing
from formserver.services.documents import form_document
from formserver.services.edition_drafts import Offer
from formserver.store import edition_drafts as stored
from formserver.store import forms
from tests import factories
from tests.factories import COUNTY, OTHER_COUNTY, REGISTRATION, VISIT, person
from tests.integration.test_attacks_at_once import at_once
from tests.offering import administrator, later, of_another_kind, own_form, worded

OWN = "registration/own"


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


def view(draft_id: str) -> draft_view.DraftView:
    return draft_view.view(person("luoying"), draft_id, two_persons=True)


def in_force(code: str) -> tuple[int, int, str]:
    active = forms.active_edition(code)
    return active.major, active.minor, active.comment


def publish(user_name: str, draft_id: str, comment: str) -> None:
    edition_drafts.publish(person(user_name), draft_id, comment, two_persons=True)


# what cannot be brought in --------------------------------------------------------------------------------------------
def test_all_that_the_dialect_minds_is_told_at_its_place() -> None:
    def damage(part: dict[str, object]) -> None:
        fields = part["properties"]
        assert isinstance(fields, dict)
        fields["remarks"]["x-kind"] = "maybe"
        fields["name"]["maxLength"] = "many"

    with pytest.raises(edition_drafts.DocumentFaulty, match="2处问题") as refused:
        edition_drafts.offer(administrator(), REGISTRATION, Offer(later(damage)))
    assert {fault.path for fault, _ in refused.value.faults} == {
        "$.properties.main.properties.remarks.x-kind",
        "$.properties.main.properties.name.maxLength",
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "不是有效的JSON：第1行第1列"),
        ("[" * 100_000, "嵌套太深"),
        ('{"a": "' + "字" * 200_000 + '"}', "文件大于512KB"),
        ('{"a": 1, "a": 2}', "a"),
        (later(lambda part: part["required"].append("nothing")), "没有名为 nothing 的项"),
    ],
)
def test_what_is_no_document_is_told_in_plain_words(text: str, reason: str) -> None:
    with pytest.raises(edition_drafts.DocumentFaulty) as refused:
        edition_drafts.offer(administrator(), REGISTRATION, Offer(text))
    assert reason in str(refused.value.faults[0][0])


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        (later(lambda part: None), publishing.NothingChanged),
        (later(of_another_kind), publishing.EditionRefused),
        (own_form(), edition_drafts.OtherForm),
    ],
)
def test_what_could_never_be_published_makes_no_draft(text: str, failure: type[FormserverError]) -> None:
    with pytest.raises(failure):
        edition_drafts.offer(administrator(), REGISTRATION, Offer(text))
    assert stored.waiting(COUNTY) == []


def test_a_comment_that_is_too_long_is_told_before_anything_is_kept() -> None:
    with pytest.raises(publishing.CommentNeeded):
        edition_drafts.offer(administrator(), REGISTRATION, Offer(later(worded), "字" * 501))


# a new form -----------------------------------------------------------------------------------------------------------
def test_a_new_form_of_the_county_begins_with_its_first_edition() -> None:
    draft_id = edition_drafts.offer_new(person("gaofei"), Offer(own_form()))
    draft = view(draft_id)
    assert (draft.before, draft.number, draft.found, draft.groups) == ("", "1.0", None, [])
    assert forms.find(OWN) is None
    publish("luoying", draft_id, "第一版")
    form = forms.get(OWN)
    assert (form.owner_region, form.title, form.category) == (COUNTY, "本区自己的登记表", "registration")
    assert in_force(OWN) == (1, 0, "第一版")
    assert form_document(forms.active_edition(OWN).id).edition == (1, 0)
    with pytest.raises(ownership.HasOwnEditions):
        ownership.give_back(person("gaofei"), OWN)


def test_a_new_form_may_be_given_another_code() -> None:
    draft_id = edition_drafts.offer_new(person("gaofei"), Offer(later(lambda part: None), "", " registration/third "))
    assert view(draft_id).draft.form_code == "registration/third"
    assert edition_drafts.document_of(view(draft_id).draft).code == "registration/third"


@pytest.mark.parametrize("code", ["third", "registration/Third", "visit/third", "registration/" + "a" * 61, "登记/表"])
def test_a_code_that_is_none_is_refused(code: str) -> None:
    with pytest.raises(edition_drafts.CodeUnfit):
        edition_drafts.offer_new(person("gaofei"), Offer(own_form(), "", code))


def test_a_code_in_use_is_refused_when_it_comes_in_and_when_it_is_published() -> None:
    with pytest.raises(edition_drafts.CodeTaken, match=VISIT):
        edition_drafts.offer_new(person("gaofei"), Offer(own_form(), "", VISIT))
    first = edition_drafts.offer_new(person("gaofei"), Offer(own_form()))
    second = edition_drafts.offer_new(person("gaofei"), Offer(own_form()))
    publish("luoying", first, "第一版")
    with pytest.raises(edition_drafts.CodeTaken):
        publish("luoying", second, "第一版")
    db.session.rollback()
    assert view(second).is_open


def test_of_two_first_editions_published_at_once_the_second_is_told(storage: Flask) -> None:
    person("liuyang")  # whom both threads look for
    made = [edition_drafts.offer_new(person("gaofei"), Offer(own_form())) for _ in range(2)]
    luoying = person("luoying")
    deeds = [
        lambda _, draft_id=draft_id: edition_drafts.publish(luoying, draft_id, "第一版", two_persons=True)
        for draft_id in made
    ]
    assert at_once(storage, *deeds) == ["CodeTaken", "NoneType"]


def test_a_new_form_needs_its_comment_too() -> None:
    draft_id = edition_drafts.offer_new(person("gaofei"), Offer(own_form()))
    with pytest.raises(publishing.CommentNeeded):
        publish("luoying", draft_id, "")
    edition_drafts.decline(person("luoying"), draft_id, "名称不对")
    assert view(draft_id).draft.state == "declined"


def derived_document(edition: str = "1.0", upper: str = REGISTRATION) -> str:
    words = {"$id": f"urn:formserver:form:{OWN}:v1.0", "x-upper": {"form": upper, "edition": edition}}
    return later(lambda part: None, lambda source: source.update(words))


def test_a_new_form_may_follow_one_above_it() -> None:
    publish("luoying", edition_drafts.offer_new(person("gaofei"), Offer(derived_document())), "第一版")
    assert forms.get(OWN).upper_code == REGISTRATION
    with pytest.raises(inheritance.UpperUnknown):
        edition_drafts.offer_new(person("gaofei"), Offer(derived_document("7.0"), "", "registration/other"))


def test_a_new_form_follows_none_of_another_county() -> None:
    forms.get(REGISTRATION).owner_region = OTHER_COUNTY
    db.session.commit()
    with pytest.raises(ownership.OwnedElsewhere):
        edition_drafts.offer_new(person("gaofei"), Offer(derived_document()))


def test_the_form_of_a_county_is_nobody_elses() -> None:
    publish("luoying", edition_drafts.offer_new(person("gaofei"), Offer(own_form())), "第一版")
    with pytest.raises(ownership.OwnedElsewhere):
        editions.adopt(OTHER_COUNTY, OWN)
    editions.adopt(COUNTY, OWN)
