"""A design whose form got another edition meanwhile: both changes together, conflicts chosen, undone as one step."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.models import FormDesign
from formserver.services import design_merging, design_view, designing, edition_drafts
from formserver.services.design_merging import NotBehind
from formserver.services.designing import DesignMoved
from formserver.services.merging import LeftToDecide, SeenBefore
from formserver.store import designs, forms
from tests import factories
from tests.factories import COUNTY, REGISTRATION, person
from tests.integration.test_designer_pages import begun, main_of, revision, said, step
from tests.offering import administrator, demanding, offered
from tests.pages import CheckingClient

PLACE = "main.remarks.description"


def helped(part: dict[str, Any]) -> None:
    """A field becomes required, and is explained."""
    demanding(part)
    part["properties"]["remarks"]["description"] = "住处、性格、习惯"


def published(change: Callable[[dict[str, Any]], Any] = helped) -> None:
    draft_id = offered(person("gaofei"), change)
    edition_drafts.publish(person("gaofei"), draft_id, "备注必填", two_persons=False)


def designed(**to: str) -> str:
    """A design of the registration in which the remarks are changed, before another edition is published."""
    administrator()
    design_id = designing.start_from(person("gaofei"), REGISTRATION)
    designing.take(person("gaofei"), design_id, 0, {"do": "change", "field": "main.remarks", "to": to})
    published()
    return design_id


def stored(design_id: str) -> FormDesign:
    db.session.rollback()
    return designs.get(COUNTY, design_id)


def part_of(design_id: str) -> dict[str, Any]:
    return dict(json.loads(stored(design_id).text)["properties"]["main"])


@pytest.fixture
def county(storage: Flask) -> None:
    factories.furnish()


@pytest.mark.usefixtures("county")
def test_what_both_changed_apart_stands_together_and_is_undone_and_done_again_as_one_step() -> None:
    design_id = designed(label="备　注")
    base = stored(design_id).based_on
    before = stored(design_id).text
    made = design_merging.looked_at(person("gaofei"), design_id)
    assert (made.before, made.newest, made.count) == ("1.0", "2.0", 0)
    assert [effect.name for effect, _, _ in made.groups] == ["NARROWER", "WORDS"]
    design_merging.take_in(person("gaofei"), design_id, 1, {}, made.seen)
    remarks = part_of(design_id)["properties"]["remarks"]
    assert (remarks["title"], remarks["description"]) == ("备　注", "住处、性格、习惯")
    assert "remarks" in part_of(design_id)["required"]
    assert '"$ref": "urn:formserver:shared:sex:v1"' in stored(design_id).text
    view = design_view.view(person("gaofei"), design_id)
    assert (view.is_behind, view.steps[0].said["params"]) == (False, {"edition": "2.0"})
    designing.undo(person("gaofei"), design_id, 2)
    assert (stored(design_id).text, stored(design_id).based_on) == (before, base)
    assert design_view.view(person("gaofei"), design_id).is_behind
    designing.redo(person("gaofei"), design_id, 3)
    assert stored(design_id).based_on == forms.latest_edition(REGISTRATION).id
    with pytest.raises(NotBehind):
        design_merging.looked_at(person("gaofei"), design_id)


@pytest.mark.usefixtures("county")
def test_what_both_changed_each_in_its_way_is_chosen() -> None:
    design_id = designed(help="写特别的情况")
    made = design_merging.looked_at(person("gaofei"), design_id)
    told = [(one.place, one.upper, one.own) for one in made.merged.open]
    assert told == [(PLACE, "住处、性格、习惯", "写特别的情况")]
    with pytest.raises(LeftToDecide):
        design_merging.take_in(person("gaofei"), design_id, 1, {}, made.seen)
    for seen, number, refusal in (("x", 1, SeenBefore), (made.seen, 0, DesignMoved)):
        with pytest.raises(refusal):
            design_merging.take_in(person("gaofei"), design_id, number, {PLACE: "own"}, seen)
    assert part_of(design_id)["properties"]["remarks"]["description"] == "写特别的情况"
    design_merging.take_in(person("gaofei"), design_id, 1, {PLACE: "upper"}, made.seen)
    assert part_of(design_id)["properties"]["remarks"]["description"] == "住处、性格、习惯"


@pytest.mark.usefixtures("county")
def test_what_does_not_fit_together_is_told_and_not_taken() -> None:
    administrator()
    design_id = designing.start_from(person("gaofei"), REGISTRATION)
    step = {"do": "rule", "field": "main.remarks", "effect": "show", "on": "phone", "test": "answered"}
    designing.take(person("gaofei"), design_id, 0, step)

    def without_phone(part: dict[str, Any]) -> None:
        helped(part)
        part["properties"]["handset"] = part["properties"].pop("phone")
        part["x-sections"] = json.loads(json.dumps(part["x-sections"]).replace('"phone"', '"handset"'))

    edition = forms.latest_edition(REGISTRATION)
    source = json.loads(edition.source)
    without_phone(source["properties"]["main"])
    source["x-paper"] = json.loads(json.dumps(source["x-paper"]).replace("{phone", "{handset"))
    text = json.dumps(source, ensure_ascii=False)
    draft_id = edition_drafts.offer(person("gaofei"), REGISTRATION, edition_drafts.Offer(text, "换了电话"))
    edition_drafts.publish(person("gaofei"), draft_id, "换了电话", two_persons=False)
    made = design_merging.looked_at(person("gaofei"), design_id)
    assert "phone" in made.fault
    assert (made.groups, made.count) == ((), 1)
    with pytest.raises(LeftToDecide):
        design_merging.take_in(person("gaofei"), design_id, 1, {}, made.seen)


@pytest.mark.usefixtures("county")
def test_a_new_form_has_nothing_to_take_in() -> None:
    design_id = designing.start_new(person("gaofei"), "registration", "走访表", "基本情况")
    with pytest.raises(NotBehind):
        design_merging.looked_at(person("gaofei"), design_id)


# pages ----------------------------------------------------------------------------------------------------------------
def test_the_page_shows_both_sides_and_takes_in_what_was_chosen(site: Flask, gaofei: CheckingClient) -> None:
    with site.app_context():
        design_id = designed(help="写特别的情况")
    url = f"/{COUNTY}/designs/{design_id}"
    assert "看现行版本改了什么，并入这份设计" in said(gaofei, url)
    page = gaofei.get(f"{url}/merge").get_data(as_text=True)
    assert "备注：说明 原来（无） 用现行版本的住处、性格、习惯 用这份设计的写特别的情况" in main_of(page)
    words = dict(re.findall(r'name="(_revision|seen)" value="([^"]+)"', page))
    answer = gaofei.send(f"{url}/merge", words)
    assert answer.status_code == 409
    assert "还有1处要先选定或改好" in main_of(answer.get_data(as_text=True))
    assert gaofei.send(f"{url}/merge", words | {f"take-{PLACE}": "own"}).status_code == 303
    page = said(gaofei, url)
    assert "已保存：并入了现行2.0版的改动。" in page
    assert "发布了别的版本" not in page
    step(gaofei, url, "undo")
    assert "开始设计以后，这张表发布了别的版本" in said(gaofei, url)


def test_a_page_with_nothing_to_take_in_leads_back(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    assert "没有要并入的。回到设计页" in said(gaofei, f"{url}/merge")
    assert gaofei.send(f"{url}/merge", {"_revision": revision(gaofei, url), "seen": ""}).status_code == 200
