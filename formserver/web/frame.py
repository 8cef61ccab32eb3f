"""The frame of every page: drawn once for all readers who stand alike, with holes for what is a reader's own.

The macros of templates/frame.html decide by what they are told here and by nothing else; the rest is a hole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from time import monotonic
from typing import Final

from flask import Flask, current_app, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from formserver import __version__
from formserver.regions.names import display_name
from formserver.store import regions
from formserver.web.copies import copy_owner
from formserver.web.facts import drawn
from formserver.web.guard import current_county, open_counties, rights_here
from formserver.web.holes import Holes
from formserver.web.home import is_large_text
from formserver.web.locale import choose_language
from formserver.web.pages import NavItem, navigation

_TEMPLATE: Final = "frame.html"
_NAMES: Final = "formserver.county_names"
_KEPT_SECONDS: Final = 300
_COUNT: Final = Markup('<span class="count">{}</span>')


@dataclass(frozen=True)
class Whereabouts:
    """Where the page belongs: the code and name of its county, and the reader's other counties as pairs of these."""

    county: str = ""
    here: str = ""
    others: tuple[tuple[str, str], ...] = ()


def whereabouts() -> Whereabouts:
    """The county of the page and the ways to the others. Counties the reader has no part in are not named."""
    counties = open_counties()
    names = _names_of(counties)
    county = current_county() or ""
    if county not in counties:  # what is not found may have named any
        county = next(iter(counties), "")
    return Whereabouts(county, names.get(county, ""), tuple((code, names[code]) for code in counties if code != county))


def _names_of(counties: Sequence[str]) -> dict[str, str]:
    """Names as papers write them, or the code for want of one; remembered, because every page asks."""
    known: dict[str, tuple[float, str]] = current_app.extensions.setdefault(_NAMES, {})
    now = monotonic()
    wanted = [code for code in counties if code not in known or known[code][0] < now]
    found = regions.names(wanted) if wanted else {}
    known.update({code: (now + _KEPT_SECONDS, display_name(name)) for code, name in found.items()})
    return {code: known[code][1] if code in known else code for code in counties}


@dataclass(frozen=True)
class Standing:
    """All that the frame decides by; a county's navigation has the entries that the reader may open."""

    is_signed_in: bool
    is_bare: bool = False
    is_large: bool = False
    where: Whereabouts = Whereabouts()
    items: tuple[NavItem, ...] = ()
    endpoint: str = ""


# what stands in the holes ---------------------------------------------------------------------------------------------
def _here() -> str:
    """The address to come back to; the start where somebody wrote into it what no page may hold."""
    here = request.full_path if request.query_string and request.method == "GET" else request.path
    return here if here.isprintable() else "/"


_FACTS: Final[dict[str, Callable[[], str]]] = {
    "token": generate_csrf,
    "owner": copy_owner,
    "here": _here,
    "user": lambda: current_user.full_name or current_user.username,
}


# the three parts ------------------------------------------------------------------------------------------------------
def head() -> Markup:
    """What the head of every page has besides its title."""
    return _drawn("head", Standing(current_user.is_authenticated))


def top(is_bare: bool = False, counts: bool = True) -> Markup:
    """The line on top and the navigation, with what waits or without ``counts``. A bare one asks for nothing that may
    be what failed: no navigation, no token for strangers."""
    if is_bare or not current_user.is_authenticated:
        return _drawn("top", Standing(current_user.is_authenticated, is_bare, is_large_text()))
    where = whereabouts()
    held = rights_here(where.county)
    items = tuple(one for one in navigation() if where.county and one.is_open_to(held))
    items = items if counts else tuple(replace(one, count=None) for one in items)
    return _drawn("top", Standing(True, False, is_large_text(), where, items, request.endpoint or ""))


def foot(is_bare: bool = False) -> Markup:
    """The line below, with the other languages; a bare one without them."""
    return _drawn("foot", Standing(current_user.is_authenticated, is_bare, is_large_text()))


def _drawn(part: str, standing: Standing) -> Markup:
    written = _recorded(part, choose_language(), standing).copy()
    counts = {item.endpoint: item.count for item in standing.items}
    for place in range(1, len(written), 2):
        name = written[place]
        count = counts.get(name)
        written[place] = _counted(count(standing.where.county)) if count else escape(_FACTS[name]())
    return Markup("".join(written))


def _counted(number: int) -> str:
    return _COUNT.format(number) if number else ""


@lru_cache(maxsize=500)
def _recorded(part: str, language: str, standing: Standing) -> list[str]:
    """What the macro of that name draws, cut at its holes: words, name of a hole, words, ..."""
    holes = Holes()
    return holes.split(drawn(_TEMPLATE, part, standing, holes.hole))


def init_frame(app: Flask) -> None:
    """Give every template, and every macro and block drawn alone, what the frame is made of."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        version=__version__,
        current_user=current_user,
        rights_here=rights_here,
        frame_head=head,
        frame_top=top,
        frame_foot=foot,
        is_large_text=is_large_text,
    )
    with app.app_context():
        app.jinja_env.globals["ui"] = app.jinja_env.get_template("macros/layout.html").module
