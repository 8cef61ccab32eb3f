"""The text of an expression, word by word: which names and functions it uses, and what a type check cannot say of it.

The words of the language are few: what is not listed here or in functions.py does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from formserver.forms.expressions.functions import FUNCTIONS

LONGEST: Final = 2000
MOST_NAMES: Final = 200
_WALKS: Final = frozenset({"all", "exists", "exists_one", "filter", "map"})
_METHODS: Final = frozenset({"size", "contains", "startsWith", "endsWith", "string"})
_PLAIN: Final = frozenset({"true", "false", "null", "in"})
_TOKEN: Final = re.compile(
    r"""(?P<text>"[^"\n]*"|'[^'\n]*')|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)(?P<call>\s*(?=\())?"""
    r"""|(?P<number>[0-9][0-9A-Za-z_.]*)|(?P<sign>[=!<>]=|&&|\|\||[^\s])"""
)
_OPENING, _BETWEEN, _CLOSING = ("(", "["), ("(", "[", ","), (")", "]", ",")


class Unfit(Exception):
    """An expression that is refused: `reason` says why, in Chinese, quoting the place."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Word:
    """One word: its sort (text, name, number, sign), and where it stands. Of a call, `head` is what stands before the
    last dot, `call` the function."""

    sort: str
    text: str
    at: int
    head: str = ""
    call: str = ""


class Script:
    """An expression as it is written. `names` are the operands it may use."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        self.text = text
        self.names = names

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words in order; white space is left out."""
        return tuple(_word(match) for match in _TOKEN.finditer(self.text))

    @cached_property
    def used(self) -> tuple[str, ...]:
        """The operands it names, each once."""
        return tuple(dict.fromkeys(word.head for word in self.words if word.head in self.names))

    @cached_property
    def operands(self) -> tuple[Word, ...]:
        """The words that stand for an operand, whether or not there is one of that name."""
        return tuple(word for word in self.words if word.head and word.head not in (*self.walkers, *_PLAIN))

    def slots(self) -> tuple[str, Mapping[str, tuple[str, bool]]]:
        """The text with `_0`, `_1` … in place of the names, and slot -> (name, whether it may be unanswered there)."""
        slots: dict[tuple[str, bool], str] = {}
        parts, end = [], 0
        for index, word in enumerate(self.words):
            if word.head in self.names:
                key = word.head, self._may_be_blank(index)
                parts += [self.text[end : word.at], slots.setdefault(key, f"_{len(slots)}")]
                end = word.at + len(word.head)
        return "".join([*parts, self.text[end:]]), {slot: key for key, slot in slots.items()}

    def _may_be_blank(self, index: int) -> bool:
        """A name that stands by itself in the list or the brackets of a function that skips blanks."""
        if self._sign(index - 1) not in _BETWEEN or self._sign(index + 1) not in _CLOSING:
            return False
        depth = 0
        for word_index in range(index - 1, -1, -1):
            sign = self._sign(word_index)
            depth += (sign in (")", "]")) - (sign in _OPENING)
            if depth == -1 and sign == "(":
                function = FUNCTIONS.get(self.words[word_index - 1].call) if word_index else None
                return function is not None and function.skips_blanks
            if depth == -1:
                depth = 0  # a list inside the brackets
        return False

    def _sign(self, index: int) -> str:
        if not 0 <= index < len(self.words):
            return ""
        word = self.words[index]
        return word.text if word.sort == "sign" else ""

    # faults -----------------------------------------------------------------------------------------------------------
    def refuse(self) -> None:
        """Raise Unfit for what a type check does not find: other words, strange quotes, loops that could run long."""
        if len(self.text) > LONGEST:
            raise Unfit(f"算式长于{LONGEST}个字")
        for strange in ("\\", '"""', "'''", "`", "//"):
            if strange in self.text:
                raise self.unfit(self.text.index(strange), f"算式里不能用 {strange}")
        for index, word in enumerate(self.words):
            self._refuse_word(index, word)
        walks = [word for word in self.words if word.call in _WALKS]
        if len(walks) > 1:
            raise self.unfit(walks[1].at, f"一个算式里最多用一次 {'、'.join(sorted(_WALKS))}")
        if len(self.used) > MOST_NAMES:
            raise Unfit(f"算式里用到的项多于{MOST_NAMES}个")

    def _refuse_word(self, index: int, word: Word) -> None:
        before = self._sign(index - 1)
        if word.call and word.call not in (*FUNCTIONS, *_WALKS, *_METHODS):
            raise self.unfit(word.at, f"没有名为 {word.call} 的函数")
        if word.text == "." and index and self.words[index - 1].sort == "name":
            raise self.unfit(word.at, "点号前后不要有空格")
        if before == "." and not word.call:
            raise self.unfit(word.at, "点号后面只能是函数")
        if word.head in self.walkers and word.head in self.names:
            raise self.unfit(word.at, f"{word.head} 已是一项的代码，请换一个名字")
        if word in self.operands and word.head not in self.names:
            raise self.unfit(word.at, f"没有名为 {word.head} 的项")

    @cached_property
    def walkers(self) -> frozenset[str]:
        """The names that `filter`, `map` … give to one entry of a list."""
        starts = (index for index, word in enumerate(self.words) if word.call in _WALKS)
        return frozenset(word.text for index in starts for word in self.words[index + 2 : index + 3])

    def refuse_codes(self, codes: Mapping[str, Sequence[str]], own: Sequence[str]) -> None:
        """Raise Unfit for a text that is compared with a choice, or is the result of one, and is none of its codes.

        `codes`: operand -> the codes of its options; `own`: those of the field that is computed.
        """
        for word, names, is_result in self.literals():
            allowed = [codes[name] for name in names if codes.get(name)]
            if own and is_result:
                allowed.append(own)
            if any(word.text[1:-1] not in one for one in allowed):
                raise self.unfit(word.at, f"没有代码为 {word.text[1:-1]} 的选项")

    def literals(self) -> Iterator[tuple[Word, list[str], bool]]:
        """Each text in quotes, the names it is compared with, and whether it is the result."""
        for index, word in enumerate(self.words):
            if word.sort == "text":
                yield word, list(self._compared_with(index)), self._is_result(index)

    def _is_result(self, index: int) -> bool:
        begins, ends = index == 0, index + 1 == len(self.words)
        return (begins or self._sign(index - 1) in ("?", ":")) and (ends or self._sign(index + 1) == ":")

    def _compared_with(self, index: int) -> Iterator[str]:
        """The names a text is compared with: `x == "a"`, `"a" in x`, `x in ["a", "b"]`, `count(x, "a")`."""
        before, after = self._word(index - 1), self._word(index + 1)
        if before in ("==", "!="):
            yield self._head(index - 2)
        if after in ("==", "!=", "in"):
            yield self._head(index + 2)
        start = index
        while self._word(start - 1) == "," or self._word(start - 1) in _OPENING:
            if self._word(start - 1) in _OPENING:
                yield self._head(start - 3) if self._word(start - 2) == "in" else ""
                return
            start -= 2
            yield self._head(start) if self._word(start - 2) == "count" else ""

    def _word(self, index: int) -> str:
        return self.words[index].text if 0 <= index < len(self.words) else ""

    def _head(self, index: int) -> str:
        return self.words[index].head if 0 <= index < len(self.words) else ""

    def unfit(self, at: int, why: str) -> Unfit:
        """A refusal that quotes the place."""
        quoted = " ".join(self.text[at : at + 20].split())
        return Unfit(f"算式“{quoted}”处：{why}" if quoted else f"算式末尾：{why}")


def _word(match: re.Match[str]) -> Word:
    text, name = match.group().rstrip(), match["name"]
    if name is None:
        return Word("text" if match["text"] else "number" if match["number"] else "sign", text, match.start())
    if match["call"] is None or name in _PLAIN:
        return Word("name", name, match.start(), head=name)
    head, _, call = name.rpartition(".")
    return Word("name", name, match.start(), head, call)
