"""What only scripts use, in files that browsers keep: their sentences, and the words by which lists are searched."""

import hashlib
from functools import lru_cache
from typing import Final

from flask import Blueprint, Flask, Response, abort, json, jsonify, make_response
from flask_babel import lazy_gettext

from formserver.errors import NotFound
from formserver.forms.input_names import field_named
from formserver.forms.kinds.choice import Choice
from formserver.services.documents import form_document
from formserver.web.guard import public, signed_in
from formserver.web.locale import LANGUAGES, choose_language, in_language

pages = Blueprint("spoken", __name__)

_YEAR: Final = 365 * 24 * 3600
# By the name under which static/entry/ and app.js ask for it; # stands for a word of the page.
_SENTENCES: Final = {
    "no-answer": lazy_gettext("没有连上服务器"),
    "no-answer-advice": lazy_gettext("刚才的操作没有送到。请检查网络，不要关闭本页，稍后再试一次。"),
    "offline": lazy_gettext("未保存（没有网络）。请不要关闭本页，连上网络会自动保存。"),
    "offline-copied": lazy_gettext("未保存（没有网络）。内容已在本机加密留底，连上网络会自动保存。"),
    "failed": lazy_gettext("未保存（系统暂时不能保存）。请不要关闭本页，会自动再试。"),
    "failed-copied": lazy_gettext("未保存（系统暂时不能保存）。内容已在本机加密留底，会自动再试。"),
    "saving": lazy_gettext("正在保存…"),
    "waiting": lazy_gettext("有改动，稍后自动保存"),
    "signed-out": lazy_gettext("未保存：您已被退出登录。请在新窗口登录，再回到本页，会自动保存。"),
    "too-large": lazy_gettext("未保存：填写的内容太多，系统收不下。请删减太长的文字，会再自动保存。"),
    "refused": lazy_gettext("未保存：系统没有受理。请按“暂存”看原因。"),
    "untaken": lazy_gettext("“#”没有保存：这一项现在不能改了。"),
    "restoring": lazy_gettext("正在恢复上次没来得及保存的内容…"),
    "sign-in": lazy_gettext("在新窗口登录"),
    "also-open": lazy_gettext("这份草稿在另一个窗口里也开着。请只在一个窗口里填写。"),
    "understood": lazy_gettext("知道了"),
    "overtaken": lazy_gettext("另一个窗口刚保存了新的内容，本页显示的是旧的。"),
    "show-new": lazy_gettext("显示新的内容"),
    "stale": lazy_gettext("本页的内容没有保存：草稿在另一个窗口里改动过。"),
    "compare": lazy_gettext("看两边的不同，选用一边"),
    "clear": lazy_gettext("取消选择"),
    "clear-what": lazy_gettext("：#"),
    "calendar": lazy_gettext("用日历选择#"),
    "choose": lazy_gettext("选择#"),
    "search": lazy_gettext("输入一个字查找"),
    "search-in": lazy_gettext("查找：#"),
    "found": lazy_gettext("找到 # 项"),
    "step-refused": lazy_gettext("有一处没有保存，请看红字。"),
    "step-unsaved": lazy_gettext("有改动没有保存。请看上面的红字，再按“保存”。"),
    "drag-into": lazy_gettext("放到这一格"),
    "drag-below": lazy_gettext("加在这一行下面"),
    "drag-swap": lazy_gettext("与这一格对调"),
    "drag-row": lazy_gettext("整行移到这里"),
    "drag-item": lazy_gettext("移到这里"),
    "drag-nowhere": lazy_gettext("拖到要放的地方松手"),
    "found-none": lazy_gettext("没有找到，请换一个字"),
}


def init_spoken(app: Flask) -> None:
    """Serve the files; ``spoken()`` gives templates the address of the one in the reader's language."""
    app.register_blueprint(pages)
    app.jinja_env.globals["spoken"] = lambda: _address(choose_language())


@pages.get("/spoken/<version>/<language>.js")
@public
def script(version: str, language: str) -> Response:
    """The sentences of a language. Under an old address they are the new ones, not to be kept."""
    if language not in LANGUAGES:
        abort(404)
    response = make_response(_script(language))
    response.mimetype = "text/javascript"
    if version == _version(language):
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response


@pages.get("/lists/<edition_id>/<part>/<name>")
@signed_in
def search_words(edition_id: str, part: str, name: str) -> Response:
    """Further words by which the options of a long list are found, as JSON by code. An edition never changes."""
    found = form_document(edition_id).parts.get(part)
    field = field_named(found, name) if found else None
    if not isinstance(field, Choice):
        raise NotFound
    response = jsonify({option.code: option.search for option in field.options if option.search})
    response.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return response


@lru_cache
def _script(language: str) -> str:
    with in_language(language):
        sentences = {name: str(sentence) for name, sentence in _SENTENCES.items()}
    return f"window.spoken = {json.dumps(sentences)};\n"


@lru_cache
def _version(language: str) -> str:
    return hashlib.sha256(_script(language).encode()).hexdigest()[:12]


def _address(language: str) -> str:
    return f"/spoken/{_version(language)}/{language}.js"
