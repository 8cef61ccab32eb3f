"""Steps of the designer: checks between answers, told as sentences, softened and taken out."""

import json
from typing import Any

import pytest

from formserver.forms.designing.base import LEVELS
from formserver.forms.designing.checking import CHECKS, checks, fitting, level_of, said
from tests.designs import SHIPPED, Design, read, shipped_text

NAME = "main.item_1"
_CARD = {"card": "disability_card", "identity": "identity_number"}
CASES: list[tuple[str, dict[str, str], dict[str, Any], str]] = [
    ("not_after", {"earlier": "date", "later": "date"}, {}, "“earlier”不应晚于“later”。"),
    ("not_in_future", {"first_field": "date"}, {}, "“first_field”不应晚于今天。"),
    ("sum_is", {"total": "integer", "of": "integer"}, {}, "“total”应等于of之和。"),
    ("at_most", {"first": "money", "second": "money"}, {}, "first应不大于second。"),
    ("less", {"first": "integer", "second": "integer"}, {}, "first应小于second。"),
    ("equal", {"first": "integer", "second": "integer"}, {}, "first应等于second。"),
    ("count_at_most", {"rows": "table", "limit": "integer"}, {}, "“rows”填的行数不应多于“limit”。"),
    (
        "disability_agrees",
        {"card": "disability_card", "identity": "identity_number"},
        {},
        "“card”的前18位应与“identity”相同。",
    ),
    (
        "chosen_together",
        {"first_field": "yes_no", "with_field": "yes_no"},
        {"option": "yes", "options": ["no"]},
        "“first_field”选了“是”时，“with_field”应是“否”。",
    ),
]


@pytest.mark.parametrize(("check", "slots", "more", "sentence"), CASES, ids=[case[0] for case in CASES])
def test_each_check_is_added_told_softened_and_taken_out(
    check: str, slots: dict[str, str], more: dict[str, Any], sentence: str
) -> None:
    design = Design()
    places = {name: design.add(kind, name) for name, kind in slots.items()}
    chosen: dict[str, Any] = {name: place.partition(".")[2] for name, place in places.items()}
    chosen |= {"of": [chosen["of"]]} if "of" in chosen else {}
    first = next(iter(places.values()))
    added = design.take("check", field=first, check=check, level="ask", **chosen, **more)
    assert added == f"加了一条核对：{CHECKS[check].title}。"
    for place in places.values():
        assert [number for number, _ in checks(design.sketch, place)] == [0]
    assert checks(design.sketch, NAME) == []
    _, found = checks(design.sketch, first)[0]
    assert (said(found, read(design.text).parts["main"].group.words).message, level_of(found)) == (sentence, "ask")
    for level in ("tell", "must"):
        design.take("check_level", field=first, number="0", level=level)
        assert level_of(checks(design.sketch, first)[0][1]) == level
    design.take("check", field=first, check=check, level="tell", **chosen, **more)
    for _ in range(2):
        assert design.take("drop_check", field=first, number="0") == "删除了一条核对。"
    assert "x-checks" not in design.part


def test_what_makes_no_check_is_refused_in_words() -> None:
    design = Design()
    day = design.add("date", "日期").partition(".")[2]
    asked = {"field": NAME, "check": "not_after", "level": "must"}
    assert design.refused("check", **asked, earlier=day, later=day) == "两处选了同一项，请换一项。"
    assert design.refused("check", **asked, earlier=day) == "“晚的”还没有选好。"
    assert design.refused("check", **asked | {"level": "never"}).startswith("请选好核对什么")
    assert design.refused("check", **asked | {"check": "sum_is"}, of=[day]) == "“总数”还没有选好。"
    poor = [design.add("yes_no", label).partition(".")[2] for label in ("低保", "特困")]
    together = asked | {"check": "chosen_together", "first_field": poor[0], "with_field": poor[1]}
    assert design.refused("check", **together, option="yes").startswith("请选好哪个答案")
    assert design.refused("drop_check", field=NAME, number="0") == "这条核对已经没有了。"
    design.take("check", field=NAME, check="not_in_future", level="must", first_field=day)
    assert design.refused("check_level", field=NAME, number="x", level="must") == "这条核对已经没有了。"
    assert design.refused("check_level", field=NAME, number="0", level="never")


@pytest.mark.parametrize("code", SHIPPED)
def test_the_checks_of_shipped_papers_are_told_as_sentences(code: str) -> None:
    text = shipped_text(code)
    document = read(text)
    for name, part in json.loads(text)["properties"].items():
        for check in part.get("x-checks", ()):
            sentence = said(check, document.parts[name].group.words).message
            assert "“" in sentence
            assert "{" not in sentence


def test_a_slot_takes_the_fields_that_fit() -> None:
    design = Design()
    day = design.add("date", "日期").partition(".")[2]
    slot = CHECKS["not_in_future"].slots[0]
    assert (slot.name, fitting(design.sketch, NAME, slot)) == ("first_field", [(day, "日期")])
    assert LEVELS.keys() == {"must", "ask", "tell"}
