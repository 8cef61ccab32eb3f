"""Generated people and answers: fictional, plausible, and valid for every part of every shipped document."""

import random
import re
from datetime import timedelta

import pytest

from formserver.clock import today
from formserver.demo.answers import Circumstances, NoValidAnswers, answers
from formserver.demo.people import FIRST_BIRTH, LAST_BIRTH, People
from formserver.forms import entry
from formserver.forms.document import Part, read_folder
from formserver.forms.kinds.identity import read_identity
from formserver.forms.kinds.registry import KINDS
from formserver.forms.validation import check, errors
from formserver.resources import root

DOCUMENTS = read_folder(root() / "schemas")[0]
PARTS = [pytest.param(part, id=f"{one.code}-{part.code}") for one in DOCUMENTS for part in one.parts.values()]
PLACE = {
    "province": "湖北省",
    "city": "鄂州市",
    "county": "华容区",
    "township": "段店镇",
    "village": "三江村",
    "county_code": "420703",
    "township_code": "420703103",
    "village_code": "420703103205",
}


def a_paper(seed: int) -> tuple[Circumstances, People, random.Random]:
    people = People(seed)
    day = today() - timedelta(days=seed)
    return Circumstances(people.elder(), people.younger(), day, PLACE), people, random.Random(seed)


def test_there_are_nine_documents_with_ten_parts() -> None:
    assert (len(DOCUMENTS), len(PARTS)) == (9, 10)


@pytest.mark.parametrize("part", PARTS)
def test_thirty_papers_of_a_part_are_valid(part: Part) -> None:
    for seed in range(30):
        data = answers(part, *a_paper(seed))
        assert errors(check(part, data, today=today())) == []


@pytest.mark.parametrize("part", PARTS)
def test_the_answers_survive_the_way_through_the_page(part: Part) -> None:
    given = {code for code, field in part.group.fields.items() if "x-frozen" in field.spec or field.given_by_system}
    for seed in range(5):
        data = answers(part, *a_paper(seed))
        typed = {code: answer for code, answer in data.items() if code not in given}
        assert entry.to_data(part, entry.to_pairs(part, data)) == typed


@pytest.mark.parametrize("part", PARTS)
def test_the_same_seed_gives_the_same_answers(part: Part) -> None:
    assert answers(part, *a_paper(3)) == answers(part, *a_paper(3))


@pytest.mark.parametrize("part", PARTS)
def test_most_fields_that_can_be_typed_are_answered_sooner_or_later(part: Part) -> None:
    seen = {code for seed in range(30) for code in answers(part, *a_paper(seed))}
    typed = {code for code, field in part.group.fields.items() if field.kind != "photos"}
    assert len(typed & seen) >= 0.95 * len(typed)


def test_somebody_sooner_or_later_lives_unsafely() -> None:
    part = next(one for one in DOCUMENTS if one.code == "visit_record/fujian").first_part
    found = [part.concepts(answers(part, *a_paper(seed))).get("gas_safety") for seed in range(60)]
    assert found.count("safe") > found.count("unsafe") > 0


def test_every_kind_but_the_mark_of_absence_can_be_answered() -> None:
    from_documents = {field.kind for one in DOCUMENTS for part in one.parts.values() for _, field in part.fields()}
    assert from_documents <= set(KINDS)


def test_a_part_whose_rules_contradict_each_other_is_refused() -> None:
    spec = {"type": "object", "properties": {"a": {"title": "甲", "x-kind": "text", "pattern": "^[0-9]{5}$"}}}
    part = Part({"code": "main", "title": "自相矛盾"}, {**spec, "required": ["a"], "x-order": ["a"]})
    with pytest.raises(NoValidAnswers, match="自相矛盾"):
        answers(part, *a_paper(1))


def test_elders_are_fictional_and_born_when_elders_are_born() -> None:
    people = People(1)
    made = [people.elder() for _ in range(200)]
    assert len({one.identity for one in made}) == 200
    for one in made:
        facts = read_identity(one.identity)
        assert facts is not None
        assert (facts.birth, facts.sex) == (one.birth, one.sex)
        assert FIRST_BIRTH <= one.birth <= LAST_BIRTH
        assert one.identity.startswith("999999")
        assert re.fullmatch("1000000[0-9]{4}", one.phone)
