"""From a field or a cell to its line in the text of the document, and back."""

import json

import pytest

from formserver.forms.designing.grid import tables
from formserver.forms.designing.text_places import line_of, place_at
from formserver.forms.designing.whole import fields_in_order
from tests.designs import SHIPPED, Design, shipped_source


@pytest.mark.parametrize("code", SHIPPED)
def test_fields_and_cells_of_a_shipped_paper_are_found_in_its_text_and_back(code: str) -> None:
    design = Design(shipped_source(code))
    for place, _ in fields_in_order(design.sketch)[::17]:
        line = line_of(design.text, field=place)
        assert line is not None
        assert place_at(design.text, line) == {"field": place}
        assert design.text.splitlines()[line - 1].strip().startswith(f'"{place.rpartition(".")[2]}": {{')
    for slot in [slot for table in tables(design.sketch) for slot in table.slots()][::29]:
        line = line_of(design.text, cell=slot.key)
        assert line is not None
        assert place_at(design.text, line + 1) == {"cell": slot.key}


def test_a_line_inside_of_a_field_is_about_the_field() -> None:
    design = Design()
    place = design.add("multi_choice", "身体情况")
    lines = design.text.splitlines()
    option = next(number for number, line in enumerate(lines, start=1) if "选项二" in line)
    assert place_at(design.text, option) == {"field": place}
    row = next(number for number, line in enumerate(lines, start=1) if '"height_mm": 9' in line)
    assert place_at(design.text, row) == {"cell": "0.1.0"}
    assert place_at(design.text, len(lines)) == {"cell": "0.2.1"}
    block = next(number for number, line in enumerate(lines, start=1) if '"columns_mm"' in line)
    assert place_at(design.text, block) == {"cell": "0.0.0"}


def test_what_is_neither_leads_nowhere() -> None:
    design = Design()
    for line in (0, 1, 4):
        assert place_at(design.text, line) == {}
    for wanted in ({"field": "x"}, {"cell": "9.1.1"}, {"cell": ""}, {"cell": "x"}):
        assert line_of(design.text, **wanted) is None


def test_lines_outside_of_tables_and_what_a_definition_holds_have_a_line_too() -> None:
    design = Design()
    design.take("add_line", text="编号：", where="top")
    line = line_of(design.text, cell="0")
    assert line is not None
    assert place_at(design.text, line) == {"cell": "0"}
    design.take("library", entry="urn:formserver:shared:household_members:v1", cell="1.1.1")
    place = f"main.item_s{design.count}"
    assert line_of(design.text, field=f"{place}.sex") == line_of(design.text, field=place)
    assert json.loads(design.text)
