"""Static files: served before the application, under an address that changes with their content, kept for ever."""

import hashlib
import io
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, abort
from whitenoise import WhiteNoise, responders

from formserver.web.guard import public

FOLDER: Final = Path(__file__).resolve().parents[1] / "static"
_YEAR: Final = 365 * 24 * 3600


def version_of(folder: Path) -> str:
    """A short name for the content of all files of the folder: another as soon as one of them changes."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(folder)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


class Kept:
    """A file as it was when the server started, whatever becomes of it on the disk: address and length are those of
    that content, and a browser would take another for cut off."""

    def __init__(self, made: Any, content: bytes) -> None:
        self._made, self._content = made, content

    def get_response(self, method: str, environ: dict[str, Any]) -> Any:
        """What WhiteNoise answers to a request: the content, or nothing that the disk is asked for."""
        if method != "GET" or self._made.is_not_modified(environ):
            return self._made.get_response(method, environ)
        _, headers = self._made.get_path_and_headers(environ)
        return responders.Response(HTTPStatus.OK, headers, io.BytesIO(self._content))


class Shelf(WhiteNoise):  # type: ignore[misc]
    """WhiteNoise that keeps what it serves."""

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> Kept:
        """One file as it is now."""
        return Kept(super().get_static_file(path, url, stat_cache), Path(path).read_bytes())


def init_static(app: Flask) -> None:
    """Serve the static files under /static/<version>/; url_for("static", filename=...) gives their addresses."""
    prefix = f"/static/{version_of(FOLDER)}"
    app.add_url_rule(f"{prefix}/<path:filename>", "static", missing)
    # The same as url_for("static", …), which works it out anew for each of the frame's files on every page.
    app.jinja_env.globals["static"] = lambda filename: f"{prefix}/{filename}"
    served = Shelf(app.wsgi_app, max_age=_YEAR, allow_all_origins=False, immutable_file_test=lambda *_: True)
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
