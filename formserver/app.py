"""The application: settings, extensions, guard, pages and error pages put together."""

import gc
from typing import Final

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from formserver.config import Settings
from formserver.crypto import Keyring
from formserver.extensions import CSRF_FIELD, csrf, db, keys, migrate
from formserver.files.binding import objects
from formserver.files.objects import ObjectStore
from formserver.jobs.binding import queues
from formserver.jobs.queue import Queue
from formserver.models.engine import READ_ONLY, database_config, install_habits
from formserver.printing.render import use_renderers
from formserver.resources import root
from formserver.store import schema
from formserver.web import (
    emergency,
    files,
    follow_up_opening,
    home,
    moving,
    person_pictures,
    prefilled,
    prints,
    signed_sheets,
    unseen,
)
from formserver.web.assigning import init_assigning
from formserver.web.auth import init_auth
from formserver.web.catalog import init_catalog
from formserver.web.comings import init_comings
from formserver.web.copies import init_copies
from formserver.web.department_desk import init_department_desk
from formserver.web.departments import init_departments
from formserver.web.designer import init_designer
from formserver.web.duplicates import init_duplicates
from formserver.web.editions import init_editions
from formserver.web.elders import init_elders
from formserver.web.entry import init_entry
from formserver.web.errors import WebApplication, init_errors
from formserver.web.exports import init_exports
from formserver.web.figures import init_figures
from formserver.web.finding import init_finding
from formserver.web.follow_ups import init_follow_ups
from formserver.web.frame import init_frame
from formserver.web.from_paper import init_from_paper
from formserver.web.guard import init_guard, init_policies
from formserver.web.headers import init_headers
from formserver.web.jobs import init_jobs
from formserver.web.locale import init_locale
from formserver.web.merging import init_merging
from formserver.web.months import init_months
from formserver.web.person_file import init_person_file
from formserver.web.proof import init_proof
from formserver.web.records import init_records
from formserver.web.rounds import init_rounds
from formserver.web.sessions import ServerSessions
from formserver.web.sheet import record_in_force
from formserver.web.spoken import init_spoken
from formserver.web.static import init_static
from formserver.web.verifying import init_verifying
from formserver.web.visits import init_visits
from formserver.web.work import init_work

_DAILY: Final = (
    init_work,
    init_visits,
    init_entry,
    init_elders,
    init_follow_ups,
    init_records,
    init_jobs,
    init_catalog,
)
"""Pages of the daily work, in the order of the navigation."""

_FURTHER: Final = (
    init_months,
    init_editions,
    init_from_paper,
    init_merging,
    init_figures,
    init_exports,
    init_designer,
    init_departments,
    init_verifying,
    init_department_desk,
    init_assigning,
    init_rounds,
)
"""Pages that others lead to, or with an entry behind those of the daily work."""


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, or for those of the environment. Raises SettingsInvalid."""
    settings = settings or Settings.from_environment()
    app = WebApplication("formserver", template_folder=str(root() / "templates"), static_folder=None)
    app.config.update(database_config(settings), SECRET_KEY=settings.secret_key, TESTING=settings.env == "test")
    app.extensions["formserver_settings"] = settings
    app.session_interface = ServerSessions(settings)
    use_renderers(settings.render_socket)
    init_guard(app, settings)
    _bind_extensions(app, settings)
    init_locale(app)
    init_frame(app)
    init_auth(app, settings)
    init_copies(app)
    init_spoken(app)
    init_policies(app)
    init_headers(app, settings)
    init_errors(app)
    for open_pages in _DAILY:
        open_pages(app)
    init_comings(app)
    init_finding(app)
    init_person_file(app)
    init_duplicates(app)
    for open_pages in _FURTHER:
        open_pages(app)
    app.register_blueprint(home.pages)
    app.register_blueprint(files.pages)
    app.register_blueprint(prints.pages)
    app.register_blueprint(prefilled.pages)
    app.register_blueprint(signed_sheets.pages)
    app.register_blueprint(follow_up_opening.pages)
    app.register_blueprint(emergency.pages)
    app.register_blueprint(person_pictures.pages)
    app.register_blueprint(moving.pages)
    app.register_blueprint(unseen.pages)
    init_proof(app)
    init_static(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    return app


def create_served_app() -> Flask:
    """The application of the environment with the sheets of its forms recorded, for a server that forks it."""
    app = create_app()
    with app.app_context():
        db.session.connection(execution_options={READ_ONLY: True})  # a start must not wait for who is writing
        record_in_force()
        db.engine.dispose()  # the processes to come must not share a connection
    gc.freeze()  # what is there now stays: no process to come looks through it for garbage, or gets a copy of its own
    return app


def _bind_extensions(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    with app.app_context():
        install_habits(db.engine, settings)
        objects.bind(ObjectStore(settings.files))
        queues.bind(Queue(settings.queue))
    migrate.init_app(app, db, directory=str(schema.MIGRATIONS))
    keys.init_app(app, Keyring(settings.data_key_current, settings.data_keys, settings.index_key))
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_FIELD_NAME=CSRF_FIELD)
    csrf.init_app(app)
