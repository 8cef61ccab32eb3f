"""What can be seen of a cell's words at a glance, before anybody knows what stands around it."""

from __future__ import annotations

import re
from typing import Final

from formserver.forms.importing.holder import printed
from formserver.forms.importing.kinds import RULES, counted
from formserver.forms.importing.tokens import Blank, Sign, Token, Words, tokens

_PHOTO: Final = re.compile(r"^.{0,6}(照片|相片).{0,4}$")
_ROOM_BELOW: Final = re.compile(r"(?<=[：:])\n[_ ]*_[_ ]*(?=\n|$)")


def _parts(text: str) -> list[Token]:
    return [token for line in tokens(text) for token in line]


def is_photo(text: str) -> bool:
    """Whether the words are those of the place for a picture."""
    return bool(_PHOTO.match(printed(text)))


def with_boxes(text: str) -> str:
    """The text with boxes put before words that stand like options (是    否), where the file has lost them."""
    return "\n".join(map(_line_with_boxes, text.split("\n")))


def _line_with_boxes(line: str) -> str:
    parts = re.split(r"\s{2,}", line.strip())
    fits = len(parts) > 1 and all(1 <= len(part) <= 8 and re.fullmatch(r"[\u4e00-\u9fff]+", part) for part in parts)
    if not fits or any(pattern.search(part) for part in parts for pattern, _ in RULES) or counted("", parts[-1]):
        return line
    return "  ".join(f"□{part}" for part in parts)


def asks(text: str) -> bool:
    """Whether a cell holds a place to write or tick; a name, also with a colon or 签字 behind it, does not yet."""
    parts = _parts(with_boxes(joined(text)))
    if sum(isinstance(token, Sign) for token in parts) > 1:
        return True
    return any(not isinstance(token, Words | Sign) and token != Blank(implied=True) for token in parts)


def asks_itself(text: str) -> bool:
    """Whether a name is answered in its own cell where no empty cell beside it takes the answer."""
    return ends_in_colon(text) or signs(text) or is_photo(text)


def ends_in_colon(text: str) -> bool:
    """Whether a name says with a colon that its answer follows."""
    return any(Blank(implied=True) in line for line in tokens(text))


def signs(text: str) -> bool:
    """Whether a cell has a place to sign or seal."""
    return any(isinstance(token, Sign) for token in _parts(text))


def joined(text: str) -> str:
    """The text with a name and its room in one line: 服务人员 above （签字）, 建议： above a line to write on."""
    text = _ROOM_BELOW.sub("", text)
    signs_once = sum(isinstance(token, Sign) for token in _parts(text)) == 1
    lines = text.split("\n")
    while signs_once and len(lines) > 1 and not lines[-1].strip(" _"):
        lines.pop()
    named = all(isinstance(token, Words | Sign) for token in _parts("\n".join(lines)))
    return ("" if signs_once and named else "\n").join(lines)
