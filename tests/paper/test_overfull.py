"""Sheets with more than the paper has room for: what goes on upon continuation sheets, and what stays where it is."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from typing import Any, Protocol

import pytest

from formserver.printing.copies import print_record
from formserver.printing.sheet import SheetMarks
from tests.paper.geometry import rows_of, written
from tests.paper.reading import NUMBER, Sheet, printed_words, squeezed
from tests.paper.samples import Samples
from tests.paper.test_blank_papers import PAGES, Documents, each_paper
from tests.paper.test_filled_sheets import Data, sheet, unbroken
from tests.paper.test_locked_printing import changed

LONG = "".join(f"第{number}句话说的是老人的近况，2025-03-12量得血压135mmHg。" for number in range(1, 90))[:2000]
FOLLOWS = "（续）"
SIGNED = re.compile("签字|（签字）")


class Overfull(Protocol):
    """Gives the data and the sheet of a document's overfull record."""

    def __call__(self, code: str, *, rows: int = 9, length: int = 2000) -> tuple[Mapping[str, Any], Sheet]: ...


@pytest.fixture(scope="session")
def overfull(document: Documents) -> Overfull:
    """A record whose tables have more rows than the paper prints, and whose long answers have so many characters."""

    @cache
    def draw(code: str, *, rows: int = 9, length: int = 2000) -> tuple[Mapping[str, Any], Sheet]:
        data = distinct(Samples(3, rows=rows, long_text=LONG[:length]).document(document(code)), count())
        marks = SheetMarks(number=NUMBER, edition="1.0")
        return data, Sheet(print_record(document(code), data, marks=marks, copies=False, pictures={}))

    return draw


def distinct(value: Any, numbers: Iterator[int]) -> Any:
    """The same data with other sentences in every long answer, so that none is taken for another."""
    if isinstance(value, str) and value.startswith(LONG[:3]):
        return value.replace("135mm", f"{100 + next(numbers)}mm")
    if isinstance(value, list):
        return [distinct(one, numbers) for one in value]
    return {code: distinct(one, numbers) for code, one in value.items()} if isinstance(value, dict) else value


def answers(value: Any) -> Iterator[str]:
    """Every answer that prints as it was written: no codes, no dates, no files."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for one in inner:
        yield from answers(one)
    if isinstance(value, str) and not re.fullmatch(r"[a-z0-9_:.-]*|.*[省市区]|.*(镇|村)", value):
        yield value


def said(text: str, printed: Sheet) -> bool:
    """Whether the whole text is on the sheet, in one piece or in sentences."""
    pieces = [squeezed(piece) for piece in re.findall("[^。]+。?", text)]
    return all(piece in unbroken(printed) for piece in pieces)


@each_paper
def test_no_word_of_an_overfull_record_is_lost(code: str, document: Documents, overfull: Overfull) -> None:
    data, printed = overfull(code)
    assert [text[:40] for text in answers(data) if not said(text, printed)] == []
    assert [words for words in printed_words(document(code)) if words not in unbroken(printed)] == []


@each_paper
def test_the_first_pages_remain_those_of_the_paper(code: str, document: Documents, overfull: Overfull) -> None:
    pages = overfull(code)[1].pages
    title = squeezed(document(code).title)
    assert [FOLLOWS in page for page in pages] == [False] * PAGES[code] + [True] * (len(pages) - PAGES[code])
    assert all(f"{title}{FOLLOWS}" in page and f"编号：{NUMBER}" in page for page in pages[PAGES[code] :])


@each_paper
def test_every_page_of_an_overfull_record_has_cells_around_its_words(code: str, overfull: Overfull) -> None:
    printed = overfull(code)[1]
    for page, rows in zip(printed.pages, rows_of(printed.content), strict=True):
        enclosed = "".join(cell.text for row in rows for cell in row if cell.begins)
        assert len(page) - len(enclosed) < 150  # the title, the lines above and below, the margin


@pytest.mark.parametrize("code", [code for code in PAGES if code.partition("/")[2] in ("fujian", "shuren", "jiangsu")])
@pytest.mark.parametrize("length", [150, 700])
def test_a_signature_never_stands_alone_on_its_page(code: str, length: int, overfull: Overfull) -> None:
    content = overfull(code, rows=5, length=length)[1].content
    for rows in rows_of(content):
        signed = [bool(SIGNED.search(line)) for line in written(rows)]
        assert not signed[0] or len(rows) > 1


def test_rows_beyond_the_printed_ones_go_on_under_the_same_headings(document: Documents) -> None:
    family: list[object] = [{"name": f"王{number:02d}号"} for number in range(1, 8)]
    first, second = rows_of(sheet(document("registration/fujian"), {"family": family}).content)
    assert written(first)[17:19] == ["4|王04号|||||", "以下接续页"]
    assert written(second) == [
        "二、家庭成员（续）",
        "序号|姓名|性别|与户主关系|居民身份证号码|健康状况|是否经常探访",
        *(f"{number}|王{number:02d}号|||||" for number in (5, 6, 7)),
    ]
    widths = [[round(cell.width_mm, 1) for cell in rows[index]] for rows, index in ((first, 14), (second, 2))]
    assert widths[0] == widths[1]


def test_blocks_go_on_beside_their_side_label(document: Documents) -> None:
    children: list[object] = [{"name": f"李{number:02d}号"} for number in range(1, 7)]
    first, second = rows_of(sheet(document("registration/ezhou"), {"children_away": children}).content)
    assert written(first)[-2:] == ["^|以下接续页", "备注|"]
    assert written(second)[0].startswith("家庭情况|子女外出务工情况（5）|姓名李05号")
    assert [line.split("|")[0] for line in written(second)] == ["家庭情况", "^", "^", "^"]


def test_persons_go_on_under_the_columns_of_the_paper(document: Documents) -> None:
    helpers: list[object] = [{"name": f"赵{number:02d}号"} for number in range(1, 4)]
    data: Data = {"children": [{"name": "张三"}, {"name": "张四"}], "helpers": helpers}
    pages = rows_of(sheet(document("registration/zaozhuang"), data).content)
    lines = [line for page in pages[2:] for line in written(page)]
    assert len(pages) == 4
    assert [written(page)[0] for page in pages[2:]] == ["描述|说明|是否"] * 2
    assert lines[1:3] == ["2.子女信息||是", "姓名|张四|是"]
    assert lines.count("5.帮扶联系人信息||是") == 2


def test_the_head_of_a_family_stays_first_and_numbers_go_on(document: Documents) -> None:
    family: list[object] = [{"role": "head", "name": "王明"}, *({"name": f"王{n}"} for n in "二三四五六")]
    first, second = rows_of(sheet(document("registration/shuren"), {"family": family}).content)
    assert [line.split("|")[0] for line in written(first)[14:20]] == ["户主", "2", "3", "4", "5", "以下接续页"]
    assert written(second)[2] == "6|王六||||||"


def test_a_table_of_the_printed_length_has_no_continuation(document: Documents) -> None:
    family: list[object] = [{"name": f"王{number}号"} for number in range(1, 5)]
    printed = sheet(document("registration/fujian"), {"family": family})
    assert len(printed.pages) == 1
    assert "续页" not in printed.text


def test_a_long_answer_ends_with_a_whole_sentence_and_goes_on_under_its_name(document: Documents) -> None:
    printed = sheet(document("visit_record/fujian"), {"service_needs": LONG})
    first, second = rows_of(printed.content)
    kept = written(first)[12]
    assert re.fullmatch(r"\^\|关爱服务需求及落实情况：第1句.*。（接续页）", kept)
    assert written(first)[13] == "^|服务人员（签字）|服务对象（签字）"
    name, rest = written(second)[0].split("|")
    assert name == "（续）关爱服务需求及落实情况"
    assert kept.removeprefix("^|关爱服务需求及落实情况：").removesuffix("（接续页）") + rest == LONG


def test_an_answer_that_only_needs_what_the_page_has_left_grows_in_its_place(document: Documents) -> None:
    printed = sheet(document("registration/fujian"), {"illness_history": "高血压十余年，长期服药。" * 5})
    assert len(printed.pages) == 1
    assert "续页" not in printed.text


def test_a_cell_without_room_for_one_sentence_says_where_to_look(document: Documents) -> None:
    sentence = "甲乙" * 900
    printed = sheet(document("registration/fujian"), {"illness_history": sentence})
    assert "曾患病史：见续页" in printed.pages[0]
    assert unbroken(printed).count("甲乙") == 900
    assert re.search("（续）曾患病史(甲乙)+", printed.pages[1])


def test_a_long_answer_in_a_row_is_named_with_its_row(document: Documents) -> None:
    family: list[object] = [{"name": "王五", "health": "患病多年" * 20}] * 4
    data: Data = {"illness_history": LONG, "family": family}
    printed = sheet(document("registration/fujian"), data)
    assert "（续）家庭成员第1行健康状况" in printed.text
    assert printed.text.count("患病多年") == 80


@pytest.mark.parametrize("serial", ["甲乙" * 50, "A" * 100])
def test_a_long_answer_above_the_table_goes_on_behind_the_sheet(serial: str, document: Documents) -> None:
    data: Data = {"filled_on": "2025-01-08", "serial": serial, "remarks": "住在村小学旁边。"}
    first, second = sheet(document("registration/ezhou"), data).pages
    assert "填报日期：2025年1月8日编号：见续页" in first
    assert "住在村小学旁边。" in first
    assert f"（续）编号{serial}" in second


def test_an_answer_above_the_table_stays_there_while_it_has_room(document: Documents) -> None:
    serial = "鄂州市华容区段店镇三江村留守老人2025年第0001号"
    printed = sheet(document("registration/ezhou"), {"filled_on": "2025-01-08", "serial": serial})
    assert f"填报日期：2025年1月8日编号：{serial}" in printed.text
    assert len(printed.pages) == 1


def test_numbers_are_never_moved(document: Documents) -> None:
    def fill(bundled: dict[str, Any]) -> None:
        rows = bundled["x-paper"]["blocks"][1]["rows"]
        rows[-1]["height_mm"] = 38  # what is left then is less than a line

    card = "99999919480316002X43"
    data: Data = {"categories": ["disabled", "severely_disabled"], "categories__severely_disabled__card": card}
    assert f"残疾证号：{card}" in sheet(changed(document("registration/fujian"), fill), data).text


def test_a_long_word_is_no_number(document: Documents) -> None:
    printed = sheet(document("registration/fujian"), {"illness_history": "A" * 2000})
    assert "曾患病史：见续页" in printed.pages[0]
    assert len(printed.pages) == 2


def test_blank_lines_of_an_answer_do_not_fill_sheets(document: Documents) -> None:
    printed = sheet(document("visit_record/fujian"), {"service_needs": "老人近况。\n\n\n\n\n\n" * 100})
    assert len(printed.pages) == 6
    assert printed.text.count("老人近况。") == 100


def test_each_copy_has_its_own_continuation(document: Documents) -> None:
    family: list[object] = [{"name": f"王{number}号"} for number in range(1, 7)]
    marks = SheetMarks(number=NUMBER)
    data = {"main": {"family": family}}
    pages = Sheet(print_record(document("registration/fujian"), data, marks=marks, copies=True, pictures={})).pages
    assert [FOLLOWS in page for page in pages] == [False, True, False, True]
    assert ["第1联" in page for page in pages] == [True, True, False, False]
    assert ["第2页共2页" in page for page in pages] == [False, True, False, True]


def test_a_sheet_without_number_goes_on_without_one(document: Documents) -> None:
    data = {"main": {"family": [{"name": f"王{number}号"} for number in range(1, 7)]}}
    marks = SheetMarks()
    pages = Sheet(print_record(document("registration/fujian"), data, marks=marks, copies=False, pictures={})).pages
    assert "编号" not in pages[1]


def test_a_signed_row_takes_the_row_above_over_to_the_next_page(document: Documents) -> None:
    def grow(bundled: dict[str, Any]) -> None:
        for row in bundled["x-paper"]["blocks"][1]["rows"]:
            row["height_mm"] = 95 if row["height_mm"] == 66 else row["height_mm"]

    pages = rows_of(sheet(changed(document("visit_record/fujian"), grow), {}).content)
    assert [written(rows)[-1] for rows in pages][1:] == ["^|服务人员（签字）|服务对象（签字）"]
    assert len(pages[1]) == 2


def test_the_note_below_a_table_never_stands_alone(document: Documents) -> None:
    def grow(bundled: dict[str, Any]) -> None:
        for row in bundled["x-paper"]["blocks"][1]["rows"]:
            row["height_mm"] = 78 if row["height_mm"] == 66 else row["height_mm"]

    printed = sheet(changed(document("visit_record/fujian"), grow), {})
    assert "备注：此表一式三份" in printed.pages[1]
    assert written(rows_of(printed.content)[1]) != []


def test_a_table_without_room_for_its_first_rows_begins_on_the_next_sheet(document: Documents) -> None:
    data: Data = {"children": [{"name": "张三"}] * 6, "obligors": [{"name": "李四"}, {"name": "李五"}]}
    pages = rows_of(sheet(document("registration/zaozhuang"), data).content)
    assert [written(page)[0] for page in pages[2:]] == ["描述|说明|是否"] * 4
    assert written(pages[-1])[1:3] == ["3.其他赡养义务人信息||是", "姓名|李五|是"]
    assert len(pages[-2]) < len(pages[-3])
