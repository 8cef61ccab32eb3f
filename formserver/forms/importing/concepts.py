"""What fields mean in the register, where their label and kind say it beyond doubt; each concept once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from formserver.forms.importing.codes import KNOWN, stem

Json = dict[str, Any]
_OF_REGISTRATION: Final = {
    **{"name": ("text",), "sex": ("single_choice",), "identity_number": ("identity_number",), "phone": ("phone",)},
    **{"registered_address": ("address",), "residence": ("address",), "birth": ("date",), "opened_on": ("date",)},
}
_OF_VISIT: Final = {"visit_date": ("date",)}
_MAPPED: Final = {
    **dict.fromkeys(("gas_safety", "electric_safety", "water_safety", "house_safety"), ("safe", "fair", "unsafe")),
    "visit_way": ("home", "phone", "video", "other"),
}


def with_concepts(fields: dict[str, Json], *, is_visit: bool) -> dict[str, Json]:
    """The fields, those that the register knows with their `x-concept`."""
    wanted = _OF_VISIT if is_visit else _OF_REGISTRATION
    used: set[str] = set()
    found = {}
    for code, spec in fields.items():
        concept = KNOWN.get(stem(spec.get("title", "性别")), "")
        meant = _concept(concept, spec, wanted) if concept not in used else None
        used.add(concept)
        found[code] = {**spec, "x-concept": meant} if meant else spec
    return found


def _concept(concept: str, spec: Json, wanted: Mapping[str, tuple[str, ...]]) -> Any:
    kind = spec.get("x-kind", "single_choice")
    if kind in wanted.get(concept, ()):
        return concept
    codes = [option["code"] for option in spec.get("x-options", ())]
    if codes and concept in _MAPPED and set(codes) <= set(_MAPPED[concept]):
        return {"name": concept, "map": {code: code for code in codes}}
    return None
