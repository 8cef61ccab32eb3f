"""What reading and checking a page costs, in calls of functions: they are the same on every machine."""

from collections.abc import Callable
from cProfile import Profile

import pytest

from formserver.bench.papers import papers, shipped_part, spoiled
from formserver.forms import entry, validation
from tests.unit.forms.making import TODAY, part_of, spec


def calls_of(run: Callable[[], object]) -> int:
    """How many functions are called, those of Python and those in C; what is made once has been made before."""
    run()
    profile = Profile()
    profile.runcall(run)
    return sum(one.callcount for one in profile.getstats())


@pytest.mark.parametrize(("code", "most"), [("registration/jiangsu", 270), ("visit_record/jiangsu", 140)])
def test_reading_a_page_calls_few_functions(code: str, most: int) -> None:
    part = shipped_part(code)
    pairs = papers(part, 1)[0].pairs
    assert calls_of(lambda: entry.to_data(part, pairs)) <= most


def test_saying_a_fault_calls_few_functions() -> None:
    part = shipped_part("visit_record/jiangsu")
    data = papers(part, 1)[0].data
    wrong = spoiled(part, data)
    valid = calls_of(lambda: validation.check(part, data, today=TODAY))
    told = calls_of(lambda: validation.check(part, wrong, today=TODAY))
    assert told - valid <= 20 * len(validation.check(part, wrong, today=TODAY))


def test_objects_of_which_only_the_schema_speaks_are_not_looked_into() -> None:
    plain = spec("section", x_order=["name"], properties={"name": spec("text")})
    dated = spec("section", x_order=["day"], properties={"day": spec("date")})
    around = spec("section", x_order=["dated"], properties={"dated": dated})
    group = part_of({"plain": plain, "dated": dated, "around": around}).group
    assert [inner.code for inner in group.judged] == ["dated", "around"]
