"""Words that a kind does not read are refused: nothing an author writes is passed over in silence."""

from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms.kinds.registry import KINDS
from tests.unit.forms.making import holder, loaded, options, spec, written

ROW = holder({"name": spec("text")})
LINES = {"rows": [{"code": "k", "label": "甲"}]}
CELL = {"x-kind": "integer", "x-precision": ["year"]}
BLANK = {"code": "k", "label": "甲{b}", "blanks": {"b": spec("integer", x_decimals=1)}}


@pytest.mark.parametrize(
    ("field", "path", "readers"),
    [
        (
            spec("matrix", x_rows=LINES, x_options=options("好"), x_totals={"row": "合计"}),
            ".x-totals",
            "x-totals 只用于 block、fixed_table、grid、table",
        ),
        (
            spec("table", items=ROW, x_columns=[{"code": "b", "label": "乙"}]),
            ".x-columns",
            "x-columns 只用于 grid",
        ),
        (
            spec("multi_choice", x_options=[BLANK]),
            ".x-options[0].blanks.b.x-decimals",
            "x-decimals 只用于 decimal、percentage",
        ),
        (
            spec("grid", x_rows=LINES, x_columns={"visits": 2}, x_cell=CELL),
            ".x-cell.x-precision",
            "x-precision 只用于 date",
        ),
    ],
)
def test_a_word_of_another_kind_is_refused_with_the_kinds_that_read_it(field: Any, path: str, readers: str) -> None:
    with pytest.raises(DocumentInvalid) as refusal:
        loaded(written({"a": field}))
    assert refusal.value.path == f"$.properties.main.properties.a{path}"
    assert refusal.value.reason == f"{readers}，这一种项不看它"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_reads_what_its_base_reads(kind: str) -> None:
    assert all(base.reads <= KINDS[kind].reads for base in KINDS[kind].__mro__[1:] if hasattr(base, "reads"))
