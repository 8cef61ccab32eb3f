"""The Flask extensions of the program, made once and bound to an app by `formserver.app`."""

from typing import Final

from flask import Flask, current_app
from flask_babel import Babel
from flask_migrate import Migrate
from flask_security.core import Security
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from formserver.crypto import Keyring


class Keys:
    """The keyring of the app at work, for code that may not know Flask."""

    def init_app(self, app: Flask, ring: Keyring) -> None:
        """Give the app its keyring."""
        app.extensions["formserver_keys"] = ring

    @property
    def ring(self) -> Keyring:
        """The keyring of the current app. Raises KeyError where none was given."""
        ring = current_app.extensions["formserver_keys"]
        assert isinstance(ring, Keyring)
        return ring


db = SQLAlchemy()
migrate = Migrate()
csrf = CSRFProtect()
CSRF_FIELD: Final = "_csrf"  # a name that no question can have: their codes begin with a letter
babel = Babel()
security = Security()
keys = Keys()
