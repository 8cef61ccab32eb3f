"""Words: one line, several lines, telephone numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from formserver.forms.kinds import inputs
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.inputs import Inputs
from formserver.forms.pairs import Pairs

# Mobile (11 digits), area code with number, or a local number. Not narrower: numbering plans change, and a refused
# true number is worse.
PHONE_PATTERN = "^(1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}|[0-9]{7,8}|[48]00-?[0-9]{3}-?[0-9]{4})$"


class TextInput(Field):
    """Base of the kinds that are typed into one input as text."""

    fits_blank = True
    operand = "string"

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        yield name, inputs.text(self.spoken)

    def parse(self, text: str) -> Any:
        return " ".join(text.split())

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield name, str(value)


class Text(TextInput):
    """One line of words."""

    kind = "text"
    result = "string"
    writes_any_text = True
    longest: ClassVar[int] = 100

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": self.longest}
        return schema | {word: self.spec[word] for word in ("minLength", "maxLength", "pattern") if word in self.spec}

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        if keyword == "maxLength":
            params = {"limit": self.schema()["maxLength"], "length": len(value)}
            return "%(label)s最多填写%(limit)s个字，现在是%(length)s个字", params
        if keyword == "minLength" and value:
            return "%(label)s至少填写%(limit)s个字", {"limit": self.schema()["minLength"]}
        return "%(label)s的格式不正确", {}


class LongText(Text):
    """Words over several lines."""

    kind = "long_text"
    longest = 2000

    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        yield name, inputs.textarea(self.spoken)

    def parse(self, text: str) -> str:
        return text


class Phone(TextInput):
    """A telephone number; digits and hyphen are kept, spaces typed between them are not."""

    kind = "phone"
    sensitive_kind = True
    hints: ClassVar[Mapping[str, str]] = {"type": "tel", "inputmode": "tel"}
    blank_css = "blank-number-long"

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 20, "pattern": PHONE_PATTERN}

    def parse(self, text: str) -> str:
        return "".join(text.replace("—", "-").split())

    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        return "%(label)s应为11位手机号码，或带区号的固定电话，例如 0711-1234567", {}
