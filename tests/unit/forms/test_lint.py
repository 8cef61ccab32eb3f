"""Faults of documents that have the right form: names that do not agree, patterns that are not safe."""

from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms.lint import structure
from tests.unit.forms.making import SEX, holder, loaded, options, spec, written

NAME, DAY = spec("text"), spec("date")
NUMBER = spec("identity_number")
ROW = holder({"name": NAME})
HERE = "$.properties.main"
LAST = {"from": "last"}


def refused(form: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(DocumentInvalid) as caught:
        loaded(form)
    found = list(structure.faults(form))
    assert found[0] == (caught.value.path, caught.value.reason)
    return caught.value.path.removeprefix(HERE), caught.value.reason


def blank(**words: Any) -> dict[str, Any]:
    return spec("single_choice", x_options=options("其他{n}", a={"blanks": {"n": NAME | words}}))


PATTERN = "正则表达式不在 RE2、Python 和浏览器共有的范围内"
ONE_LINE = "选项里的空只能是一行文字、数字、日期或号码，不带 x-computed、x-none、x-when"


TRADE = "urn:formserver:list:trade:v1"
AGE = spec("integer", title="岁")
CELLS = "每一格只能是一项回答，不能是表格、句子、说明或编号"
YES_NO = "是否题的选项代码只能是 yes 和 no"


def listed(codes: list[str]) -> dict[str, Any]:
    return {"$id": TRADE, "title": "职业", "items": [{"code": code, "label": "甲"} for code in codes]}


def grid(rows: int = 1, **words: Any) -> dict[str, Any]:
    lines = {"rows": [{"code": f"r{number}", "label": "甲"} for number in range(rows)]}
    return spec("grid", **{"x_rows": lines, "x_columns": {"visits": 2}, "x_cell": NAME, **words})


@pytest.mark.parametrize(
    ("fields", "path", "reason"),
    [
        ({"a": NAME | {"pattern": r"^\d+$"}}, ".properties.a.pattern", PATTERN),
        ({"a": NAME | {"pattern": r"^(a)\1$"}}, ".properties.a.pattern", PATTERN),
        ({"a": NAME | {"pattern": "(?=a)"}}, ".properties.a.pattern", PATTERN),
        ({"a": NAME | {"pattern": "a{,3}"}}, ".properties.a.pattern", PATTERN),
        ({"a": NAME | {"pattern": "("}}, ".properties.a.pattern", PATTERN),
        ({"a": NAME | {"pattern": "[a-z&&b]"}}, ".properties.a.pattern", PATTERN),
        ({"a": NAME | {"pattern": "[[a]"}}, ".properties.a.pattern", PATTERN),
        ({"a": NAME | {"pattern": "([a-z]{900}){900}"}}, ".properties.a.pattern", PATTERN),
        ({"a__b": NAME}, ".properties.a__b", "代码里不能有两个连着的下划线，那是填空的代码"),
        ({"a": spec("yes_no", x_options=options("是"))}, ".properties.a.x-options", "是否题的选项代码只能是 yes 和 no"),
        (
            {"a": spec("single_choice", x_options=[*options("甲"), *options("乙")])},
            ".properties.a.x-options",
            "选项代码重复",
        ),
        (
            {"a": spec("single_choice", x_options=options("甲", "其他{n}"))},
            ".properties.a.x-options[1].label",
            "选项文字里的空与 blanks 不一致",
        ),
        ({"a": blank(**{"x-kind": "photos"})}, ".properties.a.x-options[0].blanks.n", ONE_LINE),
        ({"a": blank(**{"x-none": ["none"]})}, ".properties.a.x-options[0].blanks.n", ONE_LINE),
        ({"a": blank(pattern="(")}, ".properties.a.x-options[0].blanks.n.pattern", PATTERN),
        (
            {"a": spec("sentence", x_text="{x}{x}", properties={"x": NAME})},
            ".properties.a.x-text",
            "每一项应列出一次，有出入的是 x",
        ),
        ({"a": spec("section", properties={"x": NAME})}, ".properties.a", "缺少 x-order 或 x-sections"),
        (
            {"a": spec("address", x_tiers=["city"], x_text="{county}县")},
            ".properties.a.x-text",
            "地址里的空与 x-tiers 不一致",
        ),
        ({"a": spec("table", items=ROW, **{"x-prefill": LAST})}, ".properties.a.x-prefill", "请标在里面的项上"),
        (
            {"a": NAME | {"x-prefill": {"from": "register"}}},
            ".properties.a.x-prefill",
            "由登记表带出的项，要用 x-concept 说明是登记表里的哪一项",
        ),
        (
            {"a": NAME | {"x-prefill": {"constant": "place"}}},
            ".properties.a.x-prefill.constant",
            "地址只能用 place，其他项不能用 place",
        ),
        ({"a": spec("table", items=ROW, x_sensitive=True)}, ".properties.a.x-sensitive", "请标在里面的项上"),
        (
            {"a": spec("fixed_table", items=ROW, x_rows={"printed": 2})},
            ".properties.a.x-rows",
            "rows 是固定行的表格、矩阵和行列表才有的，也是它们必须有的",
        ),
        (
            {"a": spec("fixed_table", items=ROW, x_rows={"rows": [{"code": "k", "label": "甲"}] * 2})},
            ".properties.a.x-rows",
            "行代码重复",
        ),
        (
            {"a": spec("table", items=holder({"role": NAME}), x_rows={"head": "户主"})},
            ".properties.a.items.properties.role",
            "有户主行的表格，role 由系统使用",
        ),
        (
            {"a": spec("table", items=holder({"b": spec("table", items=ROW)}))},
            ".properties.a.items.properties.b",
            "表格里不能再有表格",
        ),
        ({"a": spec("lookup", x_list=listed(["1", "1"]))}, ".properties.a.x-list", "清单里的代码重复"),
        ({"a": spec("note", x_text="说明", x_none=["none"])}, ".properties.a.x-none", "这一项没有可填的内容"),
        (
            {"a": spec("section", **holder({"b": spec("opinion", x_step="county")}))},
            ".properties.a.properties.b",
            "意见栏只能直接放在一个部分里，不能放在表格、分栏或句子里",
        ),
        ({"a": grid(x_cell={"x-kind": "note", "x-text": "x"})}, ".properties.a.x-cell", CELLS),
        ({"a": grid(x_cell=spec("table", items=ROW))}, ".properties.a.x-cell", CELLS),
        (
            {"a": grid(x_cell=NAME | {"x-concept": "name"})},
            ".properties.a.x-cell.x-concept",
            "各格共用的写法里不能有这个词",
        ),
        ({"a": grid(x_cell=spec("yes_no", x_options=options("甲")))}, ".properties.a.x-cell.x-options", YES_NO),
        ({"a": grid(x_columns=[{"code": "b", "label": "乙"}] * 2)}, ".properties.a.x-columns", "列代码重复"),
        ({"a": grid(rows=14, x_columns={"visits": 29})}, ".properties.a.x-rows", "行数乘以列数多于400格"),
        (
            {"a": grid(x_columns={"years": 2, "ending": "b"}), "b": NAME},
            ".properties.a.x-columns.ending",
            "没有名为 b、种类是 date 的项",
        ),
        ({"a": grid(x_totals={"row": "合计"})}, ".properties.a.x-totals", "能合计的只有数字列，有出入的是 所有的列"),
        (
            {"a": spec("table", items=holder({"n": AGE, "m": NAME}), x_totals={"row": "合计", "of": ["n", "m"]})},
            ".properties.a.x-totals",
            "能合计的只有数字列，有出入的是 m",
        ),
        (
            {"a": spec("table", items=holder({"total": AGE}), x_totals={"row": "合计"})},
            ".properties.a.x-totals",
            "有合计的表格，列的代码不能是 total",
        ),
    ],
)
def test_a_faulty_field_is_refused(fields: dict[str, Any], path: str, reason: str) -> None:
    assert refused(written(fields)) == (path, reason)


def test_what_nobody_answers_cannot_be_required() -> None:
    form = written({"a": spec("note", x_text="说明")}, required=["a"])
    assert refused(form) == (".required", "a 没有可填的内容，不能是必填项")


WHEN = {"field": "b", "is": "x"}


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ({"field": "gone", "is": "male"}, "没有名为 gone 的项"),
        ({"field": "gone", "answered": True}, "没有名为 gone 的项"),
        ({"all": [{"field": "sex", "is": "x"}]}, "sex 没有代码为 x 的选项"),
        ({"any": [{"not": {"field": "sex", "is_one_of": ["male", "x"]}}]}, "sex 没有代码为 x 的选项"),
        ({"field": "agreed", "is": "maybe"}, "agreed 没有代码为 maybe 的选项"),
        ({"field": "kinds", "contains_any": ["a", "x"]}, "kinds 没有代码为 x 的选项"),
        ({"field": "kinds", "is": "a"}, "kinds：多选题用 contains，其他选择题用 is"),
        ({"field": "sex", "contains": "male"}, "sex：多选题用 contains，其他选择题用 is"),
        ({"field": "a", "answered": True}, "显示条件互相依赖"),
    ],
)
def test_a_condition_that_names_nothing_is_refused(condition: Any, reason: str) -> None:
    fields = {"sex": SEX, "agreed": spec("yes_no"), "kinds": spec("multi_choice", x_options=options("甲"))}
    form = written(fields | {"a": NAME | {"x-when": {"show": condition}}})
    assert refused(form) == (".properties.a.x-when.show", reason)


def test_a_demand_that_names_nothing_is_refused() -> None:
    demand = {"require": {"field": "gone", "answered": True}}
    form = written({"a": NAME | {"x-when": demand}, "b": NAME | {"x-when": {"require": True}}})
    assert refused(form) == (".properties.a.x-when.require", "没有名为 gone 的项")


@pytest.mark.parametrize(
    ("field", "computed", "path", "reason"),
    [
        (SEX, {"from": "gone", "take": "sex"}, ".from", "没有名为 gone、种类是 identity_number 的项"),
        (NAME, {"from": "number", "take": "sex"}, "", "这一项 没有代码为 male 的选项"),
        (NAME, {"from": "number", "take": "birth_date"}, "", "出生日期只能写入日期项"),
        (
            SEX,
            {"from": "number", "take": "age_band", "on": "number", "bands": [{"code": "male", "from": 65}]},
            ".on",
            "没有名为 number、种类是 date 的项",
        ),
        (
            SEX,
            {"from": "number", "take": "age_band", "on": "day", "bands": [{"code": "old", "from": 65}]},
            "",
            "这一项 没有代码为 old 的选项",
        ),
    ],
)
def test_a_computed_value_that_cannot_be_is_refused(field: Any, computed: Any, path: str, reason: str) -> None:
    form = written({"number": NUMBER, "day": DAY, "a": field | {"x-computed": computed}})
    assert refused(form) == (".properties.a.x-computed" + path, reason)


def test_a_birth_date_may_be_computed() -> None:
    assert loaded(
        written({"number": NUMBER, "a": DAY | {"x-computed": {"from": "number", "take": "birth_date"}}})
    ).parts


@pytest.mark.parametrize(
    ("check", "path", "reason"),
    [
        ({"check": "sum_is", "total": "c.gone", "of": ["c.n"]}, ".total", "没有名为 c.gone、种类是 integer 的项"),
        ({"check": "sum_is", "total": "c.n", "of": ["a.n"]}, ".of", "没有名为 a.n、种类是 integer 的项"),
        ({"check": "count_at_most", "rows": "a", "limit": "c.n"}, ".rows", "没有名为 a、种类是 table、block 的项"),
        ({"check": "not_in_future", "field": "sex"}, ".field", "没有名为 sex、种类是 date 的项"),
        (
            {"check": "chosen_together", "field": "sex", "option": "x", "with_field": "sex", "one_of": ["male"]},
            ".field",
            "sex 没有代码为 x 的选项",
        ),
        (
            {"check": "chosen_together", "field": "sex", "option": "male", "with_field": "yes", "one_of": ["maybe"]},
            ".with_field",
            "yes 没有代码为 maybe 的选项",
        ),
        (
            {"check": "chosen_together", "field": "gone", "option": "yes", "with_field": "yes", "one_of": ["yes"]},
            ".field",
            "没有名为 gone、种类是 coded_choice、lookup、multi_choice、ranked_choice、single_choice、yes_no 的项",
        ),
    ],
)
def test_a_check_that_names_nothing_is_refused(check: dict[str, Any], path: str, reason: str) -> None:
    sentence = spec("sentence", x_text="{n}", properties={"n": spec("integer")})
    form = written(
        {"a": NAME, "c": sentence, "sex": SEX, "yes": spec("yes_no"), "o": blank()},
        x_checks=[{"level": "error", **check}],
    )
    assert refused(form) == (".x-checks[0]" + path, reason)


def test_parts_and_their_order_must_agree() -> None:
    form = written({"a": NAME})
    assert refused(form | {"x-parts": [{"code": "other", "title": ""}]})[1] == "x-parts 与 properties 里的部分不一致"
    follows = [{"code": "main", "title": "", "follows": "next"}]
    assert refused(form | {"x-parts": follows}) == ("$.x-parts[0].follows", "只能跟在前面的部分之后")


def test_every_field_is_listed_once_and_required_fields_exist() -> None:
    form = written({"a": NAME})
    form["properties"]["main"]["x-order"] = ["b"]
    assert refused(form) == (".x-order", "每一项应列出一次，有出入的是 a、b")
    sections = [{"code": "s", "fields": ["a"]}, {"code": "t", "fields": ["a"]}]
    assert refused(written({"a": NAME}, x_sections=sections))[1] == "每一项应列出一次，有出入的是 a"
    assert refused(written({"a": NAME}, required=["b"])) == (".required", "没有名为 b 的项")


def test_a_document_has_a_bearable_number_of_fields() -> None:
    row = holder({f"f{i}": NAME for i in range(300)})
    form = written({"a": spec("table", items=row), "b": spec("table", items=row)})
    assert refused(form) == ("$.properties", "填写项多于500个")


def test_a_pattern_that_all_understand_is_taken() -> None:
    assert loaded(written({"a": NAME | {"pattern": "^[A-Z]{2}[0-9]+$"}})).parts
