"""One field in two editions: what each word of its definition changes.

Where it cannot be told whether answers stay valid, a change counts as narrower: a rehearsal over the records says more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

from formserver.forms.editions import matching
from formserver.forms.editions.changes import UNLIMITED, Change, Effect
from formserver.forms.editions.matching import DIRECT, Matching
from formserver.forms.group import Container
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.options import Option

Place = tuple[str, ...]
Names = Mapping[str, str]


class Said(NamedTuple):
    """A change of one word, before it has a place."""

    effect: Effect
    key: str
    params: Mapping[str, Any] = {}


Compare = Callable[[Field, Field], Iterator[Said]]


def compare_field(
    before: Field, after: Field, place: Place, renamed: Names, ways: Matching = DIRECT
) -> Iterator[Change]:
    """What differs between two editions of a field, without the fields inside it and without whether it is demanded.

    `renamed`: old -> new code of fields of the same object, so that a rule is not new because a code in it is; `ways`:
    as for `comparing.compare`.
    """
    if type(before) is not type(after):
        yield Change(place, after.spoken, Effect.REFUSED, _KIND, {"before": before.kind, "after": after.kind})
        return
    words = (said for compare in _COMPARERS for said in compare(before, after))
    for said in [*_rules(before, after, renamed), *words, *_options(before, after, ways)]:
        yield Change(place, after.spoken, *said)
    yield from _blanks(before, after, place, ways)


_KIND: Final = "填写方式由“%(before)s”改成“%(after)s”：已发布的项不能改种类，请另加一项，换一个代码"


# words that say one thing ---------------------------------------------------------------------------------------------
def _word(effect: Effect, key: str, *words: str) -> Compare:
    def compare(before: Field, after: Field) -> Iterator[Said]:
        if [before.spec.get(word) for word in words] != [after.spec.get(word) for word in words]:
            yield Said(effect, key)

    return compare


def _title(before: Field, after: Field) -> Iterator[Said]:
    if (before.title, before.spoken) != (after.title, after.spoken):
        yield Said(Effect.WORDS, "名称由“%(before)s”改为“%(after)s”", {"before": before.spoken, "after": after.spoken})


def _unit(before: Field, after: Field) -> Iterator[Said]:
    if before.unit != after.unit:
        words = {"before": before.unit or "无", "after": after.unit or "无"}
        yield Said(Effect.MEANING, "单位由“%(before)s”改为“%(after)s”，已填的数字不换算", words)


def _switch(word: str, on: Said, off: Said) -> Compare:
    def compare(before: Field, after: Field) -> Iterator[Said]:
        was, now = bool(before.spec.get(word)), bool(after.spec.get(word))
        if was != now:
            yield on if now else off

    return compare


def _concept(before: Field, after: Field) -> Iterator[Said]:
    was, now = before.spec.get("x-concept"), after.spec.get("x-concept")
    if was != now:
        heard = Said(Effect.HEARD, "登记簿从此用到这一项（x-concept）")
        yield Said(Effect.MEANING, "登记簿里的含义（x-concept）改变") if was else heard


# limits ---------------------------------------------------------------------------------------------------------------
_LIMITS: Final = {
    "minLength": ("最少字数", False),
    "maxLength": ("最多字数", True),
    "minimum": ("最小值", False),
    "maximum": ("最大值", True),
    "minItems": ("最少项数", False),
    "maxItems": ("最多项数（行数）", True),
    "x-decimals": ("小数位数", True),
}


def _limits(before: Field, after: Field) -> Iterator[Said]:
    was, now = _bounds(before), _bounds(after)
    for word, (name, wider_up) in _LIMITS.items():
        old, new = was.get(word), now.get(word)
        if old == new:
            continue
        is_wider = new is None or (old is not None and (new > old) == wider_up)
        words = {"name": name, "before": UNLIMITED if old is None else old, "after": UNLIMITED if new is None else new}
        yield Said(Effect.WIDER if is_wider else Effect.NARROWER, "%(name)s由%(before)s改为%(after)s", words)


def _bounds(field: Field) -> Mapping[str, int]:
    """The limits in force, written or not."""
    schema = field.schema() if field.has_answer else {}
    exact = getattr(field, "limits", ())  # of numbers kept as texts, whose limits a schema cannot hold
    if exact:
        schema = {"minimum": exact[0], "maximum": exact[1], "x-decimals": getattr(field, "decimals", 0)}
    return {word: schema[word] for word in _LIMITS if word in schema}


def _pattern(before: Field, after: Field) -> Iterator[Said]:
    was, now = before.spec.get("pattern"), after.spec.get("pattern")
    if was != now:
        yield Said(Effect.NARROWER, "书写格式改变") if now else Said(Effect.WIDER, "不再限定书写格式")


def _several(word: str, more: str, less: str) -> Compare:
    """A list of what is accepted: more is wider, less is narrower."""

    def compare(before: Field, after: Field) -> Iterator[Said]:
        was, now = set(getattr(before, word, ())), set(getattr(after, word, ()))
        if now - was:
            yield Said(Effect.WIDER, more)
        if was - now:
            yield Said(Effect.NARROWER, less)

    return compare


# options, rows, columns -----------------------------------------------------------------------------------------------
def _options(before: Field, after: Field, ways: Matching) -> Iterator[Said]:
    old, new = matching.options_of(before), matching.options_of(after)
    found = ways.options(before, after)
    yield from (Said(Effect.WIDER, "增加选项“%(option)s”", {"option": new[code].words}) for code in found.added)
    yield from (Said(Effect.NARROWER, "去掉选项“%(option)s”", {"option": old[code].words}) for code in found.gone)
    for code, former in found.pairs.items():
        yield from _same_option(old[former], new[code])
    if [found.pairs[code] for code in new if code in found.pairs] != [code for code in old if code in found.now]:
        yield Said(Effect.MEANING, "选项的顺序改变")


def _same_option(was: Option, now: Option) -> Iterator[Said]:
    words = {"option": now.words, "before": was.words}
    if was.code != now.code:
        yield Said(Effect.WIDER, "选项“%(option)s”换了代码，已填的随着换", words)
    if was.label != now.label:
        yield Said(Effect.WORDS, "选项“%(before)s”改为“%(option)s”", words)
    if (was.note, was.search) != (now.note, now.search):
        yield Said(Effect.WORDS, "选项“%(option)s”的提示改变", words)
    if was.points != now.points:
        yield Said(Effect.MEANING, "选项“%(option)s”的分值改变", words)
    if was.exclusive != now.exclusive:
        wider, narrower = "选项“%(option)s”可以与其他项同选", "选项“%(option)s”不能再与其他项同选"
        yield Said(Effect.WIDER, wider, words) if was.exclusive else Said(Effect.NARROWER, narrower, words)
    if was.group != now.group:
        effect = Effect.NARROWER if now.group else Effect.WIDER
        yield Said(effect, "选项“%(option)s”与哪些项只能选一个改变", words)


def _rows(before: Field, after: Field) -> Iterator[Said]:
    yield from _lines(_ROW_WORDS, matching.rows_of(before), matching.rows_of(after))
    was, now = before.spec.get("x-rows", {}), after.spec.get("x-rows", {})
    if ("head" in was) != ("head" in now):
        yield Said(Effect.NARROWER, "第一行是否为户主改变")
    if [was.get(word) for word in _PRINTED] != [now.get(word) for word in _PRINTED]:
        yield Said(Effect.WORDS, "印出的行改变")


_PRINTED: Final = ("printed", "labels", "head", "title")


def _columns(before: Field, after: Field) -> Iterator[Said]:
    was, now = getattr(before, "column_labels", {}), getattr(after, "column_labels", {})
    yield from _lines(_COLUMN_WORDS, was, now)
    if getattr(before, "ending", "") != getattr(after, "ending", ""):
        yield Said(Effect.MEANING, "各列的年份改由另一个日期决定")


_ROW_WORDS: Final = ("增加行“%(line)s”", "去掉行“%(line)s”", "行的名称或顺序改变")
_COLUMN_WORDS: Final = ("增加列“%(line)s”", "去掉列“%(line)s”", "列的名称或顺序改变")


def _lines(words: tuple[str, str, str], was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Said]:
    added, gone, otherwise = words
    yield from (Said(Effect.WIDER, added, {"line": now[code]}) for code in now if code not in was)
    yield from (Said(Effect.GONE, gone, {"line": was[code]}) for code in was if code not in now)
    same = [code for code in now if code in was]
    if [was[code] for code in same] != [now[code] for code in same] or same != [code for code in was if code in now]:
        yield Said(Effect.WORDS, otherwise)


def _reasons(before: Field, after: Field) -> Iterator[Said]:
    was, now = before.none_labels(), after.none_labels()
    yield from (Said(Effect.WIDER, "可以答“%(reason)s”", {"reason": now[code]}) for code in now if code not in was)
    yield from (Said(Effect.NARROWER, "不能再答“%(reason)s”", {"reason": was[code]}) for code in was if code not in now)
    if any(was[code] != now[code] for code in now if code in was):
        yield Said(Effect.WORDS, "“无”“不适用”的说法改变")


def _blanks(before: Field, after: Field, place: Place, ways: Matching) -> Iterator[Change]:
    """The blanks of options that both editions have."""
    if isinstance(before, Container) or not (before.siblings() or after.siblings()):
        return
    for code, former in ways.options(before, after).pairs.items():
        old, new = matching.blanks_of(before, former), matching.blanks_of(after, code)
        found = ways.blanks(before, former, after, code)
        for name in found.added:
            effect = Effect.WIDER if new[name].spec.get("x-optional") else Effect.NARROWER
            yield Change((*place, code, name), new[name].spoken, effect, "选项里增加一空")
        for name in found.gone:
            yield Change((*place, former, name), old[name].spoken, Effect.GONE, "选项里去掉一空，已填的另行保存")
        for name, was in found.pairs.items():
            yield from compare_field(old[was], new[name], (*place, code, name), {}, ways)


# rules ----------------------------------------------------------------------------------------------------------------
def _rules(before: Field, after: Field, renamed: Names) -> Iterator[Said]:
    was, now = _with_names(before.spec.get("x-when", {}), renamed), after.spec.get("x-when", {})
    if was.get("show") != now.get("show"):
        yield Said(Effect.NARROWER, "什么情况下填写改变" if "show" in now else "不再限定什么情况下填写")
    if was.get("forbid") != now.get("forbid"):
        yield _NEVER_FORBIDDEN if "forbid" not in now else Said(Effect.NARROWER, "什么情况下不能填改变")
    if was.get("read_only") != now.get("read_only"):
        yield Said(Effect.MEANING, "什么情况下只能看、不能改改变")
    demands = [(rules.get("require"), bool(rules.get("warn"))) for rules in (was, now)]
    if demands[0] != demands[1]:
        is_wider = now.get("require") is None or bool(now.get("warn"))
        yield Said(*((Effect.WIDER, "必填的要求放宽") if is_wider else (Effect.NARROWER, "什么情况下必填改变")))
    if was.get("reason", True) != now.get("reason", True):
        yield Said(Effect.MEANING, "没填时是否要写原因改变")


_NEVER_FORBIDDEN: Final = Said(Effect.WIDER, "不再有不能填的情况")
_REFERENCES: Final = frozenset({"field", "same_as", "before_field", "after_field", "rows"})


def _with_names(condition: Any, names: Names) -> Any:
    """The rules with the new codes of fields in the place of old ones."""
    if isinstance(condition, list):
        return [_with_names(one, names) for one in condition]
    if not isinstance(condition, Mapping):
        return condition
    return {
        word: names.get(value, value) if word in _REFERENCES and isinstance(value, str) else _with_names(value, names)
        for word, value in condition.items()
    }


# the words of the dialect ---------------------------------------------------------------------------------------------
_MEANT: Final = {
    "计分、分级的办法改变": ("x-scale", "x-bands"),
    "能否沿用上次的回答改变": ("x-carry",),
    "打开时带出的内容改变": ("x-prefill",),
    "由哪一级签意见改变": ("x-step",),
    "是否加密保存改变": ("x-sensitive",),
}
_SHOWN: Final = {
    "填写说明改变": ("description",),
    "填写示例改变": ("x-example",),
    "印出的文字改变": ("x-text",),
    "盖章的位置改变": ("x-seal",),
    "选项的画法改变": ("x-draw",),
    "合计的写法改变": ("x-totals",),
    "对下级的锁定改变": ("x-locked",),
}
_COMPARERS: Final[Collection[Compare]] = (
    _title,
    *(_word(Effect.WORDS, key, *words) for key, words in _SHOWN.items()),
    _unit,
    _concept,
    _limits,
    _pattern,
    _several("precisions", "可写的日期精度增加", "可写的日期精度减少"),
    _several("tiers", "地址的级别增加", "地址的级别减少"),
    _rows,
    _columns,
    _reasons,
    _word(Effect.NARROWER, "自动得出的办法改变", "x-computed"),
    _word(Effect.NARROWER, "由哪张登记表抄来改变", "x-frozen"),
    *(_word(Effect.MEANING, key, *words) for key, words in _MEANT.items()),
    _switch("x-optional", Said(Effect.WIDER, "这一空可以不填"), Said(Effect.NARROWER, "这一空必填")),
    _switch("x-free", Said(Effect.WIDER, "可以填名册以外的人"), Said(Effect.NARROWER, "只能选名册里的人")),
)
