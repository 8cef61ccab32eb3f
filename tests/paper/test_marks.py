"""The marks of a line: what stays together, what is underlined, how long a blank is."""

import pytest

from formserver.forms.pieces import Answer, Box, Gap, NewLine, Piece, Signature, Words
from formserver.printing.marks import NBSP, Token, text_width, tokens


def drawn(*line: Piece, room: float = 38) -> list[Token]:
    return list(tokens(line, room))


def blank_width(token: Token) -> float:
    assert set(token.text) == {NBSP}
    return len(token.text) * 0.256


def test_on_a_line_that_fits_a_box_is_a_letter_like_others() -> None:
    assert drawn(Box(True), Words("是"), Gap(), Box(), Words("否"))[:2] == [
        Token("box", "", "ticked"),
        Token("text", "是"),
    ]


def test_each_line_of_a_cell_is_measured_by_itself() -> None:
    lines = (Box(), Words("一二三四"), NewLine(), Box(), Words("五六七八"))
    assert {token.text for token in drawn(*lines, room=6) if token.kind == "box"} == {""}


def test_beside_what_is_not_measured_a_box_keeps_its_word() -> None:
    assert drawn(Box(), Words("是"), Signature("王芳"))[0] == Token("box", "是", "")


def test_on_a_line_that_may_break_a_box_keeps_its_word_beside_it() -> None:
    assert drawn(Box(True), Words("是"), Gap(), Box(), Words("否"), room=5) == [
        Token("box", "是", "ticked"),
        Token("text", "    "),
        Token("box", "否", ""),
    ]


def test_of_a_very_long_option_only_the_head_stays_with_the_box() -> None:
    box, rest = drawn(Box(), Words("长期与无生活自理能力子女共同居住在一起的"), room=20)
    assert (box.text, rest.text) == ("长期与无", "生活自理能力子女共同居住在一起的")


def test_a_box_without_words_is_a_box() -> None:
    assert drawn(Box(), NewLine()) == [Token("box", "", ""), Token("text", "\n")]


def test_an_answer_alone_in_its_cell_is_not_underlined() -> None:
    assert drawn(Answer("张三", 6)) == [Token("text", "张三")]


def test_the_rest_of_a_cell_behind_its_label_is_no_blank() -> None:
    assert drawn(Words("经济来源："), Answer("", 0))[1] == Token("text", "")


def test_a_filled_blank_is_underlined() -> None:
    assert drawn(Words("第"), Answer("3", 3), Words("次"))[1] == Token("blank", f"{NBSP}3{NBSP}")


@pytest.mark.parametrize("line", [("（", 5, "）乡"), ("日期：", 4, "年")])
def test_blanks_in_brackets_and_dates_are_not_underlined(line: tuple[str, int, str]) -> None:
    assert drawn(Words(line[0]), Answer("", line[1]), Words(line[2]))[1].kind == "text"


def test_blanks_without_width_share_the_line() -> None:
    line = drawn(Words("姓名"), Answer(), Words("  电话"), Answer(), room=24)
    assert [round(blank_width(token)) for token in line if token.kind == "blank"] == [9, 9]


def test_no_blank_grows_without_limit() -> None:
    assert blank_width(drawn(Words("姓名"), Answer(), Words("。"), room=200)[1]) <= 16


def test_the_blanks_of_a_date_shrink_in_a_narrow_cell() -> None:
    date = (Answer("", 4), Words("年"), Answer("", 2), Words("月"), Answer("", 2), Words("日"))
    assert sum(text_width(token.text) for token in drawn(*date, room=6)) <= 6


def test_blanks_of_a_line_that_is_far_too_long_keep_their_width() -> None:
    line = drawn(Words("字" * 40), Answer("", 5), Words("乡镇"), room=20)
    assert blank_width(line[1]) == pytest.approx(5, abs=0.3)


def test_room_for_a_signature_is_left_before_further_words() -> None:
    assert blank_width(drawn(Words("签字："), Signature(), Words("（盖章）"))[1]) == pytest.approx(8, abs=0.3)
    assert drawn(Words("签字："), Signature())[1].text == ""
