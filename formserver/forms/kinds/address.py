"""Addresses in the tiers a paper asks for: names frozen as they were written, official codes where they are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from formserver.forms.kinds import inputs
from formserver.forms.kinds.base import Cell, Fault, Field
from formserver.forms.kinds.inputs import Inputs
from formserver.forms.pairs import Pairs
from formserver.forms.pieces import Answer, Piece, Words

TIERS = {
    "province": "省（自治区、直辖市）",
    "city": "市",
    "county": "县（市、区）",
    "township": "乡镇（街道）",
    "village": "村（社区）",
    "detail": "门牌号码",
}
# Endings of official names, each with the words a paper may print behind the blank: "段店镇" is written into
# "（__）乡/镇" as 段店, but 樊口街道 stays whole there, because 街道 is not printed.
_ENDINGS = {
    "province": {ending: ending[-1] for ending in ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")},
    "city": {"市": "市"},
    "county": {"自治县": "县", "县": "县", "区": "区", "市": "市"},
    "township": {"街道办事处": "街道", "街道": "街道", "镇": "镇", "乡": "乡"},
    "village": {
        "社区居民委员会": "社区",
        "社区居委会": "社区",
        "居民委员会": "社区",
        "居委会": "社区",
        "村民委员会": "村",
        "村委会": "村",
        "社区": "社区",
        "村": "村",
    },
}
_WIDTHS = {"detail": 8}
_PLACE = re.compile(r"\{([a-z]+)\}")


class Address(Field):
    """An object: tier -> name, `<tier>_code` -> code of 6, 9 or 12 digits, `detail` -> words."""

    kind = "address"
    reads = frozenset({"x-tiers", "x-text"})

    @cached_property
    def tiers(self) -> tuple[str, ...]:
        """The tiers asked, large to small."""
        return tuple(tier for tier in TIERS if tier in self.spec["x-tiers"])

    def tier_label(self, tier: str) -> str:
        """The word for a tier on pages."""
        return TIERS[tier]

    def faults(self) -> Iterator[Fault]:
        printed = _PLACE.findall(self.spec.get("x-text", ""))
        if printed and sorted(printed) != sorted(self.spec["x-tiers"]):
            yield ".x-text", "地址里的空与 x-tiers 不一致"

    def offers(self, tier: str) -> bool:
        """Whether a page offers the places near the village for that tier."""
        return tier in ("county", "township", "village")

    def schema(self) -> dict[str, Any]:
        names = {tier: {"type": "string", "minLength": 1, "maxLength": 100} for tier in self.tiers}
        pattern = "^[0-9]{6}([0-9]{3}([0-9]{3})?)?$"
        codes = {f"{tier}_code": {"type": "string", "pattern": pattern} for tier in self.tiers if tier != "detail"}
        dependent = {code: [code.removesuffix("_code")] for code in codes}
        return {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": names | codes,
            "dependentRequired": dependent,
        }

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        for tier in self.tiers:
            yield f"{name}.{tier}", inputs.text(f"{self.spoken}：{TIERS[tier]}")
            if tier != "detail":
                yield f"{name}.{tier}_code", inputs.hidden()

    def decode(self, name: str, pairs: Pairs) -> Any:
        found = {tier: text for tier in self.tiers if (text := pairs.text(f"{name}.{tier}"))}
        answer = {tier: " ".join(text.split()) for tier, text in found.items()}
        codes = {f"{tier}_code": pairs.text(f"{name}.{tier}_code") for tier in answer}
        return answer | {code: text for code, text in codes.items() if text} or None

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield from ((f"{name}.{part}", text) for part, text in value.items())

    def typed(self, name: str, pairs: Pairs) -> list[tuple[str, str]]:
        # Without scripts a page does not post the codes back.
        return [(key, text) for key, text in super().typed(name, pairs) if not key.endswith("_code")]

    def fitted(self, answer: Any) -> Any:
        return {part: text for part, text in answer.items() if part.removesuffix("_code") in self.tiers} or None

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        if keyword == "maxLength":
            return "%(label)s每一空最多100个字", {}
        return super().explain(keyword, value)

    def text(self, data: Mapping[str, Any]) -> str:
        value = data.get(self.code) or {}
        return "".join(str(value.get(tier, "")) for tier in self.tiers)

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        parts = _PLACE.split(str(self.spec.get("x-text", "")))  # words, tier, words, tier, ..., words
        behind = dict(zip(parts[1::2], parts[2::2], strict=True))
        if style in self.tiers:
            return [self._blank(style, data, behind.get(style, ""))]
        if self.none_text(data) or not behind:
            return [Answer(self.none_text(data) or self.text(data))]
        pieces: list[Piece] = [Words(parts[0])] if parts[0] else []
        for tier, words in behind.items():
            pieces += [self._blank(tier, data, words), *([Words(words)] if words else [])]
        return pieces

    def knows_style(self, style: str) -> bool:
        return style in self.tiers

    def countable(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        """The code of the smallest region that is known."""
        value = data.get(self.code) or {}
        return tuple(value[f"{tier}_code"] for tier in self.tiers if f"{tier}_code" in value)[-1:]

    def columns(self) -> dict[str, str]:
        return {f"{self.code}.{tier}": f"{self.spoken} {TIERS[tier]}" for tier in self.tiers}

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        value = data.get(self.code) or {}
        return {f"{self.code}.{tier}": value[tier] for tier in self.tiers if tier in value}

    def _blank(self, tier: str, data: Mapping[str, Any], words_behind: str) -> Answer:
        name = str((data.get(self.code) or {}).get(tier, ""))
        return Answer(_without_ending(tier, name, words_behind), _WIDTHS.get(tier, 5))


def _without_ending(tier: str, name: str, words_behind: str) -> str:
    """The name as a hand writes it where the paper prints its ending behind the blank."""
    for ending, printed in _ENDINGS.get(tier, {}).items():
        if printed in words_behind and name.endswith(ending) and name != ending:
            return name.removesuffix(ending)
    return name
