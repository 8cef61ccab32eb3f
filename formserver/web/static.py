"""Static files: served before the application, under an address that changes with their content, kept for ever."""

import hashlib
from pathlib import Path
from typing import Final

from flask import Flask, Response, abort
from whitenoise import WhiteNoise

from formserver.web.guard import public

FOLDER: Final = Path(__file__).resolve().parents[1] / "static"
_YEAR: Final = 365 * 24 * 3600


def version_of(folder: Path) -> str:
    """A short name for the content of all files of the folder: another as soon as one of them changes."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(folder)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def init_static(app: Flask) -> None:
    """Serve the static files under /static/<version>/; url_for("static", filename=...) gives their addresses."""
    prefix = f"/static/{version_of(FOLDER)}"
    app.add_url_rule(f"{prefix}/<path:filename>", "static", missing)
    # The same as url_for("static", …), which works it out anew for each of the frame's files on every page.
    app.jinja_env.globals["static"] = lambda filename: f"{prefix}/{filename}"
    served = WhiteNoise(app.wsgi_app, max_age=_YEAR, allow_all_origins=False, immutable_file_test=lambda *_: True)
    served.add_headers_function = _add_headers
    served.add_files(str(FOLDER), prefix=prefix)
    app.wsgi_app = served  # type: ignore[method-assign]


@public
def missing(filename: str) -> Response:
    """Nothing: a file that exists has been served before the application was asked."""
    abort(404)


def _add_headers(headers: dict[str, str], path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
