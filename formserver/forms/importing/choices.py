"""Runs of options behind boxes: their words and blanks, and whether one or several may be ticked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from formserver.forms.importing.codes import Names, stem
from formserver.forms.importing.guesses import Because, Sure
from formserver.forms.importing.kinds import SEX, Kind, asked, counted
from formserver.forms.importing.tokens import Blank, Box, Count, Day, Line, Sign, Token, Words

_IN_BLANK: Final = frozenset(
    {"text", "phone", "disability_card", "identity_number", "integer", "money", "decimal", "date"}
)
_EXCLUDES: Final = re.compile(r"^(无|没有|无变化|以上都不是|以上均无|均无|都没有|都不是|健康|不需要|无需求)$")
_OPPOSITE: Final = re.compile(r"^(无|不|没|未|否|有|是)")
_MANY: Final = re.compile(
    r"来源|渠道|单位|类型|类别|对象|需求|内容|项目|患病|疾病种类|慢性?病|困难|措施|身体|辅具|证件|帮扶|爱好"
)
_ONE: Final = re.compile(r"等级|级别|程度|残疾类别|方式|关系|学历|文化|婚姻|能力|安全|风险|^是否")
_GRADES: Final = re.compile(r"^(一般|较?好|较?差|很好|良好|(较|不)?安全|危险|转好|好转|加重|稳定)$")
_NOTE: Final = re.compile(r"\s+[（(]?(以上)?[^□○\s]{0,8}可?多选.*$")
_LABEL: Final = 200


@dataclass
class Option:
    """An option while it is read: its words with `{blank}` in them, and the definitions of the blanks."""

    label: str = ""
    blanks: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: Names = field(default_factory=Names)

    @property
    def bare(self) -> str:
        """Its words without blanks."""
        return re.sub(r"\{[a-z0-9_]+\}", "", self.label).strip("：: ")

    def spec(self, code: str, *, exclusive: bool) -> dict[str, Any]:
        """Its definition."""
        found: dict[str, Any] = {"code": code, "label": self.label}
        if self.blanks:
            spoken = self.bare or code
            found["blanks"] = {name: {**blank, "x-spoken": f"{spoken}的填空"} for name, blank in self.blanks.items()}
        return found | ({"exclusive": True} if exclusive else {})


@dataclass(frozen=True)
class BoxedLine:
    """A line of a cell with boxes: the words before the first, the options, and what stands behind the last of them."""

    lead: str
    options: tuple[Option, ...]
    tail: Line


def boxed(line: Line) -> BoxedLine:
    """A line that has boxes."""
    first = line.index(Box())
    lead = "".join(token.text for token in line[:first] if isinstance(token, Words))
    parts: list[Line] = []
    if Blank() in line[:first] and _OPPOSITE.match(lead):  # 有…，每月__元  □无: the first box is lost
        parts, lead = [line[:first]], ""
    for token in line[first:]:
        if token == Box():
            parts.append([])
        else:
            parts[-1].append(token)
    cut = next((at for at, token in enumerate(parts[-1]) if isinstance(token, Sign)), len(parts[-1]))
    parts[-1], tail = parts[-1][:cut], parts[-1][cut:]
    options = [_option(part) for part in parts]
    note = _NOTE.search(options[-1].label)
    if note:
        options[-1].label = options[-1].label[: note.start()]
        tail = [Words(note[0].strip()), *tail]
    return BoxedLine(lead.strip(), tuple(option for option in options if option.label), tail)


def _option(part: Sequence[Token]) -> Option:
    option, said = Option(), ""
    for at, token in enumerate(part):
        if isinstance(token, Words):
            said += token.text
            option.label += token.text
        else:
            after = part[at + 1] if at + 1 < len(part) else None
            behind = after.text if isinstance(after, Words) else ""
            title = re.split(r"[，,。；;\s（(]", said.rstrip("：: "))[-1]
            code = option.names.take(title, "blank")
            option.blanks[code] = {"title": title if said else "", **_blank(token, title, behind)}
            option.label += f"第{{{code}}}次" if isinstance(token, Count) else f"{{{code}}}"
    option.label = re.sub(r"\s{2,}", " ", option.label.strip())
    if len(option.label) > _LABEL:
        option.label, option.blanks = re.sub(r"\{[a-z0-9_]*\}?", "", option.label)[:_LABEL], {}
    return option


def _blank(token: Token, title: str, behind: str) -> dict[str, Any]:
    if isinstance(token, Day):
        return {"x-kind": "date", "x-precision": ["day" if token.to_day else "month"]}
    kind = counted(title, "次" if isinstance(token, Count) else behind) or asked(title)
    spec = {word: value for word, value in kind.spec.items() if word not in ("x-unit",)}
    return spec if spec.get("x-kind") in _IN_BLANK else {"x-kind": "text"}


# one or several -------------------------------------------------------------------------------------------------------
def choice(label: str, options: Sequence[Option], words: str) -> Kind:
    """The kind of a run of options under a label; `words` are all words of the cell."""
    names = [option.bare for option in options]
    kind, sure, because = _decided(label, options, names, words)
    if kind == "sex":
        return Kind({"$ref": SEX}, sure, because)
    if kind == "yes_no" and names == ["是", "否"]:
        return Kind({"x-kind": kind}, sure, because)
    codes = Names(options=True)
    excludes = [kind == "multi_choice" and len(options) > 1 and bool(_EXCLUDES.match(name)) for name in names]
    specs = [
        option.spec(codes.take(option.bare, "option"), exclusive=alone)
        for option, alone in zip(options, excludes, strict=True)
    ]
    if any(excludes) and sure is Sure.LIKELY:
        because = Because.EXCLUDES
    return Kind({"x-kind": kind, "x-options": specs}, sure, because)


def _decided(label: str, options: Sequence[Option], names: list[str], words: str) -> tuple[str, Sure, Because]:
    if set(names) == {"男", "女"}:
        return "sex", Sure.SURE, Because.TWO_ANSWERS
    if set(names) == {"是", "否"} and len(names) == 2:
        return "yes_no", Sure.SURE, Because.TWO_ANSWERS
    if re.search("多选", label + words):
        return "multi_choice", Sure.SURE, Because.BOXES_MANY
    if len(names) == 2 and any(_OPPOSITE.match(name) for name in names):
        return "single_choice", Sure.LIKELY, Because.TWO_ANSWERS
    return _by_words(label, options, names), Sure.LIKELY, Because.BOXES


def _by_words(label: str, options: Sequence[Option], names: list[str]) -> str:
    several = sum(bool(option.blanks) for option in options)
    if len(names) == 1 or (several > 1 and several < len(names)):
        return "multi_choice"
    graded = len(names) <= 4 and len({name[-1:] for name in names}) == 1 == len({len(name) for name in names})
    if graded or any(map(_GRADES.match, names)) or _ONE.search(stem(label)):
        return "single_choice"
    return "multi_choice" if _MANY.search(stem(label)) else "single_choice"
