"""Validators in Python, in Rust and in the browser give one verdict on the data of every shipped part."""

import json
import random
from copy import deepcopy
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Page

from formserver.forms import entry
from formserver.forms.document import Part
from tests.factories import shipped
from tests.rule_zoo import answers_at_random, rule_zoo
from tests.spoiling import SPOILS, filled, spoiled

pytestmark = pytest.mark.e2e

PAPERS_OF_ALL = (*shipped(), rule_zoo())
PARTS = [pytest.param(part, id=f"{one.code}-{part.code}") for one in PAPERS_OF_ALL for part in one.parts.values()]
PAPERS, SPOILED_EACH = 6, 4
JUDGE = """([schema, papers]) => {
    const validate = new window.Ajv2020({strict: false, allErrors: true}).compile(JSON.parse(schema));
    return JSON.parse(papers).map((paper) => validate(paper));
}"""


def papers_of(part: Part) -> list[Any]:
    """Valid data, and the same data spoiled in every way."""
    valid = filled(part, PAPERS)
    return [*valid, *spoiled(valid, SPOILED_EACH * len(SPOILS))]


# verdicts -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", PARTS)
def test_three_validators_agree_on_every_paper(ajv: Page, part: Part) -> None:
    papers = papers_of(part)
    ours = [part.oracle.is_valid(data) for data in papers]
    in_browser = ajv.evaluate(JUDGE, [json.dumps(part.schema), json.dumps(papers)])
    verdicts = zip(papers, ours, map(part.shape.is_valid, papers), in_browser, strict=True)
    assert [data for data, *said in verdicts if len(set(said)) > 1] == []
    assert ours[:PAPERS] == [True] * PAPERS
    assert ours[PAPERS:].count(False) > len(papers) / 3


def test_three_validators_agree_on_every_condition(ajv: Page) -> None:
    part, rng = rule_zoo().first_part, random.Random(5)
    papers = [answers_at_random(rng) for _ in range(1000)]
    papers += [entry.to_data(part, entry.to_pairs(part, data)) for data in papers]
    in_browser = ajv.evaluate(JUDGE, [json.dumps(part.schema), json.dumps(papers)])
    ours = [part.oracle.is_valid(data) for data in papers]
    assert ours == [part.shape.is_valid(data) for data in papers] == in_browser
    assert 40 < ours.count(True) < 1900


def test_every_way_of_spoiling_is_noticed_somewhere() -> None:
    part = shipped()[0].first_part
    for spoil in SPOILS:
        verdicts = set()
        for data, seed in zip(cycle(papers_of(part)[:PAPERS]), range(20), strict=False):
            broken = deepcopy(data)
            spoil(broken, random.Random(seed))
            verdicts.add(part.oracle.is_valid(broken))
        assert False in verdicts, spoil.__name__
