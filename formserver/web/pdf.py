"""A PDF, or another file made here, as the answer to a request."""

from typing import Final
from urllib.parse import quote

from flask import Response, current_app, make_response

from formserver.config import Settings

PDF: Final = "application/pdf"


def site_address() -> str:
    """The address of the site as its users see it, as the settings have it; "" if they have none."""
    settings: Settings = current_app.extensions["formserver_settings"]
    return settings.public_url


def pdf_answer(name: str, content: bytes) -> Response:
    """The PDF, shown by the browser and saved under its Chinese name."""
    return file_answer(name, content, PDF)


def file_answer(name: str, content: bytes, media_type: str) -> Response:
    """The file under its Chinese name: a PDF is shown, another one is saved. It holds people's data: no cache keeps
    it."""
    response = make_response(content)
    response.mimetype = media_type
    shown = "inline" if media_type == PDF else "attachment"
    plain = f"paper.{name.rpartition('.')[2]}"
    # Headers are Latin-1: the Chinese name only fits in the encoded form.
    response.headers["Content-Disposition"] = f"{shown}; filename={plain}; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Cache-Control"] = "private, no-store"
    return response
