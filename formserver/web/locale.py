"""Languages: Simplified Chinese first, English second; chosen by the address, the user, or a cookie."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import force_locale, gettext
from flask_login import current_user
from markupsafe import Markup

from formserver import clock
from formserver.errors import FormserverError
from formserver.extensions import babel
from formserver.forms.conditions.base import Statement
from formserver.forms.editions.changes import UNLIMITED, Change
from formserver.forms.problems import Problem
from formserver.forms.telling import MARKS, Day, Sentence, Sentences

LANGUAGES: Final = {"zh_Hans_CN": "中文", "en": "English"}
COOKIE: Final = "formserver_language"
_FIRST: Final = "zh_Hans_CN"


def init_locale(app: Flask) -> None:
    """Set the application up for its languages. Messages are the Chinese sentences; catalogues translate them."""
    babel.init_app(
        app,
        default_locale=_FIRST,
        default_timezone="Asia/Shanghai",
        locale_selector=choose_language,
    )
    app.jinja_env.globals.update({"languages": LANGUAGES, "language": choose_language, "_": _written})
    app.jinja_env.filters.update(said=said, chinese_date=written_date, chinese_datetime=written_datetime)


def choose_language() -> str:
    """The language of this request: ``?lang=``, else the cookie, else the user's own, else Chinese."""
    if not has_app_context():
        return _FIRST
    language: str | None = g.get("language")  # each page asks some hundred times
    if language is None:
        language = g.language = _wanted()
    return language


def _wanted() -> str:
    if not has_request_context():
        return _FIRST
    own = current_user.locale if current_user.is_authenticated else None
    wanted = (request.args.get("lang"), request.cookies.get(COOKIE), own)
    return next((language for language in wanted if language in LANGUAGES), _FIRST)


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """What is written inside of the block is in that language, whatever the reader's is."""
    before, g.language = choose_language(), language
    try:
        with force_locale(language):
            yield
    finally:
        g.language = before


def _written(message: str, **values: object) -> Markup:
    """What ``_()`` writes in a template: the sentence in the reader's language with the values in their places."""
    text = _sentence(choose_language(), message)
    return text % values if values else text % {} if "%" in text else text


@lru_cache(maxsize=4000)
def _sentence(language: str, message: str) -> Markup:
    with force_locale(language):
        return Markup(gettext(message))


def sentence(error: FormserverError) -> str:
    """What happened, in the reader's language. Parameters that are msgids themselves are translated too."""
    params = {name: _param(value) for name, value in error.params.items()}
    return str(gettext(error.message_key) % params)


def _param(value: object) -> object:
    if isinstance(value, Sentence | Sentences):
        return said(value)
    return gettext(value) if isinstance(value, str) and value and "%" not in value else value


def said(thing: str | Day | Problem | Statement | Change | Sentence | Sentences) -> str:
    """A label, a day, a problem, a condition, a change or a sentence in the reader's language; a paper's own words stay
    as the paper has them."""
    if isinstance(thing, Sentences):
        mark = thing.mark if choose_language() == _FIRST else MARKS[thing.mark]
        return mark.join(map(said, thing.parts))
    if isinstance(thing, Sentence):
        return str(gettext(thing.key) % {name: _part(value) for name, value in thing.params.items()})
    if isinstance(thing, Day):
        return written_date(thing.stored)
    if isinstance(thing, Change):
        return str(gettext(thing.key) % {name: _limit(name, value) for name, value in thing.params.items()})
    if isinstance(thing, Problem):
        return str(gettext(thing.key) % {name: _place(name, value) for name, value in thing.params.items()})
    if isinstance(thing, Statement):
        return thing.said(gettext)
    # The catalogue answers an empty msgid with its own header.
    return str(_sentence(choose_language(), thing)) if thing else ""


def _part(value: Any) -> Any:
    """What fills a place of a sentence: further sentences are ours, words the paper's."""
    return said(value) if isinstance(value, Day | Sentence | Sentences | Change) else value


def _limit(name: str, value: Any) -> Any:
    """What fills a place of a change: the name of a limit is ours, as is “none” in the place of one."""
    return said(value) if name == "name" or value == UNLIMITED else value


def _place(name: str, value: Any) -> Any:
    """What fills a place of a problem: the verb and another problem are ours, a label is the paper's."""
    return said(value) if name == "verb" or isinstance(value, Statement | Problem) else value


def written_date(day: date | str) -> str:
    """A day or a stored date as the reader's language writes it: 2025年1月8日, in English 2025-01-08."""
    if choose_language() != "en":
        return clock.chinese_date(day)
    if isinstance(day, datetime):
        day = clock.today(day)
    return day if isinstance(day, str) else day.isoformat()


def written_datetime(instant: datetime) -> str:
    """An instant in Asia/Shanghai to the minute, as the reader's language writes it. Raises NaiveInstant."""
    if choose_language() != "en":
        return clock.chinese_datetime(instant)
    return f"{clock.to_local(instant):%Y-%m-%d %H:%M}"
