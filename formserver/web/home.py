"""Pages that belong to no job: the way in, the state of the server, what the system is, and how pages are shown."""

from typing import Final

from flask import Blueprint, Response, has_request_context, make_response, request, url_for
from flask_login import current_user

from formserver.web.guard import open_counties, public, signed_in
from formserver.web.locale import COOKIE, LANGUAGES
from formserver.web.pages import is_own_path, render, see_other

pages = Blueprint("home", __name__)

TEXT_COOKIE: Final = "formserver_text"
_YEAR: Final = 365 * 24 * 3600


def is_large_text() -> bool:
    """Whether the reader asked for large text (大字版)."""
    return has_request_context() and request.cookies.get(TEXT_COOKIE) == "large"


@pages.get("/")
@public
def start() -> Response:
    """Lead to signing in, or to the work of the reader's first county."""
    if not current_user.is_authenticated:
        return see_other(url_for("auth.sign_in"))
    counties = open_counties()
    return see_other(f"/{counties[0]}/work" if counties else url_for("home.nothing"))


@pages.get("/no-work")
@signed_in
def nothing() -> Response:
    """What a person sees who holds no role anywhere; whoever holds one by now goes on to his work."""
    return see_other(url_for("home.start")) if open_counties() else render("home/nothing.html")


@pages.get("/healthz")
@public
def healthz() -> Response:
    """Whether the application answers. Touches neither session nor database, so that it costs nothing."""
    response = make_response("ok\n")
    response.mimetype = "text/plain"
    return response


@pages.get("/about")
@public
def about() -> Response:
    """What the system is for, and how to begin."""
    return render("home/about.html")


@pages.post("/display")
@public
def display() -> Response:
    """Keep how this browser wants its pages: text size and language, in cookies that say nothing else."""
    wanted = request.form.get("next", "/")
    response = see_other(wanted if is_own_path(wanted) else "/")
    text, language = request.form.get("text"), request.form.get("lang")
    if text in ("large", "normal"):
        _keep(response, TEXT_COOKIE, text)
    if language in LANGUAGES:
        _keep(response, COOKIE, language)
    return response


def _keep(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
