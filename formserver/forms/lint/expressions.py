"""What can be wrong with the computed values and written checks of a part, found when a document is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError
from operator import itemgetter

from formserver.forms.expressions import cel
from formserver.forms.expressions.computing import Computed, Computing, Holds, found_in, in_order
from formserver.forms.expressions.scopes import Pattern, Scope, scopes
from formserver.forms.expressions.script import Script, Unfit
from formserver.forms.group import Group
from formserver.forms.kinds.base import Field
from formserver.forms.lint.base import Fault
from formserver.forms.placeholders import BLANK

MOST_STEPS = 1_000_000  # of all expressions of a part with one save; about a second of one processor


def faults(whole: Group, root: str) -> Iterator[Fault]:
    """Every fault below the JSON path `root` of the part: names, types, option codes, dependencies in a circle."""
    computed, checks = found_in(whole)
    found = [fault for one in computed for fault in _computed_faults(one, root)]
    found += [fault for check in checks for fault in _check_faults(check, root)]
    for scope in scopes(whole):
        for field in scope.group.fields.values():
            found += _scale_faults(field, _place(root, (*scope.pattern, field.code)))
    found = found or list(_cycle(computed, root))
    yield from found or _expense(whole, root)


def _computed_faults(one: Computed, root: str) -> Iterator[Fault]:
    here, field = _place(root, one.pattern), one.field
    if not field.result:
        yield f"{here}.x-computed", "这一种项不能自动计算"
    elif reason := _unfit(field.spec["x-computed"]["cel"], one.scope, field.result, field.option_codes):
        yield f"{here}.x-computed.cel", reason
    if _copies_sensitive(one):
        yield f"{here}.x-computed.cel", "算式用到加密保存的项，算出的文字也要标 x-sensitive"
    if field.is_fixed and (field.none_code or _is_demanded(field, one.scope.group)):
        yield here, "自动计算、不用填写的项，不能列为必填，也不能有 x-none"


def _copies_sensitive(one: Computed) -> bool:
    """Whether free words are made of an answer that is stored encrypted, and are not encrypted themselves."""
    operands = one.scope.operands
    return (
        one.field.writes_any_text
        and not one.field.is_sensitive()
        and any(operands[name].is_sensitive for name in Script(one.field.spec["x-computed"]["cel"], operands).used)
    )


def _scale_faults(field: Field, here: str) -> Iterator[Fault]:
    """Orders and bands speak of the field's own options."""
    order, bands = field.spec.get("x-scale", {}).get("order", []), field.spec.get("x-bands", [])
    for word, codes in (("x-scale", order), ("x-bands", [one["code"] for one in bands if field.option_codes])):
        strange = (code for code in codes if code not in field.option_codes)
        yield from ((f"{here}.{word}", f"没有代码为 {code} 的选项") for code in strange)
    if any(one["from"] > one.get("to", one["from"]) for one in bands):
        yield f"{here}.x-bands", "from 不能大于 to"


def _is_demanded(field: Field, group: Group) -> bool:
    return field.code in group.spec.get("required", ()) or "require" in field.spec.get("x-when", {})


def _check_faults(check: Holds, root: str) -> Iterator[Fault]:
    group = check.scope.group
    here = f"{_place(root, check.scope.pattern)}.x-checks[{group.spec['x-checks'].index(check.spec)}]"
    if reason := _unfit(check.spec["cel"], check.scope, "bool", ()):
        yield f"{here}.cel", reason
    for word, codes in (("at", [check.spec["at"]]), ("message", BLANK.findall(check.spec["message"]))):
        yield from ((f"{here}.{word}", f"没有名为 {code} 的项") for code in codes if code not in group.members)
    if check.takes_reason:  # the warning is kept beside its reason, for everybody who may see the record
        named = (code for code in BLANK.findall(check.spec["message"]) if code in group.members)
        quoted = (code for code in named if group.members[code].tells_sensitive)
        yield from ((f"{here}.message", f"{code} 是加密保存的项，要写明原因的提示里不能引用它") for code in quoted)


def _unfit(text: str, scope: Scope, wanted: str, own_codes: tuple[str, ...]) -> str:
    """Why the expression is refused; empty where it is not."""
    operands = scope.operands
    script = Script(text, operands)
    try:
        cel.check(text, {name: operands[name].type for name in script.used}, wanted)
        script.refuse_codes({name: operands[name].codes for name in script.used}, own_codes)
    except Unfit as unfit:
        return unfit.reason
    return ""


def _cycle(computed: list[Computed], root: str) -> Iterator[Fault]:
    try:
        in_order(computed)
    except CycleError as error:
        path: Pattern = error.args[1][0]
        yield f"{_place(root, path)}.x-computed.cel", "算式互相依赖，谁也算不出来"


def _expense(whole: Group, root: str) -> Iterator[Fault]:
    """All expressions of a part together; the place is that of the one that costs most."""
    steps = list(Computing(whole).steps())
    total = sum(count for _, count in steps)
    if total > MOST_STEPS:
        pattern, _ = max(steps, key=itemgetter(1))
        yield (
            _place(root, pattern),
            f"算式太费时间：保存一次最多要算{total}步，上限是{MOST_STEPS}步；这一项占得最多",
        )


def _place(root: str, pattern: Pattern) -> str:
    """The JSON path of a field, or of an object of fields, in the document."""
    return root + "".join(".items" if step == "*" else f".properties.{step}" for step in pattern)
