"""Where a document speaks of its own fields: rules, computed values, checks, sums and the printed sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from formserver.forms.editions.naming import NOTHING, At, Place, Steps, Text, Use, last, options, path, spoken
from formserver.forms.expressions.script import Script
from formserver.forms.lint.base import Json
from formserver.forms.placeholders import BLANK, PRINTED

_ROW: Final = frozenset({"row", "n", "total"})  # what a repeated row prints beside its fields


def uses(document: Json) -> Iterator[Use]:
    """Every use, fields first in the order they are written, then the sheet."""
    parts = {words["code"]: words["title"] for words in document["x-parts"]}
    roots = {code: At(part, (code,), ("properties", code)) for code, part in document["properties"].items()}
    for code, at in roots.items():
        yield from _object(at, parts.get(code, code), at)
    for index, block in enumerate(document["x-paper"]["blocks"]):
        if block["part"] in roots:
            yield from _block(block, roots[block["part"]], ("x-paper", "blocks", index), f"印出的表第{index + 1}块")


# objects of fields ----------------------------------------------------------------------------------------------------
def _object(at: At, title: str, part: At) -> Iterator[Use]:
    """What the fields and checks of an object say; `title`: how people call it."""
    yield from _arranged(at)
    for code, field in at.fields.items():
        said = f"“{spoken(code, field)}”"
        where = Text((*at.place, code), (*at.steps, "properties", code), said)
        yield from _rules(field, at, where)
        yield from _computed(field, at, where, part)
        yield from _own_options(field, where)
        inner = at.below(code)
        for index, column in enumerate(field.get("x-totals", NOTHING).get("of", ())):
            text = Text(where.owner, (*where.steps, "x-totals", "of", index), f"{said}的合计")
            yield from path(column, inner, text)
        if "properties" in inner.spec:
            yield from _object(inner, spoken(code, field), part)
    for index, check in enumerate(at.spec.get("x-checks", ())):
        said = f"“{title}”的第{index + 1}条核对"
        yield from _check(check, at, Text(at.place, (*at.steps, "x-checks", index), said), part)


def _arranged(at: At) -> Iterator[Use]:
    """The order and the demands of the object: words of the fields themselves."""
    lists: list[tuple[Steps, Sequence[str]]] = [
        (("required",), at.spec.get("required", ())),
        (("x-order",), at.spec.get("x-order", ())),
    ]
    lists += [(("x-sections", n, "fields"), one["fields"]) for n, one in enumerate(at.spec.get("x-sections", ()))]
    for steps, codes in lists:
        for index, code in enumerate(codes):
            if code in at.fields:
                yield from path(code, at, Text((*at.place, code), (*at.steps, *steps, index), "先后"))
    for blank in BLANK.finditer(at.spec.get("x-text", "")):
        if blank[1] in at.fields:
            text = Text((*at.place, blank[1]), (*at.steps, "x-text"), "句子")
            yield from path(at.spec["x-text"], at, text, *blank.span(1))


_EFFECTS: Final = {"show": "显示的条件", "require": "必填的条件", "forbid": "不能填的条件", "read_only": "只读的条件"}


def _rules(field: Json, at: At, where: Text) -> Iterator[Use]:
    when = field.get("x-when", NOTHING)
    for effect, name in _EFFECTS.items():
        if isinstance(when.get(effect), Mapping):
            text = Text(where.owner, (*where.steps, "x-when", effect), f"{where.said}{name}")
            yield from _condition(when[effect], at, text)
    for index, jump in enumerate(field.get("x-jump", ())):
        text = Text(where.owner, (*where.steps, "x-jump", index), f"{where.said}的跳转")
        yield from _condition(jump["when"], at, text.at("when"))
        if jump["to"] in at.fields or not _has_section(at, jump["to"]):
            yield from path(jump["to"], at, text.at("to"))
    columns = field.get("x-columns")
    if isinstance(columns, Mapping) and "ending" in columns:
        yield from path(
            columns["ending"], at, Text(where.owner, (*where.steps, "x-columns", "ending"), f"{where.said}各列的年份")
        )


def _has_section(at: At, code: str) -> bool:
    return any(section["code"] == code for section in at.spec.get("x-sections", ()))


def _condition(condition: Json, at: At, where: Text) -> Iterator[Use]:
    for word in ("all", "any"):
        for index, inner in enumerate(condition.get(word, ())):
            yield from _condition(inner, at, where.at(word, index))
    if "not" in condition:
        yield from _condition(condition["not"], at, where.at("not"))
    if "rows" in condition:
        yield from path(condition["rows"], at, where.at("rows"))
        if "where" in condition and condition["rows"] in at.fields:
            yield from _condition(condition["where"], at.below(condition["rows"]), where.at("where"))
    if "field" in condition:
        yield from _statement(condition, at, where)


def _statement(condition: Json, at: At, where: Text) -> Iterator[Use]:
    """What is said of one answer, or of two."""
    for word in ("field", "same_as", "before_field", "after_field"):
        name = condition.get(word, "")
        holder = at.around if name.startswith("^") else at
        if not name or holder is None:
            continue
        found = list(path(name, holder, where.at(word), 1 if name.startswith("^") else 0))
        yield from found
        for option in ("is", "is_one_of", "contains", "contains_any") if word == "field" else ():
            yield from options(condition.get(option, ()), last(found), where.at(option))


# computed values and checks -------------------------------------------------------------------------------------------
def _computed(field: Json, at: At, where: Text, part: At) -> Iterator[Use]:
    computed = field.get("x-computed", NOTHING)
    text = Text(where.owner, (*where.steps, "x-computed"), f"{where.said}的自动得出")
    for word in ("from", "on"):
        if word in computed:
            yield from path(computed[word], at, text.at(word))
    for index, band in enumerate(computed.get("bands", ())):
        yield from options(band["code"], [where.owner], text.at("bands", index, "code"))
    if "cel" in computed:
        yield from _cel(computed["cel"], at, text.at("cel"), part, own=[where.owner])


def _cel(script_text: str, at: At, where: Text, part: At, own: Iterable[Place] = ()) -> Iterator[Use]:
    """What an expression names; `own`: the field that it gives, whose options it may write."""
    script, places = Script(script_text, ()), dict[str, Place]()
    for word in script.operands:
        source, _, rest = word.head.partition(".")
        is_far = source in ("form", "previous") and source not in at.fields and bool(rest)
        start = word.at + (len(source) + 1 if is_far else 0)
        found = list(path(script_text, part if is_far else at, where, start, word.at + len(word.head)))
        yield from found
        for place in last(found):
            places.setdefault(word.head, place)
    for word, names, is_result in script.literals():
        named = [places[name] for name in names if name in places] + (list(own) if is_result else [])
        code = word.text[1:-1]
        yield from (where.use((*place, f"#{code}"), word.at + 1, word.at + 1 + len(code)) for place in named)


_CHECK_WORDS: Final = ("total", "of", "rows", "limit", "earlier", "later", "field", "with_field", "card", "identity")
_CHECK_OPTIONS: Final = {"field": "option", "with_field": "one_of"}


def _check(check: Json, at: At, where: Text, part: At) -> Iterator[Use]:
    for word in _CHECK_WORDS:
        value = check.get(word, ())
        texts = [(where.at(word), value)] if isinstance(value, str) else []
        texts += [] if texts else [(where.at(word, index), one) for index, one in enumerate(value)]
        for text, name in texts:
            found = list(path(name, at, text))
            yield from found
            if _CHECK_OPTIONS.get(word, "") in check:
                yield from options(check[_CHECK_OPTIONS[word]], last(found), where.at(_CHECK_OPTIONS[word]))
    if "cel" in check:
        yield from _cel(check["cel"], at, where.at("cel"), part)
        yield from path(check["at"], at, where.at("at"))
        for blank in BLANK.finditer(check["message"]):
            yield from path(check["message"], at, where.at("message"), *blank.span(1))


def _own_options(field: Json, where: Text) -> Iterator[Use]:
    """What a field says of its own options, beside their list."""
    scale = field.get("x-scale", NOTHING).get("order", ())
    yield from options(scale, [where.owner], Text(where.owner, (*where.steps, "x-scale", "order"), where.said))
    for index, band in enumerate(field.get("x-bands", ()) if "x-options" in field else ()):
        yield from options(band["code"], [where.owner], where.at("x-bands", index, "code"))
    for index, option in enumerate(field.get("x-options", ())):
        for blank in BLANK.finditer(option["label"]):
            target = (*where.owner, f"#{option['code']}", blank[1])
            yield Text(target, (*where.steps, "x-options", index, "label"), where.said).use(target, *blank.span(1))


# the sheet ------------------------------------------------------------------------------------------------------------
def _block(block: Json, at: At, steps: Steps, said: str) -> Iterator[Use]:
    if isinstance(block.get("line"), str):
        yield from _printed(block["line"], at, Text((), (*steps, "line"), said))
    for index, end in enumerate(block.get("line", ()) if isinstance(block.get("line"), list) else ()):
        yield from _printed(end, at, Text((), (*steps, "line", index), said))
    for index, row in enumerate(block.get("rows", ())):
        yield from _row(row, at, (*steps, "rows", index), f"{said}第{index + 1}行")


def _row(row: Json, at: At, steps: Steps, said: str) -> Iterator[Use]:
    inner: At | None = at
    if "repeat" in row:
        found = list(path(row["repeat"], at, Text((), (*steps, "repeat"), said)))
        yield from found
        inner = _object_at(at, next(last(found), at.place) if found[-1].leads else None)
    printed = [(row, steps)] if "cells" in row else [(r, (*steps, "rows", n)) for n, r in enumerate(row["rows"])]
    for one, way in printed if inner else ():
        for number, cell in enumerate(one["cells"]):
            for text_steps, text in _texts(cell):
                where = Text((), (*way, "cells", number, *text_steps), f"{said}第{number + 1}格")
                yield from _printed(text, inner or at, where, own=_ROW if "repeat" in row else frozenset())


def _object_at(at: At, place: Place | None) -> At | None:
    """The object of fields at a place below another; None where nothing is there."""
    for code in place[len(at.place) :] if place else ():
        at = at.below(code)
    return at if place and "properties" in at.spec else None  # the columns of a grid are no fields


def _texts(cell: Json) -> Iterator[tuple[Steps, str]]:
    if "text" in cell:
        yield ("text",), cell["text"]
    for word in ("lines", "foot"):
        yield from (((word, index), text) for index, text in enumerate(cell.get(word, ())))


def _printed(text: str, at: At, where: Text, own: frozenset[str] = frozenset()) -> Iterator[Use]:
    for place in PRINTED.finditer(text):
        if place[1] in own and place[1] not in at.fields:
            continue
        found = list(path(text, at, where, *place.span(1)))
        yield from found
        if place[2]:
            named = next(last(found), None)
            yield from (where.use((*one, f"#{place[2]}"), *place.span(2)) for one in [named] if one)
