"""The two engines find the same faults at the same places, and hostile data cost them nothing."""

from typing import Any

import pytest

from formserver.forms import validation
from formserver.forms.document import Part
from formserver.forms.shape import UNREADABLE, Compiled, Engine, Oracle
from tests.factories import shipped
from tests.rule_zoo import rule_zoo
from tests.spoiling import filled, spoiled
from tests.unit.forms.making import TODAY, messages, part_of, problems_of, spec
from tests.zoo import zoo

PARTS = [
    pytest.param(part, id=f"{one.code}-{part.code}")
    for one in (*shipped(), zoo(), rule_zoo())
    for part in one.parts.values()
]
SCHEMA = {"type": "object", "properties": {"name": {"type": "string", "pattern": "^(a|aa)*$"}}}


@pytest.fixture(params=[Compiled, Oracle])
def engine(request: pytest.FixtureRequest) -> Engine:
    made: Engine = request.param(SCHEMA)
    return made


def nested(depth: int) -> Any:
    return {"name": nested(depth - 1)} if depth else "a"


@pytest.mark.parametrize("part", PARTS)
def test_both_engines_lead_to_the_same_problems(part: Part) -> None:
    valid = filled(part, 8)
    for data in [*valid, *spoiled(valid, 150), *spoiled(valid, 150, faults=5)]:
        assert part.shape.faults(data) == part.oracle.faults(data)
        problems = validation.check(part, data, today=TODAY)
        assert problems == validation.check(part, data, today=TODAY, engine=part.oracle)
        assert part.shape.is_valid(data) or validation.errors(problems)


def test_a_pattern_that_ruins_others_is_judged_in_linear_time(engine: Engine) -> None:
    (fault,) = engine.faults({"name": "a" * 50_000 + "b"})
    assert (fault.path, fault.keyword) == (("name",), "pattern")


@pytest.mark.parametrize(
    "data",
    [
        {"name": ["a"] * 10_000},
        {"name": "a" * 3_000_000},
        {f"name{number}": "a" for number in range(10_000)},
        nested(900),
        {"name": "\ud800"},
    ],
    ids=["many answers", "a long text", "many names", "deep", "half a character"],
)
def test_data_that_no_page_can_post_are_refused_as_a_whole(engine: Engine, data: Any) -> None:
    assert [(fault.path, fault.keyword) for fault in engine.faults(data)] == [((), UNREADABLE)]


def test_data_refused_as_a_whole_are_one_problem() -> None:
    part = part_of({"name": spec("text", title="姓名")}, required=["name"])
    assert messages(part, {"name": ["a"] * 10_000}) == ["填写内容太多、嵌套太深，或有不能识别的字符"]
    assert [problem.path for problem in problems_of(part, nested(900))] == [()]
