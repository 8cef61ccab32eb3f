"""Words and opinion boxes, which nobody answers; lookups and persons, whose answers live outside the paper."""

from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms import entry, keeping, layout, reading
from formserver.forms.kinds.person import Person
from formserver.forms.kinds.words import Note, Opinion
from formserver.forms.layout import Grid
from formserver.forms.pairs import Pairs
from formserver.forms.pieces import Answer, NewLine, Signature, Words
from tests.unit.forms.making import field_of, holder, loaded, messages, paper, part_of, spec, written

NAME = spec("text", title="姓名")
NOTE = spec("note", title="说明", x_text="以下由工作人员核对。")
OPINION = spec("opinion", title="乡镇意见", x_step="township", x_seal=True)
TRADE = "urn:formserver:list:trade:v1"
ITEMS = [{"code": "01", "label": "务农", "search": "wunong"}, {"code": "02", "label": "务工"}]
LIST = {"$id": TRADE, "title": "职业", "items": ITEMS}
SOMEBODY = "01980000-0000-7000-8000-00000000000a"
SAID = {"text": "同意", "by": "赵敏", "on": "2025-01-08"}


# words and boxes ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("field", [NOTE, OPINION])
def test_what_nobody_answers_is_no_property_of_the_data(field: dict[str, Any]) -> None:
    part = part_of({"name": NAME, "box": field})
    assert list(part.schema["properties"]) == ["name"]
    assert messages(part, {"name": "王兰", "box": "x"}) == ["这张表没有“box”这一项"]
    assert entry.to_data(part, Pairs([("name", "王兰"), ("box", "x")])) == {"name": "王兰"}
    assert entry.unknown_names(part, Pairs([("box", "x")])) == ["box"]
    assert (part.group.fields["box"].columns(), part.group.fields["box"].export({"box": SAID})) == ({}, {})


def test_a_condition_of_a_note_demands_nothing_of_the_data() -> None:
    note = NOTE | {"x-when": {"show": {"field": "name", "answered": True}}}
    part = part_of({"name": NAME, "box": note})
    assert part.group.rules == ()
    assert not part.group.is_shown("box", {})


def test_the_words_of_a_note_are_printed_where_the_grid_places_them() -> None:
    note = field_of("note", x_text="以下由工作人员核对。")
    assert isinstance(note, Note)
    assert note.pieces({}) == [Words("以下由工作人员核对。")]
    assert note.text({}) == ""


def test_an_opinion_box_prints_opinion_signature_seal_and_day() -> None:
    box = field_of("opinion", x_step="county", x_seal=True)
    assert isinstance(box, Opinion)
    day = [Answer("2025", 4), Words("年"), Answer("1", 2), Words("月"), Answer("8", 2), Words("日")]
    signed = [Words("签字："), Signature("赵敏"), Words("（盖章）"), Words("　"), *day]
    assert box.pieces({"answer": SAID}) == [Answer("同意"), NewLine(), *signed]
    assert box.text({"answer": SAID}) == "同意　赵敏　2025年1月8日"


def test_an_opinion_box_stays_empty_until_its_step_has_acted() -> None:
    box = field_of("opinion", x_step="county")
    assert box.text({}) == ""
    assert Words("（盖章）") not in box.pieces({})
    assert box.pieces({})[0] == Answer("")


def test_a_paper_may_place_the_parts_of_an_opinion_box_by_themselves() -> None:
    box = field_of("opinion", x_step="county")
    assert [box.knows_style(style) for style in ("text", "by", "on", "seal")] == [True, True, True, False]
    assert box.pieces({"answer": SAID}, "by") == [Signature("赵敏")]
    assert box.pieces({"answer": SAID}, "text") == [Answer("同意")]
    assert box.pieces({}, "on") == [Answer("", 4), Words("年"), Answer("", 2), Words("月"), Answer("", 2), Words("日")]


def test_what_the_workflow_says_is_shown_and_printed_but_is_no_data() -> None:
    form = written({"name": NAME, "box": OPINION})
    form["x-paper"] = paper({"part": "main", "columns_mm": [178], "rows": [{"cells": [{"text": "{box|text}"}]}]})
    document = loaded(form)
    part, data = document.first_part, {"name": "王兰"}
    told = part.with_opinions(data, {"township": SAID, "county": SAID})
    assert [line.text for line in reading.read(part, told)[0].lines] == ["王兰", "同意　赵敏　2025年1月8日"]
    drawn = layout.lay_out(document, {"main": told}).blocks[0]
    assert isinstance(drawn, Grid)
    assert drawn.rows[0].cells[0].lines == ((Answer("同意"),),)
    assert part.with_opinions(data, {"county": SAID}) == data


# lookups --------------------------------------------------------------------------------------------------------------
def looked_up() -> Any:
    return loaded(written({"trade": spec("lookup", title="职业", x_list=TRADE)}), {TRADE: LIST})


def test_an_edition_carries_the_list_it_looks_up() -> None:
    assert looked_up().bundled["properties"]["main"]["properties"]["trade"]["x-list"] == LIST


def test_a_lookup_takes_a_code_of_its_list() -> None:
    part = looked_up().first_part
    assert messages(part, {"trade": "01"}) == []
    assert messages(part, {"trade": "09"}) == ["请在职业列出的选项里选择"]
    assert part.group.fields["trade"].options[0].search == "wunong"


def test_a_lookup_is_printed_as_its_word() -> None:
    field = looked_up().first_part.group.fields["trade"]
    assert field.pieces({"trade": "02"}) == field.pieces({"trade": "02"}, "word") == [Answer("务工")]


def test_conditions_may_speak_of_a_lookup() -> None:
    shown = NAME | {"x-when": {"show": {"field": "trade", "is": "01"}}}
    form = written({"trade": spec("lookup", x_list=TRADE), "name": shown})
    assert loaded(form, {TRADE: LIST}).first_part.group.is_shown("name", {"trade": "01"})


@pytest.mark.parametrize(
    ("field", "path", "reason"),
    [
        (spec("lookup", x_list=TRADE), ".x-list", f"没有名为“{TRADE}”的清单"),
        (spec("lookup", x_list=LIST | {"items": ITEMS * 1501}), ".x-list.items", "多于3000项"),
        (spec("lookup"), "", "缺少 x-list"),
        (spec("opinion"), "", "缺少 x-step"),
        (spec("note"), "", "缺少 x-text"),
        (spec("grid", x_rows={"rows": [{"code": "a", "label": "甲"}]}), "", "缺少 x-columns、x-cell"),
    ],
)
def test_a_definition_that_lacks_its_words_is_refused(field: dict[str, Any], path: str, reason: str) -> None:
    with pytest.raises(DocumentInvalid) as caught:
        loaded(written({"a": field}))
    assert (caught.value.path, caught.value.reason) == (f"$.properties.main.properties.a{path}", reason)


# persons --------------------------------------------------------------------------------------------------------------
def test_a_person_is_a_reference_with_the_name_of_that_day() -> None:
    part = part_of({"who": spec("person", title="照料人")})
    data = {"who": {"id": SOMEBODY, "name": "王兰"}}
    assert entry.to_data(part, entry.to_pairs(part, data)) == data
    assert messages(part, data) == []
    assert messages(part, {"who": {"name": "王兰"}}) == ["请按“暂存”，再在找到的人里选择照料人"]
    assert messages(part, {"who": {"id": SOMEBODY, "name": "王" * 81}}) == ["照料人最多填写80个字，现在是81个字"]
    assert part.group.fields["who"].reference(data) == (SOMEBODY, "王兰")


def test_a_free_person_may_be_a_name_alone() -> None:
    part = part_of({"who": spec("person", title="照料人", x_free=True)})
    assert messages(part, {"who": {"name": "王兰"}}) == []
    assert part.group.fields["who"].text({"who": {"name": "王兰"}}) == "王兰"
    assert part.group.fields["who"].reference({"who": {"name": "王兰"}}) is None


def test_who_empties_the_name_takes_the_person_back() -> None:
    field = field_of("person")
    assert isinstance(field, Person)
    assert field.decode("who", Pairs([("who.name", " "), ("who.id", SOMEBODY)])) is None


def test_the_page_tells_which_persons_it_names_in_rows_too() -> None:
    row = holder({"who": spec("person", title="照料人")})
    part = part_of({"name": NAME, "rows": spec("table", items=row)})
    pairs = Pairs([("rows.3.who.name", "王兰"), ("rows.3.who.id", SOMEBODY)])
    assert list(keeping.named_persons(part, pairs)) == [("rows.3.who", (SOMEBODY, "王兰"))]
    assert list(keeping.named_persons(part_of({"name": NAME}), Pairs([("name", "x")]))) == []
