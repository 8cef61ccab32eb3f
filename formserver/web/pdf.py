"""A PDF as the answer to a request."""

from urllib.parse import quote

from flask import Response, current_app, make_response

from formserver.config import Settings


def site_address() -> str:
    """The address of the site as its users see it, as the settings have it; "" if they have none."""
    settings: Settings = current_app.extensions["formserver_settings"]
    return settings.public_url


def pdf_answer(name: str, content: bytes) -> Response:
    """The PDF, shown by the browser and saved under its Chinese name. It holds people's data: no cache keeps it."""
    response = make_response(content)
    response.mimetype = "application/pdf"
    # Headers are Latin-1: the Chinese name only fits in the encoded form.
    response.headers["Content-Disposition"] = f"inline; filename=paper.pdf; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Cache-Control"] = "private, no-store"
    return response
