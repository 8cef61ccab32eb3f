"""The expert's page of a design: its document as text, with what is wrong with it, line by line."""

import json
import re
import secrets
from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext

from formserver.errors import DocumentInvalid, FormserverError
from formserver.forms.designing import text_places
from formserver.models import FormDesign
from formserver.services import design_view, designing, documents, ownership
from formserver.services.designing import DesignMoved, TextFaulty
from formserver.services.person import Person
from formserver.web.designer_posted import refusal, revision
from formserver.web.editions import json_file
from formserver.web.guard import current_person, requires
from formserver.web.headers import allow_styles
from formserver.web.locale import sentence
from formserver.web.pages import render, see_other

pages = Blueprint("designer_text", __name__)

_AT: Final = re.compile("第([0-9]+)行第[0-9]+列")
_LONGEST_LINE: Final = 9  # digits
_DESIGN: Final = "design"
Faults = Sequence[tuple[DocumentInvalid, int | None]]


@pages.get("/<county>/designs/<design_id>/text")
@requires(ownership.EDITS)
@documents.one_look()
def show(county: str, design_id: str) -> Response:
    """The document as text, or what the expert typed that is none yet; at the line of ``field`` or ``cell``."""
    person = current_person(county)
    design = designing.opened(person, design_id)
    faults = TextFaulty(designing.faults_of(design.attempt), design.attempt).faults if design.attempt else []
    return _text_page(person, design, faults=faults)


@pages.post("/<county>/designs/<design_id>/text")
@requires(ownership.EDITS)
@documents.one_look()
def rewrite(county: str, design_id: str) -> Response:
    """Take the typed text as one step, or forget a faulty one; faults are listed with their lines."""
    person, typed = current_person(county), request.form.get("text", "").replace("\r\n", "\n")
    try:
        if request.form.get("do") == "forget":
            designing.forget_attempt(person, design_id, revision())
        else:
            designing.rewrite(person, design_id, _over() or revision(), typed)
    except FormserverError as refused:
        if not refusal(refused):
            raise
        faults = refused.faults if isinstance(refused, TextFaulty) else []
        return _text_page(person, designing.opened(person, design_id), refused, typed, faults)
    return see_other(url_for("designer_text.show", county=county, design_id=design_id))


@pages.get("/<county>/designs/<design_id>/text/at")
@requires(ownership.EDITS)
@documents.one_look()
def at(county: str, design_id: str) -> Response:
    """The sheet, where what stands in the ``line`` of the text is chosen."""
    given, text = request.args.get("line", ""), designing.opened(current_person(county), design_id).text
    is_line = given.isdecimal() and len(given) <= _LONGEST_LINE
    chosen: dict[str, Any] = dict(text_places.place_at(text, int(given))) if is_line else {}
    return see_other(url_for("designer.show", county=county, design_id=design_id, **chosen))


def _over() -> int:
    """The state that somebody who has seen it chose to overwrite, 0 for none."""
    given = request.form.get("over", "")
    return int(given) if given.isdecimal() and len(given) <= _LONGEST_LINE else 0


@pages.get("/<county>/designs/<design_id>/document.json")
@requires(ownership.EDITS)
def download(county: str, design_id: str) -> Response:
    """The document as a file, in the one layout."""
    document = designing.read(designing.opened(current_person(county), design_id).text)
    return json_file(document.text, document.code, _DESIGN)


def _text_page(
    person: Person, design: FormDesign, refused: FormserverError | None = None, typed: str = "", faults: Faults = ()
) -> Response:
    text, nonce = typed or design.attempt or design.text, secrets.token_urlsafe(16)
    is_moved = isinstance(refused, DesignMoved)
    found = [(fault, line or _line_in(fault.reason)) for fault, line in faults]
    answer = render(
        "designer/text.html",
        status=422 if refused else 200,
        county=design.county_id,
        design=design,
        seen=revision() if is_moved else design.revision,
        typed=text,
        problem=sentence(refused) if refused else "",
        faults=found,
        moved=design_view.view(person, design.id) if is_moved else None,
        editor={
            "nonce": nonce,
            "line": _wanted(design, text),
            "faults": json.dumps([{"line": line, "reason": fault.reason} for fault, line in found if line]),
            "phrases": json.dumps(_phrases()),
        },
    )
    allow_styles(answer, nonce)
    return answer


def _line_in(reason: str) -> int | None:
    """Text that is no JSON says its line in the reason."""
    said = _AT.search(reason)
    return int(said[1]) if said else None


def _wanted(design: FormDesign, text: str) -> int | None:
    """The line of the field or cell somebody came from, while the text is that of the sheet."""
    chosen = {name: request.args.get(name, "") for name in ("field", "cell")}
    return text_places.line_of(text, **chosen) if text == design.text and any(chosen.values()) else None


def _phrases() -> dict[str, Any]:
    """What the editor says, in the reader's language; `$` stands for a number, `_…` are sentences of our own."""
    return {
        "Find": gettext("查找"),
        "Replace": gettext("换成"),
        "next": gettext("下一处"),
        "previous": gettext("上一处"),
        "all": gettext("全部选中"),
        "match case": gettext("区分大小写"),
        "regexp": gettext("正则表达式"),
        "by word": gettext("整词"),
        "replace": gettext("替换"),
        "replace all": gettext("全部替换"),
        "close": gettext("关闭"),
        "current match": gettext("这一处"),
        "on line": gettext("所在的行"),
        "replaced match on line $": gettext("替换了第$行的一处"),
        "replaced $ matches": gettext("替换了$处"),
        "Go to line": gettext("到第几行"),
        "go": gettext("跳转"),
        "Fold line": gettext("折起"),
        "Unfold line": gettext("展开"),
        "folded code": gettext("折起的内容"),
        "unfold": gettext("展开"),
        "to": gettext("到"),
        "Diagnostics": gettext("问题"),
        "No diagnostics": gettext("没有问题"),
        "Control character": gettext("看不见的字符"),
        "Selection deleted": gettext("删除了选中的文字"),
        "_broken": gettext("第$行的写法不对，看看有没有少了引号、逗号、括号"),
        "_leave": gettext("写的还没有保存。"),
    }
