"""Fields may be called as scripts call the properties of a form: the page works all the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from formserver.services import editions
from tests import factories, generated
from tests.e2e.filling import SAVED, Served, begin, copies, expect_brought_back, furnish, leave, photo, wait_for_copy
from tests.e2e.site import press, serving
from tests.entry_site import Office

pytestmark = pytest.mark.e2e

CODE: Final = "registration/odd_names"
NAMES: Final = (
    "contains",
    "submit",
    "action",
    "elements",
    "length",
    "name",
    "id",
    "target",
    "method",
    "reset",
    "children",
    "attributes",
    "closest",
    "constructor",
    "matches",
    "csrf_token",
    "data",
    "items",
    "keys",
    "loop",
    "page",
    "self",
)
CHOICES: Final = "registration/odd_choices"


def source() -> dict[str, Any]:
    """A paper whose questions of one line are called so; one appears when another is ticked, and one has rows."""
    fields: dict[str, Any] = {name: {"title": f"问题{name}", "x-kind": "text"} for name in NAMES}
    fields["name"]["x-concept"] = "name"
    fields["dataset"] = {"title": "是否", "x-kind": "yes_no"}
    fields["style"] = {"title": "如何", "x-kind": "text", "x-when": {"show": {"field": "dataset", "is": "yes"}}}
    row = {"type": "object", "x-order": ["id"], "properties": {"id": {"title": "称呼", "x-kind": "text"}}}
    fields["title"] = {"title": "家人", "x-kind": "table", "items": row}
    return paper(CODE, fields, ["contains"])


def choices() -> dict[str, Any]:
    """A paper of boxes, lists and photos that are called so."""
    options = [{"code": "a", "label": "甲"}, {"code": "b", "label": "乙"}]
    name = {"title": "姓名", "x-kind": "text", "x-concept": "name"}
    kinds = {"closest": "single_choice", "matches": "multi_choice", "elements": "multi_choice", "children": "yes_no"}
    told: dict[str, Any] = {"multi_choice": {"x-options": options}, "single_choice": {"x-options": options}}
    fields = {code: {"title": f"选择{code}", "x-kind": kind, **told.get(kind, {})} for code, kind in kinds.items()}
    listed = {"title": "选择attributes", "x-kind": "single_choice", "x-draw": "select", "x-options": options}
    photos = {"title": "照片constructor", "x-kind": "photos", "maxItems": 2}
    return paper(CHOICES, {"name": name, **fields, "attributes": listed, "constructor": photos}, ["children"])


def paper(code: str, fields: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """A document of these questions, all in one cell."""
    page = {"margin_mm": [20, 20, 20, 20], "font_pt": 10.5, "title_pt": 18}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:formserver:form:{code}:v1.0",
        "title": "名称特别的表",
        "x-parts": [{"code": "main", "title": "登记"}],
        "type": "object",
        "properties": {"main": {"type": "object", "properties": fields, "x-order": list(fields), "required": required}},
        "x-paper": {"page": page, "blocks": [{"part": "main", "columns_mm": [170], "rows": [{"cells": [{}]}]}]},
    }


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site whose county uses the paper as well."""

    def furnished(app: Flask, password: str) -> Office:
        office = furnish(app, password)
        with app.app_context():
            editions.load_shipped([generated.load(source()), generated.load(choices())], [])
            editions.adopt(factories.COUNTY, CODE)
            editions.adopt(factories.COUNTY, CHOICES)
        return office

    with serving(sqlite_template, tmp_path_factory.mktemp("odd"), furnished) as (address, office):
        yield Served(address, office)


def test_what_is_typed_is_saved_and_questions_appear(page: Page, served: Served) -> None:
    begin(page, served, CODE)
    for name in NAMES:
        page.fill(f"#f-{name}-in", name)
    page.locator("[name=dataset][value=yes]").check()
    expect(page.locator("#f-style")).to_be_visible()
    expect(page.locator("#entry-state")).to_contain_text(SAVED)
    page.reload()
    assert {name: page.input_value(f"#f-{name}-in") for name in NAMES} == {name: name for name in NAMES}


def test_options_lists_and_photos_of_such_names_are_saved_by_pages_and_by_pieces(page: Page, served: Served) -> None:
    begin(page, served, CHOICES)
    page.locator("#f-closest").get_by_text("乙").click()
    page.locator("#f-matches").get_by_text("甲").click()
    page.locator("#f-elements").get_by_text("乙").click()
    page.select_option("#f-attributes select", "b")
    page.set_input_files("#photos-file-constructor", photo())
    expect(page.locator("#f-constructor .photo")).to_have_count(1)
    expect(page.locator("#entry-state")).to_contain_text(SAVED)
    press(page.get_by_role("button", name="暂存"))
    expect(page.locator("[value=b]:checked")).to_have_count(3)
    expect(page.locator("#f-matches [value=a]")).to_be_checked()
    expect(page.locator("#f-constructor .photo")).to_have_count(1)
    page.locator("#f-closest .clear-choice").click()
    page.locator("#entry").click(position={"x": 1, "y": 1})
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("link", name="请选择选择children")).to_be_visible()
    expect(page.locator("#f-closest :checked")).to_have_count(0)


def test_a_row_is_added_and_a_jump_leads_to_its_question(page: Page, served: Served) -> None:
    begin(page, served, CODE)
    page.click("#f-title .row-add button")
    expect(page.locator("#f-title-1-id-in")).to_be_focused()
    page.get_by_role("button", name="提交").click()
    page.get_by_role("link", name="请填写问题contains").click()
    expect(page.locator("#f-contains-in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#f-submit-in")).to_be_focused()


def test_what_was_not_saved_is_brought_back(page: Page, served: Served) -> None:
    begin(page, served, CODE)
    leave(page, "#f-name-in", "陈秀兰")
    page.context.route("**/drafts/*", lambda route: route.abort() if is_save(route) else route.continue_())
    page.fill("#f-contains-in", "住在村口")
    wait_for_copy(page)
    page.reload()
    expect_brought_back(page)
    expect(page.locator("#f-contains-in")).to_have_value("住在村口")
    assert copies(page) == []


def is_save(route: Route) -> bool:
    return route.request.headers.get("hx-request") == "true"
