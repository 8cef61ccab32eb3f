"""Margins, paddings and sizes kept from sheet to sheet: most boxes are as their style says, in the same room.

WeasyPrint works out eighteen lengths for every box, most of them two or three times. They depend on the style, on the
room around, and on what borders a box has in a table.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from formserver.printing.replacing import remember, replace

_MOST: Final = 5000  # a paper has some hundred; widths of columns and texts are what differs
_BORDERS: Final = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_LENGTHS: Final = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *(f"{bound}{axis}" for axis in ("width", "height") for bound in ("", "min_", "max_")),
    *_BORDERS,
)


@cache
def share() -> None:
    """Have all boxes of this process share them from now on."""
    from weasyprint.formatting_structure.boxes import Box, PageBox
    from weasyprint.layout import percent

    replace(percent.resolve_percentages, _sharing(percent.resolve_percentages, Box, PageBox))


def _sharing(resolve: Any, box_class: Any, page_class: Any) -> Any:
    """WeasyPrint's function with a memory. What is kept holds its style, so the address is no other's."""
    known: dict[Any, tuple[Any, dict[str, Any]]] = {}

    def resolved(box: Any, containing_block: Any) -> None:
        room = containing_block
        if isinstance(room, box_class):
            room = room.width, room.height
        own = vars(box)
        key = id(box.style), *room, *map(own.get, _BORDERS), isinstance(box, page_class)
        found = known.get(key)
        if found:
            own.update(found[1])
            return
        resolve(box, containing_block)
        remember(known, key, (box.style, {name: own[name] for name in _LENGTHS}), _MOST)

    return resolved
