"""Signing in by user name, signing out, changing the password."""

from flask import Blueprint, Flask, Response, flash, request, session, url_for
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_security.utils import hash_password, verify_password

from formserver.config import Settings
from formserver.errors import FormserverError
from formserver.extensions import db, security
from formserver.models import Role, User
from formserver.services import accounts, passwords
from formserver.store import users
from formserver.web.guard import public, signed_in
from formserver.web.locale import sentence
from formserver.web.pages import is_own_path, render, see_other
from formserver.web.sessions import current_session
from formserver.web.typed import carried

pages = Blueprint("auth", __name__)


def init_auth(app: Flask, settings: Settings) -> None:
    """Bind Flask-Security for its passwords and users, without its pages: only those of this module exist."""
    app.config.update(
        SECURITY_PASSWORD_SALT=settings.password_salt,
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_USERNAME_ENABLE=True,
        SECURITY_USERNAME_MIN_LENGTH=2,
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"username": {"mapper": accounts.name_of, "case_insensitive": False}}],
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
        # Phones change their address on the way; the session's own limits and its new id at sign-in protect it.
        SESSION_PROTECTION=None,
    )
    security.init_app(app, SQLAlchemyUserDatastore(db, User, Role), register_blueprint=False)
    passwords.bind(hash_password, verify_password)
    app.login_manager.user_loader(_load)  # type: ignore[attr-defined]
    # No tokens in addresses or headers: a session is the only way in.
    app.login_manager.request_loader(None)  # type: ignore[attr-defined]
    app.register_blueprint(pages)


def _load(uniquifier: str) -> User | None:
    """The person a session names; nobody once the account is closed or has another password."""
    visit = current_session().visit
    user = visit.user if visit else None
    if user is None or not user.active or user.fs_uniquifier != uniquifier:
        return None
    return user


@pages.get("/sign-in")
@public
def sign_in() -> Response:
    """The sign-in page; who signed in already goes on."""
    wanted = _own(request.args.get("next"))
    if current_user.is_authenticated:
        return see_other(wanted)
    return render("auth/sign_in.html", next=wanted, user_name="")


@pages.post("/sign-in")
@public
def take_sign_in() -> Response:
    """Sign in and go on to where the reader wanted, or to what he had typed there, under a new session id."""
    user_name, wanted = request.form.get("user_name", ""), _own(request.form.get("next"))
    password = request.form.get("password", "")
    if not (user_name.strip() and password):
        return _refused(422, gettext("请填写用户名和口令"), user_name, wanted)
    try:
        account = accounts.sign_in(user_name, password, request.remote_addr or "")
    except FormserverError as error:
        advice = gettext("请检查大小写和输入法后再试。忘记口令请与系统管理员联系。")
        return _refused(error.status, sentence(error), user_name, wanted, advice)
    current_session().begin(account.id)
    login_user(users.get(account.id))
    typed = carried()
    return render("errors/again.html", typed=typed) if typed else see_other(wanted)


def _refused(status: int, problem: str, user_name: str, wanted: str, advice: str = "") -> Response:
    said = {"problem": problem, "advice": advice, "user_name": user_name, "next": wanted, "typed": carried()}
    return render("auth/sign_in.html", "form", status=status, **said)


@pages.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End the session on the server and let the browser forget the pages it kept, and what they kept in it."""
    logout_user()
    session.clear()
    response = see_other(url_for("auth.sign_in"))
    # The page has taken its copies back already; this is for the one whose scripts were stopped.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@pages.get("/account/password")
@signed_in
def change_password() -> Response:
    """The page on which one changes one's own password."""
    return render("auth/change_password.html", problems={})


@pages.post("/account/password")
@signed_in
def take_new_password() -> Response:
    """Change the password; all other sessions of the person end, this one goes on under a new id."""
    form = request.form
    new = form.get("new_password", "")
    if new != form.get("again", ""):
        return _not_changed({"again": gettext("两次输入的新口令不一样。")})
    user_id = current_user.id
    try:
        accounts.change_password(user_id, form.get("password", ""), new, request.remote_addr or "")
    except passwords.PasswordWeak as weak:
        return _not_changed({"new_password": sentence(weak)})
    except (accounts.SignInRefused, accounts.TooManyAttempts) as error:
        return _not_changed({"password": sentence(error)}, error.status)
    current_session().begin(user_id)
    login_user(users.get(user_id))
    flash(gettext("口令已修改。您在其他设备上的登录已退出。"), "good")
    return see_other(url_for("home.start"))


def _not_changed(problems: dict[str, str], status: int = 422) -> Response:
    return render("auth/change_password.html", "form", status=status, problems=problems)


def _own(wanted: str | None) -> str:
    return wanted if wanted and is_own_path(wanted) else url_for("home.start")
