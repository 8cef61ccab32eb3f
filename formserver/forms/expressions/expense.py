"""How much an expression may write together at the most: what it names, and again for each entry that it walks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from formserver.forms.expressions.script import Script


class Expense:
    """The expense of one expression, in letters; it depends on the answers."""

    def __init__(self, script: Script) -> None:
        heads = Counter(word.head for word in script.words)
        self._uses = {name: heads[name] for name in script.used}
        self._uses_of_entry = sum(heads[name] for name in script.walkers)
        self._listed = script.text.count(",") + 1  # entries of lists that the text itself holds

    def of(self, answers: Mapping[str, Any]) -> int:
        """The most letters that can come of these answers, by name."""
        whole = sum(uses * _letters(answers[name]) for name, uses in self._uses.items())
        if not self._uses_of_entry:
            return whole
        lists = {name: answer for name, answer in answers.items() if isinstance(answer, list)}
        walked = max(map(_letters, lists.values()), default=0)
        entries = self._listed + sum(self._uses[name] * len(answer) for name, answer in lists.items())
        return whole + walked * self._uses_of_entry + (whole - walked) * entries


def _letters(answer: Any) -> int:
    if isinstance(answer, list):
        return sum(1 + _letters(entry) for entry in answer)
    return len(answer) if isinstance(answer, str) else 0
