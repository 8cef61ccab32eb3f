"""What the expressions of a document may cost together, and that a save evaluates each no oftener than needed."""

from cProfile import Profile
from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms import completing
from formserver.forms.document import Part
from formserver.forms.expressions.cel import Expression
from formserver.forms.expressions.scopes import Known
from formserver.forms.expressions.sizes import Size, size_of
from formserver.forms.lint.expressions import MOST_STEPS
from formserver.forms.pairs import Pairs
from tests.compute_zoo import ability
from tests.factories import shipped
from tests.rule_zoo import rule_zoo
from tests.unit.forms.making import TODAY, data_of, fixed, holder, loaded, part_of, spec, written
from tests.zoo import zoo

COLUMN = Size().listed(100)


def rows(most: int, **columns: Any) -> Any:
    return spec("table", x_rows={"maximum": most}, items=holder({"n": spec("integer"), **columns}))


def chained(count: int) -> Part:
    """A part of so many values, each computed from the one before."""
    following = {f"c{number}": fixed(f"c{number - 1} + 1") for number in range(1, count)}
    return part_of({"c0": spec("integer"), **following})


def profiled(part: Part, pairs: Pairs) -> tuple[int, int]:
    """(evaluations, calls of any function) of one save."""
    completing.complete(part, pairs, Known(TODAY))  # what is made once has been made before
    profile = Profile()
    profile.runcall(completing.complete, part, pairs, Known(TODAY))
    stats = profile.getstats()
    evaluated = sum(one.callcount for one in stats if one.code is Expression.value.__code__)
    return evaluated, sum(one.callcount for one in stats)


# the bound ------------------------------------------------------------------------------------------------------------
def test_a_document_whose_expressions_cost_too_much_together_is_refused_at_the_dearest() -> None:
    dear = rows(200, c=fixed("n * sum(form.t.n)"), d=fixed("n + sum(form.t.n) + sum(form.t.n)"))
    fields = {"n": spec("integer"), "cheap": fixed("n + 1"), "t": dear}
    with pytest.raises(DocumentInvalid) as refusal:
        loaded(written(fields))
    assert refusal.value.path == "$.properties.main.properties.t.items.properties.d"
    assert refusal.value.reason.startswith("算式太费时间：保存一次最多要算")
    assert f"上限是{MOST_STEPS}步" in refusal.value.reason


def test_checks_count_like_computed_values() -> None:
    check = {"check": "holds", "cel": "n < sum(form.t.n)", "message": "太多", "at": "n", "level": "error"}
    table = rows(200)
    table["items"]["x-checks"] = [check] * 3
    loaded(written({"t": table}))
    table["items"]["x-checks"] = [check] * 5
    with pytest.raises(DocumentInvalid, match="算式太费时间"):
        loaded(written({"t": table}))


def test_a_document_of_five_hundred_computed_values_is_far_below_the_bound() -> None:
    assert sum(count for _, count in chained(500).computing.steps()) * 20 < MOST_STEPS


@pytest.mark.parametrize("form", [*shipped(), zoo(), rule_zoo(), ability()], ids=lambda form: form.code)
def test_every_document_here_is_far_below_the_bound(form: Any) -> None:
    for part in form.parts.values():
        assert sum(count for _, count in part.computing.steps()) * 100 < MOST_STEPS


@pytest.mark.parametrize(
    ("cheap", "dear"),
    [
        ("a", "a + a + a + a + a + a + a + a + a + a + a"),
        ("sum([a, a])", "sum(t.n)"),
        ("sum(t.n)", "sum(t.n) + sum(t.n)"),
        ("size(s)", "size(s + s + s)"),
        ("size(t.n)", "t.n.filter(x, x > 0).size()"),
        ("t.n.filter(x, x > 0).size()", "t.n.filter(x, x > 0 && x < a && x != 3).size()"),
    ],
)
def test_what_does_more_costs_more(cheap: str, dear: str) -> None:
    names = {"a": Size(), "s": Size(2000), "t.n": COLUMN}
    assert Expression(cheap, names).steps < Expression(dear, names).steps


def test_a_walk_costs_more_than_in_proportion_to_its_list() -> None:
    walk = "t.n.filter(x, x > 0 && x < 9).size()"
    short, long = (Expression(walk, {"t.n": Size().listed(entries)}).steps for entries in (100, 400))
    assert long > 5 * short
    assert short > 10 * Expression(walk, {"t.n": Size().listed(1)}).steps


# sizes ----------------------------------------------------------------------------------------------------------------
def test_a_text_longer_than_its_field_takes_counts_as_unanswered() -> None:
    part = part_of({"s": spec("text", maxLength=5), "x": fixed("size(s)")})
    assert data_of(part, {"s": "一二三四五"})["x"] == 5
    assert "x" not in data_of(part, {"s": "一二三四五六"})


def test_the_rows_that_are_read_are_counted_whatever_is_posted() -> None:
    part = part_of({"t": rows(3, c=fixed("n + 1"))})
    evaluated, _ = profiled(part, Pairs((f"t.{row}.n", "1") for row in range(50)))
    (steps,) = (count for _, count in part.computing.steps())
    assert evaluated == 6 * part.computing.rounds
    assert steps >= 10 * evaluated


@pytest.mark.parametrize(
    ("value", "size"),
    [(7, Size()), ("字字", Size(2)), (["ab", "c"], Size(5, 2)), ([1, 2, 3], Size(3, 3)), (None, Size())],
)
def test_a_size_counts_letters_and_entries(value: Any, size: Size) -> None:
    assert size_of(value) == size


# saving ---------------------------------------------------------------------------------------------------------------
def test_a_save_costs_in_proportion_to_the_computed_values() -> None:
    typed = Pairs([("c0", "1")])
    (few, calls_of_few), (many, calls_of_many) = (profiled(chained(count), typed) for count in (125, 500))
    assert (few, many) == (2 * 124, 2 * 499)
    assert calls_of_many < 4.2 * calls_of_few


@pytest.mark.parametrize(("letters", "value"), [(2, "xxxx"), (300_000, None)])
def test_more_letters_than_a_save_may_write_are_no_value(letters: int, value: str | None) -> None:
    assert Expression("a + a", {"a": Size(300_000)}).value(lambda _: "x" * letters) == value
