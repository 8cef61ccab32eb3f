"""The application for any WSGI server: `wsgi:application`."""

from formserver.app import create_app

application = create_app()
