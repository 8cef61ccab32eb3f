"""Documents that would cost too much, or whose patterns mean one thing here and another there: refused at load."""

from typing import Any, Final

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms.document import Json
from formserver.forms.lint import limits, metaschema
from tests.unit.forms.making import holder, loaded, options, paper, spec, written

NAME: Final = spec("text", title="姓名")
HERE: Final = "$.properties.main"
FIELD: Final = f"{HERE}.properties.a"
TOO_BIG: Final = "填写项和选项太多：合计最多20000个，表格按最多的行数算"
TOO_LONG_A_SHEET: Final = "要打印的内容太多：合计最多20000处，表格按最多的行数算"
MANY: Final = [{"code": f"o{number}", "label": "项"} for number in range(500)]
HUNDRED: Final = {"rows": [{"code": f"r{number}", "label": "行"} for number in range(100)]}


def refused(form: Json | str, shared: Any = None) -> tuple[str, str]:
    with pytest.raises(DocumentInvalid) as caught:
        loaded(form, shared)
    return caught.value.path, caught.value.reason


def shown_when(condition: Any) -> Json:
    return written({"a": NAME | {"x-when": {"show": condition}}, "b": spec("multi_choice", x_options=options("甲"))})


# patterns -------------------------------------------------------------------------------------------------------------
ODD: Final = "正则表达式不在 RE2、Python 和浏览器共有的范围内"
MISREAD: Final = [
    r"\d",
    r"\w+",
    r"\bx",
    r"\#",
    r"\<x",
    r"[\-x]",
    r"(x)\1",
    "(?=x)",
    "(?i)x",
    "(?P<x>y)",
    ".",
    "x.*",
    "[[x]",
    "[x&&y]",
    "[x~~y]",
    "[--x]",
    "[]x]",
    "[^]",
    "[z-a]",
    "[[:alpha:]]",
    "x{",
    "x}",
    "x]",
    "x{,3}",
    "{3}",
    "^*",
    "x**",
    "x*+",
    "x{2}{3}",
    "x{3,2}",
    "x{1000}",
    "(x",
    "x)",
]
COSTLY: Final = ["[^一-龥]{900}", "([一-龥]{100}){10}", "(((x{10}){10}){10}){10}"]
HARMLESS_HERE: Final = ["(a+)+$", "(a*)*b", "(a|a)*$", "(a|b)*a(a|b){200}", "^([a-z]+)+[0-9]$", "(x+x+)+y"]


@pytest.mark.parametrize("pattern", [*MISREAD, *COSTLY])
def test_a_pattern_that_engines_read_differently_or_that_costs_much_is_refused(pattern: str) -> None:
    assert refused(written({"a": NAME | {"pattern": pattern}})) == (f"{FIELD}.pattern", ODD)


@pytest.mark.parametrize(
    "pattern", ["^[A-Z]{2}[0-9]+$", "[-x]", "[x-]", "[^一-龥]", r"\(\[\{\.", "[😀-😎]?", "a|", "()"]
)
def test_a_pattern_that_all_read_alike_is_taken(pattern: str) -> None:
    assert loaded(written({"a": NAME | {"pattern": pattern}})).parts


@pytest.mark.parametrize("pattern", HARMLESS_HERE)
def test_a_pattern_that_would_stall_others_is_judged_in_one_walk(pattern: str) -> None:
    part = loaded(written({"a": NAME | {"pattern": pattern}})).first_part
    assert not part.shape.is_valid({"a": "a" * 50_000 + "!"})


# size -----------------------------------------------------------------------------------------------------------------
def test_a_condition_without_end_is_refused() -> None:
    condition: Json = {"field": "b", "contains": "a"}
    for _ in range(400):
        condition = {"not": condition}
    path, reason = refused(shown_when(condition))
    assert path.startswith(f"{FIELD}.x-when.show.not.not")
    assert reason == "嵌套太深，或共用定义互相引用"


@pytest.mark.parametrize("codes", [[{"x": n} for n in range(20_000)], [1, *map(str, range(30_000))]])
def test_a_list_that_is_slow_to_compare_is_refused(codes: list[Any]) -> None:
    path, reason = refused(shown_when({"field": "b", "contains_any": codes}))
    assert (path, reason) == (f"{FIELD}.x-when.show", "写法不符合任何一种允许的形式")


def test_a_list_may_not_say_a_thing_twice() -> None:
    wanted = {"type": "array", "uniqueItems": True}
    assert [path for path, _ in metaschema.faults([{"a": 1, "b": 2}, {"b": 2, "a": 1}], wanted)] == ["$"]
    assert not list(metaschema.faults([1, True, "1", {"a": 1}], wanted))
    assert [reason for _, reason in metaschema.faults("aa", {"uniqueItems": True, "type": "array"})] == [
        "类型不对，应是数组 […]"
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {f"a{n}": NAME for n in range(1000)},
        {"a": spec("section", **holder({f"a{n}": NAME for n in range(500)}))},
        {
            "a": spec(
                "single_choice", x_options=[o | {"label": "{x}{y}", "blanks": {"x": NAME, "y": NAME}} for o in MANY]
            )
        },
    ],
)
def test_a_form_of_a_thousand_fields_is_refused(fields: Json) -> None:
    assert refused(written(fields)) in [
        ("$.properties", "填写项多于500个"),
        (f"{HERE}.properties", "多于500项"),
    ]


@pytest.mark.parametrize(
    "field",
    [
        spec("single_choice", x_options=[*MANY, {"code": "more", "label": "项"}]),
        spec(
            "fixed_table",
            x_rows={"rows": [*HUNDRED["rows"], {"code": "more", "label": "行"}]},
            items=holder({"n": NAME}),
        ),
        spec("table", x_rows={"maximum": 201}, items=holder({"n": NAME})),
        spec("table", x_rows={"printed": 10**6}, items=holder({"n": NAME})),
        spec("photos", maxItems=10**6),
        spec("text", maxLength=10**6),
        spec("text", title="长" * 201),
    ],
)
def test_more_than_any_paper_has_is_refused(field: Json) -> None:
    assert refused(written({"a": field}))[0].startswith(FIELD)


@pytest.mark.parametrize(
    "fields",
    [
        {"a": spec("fixed_table", x_rows=HUNDRED, items=holder({"n": spec("single_choice", x_options=MANY)}))},
        {"a": spec("table", x_rows={"maximum": 200}, items=holder({"n": spec("single_choice", x_options=MANY)}))},
        {"a": spec("matrix", x_rows=HUNDRED, x_options=MANY)},
    ],
)
def test_a_form_that_multiplies_its_options_is_refused(fields: Json) -> None:
    assert refused(written(fields)) == (HERE, TOO_BIG)


def test_what_the_paper_repeats_is_counted_as_often_as_it_is_printed() -> None:
    choice = spec("single_choice", x_options=MANY)
    cell = {"cells": [{"lines": ["{a}" * 50]}]}
    assert refused(written({"a": choice}, rows=[cell])) == ("$.x-paper.blocks", TOO_LONG_A_SHEET)
    table = spec("table", x_rows={"printed": 60}, items=holder({"n": NAME, "m": NAME}))
    rows = [{"repeat": "a", "cells": [{"text": "{n}{m}{row}"}]}] * 100
    assert refused(written({"a": table}, rows=rows)) == ("$.x-paper.blocks", TOO_LONG_A_SHEET)
    blocks = [{"part": "main", "line": ["{a}" * 100, "{a#o1}"]}]
    assert refused(written({"a": choice}) | {"x-paper": paper(*blocks)}) == ("$.x-paper.blocks", TOO_LONG_A_SHEET)


@pytest.mark.parametrize(
    ("columns", "place"),
    [([1.0] * 61, "$.x-paper.blocks[0].columns_mm"), ([10**9], "$.x-paper.blocks[0].columns_mm[0]")],
)
def test_a_grid_wider_than_paper_is_refused(columns: list[float], place: str) -> None:
    form = written({"a": NAME})
    form["x-paper"] = paper({"part": "main", "columns_mm": columns, "rows": [{"cells": []}]})
    assert refused(form)[0].startswith("$.x-paper.blocks[0]")


def test_spans_beyond_the_grid_are_refused() -> None:
    for span in ("colspan", "rowspan"):
        path, _ = refused(written({"a": NAME}, rows=[{"cells": [{"text": "样", span: 10**6}]}]))
        assert path.startswith("$.x-paper.blocks[0]")


def test_a_key_as_long_as_a_book_is_named_by_its_beginning() -> None:
    path, reason = refused(written({"a": NAME}) | {"k" * 300_000: {f"x{n}": 1 for n in range(10_000)}})
    assert (path, reason) == ("$", f"有不认识的词 {'k' * 60}")


def test_a_form_just_below_the_limit_is_taken() -> None:
    rows = {"rows": HUNDRED["rows"][:39]}
    table = spec("fixed_table", x_rows=rows, items=holder({"n": spec("single_choice", x_options=MANY)}))
    form = loaded(written({"a": table}))
    assert limits.MAX_SIZE * 0.9 < limits.size(form.first_part.group.schema()) <= limits.MAX_SIZE
