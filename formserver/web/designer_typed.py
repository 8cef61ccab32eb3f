"""What somebody typed into the panel of a place that another window has taken away: no input holds it any more."""

import re
from typing import Final

from formserver.web.designer_page import DesignPage

_CODES: Final = re.compile(r"[a-z0-9_.:,-]*")  # of what is chosen, not written
_TARGETS: Final = frozenset({"do", "cell", "field"})


def left_over(page: DesignPage) -> list[str]:
    """The texts of a step that came too late, in the order of the page; none where the page still asks them."""
    place, cell = (page.typed.get(name, ("",))[-1] for name in ("field", "cell"))
    if not page.is_moved or (page.chosen_field == place if place else page.key == cell):
        return []
    posted = ((name, texts[-1].strip()) for name, texts in page.typed.items())
    written = (text for name, text in posted if name not in _TARGETS and not name.startswith("_"))
    return [text for text in written if not _CODES.fullmatch(text)]
