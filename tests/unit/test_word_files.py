"""Word files as sheets: merged cells, boxes and blanks however Word draws them; files that are not admitted."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from formserver.errors import PaperUnreadable
from formserver.forms.importing.sheet import Cell, Line, Row, Table
from formserver.paper_files import word
from tests.paper_grids import saved, word_file

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def of_xml(cell: str, row: str = "") -> bytes:
    """A document with one table of one cell, whose paragraph or other content is written in Word's own words."""
    document = Document()
    xml = f"<w:tbl {nsdecls('w')} {W14} {MC}><w:tblPr/><w:tr>{row}<w:tc>{cell}</w:tc></w:tr></w:tbl>"
    document.element.body.insert(0, parse_xml(xml))
    return saved(document)


def words_of(cell: str) -> str:
    (table,) = (block for block in word.read(of_xml(cell)) if isinstance(block, Table))
    return table.rows[0].cells[0].text


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(f'<w:r>{run}</w:r>' for run in runs)}</w:p>"


def spelled(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t>'


def control(properties: str, content: str = "☐") -> str:
    inner = f"<w:sdtContent><w:r>{spelled(content)}</w:r></w:sdtContent>"
    return f"<w:p><w:sdt><w:sdtPr>{properties}</w:sdtPr>{inner}</w:sdt><w:r>{spelled('甲')}</w:r></w:p>"


def field(data: str) -> str:
    return paragraph(
        f'<w:fldChar w:fldCharType="begin">{data}</w:fldChar>', "<w:instrText>X</w:instrText>", spelled("甲")
    )


DRAWN = {
    "words and line ends": (
        paragraph(spelled("甲"), "<w:br/>", spelled("乙"), "<w:cr/>") + paragraph(spelled("丙")),
        "甲\n乙\n\n丙",
    ),
    "tab": (paragraph(spelled("一甲"), "<w:tab/>", spelled("乙")), "一甲    乙"),
    "page break": (paragraph(spelled("甲"), '<w:br w:type="page"/>', spelled("乙")), "甲乙"),
    "hyphen": (paragraph(spelled("1"), "<w:noBreakHyphen/>", spelled("2")), "1-2"),
    "symbol of Wingdings": (paragraph('<w:sym w:font="Wingdings" w:char="F0A8"/>', spelled("甲")), "□甲"),
    "short symbol": (paragraph('<w:sym w:font="Wingdings 2" w:char="00A3"/>', spelled("甲")), "□甲"),
    "symbol that is no box": (paragraph('<w:sym w:font="Wingdings" w:char="F04A"/>', spelled("甲")), "甲"),
    "damaged symbol": (paragraph('<w:sym w:char="zz"/>', "<w:sym/>", spelled("甲")), "甲"),
    "sign of Wingdings": (paragraph(spelled("\uf0fe甲")), "□甲"),
    "underlined room": (paragraph('<w:rPr><w:u w:val="single"/></w:rPr>' + spelled("  　"), spelled("元")), "____元"),
    "underlined tab": (paragraph('<w:rPr><w:u w:val="single"/></w:rPr><w:tab/>', spelled("元")), "____元"),
    "not underlined": (paragraph('<w:rPr><w:u w:val="none"/></w:rPr>' + spelled("  元")), "  元"),
    "bold": (paragraph("<w:rPr><w:b/></w:rPr>" + spelled("甲")), "甲"),
    "hidden": (paragraph("<w:rPr><w:vanish/></w:rPr>" + spelled("藏"), spelled("甲")), "甲"),
    "checkbox control": (control("<w14:checkbox/>"), "□甲"),
    "control that asks to type": (control("<w:showingPlcHdr/>", "单击此处输入文字"), "____甲"),
    "control with words": (control("<w:alias/>", "乙"), "乙甲"),
    "empty control": ("<w:p><w:sdt/></w:p>" + paragraph(spelled("甲")), "甲"),
    "old checkbox": (field("<w:ffData><w:checkBox/></w:ffData>"), "□甲"),
    "old text field": (field("<w:ffData><w:textInput/></w:ffData>"), "____甲"),
    "other field": (field(""), "甲"),
    "deleted": (f"<w:p><w:del><w:r>{spelled('删')}</w:r></w:del><w:ins><w:r>{spelled('甲')}</w:r></w:ins></w:p>", "甲"),
    "said twice": (
        f"<w:p><mc:AlternateContent><mc:Choice Requires='x'><w:r>{spelled('甲')}</w:r></mc:Choice>"
        f"<mc:Fallback><w:r>{spelled('乙')}</w:r></mc:Fallback></mc:AlternateContent><mc:AlternateContent/></w:p>",
        "甲",
    ),
    "text box": (
        f"<w:p><w:r>{spelled('甲')}<w:pict><w:txbxContent>{paragraph(spelled('乙'))}</w:txbxContent></w:pict></w:r></w:p>",
        "甲\n乙",
    ),
    "nested table": (
        f"<w:tbl><w:tr><w:tc>{paragraph(spelled('甲'))}</w:tc><w:tc>{paragraph()}</w:tc></w:tr></w:tbl>{paragraph()}",
        "甲  ____",
    ),
    "too deep": ("<w:p>" + "<w:smartTag>" * 70 + f"<w:r>{spelled('深')}</w:r>" + "</w:smartTag>" * 70 + "</w:p>", ""),
}


@pytest.mark.parametrize("drawn", DRAWN)
def test_boxes_and_blanks_are_read_however_word_draws_them(drawn: str) -> None:
    cell, text = DRAWN[drawn]
    assert words_of(cell) == text


def test_merged_cells_cover_what_they_cover() -> None:
    upper = Row((Cell("姓名", 0, 1, 2), Cell("甲", 1, 2), Cell("乙", 3)), 10)
    typed = Table((10, 20, 30, 40), (upper, Row((Cell("丙", 1), Cell("丁", 2, 2)), 0)))
    title, table = word.read(word_file((Line("登记表"), typed)))
    assert title == Line("登记表")
    assert isinstance(table, Table)
    assert [row.cells for row in table.rows] == [row.cells for row in typed.rows]
    assert [round(row.height_mm) for row in table.rows] == [10, 0]
    assert table.widths == (567, 1134, 1701, 2268)


def built(change: Callable[[Any], None]) -> bytes:
    """A document of python-docx after some changes."""
    document = Document()
    change(document)
    return saved(document)


def test_headers_and_footers_are_lines_but_for_page_numbers() -> None:
    def change(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "附件1"
        document.sections[0].footer.paragraphs[0].text = "第 1 页 共 2 页"
        document.add_paragraph("登记表")
        document.add_table(1, 2).cell(0, 0).text = "姓名"

    found = word.read(built(change))
    assert [block.text for block in found if isinstance(block, Line)] == ["附件1", "登记表"]


def test_tables_rows_and_cells_in_content_controls_are_read() -> None:
    inner = f"<w:tc>{paragraph(spelled('甲'))}</w:tc>"
    row = (
        f"<w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt>"
    )
    xml = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:tbl><w:tblPr/>{row}</w:tbl></w:sdtContent></w:sdt>"

    def change(document: Any) -> None:
        document.element.body.insert(0, parse_xml(xml))
        document.element.body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}/>"))
        document.element.body.insert(0, parse_xml(f"<w:bookmarkStart {nsdecls('w')}/>"))

    (found,) = word.read(built(change))
    assert isinstance(found, Table)
    assert found.rows[0].cells[0].text == "甲"


def test_columns_that_a_row_leaves_out_are_empty_cells() -> None:
    row = '<w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="x"/><w:trHeight w:val="567"/></w:trPr>'
    (table,) = word.read(of_xml(paragraph(spelled("甲")), row))
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0].cells] == ["", "甲"]
    assert round(table.rows[0].height_mm) == 10


def test_a_document_without_sections_is_read() -> None:
    def change(document: Any) -> None:
        document.add_table(1, 1).cell(0, 0).text = "甲"
        document.element.body.remove(document.element.body.sectPr)

    assert len(word.read(built(change))) == 1


# files that are not admitted ------------------------------------------------------------------------------------------
def packed(*parts: tuple[str, bytes], compress: bool = False) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as package:
        for name, content in parts:
            package.writestr(name, content)
    return file.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A good document with one more part."""
    file = BytesIO(of_xml(paragraph(spelled("甲"))))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, content)
    return file.getvalue()


BODY = ("word/document.xml", b"<x/>")
HOSTILE = {
    "old": (b"\xd0\xcf\x11\xe0" + b"x" * 99, "旧格式"),
    "encrypted": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
    "large": (b"PK" + b"x" * 10 * 1024 * 1024, "文件太大"),
    "no package": (b"PK\x03\x04 nothing", "另存为"),
    "no Word": (packed(("a.txt", b"a")), "另存为"),
    "bomb": (packed(BODY, ("word/media/a.bin", bytes(61 * 1024 * 1024)), compress=True), "展开后太大"),
    "bomb of XML": (packed(("word/document.xml", b" " * (21 * 1024 * 1024)), compress=True), "展开后太大"),
    "many parts": (packed(BODY, *((f"word/{n}.bin", b"") for n in range(2001))), "展开后太大"),
    "macros": (with_part("word/vbaProject.bin", b"x"), "宏"),
    "type of macros": (
        packed(("[Content_Types].xml", b"document.macroEnabled.main+xml"), BODY),
        "宏",
    ),
    "entities": (
        packed(("word/document.xml", b'<!DOCTYPE x [<!ENTITY e SYSTEM "a">]><x>&e;</x>')),
        "不属于",
    ),
    "entities in UTF-16": (packed(("word/document.xml", "<!DOCTYPE x><x/>".encode("utf-16"))), "不属于"),
    "empty": (packed(BODY), "另存为"),
    "no table": (built(lambda document: document.add_paragraph("甲")), "没有找到表格"),
    "no rows": (built(lambda document: document.add_table(0, 2)), "列太多"),
    "many columns": (of_xml(paragraph(), '<w:trPr><w:gridBefore w:val="60"/></w:trPr>'), "列太多"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_may_not_be_read_is_refused_with_advice(kind: str) -> None:
    content, said = HOSTILE[kind]
    with pytest.raises(PaperUnreadable, match=said):
        word.read(content)


def test_a_part_that_is_damaged_is_refused() -> None:
    content = bytearray(of_xml(paragraph(spelled("甲"))))
    at = content.index(b"word/document.xml") + 60
    content[at : at + 40] = b"\xff" * 40
    with pytest.raises(PaperUnreadable):
        word.read(bytes(content))
