"""A later edition of a paper that nobody wrote: the same document after a few changes an office might make."""

import json
from collections.abc import Callable
from typing import Any, Final

from hypothesis import strategies as st

from formserver.errors import DocumentInvalid
from formserver.forms.document import FormDocument
from tests import generated

Json = dict[str, Any]
Draw = Any  # the function that Hypothesis hands to a composite strategy
Change = Callable[[Draw, Json], None]


@st.composite
def chains(draw: Draw, length: int) -> tuple[FormDocument, ...]:
    """A paper and later editions of it; a change that makes no valid document is left out."""
    source = draw(generated.forms())
    found = [generated.load(source)]
    while len(found) < length:
        after = found[-1]
        for change in draw(st.lists(st.sampled_from(CHANGES), max_size=4)):
            changed = json.loads(json.dumps(source))
            change(draw, changed["properties"]["main"])
            try:
                after = generated.load(changed)
            except DocumentInvalid:
                continue
            source = changed
        found.append(after)
    return tuple(found)


def pairs() -> st.SearchStrategy[tuple[FormDocument, ...]]:
    """A paper and a later edition of it."""
    return chains(2)


def _order(holder: Json) -> list[list[str]]:
    return [holder["x-order"]] if "x-order" in holder else [part["fields"] for part in holder.get("x-sections", ())]


def _drop(draw: Draw, holder: Json) -> None:
    code = draw(st.sampled_from(sorted(holder["properties"])))
    del holder["properties"][code]
    for listed in (*_order(holder), holder.get("required", [])):
        listed[:] = [one for one in listed if one != code]
    if "x-sections" in holder:
        holder["x-sections"] = [part for part in holder["x-sections"] if part["fields"]]


def _rename(draw: Draw, holder: Json) -> None:
    code = draw(st.sampled_from(sorted(holder["properties"])))
    field = holder["properties"].pop(code)
    holder["properties"][f"new_{code}"] = {**field, "x-was": [code]}
    for listed in (*_order(holder), holder.get("required", [])):
        listed[:] = [f"new_{code}" if one == code else one for one in listed]


def _add(draw: Draw, holder: Json) -> None:
    field = draw(generated.fields_of([kind for kind in generated.KNOWN if kind != "opinion"]))
    holder["properties"]["added"] = field
    _order(holder)[-1].append("added")
    if draw(st.booleans()):
        holder.setdefault("required", []).append("added")


def _inside(draw: Draw, holder: Json) -> None:
    """One of the changes to fields of a table, a section or a sentence."""
    inner = [field.get("items", field) for field in holder["properties"].values()]
    inner = [one for one in inner if "properties" in one and _order(one)]
    if inner:
        draw(st.sampled_from([_drop, _rename, _options, _words, _demand]))(draw, draw(st.sampled_from(inner)))


def _turn(draw: Draw, holder: Json) -> None:
    for listed in _order(holder):
        listed.reverse()


def _demand(draw: Draw, holder: Json) -> None:
    code = draw(st.sampled_from(sorted(holder["properties"])))
    required = set(holder.get("required", [])) ^ {code}
    holder.pop("required", None)
    if required:
        holder["required"] = sorted(required)


def _options(draw: Draw, holder: Json) -> None:
    asked = [field for field in holder["properties"].values() if "x-options" in field]
    if not asked:
        return
    options = draw(st.sampled_from(asked))["x-options"]
    what = draw(st.sampled_from(["drop", "add", "rename", "turn", "alone"]))
    chosen = draw(st.sampled_from(options))
    if what == "drop" and len(options) > 1:
        options.remove(chosen)
    elif what == "add":
        options.append({"code": "z", "label": "新选项"})
    elif what == "rename":
        chosen.update({"code": f"{chosen['code']}9", "x-was": [chosen["code"]]})
    elif what == "turn":
        options.reverse()
    else:
        chosen["exclusive"] = not chosen.get("exclusive", False)


def _words(draw: Draw, holder: Json) -> None:
    """A limit, a rule, a reason for no answer or a title of a field."""
    field = holder["properties"][draw(st.sampled_from(sorted(holder["properties"])))]
    word, values = draw(st.sampled_from(sorted(_VALUES.items())))
    value = draw(st.sampled_from(values))
    if value is None:
        field.pop(word, None)
    elif isinstance(value, dict) and isinstance(field.get(word, {}), dict):
        field[word] = {**field.get(word, {}), **value}
    else:
        field[word] = value


_VALUES: Final[dict[str, list[Any]]] = {
    "title": ["另一个名称"],
    "minimum": [None, -3, 3],
    "maximum": [None, 5, 50],
    "minLength": [None, 1, 4],
    "maxLength": [None, 4, 90],
    "minItems": [None, 2],
    "maxItems": [None, 1],
    "pattern": [None, "^[^a-c]+$"],
    "x-decimals": [None, 1, 3],
    "x-precision": [["day"], ["year", "month", "day"]],
    "x-none": [None, ["none"]],
    "x-when": [None, {"require": True}],
    "x-rows": [{"maximum": 3}, {"maximum": 9}, {"rows": [{"code": "first", "label": "头一行"}]}],
    "x-columns": [{"visits": 1}, {"visits": 3}],
}
CHANGES: Final[list[Change]] = [_drop, _rename, _add, _inside, _turn, _demand, _options, _words, _words]
