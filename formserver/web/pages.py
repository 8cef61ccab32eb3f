"""Answering: a whole page or only its block for htmx, redirects after a post, and the entries of the navigation."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, current_app, make_response, redirect, render_template, request
from jinja2_fragments.flask import render_block

_NAVIGATION = "formserver.navigation"


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation: a msgid, the county page it opens, the rights of which it needs one, and what waits.

    ``endpoint`` takes ``county``; ``right``: one or several, None means every signed-in person; ``count`` gives the
    number shown beside the label for a county, 0 shows nothing; ``also``: blueprints of further pages it leads to, on
    which it is marked as well.
    """

    label: str
    endpoint: str
    right: str | tuple[str, ...] | None = None
    count: Callable[[str], int] | None = None
    also: tuple[str, ...] = ()

    def is_open_to(self, held: frozenset[str]) -> bool:
        """Whether somebody with these rights may open it."""
        wanted = (self.right,) if isinstance(self.right, str) else self.right
        return wanted is None or not held.isdisjoint(wanted)


def add_to_navigation(app: Flask, *items: NavItem) -> None:
    """Add entries to the navigation, shown in the order they were added."""
    app.extensions.setdefault(_NAVIGATION, []).extend(items)


def navigation() -> list[NavItem]:
    """Every entry of the navigation; what the reader may open is decided where it is drawn."""
    items: list[NavItem] = current_app.extensions.get(_NAVIGATION, [])
    return items


def wants_block() -> bool:
    """Whether htmx asked for a part of the page. A restored history entry needs the whole page again."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def render(template: str, block: str | None = None, *, status: int = 200, **context: object) -> Response:
    """The template as a page, or only its ``block`` when htmx asked; 422 is the status of a page with problems.

    A block drawn alone does not see what the page imports: use the global ``ui`` (macros/layout.html) inside blocks.
    """
    if block is not None and wants_block():
        return make_response(render_block(template, block, **context), status)
    return make_response(render_template(template, **context), status)


def see_other(url: str) -> Response:
    """303: what follows a good post, so that reloading the page does not post again."""
    return make_response(redirect(url, code=303))


def is_own_path(url: str) -> bool:
    """Whether the address is a path on this site, safe to redirect to."""
    return url.startswith("/") and not url.startswith(("//", "/\\")) and url.isprintable() and "\\" not in url
