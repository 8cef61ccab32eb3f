"""Posted pairs of name and text, as a browser sends them: what a draft keeps and what entry pages are drawn from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property

import re2

from formserver.strict_json import INVISIBLE


class Pairs:
    """An ordered multi-dictionary of texts, with the methods WTForms asks of form data."""

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._texts: dict[str, list[str]] = {}
        for name, text in items:
            self._texts.setdefault(name, []).append(text)

    @classmethod
    def posted(cls, items: Iterable[tuple[str, str]]) -> Pairs:
        """The pairs of a page whose inputs are called as `spelled` says."""
        return cls(
            (name[:-1] if name[:-1] in _ASKED_OF_FORMS and name[-1] == "." else name, text) for name, text in items
        )

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
        texts = self._texts.get(name)
        return texts[0] if texts else ""

    def text(self, name: str) -> str:
        """The first text, normalised (see `normalise`)."""
        texts = self._texts.get(name)
        if texts is None:
            return ""
        text = texts[0]
        # Most texts of a page are codes, dates and numbers: nothing to normalise, and no spaces around them.
        if _is_bare(text):
            return text
        text = text[:_LONGEST]
        # none of these characters has another form
        return text.strip() if _is_plain(text) else normalise(text)

    def rows(self, name: str) -> list[int]:
        """The row numbers used below `name` ("family.0.name" -> 0), ascending."""
        return sorted(self._rows.get(name, ()))

    def row_marks(self) -> list[tuple[str, str]]:
        """What marks every row that any name stands in, whether the page has posted the mark or not."""
        return [(f"{name}.{row}.row", "1") for name, rows in self._rows.items() for row in sorted(rows)]

    @cached_property
    def _rows(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for name in self._texts:
            if "." not in name or len(name) > _LONGEST_NAME:
                continue
            for step in _ROW_STEP.finditer(name):
                found.setdefault(name[: step.start()], set()).add(int(step[1]))
        return found

    def below(self, name: str) -> list[tuple[str, str]]:
        """The pairs of one question: its own, those of parts of its answer (`name.…`), those of its blanks and its 无
        (`name__…`; no other question has such a name)."""
        return [(key, text) for key, text in self.items() if key == name or key.startswith((f"{name}.", f"{name}__"))]

    def merged(self, items: Iterable[tuple[str, str]]) -> Pairs:
        """The pairs in which every name that `items` holds is replaced by what `items` says."""
        newer = Pairs(items)
        if not newer:
            return self
        return Pairs([*((n, t) for n, t in self.items() if n not in newer), *newer.items()])


def spelled(name: str) -> str:
    """What the input of that name is called on a page.

    Inside a form an input takes the place of the property of its name, and htmx asks every form on a page for three
    of them. No other name ends in a dot.
    """
    return f"{name}." if name in _ASKED_OF_FORMS else name


def normalise(text: str) -> str:
    """NFKC without the ends' white space and without invisible characters; line ends become "\\n".

    At most 20,000 characters are read, and at most 30 accents upon one letter.

    Chinese input methods type full-width digits, and Python's `re`, Ajv and Rust disagree about them: after this step
    they cannot. Full-width punctuation is kept, because the papers and the people use it in sentences.
    """
    lines = INVISIBLE.sub("", _LINE_END.sub("\n", text[:_LONGEST]))
    if len(lines) > _STACK:
        lines = _STACKED.sub(r"\1", lines)
    # run by run, not character by character: a letter and the accent typed after it become one character
    return "".join(
        run if index % 2 else unicodedata.normalize("NFKC", run) for index, run in enumerate(_KEPT.split(lines))
    ).strip()


_ASKED_OF_FORMS = frozenset({"attributes", "closest", "matches"})
_ROW_STEP = re.compile("[.](0|[1-9][0-9]{0,3})(?![^.])")
_is_bare = re.compile("[!-~](?:[ -~]{0,200}[!-~])?").fullmatch
_is_plain = re.compile("[ -~\n一-龥，。；：？！（）、“”‘’《》…—～·\u3000]*").fullmatch
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
_KEPT = re.compile("([，。；：？！（）、“”‘’《》…—～·\u3000\n]+)")
# More than any field takes, and longer than any name: what is longer is refused all the same, at no cost.
_LONGEST = 20_000
_LONGEST_NAME = 500
# Accents upon one letter; what NFKC does with them takes time that grows with the square of their number.
_STACK = 30
_STACKED = re2.compile(r"(\p{M}{30})\p{M}+")
