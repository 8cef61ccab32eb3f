"""What the meta-schema cannot say of a form document: names that must agree, patterns that must be safe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import re2
from jsonschema.exceptions import ValidationError, best_match

from formserver.forms import reference_lint
from formserver.forms.group import Container
from formserver.forms.kinds.registry import kinds_that, make_field
from formserver.forms.shape import Compiled

Json = Mapping[str, Any]
Fault = tuple[str, str]  # (JSON path, reason in Chinese)
_BLANK = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_MAX_FIELDS = 500
_BLANK_KINDS = kinds_that(lambda kind: kind.fits_blank)
_CONTAINERS = kinds_that(lambda kind: issubclass(kind, Container))
_ROWS = kinds_that(lambda kind: issubclass(kind, Container) and kind.depth > 0)
_UNANSWERED = kinds_that(lambda kind: not kind.has_answer)
_PART_ONLY = kinds_that(lambda kind: kind.part_only)
_PRINTED_ROWS = kinds_that(lambda kind: kind.prints_rows)
_REASONS = {
    "required": "缺少 %(missing)s",
    "additionalProperties": "有不认识的词 %(extra)s",
    "enum": "“%(value)s”不在允许的值之中",
    "const": "只能是“%(expected)s”",
    "pattern": "“%(value)s”的写法不对",
    "type": "类型不对，应是%(expected)s",
    "maxItems": "多于%(expected)s项",
    "propertyNames": "代码只能用小写英文字母、数字和下划线，以字母开头",
    "oneOf": "写法不符合任何一种允许的形式",
}


def reason(error: ValidationError) -> str:
    """A fault of the meta-schema in Chinese."""
    deeper = best_match(error.context) if error.context and error.validator != "oneOf" else None
    error = deeper or error
    keyword = str(error.validator)
    value: Any = error.validator_value
    instance = error.instance if isinstance(error.instance, dict) else {}
    allowed = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
    missing = [name for name in value if name not in instance] if keyword == "required" else []
    words = {
        "missing": "、".join(missing),
        "extra": "、".join(sorted(set(instance) - set(allowed))),
        "value": str(error.instance)[:60],
        "expected": value,
    }
    return _REASONS[keyword] % words if keyword in _REASONS else f"不符合 {keyword}（{str(value)[:60]}）"


def place(error: ValidationError) -> str:
    """The JSON path of a fault of the meta-schema, written as the other faults write theirs."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)


def faults(document: Json) -> Iterator[Fault]:
    """Everything wrong with a document that has the right form, the first fault first."""
    codes = [part["code"] for part in document["x-parts"]]
    if sorted(codes) != sorted(document["properties"]) or len(set(codes)) != len(codes):
        yield "$.x-parts", "x-parts 与 properties 里的部分不一致"
        return
    for index, part in enumerate(document["x-parts"]):
        if part.get("follows", codes[0]) not in codes[: max(index, 1)]:
            yield f"$.x-parts[{index}].follows", "只能跟在前面的部分之后"
    if sum(_count(part) for part in document["properties"].values()) > _MAX_FIELDS:
        yield "$.properties", f"填写项多于{_MAX_FIELDS}个"
    for code, part in document["properties"].items():
        yield from _object_faults(part, f"$.properties.{code}", is_part=True)


def _count(holder: Json) -> int:
    fields = holder.get("properties", {}).values()
    return sum(1 + _count(field) + _count(field.get("items", {})) for field in fields)


# objects --------------------------------------------------------------------------------------------------------------
def _object_faults(holder: Json, path: str, *, in_rows: bool = False, is_part: bool = False) -> Iterator[Fault]:
    fields: Json = holder["properties"]
    yield from _order_faults(holder, path)
    for code in holder.get("required", ()):
        if code not in fields:
            yield f"{path}.required", f"没有名为 {code} 的项"
        elif fields[code]["x-kind"] in _UNANSWERED:
            yield f"{path}.required", f"{code} 没有可填的内容，不能是必填项"
    for code, field in fields.items():
        here = f"{path}.properties.{code}"
        if "__" in code:
            yield here, "代码里不能有两个连着的下划线，那是填空的代码"
        if in_rows and field["x-kind"] in _ROWS:
            yield here, "表格里不能再有表格"
        if field["x-kind"] in _PART_ONLY and not is_part:
            yield here, "意见栏只能直接放在一个部分里，不能放在表格、分栏或句子里"
        yield from _field_faults(field, here)
    yield from reference_lint.faults(holder, path)


def _order_faults(holder: Json, path: str) -> Iterator[Fault]:
    fields: Json = holder["properties"]
    if "x-sections" in holder:
        word, listed = "x-sections", [code for part in holder["x-sections"] for code in part["fields"]]
    elif "x-order" in holder:
        word, listed = "x-order", list(holder["x-order"])
    elif holder.get("x-kind") == "sentence":
        word, listed = "x-text", _BLANK.findall(holder["x-text"])
    else:
        yield path, "缺少 x-order 或 x-sections"
        return
    if sorted(listed) != sorted(fields):
        odd = sorted(set(listed) ^ set(fields)) or sorted({code for code in listed if listed.count(code) > 1})
        yield f"{path}.{word}", f"每一项应列出一次，有出入的是 {'、'.join(odd)}"


def _field_faults(field: Json, path: str) -> Iterator[Fault]:
    yield from _row_faults(field, path)
    yield from _word_faults(field, path)
    yield from _option_faults(field, path)
    if "x-cell" in field:
        yield from _option_faults(field["x-cell"], f"{path}.x-cell")
        yield from _word_faults(field["x-cell"], f"{path}.x-cell")
    if "items" in field:
        yield from _object_faults(field["items"], f"{path}.items", in_rows=True)
    elif "properties" in field:
        yield from _object_faults(field, path)


def _word_faults(field: Json, path: str) -> Iterator[Fault]:
    if field["x-kind"] in _CONTAINERS and field.get("x-sensitive"):
        yield f"{path}.x-sensitive", "请标在里面的项上"
    yield from ((path + inside, reason) for inside, reason in make_field("", field).faults())
    if "pattern" in field and not _is_safe(field["pattern"]):
        yield f"{path}.pattern", "正则表达式不在 RE2、Python 和浏览器共有的范围内"


def _option_faults(field: Json, path: str) -> Iterator[Fault]:
    options = field.get("x-options", ())
    codes = [option["code"] for option in options]
    if len(set(codes)) != len(codes):
        yield f"{path}.x-options", "选项代码重复"
    for index, option in enumerate(options):
        here, blanks = f"{path}.x-options[{index}]", option.get("blanks", {})
        if sorted(_BLANK.findall(option["label"])) != sorted(blanks):
            yield f"{here}.label", "选项文字里的空与 blanks 不一致"
        for code, blank in blanks.items():
            if blank["x-kind"] not in _BLANK_KINDS or "x-none" in blank or "x-when" in blank:
                yield f"{here}.blanks.{code}", "选项里的空只能是一行文字、数字、日期或号码，不带 x-none 和 x-when"
            yield from _word_faults(blank, f"{here}.blanks.{code}")


def _row_faults(field: Json, path: str) -> Iterator[Fault]:
    rows: Json = field.get("x-rows", {})
    if ("rows" in rows) != (field["x-kind"] in _PRINTED_ROWS):
        yield f"{path}.x-rows", "rows 是固定行的表格、矩阵和行列表才有的，也是它们必须有的"
    if "head" in rows and "role" in field.get("items", {}).get("properties", {}):
        yield f"{path}.items.properties.role", "有户主行的表格，role 由系统使用"
    codes = [row["code"] for row in rows.get("rows", ())]
    if len(set(codes)) != len(codes):
        yield f"{path}.x-rows", "行代码重复"


def _is_safe(pattern: str) -> bool:
    """RE2 and Rust compile it, so it cannot run for ever; and it means the same in Python and in browsers."""
    if re.search(r"\\[A-Za-z0-9]|\(\?|\{,|\[[^]]*(\[|&&|--|~~)", pattern):
        return False
    try:
        re2.compile(pattern)
        re.compile(pattern)
        Compiled({"pattern": pattern})
    except (re2.error, re.error, ValueError):
        return False
    return True
