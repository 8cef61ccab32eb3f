"""The yardstick of requests: a bare Flask application that says hello."""

from flask import Flask


def create() -> Flask:
    """The application."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=_hello)
    return app


def _hello() -> str:
    return "hello"
