"""The sections of a part as they are met: a heading over the table, or a name at its side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from formserver.forms.importing.codes import Names

_TITLE: Final = 200
_MOST: Final = 50


class Sections:
    """Collects the codes of fields under the heading they stand below."""

    def __init__(self) -> None:
        self._found: list[tuple[str, list[str]]] = [("", [])]
        self._key: object = None

    @property
    def title(self) -> str:
        """The heading that holds now; empty: none."""
        return self._found[-1][0]

    def begin(self, title: str, key: object) -> None:
        """A heading; `key` tells whether it is the same one that holds already (a name beside several rows)."""
        if key != self._key:
            self._key = key
            self._found.append((title, []))

    def add(self, codes: Iterable[str]) -> None:
        """Fields below the heading that holds."""
        self._found[-1][1].extend(codes)

    def words(self) -> dict[str, Any]:
        """`x-sections`, or `x-order` where the paper has no heading or more of them than a part may have."""
        filled = [(title, codes) for title, codes in self._found if codes]
        if not any(title for title, _ in filled) or len(filled) > _MOST:
            return {"x-order": [code for _, codes in filled for code in codes]}
        names = Names()
        return {"x-sections": [_section(title, codes, names) for title, codes in filled]}


def _section(title: str, codes: list[str], names: Names) -> dict[str, Any]:
    return {"code": names.take(title, "part"), **({"title": title[:_TITLE]} if title else {}), "fields": codes}
