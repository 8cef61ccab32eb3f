"""Blanks inside of options: what they ask by the unit behind them, and what somebody says they ask."""

from typing import Any

from formserver.forms.designing.option_blanks import Blank, blanks
from tests.designs import Design, read


def choice(*labels: str) -> tuple[Design, str]:
    """A choice of these options; the paper and the place."""
    design = Design()
    place = design.add("single_choice", "人口变化")
    codes = [one["code"] for one in design.field(place)["x-options"]]
    design.take("options", field=place, labels=dict(zip(codes, labels, strict=True)))
    return design, place


def blank_of(design: Design, place: str, number: int) -> dict[str, Any]:
    found: dict[str, Any] = next(iter(design.field(place)["x-options"][number]["blanks"].values()))
    return found


def step(design: Design, place: str, number: int, **words: str) -> dict[str, str]:
    option = design.field(place)["x-options"][number]
    return {"field": place, "option": option["code"], "blank": next(iter(option.get("blanks", {"x": 0}))), **words}


def test_a_unit_behind_a_new_blank_says_what_it_asks() -> None:
    design, place = choice("增加____人", "每月____元")
    assert [blank_of(design, place, number)["x-kind"] for number in (0, 1)] == ["integer", "money"]
    design, place = choice("患病：____", "其他____")
    assert [blank_of(design, place, number)["x-kind"] for number in (0, 1)] == ["text", "text"]


def test_the_blanks_of_all_options_are_told_with_the_words_around_them() -> None:
    design, place = choice("增加____人", "无")
    option = design.field(place)["x-options"][0]
    (code,) = option["blanks"]
    assert list(blanks(design.field(place))) == [Blank(option["code"], code, "增加____人", "增加", "integer", False)]


def test_a_blank_is_asked_and_called_as_somebody_says() -> None:
    design, place = choice("增加____", "无")
    said = design.take("blank", **step(design, place, 0, kind="date", spoken="增加的日期"))
    assert said == "改了“人口变化”里“增加____”的空。"
    assert blank_of(design, place, 0) == {"title": "增加", "x-kind": "date", "x-spoken": "增加的日期"}
    design.take("blank", **step(design, place, 0, kind="date", spoken="增加"))
    assert blank_of(design, place, 0) == {"title": "增加", "x-kind": "date"}


def test_what_no_blank_can_ask_is_refused() -> None:
    design, place = choice("增加____", "无")
    for kind in ("table", "signature", "nothing"):
        assert (
            design.refused("blank", **step(design, place, 0, kind=kind, spoken="增加"))
            == "这一步没有做成，请再试一次。"
        )
    assert design.refused("blank", **step(design, place, 1, kind="text", spoken="x")).startswith("这一项已经不在表上")
    assert design.refused("blank", **step(design, place, 0, kind="text", spoken="")).startswith("有一处没有写")


def test_a_blank_may_be_left_empty_or_not() -> None:
    design, place = choice("无变化", "其他____")
    option = design.field(place)["x-options"][-1]
    asked = {"field": place, "option": option["code"], "blank": next(iter(option["blanks"])), "kind": "text"}
    asked |= {"spoken": "别的"}
    for optional in ("1", ""):
        design.take("blank", **asked, optional=optional)
        assert [one.is_optional for one in blanks(design.field(place))] == [bool(optional)]
        shape = read(design.text).parts["main"].shape
        assert shape.is_valid({"item_1": "王秀英", place[5:]: option["code"]}) is bool(optional)
    design.take("blank", **asked, optional="1")
    design.take("blank", **asked | {"spoken": "其他"})
    assert [one.is_optional for one in blanks(design.field(place))] == [True]
