"""A record and a draft move over an edition between: what was renamed twice takes its answer along; both databases."""

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.forms.editions.previewing import Becomes
from formserver.models import Record
from formserver.services import (
    draft_editions,
    drafting,
    filling,
    form_desk,
    integrity,
    move_views,
    moving_many,
    sealing,
)
from formserver.services.rehearsal import Verdict
from formserver.store import moves, records
from tests import factories, later_edition
from tests.factories import COUNTY, REGISTRATION, VILLAGE, person
from tests.later_edition import with_guardian
from tests.three_editions import PHONE, three_editions


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


def record_of(record_id: str) -> Record:
    db.session.expire_all()
    found = records.find(COUNTY, record_id)
    assert found is not None
    return found


def test_a_record_takes_along_what_was_renamed_twice_and_comes_back_whole() -> None:
    record_id = three_editions()["1.0"]
    was = later_edition.stored(record_id)
    later_edition.move(person("wangfang"), record_id)
    data = sealing.data_of(record_of(record_id))
    assert data["contact_number"] == PHONE
    assert "phone" not in data
    later_edition.revert(person("wangfang"), record_id)
    assert later_edition.stored(record_id) == was
    assert [*integrity.verify()] == []


def test_the_preview_and_the_comparison_name_it_renamed() -> None:
    record_id = three_editions()["1.0"]
    steps = move_views.preview(person("wangfang"), record_id).steps
    [step] = [one for one in steps if one.label == "本人电话"]
    assert (step.becomes, step.former) == (Becomes.RENAMED, "联系方式")
    changes = form_desk.pair(person("gaofei"), REGISTRATION, "1.0", "3.0").found.changes
    assert "代码由phone改为contact_number，已填的随着换" in [one.message for one in changes]


def test_many_are_tried_by_the_same_way() -> None:
    three_editions()
    plan = moving_many.plan(person("gaofei"), REGISTRATION, moves.Picked())
    found = {one.edition: one for one in plan.tries}
    assert found["1.0"].verdict == Verdict.LOSES
    assert "联系方式" not in found["1.0"].gone
    assert (found["2.0"].verdict, found["2.0"].gone) == (Verdict.FITS, [])


def test_a_draft_takes_it_along_and_comes_back_with_everything() -> None:
    author = person("liuyang")
    begun = drafting.start(author, REGISTRATION, None, village_code=VILLAGE)
    filling.keep(author, begun.id, with_guardian(serial=31), revision=begun.revision)
    three_editions()
    found = filling.opened(author, begun.id)
    typed = sorted(found.pairs.items())
    told = [one.message for one in draft_editions.choice(found).changes if one.place[1:] == ("contact_number",)]
    assert told == ["名称由“联系方式”改为“本人电话”"]
    draft_editions.take(author, begun.id, found.pairs, revision=found.draft.revision)
    found = filling.opened(author, begun.id)
    assert found.pairs.text("contact_number") == PHONE
    draft_editions.go_back(author, begun.id, found.pairs, revision=found.draft.revision)
    assert sorted(filling.opened(author, begun.id).pairs.items()) == typed
