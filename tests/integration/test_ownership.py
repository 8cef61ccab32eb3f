"""Whom a form belongs to: taken over, given back, and what the program ships then; on both databases."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.forms import document
from formserver.forms.document import FormDocument
from formserver.models import Grant
from formserver.resources import root
from formserver.services import documents, editions, form_desk, ownership
from formserver.services.person import Person
from formserver.store import form_events, forms
from tests import factories
from tests.factories import COUNTY, LONG_AGO, OTHER_COUNTY, REGISTRATION, TOWNSHIP, VISIT, person
from tests.integration.test_attacks_at_once import at_once


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


def owner() -> str | None:
    return forms.get(REGISTRATION).owner_region


def neighbour() -> Person:
    """高飞's colleague of the next county."""
    held = Grant(user_id="-", role_name="form_admin", region_code=OTHER_COUNTY, valid_from=LONG_AGO)
    return Person(person("linqing").user_id, "林青", OTHER_COUNTY, (held,))


def done() -> list[tuple[str, str | None]]:
    """What was done with the form, the newest first: what, and in whose name."""
    return [(one.action, one.region_code) for one in form_events.newest(REGISTRATION, 9)]


def test_a_shipped_form_belongs_to_nobody_until_a_county_takes_it_over() -> None:
    assert owner() is None
    ownership.take_over(person("gaofei"), REGISTRATION)
    ownership.take_over(person("gaofei"), REGISTRATION)
    assert owner() == COUNTY
    assert done() == [("taken_over", COUNTY), ("published", None)]
    assert ownership.may_publish(person("gaofei"), forms.get(REGISTRATION))
    assert not ownership.may_publish(person("wangfang"), forms.get(REGISTRATION))
    assert not ownership.may_publish(neighbour(), forms.get(REGISTRATION))


def test_only_who_publishes_for_the_whole_county_takes_a_form_over() -> None:
    with pytest.raises(Forbidden):
        ownership.take_over(person("wangfang"), REGISTRATION)
    held = Grant(user_id="-", role_name="form_admin", region_code=TOWNSHIP, valid_from=LONG_AGO)
    with pytest.raises(Forbidden):
        ownership.take_over(Person(person("gaofei").user_id, "高飞", COUNTY, (held,)), REGISTRATION)
    assert owner() is None


def test_a_form_that_another_county_uses_stays_with_the_program() -> None:
    editions.adopt(OTHER_COUNTY, REGISTRATION)
    with pytest.raises(ownership.UsedElsewhere):
        ownership.take_over(person("gaofei"), REGISTRATION)
    assert form_desk.desk(person("gaofei"), REGISTRATION).is_shared
    assert owner() is None


def test_a_form_of_another_county_is_not_there_and_cannot_be_used() -> None:
    ownership.take_over(person("gaofei"), REGISTRATION)
    for deed in (ownership.take_over, ownership.give_back, form_desk.desk):
        with pytest.raises(NotFound):
            deed(neighbour(), REGISTRATION)
    with pytest.raises(ownership.OwnedElsewhere, match=f"由{COUNTY}管理"):
        editions.adopt(OTHER_COUNTY, REGISTRATION)
    editions.adopt(COUNTY, REGISTRATION)


def test_a_form_that_others_use_is_not_taken_over_by_who_does_not_use_it() -> None:
    with pytest.raises(ownership.UsedElsewhere):
        ownership.take_over(neighbour(), REGISTRATION)


def test_a_form_that_is_not_used_here_is_not_there_for_others() -> None:
    with pytest.raises(NotFound):
        ownership.take_over(person("liuyang"), "registration/fujian")


def test_of_two_who_take_a_form_over_and_use_it_elsewhere_one_is_told(storage: Flask) -> None:
    person("liuyang")  # whom both threads look for
    gaofei = person("gaofei")

    def take(_: object) -> None:
        ownership.take_over(gaofei, REGISTRATION)

    def use(_: object) -> None:
        editions.adopt(OTHER_COUNTY, REGISTRATION)

    assert at_once(storage, take, use) in (["NoneType", "OwnedElsewhere"], ["NoneType", "UsedElsewhere"])


def test_a_form_is_given_back_while_it_is_as_it_was() -> None:
    with pytest.raises(ownership.NotOwned):
        ownership.give_back(person("gaofei"), REGISTRATION)
    ownership.take_over(person("gaofei"), REGISTRATION)
    assert form_desk.desk(person("gaofei"), REGISTRATION).may_give_back
    with pytest.raises(Forbidden):
        ownership.give_back(person("wangfang"), REGISTRATION)
    ownership.give_back(person("gaofei"), REGISTRATION)
    assert owner() is None
    assert done()[0] == ("given_back", COUNTY)


def test_a_form_that_was_changed_stays_with_its_county() -> None:
    ownership.take_over(person("gaofei"), REGISTRATION)
    form_events.note(REGISTRATION, form_events.PUBLISHED, region_code=COUNTY)
    assert not form_desk.desk(person("gaofei"), REGISTRATION).may_give_back
    with pytest.raises(ownership.HasOwnEditions):
        ownership.give_back(person("gaofei"), REGISTRATION)
    assert owner() == COUNTY


# what the program ships -----------------------------------------------------------------------------------------------
def shipped(code: str, number: str, change: Callable[[dict[str, Any]], Any] = lambda source: None) -> FormDocument:
    """A shipped document under another number, changed."""
    found = next(one for one in document.read_folder(root() / "schemas")[0] if one.code == code)
    source = json.loads(found.text) | {"$id": f"urn:formserver:form:{code}:v{number}"}
    change(source)
    return documents.read(json.dumps(source, ensure_ascii=False), file="shipped.json")


def in_force(code: str) -> tuple[int, int]:
    active = forms.active_edition(code)
    return active.major, active.minor


def test_loading_leaves_a_form_that_a_county_looks_after_and_goes_on() -> None:
    ownership.take_over(person("gaofei"), REGISTRATION)
    same = shipped(REGISTRATION, "1.0", lambda source: source.update(description="说明"))
    loaded = editions.load_shipped([same, shipped(REGISTRATION, "1.1"), shipped(VISIT, "1.1")], [])
    assert loaded.theirs == ((f"{REGISTRATION} 1.0", COUNTY), (f"{REGISTRATION} 1.1", COUNTY))
    assert loaded.added == (f"{VISIT} 1.1",)
    assert (in_force(REGISTRATION), in_force(VISIT)) == ((1, 0), (1, 1))
    assert editions.load_shipped(factories.shipped(), []).theirs == ()


def test_an_older_edition_that_comes_late_is_not_put_in_force() -> None:
    editions.load_shipped([shipped(REGISTRATION, "2.0")], [])
    editions.load_shipped([shipped(REGISTRATION, "1.1")], [])
    assert in_force(REGISTRATION) == (2, 0)
    assert [(one.major, one.minor, one.state) for one in forms.editions(REGISTRATION)] == [
        (2, 0, forms.ACTIVE),
        (1, 1, forms.RETIRED),
        (1, 0, forms.RETIRED),
    ]
    db.session.rollback()


def test_what_was_done_is_told_with_names_and_numbers() -> None:
    ownership.take_over(person("gaofei"), REGISTRATION)
    taken, published = form_desk.desk(person("gaofei"), REGISTRATION).events
    assert (taken.by, taken.number) == ("高飞", "")
    assert (published.by, published.number, published.event.note) == ("", "1.0", "随系统提供")
