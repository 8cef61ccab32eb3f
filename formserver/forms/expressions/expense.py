"""What an expression costs: how much it may write together while it runs, and how long that takes at the most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from formserver.forms.expressions.script import Script
from formserver.forms.expressions.sizes import Size

MOST_LETTERS = 500_000


class Expense:
    """The expense of one expression; it depends on the sizes of what it names."""

    def __init__(self, script: Script) -> None:
        heads = Counter(word.head for word in script.words)
        self._uses = {name: heads[name] for name in script.used}
        self._uses_of_entry = sum(heads[name] for name in script.walkers)
        self._listed = script.text.count(",") + 1  # entries of lists that the text itself holds
        self._words = len(script.words)

    def letters(self, sizes: Mapping[str, Size]) -> int:
        """The most letters that it writes together: what it names, and again for each entry that it walks."""
        whole = sum(uses * sizes[name].letters for name, uses in self._uses.items())
        if not self._uses_of_entry:
            return whole
        walked = max((size.letters for size in sizes.values() if size.entries is not None), default=0)
        return whole + walked * self._uses_of_entry + (whole - walked) * self._entries(sizes)

    def steps(self, sizes: Mapping[str, Size]) -> int:
        """The most steps of about a microsecond that it takes; rather too many than too few.

        Measured: one to read an entry of a column, half a one for each time it is used, as lists put behind each other
        are copied again and again; a fiftieth for a letter, a tenth for a word of the text, in each turn of a walk; and
        the list that a walk makes is copied in each turn.
        """
        read = sum(sizes[name].entries or 0 for name in self._uses)
        entries = self.letters({name: Size(size.entries or 0, size.entries) for name, size in sizes.items()})
        walked = self._entries(sizes) if self._uses_of_entry else 0
        copied = min(entries, MOST_LETTERS) // 2 + min(self.letters(sizes), MOST_LETTERS) // 50
        return 10 + self._words * (1 + walked) // 10 + walked * walked // 100 + read + copied

    def _entries(self, sizes: Mapping[str, Size]) -> int:
        """The most entries of a list that it may walk."""
        return self._listed + sum(uses * (sizes[name].entries or 0) for name, uses in self._uses.items())
