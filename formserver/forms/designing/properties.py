"""What the panel of a field shows: a table of properties, each read as text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from formserver.forms.designing.base import Json, Sketch
from formserver.forms.designing.blanks import opened
from formserver.forms.designing.meanings import MEANINGS, offered
from formserver.forms.kinds.address import TIERS
from formserver.forms.kinds.base import NONE_LABELS

_RARE: Final = frozenset({"spoken", "shortest", "hidden", "anew", "prefill", "prefill_place", "draw", "head"})
YES: Final = "1"
TEXTS: Final = ("text", "long_text")
SIZES: Final = ("integer", "decimal", "percentage")
CHOICES: Final = ("single_choice", "multi_choice", "ranked_choice", "coded_choice", "matrix")
ROWS: Final = ("table", "block")
_SEVERAL: Final = ("multi_choice", "ranked_choice")
_UNANSWERED: Final = ("note", "opinion", "counter")


@dataclass(frozen=True)
class Property:
    """A line of the panel. `form`: text, long (several lines), number, flag or choice; `word`: where it stands in the
    definition, dotted below `x-rows`; `kinds`: which fields have it, all but `others` where there are none; `choices`:
    of a choice, none where the library or the workflows say them; `cells`: of a grid, what its cells must be;
    `longest`: how many characters a text may have; `bounds`: what a number may be, as the dialect has both."""

    name: str
    title: str
    word: str = ""
    form: str = "text"
    kinds: Collection[str] = ()
    others: Collection[str] = ()
    choices: Mapping[str, str] | None = None
    cells: Collection[str] = ()
    longest: int = 1000
    bounds: tuple[int, int] = (-999_999_999, 999_999_999)

    @property
    def is_rare(self) -> bool:
        """Whether the panel keeps it among the further ones."""
        return self.name in _RARE or "." in self.name

    def fits(self, spec: Mapping[str, Any], place: str) -> bool:
        """Whether a field has it."""
        kind = spec["x-kind"]
        if self.cells and kind in self.kinds:
            return spec["x-cell"]["x-kind"] in self.cells
        return kind in self.kinds if self.kinds else kind not in self.others

    def value(self, holder: Json, code: str) -> str:
        """What stands there, as text; "1" for a flag that is set."""
        spec = holder["properties"][code]
        if self.name == "required":
            return YES if code in holder.get("required", ()) or spec.get("x-when", {}).get("require") is True else ""
        if self.name in _OPENED:
            return opened(_at(spec, self.word) or "")
        group, _, code = self.name.partition(".")
        if group == "none":
            return YES if code in map(none_code, spec.get("x-none", ())) else ""
        if group == "tier":
            return YES if code in spec["x-tiers"] else ""
        return _shown(self, _at(spec, self.word))


def _at(spec: Json, word: str) -> Any:
    found: Any = spec
    for step in word.split("."):
        found = found.get(step, {})
    return found


def none_code(mark: Any) -> str:
    """The code of an entry of `x-none`, which may have words of its own."""
    return str(mark["code"]) if isinstance(mark, dict) else str(mark)


def _shown(one: Property, found: Any) -> str:
    if one.name == "anew":
        return YES if found is False else ""
    if one.word == "x-prefill":
        return next(iter(found.values()), "")
    if one.form == "flag":
        return YES if found is True else ""
    if isinstance(found, list):
        return ("\n" if one.form == "long" else ",").join(found)
    if isinstance(found, dict):  # nothing, the concept with its map, a list written out
        return str(found.get("name", found.get("$id", "")))
    return str(found)


_PRECISIONS: Final = {
    "": "年月日",
    "month": "年月",
    "year": "年",
    "month,day": "年月日，不清楚的写到月",
    "year,month,day": "年月日，不清楚的写到月或年",
}
_DRAWN: Final = {"": "逐个列出", "select": "收成下拉"}
_PREFILLED: Final = {
    "": "空着",
    "register": "名册里知道的",
    "last": "上次填的（同一个人填写时）",
    "county_name": "县（区）的名称",
    "township_name": "乡镇（街道）的名称",
    "village_name": "村（社区）的名称",
}
_PREFILLED_PLACES: Final = {"": "空着", "register": "名册里知道的", "place": "所在的村（社区）"}
_CONTAINERS: Final = ("sentence", "section", "table", "block", "fixed_table", "grid")
_UNPREFILLED: Final = (*_UNANSWERED, *_CONTAINERS, "address", "signature", "photos")
_NEVER_NONE: Final = (*_UNANSWERED, "sentence", "section", "signature", "photos")
# the cells of a grid: kinds with one answer that need nothing beside, and choices
CELL_KINDS: Final = {
    "text": "一行文字",
    "integer": "整数",
    "money": "金额",
    "decimal": "小数",
    "percentage": "百分比",
    "date": "日期",
    "time": "时间",
    "yes_no": "是或否",
    "single_choice": "单选",
    "multi_choice": "多选",
}
_CONCEPTS: Final = {"": "没有特别的含义", **{code: one.title for code, one in MEANINGS.items()}}

_PLAIN: Final = (
    Property("label", "名称", "title", longest=200),
    Property("spoken", "在提示里叫什么（名称与别的项相同时写）", "x-spoken", longest=200),
    Property("help", "填写说明", "description", "long"),
    Property("required", "必填", form="flag", others=_UNANSWERED),
    Property("sentence", "句子（____ 是要填的空）", "x-text", kinds=("sentence",)),
    Property("words", "说明的文字", "x-text", "long", ("note",)),
    Property("list", "从哪一份清单里选", "x-list", "choice", ("lookup",)),
    Property("sample", "照样写一个编号（数字、字母的位数要一样）", "x-example", kinds=("serial_number",), longest=40),
    Property("free", "名册以外的人也可以写", "x-free", "flag", ("person",)),
    Property("cell", "各格填什么", "x-cell.x-kind", "choice", ("grid",), choices=CELL_KINDS),
    Property("shortest", "最少几个字", "minLength", "number", TEXTS, bounds=(1, 5000)),
    Property("longest", "最多几个字", "maxLength", "number", TEXTS, bounds=(1, 5000)),
    Property("unit", "单位", "x-unit", kinds=("text", "integer", "money", "decimal", "percentage"), longest=10),
    Property("least", "最小", "minimum", "number", SIZES),
    Property("most", "最大", "maximum", "number", SIZES),
    Property("decimals", "小数位数", "x-decimals", "number", ("decimal", "percentage"), bounds=(1, 4)),
    Property("precision", "写到哪里", "x-precision", "choice", ("date",), choices=_PRECISIONS),
    Property("fewest", "最少选几个", "minItems", "number", _SEVERAL, bounds=(1, 200)),
    Property("at_most", "最多几个", "maxItems", "number", (*_SEVERAL, "photos"), bounds=(1, 200)),
    Property("printed", "印几行", "x-rows.printed", "number", ROWS, bounds=(1, 60)),
    Property("limit", "最多填几行", "x-rows.maximum", "number", ROWS, bounds=(1, 200)),
    Property("row_labels", "各行印的行名（每行写一个）", "x-rows.labels", "long", ROWS, longest=40_000),
    Property("head", "第一行固定给谁（例如户主），没有就空着", "x-rows.head", kinds=ROWS, longest=200),
    Property("block_title", "每一块叫什么（____ 是第几个）", "x-rows.title", kinds=ROWS, longest=190),
    Property("draw", "填写页上选项怎么显示", "x-draw", "choice", ("single_choice",), choices=_DRAWN),
    Property("step", "办理流程里哪一步的意见", "x-step", "choice", ("opinion",)),
    Property("seal", "印“（盖章）”", "x-seal", "flag", ("opinion", "signature")),
    Property("hidden", "加密保存，别人看不全", "x-sensitive", "flag", ("text", "long_text", "address")),
    Property("anew", "每次重新填，不从上次带出", "x-carry", "flag", others=_UNANSWERED),
    Property("concept", "在名册里是什么", "x-concept", "choice", others=(*_UNANSWERED, *ROWS), choices=_CONCEPTS),
    Property("prefill", "一打开先填上", "x-prefill", "choice", others=_UNPREFILLED, choices=_PREFILLED),
    Property("prefill_place", "一打开先填上", "x-prefill", "choice", ("address",), choices=_PREFILLED_PLACES),
    *(Property(f"tier.{code}", f"问到：{title}", "x-tiers", "flag", ("address",)) for code, title in TIERS.items()),
    *(
        Property(f"none.{code}", f"也可以答“{title}”", "x-none", "flag", others=_NEVER_NONE)
        for code, title in NONE_LABELS.items()
    ),
)
# what the cells of a grid may be told as a field of their kind is
_OF_CELLS: Final = (
    "shortest",
    "longest",
    "unit",
    "least",
    "most",
    "decimals",
    "precision",
    "fewest",
    "at_most",
    "draw",
)
PROPERTIES: Final = (
    *_PLAIN,
    *(
        replace(
            one,
            name=f"each_{one.name}",
            title=f"各格{one.title}",
            word=f"x-cell.{one.word}",
            kinds=("grid",),
            cells=one.kinds,
        )
        for one in _PLAIN
        if one.name in _OF_CELLS
    ),
)
_OPENED: Final = frozenset({"sentence", "block_title"})
NAMED: Final = {one.name: one for one in PROPERTIES}


def fitting(sketch: Sketch, place: str) -> list[tuple[Property, str]]:
    """The properties of a field, each with its value as text. Raises Refused."""
    holder, code, spec = sketch.holder(place), place.rpartition(".")[2], sketch.field(place)
    found = [(one, one.value(holder, code)) for one in PROPERTIES if one.fits(spec, place)]
    may_mean = bool(offered(sketch, place))
    return [(one, value) for one, value in found if one.name != "concept" or value or may_mean]
