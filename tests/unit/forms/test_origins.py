"""Where answers come from: noted until somebody changes them, kept by place in the data."""

import pytest

from formserver.forms import entry, keeping, origins
from formserver.forms.document import Part
from formserver.forms.input_names import InputNames, frame_of, question_of
from formserver.forms.origins import CARRIED, COMPUTED, IDENTITY, Origin
from formserver.forms.pairs import Pairs
from tests.unit.forms.making import SEX, identity, options, part_of, spec

WORSE = {"code": "c", "label": "转严重：{what}", "blanks": {"what": spec("text")}}
FIELDS = {
    "state": spec("single_choice", x_options=[*options("较好", "一般"), WORSE]),
    "home": spec("address", x_tiers=["township", "village"]),
    "contact": spec("sentence", x_text="{name}{tel}", properties={"name": spec("text"), "tel": spec("phone")}),
    "kin": spec(
        "table",
        items={
            "x-order": ["number", "sex", "aids"],
            "properties": {
                "number": spec("identity_number"),
                "sex": {**SEX, "x-computed": {"from": "number", "take": "sex"}},
                "aids": spec("text", x_none=["none"]),
            },
        },
    ),
    "sum": spec("integer"),
}
PAGE = Pairs(
    [
        *(
            ("state", "c"),
            ("state__c__what", "高血压"),
            ("home.township", "段店镇"),
            ("home.township_code", "420703103"),
        ),
        *(("contact.name", "李明"), ("kin.2.row", "1"), ("kin.2.sex", "male"), ("kin.2.aids__none", "none")),
    ]
)
NAMES = ("state", "home", "contact.name", "kin.2.sex", "kin.2.aids")
NOTED = {name: Origin(CARRIED) for name in NAMES}


@pytest.fixture
def part() -> Part:
    return part_of(FIELDS)


def left_of(part: Part, **changed: str) -> set[str]:
    """The questions that still have their origin after a change; `__` of a name is written as it is, `.` as `_0_`."""
    after = PAGE.merged((name.replace("_0_", "."), text) for name, text in changed.items())
    return set(origins.surviving(part, NOTED, PAGE, after))


def test_an_answer_that_reads_the_same_keeps_its_origin(part: Part) -> None:
    assert left_of(part, contact_0_name=" 李明　") == set(NAMES)


@pytest.mark.parametrize(
    ("changed", "lost"),
    [
        ({"state": "a"}, "state"),
        ({"state__c__what": "中风"}, "state"),
        ({"contact_0_name": "王红"}, "contact.name"),
        ({"kin_0_2_0_aids__none": ""}, "kin.2.aids"),
        ({"home_0_township": "庙岭镇"}, "home"),
    ],
)
def test_a_changed_answer_counts_as_typed(part: Part, changed: dict[str, str], lost: str) -> None:
    assert left_of(part, **changed) == {*NAMES} - {lost}


def test_codes_of_places_that_a_page_without_scripts_does_not_post_change_nothing(part: Part) -> None:
    assert left_of(part, home_0_township_code="") == set(NAMES)


def test_rows_are_noted_by_their_place_in_the_data_and_found_again_on_a_new_page(part: Part) -> None:
    data = entry.to_data(part, PAGE)
    codes = origins.pointers(part, PAGE, data, NOTED)
    assert set(codes) == {"/state", "/home", "/contact/name", "/kin/0/sex", "/kin/0/aids"}
    again = entry.to_pairs(part, data)
    assert set(origins.of_pointers(part, again, codes)) == {*NAMES[:3], "kin.0.sex", "kin.0.aids"}


def test_what_is_not_among_the_data_is_not_noted(part: Part) -> None:
    gone = {name: Origin(CARRIED) for name in ("sum", "contact.tel", "kin.5.sex", "kin.2.number")}
    assert origins.pointers(part, PAGE, entry.to_data(part, PAGE), gone) == {}
    assert origins.pointers(part, Pairs(), {}, NOTED) == {}
    assert InputNames(part, PAGE).path_of("kin") == ("kin",)


def test_what_the_system_writes_is_noted_by_where_it_has_it_from(part: Part) -> None:
    typed = Pairs([("kin.0.row", "1"), ("kin.0.number", identity("19480316"))])
    proposed = keeping.with_proposals(part, typed)
    after = proposed.merged([("sum", "3")])
    assert origins.of_proposals(part, typed, after) == {"kin.0.sex": Origin(IDENTITY), "sum": Origin(COMPUTED)}


def test_origins_survive_being_stored() -> None:
    noted = {"state": Origin(CARRIED, (("state", "a"),), IDENTITY)}
    stored = {"state": {**origins.as_json(noted)["state"], "before": [["state", "a"]]}}
    assert origins.of_json(stored) == noted


@pytest.mark.parametrize(
    ("name", "question", "frame"),
    [
        ("state__c__what", "state", "state"),
        ("home.village", "home", "home"),
        ("contact.tel", "contact.tel", "contact"),
        ("kin.1.aids__none", "kin.1.aids", "kin.1.aids"),
    ],
)
def test_an_input_belongs_to_its_question_and_that_to_a_row_of_the_page(
    part: Part, name: str, question: str, frame: str
) -> None:
    assert (question_of(part, name), frame_of(part, name)) == (question, frame)
