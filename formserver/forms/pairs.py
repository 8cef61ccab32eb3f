"""Posted pairs of name and text, as a browser sends them: what a draft keeps and what entry pages are drawn from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property


class Pairs:
    """An ordered multi-dictionary of texts, with the methods WTForms asks of form data."""

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._texts: dict[str, list[str]] = {}
        for name, text in items:
            self._texts.setdefault(name, []).append(text)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, name: object) -> bool:
        return name in self._texts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pairs) and self._texts == other._texts

    __hash__ = None  # type: ignore[assignment]

    def items(self) -> list[tuple[str, str]]:
        """All pairs, in the order the names first came."""
        return [(name, text) for name, texts in self._texts.items() for text in texts]

    def getlist(self, name: str) -> list[str]:
        """Every text posted under the name, as typed."""
        return self._texts.get(name, [])

    def raw(self, name: str) -> str:
        """The first text as typed, or an empty one."""
        return next(iter(self.getlist(name)), "")

    def text(self, name: str) -> str:
        """The first text, normalised (see `normalise`)."""
        texts = self._texts.get(name)
        if not texts or not texts[0]:
            return ""
        # most texts of a page; none of these characters has another form
        return texts[0].strip() if _is_plain(texts[0]) else normalise(texts[0])

    def rows(self, name: str) -> list[int]:
        """The row numbers used below `name` ("family.0.name" -> 0), ascending."""
        return sorted(self._rows.get(name, ()))

    @cached_property
    def _rows(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for name in self._texts:
            for step in _ROW_STEP.finditer(name):
                found.setdefault(name[: step.start()], set()).add(int(step[1]))
        return found

    def merged(self, items: Iterable[tuple[str, str]]) -> Pairs:
        """A copy in which every name that `items` holds is replaced by what `items` says."""
        newer = Pairs(items)
        return Pairs([*((n, t) for n, t in self.items() if n not in newer), *newer.items()])


def normalise(text: str) -> str:
    """NFKC without the ends' white space and without invisible characters; line ends become "\\n".

    Chinese input methods type full-width digits, and Python's `re`, Ajv and Rust disagree about them: after this step
    they cannot. Full-width punctuation is kept, because the papers and the people use it in sentences.
    """
    lines = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    # run by run, not character by character: a letter and the accent typed after it become one character
    return "".join(
        run if index % 2 else unicodedata.normalize("NFKC", run) for index, run in enumerate(_KEPT.split(lines))
    ).strip()


_ROW_STEP = re.compile("[.](0|[1-9][0-9]{0,3})(?![^.])")
_is_plain = re.compile("[ -~\n一-龥，。；：？！（）、“”‘’《》…—～·\u3000]*").fullmatch
_KEPT = re.compile("([，。；：？！（）、“”‘’《》…—～·\u3000\n]+)")
# control characters but tab and line end, zero-width characters, marks of writing direction, halves of characters:
# nobody can see them, so two texts that look alike would differ, and a database may refuse them
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
