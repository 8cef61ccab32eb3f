"""Three validators say of the same data that the same places of the same schema are broken."""

import json
import random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from formserver.forms import entry
from formserver.forms.document import Part
from tests import generated
from tests.compute_zoo import ability
from tests.factories import shipped
from tests.rule_zoo import answers_at_random, rule_zoo
from tests.schema_paths import by_ajv, by_jsonschema, by_rust
from tests.spoiling import filled
from tests.spoiling import spoiled as spoiled_papers
from tests.unit.forms.making import part_of
from tests.zoo import zoo

pytestmark = pytest.mark.e2e

PAPERS: Final = (*shipped(), zoo(), rule_zoo(), ability())
PARTS: Final = [pytest.param(part, id=f"{one.code}-{part.code}") for one in PAPERS for part in one.parts.values()]
# The same examples at every run; `--hypothesis-seed` draws others, and a failure prints how to repeat it.
EXAMPLES: Final = settings(
    derandomize=True, max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)
JUDGE: Final = """([schema, papers]) => {
    const ajv = new window.Ajv2020({strict: false, allErrors: true, ownProperties: true});
    const validate = ajv.compile(JSON.parse(schema));
    return JSON.parse(papers).map((paper) => {
        validate(paper);
        return (validate.errors || []).map((error) => [error.instancePath, error.schemaPath]);
    });
}"""


def compare(ajv: Page, part: Part, papers: list[Any]) -> list[bool]:
    """Assert that all three find the same faults of every paper; gives which papers have none."""
    in_browser = ajv.evaluate(JUDGE, [json.dumps(part.schema), json.dumps(papers)])
    verdicts = []
    for data, found in zip(papers, in_browser, strict=True):
        ours = by_jsonschema(part.schema, data)
        assert by_rust(part.schema, data) == ours, data
        assert by_ajv(found) == ours, data
        verdicts.append(not ours)
    return verdicts


@pytest.mark.parametrize("part", PARTS)
def test_every_paper_is_broken_at_the_same_places_for_all(ajv: Page, part: Part) -> None:
    valid = filled(part, 4)
    verdicts = compare(ajv, part, [*valid, *spoiled_papers(valid, 24), *spoiled_papers(valid, 24, faults=4)])
    assert verdicts[:4] == [True] * 4
    assert verdicts[4:].count(False) > 16


def test_a_field_may_be_called_as_what_every_object_of_a_script_has(ajv: Page) -> None:
    code = "constructor"
    fields = {code: {"title": "建造人", "x-kind": "text"}}
    part = part_of(fields, required=[code])
    assert compare(ajv, part, [{}, {code: "王兰"}]) == [False, True]


def test_every_condition_is_broken_at_the_same_places_for_all(ajv: Page) -> None:
    part, rng = rule_zoo().first_part, random.Random(7)
    papers = [answers_at_random(rng) for _ in range(400)]
    verdicts = compare(ajv, part, [*papers, *(entry.to_data(part, entry.to_pairs(part, one)) for one in papers)])
    assert 10 < verdicts.count(True) < 790


@EXAMPLES
@given(st.data())
def test_a_paper_nobody_wrote_is_broken_at_the_same_places_for_all(ajv: Page, data: st.DataObject) -> None:
    part = generated.load(data.draw(generated.forms(), label="form")).first_part
    given_answers = data.draw(generated.answers(part), label="answers")
    compare(ajv, part, [given_answers, *(data.draw(generated.spoiled(given_answers), label="spoiled") for _ in "12")])
