"""What is wrong with a document that is no form: the faults of its shape in Chinese, and of its texts and names."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from jsonschema.exceptions import ValidationError

Fault = tuple[str, str]
"""A JSON path such as ``$.steps[1].code``, and the reason in Chinese."""

_TYPES: Final = {
    **{"object": "对象 {…}", "array": "数组 […]", "string": "文字", "boolean": "true 或 false"},
    **{"integer": "整数"},
}


def in_chinese(error: ValidationError) -> str:
    """What a fault of shape is, in Chinese."""
    value: Any = error.validator_value
    return REASONS[str(error.validator)](value, error)


def _keys(error: ValidationError) -> dict[str, Any]:
    found: Any = error.instance
    return dict(found)


def _missing(names: list[str], error: ValidationError) -> str:
    return "缺少 " + "、".join(name for name in names if name not in _keys(error))


def _unknown(_: object, error: ValidationError) -> str:
    schema: Any = error.schema
    return "不认识的键：" + "、".join(name for name in sorted(_keys(error)) if name not in schema["properties"])


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


# Every keyword that the schemas of workflows and programmes use to refuse; a test compares them.
REASONS: Final[dict[str, Callable[[Any, ValidationError], str]]] = {
    "required": _missing,
    "additionalProperties": _unknown,
    "type": lambda name, _: f"应为{_TYPES[name]}",
    "enum": lambda names, _: "只能是 " + "、".join(map(_written, names)) + " 之一",
    "pattern": lambda pattern, error: f"写法不对：{error.instance!r}，应符合 {pattern}",
    "minLength": lambda _, error: "不能为空",
    "maxLength": lambda most, _: f"太长，最多 {most} 个字",
    "minItems": lambda least, _: f"至少要有 {least} 项",
    "maxItems": lambda most, _: f"最多 {most} 项",
    "uniqueItems": lambda _, error: "有重复的项",
    "minimum": lambda least, _: f"不能小于 {least}",
    "maximum": lambda most, _: f"不能大于 {most}",
    "minProperties": lambda least, _: f"至少要写 {least} 项",
    "maxProperties": lambda most, _: f"最多写 {most} 项",
}


def unclean(value: object, path: str) -> Iterator[Fault]:
    """Texts with spaces around them or with what cannot be seen."""
    # Python's ``$`` lets a trailing newline pass a pattern, and a title of spaces is no title.
    if isinstance(value, dict):
        for key, part in value.items():
            yield from unclean(part, f"{path}.{key}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from unclean(part, f"{path}[{number}]")
    elif isinstance(value, str) and (value != value.strip() or not value.isprintable()):
        yield path, "首尾不能有空格，中间不能有换行等看不见的字符"


def repeated(named: Iterable[tuple[str, str]], reason: str) -> Iterator[Fault]:
    """Names that stand a second time; ``named``: path and name."""
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield path, f"{reason}：{name}"
        seen.add(name)
