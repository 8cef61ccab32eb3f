"""What lists of the register cost: the work of the database, counted in steps, among ten thousand persons."""

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from formserver.app import create_app
from formserver.bench.office import variables
from formserver.bench.register import crowd, mixed
from formserver.bench.register.crowd import COUNTY
from formserver.bench.register.mixed import Mixed
from formserver.config import Settings
from formserver.extensions import db
from formserver.store import elder_lists, elder_seeking, schema
from formserver.store.elder_lists import Counted
from formserver.store.elder_seeking import Sought
from formserver.store.scope import Scope

_EVERYWHERE = Scope(COUNTY, (COUNTY,), "-")
_STEPS = 50
"""So many steps of the database are counted as one."""
_FEWER = {"COUNTED": 200, "LOOKS": 20, "_FEW": 10, "_WEIGHED": 20}
"""What is counted and looked at is as little of these persons as in a large county of its own."""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = create_app(Settings.from_environment(variables(tmp_path_factory.mktemp("county"))))
    with app.app_context():
        schema.upgrade(db.engine)
        crowd.gather(10_000, 1, lambda: None)
        schema.analyse(db.engine)
        db.session.rollback()
    return app


@pytest.fixture(autouse=True)
def _there(county: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in _FEWER.items():
        monkeypatch.setattr(elder_seeking, name, value)
    monkeypatch.setattr(elder_lists, "COUNTED", _FEWER["COUNTED"])
    with county.app_context():
        yield
        db.session.rollback()


def work(act: Callable[[], object]) -> int:
    """How much the database does for it."""
    told = [0]

    def count() -> int:
        told[0] += 1
        return 0

    connection = db.session.connection().connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    connection.set_progress_handler(count, _STEPS)
    act()
    connection.set_progress_handler(None, 0)
    return told[0]


def of_list(one: Mixed) -> tuple[int, int]:
    """The work of the first page, and of that behind the second."""
    first = work(lambda: elder_lists.counted_list(one.scope, one.sought))
    after: str | None = ""
    for _ in range(2):
        after = elder_lists.list_for(one.scope, one.sought, after=after).next if after is not None else None
    if after is None:
        return first, 0
    place = after
    return first, work(lambda: elder_lists.counted_list(one.scope, one.sought, after=place))


def test_no_list_by_several_conditions_is_much_more_work_than_the_first_page() -> None:
    first = of_list(Mixed("", _EVERYWHERE, Sought(served=True)))[0]
    assert {one.words: costs for one in mixed.lists(3, 200) if max(costs := of_list(one)) > 2 * first} == {}


def test_only_the_first_page_is_counted() -> None:
    page, counted = elder_lists.counted_list(_EVERYWHERE, Sought())
    assert (len(page.rows), counted) == (50, Counted(200, are_more=True))
    later, none = elder_lists.counted_list(_EVERYWHERE, Sought(), after=page.next or "")
    assert (len(later.rows), none) == (50, None)


def test_an_address_before_where_the_sounds_begin_begins_there() -> None:
    first = elder_lists.list_for(_EVERYWHERE, Sought(name="zhao")).rows
    assert elder_lists.list_for(_EVERYWHERE, Sought(name="zhao"), after="li~x").rows == first
