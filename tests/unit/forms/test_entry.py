"""The entry page: what is posted, kept, proposed, hidden; where a problem stands."""

from typing import Any

import pytest
from wtforms import HiddenField, SelectField, TextAreaField

from formserver.forms import entry, keeping
from formserver.forms.document import Part
from formserver.forms.group import Container
from formserver.forms.input_names import InputNames
from formserver.forms.kinds.registry import make_field
from formserver.forms.pairs import Pairs
from tests.unit.forms.making import SEX, holder, identity, options, part_of, problems_of, spec

NAME = spec("text", title="姓名")
HEALTH = spec("multi_choice", title="身体情况", x_options=options("健康", "残疾"))
GRADE = spec("single_choice", title="残疾等级", x_options=options("一级", "其他{note}", b={"blanks": {"note": NAME}}))
GRADE = GRADE | {"x-when": {"show": {"field": "health", "contains": "b"}, "require": True}}
FAMILY = spec("table", title="家庭", items=holder({"name": NAME, "age": spec("integer", title="年龄")}))
NUMBER = spec("identity_number", title="身份证号", x_none=["none"])


def posted(**texts: str) -> Pairs:
    return Pairs((name.replace("__", "."), text) for name, text in texts.items())


def test_a_number_that_is_none_is_kept_and_reported() -> None:
    part = part_of({"times": spec("integer", title="次数")})
    data = entry.to_data(part, posted(times="两次"))
    assert data == {"times": "两次"}
    assert [problem.pointer for problem in problems_of(part, data)] == ["/times"]
    assert entry.build(part, posted(times="两次")).form["times"].data == "两次"


def test_spaces_are_no_answer() -> None:
    assert entry.to_data(part_of({"name": NAME}), posted(name="  \u3000")) == {}


def test_a_problem_behind_a_blank_row_stands_at_the_row_of_its_person() -> None:
    part = part_of({"family": FAMILY})
    pairs = posted(family__0__row="1", family__2__name="李明", family__2__age="十", family__1__name=" ")
    problems = problems_of(part, entry.to_data(part, pairs))
    assert [problem.pointer for problem in problems] == ["/family/0/age"]
    page = entry.build(part, pairs, problems)
    assert list(page.by_name) == ["family.2.age"]
    node = page.find("family.2.age")
    assert node is not None
    assert node.problems == problems


def test_a_problem_inside_an_address_stands_at_the_address() -> None:
    part = part_of({"home": spec("address", title="住址", x_tiers=["village"])})
    pairs = posted(home__village="村" * 101)
    page = entry.build(part, pairs, problems_of(part, entry.to_data(part, pairs)))
    node = page.find("home")
    assert node is not None
    assert [problem.pointer for problem in node.problems] == ["/home/village"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("family", 1, "name"), "family.2.name"),
        (("family", 7, "name"), "family.7.name"),
        (("family",), "family"),
        (("rooms", "name", "name"), "rooms.name.name"),
        (("gone", "name"), "gone.name"),
    ],
)
def test_a_path_has_an_input_name(path: Any, name: str) -> None:
    rooms = spec("fixed_table", items=FAMILY["items"], x_rows={"rows": [{"code": "name", "label": "卧室"}]})
    part = part_of({"family": FAMILY, "rooms": rooms})
    assert InputNames(part, posted(family__0__name="王", family__2__name="李")).of(path) == name


def test_answers_of_hidden_fields_are_left_out_with_their_blanks() -> None:
    part = part_of({"health": HEALTH, "grade": GRADE | {"x-none": ["none"]}})
    texts = {"health": "a", "grade": "b", "grade__b__note": "五级", "grade__none": "none"}
    assert entry.to_data(part, Pairs(texts.items())) == {"health": ["a"]}


def test_what_depends_on_a_hidden_answer_is_judged_without_it() -> None:
    answered = {"field": "second", "answered": True}
    fields = {
        "last": NAME | {"x-when": {"show": {"not": answered}}},
        "second": NAME | {"x-when": {"show": {"field": "first", "answered": True}}},
        "first": NAME,
        "third": NAME | {"x-when": {"show": answered}},
    }
    data = entry.to_data(part_of(fields), posted(second="b", third="c", last="d"))
    assert data == {"last": "d"}


def test_a_name_the_part_does_not_have_is_unknown() -> None:
    part = part_of({"name": NAME, "family": FAMILY})
    pairs = posted(name="王", nick="兰", family__0__name="李", family__0__x="1", _act="1")
    assert entry.unknown_names(part, pairs) == ["family.0.x", "nick"]


@pytest.mark.parametrize("name", ["process", "meta", "data", "errors", "populate_obj", "validate"])
def test_any_code_can_be_a_field(name: str) -> None:
    page = entry.build(part_of({name: NAME}), Pairs([(name, "王兰")]))
    assert page.form[name].data == "王兰"
    node = page.find(name)
    assert node is not None
    assert (node.input().data, node.value, node.id, node.label) == ("王兰", "王兰", f"f-{name}", "姓名")


def test_inputs_fit_their_kinds() -> None:
    long_list = GRADE | {"x-draw": "select"}
    page = entry.build(part_of({"note": spec("long_text"), "health": HEALTH, "grade": long_list}), Pairs())
    assert isinstance(page.form["note"], TextAreaField)
    assert isinstance(page.form["grade"], SelectField)
    assert [choice[1] for choice in page.form["grade"].iter_choices()] == ["请选择", "一级", "其他"]


def test_rows_are_added_and_removed_without_renumbering() -> None:
    pairs = entry.with_row(posted(family__0__name="王", family__4__name="李"), "family")
    assert pairs.rows("family") == [0, 4, 5]
    assert entry.without_row(pairs, "family", 4).rows("family") == [0, 5]
    assert entry.with_row(Pairs(), "family").rows("family") == [0]


def test_the_row_of_the_head_cannot_be_removed() -> None:
    family = FAMILY | {"x-rows": {"head": "户主"}}
    page = entry.build(part_of({"family": family}), posted(family__3__name="李"))
    node = page.find("family")
    assert node is not None
    rows = [(row.name, row.index, row.title, row.is_removable) for row in node.rows]
    assert rows == [("family.0", "0", "户主", False), ("family.3", "3", "第2行", True)]
    assert isinstance(page.form["family.0.row"], HiddenField)


def computed() -> Part:
    fields = {
        "number": NUMBER,
        "sex": SEX | {"x-computed": {"from": "number", "take": "sex"}},
        "born": spec("date", x_precision=["month"], x_none=["refused"])
        | {"x-computed": {"from": "number", "take": "birth_month"}},
    }
    fixed = spec("fixed_table", items=holder(fields), x_rows={"rows": [{"code": "k", "label": "户主"}]})
    frozen = spec("section", x_frozen={"form": "registration/jiangsu", "field": "file"}, **holder(fields))
    return part_of({**fields, "rows": spec("table", items=holder(fields)), "fixed": fixed, "frozen": frozen})


@pytest.mark.parametrize("prefix", ["", "rows.2.", "fixed.k."])
def test_empty_computed_fields_are_proposed_everywhere(prefix: str) -> None:
    pairs = Pairs([(prefix + "number", identity("19400302"))])
    proposed = keeping.with_proposals(computed(), pairs)
    assert (proposed.raw(prefix + "sex"), proposed.raw(prefix + "born")) == ("female", "1940-03")
    assert entry.unknown_names(computed(), proposed) == []


def test_answered_fields_keep_their_answer() -> None:
    pairs = posted(number=identity("19400302"), sex="male").merged([("born__none", "refused")])
    assert keeping.with_proposals(computed(), pairs) == pairs


def test_a_node_knows_its_condition_and_whether_it_is_wanted() -> None:
    part = part_of({"health": HEALTH, "grade": GRADE, "name": NAME}, required=["name"])
    page = entry.build(part, posted(health="b"))
    nodes = {node.name: node for node in page.walk()}
    assert list(nodes) == ["health", "grade", "grade__b__note", "name"]
    assert (nodes["grade"].condition, nodes["grade"].is_shown) == ("身体情况选了“残疾”", True)
    assert (nodes["name"].condition, nodes["name"].is_shown) == ("", True)
    wanted = {name: node.is_required for name, node in nodes.items()}
    assert wanted == {"health": False, "grade": True, "grade__b__note": False, "name": True}


def test_nodes_of_none_blanks_and_inner_fields_are_found() -> None:
    pair = spec("sentence", x_text="{a}{b}", properties={"a": NAME, "b": NAME})
    file = spec("section", **holder({"c": NAME}, x_sections=[{"code": "s", "title": "一", "fields": ["c"]}]))
    page = entry.build(part_of({"number": NUMBER, "pair": pair, "file": file, "family": FAMILY}), Pairs())
    names = [node.name for node in page.walk()]
    assert names == ["number", "number__none", "pair", "pair.a", "pair.b", "file", "file.c", "family"]
    node = page.find("file")
    assert node is not None
    assert [(section.title, [one.name for one in nodes]) for section, nodes in node.inner_sections] == [
        ("一", ["file.c"])
    ]
    other = page.find("number")
    assert other is not None
    assert (other.none is not None, other.inner, other.rows, other.inner_sections) == (True, [], [], [])


def test_rows_hold_nodes_of_their_fields() -> None:
    page = entry.build(part_of({"family": FAMILY}), posted(family__1__name="王"))
    assert [node.name for node in page.walk()] == ["family", "family.1.name", "family.1.age"]
    assert page.find("gone") is None


def test_the_page_keeps_the_sections_of_the_paper() -> None:
    part = part_of({"a": NAME, "b": NAME}, x_sections=[{"code": "s", "fields": ["b", "a"], "note": "说明"}])
    page = entry.build(part, Pairs())
    drawn = [(section.title, section.note, [node.name for node in nodes]) for section, nodes in page.sections]
    assert drawn == [("", "说明", ["b", "a"])]


def test_inside_a_plain_answer_there_is_no_question() -> None:
    assert entry.build(part_of({"name": NAME}), Pairs()).find("name.more") is None


def test_a_page_of_no_request_knows_nothing_of_its_questions() -> None:
    with pytest.raises(NotImplementedError):
        _ = entry.build(part_of({"name": NAME}), Pairs()).facts


def test_a_kind_without_checks_of_its_own_finds_nothing_more() -> None:
    assert list(part_of({"name": NAME}).group.fields["name"].checks("王兰")) == []


def test_every_kind_that_holds_objects_reads_its_own_way() -> None:
    holding = Container("kin", {"x-kind": "section", "properties": {}, "x-order": []}, make_field)
    with pytest.raises(NotImplementedError):
        holding.decode("kin", Pairs())
