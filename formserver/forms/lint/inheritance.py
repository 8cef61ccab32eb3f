"""What a document says of the form above it and of the forms below: words that would mean nothing where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from formserver.forms.lint.base import Fault, Json


def faults(document: Json) -> Iterator[Fault]:
    """What is wrong with `x-upper`, `x-locked`, `x-open` and `x-dropped`."""
    if document["$id"].startswith(f"urn:formserver:form:{document.get('x-upper', {}).get('form')}:"):
        yield "$.x-upper.form", "一张表不能以自己为上级"
    for index, name in enumerate(document.get("x-dropped", ())):
        found: Json = document
        for code in name.split("."):
            found = found.get("items", found).get("properties", {}).get(code, {})
        if found:
            yield f"$.x-dropped[{index}]", f"{name} 还在表上"
    for code, part in document["properties"].items():
        yield from _object_faults(part, f"$.properties.{code}")


def _object_faults(holder: Json, path: str) -> Iterator[Fault]:
    for code, field in holder["properties"].items():
        here, inner = f"{path}.properties.{code}", field.get("items", field)
        if "x-open" in field and not ("x-order" in field or "x-sections" in field):
            yield f"{here}.x-open", "只能写在有 x-order 或 x-sections 的地方；表格写在 items 里"
        yield from _inside_faults(field, here)
        if "properties" in inner:
            yield from _object_faults(inner, f"{here}.items" if "items" in field else here)


def _inside_faults(field: Json, path: str) -> Iterator[Fault]:
    """What stands inside a field that is no field of its own is locked with it."""
    inside = {f"{path}.x-cell": field.get("x-cell", {})}
    for index, option in enumerate(field.get("x-options", ())):
        inside |= {f"{path}.x-options[{index}].blanks.{code}": one for code, one in option.get("blanks", {}).items()}
    for place, one in inside.items():
        for word in ("x-locked", "x-open"):
            if word in one:
                yield f"{place}.{word}", "请标在整个项上：里面的空和格随它一起锁定"
