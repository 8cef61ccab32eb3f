"""Who reads a field from outside of its form is told at the step that would take it away."""

import json

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.forms.designing.base import Refused
from formserver.services import designing
from formserver.services.design_outside import NeededOutside, ReadOutside
from formserver.store import designs
from tests import factories
from tests.factories import COUNTY, REGISTRATION, person
from tests.integration.test_designer_pages import main_of, refused, step
from tests.offering import administrator
from tests.pages import CheckingClient


def begun() -> str:
    factories.furnish()
    return designing.start_from(administrator(), REGISTRATION)


def remove(design_id: str, field: str, **more: str) -> None:
    design = designs.get(COUNTY, design_id)
    designing.take(person("gaofei"), design_id, design.revision, {"do": "remove", "field": f"main.{field}", **more})


def test_a_field_that_the_register_reads_goes_only_when_nobody_needs_it(storage: Flask) -> None:
    design_id = begun()
    with pytest.raises(ReadOutside, match="登记簿里的联系电话") as found:
        remove(design_id, "phone")
    assert not isinstance(found.value, NeededOutside)
    db.session.rollback()
    remove(design_id, "phone", dropped="1")
    assert json.loads(designs.get(COUNTY, design_id).text)["x-dropped"] == ["main.phone"]
    designing.undo(person("gaofei"), design_id, 1)
    assert "x-dropped" not in json.loads(designs.get(COUNTY, design_id).text)


def test_what_nothing_works_without_stays(storage: Flask) -> None:
    design_id = begun()
    with pytest.raises((NeededOutside, Refused)):
        remove(design_id, "name", dropped="1")


def test_a_concept_that_somebody_reads_is_not_taken_from_a_field_unsaid(storage: Flask) -> None:
    design_id = begun()
    change = {"do": "change", "field": "main.phone", "to": {"concept": ""}}
    with pytest.raises(ReadOutside, match="登记簿里的联系电话"):
        designing.take(person("gaofei"), design_id, 0, change)
    db.session.rollback()
    designing.take(person("gaofei"), design_id, 0, change | {"to": {"help": "手机"}})


def test_of_a_form_without_an_edition_nobody_reads_anything(storage: Flask) -> None:
    factories.furnish()
    design_id = designing.start_new(person("gaofei"), "registration", "走访表", "基本情况")
    designing.take(person("gaofei"), design_id, 0, {"do": "add", "cell": "0.1.1", "kind": "text", "label": "备注"})
    remove(design_id, "item_1")


def test_the_page_names_the_readers_and_the_way_on(gaofei: CheckingClient) -> None:
    answer = gaofei.send(f"/{COUNTY}/designs/new", {"form": REGISTRATION})
    url = str(answer.headers["Location"])
    page = refused(gaofei, url, "remove", field="main.residence")
    assert "登记簿里的住址" in main_of(page)
    assert 'id="b-remove-1"' in page
    step(gaofei, url, "remove", field="main.residence", dropped="1")
    assert "删除了“" in main_of(gaofei.get(url).get_data(as_text=True))
    assert "没有它就无法办理" in main_of(refused(gaofei, url, "change", field="main.name", **{"to.concept": ""}))
