"""Read the text of a document strictly: one JSON object, no name twice, nothing that only Python can read."""

import json
from pathlib import Path
from typing import Any, NoReturn

from formserver.errors import DocumentInvalid


class _Refused(Exception):
    """JSON that Python reads and other programs do not; the message is the reason in Chinese."""


def read_file(path: Path, *, file: str) -> str:
    """The very bytes of a file as text; `file` is the name that messages use. Raises DocumentInvalid, OSError."""
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        raise DocumentInvalid(file=file, path="$", reason="文件不是UTF-8编码") from None


def parse(text: str, *, file: str) -> dict[str, Any]:
    """The object that the text holds. Raises DocumentInvalid, naming the file and the reason in Chinese."""
    try:
        found = json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant)
        json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        reason = f"不是有效的JSON：第{error.lineno}行第{error.colno}列"
    except RecursionError:
        reason = "不是有效的JSON：嵌套太深"
    except _Refused as error:
        reason = str(error)
    except ValueError:
        reason = "有超长的数字或残缺的字符"
    else:
        if isinstance(found, dict):
            return found
        reason = "应是一个JSON对象"
    raise DocumentInvalid(file=file, path="$", reason=reason)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Refused(f"“{key}”写了两次")
        found[key] = value
    return found


def _no_constant(word: str) -> NoReturn:
    raise _Refused(f"{word} 不是JSON里的数字")
