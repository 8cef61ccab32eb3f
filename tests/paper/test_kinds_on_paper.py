"""Kinds that the nine papers do not use, on a printed sheet: grids with their sums, words, opinion boxes, lookups."""

from formserver.printing.copies import print_record
from formserver.printing.sheet import SheetMarks
from tests.paper.reading import NUMBER, Sheet
from tests.zoo import zoo

SOLD = {"grain": {"year_0": "0.1", "year_1": "1200.5"}, "fruit": {"year_0": "0.2", "year_1__none": "dash"}}


def sheet(data: dict[str, object]) -> str:
    """The words of the sheet, white space left out."""
    marks = SheetMarks(number=NUMBER, edition="1.0")
    return Sheet(print_record(zoo(), {"main": data}, marks=marks, copies=False, pictures={})).text


def test_a_grid_prints_its_cells_and_exact_sums() -> None:
    text = sheet({"a_grid": SOLD})
    assert "粮食1200.50.1小计1200.6" in text
    assert "水果—0.2小计0.2" in text
    assert "合计1200.50.31200.8" in text


def test_a_blank_paper_leaves_room_for_sums_and_prints_no_zero() -> None:
    text = sheet({})
    assert "粮食小计" in text
    assert "合计问题" in text


def test_words_stand_on_the_blank_paper() -> None:
    assert "以下由工作人员核对。" in sheet({})


def test_an_opinion_box_leaves_room_until_it_is_filled() -> None:
    assert "签字：（盖章）年月日" in sheet({})
    said = {"text": "同意发放。", "by": "王芳", "on": "2025-01-10"}
    assert "同意发放。签字：王芳（盖章）2025年1月10日" in sheet({"a_opinion": said})


def test_a_lookup_prints_the_word_of_its_code() -> None:
    assert "问题lookup务工" in sheet({"a_lookup": "02"})


def test_a_long_opinion_prints_whole_and_keeps_its_signature() -> None:
    sentences = [f"第{number}条意见：情况属实，请按规定办理。" for number in range(1, 120)]
    text = sheet({"a_opinion": {"text": "".join(sentences), "by": "王芳", "on": "2025-01-10"}})
    assert [one for one in sentences if one not in text] == []
    assert "签字：王芳（盖章）2025年1月10日" in text
