"""What is offered before filling in: the villages of every place a person fills in papers for, asked for at once."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Grant
from formserver.services import choosing
from formserver.services.person import Person
from formserver.store import users
from tests.factories import (
    COUNTY,
    LONG_AGO,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    OTHER_TOWNSHIP_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    furnish,
    person,
)


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    furnish()


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What is asked of the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def typist_of(*places: str) -> Person:
    """范宇, who types papers in these places as well as in his village."""
    user_id = person("fanyu").user_id
    for place in places:
        users.grant(Grant(id=new_id(), user_id=user_id, role_name="typist", region_code=place, valid_from=LONG_AGO))
    db.session.commit()
    return person("fanyu")


def test_the_villages_of_several_places_are_offered_once_each_by_code(statements: list[str]) -> None:
    typist = typist_of(TOWNSHIP, OTHER_TOWNSHIP, NEXT_VILLAGE)
    statements.clear()
    offered = choosing.villages(typist)
    assert [(place.code, place.name) for place in offered] == [
        (OTHER_TOWNSHIP_VILLAGE, "大湾村"),
        (VILLAGE, "三江村"),
        (NEXT_VILLAGE, "四房村"),
    ]
    assert len(statements) == 1


def test_who_fills_in_nothing_is_offered_no_village() -> None:
    assert choosing.villages(person("wangfang")) == []


def test_the_whole_county_is_offered_to_who_types_for_it() -> None:
    offered = {place.code for place in choosing.villages(typist_of(COUNTY))}
    assert offered == {VILLAGE, NEXT_VILLAGE, OTHER_TOWNSHIP_VILLAGE}
