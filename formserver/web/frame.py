"""What the frame of every page (base.html) needs: the macros, the reader, his counties, his rights, the navigation."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

from flask import Flask, current_app, json
from flask_login import current_user
from markupsafe import Markup

from formserver import __version__
from formserver.regions.names import display_name
from formserver.store import regions
from formserver.web.guard import current_county, open_counties, rights_here
from formserver.web.home import is_large_text
from formserver.web.pages import navigation

_NAMES: Final = "formserver.county_names"
_KEPT_SECONDS: Final = 300

# Only what the server marks as a page with problems replaces anything; see static/app.js for other errors.
_HTMX: Final = {
    "allowEval": False,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    "timeout": 20000,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}


@dataclass(frozen=True)
class Whereabouts:
    """Where the page belongs: the name of its county, and the reader's other counties as pairs of code and name."""

    here: str
    others: tuple[tuple[str, str], ...]


def whereabouts() -> Whereabouts:
    """The county of the page and the ways to the others. Counties the reader has no part in are not named."""
    counties = open_counties()
    names = _names_of(counties)
    here = current_county() or ""
    return Whereabouts(names.get(here, ""), tuple((code, names[code]) for code in counties if code != here))


def _names_of(counties: Sequence[str]) -> dict[str, str]:
    """Names as papers write them, or the code for want of one; remembered, because every page asks."""
    known: dict[str, tuple[float, str]] = current_app.extensions.setdefault(_NAMES, {})
    now = monotonic()
    wanted = [code for code in counties if code not in known or known[code][0] < now]
    found = regions.names(wanted) if wanted else {}
    known.update({code: (now + _KEPT_SECONDS, display_name(name)) for code, name in found.items()})
    return {code: known[code][1] if code in known else code for code in counties}


def init_frame(app: Flask) -> None:
    """Give every template, and every macro and block drawn alone, what the frame is made of."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        version=__version__,
        htmx_config=Markup(json.dumps(_HTMX)),
        current_user=current_user,
        current_county=current_county,
        rights_here=rights_here,
        whereabouts=whereabouts,
        navigation=navigation,
        is_large_text=is_large_text,
    )
    with app.app_context():
        app.jinja_env.globals["ui"] = app.jinja_env.get_template("macros/layout.html").module
