"""A shipped file that says something else under a number that is in use: nothing stops, nothing published changes."""

import json
from collections.abc import Callable
from typing import Any, Final

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.forms.document import FormDocument
from formserver.resources import root
from formserver.services import documents, drafting, editions, ownership, shipped_news
from formserver.services.editions import Differing, Kept, Loaded
from formserver.store import drafts, elders, forms, records
from formserver.workflow import definition
from tests.factories import (
    COUNTY,
    REGISTRATION,
    VILLAGE,
    approve_fully,
    furnish,
    person,
    register,
    shipped,
)

SHIPPED: Final = next(one for one in shipped() if one.code == REGISTRATION)
Source = dict[str, Any]
Change = Callable[[Source], object]
_HEARD: Final = ("contact_name", "contact_phone", "contact_relation")


def of_fields(node: Any, change: Change) -> None:
    """Change every definition that says what the register hears of it."""
    for inner in node if isinstance(node, list) else node.values() if isinstance(node, dict) else ():
        of_fields(inner, change)
    if isinstance(node, dict) and "x-concept" in node:
        change(node)


def unheard(source: Source) -> None:
    """The file as it was before it told whom to call."""
    of_fields(source, lambda field: field["x-concept"] in _HEARD and field.pop("x-concept"))


def prefilled(source: Source) -> None:
    """A change that alters what a page shows to whoever fills it in."""
    source["properties"]["main"]["properties"]["phone"]["x-carry"] = False


def reworded(source: Source) -> None:
    source["title"] = "另一个名称"


def nothing(source: Source) -> None:
    pass


def written(change: Change, number: str = "1.0") -> FormDocument:
    """The shipped file, changed and under a number."""
    source = json.loads(SHIPPED.text) | {"$id": f"urn:formserver:form:{REGISTRATION}:v{number}"}
    change(source)
    return documents.read(json.dumps(source, ensure_ascii=False), file="ezhou.json")


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work since the registration said less to the register."""
    furnish()
    stands_as(written(unheard))


def stands_as(former: FormDocument) -> None:
    """The edition in force was loaded from another file."""
    edition = forms.latest_edition(REGISTRATION)
    edition.source, edition.bundled, edition.sha256 = former.text, former.bundled_text, former.sha256
    db.session.commit()
    documents.form_document.cache_clear()


def load(document: FormDocument = SHIPPED) -> Loaded:
    return editions.load_shipped([document], [])


def numbers() -> list[tuple[str, str]]:
    return [(one.number, one.state) for one in forms.editions(REGISTRATION)]


BOTH: Final = [("1.1", forms.ACTIVE), ("1.0", forms.RETIRED)]
ONE: Final = [("1.0", forms.ACTIVE)]


def test_what_the_register_hears_more_is_the_next_minor_edition_and_the_one_before_stays() -> None:
    before = forms.latest_edition(REGISTRATION).sha256
    assert load().renewed == ((f"{REGISTRATION} 1.0", "1.1"),)
    assert numbers() == BOTH
    newer, older = forms.editions(REGISTRATION)
    assert (older.sha256, newer.comment) == (before, "随系统提供")
    assert documents.says(newer) == SHIPPED.says


def test_loading_once_more_changes_nothing() -> None:
    load()
    again = load()
    assert (again.kept, again.renewed, again.differing) == ((f"{REGISTRATION} 1.0",), (), ())
    assert numbers() == BOTH


def test_a_draft_goes_on_in_it_and_what_is_approved_tells_the_file() -> None:
    drafting.start(person("liuyang"), REGISTRATION, None, village_code=VILLAGE)
    load()
    db.session.expire_all()
    (draft,) = drafts.of_form(REGISTRATION, COUNTY)
    assert draft.form_edition_id == forms.active_id(REGISTRATION)
    record_id = register(person("liuyang"), guardian_name="李强", guardian_phone="10000000077")
    approve_fully(record_id)
    record = records.find(COUNTY, record_id)
    assert record is not None
    elder = elders.find(COUNTY, record.elder_id or "")
    assert elder is not None
    assert "李强" in json.dumps(elder.file, ensure_ascii=False)


def test_what_only_a_shared_definition_says_more_counts_though_the_file_is_the_same() -> None:
    former = written(unheard)
    stands_as(FormDocument(SHIPPED.text, {**former.bundled, "$id": SHIPPED.bundled["$id"]}))
    assert load().renewed == ((f"{REGISTRATION} 1.0", "1.1"),)


def test_a_further_change_of_the_same_file_is_the_next_minor_edition_again() -> None:
    load()
    assert load(written(reworded)).renewed == ((f"{REGISTRATION} 1.0", "1.2"),)


def test_what_may_touch_answers_is_told_and_left() -> None:
    loaded = load(written(prefilled))
    changes = len(_HEARD) + 1
    assert loaded.differing == (Differing(f"{REGISTRATION} 1.0", changes, Kept.GRAVE, "1.0"),)
    assert numbers() == ONE


def test_a_change_of_an_older_edition_than_the_one_in_force_is_told_and_left() -> None:
    load(written(prefilled, "2.0"))
    loaded = load()
    assert [(one.why, one.in_force) for one in loaded.differing] == [(Kept.OLDER, "2.0")]
    assert numbers()[0] == ("2.0", forms.ACTIVE)


def test_what_somebody_published_by_command_is_not_replaced() -> None:
    forms.latest_edition(REGISTRATION).comment = "按区里的要求"
    assert [one.why for one in load().differing] == [Kept.OURS]
    assert numbers() == ONE


def test_a_form_out_of_use_does_not_come_back_by_itself() -> None:
    forms.latest_edition(REGISTRATION).state = forms.RETIRED
    assert [one.why for one in load().differing] == [Kept.OURS]
    assert numbers() == [("1.0", forms.RETIRED)]


def test_a_workflow_that_changed_under_its_number_is_told_and_left() -> None:
    flow = next(one for one in definition.read_folder(root() / "workflows")[0])
    changed = definition.load(flow.text.replace('"title": "', '"title": "新'), file="flow.json")
    loaded = editions.load_shipped([], [changed])
    assert [(one.name, one.why) for one in loaded.differing] == [(f"{flow.code} {flow.version}", Kept.FLOW)]


def test_the_county_that_looks_after_the_form_gets_it_as_a_draft_by_the_button() -> None:
    gaofei = person("gaofei")
    ownership.take_over(gaofei, REGISTRATION)
    assert load().theirs == ((f"{REGISTRATION} 1.0", COUNTY),)
    assert numbers() == ONE
    assert shipped_news.of_form(forms.get(REGISTRATION)) is not None
    shipped_news.offer(gaofei, REGISTRATION)
    assert shipped_news.of_form(forms.get(REGISTRATION)) is None


def test_nothing_is_news_where_the_file_is_in_force() -> None:
    load()
    assert shipped_news.of_form(forms.get(REGISTRATION)) is None
