"""As much as a form may hold: tables that are full, and what comes at the end of one."""

from formserver.forms.designing import steps
from tests.designs import Design, library, read
from tests.unit.forms.test_designing_refusals import refusal

FULL = "这一块表格最多200行。请先在“加一块表格或一行字”里加一块空表格。"


def filled(rows: int) -> Design:
    """A design whose table has so many rows."""
    design = Design()
    for number in range(rows - len(design.rows())):
        step = {"do": "add_row", "cell": "0.1.0", "text": f"标题{number}"}
        design.text = steps.take(design.text, step, seed="x", read=read, shared=library()).document.text
    return design


def test_a_full_table_takes_no_further_row_and_says_where_one_goes() -> None:
    design = filled(200)
    last = design.rows()[-1][0]
    assert refusal(design, "add_row", cell="0.199.0", text="小标题")[0] == FULL
    assert refusal(design, "add", cell="0.199.0", kind="text", label="病史")[0] == FULL
    assert refusal(design, "copy_row", cell="0.199.0", label="病史")[0] == FULL
    design.add("text", "病史", "")
    assert (len(design.rows()), design.rows()[-1][0]) == (200, last)
    assert design.rows(1)[0][0] == "病史"
    design.add("text", "过敏史", "")
    assert [row[0] for row in design.rows(1)] == ["病史", "过敏史"]


def test_what_brings_a_table_of_its_own_needs_no_other_one() -> None:
    design = filled(200)
    design.add("table", "家庭成员", "")
    assert design.rows(1)[0][0] != ""
    assert len(design.sketch.document["x-paper"]["blocks"]) == 2
