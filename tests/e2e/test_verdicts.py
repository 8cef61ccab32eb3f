"""Validators in Python, in Rust and in the browser give one verdict on the data of every shipped part."""

import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from itertools import cycle, islice
from typing import Any, Final

import jsonschema_rs
import pytest
from playwright.sync_api import Browser, Page

from formserver.clock import today
from formserver.demo.answers import Circumstances, answers
from formserver.demo.people import People
from formserver.forms.document import Part
from formserver.resources import root
from tests.e2e.site import chromium, opened
from tests.factories import shipped

pytestmark = pytest.mark.e2e

AJV: Final = root() / "tests" / "vendor" / "ajv@8.20.0" / "ajv2020.min.js"
PARTS = [pytest.param(part, id=f"{one.code}-{part.code}") for one in shipped() for part in one.parts.values()]
PAPERS, SPOILED_EACH = 6, 4
PLACE = {"township": "段店镇", "village": "三江村", "township_code": "420703103", "village_code": "420703103205"}
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
JUDGE = """([schema, papers]) => {
    const validate = new window.Ajv2020({strict: false, allErrors: true}).compile(JSON.parse(schema));
    return JSON.parse(papers).map((paper) => validate(paper));
}"""

Place = tuple[Any, str | int]  # the object or list, and the key or index in it
Spoil = Callable[[Any, random.Random], None]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """An empty page with Ajv; it carries no policy, because Ajv compiles schemas to functions."""
    with opened(browser) as made:
        made.add_script_tag(path=AJV)
        yield made


# spoiling -------------------------------------------------------------------------------------------------------------
def places(node: Any) -> Iterator[Place]:
    """Everything that stands in the data, at any depth."""
    for key in list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield node, key
        yield from places(node[key])


def texts(data: Any) -> list[Place]:
    return [(holder, key) for holder, key in places(data) if isinstance(holder[key], str)]


def numbers(data: Any) -> list[Place]:
    """Texts of digits, telephone and identity numbers among them."""
    return [(holder, key) for holder, key in texts(data) if holder[key][:6].isdecimal()]


def drop_a_key(data: Any, rng: random.Random) -> None:
    holder, key = rng.choice([(holder, key) for holder, key in places(data) if isinstance(holder, dict)])
    del holder[key]


def put_a_wrong_type(data: Any, rng: random.Random) -> None:
    holder, key = rng.choice(list(places(data)))
    holder[key] = rng.choice([None, True, 7, 0.5, "", [], {}, [holder[key]]])


def add_an_unknown_key(data: Any, rng: random.Random) -> None:
    inside = [holder[key] for holder, key in places(data) if isinstance(holder[key], dict)]
    rng.choice([data, *inside])["no_such_question"] = "1"


def write_a_wrong_code(data: Any, rng: random.Random) -> None:
    holder, key = rng.choice(texts(data))
    holder[key] = "no_such_code"


def write_a_full_width_digit(data: Any, rng: random.Random) -> None:
    holder, key = rng.choice(numbers(data) or texts(data))
    holder[key] = holder[key].translate(FULL_WIDTH)


def end_a_number_with_a_newline(data: Any, rng: random.Random) -> None:
    holder, key = rng.choice(numbers(data) or texts(data))
    holder[key] += "\n"


SPOILS: Final[tuple[Spoil, ...]] = (
    drop_a_key,
    put_a_wrong_type,
    add_an_unknown_key,
    write_a_wrong_code,
    write_a_full_width_digit,
    end_a_number_with_a_newline,
)


def papers_of(part: Part) -> list[Any]:
    """Valid data, and the same data spoiled in every way."""
    valid, rng = [], random.Random(part.code)
    for seed in range(PAPERS):
        people = People(seed)
        about = Circumstances(people.elder(), people.younger(), today() - timedelta(days=seed), PLACE)
        valid.append(answers(part, about, people, rng))
    spoiled = [deepcopy(data) for data in islice(cycle(valid), SPOILED_EACH * len(SPOILS))]
    for data, spoil in zip(spoiled, cycle(SPOILS), strict=False):
        spoil(data, rng)
    return [*valid, *spoiled]


# verdicts -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", PARTS)
def test_three_validators_agree_on_every_paper(page: Page, part: Part) -> None:
    papers = papers_of(part)
    ours = [part.validator.is_valid(data) for data in papers]
    rust = jsonschema_rs.validator_for(part.schema)
    in_browser = page.evaluate(JUDGE, [json.dumps(part.schema), json.dumps(papers)])
    verdicts = zip(papers, ours, map(rust.is_valid, papers), in_browser, strict=True)
    assert [data for data, *said in verdicts if len(set(said)) > 1] == []
    assert ours[:PAPERS] == [True] * PAPERS
    assert ours[PAPERS:].count(False) > len(papers) / 3


def test_every_way_of_spoiling_is_noticed_somewhere() -> None:
    part = shipped()[0].first_part
    for spoil in SPOILS:
        verdicts = set()
        for data, seed in zip(cycle(papers_of(part)[:PAPERS]), range(20), strict=False):
            broken = deepcopy(data)
            spoil(broken, random.Random(seed))
            verdicts.add(part.validator.is_valid(broken))
        assert False in verdicts, spoil.__name__
