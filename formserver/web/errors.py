"""Every failure as a page in Chinese: what happened, what to do next, a way back; never a traceback."""

import logging
import secrets
import sys
import traceback
from dataclasses import dataclass
from types import TracebackType
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, make_response, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from jinja2_fragments.flask import render_block
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from formserver.errors import FormserverError, TooLarge
from formserver.extensions import db
from formserver.web.guard import SignInNeeded, policy_of
from formserver.web.locale import sentence
from formserver.web.pages import is_own_path, see_other, wants_block
from formserver.web.templates import Templates
from formserver.web.typed import posted

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Advice:
    """The title of an error page, its sentence where the failure brings none, and what the reader can do next."""

    title: str
    sentence: str
    next_step: str


_OTHER: Final = Advice(
    lazy_gettext("操作没有完成"),
    lazy_gettext("系统没有受理这次请求。"),
    lazy_gettext("请返回上一页检查后再试。"),
)
_ADVICE: Final = {
    400: Advice(
        lazy_gettext("提交的内容不完整或有误"),
        lazy_gettext("系统没有看懂这次请求，没有保存任何内容。"),
        lazy_gettext("请返回上一页，检查后重新提交。已填写的内容一般仍在页面上。"),
    ),
    401: Advice(
        lazy_gettext("请先登录"),
        lazy_gettext("请先登录。您可能很久没有操作，系统已自动退出。"),
        lazy_gettext("请重新登录，然后回到原来的页面继续。"),
    ),
    403: Advice(
        lazy_gettext("没有权限"),
        lazy_gettext("您没有这项操作的权限。"),
        lazy_gettext("如工作需要，请与本县（区）的系统管理员联系。"),
    ),
    404: Advice(
        lazy_gettext("没有找到"),
        lazy_gettext("没有找到您要的内容。"),
        lazy_gettext("请检查网址是否完整，或从首页重新进入。"),
    ),
    405: Advice(
        lazy_gettext("不能这样打开"),
        lazy_gettext("这个地址不能直接打开。"),
        lazy_gettext("请从首页重新进入。"),
    ),
    409: Advice(
        lazy_gettext("内容已有变化"),
        lazy_gettext("您打开这一页以后，内容已有变化。"),
        lazy_gettext("请重新打开这一页，看过最新内容再操作。"),
    ),
    411: Advice(
        lazy_gettext("提交没有受理"),
        lazy_gettext("提交时没有说明内容的长度，没有受理。"),
        lazy_gettext("请换用常用的浏览器再试。"),
    ),
    413: Advice(
        lazy_gettext("内容太大"),
        lazy_gettext("提交的内容太大，请减少或压缩后再提交。"),
        lazy_gettext("照片可以先缩小，或分几次上传；文字太长的请删减。"),
    ),
    422: Advice(
        lazy_gettext("填写有误"),
        lazy_gettext("有内容没有通过检查。"),
        lazy_gettext("请返回上一页，按提示改正后重新提交。"),
    ),
    429: Advice(
        lazy_gettext("操作太频繁"),
        lazy_gettext("短时间内操作次数太多。"),
        lazy_gettext("请等几分钟再试。"),
    ),
    500: Advice(
        lazy_gettext("系统出了问题"),
        lazy_gettext("系统遇到意外情况，这次操作没有保存。"),
        lazy_gettext("请稍后再试。如果一直这样，请把下面的编号告诉系统管理员。"),
    ),
    503: Advice(
        lazy_gettext("系统正忙"),
        lazy_gettext("系统暂时不能保存，您的内容还没有提交。"),
        lazy_gettext("请不要关闭页面，过一会儿再提交一次。"),
    ),
}


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


# Pages into which whole documents are pasted.
_TEXTS: Final = frozenset({"editions.offer", "designer_text.rewrite", "from_paper.make"})
_TEXT_TOO_LARGE: Final = Advice(
    lazy_gettext("粘贴的文字太多"),
    lazy_gettext("粘贴的文字超过2 MB，没有受理，也没有改动原来的内容。"),
    lazy_gettext("按浏览器的“后退”回到刚才的页面，粘贴的文字还在。请把它存成文件，用“选择文件”上传，不要粘贴。"),
)


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
    is_text = status == TooLarge.status and request.endpoint in _TEXTS
    advice = _TEXT_TOO_LARGE if is_text else _ADVICE.get(status, _ADVICE[500] if status >= 500 else _OTHER)
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
