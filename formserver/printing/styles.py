"""Computed styles kept from sheet to sheet: most cells of most sheets look alike.

WeasyPrint shares a computed style among the elements of one document that the same rules match, and computes each
property when it is first asked for. The sheets of an office have a few dozen such styles in all, so they are kept.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final
from xml.etree.ElementTree import Element

from formserver.printing.replacing import remember

_MOST: Final = 2000  # a paper has some thirty; sizes of photos and heights of rows are what differs


@cache
def share() -> None:
    """Have all documents of this process share them from now on."""
    from weasyprint import css

    css.StyleFor = _sharing(css.StyleFor)


def _sharing(style_for: Any) -> Any:
    """WeasyPrint's class with a memory. Two elements of whatever document have the same computed style if their parents
    have and the cascade left them the same declarations."""
    known: dict[Any, Any] = {}

    class Sharing(style_for):  # type: ignore[misc]
        def set_computed_styles(
            self, element: Any, parent: Any, root: Any = None, pseudo_type: Any = None, **more: Any
        ) -> None:
            key = _key(self, element, parent, pseudo_type)
            if key in known:
                found = self.get_computed_styles()[element, pseudo_type] = known[key]
                if found["anchor"]:
                    more["target_collector"].collect_anchor(found["anchor"])
                return
            super().set_computed_styles(element, parent, root=root, pseudo_type=pseudo_type, **more)
            style = self.get_computed_styles()[element, pseudo_type]
            _share_the_copy(element, style)
            remember(known, key, style, _MOST)

    return Sharing


def _key(style_for: Any, element: Any, parent: Any, pseudo_type: str | None) -> Any:
    """What the computed style of an element, a page or a box of its margin depends on. The address of a parent is never
    another's: what is kept below it holds it."""
    above = None if parent is None else id(style_for.get_computed_styles()[parent, None])
    declared = style_for.get_cascaded_styles().get((element, pseudo_type), {}).items()
    kind = pseudo_type if isinstance(element, Element) else (pseudo_type,)
    try:
        return kind, above, id(style_for.font_config), frozenset(declared)
    except TypeError:
        return kind, above, id(style_for.font_config), frozenset(map(_fixed, declared))


def _fixed(value: Any) -> Any:
    """A declaration that can be compared: an underline is a set of lines, what a margin says a list."""
    if isinstance(value, list | tuple):
        return tuple(map(_fixed, value))
    return frozenset(value) if isinstance(value, set) else value


def _share_the_copy(element: Any, style: Any) -> None:
    """Layout takes a copy of the style of each cell with a height, says it has none, and asks the copy for everything
    else once more. One copy does for all."""
    if getattr(element, "tag", "") in ("td", "th") and style["height"] != "auto":
        copy = style.copy()
        style.copy = lambda: copy
