"""The key with which an open page seals its copy of what is not saved yet; see docs/decisions/0009-local-copy.md."""

import base64
from typing import Final

from flask import Blueprint, Flask, Response, current_app, jsonify
from flask_login import current_user

from formserver.crypto import derived_key
from formserver.web.guard import signed_in

pages = Blueprint("copies", __name__)

_SEALS: Final = "local copy: key"
_NAMES: Final = "local copy: owner"


def init_copies(app: Flask) -> None:
    """Hand out the key."""
    app.register_blueprint(pages)


@pages.get("/account/copy-key")
@signed_in
def key() -> Response:
    """The reader's key as base64. It is another one as soon as all his sessions were ended."""
    return jsonify(key=base64.b64encode(_derived(_SEALS)).decode("ascii"), owner=copy_owner())


def copy_owner() -> str:
    """A name for the reader's key that tells nothing of the key or the reader; every page says it, and so whose copies
    may stay in the browser."""
    return _derived(_NAMES).hex()[:16]


def _derived(purpose: str) -> bytes:
    return derived_key(str(current_app.secret_key), purpose, current_user.fs_uniquifier)
