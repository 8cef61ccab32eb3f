"""What the macros of a page ask of a question, and what the question says of itself from its document alone."""

from typing import Any

import pytest

from formserver.forms import answers, document, entry, keeping, layout
from formserver.forms.document import Part
from formserver.forms.facts import Facts, Question
from formserver.forms.kinds.address import Address
from formserver.forms.nodes import Entry, Node
from formserver.forms.pairs import Pairs, spelled
from tests.unit.forms.making import DIALECT, field_of, fixed, holder, loaded, options, part_of, spec, written

NAME = spec("text", title="姓名")
HEALTH = spec("multi_choice", title="身体情况", x_options=options("健康", "残疾"))
GRADE = spec("single_choice", title="残疾等级", x_options=options("一级", "二级"))
WANTED = GRADE | {"x-when": {"show": {"field": "health", "contains": "b"}, "require": True}}
KEPT = NAME | {"x-when": {"read_only": {"field": "health", "contains": "a"}}}
SOMEBODY = "0193f0d2-7a3c-7c5e-8a11-0242ac120002"


class Told(Facts):
    """A request that writes down what it is asked."""

    def typed(self, name: str) -> str:
        return f"typed {name}"

    def ticked(self, mark: str, name: str, code: str) -> str:
        return f"ticked{mark} {name} {code}"

    def chosen(self, mark: str, name: str, code: str) -> str:
        return f"chosen{mark} {name} {code}"

    def text(self, fact: str, name: str) -> str:
        return f"{fact} {name}"

    def flag(self, on: str, off: str, fact: str, name: str) -> str:
        return f"{fact} {name}: {on}/{off}"

    def island(self, macro: str, question: Question, *words: str) -> str:
        return f"{macro} {question.name} {' '.join(words)}".strip()


class Asked(Question):
    """A question of a part's first level."""

    def __init__(self, part: Part, code: str) -> None:
        self.group, self.name, self.field = part.group, code, part.group.fields[code]

    @property
    def facts(self) -> Facts:
        return Told()


def asked(code: str) -> Question:
    fields = {"health": HEALTH, "grade": WANTED, "name": NAME, "kept": KEPT, "matches": NAME}
    return Asked(part_of(fields, required=["name"]), code)


def test_a_question_asks_the_request_for_what_was_typed_under_its_name() -> None:
    assert (asked("name").typed(), asked("name").typed(".township")) == ("typed name", "typed name.township")
    assert asked("health").ticked("b") == "ticked checked health b"
    assert asked("grade").chosen("a") == "chosen checked grade a"
    assert asked("grade").chosen("a", ".one", " selected") == "chosen selected grade.one a"


@pytest.mark.parametrize("fact", ["problem", "tone", "told", "told_too", "invalid", "beside", "reason"])
def test_a_question_asks_the_request_for_words_about_it(fact: str) -> None:
    assert getattr(asked("name"), fact) == f"{fact} name"


def test_what_never_changes_is_said_without_asking() -> None:
    always, sometimes, never = asked("name"), asked("grade"), asked("health")
    assert (always.if_required("必填", "选填"), never.if_required("必填", "选填")) == ("必填", "选填")
    assert sometimes.if_required("必填", "选填") == "required grade: 必填/选填"
    assert (never.if_hidden(" hidden"), sometimes.if_hidden(" hidden")) == ("", "hidden grade:  hidden/")
    assert (never.if_read_only(" readonly"), asked("kept").if_read_only(" readonly")) == (
        "",
        "read_only kept:  readonly/",
    )


def test_an_input_is_not_called_as_the_properties_of_a_form() -> None:
    assert (asked("name").spelled, asked("matches").spelled) == ("name", "matches.")
    assert Pairs.posted([(spelled("matches"), "上门"), ("name", "王")]) == Pairs([("matches", "上门"), ("name", "王")])
    assert Pairs.posted([("name.", "王")]) == Pairs([("name.", "王")])


def test_an_island_is_drawn_of_the_question_for_the_request() -> None:
    assert asked("name").island("history", "去年") == "history name 去年"


# nodes ----------------------------------------------------------------------------------------------------------------
def node(part: Part, name: str, typed: dict[str, str] | None = None) -> Node:
    found = entry.build(part, Pairs((typed or {}).items())).find(name)
    assert found is not None
    return found


def test_a_node_is_named_as_printed_and_else_as_spoken_of() -> None:
    part = part_of({"a": NAME, "b": {"x-kind": "text", "x-spoken": "电话"}})
    assert (node(part, "a").label, node(part, "b").label) == ("姓名", "电话")


def test_the_first_field_below_a_heading_knows_it() -> None:
    part = part_of({"a": NAME, "b": NAME}, x_sections=[{"code": "s", "title": "一、本人", "fields": ["a", "b"]}])
    assert (node(part, "a").heading, node(part, "b").heading) == ("一、本人", "")


def test_only_what_the_server_knows_of_is_drawn_anew_and_only_after_its_changes() -> None:
    row = holder({"sum": spec("integer", title="金额")})
    part = part_of({"who": spec("person", title="照料人"), "name": NAME, "rows": spec("table", items=row)})
    assert node(part, "who").is_live_for(["who.name"])
    assert not node(part, "who").is_live_for(["name"])
    assert not node(part, "name").is_live_for(["name"])
    assert not node(part, "rows").is_live_for(["rows.1.sum"])
    summed = part_of({"rows": spec("table", items=row, x_totals={"title": "合计", "columns": ["sum"]})})
    assert node(summed, "rows").is_live_for(["rows.1.sum"])


# what else pages and prints ask of a document -------------------------------------------------------------------------
def test_persons_that_answers_name_are_found_in_rows_too() -> None:
    who = spec("person", title="照料人")
    part = part_of({"who": who, "rows": spec("table", items=holder({"who": who, "name": NAME}))})
    data: Any = {
        "who": {"id": SOMEBODY, "name": "王兰"},
        "rows": [{"name": "李"}, {"who": {"id": SOMEBODY, "name": "李梅"}}],
    }
    found = [(path, reference) for path, _, reference in answers.references(part.group, data)]
    assert found == [(("who",), (SOMEBODY, "王兰")), (("rows", 1, "who"), (SOMEBODY, "李梅"))]


def test_a_field_that_is_locked_now_takes_no_other_answer() -> None:
    part = part_of({"health": HEALTH, "kept": KEPT})
    assert not keeping.is_read_only(part, Pairs(), "kept")
    assert keeping.is_read_only(part, Pairs([("health", "a")]), "kept")


def test_the_fields_that_depend_on_other_answers_are_known() -> None:
    group = part_of({"health": HEALTH, "grade": WANTED, "name": NAME}, required=["name"]).group
    assert [field.code for field in group.sometimes_required] == ["grade"]
    assert [field.code for field in group.sometimes_hidden] == ["grade"]


def test_what_is_copied_from_the_register_is_known() -> None:
    group = part_of({"name": NAME | {"x-frozen": True}, "health": HEALTH}).group
    assert group.frozen == {"name"}


def test_places_near_the_village_are_offered_down_to_it() -> None:
    field = field_of("address", x_tiers=["township", "village", "group"], x_text="{township}{village}{group}")
    assert isinstance(field, Address)
    assert [tier for tier in ("county", "township", "village", "group") if field.offers(tier)] == [
        "county",
        "township",
        "village",
    ]


def test_a_form_knows_where_its_concepts_are_told_and_what_it_says_whatever_its_number() -> None:
    document = loaded(written({"name": NAME | {"x-concept": {"name": "name"}}}))
    assert document.parts["main"].concept_places == {"name": ("name",)}
    assert "$id" in document.bundled
    assert document.says == {word: said for word, said in document.bundled.items() if word != "$id"}


def test_a_cell_prints_its_blanks_while_nothing_is_answered() -> None:
    lines = layout.unanswered({"text": "姓名：{name}"}, part_of({"name": NAME}).group)
    assert lines
    assert "姓名：" in str(lines)


def test_what_may_be_said_instead_of_an_answer_has_its_words() -> None:
    assert field_of("text", x_none=["refused", {"code": "none", "label": "没有"}]).none_labels() == {
        "refused": "拒答",
        "none": "没有",
    }


def test_expressions_have_a_price_where_they_belong() -> None:
    check = {"check": "holds", "cel": "a > 0", "message": "太少", "at": "a", "level": "error"}
    part = part_of({"a": spec("integer"), "b": fixed("a + 1")}, x_checks=[check])
    steps = dict(part.computing.steps())
    assert list(steps) == [("b",), ("a",)]
    assert min(steps.values()) > 0
    assert not part.computing.reads_previous
    assert part_of({"a": spec("integer"), "b": fixed("a + previous.a")}).computing.reads_previous


def test_only_what_somebody_answers_is_asked() -> None:
    fields = part_of({"a": spec("integer"), "b": fixed("a + 1"), "note": spec("note", x_text="说明")}).group.fields
    assert [code for code, field in fields.items() if field.is_asked] == ["a"]


def test_a_name_alone_refers_to_nobody() -> None:
    part = part_of({"who": spec("person", title="照料人", x_free=True)})
    assert list(answers.references(part.group, {"who": {"name": "王兰"}})) == []


def test_a_text_that_is_no_document_has_one_fault() -> None:
    (fault,) = document.faults("{", file="样表.json", dialect=DIALECT, shared={})
    assert fault.file == "样表.json"


def test_a_node_asks_the_request_of_its_page() -> None:
    class Page(Entry):
        facts = Told()

    asked_on = Page(part_of({"name": NAME}), Pairs()).find("name")
    assert asked_on is not None
    assert asked_on.typed() == "typed name"
