"""Documents whose expressions are wrong are refused when they are loaded, with the path and the place in the text."""

from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from tests.compute_zoo import ability, source
from tests.unit.forms.making import SEX, holder, identity, loaded, options, problems_of, spec, written

POINTS = options("好", "差", a={"points": 3}, b={"points": 0})
ROW = holder({"price": spec("money"), "n": spec("integer"), "kind": spec("single_choice", x_options=POINTS)})
FIELDS = {
    "count": spec("integer"),
    "day": spec("date"),
    "sex": SEX,
    "needs": spec("multi_choice", x_options=POINTS),
    "grade": spec("single_choice", x_options=POINTS, x_bands=[{"code": "a", "from": 0}]),
    "rows": spec("table", items=ROW),
    "photo": spec("photos"),
    "where": spec("address", x_tiers=["village"]),
}


def computed(cel: str, kind: str = "integer", **words: Any) -> dict[str, Any]:
    return written({**FIELDS, "x": spec(kind, x_computed={"cel": cel}, **words)})


def refused(form: dict[str, Any]) -> tuple[str, str]:
    """(JSON path below the part, reason)."""
    with pytest.raises(DocumentInvalid) as refusal:
        loaded(form)
    path, reason = refusal.value.params["path"], refusal.value.params["reason"]
    return str(path).removeprefix("$.properties.main"), str(reason)


@pytest.mark.parametrize(
    "cel",
    [
        "count + rows.rows + sum(rows.n)",
        "half_up(sum(rows.price), count)",
        "grade.points + sum(needs.points) + sum(rows.kind.points)",
        'sex == "male" && sex in ["male", "female"] && "male" == sex ? 1 : 2',
        '"a" in needs || count(rows.kind, "a") > 1 ? 1 : 2',
        "form.count + or(previous.count, 0) + days_between(day, today)",
        'needs.exists(one, one == "a") ? 1 : 0',
        "string(count).size() + -count % 7",
        "sum([" + ",".join(["count"] * 330) + "])",
        'count in [1, 2] || (day in ["2025"]) ? 1 : 0',
    ],
)
def test_names_types_and_options_that_exist_are_accepted(cel: str) -> None:
    assert loaded(computed(cel)).code == "registration/sample"


@pytest.mark.parametrize(
    ("cel", "reason"),
    [
        ("", "写法不符合任何一种允许的形式"),
        ("count + wrong", "算式“wrong”处：没有名为 wrong 的项"),
        ("rows.wrong", "算式“rows.wrong”处：没有名为 rows.wrong 的项"),
        ("previous.wrong", "算式“previous.wrong”处：没有名为 previous.wrong 的项"),
        ("photo", "算式“photo”处：没有名为 photo 的项"),
        ("where", "算式“where”处：没有名为 where 的项"),
        ("double(count)", "算式“double(count)”处：没有名为 double 的函数"),
        ("count.wrong()", "算式“count.wrong()”处：没有名为 wrong 的函数"),
        ('count + "1"', '算式“+ "1"”处：“+”不能用于整数和文字'),
        ("count + 1.5", "算式“+ 1.5”处：“+”不能用于整数和小数"),
        ("count ? 1 : 2", "算式“? 1 : 2”处：“?:”不能用于整数和整数和整数"),
        ("sum(count)", "算式“(count)”处：“sum”不能用于整数"),
        ("or(sex, 1)", "算式“(sex, 1)”处：“or”不能用于文字和整数"),
        ("day", "算式算出的是文字，这里要的是整数"),
        ("rows.n", "算式算出的是一列整数，这里要的是整数"),
        ("count > 1", "算式算出的是是或否，这里要的是整数"),
        ("count +", "算式末尾：写法不对"),
        ("count\n + + )", "算式“+ )”处：写法不对"),
        ("(" * 200 + "1" + ")" * 200, "算式嵌套太深，或连用的符号太多"),
        ("1" + " + 1" * 99, "算式嵌套太深，或连用的符号太多"),
        ("count + " * 300 + "1", "算式长于2000个字"),
        ('sex == "mael" ? 1 : 2', '算式“"mael" ? 1 : 2”处：没有代码为 mael 的选项'),
        ('"mael" != sex ? 1 : 2', '算式“"mael" != sex ? 1 :”处：没有代码为 mael 的选项'),
        ('sex in ["male", "z"] ? 1 : 2', '算式“"z"] ? 1 : 2”处：没有代码为 z 的选项'),
        ('"z" in needs ? 1 : 2', '算式“"z" in needs ? 1 : 2”处：没有代码为 z 的选项'),
        ('count(rows.kind, "z")', '算式“"z")”处：没有代码为 z 的选项'),
        ("rows.n.map(n, n).filter(n, n > 1).size()", "算式“filter(n, n > 1).siz”处：一个算式里最多用一次"),
        ("rows.n.map(count, count).size()", "算式“count, count).size()”处：count 已是一项的代码，请换一个名字"),
        ("rows . n", "算式“rows . n”处：没有名为 rows 的项"),
        ("count . size()", "算式“. size()”处：点号前后不要有空格"),
        ("[count].size", "算式“size”处：点号后面只能是函数"),
        (r'"\n" == day ? 1 : 2', r'算式“\n" == day ? 1 : 2”处：算式里不能用 \ '.strip()),
        ('"""a""" == day ? 1 : 2', '算式“"""a""" == day ? 1 :”处：算式里不能用 """'),
    ],
)
def test_anything_else_is_refused_with_its_place(cel: str, reason: str) -> None:
    place, said = refused(computed(cel))
    assert place.startswith(".properties.x.x-computed")
    assert said.startswith(reason)


@pytest.mark.parametrize(
    ("cel", "reason"),
    [
        ('count > 1 ? "a" : "z"', '算式“"z"”处：没有代码为 z 的选项'),
        ('"z"', '算式“"z"”处：没有代码为 z 的选项'),
        ('count > 1 ? "z" : "a"', '算式“"z" : "a"”处：没有代码为 z 的选项'),
    ],
)
def test_a_result_that_is_no_option_of_its_field_is_refused(cel: str, reason: str) -> None:
    assert refused(computed(cel, "single_choice", x_options=POINTS)) == (".properties.x.x-computed.cel", reason)


def test_more_names_than_a_paper_needs_are_refused() -> None:
    fields = {f"f{number}": spec("integer") for number in range(201)}
    fields["x"] = spec("integer", x_computed={"cel": f"sum([{','.join(fields)}])"})
    assert refused(written(fields)) == (".properties.x.x-computed.cel", "算式里用到的项多于200个")


@pytest.mark.parametrize("kind", ["identity_number", "phone", "photos", "counter", "multi_choice"])
def test_kinds_without_one_plain_value_are_not_computed(kind: str) -> None:
    words = {"x_options": POINTS} if kind == "multi_choice" else {}
    assert refused(computed('"甲"', kind, **words)) == (".properties.x.x-computed", "这一种项不能自动计算")


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"a": "a + 1"}, "a"),
        ({"a": "b + 1", "b": "c", "c": "a"}, "abc"),
        ({"a": "form.a"}, "a"),
    ],
)
def test_values_that_depend_on_each_other_are_refused(fields: dict[str, str], place: str) -> None:
    form = written({code: spec("integer", x_computed={"cel": cel}) for code, cel in fields.items()})
    path, reason = refused(form)
    assert reason == "算式互相依赖，谁也算不出来"
    assert path in [f".properties.{code}.x-computed.cel" for code in place]


def test_a_circle_through_the_rows_of_a_table_is_found() -> None:
    row = holder({"n": spec("integer", x_computed={"cel": "form.total"})})
    form = written({"rows": spec("table", items=row), "total": spec("integer", x_computed={"cel": "sum(rows.n)"})})
    assert refused(form)[1] == "算式互相依赖，谁也算不出来"


def test_the_previous_value_of_a_field_is_no_circle() -> None:
    assert loaded(computed("or(previous.x, 0) + 1")).code == "registration/sample"


@pytest.mark.parametrize("words", [{"x_none": ["none"]}, {"x_when": {"require": {"field": "sex", "answered": True}}}])
def test_what_is_never_typed_cannot_be_demanded(words: dict[str, Any]) -> None:
    form = written({**FIELDS, "x": spec("integer", x_computed={"cel": "count", "fixed": True}, **words)})
    assert refused(form)[0] == ".properties.x"


def test_what_is_never_typed_cannot_be_required() -> None:
    form = written({**FIELDS, "x": spec("integer", x_computed={"cel": "count", "fixed": True})}, required=["x"])
    assert refused(form) == (".properties.x", "自动计算、不用填写的项，不能列为必填，也不能有 x-none")


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"x_scale": {"order": ["a", "z"]}}, (".x-scale", "没有代码为 z 的选项")),
        ({"x_bands": [{"code": "z", "from": 1}]}, (".x-bands", "没有代码为 z 的选项")),
        ({"x_bands": [{"code": "a", "from": 2, "to": 1}]}, (".x-bands", "from 不能大于 to")),
    ],
)
def test_orders_and_bands_speak_of_the_options_of_their_field(words: dict[str, Any], fault: tuple[str, str]) -> None:
    path, reason = refused(written({"x": spec("single_choice", x_options=POINTS, **words)}))
    assert (path, reason) == (f".properties.x{fault[0]}", fault[1])


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"cel": "count"}, (".cel", "算式算出的是整数，这里要的是是或否")),
        ({"cel": "wrong > 1"}, (".cel", "算式“wrong > 1”处：没有名为 wrong 的项")),
        ({"at": "wrong"}, (".at", "没有名为 wrong 的项")),
        ({"message": "{wrong}太大"}, (".message", "没有名为 wrong 的项")),
    ],
)
def test_a_written_check_names_what_exists(words: dict[str, Any], fault: tuple[str, str]) -> None:
    check = {"check": "holds", "cel": "count > 1", "message": "{count}太小", "at": "count", "level": "error"} | words
    assert refused(written(FIELDS, x_checks=[check])) == (f".x-checks[0]{fault[0]}", fault[1])


def test_a_check_inside_rows_is_refused_at_its_place_there() -> None:
    check = {"check": "holds", "cel": "wrong", "message": "错", "at": "n", "level": "error"}
    form = written({"rows": spec("table", items=ROW | {"x-checks": [check]})})
    assert refused(form)[0] == ".properties.rows.items.x-checks[0].cel"


def test_a_blank_of_an_option_is_not_computed() -> None:
    blank = {"title": "数", "x-kind": "integer", "x-computed": {"cel": "1"}}
    option = {"code": "a", "label": "甲{n}", "blanks": {"n": blank}}
    path, _ = refused(written({"x": spec("single_choice", x_options=[option])}))
    assert path == ".properties.x.x-options[0].blanks.n"


def test_the_assessment_of_the_tests_is_in_order() -> None:
    assert ability().code == source()["$id"].split(":")[3]
    assert problems_of(ability().first_part, {"identity_number": identity("19400316")}) == []
