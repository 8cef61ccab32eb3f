"""Whether a document has the form that its meta-schema asks; the faults in Chinese, each with its JSON path."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

import jsonschema_rs
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend
from referencing import Registry

from formserver.forms.lint.base import Fault, Json
from formserver.forms.shape import Plain
from formserver.strict_json import spelled

_REASONS = {
    "required": "缺少 %(missing)s",
    "additionalProperties": "有不认识的词 %(extra)s",
    "enum": "“%(value)s”不在允许的值之中%(choices)s",
    "const": "只能是“%(expected)s”",
    "pattern": "“%(value)s”的写法不对",
    "type": "类型不对，应是%(expected)s",
    "minItems": "至少要有%(expected)s项",
    "maxItems": "多于%(expected)s项",
    "uniqueItems": "有重复的项",
    "contains": "缺少必须有的项",
    "minProperties": "至少要有%(expected)s项",
    "maxProperties": "多于%(expected)s项",
    "minLength": "至少要有%(expected)s个字",
    "maxLength": "多于%(expected)s个字",
    "minimum": "不能小于%(expected)s",
    "maximum": "不能大于%(expected)s",
    "exclusiveMinimum": "应大于%(expected)s",
    "propertyNames": "代码只能用小写英文字母、数字和下划线，以字母开头",
    "oneOf": "写法不符合任何一种允许的形式",
}
_TYPES = {
    "object": "对象 {…}",
    "array": "数组 […]",
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "true 或 false",
}
_NAMED = 5  # how many words a reason names


def faults(document: Any, dialect: Json) -> Iterator[Fault]:
    """What the meta-schema `dialect` says of a document, lazily: the first fault costs no search for others."""
    judge = dialect.judge if isinstance(dialect, Dialect) else _judge(json.dumps(dialect))
    if judge.is_valid(document):  # as nearly always, and a hundred times as fast as to look for faults
        return
    for error in _Validator(dialect, registry=Registry()).iter_errors(document):
        yield place(error.absolute_path), _reason(error)


class Dialect(dict[str, Any]):
    """A meta-schema that nobody changes any more, compiled once."""

    @cached_property
    def judge(self) -> jsonschema_rs.Draft202012Validator:
        """It, at work."""
        return _judge(json.dumps(self))


@lru_cache(maxsize=4)
def _judge(dialect: str) -> jsonschema_rs.Draft202012Validator:
    """The compiled meta-schema of that text."""
    return jsonschema_rs.Draft202012Validator(
        json.loads(dialect), pattern_options=jsonschema_rs.RegexOptions(), offline=True
    )


def place(steps: Iterable[str | int]) -> str:
    """A JSON path as faults write it: $.steps[1].code."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{spelled(step)}" for step in steps)


def _reason(error: ValidationError) -> str:
    deeper = best_match(error.context) if error.context and error.validator != "oneOf" else None
    error = deeper or error
    keyword = str(error.validator)
    value: Any = error.validator_value
    instance = error.instance if isinstance(error.instance, dict) else {}
    allowed = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
    missing = [name for name in value if name not in instance] if keyword == "required" else []
    words = {
        "missing": "、".join(missing),
        "extra": "、".join(map(spelled, sorted(set(instance) - set(allowed))[:_NAMED])),
        "value": spelled(str(error.instance)),
        "choices": f"：{'、'.join(map(str, value))}" if keyword == "enum" and len(value) <= _NAMED else "",
        "expected": _TYPES[value] if keyword == "type" else value,
    }
    return _REASONS[keyword] % words


def _unique_items(_: Any, is_wanted: bool, value: Any, __: Any) -> Iterator[ValidationError]:
    """`uniqueItems` in one walk; jsonschema compares each item with each where they are not texts alone."""
    if is_wanted and isinstance(value, list):
        texts = {json.dumps(item, sort_keys=True) for item in value}
        if len(texts) < len(value):
            yield ValidationError("uniqueItems")


def _one_of(validator: Any, forms: list[Any], value: Any, _: Any) -> Iterator[ValidationError]:
    """`oneOf` that gives up a form at its first fault; jsonschema collects all faults of all forms, at every depth."""
    if sum(validator.evolve(schema=form).is_valid(value) for form in forms) != 1:
        yield ValidationError("oneOf")


_Validator = extend(Plain, {"uniqueItems": _unique_items, "oneOf": _one_of})  # type: ignore[no-untyped-call]
