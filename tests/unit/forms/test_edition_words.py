"""What differs between two editions of a field: the words that belong to its kind, options, blanks, rows, cells."""

from copy import deepcopy
from typing import Any

import pytest

from formserver.forms.document import FormDocument, Json
from formserver.forms.editions.changes import Effect
from formserver.forms.editions.comparing import compare
from tests import zoo
from tests.editions import GONE, HEARD, MEANING, NARROWER, REFUSED, WIDER, WORDS, changed, effects, zoo_with
from tests.unit.forms.making import options


@pytest.fixture(scope="module")
def before() -> FormDocument:
    return zoo.zoo()


# the words of a kind --------------------------------------------------------------------------------------------------
ABC = options("甲", "乙", "丙")
OPTION = {"code": "d", "label": "丁"}
LINES = zoo.WORDS["matrix"]["x-rows"]["rows"]
GRID = zoo.WORDS["grid"]
OF_A_KIND: list[tuple[str, Json, list[tuple[Effect, str]], list[tuple[Effect, str]]]] = [
    ("text", changed(maxLength=50), [(NARROWER, "最多字数由100改为50")], [(WIDER, "最多字数由50改为100")]),
    ("text", changed(minLength=3), [(NARROWER, "最少字数由1改为3")], [(WIDER, "最少字数由3改为1")]),
    ("text", changed(pattern="^[A-Z]+$"), [(NARROWER, "书写格式改变")], [(WIDER, "不再限定书写格式")]),
    ("long_text", changed(maxLength=300), [(NARROWER, "最多字数由2000改为300")], [(WIDER, "最多字数由300改为2000")]),
    ("integer", changed(minimum=2), [(NARROWER, "最小值由0改为2")], [(WIDER, "最小值由2改为0")]),
    ("integer", changed(maximum=9), [(NARROWER, "最大值由999999改为9")], [(WIDER, "最大值由9改为999999")]),
    ("decimal", changed(minimum=-50), [(WIDER, "最小值由-40改为-50")], [(NARROWER, "最小值由-50改为-40")]),
    ("decimal", changed(x_decimals=2), [(WIDER, "小数位数由1改为2")], [(NARROWER, "小数位数由2改为1")]),
    ("percentage", changed(maximum=90), [(NARROWER, "最大值由100改为90")], [(WIDER, "最大值由90改为100")]),
    (
        "money",
        changed(x_unit="万元"),
        [(MEANING, "单位由“元”改为“万元”，已填的数字不换算")],
        [(MEANING, "单位由“万元”改为“元”，已填的数字不换算")],
    ),
    (
        "integer",
        changed(x_unit="人"),
        [(MEANING, "单位由“无”改为“人”，已填的数字不换算")],
        [(MEANING, "单位由“人”改为“无”，已填的数字不换算")],
    ),
    ("date", changed(x_precision=["day"]), [(NARROWER, "可写的日期精度减少")], [(WIDER, "可写的日期精度增加")]),
    ("serial_number", changed(x_example="2026-001"), [(WORDS, "填写示例改变")], [(WORDS, "填写示例改变")]),
    ("serial_number", changed(pattern="^[0-9]{4}$"), [(NARROWER, "书写格式改变")], [(NARROWER, "书写格式改变")]),
    ("photos", changed(maxItems=2), [(NARROWER, "最多项数（行数）由6改为2")], [(WIDER, "最多项数（行数）由2改为6")]),
    ("multi_choice", changed(minItems=2), [(NARROWER, "最少项数由1改为2")], [(WIDER, "最少项数由2改为1")]),
    (
        "multi_choice",
        changed(maxItems=2),
        [(NARROWER, "最多项数（行数）由不限改为2")],
        [(WIDER, "最多项数（行数）由2改为不限")],
    ),
    (
        "ranked_choice",
        changed(maxItems=1),
        [(NARROWER, "最多项数（行数）由2改为1")],
        [(WIDER, "最多项数（行数）由1改为2")],
    ),
    ("single_choice", changed(x_draw="select"), [(WORDS, "选项的画法改变")], [(WORDS, "选项的画法改变")]),
    ("signature", changed(x_seal=True), [(WORDS, "盖章的位置改变")], [(WORDS, "盖章的位置改变")]),
    (
        "text",
        changed(x_none=[{"code": "none", "label": "没有"}]),
        [(WIDER, "可以答“没有”")],
        [(NARROWER, "不能再答“没有”")],
    ),
    ("person", changed(x_free=False), [(NARROWER, "只能选名册里的人")], [(WIDER, "可以填名册以外的人")]),
    ("opinion", changed(x_step="township"), [(MEANING, "由哪一级签意见改变")], [(MEANING, "由哪一级签意见改变")]),
    ("note", changed(x_text="另有说明。"), [(WORDS, "印出的文字改变")], [(WORDS, "印出的文字改变")]),
    ("sentence", changed(x_text="一年{times}回"), [(WORDS, "印出的文字改变")], [(WORDS, "印出的文字改变")]),
    ("text", changed(x_sensitive=True), [(MEANING, "是否加密保存改变")], [(MEANING, "是否加密保存改变")]),
    ("text", changed(x_carry=False), [(MEANING, "能否沿用上次的回答改变")], [(MEANING, "能否沿用上次的回答改变")]),
    (
        "phone",
        changed(x_concept="contact_phone"),
        [(HEARD, "登记簿从此用到这一项（x-concept）")],
        [(MEANING, "登记簿里的含义（x-concept）改变")],
    ),
    (
        "money",
        changed(x_computed={"cel": "100"}),
        [(NARROWER, "自动得出的办法改变")],
        [(NARROWER, "自动得出的办法改变")],
    ),
    (
        "address",
        changed(x_tiers=["county", "township", "village"], x_text="{county}{township}乡镇{village}村"),
        [(WORDS, "印出的文字改变"), (WIDER, "地址的级别增加")],
        [(WORDS, "印出的文字改变"), (NARROWER, "地址的级别减少")],
    ),
    (
        "table",
        changed(x_rows={"printed": 2, "maximum": 5}),
        [(NARROWER, "最多项数（行数）由20改为5")],
        [(WIDER, "最多项数（行数）由5改为20")],
    ),
    ("table", changed(x_rows={"printed": 3}), [(WORDS, "印出的行改变")], [(WORDS, "印出的行改变")]),
    (
        "table",
        changed(x_rows={"printed": 2, "head": "户主"}),
        [(NARROWER, "第一行是否为户主改变"), (WORDS, "印出的行改变")],
        [(NARROWER, "第一行是否为户主改变"), (WORDS, "印出的行改变")],
    ),
    (
        "grid",
        changed(x_totals={"row": "总计"}),
        [(WORDS, "合计的写法改变")],
        [(WORDS, "合计的写法改变")],
    ),
    (
        "lookup",
        changed(x_list="urn:formserver:list:trade:v2"),
        [
            (WIDER, "增加选项“退休”"),
            (NARROWER, "去掉选项“务工”"),
            (WORDS, "选项“务农”改为“农业”"),
            (WORDS, "选项“农业”的提示改变"),
        ],
        [
            (WIDER, "增加选项“务工”"),
            (NARROWER, "去掉选项“退休”"),
            (WORDS, "选项“农业”改为“务农”"),
            (WORDS, "选项“务农”的提示改变"),
        ],
    ),
]
LATER_LIST = {
    "$id": "urn:formserver:list:trade:v2",
    "title": "职业",
    "items": [{"code": "01", "label": "农业", "search": "nongye"}, {"code": "03", "label": "退休"}],
}


@pytest.mark.parametrize(("kind", "words", "there", "back"), OF_A_KIND)
def test_words_of_a_kind(
    before: FormDocument,
    kind: str,
    words: Json,
    there: list[tuple[Effect, str]],
    back: list[tuple[Effect, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(zoo.SHARED, LATER_LIST["$id"], LATER_LIST)

    def change(part: Json) -> None:
        part["properties"][f"a_{kind}"].update(words)
        if kind == "grid":
            part["properties"]["a_grid"]["x-totals"]["column"] = "小计"

    after = zoo_with(change)
    assert effects(compare(before, after)) == there
    assert effects(compare(after, before)) == back


def test_other_words_for_the_same_rule(before: FormDocument) -> None:
    def worded(**words: Any) -> FormDocument:
        return zoo_with(lambda part: part["properties"]["a_text"].update(changed(**words)))

    reasons = [worded(x_none=[{"code": "none", "label": label}]) for label in ("无", "没有")]
    assert effects(compare(*reasons)) == [(WORDS, "“无”“不适用”的说法改变")]
    asking = [worded(x_when={"require": True, "warn": True, "reason": reason}) for reason in (True, False)]
    assert effects(compare(*asking)) == [(MEANING, "没填时是否要写原因改变")]


def with_options(kind: str, made: list[Json], **words: Any) -> FormDocument:
    return zoo_with(lambda part: part["properties"][f"a_{kind}"].update({"x-options": made, **words}))


CHOICES = ["single_choice", "multi_choice", "coded_choice", "ranked_choice", "matrix"]


@pytest.mark.parametrize("kind", CHOICES)
def test_options(before: FormDocument, kind: str) -> None:
    words = {"maxItems": 2} if kind == "ranked_choice" else {}
    more = with_options(kind, [*ABC, OPTION], **words)
    assert effects(compare(before, more)) == [(WIDER, "增加选项“丁”")]
    assert effects(compare(more, before)) == [(NARROWER, "去掉选项“丁”")]
    moved = with_options(kind, [ABC[1], ABC[0], ABC[2]], **words)
    assert effects(compare(before, moved)) == [(MEANING, "选项的顺序改变")]
    worded = with_options(kind, [{**ABC[0], "label": "头"}, *ABC[1:]], **words)
    assert effects(compare(before, worded)) == [(WORDS, "选项“甲”改为“头”")]
    assert compare(before, worded).is_wording
    recoded = with_options(kind, [{"code": "first", "label": "甲", "x-was": ["a"]}, *ABC[1:]], **words)
    assert effects(compare(before, recoded)) == [(WIDER, "选项“甲”换了代码，已填的随着换")]


def test_what_an_option_says_of_others() -> None:
    plain = with_options("multi_choice", ABC)
    tests: list[tuple[Json, tuple[Effect, str], tuple[Effect, str]]] = [
        ({"exclusive": True}, (NARROWER, "选项“甲”不能再与其他项同选"), (WIDER, "选项“甲”可以与其他项同选")),
        ({"group": "g"}, (NARROWER, "选项“甲”与哪些项只能选一个改变"), (WIDER, "选项“甲”与哪些项只能选一个改变")),
        ({"points": 3}, (MEANING, "选项“甲”的分值改变"), (MEANING, "选项“甲”的分值改变")),
        ({"note": "提示"}, (WORDS, "选项“甲”的提示改变"), (WORDS, "选项“甲”的提示改变")),
    ]
    for words, there, back in tests:
        other = with_options("multi_choice", [{**ABC[0], **words}, *ABC[1:]])
        assert effects(compare(plain, other)) == [there]
        assert effects(compare(other, plain)) == [back]


def blank(**words: Any) -> Json:
    return {"title": "", "x-spoken": "备注", "x-kind": "text", **changed(**words)}


def with_blanks(**blanks: Json) -> FormDocument:
    label = "甲" + "".join(f"（{{{name}}}）" for name in blanks)
    words = {"blanks": blanks} if blanks else {}
    return with_options("single_choice", [{"code": "a", "label": label, **words}, *ABC[1:]])


def of_blanks(before: FormDocument, after: FormDocument) -> list[tuple[Effect, tuple[str, ...], str]]:
    changes = compare(before, after).changes
    return [(one.effect, one.place[2:], one.message) for one in changes if len(one.place) > 2]


def test_blanks_of_options() -> None:
    none, one = with_blanks(), with_blanks(n=blank())
    assert of_blanks(none, one) == [(NARROWER, ("a", "n"), "选项里增加一空")]
    assert of_blanks(none, with_blanks(n=blank(x_optional=True))) == [(WIDER, ("a", "n"), "选项里增加一空")]
    assert of_blanks(one, none) == [(GONE, ("a", "n"), "选项里去掉一空，已填的另行保存")]
    assert of_blanks(one, with_blanks(n=blank(maxLength=9))) == [(NARROWER, ("a", "n"), "最多字数由100改为9")]
    assert of_blanks(one, with_blanks(n=blank(x_optional=True))) == [(WIDER, ("a", "n"), "这一空可以不填")]
    assert of_blanks(with_blanks(n=blank(x_optional=True)), one) == [(NARROWER, ("a", "n"), "这一空必填")]
    assert of_blanks(one, with_blanks(m=blank(x_was=["n"]))) == []


@pytest.mark.parametrize("kind", ["matrix", "fixed_table", "grid"])
def test_printed_rows(before: FormDocument, kind: str) -> None:
    rows = zoo.WORDS[kind]["x-rows"]["rows"]
    less = zoo_with(lambda part: part["properties"][f"a_{kind}"].update({"x-rows": {"rows": rows[:1]}}))
    name = rows[1]["label"]
    assert effects(compare(before, less)) == [(GONE, f"去掉行“{name}”")]
    assert effects(compare(less, before)) == [(WIDER, f"增加行“{name}”")]
    turned = zoo_with(lambda part: part["properties"][f"a_{kind}"].update({"x-rows": {"rows": rows[::-1]}}))
    assert effects(compare(before, turned)) == [(WORDS, "行的名称或顺序改变")]


def test_columns_and_cells_of_a_grid(before: FormDocument) -> None:
    listed: Json = {"x-columns": [{"code": "now", "label": "现在"}], "x-totals": {"column": "小计"}}

    def change(words: Json) -> Any:
        return lambda part: part["properties"]["a_grid"].update(deepcopy(words))

    found = compare(before, zoo_with(change(listed), unprinted="a_grid"))
    assert [(one.effect, one.message) for one in found.changes[1:]] == [
        (WORDS, "合计的写法改变"),
        (WIDER, "增加列“现在”"),
        (GONE, "去掉列“上年”"),
        (GONE, "去掉列“当年”"),
        (MEANING, "各列的年份改由另一个日期决定"),
    ]
    cells = compare(before, zoo_with(change({"x-cell": {"x-kind": "money", "x-none": ["dash", "none"]}})))
    assert [(one.effect, one.label, one.message) for one in cells.changes] == [(WIDER, "每一格", "可以答“无”")]
    kinds = compare(before, zoo_with(change({"x-cell": {"x-kind": "integer", "x-none": ["dash"]}})))
    assert [one.effect for one in kinds.changes] == [REFUSED]


@pytest.mark.parametrize("kind", ["table", "block", "fixed_table", "section", "sentence"])
def test_fields_inside(before: FormDocument, kind: str) -> None:
    inner = "times" if kind == "sentence" else "who"

    def change(part: Json) -> None:
        field = part["properties"][f"a_{kind}"]
        holder = field.get("items", field)
        holder["properties"][inner]["title"] = "别名"

    found = compare(before, zoo_with(change))
    assert [(one.effect, one.place) for one in found.changes] == [(WORDS, ("main", f"a_{kind}", inner))]
