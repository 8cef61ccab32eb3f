"""An option in an export over several editions: one wording and one code, followed by its former codes."""

from typing import Any

import pytest

from tests.unit.forms.making import holder, spec
from tests.unit.forms.test_exporting import NAME, export_of, headings, line

Json = dict[str, Any]


def offered(kind: str, *options: Json, **words: Any) -> Json:
    return spec(kind, x_options=list(options), **words)


OLD = offered(
    "multi_choice",
    {"code": "hot", "label": "热饭"},
    {"code": "a", "label": "其他{n}", "blanks": {"n": NAME}},
)
BETWEEN = offered(
    "multi_choice",
    {"code": "meal", "label": "送饭", "x-was": ["hot"]},
    {"code": "b", "label": "另有：{m}", "x-was": ["a"], "blanks": {"m": NAME | {"x-was": ["n"]}}},
)
NEW = offered(
    "multi_choice",
    {"code": "food", "label": "助餐", "x-was": ["meal"]},
    {"code": "c", "label": "其他服务（{k}）", "x-was": ["b"], "blanks": {"k": NAME | {"x-was": ["m"]}}},
)


@pytest.mark.parametrize(
    ("at", "chosen", "blank"), [(0, ["food", "c"], "c__k"), (1, ["meal", "b"], "b__m"), (2, ["hot", "a"], "a__n")]
)
def test_an_option_has_one_wording_and_one_code_in_all_editions(at: int, chosen: list[str], blank: str) -> None:
    export = export_of({"q": NEW}, {"q": BETWEEN}, {"q": OLD}, coded=True)
    assert headings(export) == ["问题", "问题（编码）", "姓名"]
    said = line(export, at, {"q": chosen, f"q__{blank}": "理发"})
    assert said == ["助餐、其他服务（理发）", "food、c", "理发"]


def test_an_option_that_is_gone_keeps_its_words_and_one_without_its_blank_reads_without() -> None:
    gone = offered("multi_choice", {"code": "c", "label": "其他{k}", "x-was": ["a"], "blanks": {"k": NAME}})
    export = export_of({"q": gone}, {"q": OLD}, coded=True)
    assert line(export, 1, {"q": ["hot", "a"], "q__a__n": "理发"})[:2] == ["热饭、其他", "hot、c"]


def test_options_inside_of_everything_are_worded_alike() -> None:
    def paper(option: Json) -> Json:
        inner = holder({"q": offered("single_choice", option)})
        rows = {"rows": [{"code": "eye", "label": "视力"}]}
        return {
            "s": inner | spec("section", title="节"),
            "f": spec("fixed_table", title="表", x_rows=rows, items=inner),
            "t": spec("table", title="行", items=inner),
            "m": offered("matrix", option, title="级", x_rows=rows),
        }

    was = {"code": "a", "label": "好"}
    export = export_of(paper({"code": "b", "label": "良好", "x-was": ["a"]}), paper(was), coded=True)
    data = {"s": {"q": "a"}, "f": {"eye": {"q": "a"}}, "t": [{"q": "a"}], "m": {"eye": "a"}}
    assert line(export, 1, data) == ["良好", "b", "良好", "b", "第1行　问题：良好", "良好", "b"]
    apart = export_of(paper({"code": "b", "label": "良好", "x-was": ["a"]}), paper(was), apart=True)
    [table] = apart.tables
    assert list(table.rows(1, data, masked=True)) == [("第1行", {"q": "良好", "q#": "b"})]


def test_what_is_said_instead_of_a_choice_stays_in_every_edition() -> None:
    asked_for = [offered("single_choice", {"code": code, "label": "甲"}, x_none=["none"]) for code in "ba"]
    asked_for[0]["x-options"][0]["x-was"] = ["a"]
    export = export_of({"q": asked_for[0]}, {"q": asked_for[1]}, coded=True)
    assert line(export, 1, {"q__none": "none"}) == ["无", "none"]


def test_a_table_that_was_something_else_before_is_worded_by_itself() -> None:
    table = spec("table", title="行", items=holder({"q": offered("single_choice", {"code": "a", "label": "好"})}))
    export = export_of({"x": table}, {}, {"x": spec("text", title="行")})
    assert line(export, 0, {"x": [{"q": "a"}]}) == ["第1行　问题：好"]
    assert line(export, 2, {"x": "文字"}) == ["文字"]


# lists ----------------------------------------------------------------------------------------------------------------
def listed(*labels: str, number: int = 1, title: str = "问题") -> Json:
    """A look-up in an edition of a list; an item's code is the first character of its words."""
    items = [{"code": label[0], "label": label} for label in labels]
    return spec("lookup", title=title, x_list={"$id": f"urn:formserver:list:x:v{number}", "title": "x", "items": items})


def test_an_item_of_a_list_has_the_words_of_the_newest_edition_of_the_list_and_one_that_is_gone_its_own() -> None:
    export = export_of({"q": listed("a甲族", number=2)}, {"q": listed("a甲", "b乙")}, coded=True)
    assert headings(export) == ["问题", "问题（编码）"]
    assert line(export, 0, {"q": "a"}) == ["a甲族", "a"]
    assert line(export, 1, {"q": "a"}) == ["a甲族", "a"]
    assert line(export, 1, {"q": "b"}) == ["b乙", "b"]


def test_an_item_that_comes_back_has_its_newest_words_everywhere() -> None:
    export = export_of({"q": listed("b乙族", number=3)}, {"q": listed("a甲", number=2)}, {"q": listed("a甲", "b乙")})
    assert [line(export, at, {"q": "b"}) for at in (0, 2)] == [["b乙族"], ["b乙族"]]


def test_lists_inside_of_rows_are_worded_alike() -> None:
    def paper(found: Json) -> Json:
        return {"t": spec("table", title="行", items=holder({"q": found}))}

    export = export_of(paper(listed("a甲族", number=2)), paper(listed("a甲")))
    assert line(export, 1, {"t": [{"q": "a"}]}) == ["第1行　问题：a甲族"]


def test_a_choice_that_was_something_else_before_is_worded_by_itself() -> None:
    for chosen in (listed("a甲"), offered("single_choice", {"code": "a", "label": "a甲"})):
        export = export_of({"q": chosen}, {}, {"q": spec("text", title="问题")})
        assert line(export, 0, {"q": "a"}) == ["a甲"]
        assert line(export, 2, {"q": "文字"}) == ["文字"]
