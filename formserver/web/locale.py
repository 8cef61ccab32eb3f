"""Languages: Simplified Chinese first, English second; chosen by the address, the user, or a cookie."""

from typing import Final

from flask import Flask, has_request_context, request
from flask_babel import gettext
from flask_login import current_user

from formserver.errors import FormserverError
from formserver.extensions import babel

LANGUAGES: Final = {"zh_Hans_CN": "中文", "en": "English"}
COOKIE: Final = "formserver_language"


def init_locale(app: Flask) -> None:
    """Set the application up for its languages. Messages are the Chinese sentences; catalogues translate them."""
    babel.init_app(
        app,
        default_locale="zh_Hans_CN",
        default_timezone="Asia/Shanghai",
        locale_selector=choose_language,
    )
    app.jinja_env.globals.update(languages=LANGUAGES, language=choose_language)


def choose_language() -> str:
    """The language of this request: ``?lang=``, else the cookie, else the user's own, else Chinese."""
    if not has_request_context():
        return "zh_Hans_CN"
    own = current_user.locale if current_user.is_authenticated else None
    wanted = (request.args.get("lang"), request.cookies.get(COOKIE), own)
    return next((language for language in wanted if language in LANGUAGES), "zh_Hans_CN")


def sentence(error: FormserverError) -> str:
    """What happened, in the reader's language. Parameters that are msgids themselves are translated too."""
    params = {
        name: gettext(value) if isinstance(value, str) and value and "%" not in value else value
        for name, value in error.params.items()
    }
    return str(gettext(error.message_key) % params)
