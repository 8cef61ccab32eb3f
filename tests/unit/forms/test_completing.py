"""A kept page: fixed values are computed anew, whatever was posted in their place; rows and conditions follow them."""

from typing import Any

import pytest

from formserver.forms import completing, entry
from formserver.forms.expressions.scopes import Known
from tests.compute_zoo import ability
from tests.unit.forms.making import TODAY, data_of, fixed, holder, kept, part_of, spec

PART = ability().first_part
KNOWN = Known(TODAY)
WELL = {"adl.eating": "alone", "adl.bathing": "alone", "adl.dressing": "alone"}
SERVICES = {"services.0.price": "12.5", "services.0.times": "3", "services.4.price": "80", "services.4.times": "1"}


def test_what_is_posted_in_place_of_a_fixed_value_is_thrown_away() -> None:
    posted = {"adl_total": "99", "services.0.name": "洗衣", "services.0.cost": "5"}
    assert data_of(PART, posted) == {"services": [{"name": "洗衣"}]}


def test_keeping_a_page_again_changes_nothing() -> None:
    pairs = kept(PART, WELL | SERVICES | {"share": "12.5", "dementia": "yes"})
    assert completing.complete(PART, pairs, KNOWN) == pairs


def test_a_row_left_with_nothing_but_a_computed_value_is_an_empty_row() -> None:
    row = holder({"n": spec("integer"), "twice": fixed("or(n, 0) * 2")})
    part = part_of({"rows": spec("table", items=row)})
    pairs = kept(part, {"rows.0.n": "3"})
    assert entry.to_data(part, pairs) == {"rows": [{"n": 3, "twice": 6}]}
    emptied = pairs.merged([("rows.0.n", "")])
    assert entry.to_data(part, completing.complete(part, emptied, KNOWN)) == {}


HIDING = {
    "n": spec("integer"),
    "high": fixed('n > 9 ? "yes" : "no"', "yes_no"),
    "why": spec("integer", x_when={"show": {"field": "high", "is": "yes"}}),
    "twice": fixed("why * 2", x_when={"show": {"field": "high", "is": "yes"}}),
}


@pytest.mark.parametrize(
    ("n", "data"),
    [
        ("10", {"n": 10, "high": "yes", "why": 4, "twice": 8}),
        ("9", {"n": 9, "high": "no"}),
    ],
)
def test_a_computed_value_shows_and_hides_other_fields(n: str, data: dict[str, Any]) -> None:
    assert data_of(part_of(HIDING), {"n": n, "why": "4"}) == data


def test_a_value_that_is_not_shown_is_not_there_for_others() -> None:
    fields = {"n": spec("integer"), "a": fixed("n", x_when={"show": {"field": "n", "answered": False}})}
    assert data_of(part_of({**fields, "b": fixed("or(a, 7)")}), {"n": "3"}) == {"n": 3, "b": 7}


def test_conditions_that_chase_each_other_come_to_an_end() -> None:
    fields = {"a": spec("integer", x_when={"show": {"field": "b", "is": "yes"}})}
    part = part_of({**fields, "b": fixed('answered(a) ? "no" : "yes"', "yes_no")})
    assert kept(part, {"a": "1"}).raw("a") == "1"


def test_a_proposal_goes_around_an_answer_that_says_there_is_none() -> None:
    part = part_of({"n": spec("integer"), "m": spec("integer", x_computed={"cel": "n"}, x_none=["none"])})
    assert data_of(part, {"n": "3"}) == {"n": 3, "m": 3}
    assert data_of(part, {"n": "3", "m__none": "none"}) == {"n": 3, "m__none": "none"}


def test_a_frozen_section_is_not_computed_again() -> None:
    inner = {"n": spec("integer"), "m": fixed("n")}
    frozen = {"form": "registration/ezhou", "field": "file"}
    part = part_of({"file": spec("section", properties=inner, x_order=["n", "m"], x_frozen=frozen)})
    assert list(part.computing.values({"file": {"n": 3}}, KNOWN)) == []
