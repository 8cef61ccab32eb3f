"""Jumps: what lies between is not asked, left out and forbidden, and the page says where to go on."""

from typing import Any

from formserver.forms import entry
from formserver.forms.conditions.base import Data
from formserver.forms.document import Part
from formserver.forms.pairs import Pairs
from formserver.forms.visibility import look
from tests.unit.forms.making import messages, part_of, problems_of, spec


def named(title: str, kind: str = "text", **when: Any) -> dict[str, Any]:
    return spec(kind, title=title, x_when=when) if when else spec(kind, title=title)


def sights(part: Part, data: Data) -> dict[str, str]:
    return dict(look(part.group, data).visibility)


def jumping() -> Part:
    jumps = [
        {"when": {"field": "smokes", "is": "no"}, "to": "health"},
        {"when": {"field": "age", "at_least": 90}, "to": "sleep"},
    ]
    fields = {
        "age": named("年龄", "integer"),
        "smokes": named("是否吸烟", "yes_no") | {"x-jump": jumps},
        "count": named("每天几支", "integer"),
        "since": named("从何时起", show={"field": "count", "at_least": 1}),
        "ills": named("患病"),
        "sleep": named("睡眠"),
    }
    sections = [
        {"code": "habits", "title": "习惯", "fields": ["age", "smokes", "count", "since"]},
        {"code": "health", "title": "健康", "fields": ["ills", "sleep"]},
    ]
    return part_of(fields, x_sections=sections, required=["count"])


def test_a_jump_hides_what_lies_between() -> None:
    answers = {"smokes": "no", "age": 70}
    assert sights(jumping(), answers) == {
        **dict.fromkeys(("age", "smokes", "ills", "sleep"), "shown"),
        **dict.fromkeys(("count", "since"), "hidden"),
    }
    assert problems_of(jumping(), answers) == []
    assert sights(jumping(), {"age": 95, "smokes": "yes"})["ills"] == "hidden"
    assert sights(jumping(), {"age": 70, "smokes": "yes", "count": 3})["since"] == "shown"


def test_what_was_jumped_over_is_left_out_and_forbidden() -> None:
    assert entry.to_data(jumping(), Pairs([("smokes", "no"), ("count", "3"), ("age", "70")])) == {
        "age": 70,
        "smokes": "no",
    }
    found = messages(jumping(), {"smokes": "no", "count": 3, "age": 70})
    assert found == ["每天几支不用填写（因为是否吸烟选了“否”，或者年龄不小于90）"]


def test_the_page_says_where_to_go_on() -> None:
    node = entry.build(jumping(), Pairs()).find("smokes")
    assert node is not None
    assert [(str(jump.statement), jump.label, to.id) for jump, to in node.jumps] == [
        ("是否吸烟选了“否”", "健康", "f-ills"),
        ("年龄不小于90", "睡眠", "f-sleep"),
    ]
