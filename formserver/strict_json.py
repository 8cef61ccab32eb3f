"""Read the text of a document strictly: one JSON object, nothing twice or unseen, nothing only Python reads."""

import json
import math
import re
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any, NoReturn

from formserver.errors import DocumentInvalid

# What nobody can see, so that two texts that look alike would differ: control characters but tab and line end,
# zero-width characters, marks of writing direction, halves of characters. A database may refuse them, too.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_UNPRINTED = re.compile(rf"[\n\t]|{INVISIBLE.pattern}")
# Beyond this JavaScript and some validators no longer tell whole numbers apart.
_GREATEST = 10**15


class _Refused(Exception):
    """JSON that Python reads and other programs do not; the message is the reason in Chinese."""


def read_file(path: Path, *, file: str) -> str:
    """The very bytes of a file as text; `file` is the name that messages use. Raises DocumentInvalid, OSError."""
    return text_of(path.read_bytes(), file=file)


def text_of(content: bytes, *, file: str) -> str:
    """The very bytes as text. Raises DocumentInvalid, naming `file`."""
    if content.startswith(BOM_UTF8):
        raise DocumentInvalid(file=file, path="$", reason="文件开头有看不见的标记（BOM），请另存为不带BOM的UTF-8")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise DocumentInvalid(file=file, path="$", reason="文件不是UTF-8编码") from None


def parse(text: str, *, file: str) -> dict[str, Any]:
    """The object that the text holds. A number without fraction is an int, however it is written.

    Raises DocumentInvalid, naming the file, the JSON path where one is at fault, and the reason in Chinese.
    """
    path = "$"
    try:
        found = json.loads(
            text, object_pairs_hook=_no_twins, parse_constant=_no_constant, parse_int=_number, parse_float=_number
        )
        # most texts have none, which one look at the whole of it tells
        hidden = _hidden(found) if "\\" in text or INVISIBLE.search(text) else None
    except json.JSONDecodeError as error:
        reason = f"不是有效的JSON：第{error.lineno}行第{error.colno}列"
    except RecursionError:
        reason = "不是有效的JSON：嵌套太深"
    except _Refused as error:
        reason = str(error)
    else:
        if hidden is not None:
            path, reason = f"${hidden[0]}", f"有看不见的字符（U+{hidden[1]:04X}），请删除"
        elif isinstance(found, dict):
            return found
        else:
            reason = "应是一个JSON对象"
    raise DocumentInvalid(file=file, path=path, reason=reason)


def spelled(text: str) -> str:
    """The beginning of a text from a document, fit to be shown: what cannot be seen is written as its number."""
    return _UNPRINTED.sub(lambda found: f"U+{ord(found[0]):04X}", text[:60])


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Refused(f"“{spelled(key)}”写了两次")
        found[key] = value
    return found


def _no_constant(word: str) -> NoReturn:
    raise _Refused(f"{word} 不是JSON里的数字")


def _number(text: str) -> int | float:
    number = float(text)
    if math.isinf(number) or abs(number) > _GREATEST:
        raise _Refused(f"数字太大：{text[:20]}")
    return int(number) if number.is_integer() else number


def _hidden(node: Any) -> tuple[str, int] | None:
    """The path below the node, and the number, of the first character nobody can see."""
    if isinstance(node, str):
        seen = INVISIBLE.search(node)
        return ("", ord(seen[0])) if seen else None
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, item in inside:
        if isinstance(step, str) and (seen := INVISIBLE.search(step)):
            return "", ord(seen[0])
        found = _hidden(item)
        if found:
            return (f"[{step}]" if isinstance(step, int) else f".{step[:60]}") + found[0], found[1]
    return None
