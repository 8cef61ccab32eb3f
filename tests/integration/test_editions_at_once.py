"""An edition comes, a form goes out of use or a record moves in the very moment somebody hands in, begins or signs."""

from collections.abc import Callable

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.forms.document import FormDocument
from formserver.ids import new_id
from formserver.models import Record
from formserver.services import approval, drafting, integrity, moving, ownership, publishing, retiring, submission
from formserver.services.documents import form_document
from formserver.store import drafts, forms, records
from formserver.workflow.states import State
from tests import factories, later_edition
from tests.at_once import at_once
from tests.factories import COUNTY, REGISTRATION, VILLAGE, ask, person
from tests.later_edition import asked, registered, reworked

Change = Callable[[later_edition.Json], object]


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work that looks after its registration."""
    factories.furnish()
    for name in ("liuyang", "zhaomin", "wangfang"):
        person(name)
    ownership.take_over(person("gaofei"), REGISTRATION)


def made(change: Change) -> FormDocument:
    return later_edition.made(change)


def worded(source: later_edition.Json) -> None:
    later_edition.part_of(source)["properties"]["remarks"]["description"] = "住处、性格、习惯"


def record_of(record_id: str) -> Record:
    db.session.expire_all()
    found = records.find(COUNTY, record_id)
    assert found is not None
    return found


def test_of_who_moves_a_record_and_who_signs_it_none_acts_on_what_he_has_not_seen(storage: Flask) -> None:
    record_id = registered()
    later_edition.publish(reworked)
    moves, signs = asked(person("wangfang"), record_id), ask(person("zhaomin"), record_id, "approve")
    db.session.commit()
    came = at_once(
        storage,
        lambda: moving.move(person("wangfang"), record_id, moves),
        lambda: approval.act(person("zhaomin"), record_id, signs),
    )
    assert came in (["StaleRevision", "done"], ["done", "done"])  # what is signed may move all the same
    record = record_of(record_id)
    is_moved = record.form_edition_id == forms.active_edition(REGISTRATION).id
    is_signed = State.parse(record.state).step != "township"
    assert (record.revision_number == 2) is is_moved
    assert is_moved + is_signed == came.count("done")
    assert [*integrity.verify()] == []


@pytest.mark.parametrize("change", [worded, reworked])
def test_what_is_handed_in_while_an_edition_comes_is_kept_in_the_one_it_was_filled_in(
    storage: Flask, change: Change
) -> None:
    posted, document = factories.registration_pairs(), made(change)
    draft = drafting.start(person("liuyang"), REGISTRATION, village_code=VILLAGE)
    draft_id, revision, act_id = draft.id, draft.revision, new_id()
    came = at_once(
        storage,
        lambda: submission.submit(person("liuyang"), draft_id, posted, revision=revision, act_id=act_id),
        lambda: publishing.publish(document, comment="改"),
    )
    assert came == ["done", "done"]
    assert drafts.count(COUNTY, person("liuyang").user_id) == 0
    [number] = {one.number for one in forms.editions(REGISTRATION) if one.state == forms.ACTIVE}
    [stored] = db.session.scalars(db.select(Record)).all()
    assert form_document(stored.form_edition_id).edition in {(1, 0), (1, 1)}
    assert number == ("1.1" if change is worded else "2.0")
    assert [*integrity.verify()] == []


def test_a_form_that_goes_out_of_use_while_somebody_begins_one_lets_him_finish_it(storage: Flask) -> None:
    came = at_once(
        storage,
        lambda: drafting.start(person("liuyang"), REGISTRATION, village_code=VILLAGE),
        lambda: retiring.retire(person("gaofei"), REGISTRATION, "换新表"),
    )
    assert came in (["done", "done"], ["FormElsewhere", "done"], ["NotFound", "done"])
    for one in drafts.list_for(COUNTY, person("liuyang").user_id).rows:
        done = submission.submit(
            person("liuyang"), one.id, factories.registration_pairs(), revision=one.revision, act_id=new_id()
        )
        assert record_of(done.record_id).form_code == REGISTRATION
