"""Answers posted to make work: what is read of them, and how often, does not grow beyond what a page can ask."""

import pytest

from formserver.forms import completing, entry, validation
from formserver.forms.document import Part
from formserver.forms.expressions.scopes import Known
from formserver.forms.lint import limits
from formserver.forms.pairs import Pairs
from tests.unit.forms.making import TODAY, holder, loaded, options, part_of, spec, written

ROWS = 200
NUMBERS = holder({f"n{column}": spec("integer") for column in range(10)})


class Counted(Pairs):
    """Pairs that count how often a text is read."""

    reads = 0

    def text(self, name: str) -> str:
        self.reads += 1
        return super().text(name)


def test_a_full_table_of_wrong_answers_is_placed_by_reading_it_once() -> None:
    part = part_of({"t": spec("table", x_rows={"maximum": ROWS}, items=NUMBERS)})
    typed = [(f"t.{row}.n{column}", "很多") for row in range(ROWS) for column in range(10)]
    problems = validation.check(part, entry.to_data(part, Pairs(typed)), today=TODAY)
    pairs = Counted(typed)
    page = entry.build(part, pairs, problems)
    assert list(page.by_name) == [name for name, _ in typed]
    assert pairs.reads == len(typed)


def test_no_more_choices_are_read_than_there_are_options() -> None:
    part = part_of({"c": spec("multi_choice", x_options=options("甲", "乙")), "p": spec("photos", maxItems=3)})
    pairs = Pairs([*(("c", f"x{number}") for number in range(2000)), *(("p", f"y{number}") for number in range(2000))])
    assert {code: len(value) for code, value in entry.to_data(part, pairs).items()} == {"c": 3, "p": 4}


def test_options_that_stand_alone_are_one_rule_however_many() -> None:
    many = [{"code": f"o{number}", "label": "项", "exclusive": True} for number in range(500)]
    form = loaded(written({"c": spec("multi_choice", x_options=many)}))
    assert limits.size(form.first_part.schema) < 1100
    data = {"c": [option["code"] for option in many]}
    assert [fault.keyword for fault in form.first_part.shape.faults(data)] == ["maxItems"]


def test_no_more_rows_are_read_than_twice_as_many_as_are_accepted() -> None:
    part = part_of({"t": spec("table", x_rows={"maximum": 3}, items=NUMBERS)})
    pairs = Counted((f"t.{row}.n0", "1") for row in range(2000))
    assert len(entry.to_data(part, pairs)["t"]) == 6
    assert pairs.reads == 6 * 10


@pytest.mark.parametrize(
    "cel",
    [
        "size(rows.name.map(one, " + "+".join(["remark"] * 28) + "))",
        "size(rows.name.map(one, " + "+".join(["one"] * 28) + "))",
        "size([" + ",".join(["remark + remark"] * 50) + "])",
        "size([" + ",".join(["1"] * 500) + "].map(one, remark))",
    ],
)
def test_an_expression_that_would_write_without_end_has_no_value(cel: str) -> None:
    fields = {
        "remark": spec("long_text"),
        "rows": spec("table", items=holder({"name": spec("text")}), x_rows={"maximum": 100}),
        "x": spec("integer", x_computed={"cel": cel, "fixed": True}),
    }
    part = loaded(written(fields)).first_part
    short = Pairs([("remark", "字"), *((f"rows.{number}.name", "字") for number in range(100))])
    long = Pairs((name, text * 20_000) for name, text in short.items())
    assert computed(part, short)
    assert not computed(part, long)


def computed(part: Part, pairs: Pairs) -> str:
    return completing.complete(part, pairs, Known(TODAY)).raw("x")
