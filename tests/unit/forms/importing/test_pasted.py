"""Tables pasted as text, a row a line or a cell a line; how a table closes, and what is too much of it."""

import pytest

from formserver.errors import PaperUnreadable
from formserver.forms.importing.pasted import pasted
from formserver.forms.importing.sheet import MOST_LETTERS, Cell, Line, Loose, Table, cleaned, closed, limited

BY_CELLS = """登记表
建档日期：  年  月  日
\t一、基本情况

\t姓名
\t
\t性别
\t

\t健康情况
\t能力程度：□完好
  □轻度

住在本村

\t
\t曾患病史：
 \t备注
\t


备注：一式两份。
"""
BY_LINES = "登记表\n姓名\t\t性别\t\n一、住房\n住址\t\n\n备注：请保存\n\n甲\t乙"


def table(text: str, number: int = 0) -> Table:
    return [block for block in pasted(text) if isinstance(block, Table)][number]


def spans(found: Table) -> list[list[tuple[str, int, int]]]:
    return [[(cell.text, cell.colspan, cell.rowspan) for cell in row.cells] for row in found.rows]


def test_a_cell_a_line_an_empty_line_ends_the_row() -> None:
    assert spans(table(BY_CELLS)) == [
        [("一、基本情况", 4, 1)],
        [("姓名", 1, 1), ("", 1, 1), ("性别", 1, 1), ("", 1, 1)],
        [("健康情况", 1, 2), ("能力程度：□完好\n  □轻度\n住在本村", 3, 1)],
        [("曾患病史：", 1, 1), ("备注", 1, 1), ("", 1, 1)],
    ]
    lines = [block.text for block in pasted(BY_CELLS) if isinstance(block, Line)]
    assert lines == ["登记表", "建档日期：    年  月  日".replace("    ", "  "), "备注：一式两份。"]


def test_a_row_a_line_its_cells_parted_by_tabs() -> None:
    assert spans(table(BY_LINES)) == [
        [("姓名", 1, 1), ("", 1, 1), ("性别", 1, 1), ("", 1, 1)],
        [("一、住房", 4, 1)],
        [("住址", 1, 1), ("", 3, 1)],
    ]
    assert spans(table(BY_LINES, 1)) == [[("甲", 1, 1), ("乙", 1, 1)]]
    assert [block.text for block in pasted(BY_LINES) if isinstance(block, Line)] == ["登记表", "备注：请保存"]


def test_columns_are_as_wide_as_their_words() -> None:
    assert table("甲\t" + "长" * 30 + "\n短的一格\t乙").widths == (4.0, 14.0)


def test_a_name_reaches_down_over_the_empty_cells_below_it() -> None:
    found = table("一节\n家庭\t姓名\t\n\t年龄\t\n\t住址\t\n备注\t\t\n\t\t\n")
    assert spans(found)[0][0] == ("家庭", 1, 3)
    assert [len(row.cells) for row in found.rows] == [3, 2, 2, 3, 3]


def test_a_table_at_the_end_of_the_text_is_read() -> None:
    assert spans(table("\t甲\n\t乙\n尾")) == [[("甲", 1, 1), ("乙\n尾", 1, 1)]]
    assert spans(table("\t甲\n\n\n尾\n\t乙")) == [[("甲", 1, 1)]]


REFUSED = {
    "没有表格": "没有找到表格",
    "甲\t" * 61 + "乙": "最多60列",
    "甲" * (MOST_LETTERS + 1): "最多60000个字",
    "甲\t" + "甲" * 3001: "一格最多3000个字",
    "\t甲\n\n" * 101: "一张表最多100行",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_table_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(PaperUnreadable, match=REFUSED[text]):
        pasted(text)


def test_too_many_blocks_and_cells_are_refused() -> None:
    wide = closed([([Loose("")] * 60, 0.0)] * 60, [1.0] * 60)
    for sheet in ((wide,), (*(Line("一行"),) * 1001, closed([([Loose("")], 0.0)], [1.0]))):
        with pytest.raises(PaperUnreadable):
            limited(sheet)


def test_a_table_closes_whatever_spans_a_file_claims() -> None:
    rows = [([Loose("甲", 1, 9), Loose("乙", 9, 1)], 0.0), ([], 0.0), ([Loose("丙"), Loose("丁"), Loose("戊")], 0.0)]
    found = closed(rows, [1.0, 1.0, 1.0])
    assert [list(row.cells) for row in found.rows] == [
        [Cell("甲", 0, 1, 3), Cell("乙", 1, 2)],
        [Cell("", 1, 2)],
        [Cell("丙", 1), Cell("丁", 2)],
    ]


CLEANED = {
    "☑是\uf0a3否": "□是□否",
    "◯男 ●女": "○男 ○女",
    "{甲}\u200b\x07": "｛甲｝",
    "姓\u3000名\t＿": "姓  名    __",
    "  \n甲\n": "甲",
    "(  )甲 （ ）乙": "□甲 □乙",
    "（ ）只有一处": "（ ）只有一处",
    "(甲 (乙": "□甲 □乙",
    "· 男○女": "○男○女",
    "月\n 日": "月  日",
}


@pytest.mark.parametrize("text", CLEANED)
def test_words_are_written_with_one_sign_for_a_box_and_one_for_a_blank(text: str) -> None:
    assert cleaned(text) == CLEANED[text]


SPREAD = {
    "姓　　名": "姓名",
    "身 份 证": "身份证",
    "是  否": "是  否",
    "年  月  日": "年  月  日",
    "xx市xx县": "__市__县",
}


@pytest.mark.parametrize("text", SPREAD)
def test_a_spread_word_is_one_word(text: str) -> None:
    assert closed([([Loose(text)], 0.0)], [1.0]).rows[0].cells[0].text == SPREAD[text]
