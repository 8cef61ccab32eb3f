"""What somebody typed into the panel of a place that another window has taken away: no input holds it any more."""

from formserver.web.designer_page import DesignPage
from formserver.web.designer_posted import written


def is_gone(page: DesignPage) -> bool:
    """Whether what came too late was typed of a place that the page asks no more."""
    place, cell = (page.typed.get(name, ("",))[-1] for name in ("field", "cell"))
    return page.is_moved and (page.chosen_field != place if place else page.key != cell)


def left_over(page: DesignPage) -> list[str]:
    """The texts of a step that came too late and that no input holds, in the order of the page."""
    return written([*([page.typed] if is_gone(page) else []), *page.again.told])
