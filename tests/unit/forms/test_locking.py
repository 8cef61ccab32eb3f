"""What an upper form locks, and what a derived form changes of it all the same."""

import json
from typing import Any

import pytest

from formserver.forms.document import Json
from formserver.forms.editions.comparing import compare
from formserver.forms.editions.locking import EVERYTHING, Upper, locks, upper_of
from tests.editions import said
from tests.locked_paper import added, at, broken, dropped, field, form
from tests.unit.forms.making import loaded, options, spec, written


# nothing locked -------------------------------------------------------------------------------------------------------
def test_what_is_not_locked_may_change_in_every_way() -> None:
    changes = [
        field("name", title="名字", maxLength=9),
        dropped("care", 0, 1),
        added("own", 1),
        at(required=["name"], x_checks=None),
        lambda made: made["x-paper"]["blocks"][0]["rows"].reverse(),
    ]
    assert broken(form(), form(*changes)) == []
    assert broken(form(field("name", x_locked=True)), form(field("name", x_locked=True))) == []


def test_words_of_inheritance_are_words_alone() -> None:
    changed = form(field("name", x_locked=True), at("x-sections", 1, x_open=True))
    upper = form(lambda made: made.update({"x-upper": {"form": "registration/upper", "edition": "2.1"}}))
    assert [message for _, _, message in said(compare(form(), changed))] == [
        "对下级的锁定改变",
        "整节的锁定，或让下级增加项的地方改变",
    ]
    assert compare(form(), changed).is_wording
    assert [message for _, _, message in said(compare(form(), upper))] == ["所依据的上级的表或它的版本改变"]
    assert (upper_of(form()), upper_of(upper)) == (None, Upper("registration/upper", (2, 1)))


# aspects --------------------------------------------------------------------------------------------------------------
def test_a_lock_stands_for_all_or_for_some_aspects_and_reaches_inside() -> None:
    found = locks(form(field("family", x_locked=True), at("x-sections", 0, x_locked=["order"])).bundled)
    assert found == {
        ("main", "family"): EVERYTHING,
        ("main", "family", "kin"): EVERYTHING,
        ("main", "name"): {"order"},
        ("main", "care"): {"order"},
    }


LOCKED = ["code", "meaning", "order", "print"]


@pytest.mark.parametrize("aspect", LOCKED)
def test_a_field_with_any_lock_stays(aspect: str) -> None:
    lock = field("care", x_locked=[aspect])
    said = broken(form(lock), form(lock, dropped("care", 0, 1)))
    assert said[0] == "“等级”由上级锁定，不能去掉"


def test_a_locked_code_keeps_kind_and_options() -> None:
    lock = field("care", x_locked=["code"])
    other = form(lock, field("care", x_kind="multi_choice", x_options=options("重点")))
    assert broken(form(lock), other) == [
        "“等级”的填写方式由上级锁定，不能改",
        "“等级”的选项由上级锁定，不能去掉或换代码：一般",
    ]
    words = form(lock, field("care", title="级别", x_options=options("重点", "普通", "无")))
    assert broken(form(lock), words) == []


def renamed(made: Json) -> None:
    text = json.dumps(made, ensure_ascii=False).replace('"note"', '"remark"').replace("{note}", "{remark}")
    made.update(json.loads(text))
    made["properties"]["main"]["properties"]["remark"]["x-was"] = ["note"]


def test_a_locked_code_is_not_renamed_and_another_may_be() -> None:
    lock = field("note", x_locked=["code"])
    assert broken(form(lock), form(lock, renamed)) == ["“备注”的代码由上级锁定，不能改成 remark"]
    lock = field("note", x_locked=["meaning", "order"])
    assert broken(form(lock), form(lock, renamed)) == []


def test_a_locked_meaning_is_the_whole_definition_but_for_help() -> None:
    lock = field("name", x_locked=["meaning"])
    helped = form(lock, field("name", description="写身份证上的姓名", x_was=["full_name"]))
    assert broken(form(lock), helped) == []
    changed = form(lock, field("name", title="名字", maxLength=9), at(required=["name"]))
    assert broken(form(lock), changed) == [
        "“姓名”的含义由上级锁定，不能改：名称由“姓名”改为“名字”、最多字数由100改为9、必填改变"
    ]
    spoken = form(lock, field("name", x_spoken="姓名"))
    assert broken(form(lock), spoken) == ["“姓名”的含义由上级锁定，不能改：定义改变"]


def test_a_jump_over_a_locked_field_changes_when_it_is_asked() -> None:
    lock = field("family", x_locked=["meaning"])
    jump = [{"when": {"field": "care", "is": "b"}, "to": "note"}]
    assert broken(form(lock), form(lock, field("care", x_jump=jump)))[0].startswith("“家庭”的含义由上级锁定")


def test_the_fields_inside_are_locked_one_by_one() -> None:
    lock = field("family", x_locked=["meaning"])
    inner = form(lock, at("properties", "family", "items", "properties", "kin", maxLength=9))
    assert broken(form(lock), inner) == ["“关系”的含义由上级锁定，不能改：最多字数由100改为9"]
    alone = at("properties", "family", "items", "properties", "kin", x_locked=["code"])
    assert broken(form(alone), form(alone, field("family", title="家人"))) == []
    assert broken(form(alone), form(alone, dropped("family", 1, 2))) == ["“家庭”里面有上级锁定的项，不能去掉"]
    flat = form(alone, field("family", x_kind="text", items=None, x_rows=None), lone)
    assert broken(form(alone), flat) == ["“家庭”里面有上级锁定的项，填写方式不能改"]


def test_what_is_locked_is_not_hidden_with_what_is_around_it() -> None:
    alone = at("properties", "family", "items", "properties", "kin", x_locked=["meaning"])
    shown = field("family", x_when={"show": {"field": "care", "is": "a"}})
    assert broken(form(alone), form(alone, shown)) == ["“家庭”里面有上级锁定的项，什么情况下填写不能改"]
    code = at("properties", "family", "items", "properties", "kin", x_locked=["code"])
    assert broken(form(code), form(code, shown)) == []


def test_a_table_that_became_another_kind_has_nothing_inside_to_compare() -> None:
    lock = field("family", x_locked=["code"])
    flat = form(lock, field("family", x_kind="text", items=None, x_rows=None), at("x-sections", 0), lone)
    assert broken(form(lock), flat) == ["“家庭”的填写方式由上级锁定，不能改"]


def lone(made: Json) -> None:
    made["x-paper"]["blocks"][0]["rows"][2] = {"cells": [{"text": "{family}"}]}


def test_the_columns_of_a_grid_are_part_of_its_definition() -> None:
    words = {"x_rows": {"rows": [{"code": "r", "label": "行"}]}, "x_columns": [{"code": "c", "label": "列"}]}
    grid = spec("grid", title="表", x_cell={"x-kind": "text"}, **words, x_locked=True)
    upper = loaded(written({"g": grid}))
    own = loaded(written({"g": grid | {"x-cell": {"x-kind": "integer"}}}))
    assert len(broken(upper, own)) == 1
    assert broken(upper, upper) == []


def test_a_locked_order_is_that_among_the_locked_and_their_sections() -> None:
    lock = at("x-sections", 0, x_locked=["order"])
    between = form(lock, at("x-sections", 0, x_locked=None), added("own", 0), at("x-sections", 0, x_locked=["order"]))
    assert broken(form(lock), form(lock, at("x-sections", 0, fields=["care", "name"]))) == [
        "“姓名”的先后由上级锁定，不能改"
    ]
    assert broken(form(lock), between) == ["“本地的一项”不能加在这里：这一处由上级锁定"]
    lock = field("note", x_locked=["order"])
    moved = form(lock, at("x-sections", 1, fields=["family"]), at("x-sections", 0, fields=["note", "name", "care"]))
    assert broken(form(lock), moved) == ["“备注”的位置由上级锁定，不能移到别的栏目"]
    plain = form(lock, at("x-sections", 1, fields=["note", "family"]))
    assert broken(form(lock), plain) == []  # it is before the family now, which is not locked


def test_a_locked_print_is_its_cells_as_they_stand() -> None:
    lock = [field("name", x_locked=["print"]), field("note", x_locked=["print"]), field("family", x_locked=["print"])]

    def cell(made: Json) -> Any:
        return made["x-paper"]["blocks"][0]["rows"][0].update(cells=[{"text": "名：{name}"}])

    assert broken(form(*lock), form(*lock, cell)) == ["“姓名”印出的样子由上级锁定，不能改"]

    def turned(made: Json) -> Any:
        return made["x-paper"]["blocks"][0]["rows"].reverse()

    assert broken(form(*lock), form(*lock, turned)) == ["“姓名”在印出的表上的先后由上级锁定，不能改"]

    def more(made: Json) -> Any:
        return made["x-paper"]["blocks"].append({"part": "main", "line": "{care}"})

    assert broken(form(*lock), form(*lock, more)) == []

    def gone(made: Json) -> Any:
        return made["x-paper"]["blocks"][0]["rows"].pop(2)

    assert broken(form(*lock), form(*lock, gone)) == [
        "“家庭”印出的样子由上级锁定，不能改",
        "“关系”印出的样子由上级锁定，不能改",
    ]


def test_a_check_of_locked_fields_stays() -> None:
    lock = field("name", x_locked=["meaning"])
    assert broken(form(lock), form(lock, at(x_checks=None))) == ["“登记”第1条核对涉及上级锁定的项，不能去掉或改"]
    assert (
        broken(form(field("name", x_locked=["print"])), form(field("name", x_locked=["print"]), at(x_checks=None)))
        == []
    )


def test_a_lock_is_handed_on_to_forms_further_below() -> None:
    upper = form(field("name", x_locked=True))
    assert broken(upper, form(field("name", x_locked=["code", "order"]))) == [
        "“姓名”由上级锁定（含义、印出的样子），不能解除"
    ]
    assert broken(upper, form(at("x-sections", 0, x_locked=True))) == []
