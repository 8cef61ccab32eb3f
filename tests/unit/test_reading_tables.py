"""Tables as people type them: encodings, workbooks, merged headers, numbers a spreadsheet spoiled, hostile files."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from xlsxwriter import Workbook

from formserver.files import reading_tables
from formserver.files.reading_tables import MOST_COLUMNS, MOST_ROWS, TableUnreadable, filled, read_table
from formserver.services.departments.columns import header_of, recognised
from tests.department_files import xlsx

TEXT = "姓名,身份证号\n李桂芳,'420703194803160011\n"


def reparted(content: bytes, change: Callable[[str, bytes], bytes], compressed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The workbook with parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", compressed) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return file.getvalue()


def with_rows(more: bytes) -> bytes:
    """A small workbook with more XML behind its rows."""

    def change(name: str, text: bytes) -> bytes:
        return text.replace(b"</sheetData>", more + b"</sheetData>") if name.endswith("sheet1.xml") else text

    return reparted(xlsx([["李桂芳"]], ["姓名"]), change)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encoding_it_has(encoding: str) -> None:
    assert read_table(TEXT.encode(encoding)).rows == [["姓名", "身份证号"], ["李桂芳", "420703194803160011"]]


@pytest.mark.parametrize("sign", ["\t", ";"])
def test_csv_may_be_parted_by_other_signs(sign: str) -> None:
    assert read_table(f"姓名{sign}性别\n李桂芳{sign}女\n".encode()).rows[1] == ["李桂芳", "女"]


def test_cells_lose_what_nobody_sees() -> None:
    assert read_table("姓名\n 李\u200b桂芳\u00a0\n".encode()).rows[1] == ["李桂芳"]


def test_cells_of_a_workbook_are_read_as_typed() -> None:
    file = xlsx([["李桂芳", 58, date(2024, 5, 1), 1.5, True, "=1+1", 420703194803160011]], list("abcdefg"))
    assert read_table(file).rows[1] == ["李桂芳", "58", "2024-05-01", "1.5", "是", "0", "4.20703E+17"]


def test_an_instant_and_a_length_of_time_are_shown_as_texts() -> None:
    file = io.BytesIO()
    book = Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_number(0, 0, 45000.5, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    book.close()
    assert read_table(file.getvalue()).rows == [["2023-03-15 12:00:00"]]


def test_merged_cells_fill_the_header() -> None:
    table = read_table(xlsx([["李桂芳"]], ["姓名", "性别", "村"], title="残疾人名单"))
    assert list(filled(table, 1)) == [["残疾人名单"] * 3]
    assert table.rows[0] == ["残疾人名单", "", ""]


def test_hidden_and_empty_sheets_are_passed_over_and_others_named() -> None:
    file = io.BytesIO()
    book = Workbook(file)
    for name in ("隐藏", "空的", "段店", "葛店"):
        sheet = book.add_worksheet(name)
        if name != "空的":
            sheet.write(0, 0, name)
    book.get_worksheet_by_name("空的").activate()
    book.get_worksheet_by_name("空的").set_first_sheet()
    book.get_worksheet_by_name("隐藏").hide()
    book.close()
    table = read_table(file.getvalue())
    assert (table.sheet, table.left, table.rows) == ("段店", ["葛店"], [["段店"]])


def test_formatting_far_away_needs_no_room() -> None:
    far = b'<row r="1048576" spans="1:9"/><row r="900000"> </row><row r="3"><c r="XFD3" s="1"/></row>'
    assert len(read_table(with_rows(far)).rows) == 2


@pytest.mark.parametrize(
    "far",
    [
        b'<row r="3"><c r="XFD3" t="str"><v>x</v></c></row>',
        b'<row r="1048576"><c r="A1048576" t="str"><v>x</v></c></row>',
        b"<row r='1048576'><c r='A1048576' t='str'><v>x</v></c></row>",
        b'<row r="3"><c s=">" r = "XFD3" t="str"><v>x</v></c></row>',
        b'<row r="3"><x:c r="XFD3" t="str"><v>x</v></x:c></row>',
    ],
)
def test_a_filled_cell_far_away_is_refused(far: bytes) -> None:
    with pytest.raises(TableUnreadable):
        read_table(with_rows(far))


def test_a_sheet_in_an_encoding_that_hides_places_is_refused() -> None:
    def change(name: str, text: bytes) -> bytes:
        return text.decode().encode("utf-16") if name.endswith("sheet1.xml") else text

    with pytest.raises(TableUnreadable):
        read_table(reparted(xlsx([["李桂芳"]], ["姓名"]), change))


def test_what_unpacks_to_more_than_a_list_can_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = reparted(xlsx([], ["姓名"]), lambda name, text: text + b" " * 200_000)
    assert len(bomb) < 20_000
    monkeypatch.setattr(reading_tables, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(TableUnreadable, match="解开以后太大"):
        read_table(bomb)


def test_a_part_that_says_it_is_short_is_not_read_further() -> None:
    packed = bytearray(reparted(xlsx([], ["姓名"]), lambda name, text: text))
    entry = packed.rindex(b"PK\x01\x02", 0, packed.index(b"xl/worksheets/sheet1.xml", packed.index(b"PK\x01\x02")))
    packed[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    with pytest.raises(TableUnreadable):
        read_table(bytes(packed))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "旧的 .xls"),
        (b"PK\x03\x04 no archive", "读不出来"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d", "读不出来"),
        (b" , \n,,\n", "没有内容"),
        (b"x" * (8 * 1024 * 1024 + 1), "超过 8 MB"),
        (b"a\n" * (MOST_ROWS + 60), f"超过 {MOST_ROWS} 行"),
        (b"," * MOST_COLUMNS, f"超过 {MOST_COLUMNS} 列"),
    ],
    ids=["xls", "broken zip", "picture", "empty", "long", "many rows", "many columns"],
)
def test_what_is_no_list_is_refused_with_the_reason(content: bytes, said: str) -> None:
    with pytest.raises(TableUnreadable, match=said):
        read_table(content)


def test_a_csv_with_an_endless_cell_is_refused() -> None:
    with pytest.raises(TableUnreadable):
        read_table(b"a," + b"x" * 140_000)


def test_a_word_file_is_no_list() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as word:
        word.writestr("word/document.xml", "<w/>")
    with pytest.raises(TableUnreadable):
        read_table(file.getvalue())


# headers --------------------------------------------------------------------------------------------------------------
def merged(*header: str) -> bytes:
    """A workbook with a header of three rows, of which the first is a title and the others have merged cells."""
    file = io.BytesIO()
    book = Workbook(file)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 3, "段店镇残疾人花名册")
    sheet.merge_range(1, 0, 2, 0, "姓 名")
    sheet.merge_range(1, 1, 1, 2, "证件")
    sheet.write_row(2, 1, ["号码", "残疾证号"])
    sheet.merge_range(1, 3, 2, 3, "所在村（社区）")
    sheet.write_row(4, 0, ["李桂芳", "420703194803160011", "", "三江村"])
    book.close()
    return file.getvalue()


def test_a_header_of_two_rows_below_a_title_is_found() -> None:
    header = header_of(read_table(merged()))
    assert recognised(header.headings) == {"name": 0, "identity": 1, "card": 2, "village": 3}
    assert (header.headings[1], header.below) == ("证件 号码", 3)


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("姓名", "name"),
        ("身 份 证 号 码（18位）", "identity"),
        ("本人身份证号", "identity"),
        ("村（社区）", "village"),
        ("乡镇（街道）", "township"),
        ("联系电话", "phone"),
        ("低保/特困类别", "relief"),
        ("能力等级", "ability"),
        ("残疾人证号", "card"),
        ("残疾等级", "disability_grade"),
    ],
)
def test_columns_are_known_by_the_names_people_give_them(heading: str, meaning: str) -> None:
    assert recognised([heading]) == {meaning: 0}


def test_of_two_columns_of_a_meaning_the_one_that_is_named_better_counts() -> None:
    assert recognised(["监护人姓名", "姓名", "姓名", "无关"]) == {"name": 1}


def test_a_sheet_without_a_known_header_begins_with_its_first_row() -> None:
    header = header_of(read_table("\n甲,乙\n李桂芳,1\n".encode()))
    assert (list(header.headings), header.below, recognised(header.headings)) == (["甲", "乙"], 2, {})
