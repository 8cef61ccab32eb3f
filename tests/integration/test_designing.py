"""Designs as they are stored, on both databases: every step at once, undone and done again, never two windows mixed."""

import json
from dataclasses import replace

import pytest
from flask import Flask

from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.forms.designing.base import Refused
from formserver.models import FormDesign
from formserver.services import design_ending, design_view, designing, edition_drafts, ownership
from formserver.services.designing import DesignMoved, NothingToUndo, TextFaulty, TitleNeeded
from formserver.services.edition_drafts import CodeTaken
from formserver.services.publishing import NothingChanged
from formserver.store import designs, forms
from tests import factories
from tests.factories import COUNTY, OTHER_COUNTY, REGISTRATION, person
from tests.integration.test_attacks_at_once import at_once
from tests.offering import administrator, offered


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


def begun() -> str:
    return designing.start_new(person("gaofei"), "registration", "独居老人走访表", "基本情况")


def stored(design_id: str) -> FormDesign:
    db.session.rollback()
    return designs.get(COUNTY, design_id)


def title(design_id: str, revision: int, text: str, user_name: str = "gaofei") -> None:
    designing.take(person(user_name), design_id, revision, {"do": "title", "title": text})


def told(design_id: str) -> list[str]:
    return [step.said["key"] % step.said["params"] for step in design_view.view(person("gaofei"), design_id).steps]


def test_a_step_is_stored_at_once_with_who_took_it() -> None:
    design_id = begun()
    seed = designing.take(
        person("luoying"), design_id, 0, {"do": "add", "cell": "0.1.1", "kind": "phone", "label": "电话"}
    )
    found = stored(design_id)
    assert (found.revision, found.position, found.title) == (1, 1, "独居老人走访表")
    assert f"item_{seed}" in found.text
    view = design_view.view(person("gaofei"), design_id)
    taken = designs.step(design_id, 1)
    assert taken is not None
    assert taken.step["kind"] == "phone"
    assert [view.names[step.by_user_id] for step in view.steps] == ["罗英"]
    assert (told(design_id), view.can_redo, view.is_behind) == (["加了一项“电话”。"], False, False)
    assert [one.id for one in design_view.waiting(person("gaofei"))] == [design_id]


def test_steps_are_undone_and_done_again_byte_for_byte_and_a_new_one_ends_what_was_undone() -> None:
    design_id = begun()
    texts = [stored(design_id).text]
    for number, name in enumerate(("甲", "乙", "丙")):
        title(design_id, number, name)
        texts.append(stored(design_id).text)
    for revision in (3, 4, 5):
        designing.undo(person("gaofei"), design_id, revision)
        assert stored(design_id).text == texts[5 - revision]
    with pytest.raises(NothingToUndo):
        designing.undo(person("gaofei"), design_id, 6)
    designing.redo(person("gaofei"), design_id, 6)
    assert (stored(design_id).text, stored(design_id).title) == (texts[1], "甲")
    assert design_view.view(person("gaofei"), design_id).can_redo
    title(design_id, 7, "丁")
    with pytest.raises(NothingToUndo):
        designing.redo(person("gaofei"), design_id, 8)
    assert told(design_id) == ["把标题改为“丁”。", "把标题改为“甲”。"]


def test_what_changes_nothing_is_no_step_and_what_is_refused_changes_nothing() -> None:
    design_id = begun()
    title(design_id, 0, "独居老人走访表")
    with pytest.raises(Refused):
        designing.take(person("gaofei"), design_id, 0, {"do": "remove", "field": "main.item_1"})
    assert (stored(design_id).revision, told(design_id)) == (0, [])


def test_an_older_window_overwrites_nothing() -> None:
    design_id = begun()
    title(design_id, 0, "甲")
    for act in (designing.undo, designing.redo, design_ending.drop, designing.forget_attempt):
        with pytest.raises(DesignMoved):
            act(person("gaofei"), design_id, 0)
    with pytest.raises(DesignMoved):
        title(design_id, 0, "乙", "luoying")
    with pytest.raises(DesignMoved):
        design_ending.hand_in(person("gaofei"), design_id, 0, "x")
    with pytest.raises(DesignMoved):
        designing.rewrite(person("gaofei"), design_id, 0, "{}")
    assert stored(design_id).title == "甲"


def test_of_two_steps_at_the_same_moment_one_is_taken(storage: Flask) -> None:
    design_id = begun()
    person("liuyang")  # whom both threads look for
    gaofei = person("gaofei")

    def take(_: object) -> None:
        designing.take(gaofei, design_id, 0, {"do": "title", "title": "走访表"})

    assert at_once(storage, take, take) == ["DesignMoved", "NoneType"]
    assert stored(design_id).revision == 1


def test_an_experts_text_is_one_step_and_a_faulty_one_is_kept_aside() -> None:
    design_id = begun()
    text = stored(design_id).text
    designing.rewrite(person("gaofei"), design_id, 0, text.replace("独居老人走访表", "专家的表"))
    assert told(design_id) == ["在专家页里改了整份文件。"]
    with pytest.raises(TextFaulty) as refused:
        designing.rewrite(person("gaofei"), design_id, 1, '{"title": "写了一半')
    assert len(refused.value.faults) == 1
    assert (stored(design_id).attempt, stored(design_id).title) == ('{"title": "写了一半', "专家的表")
    with pytest.raises(Refused):
        designing.rewrite(person("gaofei"), design_id, 1, text.replace("registration/own_", "registration/other_"))
    designing.forget_attempt(person("gaofei"), design_id, 1)
    assert stored(design_id).attempt == ""
    designing.rewrite(person("gaofei"), design_id, 1, text)
    assert stored(design_id).title == "独居老人走访表"


def test_a_form_in_use_is_designed_from_its_edition_and_gone_on_with() -> None:
    design_id = designing.start_from(administrator(), REGISTRATION)
    found = stored(design_id)
    assert (found.based_on, json.loads(found.text)["title"]) == (forms.latest_edition(REGISTRATION).id, found.title)
    assert designing.start_from(person("luoying"), REGISTRATION) == design_id
    title(design_id, 0, "新的标题")
    draft_id = design_ending.hand_in(person("gaofei"), design_id, 1, "改了标题")
    assert designing.start_from_draft(person("gaofei"), draft_id) == design_id
    assert not design_view.view(person("gaofei"), design_id).is_behind
    edition_drafts.publish(person("gaofei"), draft_id, "改了标题", two_persons=False)
    assert design_view.view(person("gaofei"), design_id).is_behind
    assert list(design_view.waiting(person("gaofei"))) == []
    assert designing.start_from(person("gaofei"), REGISTRATION) != design_id


def test_a_draft_somebody_brought_in_is_gone_on_with_in_a_design_of_its_own() -> None:
    draft_id = offered(administrator())
    design_id = designing.start_from_draft(person("gaofei"), draft_id)
    assert "remarks" in json.loads(stored(design_id).text)["properties"]["main"]["required"]
    with pytest.raises(Forbidden):
        designing.start_from_draft(person("wangfang"), draft_id)


def test_a_new_form_is_handed_in_and_published() -> None:
    design_id = begun()
    code = stored(design_id).form_code
    draft_id = design_ending.hand_in(person("gaofei"), design_id, 0, "新表")
    edition_drafts.publish(person("gaofei"), draft_id, "新表", two_persons=False)
    assert forms.get(code).owner_region == COUNTY
    again = designing.start_from(person("gaofei"), code)
    assert stored(again).based_on == forms.latest_edition(code).id


def test_a_design_names_what_the_form_takes_of_the_library_and_handed_in_at_once_nothing_differs() -> None:
    administrator()
    design_id = designing.start_from(person("gaofei"), REGISTRATION)
    assert stored(design_id).text == forms.latest_edition(REGISTRATION).source
    assert '"$ref": "urn:formserver:shared:sex:v1"' in stored(design_id).text
    with pytest.raises(NothingChanged):
        design_ending.hand_in(person("gaofei"), design_id, 0, "没有改")


@pytest.mark.parametrize(
    ("word", "other"),
    [("shared:sex:v1", "shared:gone:v1"), ('"title": "姓名"', '"title": "名字"')],
    ids=["gone", "changed"],
)
def test_what_is_in_the_library_no_more_as_it_was_is_written_out(word: str, other: str) -> None:
    administrator()
    edition = forms.latest_edition(REGISTRATION)
    assert word in edition.source
    edition.source = edition.source.replace(word, other)
    db.session.commit()
    design_id = designing.start_from(person("gaofei"), REGISTRATION)
    assert json.loads(stored(design_id).text) == json.loads(forms.latest_edition(REGISTRATION).bundled)


def test_a_design_goes_when_nobody_wants_it() -> None:
    design_id = begun()
    design_ending.drop(person("gaofei"), design_id, 0)
    for look in (designing.opened, designing.start_from_draft):
        with pytest.raises(NotFound):
            look(person("gaofei"), design_id)


def test_only_form_administrators_of_the_county_design() -> None:
    design_id = begun()
    elsewhere = replace(person("gaofei"), county_id=OTHER_COUNTY)
    for who, refusal in ((person("wangfang"), Forbidden), (elsewhere, NotFound)):
        with pytest.raises(refusal):
            designing.opened(who, design_id)
        with pytest.raises(refusal):
            designing.take(who, design_id, 0, {"do": "title", "title": "别的"})
    with pytest.raises(Forbidden):
        designing.start_new(person("wangfang"), "registration", "表", "节")
    assert list(design_view.waiting(person("wangfang"))) == []
    with pytest.raises(ownership.NotOwned):
        designing.start_from(person("gaofei"), REGISTRATION)


def test_a_new_form_needs_its_words() -> None:
    for category, name, section in (("x", "表", "节"), ("registration", " ", "节"), ("registration", "表", "")):
        with pytest.raises(TitleNeeded):
            designing.start_new(person("gaofei"), category, name, section)
    with pytest.raises(Refused):
        designing.start_new(person("gaofei"), "visit_record", "表", "{节}")


def test_a_code_somebody_took_meanwhile_is_told() -> None:
    design_id = begun()
    code = stored(design_id).form_code
    first, second = (design_ending.hand_in(person("gaofei"), design_id, 0, "新表") for _ in range(2))
    edition_drafts.publish(person("gaofei"), first, "新表", two_persons=False)
    with pytest.raises(CodeTaken):
        edition_drafts.publish(person("gaofei"), second, "新表", two_persons=False)
    assert forms.find(code) is not None
