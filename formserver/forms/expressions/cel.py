"""Expressions of documents: checked for names and types when a document is loaded, bounded and silent when they run.

The one module that knows CEL. What an expression may say is docs/expressions.md.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from cel_expr_python import cel

from formserver.forms.expressions.expense import MOST_LETTERS, Expense
from formserver.forms.expressions.functions import FUNCTIONS, Function, NoValue
from formserver.forms.expressions.operands import BANDS
from formserver.forms.expressions.script import MOST_NAMES, Script, Unfit
from formserver.forms.expressions.sizes import NO_SIZE, Size, size_of

_log = logging.getLogger(__name__)
_BLANK: Final = "No value with name"  # how the runtime says that an answer is missing
_NOTHING: Final = "nothing to compute"
_GREATEST: Final = 10**15
_FAULT: Final = re.compile(r"<input>:(-?[0-9]+):(-?[0-9]+): ([^\n]*)")
_OVERLOAD: Final = re.compile(r"found no matching overload for '(.+)' applied to '\((.*)\)'")
_TYPES: Final[Mapping[str, cel.Type]] = {
    "bool": cel.Type.BOOL,
    "int": cel.Type.INT,
    "string": cel.Type.STRING,
    "list(int)": cel.Type.List(cel.Type.INT),
    "list(string)": cel.Type.List(cel.Type.STRING),
    "list(dyn)": cel.Type.List(cel.Type.DYN),
    "dyn": cel.Type.DYN,
    BANDS: cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN)),
}
_TYPE_WORDS: Final = {
    "list(int)": "一列整数",
    "list(string)": "一列文字",
    "int": "整数",
    "string": "文字",
    "bool": "是或否",
    "double": "小数",
}


class Expression:
    """An expression ready to run, any number of times, in any thread and after a fork. `names`: the names it may use,
    each with the size of what it stands for at the most."""

    def __init__(self, text: str, names: Mapping[str, Size]) -> None:
        self.text = text
        script = Script(text, names)
        self.used = script.used
        self._most = {name: names[name] for name in script.used}
        self._expense = Expense(script)
        running, slots = script.slots()
        self._slots = tuple((slot, name, is_optional) for slot, (name, is_optional) in slots.items())
        self._program = _RUNNING.compile(running)
        self._has_failed = False

    def value(self, read: Callable[[str], Any]) -> Any:
        """The value for the answers that `read` gives by name (None: unanswered); None where it has no value."""
        answers, sizes = self._fitting(read)
        if self._expense.letters(sizes) > MOST_LETTERS:
            return self._fail()
        known = ((slot, answers[name], is_optional) for slot, name, is_optional in self._slots)
        data = {slot: value for slot, value, is_optional in known if is_optional or value is not None}
        try:
            found = self._program.eval(data=data)
        except RuntimeError:  # more steps than the runtime allows, a number it cannot hold
            return self._fail()
        if found.type() == cel.Type.ERROR:
            said = str(found.value())
            return None if _BLANK in said or _NOTHING in said else self._fail()
        return found.value()

    @property
    def steps(self) -> int:
        """The most steps of about a microsecond that one value takes."""
        return self._expense.steps(self._most)

    def _fitting(self, read: Callable[[str], Any]) -> tuple[dict[str, Any], dict[str, Size]]:
        """The answers with their sizes. What is larger than its field takes has no value: what is posted is computed
        before it is judged."""
        answers, sizes = {}, {}
        for name, most in self._most.items():
            answer = read(name)
            size = size_of(answer)
            answers[name], sizes[name] = (answer, size) if most.holds(size) else (None, NO_SIZE)
        return answers, sizes

    def _fail(self) -> None:
        """Say once that the expression meets answers it cannot work with; never which."""
        if not self._has_failed:
            self._has_failed = True
            _log.warning("an expression had no value: %s", self.text)


def check(text: str, types: Mapping[str, str], wanted: str) -> None:
    """Check names, types and the type of the result (int, string, bool). `types`: operand -> its type.

    Raises Unfit with the reason in Chinese, quoting the place.
    """
    script = Script(text, types)
    script.refuse()
    variables = {name: _TYPES[types[name]] for name in script.used}
    environment = cel.NewEnv(variables=variables, extensions=[cel.CelExtension("checked", _declared())])
    try:
        program = environment.compile(text)
    except RuntimeError as error:
        raise _refusal(script, str(error)) from None
    given = program.return_type()
    if given != _TYPES[wanted]:
        raise Unfit(f"算式算出的是{_chinese(_written(given))}，这里要的是{_chinese(wanted)}")


def _refusal(script: Script, said: str) -> Unfit:
    found = _FAULT.search(said)
    if found is None or "recursion" in said:
        return Unfit("算式嵌套太深，或连用的符号太多")
    lines = script.text.splitlines(keepends=True)
    at = sum(map(len, lines[: int(found[1]) - 1])) + int(found[2]) - 1
    clash = _OVERLOAD.search(found[3])
    if clash is None:
        return script.unfit(at, "写法不对")
    return script.unfit(at, f"“{clash[1].replace('_', '')}”不能用于{_chinese(clash[2]).replace(', ', '和')}")


def _chinese(types: str) -> str:
    for word, said in _TYPE_WORDS.items():
        types = types.replace(word, said)
    return types


def _written(kind: cel.Type) -> str:
    return repr(kind).lower().replace("<", "(").replace(">", ")")


def _declared() -> list[cel.FunctionDecl]:
    """The functions with their types, for the check."""
    return [cel.FunctionDecl(function.name, _overloads(function)) for function in FUNCTIONS.values()]


def _overloads(function: Function) -> list[cel.Overload]:
    return [
        cel.Overload(f"{function.name}_{number}", _TYPES[result], [_TYPES[one] for one in parameters])
        for number, (parameters, result) in enumerate(function.overloads)
    ]


def _running() -> cel.Env:
    """Where every expression runs: types were checked before, and a name of any type stands in a slot."""
    functions = []
    for function in FUNCTIONS.values():
        lengths = sorted({len(parameters) for parameters, _ in function.overloads})
        any_type = [
            cel.Overload(f"{function.name}_{n}", cel.Type.DYN, [cel.Type.DYN] * n, False, _quiet(function.does))
            for n in lengths
        ]
        functions.append(cel.FunctionDecl(function.name, any_type))
    slots = {f"_{number}": cel.Type.DYN for number in range(2 * MOST_NAMES)}
    return cel.NewEnv(variables=slots, extensions=[cel.CelExtension("running", functions)])


def _quiet(does: Callable[..., Any]) -> Callable[..., Any]:
    def run(*values: Any) -> Any:
        try:
            found = does(*values)
        except NoValue:
            raise ValueError(_NOTHING) from None
        if isinstance(found, int) and abs(found) > _GREATEST:
            raise ValueError("too great")
        return found

    return run


_RUNNING: Final = _running()
