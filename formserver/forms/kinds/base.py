"""What every kind of field can do: be entered, read back, validated, shown, printed, counted, exported, made up.

One class per kind; nothing else branches on a kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any, ClassVar

from formserver.forms.conditions.answers import Answered
from formserver.forms.conditions.base import ALWAYS, NEVER, All, Condition, Not, Statement
from formserver.forms.conditions.written import parse
from formserver.forms.expressions.operands import BANDS, Operand, constant, of_answer
from formserver.forms.kinds.inputs import Inputs
from formserver.forms.pairs import Pairs, normalise
from formserver.forms.pieces import Answer, Piece
from formserver.forms.problems import Level, Problem
from formserver.forms.rules import Rule

Spec = Mapping[str, Any]
Fault = tuple[str, str]  # (JSON path from the definition, reason in Chinese)
NONE_LABELS = {"none": "无", "not_applicable": "不适用", "refused": "拒答", "not_provided": "暂未提供", "dash": "—"}
Cell = str | int | Decimal | date  # a value in a column of an export; decimals are exact


@dataclass(frozen=True)
class Field:
    """A field of a document: its property `code` and its bundled definition `spec`. Subclasses are the kinds.

    `data` in the methods below is always the JSON object that holds the field, `value` the answer itself.
    """

    code: str
    spec: Spec
    # builds the fields inside this one; given by the registry, because an inner field may be of any kind
    make: Callable[[str, Spec], Field] = field(repr=False, compare=False)

    kind: ClassVar[str] = ""
    macro: ClassVar[str] = ""  # the template macro that draws it; default: the kind
    verb: ClassVar[str] = "填写"  # 请填写… / 请选择…
    sensitive_kind: ClassVar[bool] = False
    given_by_system: ClassVar[bool] = False
    adds_up: ClassVar[bool] = False  # whether answers are numbers of which a sum is one, too
    part_only: ClassVar[bool] = False  # whether it may stand in no row, section or sentence
    has_answer: ClassVar[bool] = True  # whether the data hold an answer of it; words and opinion boxes have none
    compared_as: ClassVar[str] = ""  # how conditions may compare the answer: "integer", "decimal" or "date"
    fits_blank: ClassVar[bool] = False  # whether it may be a blank inside an option: one line, looked up by one name
    names_person: ClassVar[bool] = False  # whether the answer may name a person of the register
    carries: ClassVar[bool] = True  # whether an answer may be taken over from the last record
    prints_rows: ClassVar[bool] = False  # whether `x-rows.rows` names its printed lines
    styles: ClassVar[frozenset[str]] = frozenset()  # see `knows_style`
    reads: ClassVar[frozenset[str]] = frozenset()  # words of a definition that other kinds do not know
    # attributes of its inputs: what the keyboard of a phone and the browser should know
    hints: ClassVar[Mapping[str, str]] = {}
    blank_css: ClassVar[str] = ""  # class of its input where it is a blank inside an option or a sentence
    operand: ClassVar[str] = ""  # the type of the answer in expressions; empty: they cannot name it
    writes_any_text: ClassVar[bool] = False  # whether a computed answer may be any words
    result: ClassVar[str] = ""  # the type of an expression that computes it; empty: it cannot be computed

    # words -----------------------------------------------------------------------------------------------------------
    @property
    def title(self) -> str:
        """The label the paper prints; may be empty."""
        return str(self.spec.get("title", ""))

    @cached_property
    def spoken(self) -> str:
        """How pages and problems name the field."""
        return str(self.spec.get("x-spoken") or self.title.rstrip("：:；; "))

    @property
    def draws(self) -> str:
        """Name of the macro in templates/entry/kinds.html that draws the entry."""
        return "computed" if self.is_fixed else self.macro or self.kind

    # structure -------------------------------------------------------------------------------------------------------
    def faults(self) -> Iterator[Fault]:
        """What is wrong with the definition that the meta-schema cannot say, e.g. `(".x-text", "…")`."""
        return iter(())

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of one answer."""
        raise NotImplementedError

    def siblings(self) -> Mapping[str, Field]:
        """Further properties of the same object that belong to this field, by code: the blanks of its options."""
        return {}

    def rules(self) -> Iterator[Rule]:
        """What the enclosing object must satisfy because of this field: `x-when`, and what its blanks need."""
        alternative = self.none_code
        if alternative is not None:
            yield Rule("forbid", alternative, Answered(self.code))
        when = self.spec.get("x-when", {})
        shown = self.shown_when
        if shown != ALWAYS:
            yield from (Rule("forbid", code, Not(shown)) for code in (self.code, alternative) if code)
        if "forbid" in when:
            yield Rule("forbid", self.code, parse(when["forbid"]))
        if demand := when.get("require"):
            asked = ALWAYS if demand is True else parse(demand)
            condition = All(tuple(one for one in (shown, asked) if one != ALWAYS))
            level: Level = "warning" if when.get("warn") else "error"
            takes_reason = level == "warning" and when.get("reason", True)
            yield Rule("require", self.code, condition, alternative, level, takes_reason)

    @cached_property
    def shown_when(self) -> Condition:
        """When the field may be answered."""
        show = self.spec.get("x-when", {}).get("show")
        return parse(show) if show else ALWAYS

    @cached_property
    def read_only_when(self) -> Condition:
        """When pages show the answer and do not take another one."""
        read_only = self.spec.get("x-when", {}).get("read_only")
        return parse(read_only) if read_only else NEVER

    @property
    def none_code(self) -> str | None:
        """Code of the sibling that says 无 / 不适用 / 拒答 instead of an answer, where the document allows it."""
        return f"{self.code}__none" if self.spec.get("x-none") else None

    def none_labels(self) -> dict[str, str]:
        """The reasons allowed instead of an answer: code -> label."""
        allowed = self.spec.get("x-none", ())
        words = ({"code": one, "label": NONE_LABELS[one]} if isinstance(one, str) else one for one in allowed)
        return {one["code"]: one["label"] for one in words}

    @property
    def live(self) -> str:
        """The macro in templates/entry/islands.html that shows what the server knows of it; redrawn at saves."""
        return ""

    @property
    def is_asked(self) -> bool:
        """Whether somebody is to answer it on the page."""
        return self.has_answer and not (self.given_by_system or self.is_fixed)

    def is_sensitive(self) -> bool:
        """Whether the answer is stored encrypted (decision: identity numbers, cards, phones, `x-sensitive`)."""
        return bool(self.spec.get("x-sensitive", self.sensitive_kind))

    def sensitive_paths(self) -> Iterator[tuple[str, ...]]:
        """Paths of the answers to encrypt, from the enclosing object; "*" stands for every row."""
        if self.is_sensitive():
            yield (self.code,)

    @property
    def tells_sensitive(self) -> bool:
        """Whether something in its words is to be encrypted: the answer, a part of it, or a blank of an option."""
        return any(any(one.sensitive_paths()) for one in (self, *self.siblings().values()))

    # expressions -----------------------------------------------------------------------------------------------------
    @cached_property
    def is_fixed(self) -> bool:
        """Whether the answer is always computed and never typed."""
        return bool(self.spec.get("x-computed", {}).get("fixed"))

    def operands(self) -> Iterator[Operand]:
        """What expressions of the enclosing object can name of this field."""
        if self.operand:
            own = self.code, self.operand, self._read_operand, self.schema()
            yield of_answer(*own, codes=self.option_codes, is_sensitive=self.is_sensitive())
        if "x-bands" in self.spec:
            yield constant(f"{self.code}.bands", BANDS, self.spec["x-bands"])

    def _read_operand(self, data: Mapping[str, Any]) -> Any:
        value = data.get(self.code)
        return None if value is None else self.to_operand(value)

    @property
    def option_codes(self) -> tuple[str, ...]:
        """The codes an answer may hold; empty where it is no choice."""
        return ()

    def to_operand(self, value: Any) -> Any:
        """An answer, of any shape, as expressions see it; None where it is none of this kind."""
        return value if isinstance(value, str) else None

    def from_result(self, value: Any) -> Any:
        """What an expression gave -> the JSON answer; None where it can be none."""
        return value or None

    def agrees(self, value: Any, computed: Any) -> bool:
        """Whether a typed answer says the same as the computed one."""
        return bool(value == computed)

    # entry -----------------------------------------------------------------------------------------------------------
    def inputs(self, name: str, pairs: Pairs) -> Inputs:
        """The HTML inputs, by name, as WTForms fields that keep the typed text."""
        raise NotImplementedError

    def decode(self, name: str, pairs: Pairs) -> Any:
        """Posted texts -> the JSON answer, or None. What cannot be read stays text, so that validation reports it."""
        text = pairs.text(name)
        return self.parse(text) if text else None

    def parse(self, text: str) -> Any:
        """What was typed into the one input that most kinds have, normalised and not empty -> the JSON answer."""
        return text

    def encode(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """The JSON answer -> the pairs a page would post for it."""
        raise NotImplementedError

    def typed(self, name: str, pairs: Pairs) -> list[tuple[str, str]]:
        """What stands on the page as the answer, its blanks and its 无, normalised; no empty texts, no row marks."""
        found = ((key, normalise(text)) for key, text in pairs.below(name) if not key.endswith(".row"))
        return [(key, text) for key, text in found if text]

    def fitted(self, answer: Any) -> Any:
        """An answer known from elsewhere as this field would hold it; None where it holds nothing of it."""
        return answer

    # validation ------------------------------------------------------------------------------------------------------
    def explain(self, keyword: str, value: Any) -> tuple[str, Mapping[str, Any]]:
        """A shape fault -> (msgid, parameters besides `label`). `keyword` is the JSON Schema keyword that failed."""
        return "%(label)s填写有误", {}

    def unwanted(self, reason: Statement) -> tuple[str, Mapping[str, Any]]:
        """A forbidden answer -> (msgid, parameters besides `label`); `reason` is the condition."""
        return "%(label)s不用填写（因为%(reason)s）", {"reason": reason}

    def checks(self, value: Any) -> Iterator[Problem]:
        """Faults that a schema cannot say, of an answer whose shape is valid; paths start at the answer."""
        return iter(())

    # showing ---------------------------------------------------------------------------------------------------------
    def text(self, data: Mapping[str, Any]) -> str:
        """The answer in one line of words, as lists, histories and exports show it; empty when unanswered."""
        value = data.get(self.code)
        return "" if value is None else str(value)

    def bare(self, data: Mapping[str, Any]) -> str:
        """The answer without its unit, as it stands inside a printed sentence whose words say the unit."""
        return self.text(data)

    def files(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        """Ids of the stored files the answer names."""
        return ()

    def reference(self, data: Mapping[str, Any]) -> tuple[str, str] | None:
        """(id, name) of the person of the register that the answer names; of kinds that name persons."""
        raise NotImplementedError

    def pieces(self, data: Mapping[str, Any], style: str = "") -> Sequence[Piece]:
        """The answer as the paper prints it, drawn also when unanswered."""
        return [Answer(self.none_text(data) or self.text(data))]

    def knows_style(self, style: str) -> bool:
        """Whether a placeholder may ask for that style (`{field|ymd}`) or inner place (`{field.village}`)."""
        return style in self.styles

    def knows_mark(self, option: str, place: str = "") -> bool:
        """Whether a placeholder may ask for the mark of one option (`{field#option}`, `{field.line#option}`)."""
        return False

    def mark(self, data: Mapping[str, Any], option: str, place: str = "") -> Sequence[Piece]:
        """One option as printed by itself."""
        return []

    def none_text(self, data: Mapping[str, Any]) -> str:
        """无 / 不适用 / 拒答, where that was answered instead."""
        code = self.none_code and data.get(self.none_code)
        return self.none_labels().get(str(code), "") if code else ""

    @property
    def unit(self) -> str:
        """The unit printed or said behind the answer."""
        return str(self.spec.get("x-unit", ""))

    # counting and exporting ------------------------------------------------------------------------------------------
    def number(self, value: Any) -> Decimal | None:
        """The answer as an exact number to add up; None for what is no number."""
        return None

    def countable(self, data: Mapping[str, Any]) -> tuple[str | Decimal, ...]:
        """What lists and figures count of the answer: codes, or a number; nothing where every answer differs."""
        number = self.number(data.get(self.code))
        return () if number is None else (number,)

    def columns(self) -> dict[str, str]:
        """The columns of an export: code -> heading; the same ones whatever is answered."""
        return {self.code: self.spoken}

    def export(self, data: Mapping[str, Any]) -> dict[str, Cell]:
        """What stands in those columns, those without an answer left out."""
        return {self.code: text} if (text := self.text(data)) else {}

    # demonstration ---------------------------------------------------------------------------------------------------
    def made_up(self, rng: Random) -> Any:
        """A valid answer, as far as the definition alone gives one; None where only the place or the people do."""
        return None
