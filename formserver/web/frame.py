"""What the frame of every page (base.html) needs: the macros, the reader, his county, his rights, the navigation."""

from typing import Final

from flask import Flask, json
from flask_login import current_user
from markupsafe import Markup

from formserver import __version__
from formserver.web.guard import current_county, rights_here
from formserver.web.home import is_large_text
from formserver.web.pages import navigation

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


def init_frame(app: Flask) -> None:
    """Give every template, and every macro and block drawn alone, what the frame is made of."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        version=__version__,
        htmx_config=Markup(json.dumps(_HTMX)),
        current_user=current_user,
        current_county=current_county,
        rights_here=rights_here,
        navigation=navigation,
        is_large_text=is_large_text,
    )
    with app.app_context():
        app.jinja_env.globals["ui"] = app.jinja_env.get_template("macros/layout.html").module
