"""What the meta-schema cannot say of a form document: names that must agree, patterns that must be safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from formserver.forms.group import Container
from formserver.forms.kinds.address import Address
from formserver.forms.kinds.registry import KINDS, kinds_that, make_field
from formserver.forms.lint import inheritance, references
from formserver.forms.lint.base import Fault, Json
from formserver.forms.lint.patterns import is_portable
from formserver.forms.placeholders import BLANK

_MAX_FIELDS = 500
_BLANK_KINDS = kinds_that(lambda kind: kind.fits_blank)
_BLANK_LACKS = frozenset({"x-none", "x-when", "x-computed"})
_CONTAINERS = kinds_that(lambda kind: issubclass(kind, Container))
_ROWS = kinds_that(lambda kind: issubclass(kind, Container) and kind.depth > 0)
_UNANSWERED = kinds_that(lambda kind: not kind.has_answer)
_ADDRESSES = kinds_that(lambda kind: issubclass(kind, Address))
_PART_ONLY = kinds_that(lambda kind: kind.part_only)
_PRINTED_ROWS = kinds_that(lambda kind: kind.prints_rows)


def _readers(word: str) -> frozenset[str]:
    return kinds_that(lambda kind: word in kind.reads)


_READ_BY = {word: _readers(word) for word in sorted({word for kind in KINDS.values() for word in kind.reads})}


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
    yield from inheritance.faults(document)


def _count(holder: Json) -> int:
    """The fields of an object, those of sentences and rows and the blanks of options too."""
    return sum(
        1 + _count(field) + _count(field.get("items", {})) + sum(len(o.get("blanks", ())) for o in _options(field))
        for field in holder.get("properties", {}).values()
    )


def _options(field: Json) -> list[Json]:
    return list(field.get("x-options", ()))


# objects --------------------------------------------------------------------------------------------------------------
def _object_faults(
    holder: Json, path: str, around: Json | None = None, *, in_rows: bool = False, is_part: bool = False
) -> Iterator[Fault]:
    fields: Json = holder["properties"]
    yield from _order_faults(holder, path)
    yield from required_faults(holder, path)
    for code, field in fields.items():
        here = f"{path}.properties.{code}"
        yield from _place_faults(code, field, here, in_rows=in_rows)
        if field["x-kind"] in _PART_ONLY and not is_part:
            yield here, "意见栏只能直接放在一个部分里，不能放在表格、分栏或句子里"
        yield from field_faults(field, here, fields)
    yield from _former_faults({code: field.get("x-was", ()) for code, field in fields.items()}, f"{path}.properties")
    yield from references.faults(holder, path, around)


def required_faults(holder: Json, path: str) -> Iterator[Fault]:
    """What is wrong with the list of the fields that an object requires."""
    fields: Json = holder["properties"]
    for code in holder.get("required", ()):
        if code not in fields:
            yield f"{path}.required", f"没有名为 {code} 的项"
        elif fields[code]["x-kind"] in _UNANSWERED:
            yield f"{path}.required", f"{code} 没有可填的内容，不能是必填项"


def _former_faults(former: Mapping[str, Sequence[str]], path: str) -> Iterator[Fault]:
    """A former code leads to one field or option of today."""
    seen: set[str] = set()
    for code, names in former.items():
        for name in names:
            if name in former or name in seen:
                yield f"{path}.{code}.x-was", f"{name} 现在另有所指，不能再是这一项的旧代码"
            seen.add(name)


def _place_faults(code: str, field: Json, path: str, *, in_rows: bool) -> Iterator[Fault]:
    """Names and kinds that cannot stand where they do."""
    if "__" in code:
        yield path, "代码里不能有两个连着的下划线，那是填空的代码"
    if in_rows and code == "row":
        yield path, "表格里的 row 由系统使用，请换一个代码"
    if in_rows and field["x-kind"] in _ROWS:
        yield path, "表格里不能再有表格"


def _order_faults(holder: Json, path: str) -> Iterator[Fault]:
    fields: Json = holder["properties"]
    if "x-sections" in holder:
        sections = [part["code"] for part in holder["x-sections"]]
        if len(set(sections)) != len(sections):
            yield f"{path}.x-sections", "分节的代码重复"
        word, listed = "x-sections", [code for part in holder["x-sections"] for code in part["fields"]]
    elif "x-order" in holder:
        word, listed = "x-order", list(holder["x-order"])
    elif "x-text" in holder:
        word, listed = "x-text", BLANK.findall(holder["x-text"])
    else:
        yield path, "缺少 x-order 或 x-sections"
        return
    if sorted(listed) != sorted(fields):
        odd = sorted(set(listed) ^ set(fields)) or sorted({code for code in listed if listed.count(code) > 1})
        yield f"{path}.{word}", f"每一项应列出一次，有出入的是 {'、'.join(odd)}"


def field_faults(field: Json, path: str, beside: Json) -> Iterator[Fault]:
    """What is wrong with a field and everything inside of it, wherever it stands; `beside`: the fields around it."""
    yield from _row_faults(field, path)
    yield from _word_faults(field, path)
    yield from _prefill_faults(field, path)
    yield from _option_faults(field, path)
    if "x-cell" in field:
        yield from _option_faults(field["x-cell"], f"{path}.x-cell")
        yield from _word_faults(field["x-cell"], f"{path}.x-cell")
    if "items" in field:
        yield from _object_faults(field["items"], f"{path}.items", beside, in_rows=True)
    elif "properties" in field:
        yield from _object_faults(field, path, beside)


def _word_faults(field: Json, path: str) -> Iterator[Fault]:
    if field["x-kind"] in _CONTAINERS and field.get("x-sensitive"):
        yield f"{path}.x-sensitive", "请标在里面的项上"
    for word in sorted(_READ_BY.keys() & field.keys()):
        if field["x-kind"] not in _READ_BY[word]:
            yield f"{path}.{word}", f"{word} 只用于 {'、'.join(sorted(_READ_BY[word]))}，这一种项不看它"
    yield from ((path + inside, reason) for inside, reason in make_field("", field).faults())
    if "pattern" in field and not is_portable(field["pattern"]):
        yield f"{path}.pattern", "正则表达式不在 RE2、Python 和浏览器共有的范围内"


def _prefill_faults(field: Json, path: str) -> Iterator[Fault]:
    prefill: Json = field.get("x-prefill", {})
    if prefill and field["x-kind"] in _CONTAINERS:
        yield f"{path}.x-prefill", "请标在里面的项上"
    if prefill.get("from") == "register" and "x-concept" not in field:
        yield f"{path}.x-prefill", "由登记表带出的项，要用 x-concept 说明是登记表里的哪一项"
    if "constant" in prefill and (prefill["constant"] == "place") != (field["x-kind"] in _ADDRESSES):
        yield f"{path}.x-prefill.constant", "地址只能用 place，其他项不能用 place"


def _option_faults(field: Json, path: str) -> Iterator[Fault]:
    options = _options(field)
    codes = [option["code"] for option in options]
    if len(set(codes)) != len(codes):
        yield f"{path}.x-options", "选项代码重复"
    yield from _former_faults({option["code"]: option.get("x-was", ()) for option in options}, f"{path}.x-options")
    for index, option in enumerate(options):
        here, blanks = f"{path}.x-options[{index}]", option.get("blanks", {})
        if sorted(BLANK.findall(option["label"])) != sorted(blanks):
            yield f"{here}.label", "选项文字里的空与 blanks 不一致"
        for code, blank in blanks.items():
            if "__" in f"{option['code']} {code}":
                yield f"{here}.blanks.{code}", "代码里不能有两个连着的下划线，那是填空的代码"
            if blank["x-kind"] not in _BLANK_KINDS or not _BLANK_LACKS.isdisjoint(blank):
                words = "、".join(sorted(_BLANK_LACKS))
                yield f"{here}.blanks.{code}", f"选项里的空只能是一行文字、数字、日期或号码，不带 {words}"
            yield from _word_faults(blank, f"{here}.blanks.{code}")


def _row_faults(field: Json, path: str) -> Iterator[Fault]:
    rows: Json = field.get("x-rows", {})
    if ("rows" in rows) != (field["x-kind"] in _PRINTED_ROWS):
        yield f"{path}.x-rows", "rows 是固定行的表格、矩阵和行列表才有的，也是它们必须有的"
    if "head" in rows and "role" in field.get("items", {}).get("properties", {}):
        yield f"{path}.items.properties.role", "有户主行的表格，role 由系统使用"
    if rows.get("printed", 1) > rows.get("maximum", rows.get("printed", 1)):
        yield f"{path}.x-rows", "printed 大于 maximum：印出来的行也应能填写"
    codes = [row["code"] for row in rows.get("rows", ())]
    if len(set(codes)) != len(codes):
        yield f"{path}.x-rows", "行代码重复"
