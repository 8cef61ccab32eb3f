"""Where a document speaks of its own fields, options and blanks: every text is found, and the code in it."""

from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms import document
from formserver.forms.document import FormDocument, Json
from formserver.forms.editions import references
from formserver.forms.editions.naming import Use
from formserver.forms.editions.uses import uses
from formserver.resources import root
from tests import compute_zoo, generated, rule_zoo, zoo
from tests.unit.forms.making import holder, loaded, options, spec, written

NUMBER = spec("integer", title="数")
CHOICE = spec("multi_choice", title="选", x_options=options("甲", "乙"))
ONE = spec("single_choice", title="单", x_options=options("甲", "乙{b}", b={"blanks": {"b": spec("text", title="空")}}))
FAMILY = spec(
    "table",
    title="家庭",
    items=holder({"age": spec("integer", title="年龄"), "kin": spec("text", title="关系")}),
    x_rows={"printed": 2},
)


def sources() -> dict[str, FormDocument]:
    found, _ = document.read_folder(root() / "schemas")
    zoos = {f"zoo {name.__name__}": generated.load(name.source()) for name in (zoo, rule_zoo, compute_zoo)}
    return {one.code: one for one in found} | zoos


@pytest.mark.parametrize("name", sorted(sources()))
def test_each_text_has_the_code_where_it_is_said_to_stand_and_leads_somewhere(name: str) -> None:
    bundled = sources()[name].bundled
    found = list(uses(bundled))
    assert found
    for use in found:
        text: Any = bundled
        for step in use.steps:
            text = text[step]
        assert text[slice(*use.span)] == use.target[-1].lstrip("#")
        assert use.leads


def said(form: Json, *place: str) -> list[str]:
    """What people are told of the users of a field."""
    return [use.said for use in references.users(form, ("main", *place))]


def test_rules_name_what_they_depend_on() -> None:
    show = {"all": [{"field": "a", "at_least": 1}, {"any": [{"not": {"field": "a", "answered": True}}]}]}
    rules = {"show": show, "require": {"field": "b", "same_as": "a"}, "read_only": {"field": "c", "contains": "a"}}
    fields = {"a": NUMBER, "b": NUMBER, "c": CHOICE, "d": spec("text", title="丁", x_when=rules)}
    fields["e"] = spec(
        "text", title="戊", x_when={"require": True, "forbid": {"field": "c", "contains_any": ["a", "b"]}}
    )
    form = written(fields)
    assert said(form, "a") == ["“丁”显示的条件", "“丁”显示的条件", "“丁”必填的条件"]
    assert said(form, "c") == ["“丁”只读的条件", "“丁”只读的条件", "“戊”不能填的条件", *["“戊”不能填的条件"] * 2]
    assert said(form, "c", "#b") == ["“戊”不能填的条件"]


def test_jumps_rows_and_the_object_around() -> None:
    jumps = [{"when": {"rows": "family", "where": {"field": "age", "at_least": 60}, "at_least": 1}, "to": "d"}]
    inner = holder({"x": spec("text", title="里", x_when={"show": {"field": "^a", "at_least": 1}})})
    fields = {"family": FAMILY, "a": NUMBER | {"x-jump": jumps}, "s": spec("section", title="栏", **inner), "d": NUMBER}
    form = written(fields)
    assert said(form, "family") == ["“数”的跳转", "“数”的跳转"]
    assert said(form, "family", "age") == ["“数”的跳转"]
    assert said(form, "a") == ["“里”显示的条件"]
    assert said(form, "d") == ["“数”的跳转"]
    assert said(form, "s") == []  # its own words go with it


def test_a_jump_to_a_heading_names_no_field() -> None:
    fields = {code: NUMBER for code in "abc"}
    fields["a"] = NUMBER | {"x-jump": [{"when": {"field": "a", "at_least": 1}, "to": "last"}]}
    sections = [{"code": "first", "fields": ["a", "b"]}, {"code": "last", "fields": ["c"]}]
    form = written(fields, x_sections=sections)
    assert said(form, "c") == []
    assert loaded(form).bundled == form


def test_computed_values_checks_and_sums() -> None:
    band = [{"code": "a", "from": 1}]
    total = spec(
        "integer", title="合", x_computed={"cel": "sum(family.age) + form.a + size(family.rows)", "fixed": True}
    )
    fields = {
        "family": FAMILY | {"x-totals": {"row": "合计", "of": ["age"]}},
        "a": NUMBER,
        "total": total,
        "sick": spec(
            "single_choice", title="病", x_options=options("甲", "乙"), x_computed={"cel": '"a"'}, x_bands=band
        ),
        "one": ONE | {"x-scale": {"order": ["b", "a"]}},
    }
    checks = [
        {"check": "sum_is", "total": "a", "of": ["a", "a"], "level": "error"},
        {
            "check": "chosen_together",
            "field": "one",
            "option": "a",
            "with_field": "sick",
            "one_of": ["b"],
            "level": "error",
        },
        {"check": "holds", "cel": 'one == "b" && one__b__b != ""', "message": "{one}", "at": "a", "level": "error"},
    ]
    form = written(fields, x_checks=checks)
    assert said(form, "family", "age") == ["“家庭”的合计", "“合”的自动得出"]
    assert said(form, "family") == ["“合”的自动得出"]  # its own words go with it
    assert said(form, "a") == ["“合”的自动得出", *["“登记”的第1条核对"] * 3, "“登记”的第3条核对"]
    assert said(form, "one", "#b", "b") == ["“登记”的第3条核对"]
    assert [use.target[2:] for use in uses(form) if use.owner == ("main", "sick") and len(use.target) > 2] == [
        ("#a",),
        ("#a",),
    ]


def test_the_sheet_names_its_cells() -> None:
    rows: list[Json] = [
        {"cells": [{"lines": ["数{a}", "{one#b}"], "foot": ["{one__b__b}"]}]},
        {"repeat": "family", "cells": [{"text": "{row}{age}"}]},
        {"repeat": "family", "rows": [{"cells": [{"text": "{n}"}]}, {"cells": [{"text": "{kin}"}]}]},
    ]
    form = written({"a": NUMBER, "one": ONE, "family": FAMILY}, rows=rows)
    form["x-paper"]["blocks"] += [{"part": "main", "line": "{a}"}, {"part": "main", "line": ["{a}", "左"]}]
    assert said(form, "a") == ["印出的表第1块第1行第1格", "印出的表第2块", "印出的表第3块"]
    assert said(form, "one") == ["印出的表第1块第1行第1格"] * 2
    assert said(form, "family", "kin") == ["印出的表第1块第3行第1格"]
    assert len(said(form, "family")) == 4


# names that lead nowhere ----------------------------------------------------------------------------------------------
def lost(form: Json) -> list[Use]:
    return [use for use in uses(form) if not use.leads]


def test_whoever_takes_a_field_out_learns_of_every_user_at_once() -> None:
    fields = {
        "b": spec("text", title="乙", x_when={"show": {"field": "a", "at_least": 1}}),
        "c": spec("integer", title="丙", x_computed={"cel": "a + d"}),
        "family": FAMILY,
    }
    rows: list[Json] = [{"cells": [{"text": "{a}{family.total.x}"}]}, {"repeat": "nobody", "cells": [{"text": "{x}"}]}]
    rows += [{"repeat": "family", "cells": [{"text": "{gone}"}]}]
    checks = [{"check": "not_in_future", "field": "family.none.x", "level": "error"}]
    form = written(fields, rows=rows, x_checks=checks)
    assert [".".join(use.target) for use in lost(form)] == [
        *(
            "main.a",
            "main.a",
            "main.d",
            "main.family.none",
            "main.a",
            "main.family.x",
            "main.nobody",
            "main.family.gone",
        )
    ]
    with pytest.raises(DocumentInvalid) as caught:
        loaded(form)
    assert caught.value.path == "$.properties.main.properties.b.x-when.show"
    first, *others = caught.value.reason.split("；")
    assert first == "没有名为 a 的项"
    assert others[0] == (
        "还有2处用到不存在的 a：“丙”的自动得出（$.properties.main.properties.c.x-computed.cel）、"
        "印出的表第1块第1行第1格（$.x-paper.blocks[0].rows[0].cells[0].text）"
    )
    assert [other.partition("：")[0] for other in others[1:]] == [
        f"还有1处用到不存在的 {code}" for code in ("d", "none", "x", "nobody", "gone")
    ]


def test_a_message_names_twenty_of_many() -> None:
    fields = {f"f{n}": spec("text", x_when={"show": {"field": "gone", "answered": True}}) for n in range(30)}
    with pytest.raises(DocumentInvalid) as caught:
        loaded(written(fields))
    assert caught.value.reason.endswith("、等29处")
    assert caught.value.reason.count("$.") == 20


def test_what_speaks_of_a_place_that_is_not_there_is_left_to_other_searches() -> None:
    around = spec("text", x_when={"show": {"field": "^a", "answered": True}})
    where = {"rows": "gone", "where": {"field": "x", "answered": True}}
    choice = {"check": "chosen_together", "field": "gone", "option": "a", "with_field": "gone", "one_of": ["a"]}
    grid = spec(
        "grid", x_rows={"rows": [{"code": "r", "label": "行"}]}, x_columns={"visits": 2}, x_cell={"x-kind": "text"}
    )
    fields = {"a": around, "b": spec("text", x_when={"show": where}), "g": grid, "o": ONE}
    fields["s"] = spec("sentence", x_text="共{n}{gone}", **{"type": "object", "properties": {"n": NUMBER}})
    rows: list[Json] = [
        {"repeat": "g", "cells": [{"text": "{visit_1}"}]},
        {"cells": [{"text": "{gone#a}{o__x__y}{o__none}"}]},
    ]
    form = written(fields, rows=rows, x_checks=[{**choice, "level": "error"}], required=["gone"])
    form["x-paper"]["blocks"].append({"part": "gone", "line": "{a}"})
    assert [use.target[-1] for use in lost(form)] == ["gone"] * 4
    with pytest.raises(DocumentInvalid):
        loaded(form)


def test_what_is_declared_gone_is_gone() -> None:
    form = written({"a": NUMBER, "family": FAMILY})
    loaded({**form, "x-dropped": ["main.b", "main.family.b", "other.a"]})
    for name in ("main.a", "main.family.age"):
        with pytest.raises(DocumentInvalid) as caught:
            loaded({**form, "x-dropped": ["main.b", name]})
        assert (caught.value.path, caught.value.reason) == ("$.x-dropped[1]", f"{name} 还在表上")
