"""Fixtures of the web tests: a site on its own SQLite file, a checking client, people, a real server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from formserver.app import create_app
from formserver.config import Settings
from formserver.extensions import db
from formserver.files.binding import objects
from formserver.files.objects import ObjectStore
from formserver.jobs.binding import queues
from formserver.jobs.queue import Queue
from formserver.services import passwords
from tests.compiled import COMPILED
from tests.databases import settings_for, sqlite_url
from tests.factories import Village, approve_fully, furnish, looking_as, person, register, settle
from tests.offering import administrator
from tests.pages import COUNTY, PASSWORD, CheckingClient, add_person, client_of, enter, watch
from tests.printing_office import four_records


@pytest.fixture
def site_settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    """Settings of a site on a fresh copy of an empty SQLite file."""
    file = tmp_path / "formserver.db"
    shutil.copy(sqlite_template, file)
    return settings_for(sqlite_url(file), tmp_path)


@pytest.fixture
def site(site_settings: Settings) -> Iterator[Flask]:
    """The web app on an empty SQLite file, watched by the checking client. Tests may still add routes to it."""
    made = create_app(site_settings)
    made.jinja_env.bytecode_cache = COMPILED
    watch(made)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def client(site: Flask) -> CheckingClient:
    """A browser that nobody has signed in with."""
    return client_of(site)


@pytest.fixture(scope="session")
def password_hash(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The stored hash of `tests.pages.PASSWORD`, made once: it is slow on purpose."""
    made = create_app(settings_for(sqlite_url(sqlite_template), tmp_path_factory.mktemp("hash")))
    with made.app_context():
        return passwords.hashed(PASSWORD)


@pytest.fixture
def wangfang(site: Flask, password_hash: str) -> str:
    """The id of 王芳, user name wangfang, county approver of the test county; her password is `PASSWORD`."""
    return add_person(site, "wangfang", password=password_hash, grants={"county_approver": COUNTY})


@pytest.fixture
def reader(client: CheckingClient, wangfang: str) -> CheckingClient:
    """A browser in which 王芳 has signed in."""
    enter(client, wangfang)
    return client


@pytest.fixture
def village(site: Flask) -> Village:
    """A county at work that looks after its registration."""
    made = settle(site)
    with site.app_context():
        administrator()
    return made


@pytest.fixture
def gaofei(site: Flask, village: Village) -> CheckingClient:
    """A browser in which 高飞 has signed in, who looks after the forms of the county."""
    return looking_as(site, "gaofei")


@pytest.fixture
def march() -> Iterator[time_machine.Traveller]:
    """Ten o'clock of 11 March 2026, a Wednesday."""
    with time_machine.travel("2026-03-11T02:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def printing_office(storage: Flask, tmp_path: Path) -> dict[str, str]:
    """A county with a place for files, a queue, and four records of two villages: name -> id."""
    objects.bind(ObjectStore(str(tmp_path / "files")))
    queues.bind(Queue(tmp_path / "queue.db"))
    furnish()
    return four_records()


@pytest.fixture
def county(storage: Flask, tmp_path: Path) -> Flask:
    """A county with a queue of jobs, where 李桂芳 is registered in 三江村; on both databases."""
    queues.bind(Queue(tmp_path / "queue.db"))
    furnish()
    approve_fully(register(person("liuyang")))
    return storage
