"""Where a derived form may add fields, and what documents may not say of forms above and below."""

from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms.document import FormDocument, Json
from formserver.forms.editions.locking import in_order
from tests.locked_paper import Change, added, at, broken, field, form, source
from tests.unit.forms.making import holder, loaded, options, spec, written


# places that are open -------------------------------------------------------------------------------------------------
def test_where_places_are_open_fields_are_added_there_and_nowhere_else() -> None:
    open_ = at("x-sections", 1, x_open=True, x_locked=True)
    assert broken(form(open_), form(open_, added("own", 1))) == []
    assert broken(form(open_), form(open_, added("own", 0))) == ["“本地的一项”不能加在这里：上级只许加在它开放的地方"]
    whole = at(x_open=True)
    assert broken(form(whole), form(whole, added("own", 0))) == []
    shut = at("x-sections", 0, x_locked=["order"])
    assert broken(form(whole, shut), form(whole, shut, added("own", 0)))[-1].startswith("“本地的一项”不能加在这里")


def test_nobody_opens_what_is_not_open_to_himself() -> None:
    lock = at("x-sections", 0, x_locked=["code"])
    said = broken(form(lock), form(lock, at("x-sections", 0, x_open=True), at(x_open=True)))
    assert said == ["“基本情况”不能再开放给下级：上级没有开放这里"]
    open_ = at("x-sections", 1, x_open=True)
    assert broken(form(open_), form(open_, at(x_open=True))) == ["“登记”不能再开放给下级：上级没有开放这里"]
    assert broken(form(), form(at("x-sections", 0, x_open=True))) == []


def test_a_heading_of_ones_own_is_where_the_object_is_open() -> None:
    def section(made: Json) -> Any:
        return made["properties"]["main"]["x-sections"].append({"code": "own", "fields": ["own"]})

    def local(made: Json) -> Any:
        return made["properties"]["main"]["properties"].update(own=spec("text", title="本地的一项"))

    assert broken(form(), form(section, local)) == []
    assert broken(form(at(x_open=True)), form(at(x_open=True), section, local)) == []
    open_ = at("x-sections", 1, x_open=True)
    assert len(broken(form(open_), form(open_, section, local))) == 1


def two_parts(*, locked: bool = False) -> Change:
    def change(made: Json) -> None:
        made["x-parts"].append({"code": "more", "title": "关爱"})
        made["properties"]["more"] = holder({"x": spec("text", **({"x_locked": ["code"]} if locked else {}))})

    return change


def test_parts_go_and_come_as_fields_do() -> None:
    assert broken(form(two_parts()), form()) == []
    assert broken(form(two_parts(locked=True)), form()) == ["“关爱”这一部分里有上级锁定的项，不能去掉"]
    assert broken(form(), form(two_parts())) == []
    open_ = at(x_open=True)
    assert broken(form(open_), form(open_, two_parts())) == ["“关爱”不能加在这里：上级只许加在它开放的地方"]


# words of the dialect -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda made: made.update({"x-upper": {"form": "registration/sample", "edition": "1.0"}}), "$.x-upper.form"),
        (field("name", x_open=True), "$.properties.main.properties.name.x-open"),
        (field("family", x_open=True), "$.properties.main.properties.family.x-open"),
        (field("name", x_locked=[]), "$.properties.main.properties.name.x-locked"),
        (field("name", x_locked=["all"]), "$.properties.main.properties.name.x-locked"),
    ],
)
def test_words_that_mean_nothing_where_they_stand_are_refused(change: Change, place: str) -> None:
    with pytest.raises(DocumentInvalid) as caught:
        form(change)
    assert caught.value.path.startswith(place)


def test_blanks_and_cells_are_locked_with_their_field() -> None:
    blank = {"b": {"blanks": {"b": spec("text", x_locked=True)}}}
    words = {"x_rows": {"rows": [{"code": "r", "label": "行"}]}, "x_columns": [{"code": "c", "label": "列"}]}
    cell = spec("grid", x_cell={"x-kind": "text", "x-locked": True}, **words)
    for one in (spec("single_choice", x_options=options("甲", "乙{b}", **blank)), cell):
        with pytest.raises(DocumentInvalid) as caught:
            loaded(written({"a": one}))
        assert caught.value.reason == "请标在整个项上：里面的空和格随它一起锁定"


def test_upper_forms_come_before_those_derived_from_them() -> None:
    def named(code: str, upper: str = "") -> FormDocument:
        words = {"x-upper": {"form": f"registration/{upper}", "edition": "1.0"}} if upper else {}
        return loaded(source() | {"$id": f"urn:formserver:form:registration/{code}:v1.0"} | words)

    town, county, province = named("town", "county"), named("county", "province"), named("province")
    assert [one.code[13:] for one in in_order([town, county, province])] == ["province", "county", "town"]
    assert in_order([named("a", "b"), named("b", "a")])  # a circle ends all the same
