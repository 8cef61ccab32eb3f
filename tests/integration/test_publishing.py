"""A new edition of a form in use: numbered, in force for new pages, with everything begun going on as it was."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from formserver.cli import documents
from formserver.errors import NotFound
from formserver.forms.document import FormDocument
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models import Draft, FormEdition
from formserver.resources import root
from formserver.services import drafting, filling, looking, prints, publishing, submission
from formserver.services.documents import form_document
from formserver.store import forms, records
from tests import factories
from tests.factories import REGISTRATION, VILLAGE, person
from tests.integration.test_attacks_at_once import at_once

SHIPPED = root() / "schemas" / "registration" / "ezhou.v1.json"
Json = dict[str, Any]


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


@pytest.fixture
def offer(tmp_path: Path) -> Callable[..., FormDocument]:
    """Makes the shipped registration with a change of its part, and another one of the whole document."""

    def made(change: Callable[[Json], Any], whole: Callable[[Json], Any] = lambda source: None) -> FormDocument:
        source = json.loads(SHIPPED.read_text("utf-8"))
        change(next(iter(source["properties"].values())))
        whole(source)
        path = tmp_path / "later.json"
        path.write_text(json.dumps(source, ensure_ascii=False), "utf-8")
        return documents.from_file(path)

    return made


def worded(part: Json) -> None:
    part["properties"]["remarks"]["description"] = "住处、性格、习惯"


def demanding(part: Json) -> None:
    part["required"].append("remarks")


def begun() -> Draft:
    author = person("liuyang")
    return drafting.start(author, REGISTRATION, None, village_code=VILLAGE)


def edition_of(draft: Draft) -> tuple[int, int]:
    return form_document(filling.opened(person("liuyang"), draft.id).draft.form_edition_id).edition


def in_force() -> FormEdition:
    return forms.active_edition(REGISTRATION)


def test_wording_is_the_next_minor_edition_and_drafts_go_on_in_it(offer: Callable[..., FormDocument]) -> None:
    draft = begun()
    typed = Pairs([("name", "周桂兰")])
    filling.keep(person("liuyang"), draft.id, typed, revision=draft.revision)
    done = publishing.publish(offer(worded), comment=" 说明写清楚 ")
    assert (done.edition, done.drafts) == ((1, 1), 1)
    assert edition_of(draft) == (1, 1)
    assert filling.opened(person("liuyang"), draft.id).pairs.text("name") == "周桂兰"
    active = in_force()
    assert (active.major, active.minor, active.comment) == (1, 1, "说明写清楚")
    assert [(one.minor, one.state) for one in forms.editions(REGISTRATION)] == [(1, forms.ACTIVE), (0, forms.RETIRED)]


def test_anything_else_is_the_next_major_edition_and_what_is_begun_goes_on_as_it_was(
    offer: Callable[..., FormDocument],
) -> None:
    author = person("liuyang")
    draft = begun()
    done = publishing.publish(offer(demanding), comment="备注改为必填")
    assert (done.edition, done.drafts) == ((2, 0), 0)
    assert edition_of(draft) == (1, 0)
    pairs = factories.registration_pairs(remarks="")
    record_id = submission.submit(author, draft.id, pairs, revision=1, act_id=new_id()).record_id
    assert form_document(records.get(author.scope, record_id).form_edition_id).edition == (1, 0)
    assert edition_of(begun()) == (2, 0)
    with pytest.raises(submission.EntryInvalid):
        factories.register(author, "王秀英", factories.identity_number(2), remarks="")


def test_a_record_sent_back_goes_on_in_its_edition_and_prints_as_it_did(offer: Callable[..., FormDocument]) -> None:
    author = person("liuyang")
    record_id = factories.register(author)
    factories.approve_fully(record_id)
    before = prints.print_for(author, record_id, prints.Wish(), site="")
    publishing.publish(offer(demanding, lambda source: source.update(title="新的登记表")), comment="改名")
    assert prints.print_for(author, record_id, prints.Wish(), site="") == before
    factories.act(author, record_id, "correct", "电话有误")
    draft_id = looking.view(author, record_id).draft_id
    assert draft_id is not None
    assert form_document(filling.opened(author, draft_id).draft.form_edition_id).edition == (1, 0)
    assert forms.get(REGISTRATION).title == "新的登记表"


def test_the_text_stays_as_it_is_where_its_number_is_right(offer: Callable[..., FormDocument]) -> None:
    name = {"$id": "urn:formserver:form:registration/ezhou:v1.1"}
    offered = offer(worded, lambda source: source.update(name))
    publishing.publish(offered, comment="说明")
    assert (in_force().source, in_force().sha256) == (offered.text, offered.sha256)
    again = offer(demanding)
    publishing.publish(again, comment="必填")
    assert in_force().source != again.text
    assert json.loads(in_force().source) == {**json.loads(again.text), "$id": name["$id"].replace("1.1", "2.0")}
    assert form_document(in_force().id).edition == (2, 0)


@pytest.mark.parametrize("comment", ["", "  ", "字" * 501])
def test_why_is_asked(offer: Callable[..., FormDocument], comment: str) -> None:
    with pytest.raises(publishing.CommentNeeded, match="最多500个字"):
        publishing.publish(offer(worded), comment=comment)
    assert in_force().minor == 0


def test_what_cannot_be_published(offer: Callable[..., FormDocument]) -> None:
    with pytest.raises(publishing.NothingChanged, match=r"现行的 1\.0 版没有不同"):
        publishing.publish(offer(lambda part: None), comment="没改")
    with pytest.raises(publishing.EditionRefused, match="“备注”填写方式"):
        publishing.publish(offer(lambda part: part["properties"]["remarks"].update({"x-kind": "text"})), comment="改")
    other = offer(worded, lambda source: source.update({"$id": "urn:formserver:form:registration/nowhere:v1.0"}))
    with pytest.raises(NotFound):
        publishing.publish(other, comment="改")
    assert in_force().minor == 0


def test_what_was_compared_must_still_be_in_force(offer: Callable[..., FormDocument]) -> None:
    compared_with = in_force().id
    publishing.publish(offer(worded), comment="说明")
    with pytest.raises(publishing.PublishedMeanwhile):
        publishing.publish(offer(demanding), comment="必填", after=compared_with)
    assert (in_force().major, in_force().minor) == (1, 1)


def test_of_two_who_publish_at_once_the_second_is_told(storage: Flask, offer: Callable[..., FormDocument]) -> None:
    offered, compared_with = offer(worded), in_force().id
    person("liuyang")  # whom both threads look for

    def deed(_: object) -> publishing.Published:
        return publishing.publish(offered, comment="说明", after=compared_with)

    assert at_once(storage, deed, deed) == ["Published", "PublishedMeanwhile"]
    assert [(one.major, one.minor, one.state) for one in forms.editions(REGISTRATION)] == [
        (1, 1, forms.ACTIVE),
        (1, 0, forms.RETIRED),
    ]
