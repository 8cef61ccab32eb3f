"""WeasyPrint offers no way to be told what is known: some of its functions are replaced where its modules name them."""

from __future__ import annotations

import sys
from typing import Any


def replace(own: Any, ours: Any) -> None:
    """Put a function of ours in the place of one of the library's, in all of its modules that have been read.

    Raises LookupError where none names it: a new version of the library has to be looked at.
    """
    modules = [module for name, module in sys.modules.items() if name.startswith("weasyprint.")]
    naming = [module for module in modules if vars(module).get(own.__name__) is own]
    if not naming:
        raise LookupError(own.__name__)
    for module in naming:
        setattr(module, own.__name__, ours)


def remember(known: dict[Any, Any], key: Any, value: Any, most: int) -> None:
    """Keep what was worked out; where there is as much as may be kept, all else is forgotten."""
    if len(known) >= most:
        known.clear()
    known[key] = value
