"""Rules of a field: when it is shown, required, closed or read-only, and where the page goes on; each a condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from formserver.forms.conditions.base import HEAD
from formserver.forms.designing import trees
from formserver.forms.designing.base import LEVELS, Do, Json, Refused, Said, Sketch, Words, called, orders
from formserver.forms.designing.changing import without_effect
from formserver.forms.designing.statements import COUNTS, OPTIONS, OTHER, TWO, statement, tests_for

JUMP: Final = "jump"
EFFECTS: Final = {"show": "才显示", "require": "必填", "forbid": "不能填", "read_only": "只读", JUMP: "跳过后面的"}
_SAID: Final = {
    "show": "“%(label)s”看“%(other)s”才显示。",
    "require": "“%(label)s”看“%(other)s”必填。",
    "forbid": "“%(label)s”看“%(other)s”不能填。",
    "read_only": "“%(label)s”看“%(other)s”只读。",
    JUMP: "“%(label)s”看“%(other)s”跳过后面几项。",
}
_GONE: Final = "这个条件已经没有了。"


# where conditions stand -----------------------------------------------------------------------------------------------
def conditions(spec: Mapping[str, Any]) -> list[tuple[str, Json | None, str]]:
    """The rules of a field: effect (of jumps with their number, `jump.0`), condition (None: always), where a jump
    leads to."""
    when = [(effect, spec["x-when"][effect], "") for effect in EFFECTS if effect in spec.get("x-when", {})]
    jumps = [(f"{JUMP}.{at}", one["when"], one["to"]) for at, one in enumerate(spec.get("x-jump", ()))]
    return [(effect, node if isinstance(node, dict) else None, to) for effect, node, to in (*when, *jumps)]


def condition(spec: Mapping[str, Any], effect: str) -> Json | None:
    """The condition of an effect, None where there is none."""
    return next((node for one, node, _ in conditions(spec) if one == effect), None)


def _store(spec: Json, effect: str, node: Json | None, to: str = "") -> None:
    kind, _, number = effect.partition(".")
    if kind != JUMP:
        spec.setdefault("x-when", {})[effect] = node
        if node is None:
            without_effect(spec, effect)
        return
    jumps: list[Json] = spec.setdefault("x-jump", [])
    if not number:
        jumps.append({"when": node, "to": to})
    elif node is not None:
        jumps[int(number)]["when"] = node
    else:
        del jumps[int(number)]
    if not jumps:
        del spec["x-jump"]


# what conditions may speak of -----------------------------------------------------------------------------------------
def askable(sketch: Sketch, place: str, effect: str = "", path: str = "") -> dict[str, Json]:
    """The fields a statement at a path of a rule may speak of, by the name it calls them: those beside, those around
    (`^code`), in what is said of rows those of the rows."""
    holder, code = sketch.holder(place), place.rpartition(".")[2]
    if trees.WHERE in path.split("."):
        above = path[: path.index(trees.WHERE)].rstrip(".")
        node = trees.at(condition(sketch.field(place), effect), above)
        table = holder["properties"].get((node or {}).get("rows", ""), {})
        return _asked(table.get("items", {}).get("properties", {}), "")
    own = {one: spec for one, spec in holder["properties"].items() if one != code or effect.startswith(JUMP)}
    around = place.rpartition(".")[0]
    outer = sketch.holder(around)["properties"] if "." in around else {}
    return _asked(own, "") | {
        name: spec for name, spec in _asked(outer, HEAD).items() if name != f"{HEAD}{around.rpartition('.')[2]}"
    }


def _asked(fields: Mapping[str, Json], prefix: str) -> dict[str, Json]:
    return {f"{prefix}{code}": spec for code, spec in fields.items() if tests_for(spec)}


def others(sketch: Sketch, place: str, on: str, effect: str = "", path: str = "") -> list[tuple[str, str]]:
    """The fields whose answers can be compared with that of the field `on`: name, label."""
    found = askable(sketch, place, effect, path)
    alike = ((name, spec) for name, spec in found.items() if name != on and spec["x-kind"] == found[on]["x-kind"])
    return [(name, called(spec)) for name, spec in alike]


def landings(sketch: Sketch, place: str) -> list[tuple[str, str]]:
    """Where a jump of a field may lead to: further fields of the same object, and the sections that begin there."""
    holder, code = sketch.holder(place), place.rpartition(".")[2]
    if "x-text" in holder:
        return []
    order = [one for group in orders(holder) for one in group]
    behind = order[order.index(code) + 2 :]
    titled = [(one["code"], one["fields"][0], one.get("title", "")) for one in holder.get("x-sections", ())]
    sections = [(section, title) for section, first, title in titled if first in behind and title]
    return [*sections, *((one, called(holder["properties"][one])) for one in behind)]


# steps ----------------------------------------------------------------------------------------------------------------
def set_rule(sketch: Sketch, words: Words) -> Said:
    """A `field` has the `effect` while the test `test` of the field `on` holds of the `values` chosen, the `limits`
    typed or the `other` field. `mode`: `set` in the place of the statement `at` a path, else beside what stands there,
    joined by `join` where that is one statement. A new jump leads `to` a field or section."""
    place, effect, on = words.needed("field"), words.text("effect"), words.needed("on")
    spec, path = sketch.field(place), words.text("at")
    if on == place.rpartition(".")[2] and not effect.startswith(JUMP):
        raise Refused("看这一项自己的答案，只能用来跳过后面的项。")
    asked = askable(sketch, place, effect, path).get(on)
    test = next((one for one in tests_for(asked) if one.code == words.text("test")), None) if asked else None
    if effect.partition(".")[0] not in EFFECTS or asked is None or test is None:
        raise Refused("请选好看哪一项、怎样时。")
    given = _given(words, test.form)
    if test.form == OTHER and given[0] not in dict(others(sketch, place, on, effect, path)):
        raise Refused("请选好与哪一项比。")
    new, before = statement(on, asked, test, given), condition(spec, effect)

    def change(node: Json | None) -> Json | None:
        if words.text("mode") != "set":
            return trees.added(node, new, words.text("join"))
        return new | ({"where": node["where"]} if node and "where" in node and "rows" in new else {})

    _store(spec, effect, trees.changed(before, path, change), _landing(sketch, place, effect, words))
    if effect == "require":
        _unmark(sketch.holder(place), place.rpartition(".")[2])
    return Said(_SAID[effect.partition(".")[0]], {"label": called(spec), "other": called(asked)})


def _given(words: Words, form: str) -> list[str]:
    """What was chosen or typed for a test; of two ends the empty one keeps its place."""
    if form == OTHER:
        return [words.text("other")]
    values = [one.strip() for one in words.texts("values")]
    if form == OPTIONS:
        return [one for one in values if one]
    limits = [one.strip() for one in words.texts("limits")]
    typed = limits if any(limits) else values
    return typed if form in (TWO, COUNTS) else [one for one in typed if one]


def _landing(sketch: Sketch, place: str, effect: str, words: Words) -> str:
    if effect != JUMP:
        return ""
    to = words.text("to")
    if to not in dict(landings(sketch, place)):
        raise Refused("请选好跳到哪里：后面的一项或一节，中间至少隔一项。")
    return to


def _unmark(holder: Json, code: str) -> None:
    if code in holder.get("required", ()):
        holder["required"].remove(code)
        if not holder["required"]:
            del holder["required"]


def join(sketch: Sketch, words: Words) -> Said:
    """Join the statements `at` a path of the rule `effect` of a `field` otherwise: all, any, none, not_all (`how`)."""
    spec, effect, how = sketch.field(words.needed("field")), words.text("effect"), words.text("how")
    before = condition(spec, effect)
    if how not in trees.HOWS or before is None:
        raise Refused(_GONE)

    def change(node: Json | None) -> Json | None:
        return trees.joined(how, trees.shape(node)[1]) if node else None

    _store(spec, effect, trees.changed(before, words.text("at"), change))
    return Said("改了“%(label)s”的一个条件。", {"label": called(spec)})


def drop_rule(sketch: Sketch, words: Words) -> Said:
    """A `field` has an `effect` no longer, or one statement less: that `at` a path."""
    spec, effect, path = sketch.field(words.needed("field")), words.text("effect"), words.text("at")
    if effect not in [one for one, _, _ in conditions(spec)]:
        raise Refused(_GONE)
    _store(spec, effect, trees.changed(condition(spec, effect), path, lambda node: None) if path else None)
    return Said("删除了“%(label)s”的一个条件。", {"label": called(spec)})


def soften(sketch: Sketch, words: Words) -> Said:
    """What a missing answer of a `field` means (`level`): it cannot be submitted (must), it asks for a reason (ask), or
    it is only told (tell)."""
    place, level = words.needed("field"), words.text("level")
    holder, spec, code = sketch.holder(place), sketch.field(place), place.rpartition(".")[2]
    is_marked = code in holder.get("required", ())
    if level not in LEVELS or not (is_marked or "require" in spec.get("x-when", {})):
        raise Refused("这一项还不是必填，请先改为必填。")
    when: Json = spec.setdefault("x-when", {"require": True})
    when.setdefault("require", True)
    for word in ("warn", "reason"):
        when.pop(word, None)
    when.update({} if level == "must" else {"warn": True} if level == "ask" else {"warn": True, "reason": False})
    _unmark(holder, code)
    return Said("没有填“%(label)s”时：%(what)s。", {"label": called(spec), "what": LEVELS[level]})


def level_of(sketch: Sketch, place: str) -> str:
    """What a missing answer means now; "" where it may be missing."""
    spec, code = sketch.field(place), place.rpartition(".")[2]
    when: Json = spec.get("x-when", {})
    if code not in sketch.holder(place).get("required", ()) and "require" not in when:
        return ""
    return "must" if not when.get("warn") else "ask" if when.get("reason", True) else "tell"


STEPS: Final[dict[str, Do]] = {"rule": set_rule, "join": join, "drop_rule": drop_rule, "soft": soften}
