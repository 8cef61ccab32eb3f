"""What stands behind the code on a print: open to whoever holds the sheet, and silent about people."""

from typing import Final

from flask import Blueprint, Flask, Response, request
from flask_login import current_user

from formserver.services import codes, proofs
from formserver.services.proofs import Standing, Verdict
from formserver.web.guard import current_counties, current_person, public, rights_here
from formserver.web.pages import render

pages = Blueprint("proof", __name__)

_LONGEST: Final = 60


def init_proof(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(pages)
    app.jinja_env.filters["code"] = codes.written


@pages.get("/v/")
@public
def ask() -> Response:
    """The page on which the number and the code of a print are typed (``?number=&code=``), and its answer."""
    number, typed = request.args.get("number", ""), request.args.get("code", "")
    if not (number.strip() and typed.strip()):
        is_half = bool(request.args)
        shown = {"number": _shown(number), "code": _shown(typed)}
        return render("proof/ask.html", status=422 if is_half else 200, is_half=is_half, **shown)
    return _answer(proofs.check(typed, request.remote_addr or "", number=number), number, typed)


@pages.get("/v/<code>")
@public
def show(code: str) -> Response:
    """Whether the print with this code still stands."""
    return _answer(proofs.check(code, request.remote_addr or ""), "", code)


def _answer(standing: Standing, number: str, code: str) -> Response:
    status = 404 if standing.verdict is Verdict.UNKNOWN else 200
    typed = {"number": _shown(number), "code": _shown(code)}
    return render("proof/answer.html", status=status, standing=standing, may_open=_may_open(standing), **typed)


def _shown(typed: str) -> str:
    """What was typed, as far as a page can show it again."""
    return "".join(filter(str.isprintable, typed))[:_LONGEST]


def _may_open(standing: Standing) -> bool:
    """Only who has signed in and may see the record is led to it."""
    county, _ = standing.where
    if not current_user.is_authenticated or county not in current_counties():
        return False
    return "see_register" in rights_here(county) and proofs.may_open(current_person(county), standing)
