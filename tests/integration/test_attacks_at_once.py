"""What somebody posts twice at once: one record comes of it, and nothing is lost; on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.services import carrying, drafting, filling, integrity, submission
from formserver.services.person import Person
from formserver.store import records
from tests.factories import COUNTY, VISIT, approve_fully, furnish, hand_in, person, register, visit_pairs

SAID = {"place": "家中", "visited_on": "2025-02-10"}
Deed = Callable[[Person], object]


@pytest.fixture
def elder_id(storage: Flask) -> str:
    """An elder with an approved visit."""
    furnish()
    registration = register(person("liuyang"))
    approve_fully(registration)
    found = records.get(person("liuyang").scope, registration).elder_id or ""
    approve_fully(hand_in(person("liuyang"), VISIT, visit_pairs(**SAID), elder_id=found))
    return found


@pytest.fixture
def draft_id(elder_id: str) -> str:
    return drafting.start(person("liuyang"), VISIT, elder_id=elder_id).id


def typed() -> Pairs:
    return Pairs(visit_pairs(visited_on="2025-03-01").items())


def at_once(app: Flask, *deeds: Deed) -> list[str]:
    """Do things in threads that begin together; gives what came of each, sorted."""
    db.session.remove()
    ready = Barrier(len(deeds))

    def do(deed: Deed) -> str:
        with app.app_context():
            author = person("liuyang")
            db.session.rollback()
            ready.wait()
            try:
                return type(deed(author)).__name__
            except FormserverError as refusal:
                return type(refusal).__name__

    with ThreadPoolExecutor(len(deeds)) as threads:
        return sorted(threads.map(do, deeds))


def visits(app: Flask, elder_id: str) -> list[str]:
    author = person("liuyang")
    return [one.id for one in records.of_elder(author.scope, elder_id) if one.form_code == VISIT]


@pytest.mark.parametrize("is_same_act", [True, False])
def test_a_draft_submitted_several_times_at_once_is_one_record(
    storage: Flask, elder_id: str, draft_id: str, is_same_act: bool
) -> None:
    acts = [new_id()] * 4 if is_same_act else [new_id() for _ in range(4)]

    def deed(act_id: str) -> Deed:
        return lambda author: submission.submit(author, draft_id, typed(), revision=1, act_id=act_id)

    came = at_once(storage, *(deed(act_id) for act_id in acts))
    assert set(came) <= {"Submitted", "StaleRevision", "NotFound"}
    assert "Submitted" in came
    if is_same_act:
        assert came == ["Submitted"] * 4
    assert len(visits(storage, elder_id)) == 2
    assert list(integrity.verify()) == []


def test_what_is_taken_over_while_the_draft_is_submitted_is_in_the_record_or_refused(
    storage: Flask, elder_id: str, draft_id: str
) -> None:
    came = at_once(
        storage,
        lambda author: submission.submit(author, draft_id, typed(), revision=1, act_id=new_id()),
        lambda author: carrying.carry(author, draft_id, typed(), revision=1),
    )
    assert came in (["NotFound", "Submitted"], ["StaleRevision", "Submitted"], ["Filling", "StaleRevision"])
    if "Filling" in came:
        assert filling.opened(person("liuyang"), draft_id).pairs.raw("place") == "家中"
    else:
        last = visits(storage, elder_id)[-1]
        assert "place" not in records.revision(COUNTY, last, 1).data


def test_an_act_is_not_done_again_for_another_draft_or_under_another_name(elder_id: str, draft_id: str) -> None:
    act_id = new_id()
    submission.submit(person("liuyang"), draft_id, typed(), revision=1, act_id=act_id)
    for user_name in ("liuyang", "heping"):
        again = drafting.start(person(user_name), VISIT, elder_id=elder_id).id
        with pytest.raises(FormserverError) as refused:
            submission.submit(person(user_name), again, typed(), revision=1, act_id=act_id)
        assert type(refused.value).__name__ == "ActConflict"
