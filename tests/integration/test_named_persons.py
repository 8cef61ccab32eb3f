"""A paper that names a person of the register: found within reach, there at submission, frozen afterwards."""

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.services import drafting, editions, filling, named_persons, sealing
from formserver.services.person import Person
from formserver.store import elders, records
from tests import factories
from tests.factories import COUNTY, VILLAGE, act, hand_in, person
from tests.zoo import CODE, zoo

NOBODY = "01980000-0000-7000-8000-00000000000a"


@pytest.fixture
def elder_id(site: Flask) -> str:
    """李桂芳, registered in the village of 刘洋, in a county that uses the paper with every kind."""
    with site.app_context():
        factories.furnish()
        editions.load_shipped([zoo()], [])
        editions.adopt(COUNTY, CODE)
        record_id = factories.register(person("liuyang"))
        return str(records.get(person("liuyang").scope, record_id).elder_id)


def typed(name: str, elder_id: str) -> Pairs:
    return Pairs([("a_text", "周秀英"), ("a_person.name", name), ("a_person.id", elder_id)])


def kept(author: Person, pairs: Pairs) -> Pairs:
    """The pairs of a new draft after 暂存."""
    draft = drafting.start(author, CODE, village_code=VILLAGE)
    return filling.keep(author, draft.id, pairs, revision=draft.revision).pairs


def stored(record_id: str) -> object:
    return sealing.data_of(records.get(person("liuyang").scope, record_id))["a_person"]


def test_persons_are_found_within_reach_only(site: Flask, elder_id: str) -> None:
    with site.app_context():
        assert [one.id for one in named_persons.found(person("liuyang"), " 桂芳 ")] == [elder_id]
        assert list(named_persons.found(person("chenjie"), "桂芳")) == []
        assert list(named_persons.found(person("liuyang"), " ")) == []


def test_who_is_chosen_gets_the_name_of_the_register(site: Flask, elder_id: str) -> None:
    with site.app_context():
        assert kept(person("liuyang"), typed("李", elder_id)).raw("a_person.name") == "李桂芳"


@pytest.mark.parametrize("name", ["王", "李桂芳（女）"])
def test_a_choice_that_does_not_fit_the_name_is_taken_back(site: Flask, elder_id: str, name: str) -> None:
    with site.app_context():
        pairs = kept(person("liuyang"), typed(name, elder_id))
        assert (pairs.raw("a_person.name"), pairs.raw("a_person.id")) == (name, "")


def test_a_person_out_of_reach_cannot_be_named(site: Flask, elder_id: str) -> None:
    with site.app_context():
        author = person("liuyang")
        record_id = hand_in(author, CODE, typed("李桂芳", NOBODY))
        assert stored(record_id) == {"name": "李桂芳"}


def test_a_person_who_is_gone_at_submission_is_a_problem(site: Flask, elder_id: str) -> None:
    with site.app_context():
        part = zoo().first_part
        data = {"a_text": "周秀英", "a_person": {"id": NOBODY, "name": "李桂芳"}}
        problems = list(named_persons.problems(person("liuyang"), part, data, None))
        assert [problem.message for problem in problems] == ["请按“暂存”，再在找到的人里选择问题person"]
        there = data | {"a_person": {"id": elder_id, "name": "李桂芳"}}
        assert list(named_persons.problems(person("liuyang"), part, there, None)) == []


def test_the_name_stays_as_it_was_when_the_register_changes(site: Flask, elder_id: str) -> None:
    with site.app_context():
        author = person("liuyang")
        record_id = hand_in(author, CODE, typed("李桂芳", elder_id))
        factories.approve_fully(record_id)
        elders.change(elders.get(author.scope, elder_id), {"name": "李桂芬"})
        db.session.commit()
        act(author, record_id, "correct", "更正住址。")
        factories.resubmit(author, record_id, typed("李桂芳", elder_id))
        assert stored(record_id) == {"id": elder_id, "name": "李桂芳"}
