"""Small form documents that nobody wrote, with every kind, option, rule and table, and answers to them.

Hypothesis draws both; what is known only to the registry and the zoo (a new kind, say) is drawn as the zoo writes it.
"""

import json
import random
from collections.abc import Collection
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema

from formserver.forms import document
from formserver.forms.document import FormDocument, Part
from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.registry import KINDS, kinds_that
from formserver.forms.kinds.rows import HEAD, FixedTable, Table
from formserver.forms.order import field_order
from tests import zoo
from tests.generated_rules import ANSWERED, jumps, rules, rules_around, sums
from tests.spoiling import SPOILS, texts, write_a_long_text

Json = dict[str, Any]
Draw = Any  # the function that Hypothesis hands to a composite strategy
KNOWN: Final = sorted(set(KINDS) - zoo.MADE_BY_THE_ENGINE)
_FLAT: Final = sorted(set(KNOWN) - kinds_that(lambda kind: issubclass(kind, Container) or kind.part_only))
_BLANKS: Final = sorted(kinds_that(lambda kind: kind.fits_blank))
_RELATED: Final = ("date", "integer", "yes_no")  # drawn oftener: rules compare and add up answers of one kind
_LINES: Final = {"rows": [{"code": "first", "label": "第一行"}, {"code": "second", "label": "第二行"}]}
_REASONS: Final = ["none", "not_applicable", {"code": "refused", "label": "不愿说"}]

_WAYS: Final = [spoil for spoil in SPOILS if spoil is not write_a_long_text]


# documents ------------------------------------------------------------------------------------------------------------
@st.composite
def forms(draw: Draw) -> Json:
    """A document of one part with up to five questions; its paper is one empty cell."""
    page = {"margin_mm": [20, 20, 20, 20], "font_pt": 10.5, "title_pt": 18}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:formserver:form:registration/generated:v1.0",
        "title": "没有人写过的表",
        "x-parts": [{"code": "main", "title": "登记"}],
        "type": "object",
        "properties": {"main": draw(objects(KNOWN, 5))},
        "x-paper": {"page": page, "blocks": [{"part": "main", "columns_mm": [170], "rows": [{"cells": [{}]}]}]},
    }


@st.composite
def objects(draw: Draw, kinds: Collection[str], most: int) -> Json:
    """An object of fields, in one order or in sections, of which some are demanded."""
    fields: dict[str, Json] = {}
    for number in range(draw(st.integers(1, most))):
        field = draw(fields_of(sorted(kinds)))
        before = {code: other for code, other in fields.items() if other["x-kind"] in ANSWERED}
        if before and draw(st.booleans()):
            field["x-when"] = draw(rules(before))
        if before:
            draw(rules_around(field, before))
        if field["x-kind"] == "integer" and draw(st.booleans()):
            field = draw(sums(field, before))
        fields[f"q{number}"] = field
    order = draw(st.permutations(sorted(fields)))
    draw(jumps(fields, order))
    required = [code for code in order if _may_be_required(fields[code]) and draw(st.booleans())]
    cut = draw(st.integers(0, len(order)))
    halves = [
        {"code": f"s{at}", "title": "分节", "fields": part}
        for at, part in enumerate((order[:cut], order[cut:]))
        if part
    ]
    listed: Json = draw(st.sampled_from([{"x-order": order}, {"x-sections": halves}]))
    return {"type": "object", "properties": fields, **listed, **({"required": required} if required else {})}


def _may_be_required(field: Json) -> bool:
    return field["x-kind"] in ANSWERED and "x-computed" not in field


@st.composite
def fields_of(draw: Draw, kinds: list[str]) -> Json:
    """A question of one of the kinds."""
    kind = draw(st.sampled_from(kinds) | st.sampled_from([kind for kind in kinds if kind in _RELATED] or kinds))
    words = draw(_VARIED[kind]) if kind in _VARIED else zoo.WORDS.get(kind, {})
    field = {"title": f"问题{kind}", "x-kind": kind, **words}
    if kind in ANSWERED and draw(st.integers(0, 3)) == 0:
        field["x-none"] = draw(st.lists(st.sampled_from(_REASONS), min_size=1, unique_by=str))
    return field


@st.composite
def options(draw: Draw, *, blanks: bool = True) -> list[Json]:
    """Up to four options, some with a blank, some that stand alone, some of which exclude each other."""
    made: list[Json] = []
    for code in "abcd"[: draw(st.integers(1, 4))]:
        option: Json = {"code": code, "label": f"选项{code}"}
        if blanks and draw(st.booleans()):
            blank = draw(fields_of(_BLANKS))
            blank.pop("x-none", None)
            blank |= draw(_maybe("x-optional"))
            option |= {"label": f"其他{code}（{{n}}）", "blanks": {"n": blank}}
        made.append(option | draw(_maybe("exclusive")) | draw(st.sampled_from([{}, {"group": "g"}])))
    return made


def _maybe(word: str) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({}, optional={word: st.booleans()})


@st.composite
def _chosen(draw: Draw, *, blanks: bool = True, many: bool = False) -> Json:
    made = draw(options(blanks=blanks))
    words: Json = {"x-options": made}
    if many and draw(st.booleans()):
        least = draw(st.integers(1, len(made)))
        words |= {"minItems": least, "maxItems": draw(st.integers(least, len(made)))}
    return words


@st.composite
def _sentences(draw: Draw) -> Json:
    inner = draw(objects(_BLANKS, 3))
    order = field_order(inner)
    words = {
        "type": "object",
        "properties": inner["properties"],
        "x-text": "共" + "，".join(f"{{{code}}}" for code in order),
    }
    return words | ({"required": inner["required"]} if "required" in inner else {})


@st.composite
def _tables(draw: Draw) -> Json:
    rows = st.fixed_dictionaries(
        {}, optional={"printed": st.integers(1, 3), "maximum": st.integers(3, 5), "head": st.just("户主")}
    )
    return {"items": draw(objects(_FLAT, 3)), "x-rows": draw(rows)}


_PATTERNS: Final = st.sampled_from(["^[A-Z]{1,4}$", "^[^a-c]+$", "^(鄂|苏)[0-9]{2,3}$", "[x-]"])
_TIERS: Final = ["province", "city", "county", "township", "village", "detail"]
_VARIED: Final[dict[str, st.SearchStrategy[Json]]] = {
    "text": st.fixed_dictionaries(
        {}, optional={"minLength": st.integers(1, 3), "maxLength": st.integers(5, 60), "pattern": _PATTERNS}
    ),
    "serial_number": st.fixed_dictionaries({"pattern": _PATTERNS}, optional={"x-example": st.just("AB")}),
    "long_text": st.fixed_dictionaries({}, optional={"maxLength": st.integers(5, 60)}),
    "integer": st.fixed_dictionaries(
        {}, optional={"minimum": st.integers(-9, 9), "maximum": st.integers(9, 99), "x-unit": st.just("元")}
    ),
    "decimal": st.fixed_dictionaries({}, optional={"minimum": st.integers(-9, 9), "x-decimals": st.integers(1, 4)}),
    "date": st.fixed_dictionaries(
        {"x-precision": st.lists(st.sampled_from(["year", "month", "day"]), min_size=1, unique=True)}
    ),
    "yes_no": st.just({}),
    "single_choice": _chosen(),
    "coded_choice": _chosen(),
    "multi_choice": _chosen(many=True),
    "ranked_choice": _chosen(blanks=False, many=True),
    "matrix": _chosen(blanks=False).map(lambda words: words | {"x-rows": _LINES}),
    "sentence": _sentences(),
    "address": st.lists(st.sampled_from(_TIERS), min_size=1, unique=True).map(lambda tiers: {"x-tiers": tiers}),
    "table": _tables(),
    "block": _tables(),
    "fixed_table": st.deferred(lambda: objects(_FLAT, 3)).map(lambda items: {"items": items, "x-rows": _LINES}),
    "section": st.deferred(lambda: objects(_FLAT, 3)),
    "photos": st.fixed_dictionaries({}, optional={"maxItems": st.integers(1, 3)}),
    "grid": st.fixed_dictionaries(
        {
            "x-rows": st.just(_LINES),
            "x-columns": st.sampled_from(
                [{"visits": 2}, [{"code": "now", "label": "现在"}, {"code": "aim", "label": "目标"}]]
            ),
            "x-cell": st.sampled_from([{"x-kind": "integer"}, {"x-kind": "text", "maxLength": 5}, {"x-kind": "money"}]),
        }
    ),
}


def load(form: Json) -> FormDocument:
    """The document, loaded. Raises DocumentInvalid."""
    return document.load(
        json.dumps(form, ensure_ascii=False), file="generated.v1.json", dialect=zoo.DIALECT, shared=zoo.SHARED
    )


# answers --------------------------------------------------------------------------------------------------------------
def answers(part: Part) -> st.SearchStrategy[Json]:
    """Answers to a part: each fits its question, and none is given that a rule forbids; what is demanded may lack."""
    return _given(part.group)


def _given(group: Group) -> st.SearchStrategy[Json]:
    each = {code: _answer(field) for code, field in group.members.items() if field.has_answer}
    return st.fixed_dictionaries({}, optional=each).map(lambda data: _allowed(group, data))


def _answer(field: Field) -> st.SearchStrategy[Any]:
    if not isinstance(field, Container):
        return from_schema(field.schema())
    inner = _given(field.group).filter(bool)
    if isinstance(field, FixedTable):
        rows = st.fixed_dictionaries({}, optional=dict.fromkeys(field.row_labels, inner))
        return rows.filter(bool)
    if isinstance(field, Table):
        several = st.lists(inner, min_size=1, max_size=min(3, field.maximum))
        return st.tuples(several, st.booleans()).map(lambda drawn: _headed(*drawn, has_head=bool(field.head)))
    return inner


def _headed(rows: list[Json], is_first: bool, *, has_head: bool) -> list[Json]:
    return [{"role": HEAD, **rows[0]}, *rows[1:]] if has_head and is_first else rows


def _allowed(group: Group, data: Json) -> Json:
    for _ in group.members:
        for rule in group.schema_rules:
            if rule.effect == "forbid" and rule.broken_by(data):
                data = {code: value for code, value in data.items() if code != rule.field}
    return data


@st.composite
def spoiled(draw: Draw, valid: Json) -> Json:
    """The answers with something wrong in them."""
    data: Json = json.loads(json.dumps(valid))
    rng = random.Random(draw(st.integers(0, 10_000)))
    for spoil in draw(st.lists(st.sampled_from(_WAYS), min_size=1, max_size=3, unique=True)):
        if texts(data):
            spoil(data, rng)
    return data
