"""What is no words: signatures and photos."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from formserver.forms.kinds import inputs
from formserver.forms.kinds.base import Cell, Field
from formserver.forms.kinds.date import Date, spoken_date
from formserver.forms.kinds.inputs import Inputs
from formserver.forms.pairs import Pairs
from formserver.forms.pieces import Photo, Piece, Signature
from formserver.forms.problems import Problem

FILE_ID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class SignatureField(Field):
    """A signature: made on the printed sheet (`{"paper": true}`), or the signer's name and day (`{"by", "on"}`)."""

    kind = "signature"
    reads = frozenset({"x-seal"})
    carries = False
    styles = frozenset({"sign"})

    @property
    def has_seal(self) -> bool:
        """Whether the paper leaves room for a seal."""
        return bool(self.spec.get("x-seal"))

    def schema(self) -> dict[str, Any]:
        given = {
            "by": {"type": "string", "minLength": 1, "maxLength": 50},
            "on": {"type": "string", "pattern": self._day.schema()["pattern"]},
            "file": {"type": "string", "pattern": FILE_ID},
        }
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {"paper": {"const": True}, **given},
            "oneOf": [
                {"required": ["paper"], "maxProperties": 1},
                {"required": ["by"], "not": {"required": ["paper"]}},
            ],
        }

    @cached_property
    def _day(self) -> Date:
        return Date("on", {"title": "签字日期"}, self.make)

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        yield f"{name}.paper", inputs.checkbox("签在纸上")
        yield f"{name}.by", inputs.text("签字人")
        yield f"{name}.on", inputs.text("签字日期")
        yield f"{name}.file", inputs.hidden()

    def decode(self, name: str, pairs: Pairs) -> Any:
        if pairs.text(f"{name}.paper"):
            return {"paper": True}
        answer = {"by": pairs.text(f"{name}.by"), "on": self._day.decode(f"{name}.on", pairs)}
        answer["file"] = pairs.text(f"{name}.file") if answer["by"] else None
        return {part: text for part, text in answer.items() if text} or None

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield from ((f"{name}.{part}", "y" if text is True else text) for part, text in value.items())

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        if keyword == "oneOf" and "by" not in value:
            return "%(label)s填了日期，请再填写签字人，或勾选“签在纸上”", {}
        if keyword == "pattern":
            return "%(label)s的签字日期应填写为 2025-01-08 这样的日期", {}
        if keyword == "maxLength":
            return "%(label)s的签字人最多50个字", {}
        return super().explain(keyword, value)

    def checks(self, value: Any) -> Iterator[Problem]:
        if "on" in value:
            yield from self._day.checks(value["on"])

    def text(self, data: Mapping[str, Any]) -> str:
        value = data.get(self.code) or {}
        said = f"{value.get('by', '')} {spoken_date(value.get('on', ''))}"
        return "签在纸上" if value.get("paper") else said.strip()

    def files(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        drawn = (data.get(self.code) or {}).get("file")
        return (drawn,) if drawn else ()

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        value = data.get(self.code) or {}
        return [Signature(value.get("by", ""), value.get("file", ""))]


class Photos(Field):
    """Pictures: ids of stored files, in the order they were added."""

    kind = "photos"
    carries = False

    @property
    def maximum(self) -> int:
        """How many pictures are accepted."""
        return int(self.spec.get("maxItems", 6))

    def schema(self) -> dict[str, Any]:
        items = {"type": "string", "pattern": FILE_ID}
        return {"type": "array", "items": items, "uniqueItems": True, "minItems": 1, "maxItems": self.maximum}

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        yield name, inputs.hidden(self.spoken)

    def decode(self, name: str, pairs: Pairs) -> Any:
        return list(dict.fromkeys(text for text in pairs.getlist(name) if text))[: self.maximum + 1] or None

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield from ((name, file_id) for file_id in value)

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        if keyword == "maxItems":
            return "%(label)s最多%(limit)s张，请先删除多余的照片", {"limit": self.maximum}
        return "%(label)s里有一张照片没有保存好，请删除后重新添加", {}

    def text(self, data: Mapping[str, Any]) -> str:
        count = len(data.get(self.code) or ())
        return f"{count}张" if count else ""

    def files(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(data.get(self.code) or ())

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        return [Photo(file_id) for file_id in data.get(self.code) or ()]

    def countable(self, data: Mapping[str, Any]) -> tuple[Decimal, ...]:
        files = self.files(data)
        return (Decimal(len(files)),) if files else ()

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        files = self.files(data)
        return {self.code: len(files)} if files else {}
