"""The pieces of a printed line as marks of the sheet: words, boxes with their word, blanks that fit the line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from formserver.forms.layout import Line
from formserver.forms.pieces import Answer, Box, Cells, Gap, NewLine, Photo, Piece, Signature, Words

# Measures are in hanzi (em).
NBSP: Final = "\u00a0"
GAP: Final = "    "
_SPACE: Final = 0.256
_NARROW: Final = 0.56
_BOX: Final = 1.06
_BLANK: Final = 6.0  # where the line is not known to have room for more
_SHORTEST: Final = 3.0
_LONGEST: Final = 16.0
_NARROW_CELL: Final = 14.0
_SURELY: Final = 0.94  # widths are estimates: a line that takes up to this share of its room is sure to fit
# How far blanks shrink to fit a line before it is broken instead; further in a narrow cell, where a date would be torn.
_SMALLEST_SHARE: Final = 0.7
_SMALLEST_SHARE_NARROW: Final = 0.3
_SIGNING_ROOM: Final = 8
# An option's word up to this long stays on the line of its box as a whole; of a longer one the head does.
_WORD: Final = 16
_WORD_HEAD: Final = 4
_DATE_BLANKS: Final = {(4, "年"), (2, "月"), (2, "日")}
# Control characters have no glyph and no meaning on paper; a line end has, and a tab is a space.
_NO_CONTROLS: Final = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code != 0x0A} | {0x09: " "}


class Token(NamedTuple):
    """One mark of the sheet; `kind` names the macro that draws it. The text of a box is what must stay on its line."""

    kind: str
    text: str = ""
    value: str = ""
    name: str = ""


def tokens(line: Line, room: float) -> Iterator[Token]:
    """The marks of one printed line in a cell `room` hanzi wide."""
    widths = _blank_widths(line, room)
    is_tight = _may_break(line, widths, room)
    spent = 0  # characters of the next words that already stand beside their box
    for index, piece in enumerate(line):
        if isinstance(piece, Box):
            word = _word_of_box(line[index + 1]) if is_tight and index + 1 < len(line) else ""
            spent = len(word)
            yield Token("box", word, "ticked" if piece.ticked else "")
        elif isinstance(piece, Words):
            text = clean(piece.text)[spent:].replace("  ", GAP)
            spent = 0
            if text:
                yield Token("text", text)
        elif isinstance(piece, Answer):
            yield _answer(piece, line, index, widths.get(index, 0))
        else:
            yield _mark(piece, is_last=index == len(line) - 1)


def clean(text: str) -> str:
    """The text without what cannot be printed at all."""
    return text.translate(_NO_CONTROLS)


def _word_of_box(following: Piece) -> str:
    if not isinstance(following, Words):
        return ""
    word = clean(following.text).partition("  ")[0]
    return word if len(word) <= _WORD else word[:_WORD_HEAD]


def _mark(piece: Piece, *, is_last: bool) -> Token:
    if isinstance(piece, Signature):
        if piece.file_id:
            return Token("signature", piece.file_id, clean(piece.by))
        return Token("text", clean(piece.by) or ("" if is_last else _blank(_SIGNING_ROOM)))
    if isinstance(piece, Cells):
        return Token("cells", clean(piece.text).ljust(piece.count, NBSP))
    if isinstance(piece, Photo):
        return Token("photo", piece.file_id)
    assert isinstance(piece, Gap | NewLine)
    return Token("text", "\n" if isinstance(piece, NewLine) else GAP)


def _answer(answer: Answer, line: Line, index: int, width: float) -> Token:
    """What the hand writes. A blank is underlined where words stand around it, except inside brackets and in dates."""
    text = clean(answer.text)
    if not is_blank(line, index):
        return Token("text", text)
    before, after = _words_at(line, index - 1), _words_at(line, index + 1)
    is_open = (before.endswith("（") and after.startswith("）")) or (answer.width, after[:1]) in _DATE_BLANKS
    if is_open:
        return Token("text", text or _blank(width))
    return Token("blank", f"{NBSP}{text}{NBSP}" if text else _blank(width))


def _blank(width: float) -> str:
    return NBSP * int(width / _SPACE)


def is_blank(line: Line, index: int) -> bool:
    """Whether the answer has a blank of its own: it is neither alone nor the free rest of a line behind its label."""
    is_last = index == len(line) - 1 or isinstance(line[index + 1], NewLine)
    start = max((place for place in range(index) if isinstance(line[place], NewLine)), default=-1)
    return not is_last or any(isinstance(piece, Box | Answer) for piece in line[start + 1 : index])


def _words_at(line: Line, index: int) -> str:
    piece = line[index] if 0 <= index < len(line) else None
    return piece.text if isinstance(piece, Words) else ""


# widths ---------------------------------------------------------------------------------------------------------------
def _blank_widths(line: Line, room: float) -> dict[int, float]:
    """How long each empty blank of the line is drawn, by its place in the line.

    Blanks without a width of their own share what the line has left; blanks with one shrink where there is too little.
    """
    empty = {
        index: float(piece.width)
        for index, piece in enumerate(line)
        if isinstance(piece, Answer) and not piece.text and is_blank(line, index)
    }
    free = room - 0.4 - sum(map(_width, line))
    sharing = [index for index, width in empty.items() if not width]
    if sharing:
        share = free / len(sharing)
        length = min(share, _LONGEST) if share >= _SHORTEST else _BLANK
        return empty | dict.fromkeys(sharing, length)
    total = sum(empty.values())
    factor = (total + free) / total if free < 0 < total else 1
    smallest = _SMALLEST_SHARE_NARROW if room < _NARROW_CELL else _SMALLEST_SHARE
    return {index: width * (factor if factor >= smallest else 1) for index, width in empty.items()}


def _may_break(line: Line, widths: Mapping[int, float], room: float) -> bool:
    """Whether the line might not fit; what is drawn in sizes of its own is not measured here, so it might not."""
    if any(isinstance(piece, Cells | Photo | Signature) for piece in line):
        return True
    longest = total = 0.0
    for index, piece in enumerate(line):
        total = 0.0 if isinstance(piece, NewLine) else total + widths.get(index, _width(piece))
        longest = max(longest, total)
    return longest > _SURELY * room


def _width(piece: Piece) -> float:
    if isinstance(piece, Words):
        return text_width(piece.text.replace("  ", GAP))
    if isinstance(piece, Answer):
        return text_width(piece.text) + 0.5 if piece.text else float(piece.width)
    return _BOX if isinstance(piece, Box) else 1.0


def text_width(text: str) -> float:
    """Roughly how wide the text is, in hanzi."""
    return sum(map(_character_width, text))


def _character_width(character: str) -> float:
    if character in (" ", NBSP):
        return _SPACE
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else _NARROW
