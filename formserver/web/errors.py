"""Every failure as a page in Chinese: what happened, what to do next, a way back; never a traceback."""

import logging
import secrets
import sys
import traceback
from types import TracebackType
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, make_response, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from jinja2_fragments.flask import render_block
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.web.advice import advice_for, is_too_much_text
from formserver.web.guard import SignInNeeded, policy_of
from formserver.web.locale import sentence
from formserver.web.pages import is_own_path, see_other, wants_block
from formserver.web.templates import Templates
from formserver.web.typed import posted

logger = logging.getLogger(__name__)


_LEADING_ON: Final = frozenset({403, 404})
"""Nothing failed but the reader's wish: the page has its navigation."""


class WebApplication(Flask):
    """Flask that writes failures to the log without their texts, which may quote somebody's data."""

    jinja_environment = Templates

    def log_exception(
        self,
        exc_info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> None:
        g.incident = secrets.token_hex(4)
        kind, _, trace = exc_info
        places = " < ".join(
            f"{frame.name} {frame.filename}:{frame.lineno}" for frame in reversed(traceback.extract_tb(trace))
        )
        logger.error("incident %s: %s at %s", g.incident, kind.__name__ if kind else "", places)


def init_errors(app: Flask) -> None:
    """Answer every failure of the application with a page."""
    app.register_error_handler(FormserverError, _on_named)
    app.register_error_handler(SignInNeeded, _on_sign_in_needed)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(RecursionError, _on_too_deep)
    app.register_error_handler(OperationalError, _on_database)
    app.register_error_handler(DataError, _on_unfit)
    app.register_error_handler(OSError, _on_machine)


def error_page(
    status: int,
    happened: str | None = None,
    *,
    keeps_typed: bool = False,
    again: str | None = None,
    is_later: bool = False,
) -> Response:
    """The page of a failure, or for htmx only the block, which the browser puts into the page's place for notices.

    ``keeps_typed``: the post may be sent again as it is, so the page offers that with all that was typed. ``again``:
    an address that may be opened once more, ``is_later``: a post that only came too early; the failure's own sentence
    says when.
    """
    advice, is_text = advice_for(status), is_too_much_text(status)
    context = {
        "title": advice.title,
        "happened": advice.sentence if is_text else happened or advice.sentence,
        "next_step": None if again else advice.next_step,
        "again": again,
        "is_later": is_later,
        "status": status,
        "incident": g.get("incident"),
        "sign_in_needed": status == 401,
        "stays": wants_block(),
        "back": _way_back(),
    }
    try:
        if status in _LEADING_ON and current_user.is_authenticated:
            db.session.rollback()
            context["leads_on"] = True
        return _drawn(status, context | (_typed() if keeps_typed else {}))
    except Exception as error:
        # What failed may be what the frame needs as well, the database above all. Plain words always work.
        logger.error("error page of status %s: %s", status, type(error).__name__)
        return _plain(status, context)


def _typed() -> dict[str, object]:
    typed = None if wants_block() else posted()
    return {"typed": typed, "next": typed.url, "user_name": ""} if typed else {}


def _drawn(status: int, context: dict[str, object]) -> Response:
    if not wants_block():
        return make_response(render_template("errors/error.html", **context), status)
    response = make_response(render_block("errors/error.html", "problem", **context), status)
    response.headers["HX-Retarget"] = "#notices"
    response.headers["HX-Reswap"] = "innerHTML show:top"
    return response


def _plain(status: int, context: dict[str, object]) -> Response:
    sentences = (context["title"], context["happened"], context["next_step"])
    response = make_response("\n".join(str(sentence) for sentence in sentences if sentence) + "\n", status)
    response.mimetype = "text/plain"
    return response


def _way_back() -> str | None:
    """The page of ours the reader came from, if the browser says."""
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:
        return None
    path = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    is_ours = came_from.netloc == request.environ.get("HTTP_HOST") and is_own_path(path)
    return path if is_ours and path != request.path else None


def _on_named(error: FormserverError) -> Response:
    address = request.full_path if request.query_string else request.path
    if error.retry_seconds and request.method in ("GET", "HEAD"):
        response = error_page(error.status, sentence(error), again=address)
    else:
        is_later = bool(error.retry_seconds)
        response = error_page(error.status, sentence(error), keeps_typed=error.status >= 500, is_later=is_later)
    if error.retry_seconds:
        response.headers["Retry-After"] = str(error.retry_seconds)
    return response


def _on_sign_in_needed(error: SignInNeeded) -> Response:
    """A page opened without signing in leads to the sign-in page and back; a post shows what happened."""
    if request.method in ("GET", "HEAD") and not wants_block():
        wanted = request.full_path if request.query_string else request.path
        return see_other(url_for("auth.sign_in", next=wanted))
    return error_page(error.status, sentence(error), keeps_typed=True)


def _on_http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    if isinstance(error.code, int) and error.code < 400:
        return make_response(error.get_response())
    if isinstance(error, SecurityError):
        return _on_other_host()
    response = error_page(error.code or 500, keeps_typed=error.code == 500)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _on_other_host() -> Response:
    """Asked for by a name that is not the site's: a stranger's, or a setting or a proxy is to be mended."""
    logger.error("host %.100r is not in FORMSERVER_TRUSTED_HOSTS", request.environ.get("HTTP_HOST"))
    return _plain(
        400, {"title": gettext("这个网址不是本系统的，请用单位给您的网址打开。"), "happened": "", "next_step": ""}
    )


def _on_csrf(error: CSRFError) -> Response:
    # With an ended session its token is gone first: what helps then is signing in.
    if _is_signed_out():
        return _on_sign_in_needed(SignInNeeded())
    return error_page(400, gettext("这一页打开得太久，或已在别处退出登录，没有受理这次提交。"), keeps_typed=True)


def _is_signed_out() -> bool:
    policy = policy_of(current_app.view_functions[request.endpoint]) if request.endpoint else None
    return policy is not None and policy.signed_in and not current_user.is_authenticated


def _on_too_deep(error: RecursionError) -> Response:
    return error_page(400)


def _on_database(error: OperationalError) -> Response:
    # Only the kind: the operator has to know, and the text may quote the statement.
    cause = error.orig
    name = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    logger.error("database: %s %s", type(cause or error).__name__, name)
    return error_page(503, keeps_typed=True)


def _on_machine(error: OSError) -> Response:
    """The disk is full or may not be written to."""
    current_app.log_exception(sys.exc_info())
    return error_page(503, keeps_typed=True)


def _on_unfit(error: DataError) -> Response:
    """An id or a word no page of ours contains (NUL, endless) that PostgreSQL refuses to compare with a column."""
    return error_page(400)
