"""Editions and records that nobody wrote: what a rehearsal says of a record is what moving it does, and back."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formserver.clock import now, today
from formserver.extensions import db
from formserver.forms import completing, entry, validation
from formserver.forms.document import FormDocument
from formserver.forms.expressions.scopes import Known
from formserver.ids import new_id
from formserver.models import Form, FormEdition, Record, Revision
from formserver.services import acts, integrity, moving, rehearsal, sealing
from formserver.services.person import Person
from formserver.services.rehearsal import Verdict
from formserver.store import forms, journal, records, workflows
from tests import factories, generated, generated_editions, later_edition
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, person

EXAMPLES = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def numbered(document: FormDocument, code: str, major: int) -> FormDocument:
    """The document as an edition of a form of its own."""
    name = {"$id": f"urn:formserver:form:{code}:v{major}.0"}
    return FormDocument(json.dumps({**json.loads(document.text), **name}), {**document.bundled, **name})


def in_force(document: FormDocument) -> FormEdition:
    """The document as the edition of its form that is in force."""
    if forms.find(document.code) is None:
        forms.add(Form(code=document.code, title=document.title, category="registration", owner_region=None))
    major, minor = document.edition
    edition = FormEdition(
        id=new_id(),
        form_code=document.code,
        major=major,
        minor=minor,
        state=forms.DRAFT,
        source=document.text,
        bundled=document.bundled_text,
        sha256=document.sha256,
        comment="",
    )
    return forms.activate(forms.add_edition(edition), at=now())


def written_down(author: Person, revision: Revision, data: dict[str, Any]) -> None:
    """The first entry of the record's journal."""
    journal.append(
        journal.Act(
            county_id=COUNTY,
            record_id=revision.record_id,
            act_id=new_id(),
            action="submit",
            from_state=None,
            to_state="approved",
            user_id=author.user_id,
            user_name=author.name,
            role="visitor",
            place_code=VILLAGE,
            revision_number=1,
            at=revision.at,
            body_hash="",
            facts=acts.revision_facts(revision, data, {}),
        )
    )


def stored(author: Person, document: FormDocument, edition: FormEdition, data: dict[str, Any]) -> str:
    """An approved record of these answers; gives its id."""
    part, record_id, at = document.first_part, new_id(), now()
    record = Record(
        county_id=COUNTY,
        id=record_id,
        number=record_id,
        form_code=document.code,
        form_edition_id=edition.id,
        part=part.code,
        workflow_edition_id=workflows.latest("village_township_county").id,
        state="approved",
        revision_number=1,
        approved_revision=1,
        data=sealing.sealed(part, data, COUNTY, record_id),
        township_code=TOWNSHIP,
        village_code=VILLAGE,
        author_id=author.user_id,
        title="周桂兰",
        acted_since_submit=True,
        submitted_at=at,
        updated_at=at,
    )
    records.insert(record)
    revision = records.add_revision(record, by_user_id=author.user_id, at=at)
    written_down(author, revision, data)
    db.session.commit()
    return record_id


def moved(author: Person, record_id: str) -> moving.Moved | moving.WouldNotFit:
    """What came of moving the record."""
    try:
        return later_edition.move(author, record_id)
    except moving.WouldNotFit as refused:
        db.session.rollback()
        return refused


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


@pytest.mark.parametrize("length", [2, 3])
@EXAMPLES
@given(st.data())
def test_what_the_rehearsal_promised_is_what_the_move_does_and_the_way_back_is_whole(
    length: int, data: st.DataObject
) -> None:
    drawn = data.draw(generated_editions.chains(length).filter(lambda one: one[0] is not one[-1]), label="editions")
    code = f"registration/{'g' + new_id().replace('-', '')}"
    before, *between, after = (numbered(one, code, place) for place, one in enumerate(drawn, start=1))
    part, known = before.first_part, Known(today())
    typed = entry.to_pairs(part, data.draw(generated.answers(part), label="answers"))
    answers = entry.to_data(part, completing.complete(part, typed, known))
    if validation.errors(validation.check(part, answers, today=today())):
        return
    author = person("liuyang")
    record_id = stored(author, before, in_force(before), answers)
    for edition in (*between, after):
        in_force(edition)
    db.session.commit()
    was = later_edition.stored(record_id)
    [trial] = rehearsal.rehearse(after)
    done = moved(author, record_id)
    if isinstance(done, moving.WouldNotFit):
        # of the words behind a problem each document has its own
        told = [[(one.path, one.level, one.message) for one in found] for found in (done.problems, trial.problems)]
        assert (trial.verdict, told[0]) == (Verdict.INVALID, told[1])
        assert later_edition.stored(record_id) == was
        return
    assert trial.verdict == (Verdict.LOSES if trial.gone else Verdict.FITS)
    assert bool(done.kept_aside) == bool(trial.gone)
    record = records.find(COUNTY, record_id)
    assert record is not None
    assert not validation.errors(validation.check(after.first_part, sealing.data_of(record), today=today()))
    assert [*integrity.verify()] == []
    later_edition.revert(author, record_id)
    assert later_edition.stored(record_id) == was
    assert [*integrity.verify()] == []
