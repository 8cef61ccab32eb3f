"""Two little sites for a real server: one whose bodies are guarded, and one without, to show what the guard is for."""

import os
from pathlib import Path

from flask import Flask, request

from formserver.web.bodies import REFUSAL, BodyGuard


def bare() -> Flask:
    """A site that writes every form it is given to a file, as a view that trusts its server would."""
    app = Flask("bodies")
    notes = Path(os.environ["BODIES_NOTES"])

    @app.post("/form")
    def take() -> str:
        fields = sorted(request.form)
        with notes.open("a") as file:
            file.write(f"{fields}\n")
        return "taken"

    @app.get("/")
    def ready() -> str:
        return "ready"

    return app


def guarded() -> Flask:
    """The same behind the guard."""
    app = bare()
    app.wsgi_app = BodyGuard(app.wsgi_app, 4096)  # type: ignore[method-assign]

    @app.before_request
    def refuse() -> None:
        if REFUSAL in request.environ:
            raise request.environ[REFUSAL]

    @app.errorhandler(Exception)
    def answer(error: Exception) -> tuple[str, int]:
        return type(error).__name__, getattr(error, "status", 500)

    return app
