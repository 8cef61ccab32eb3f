"""Steps of the designer: conditions of several statements, in rows and of rows, changed one by one; jumps."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from formserver.forms import canonical
from formserver.forms.designing import rules, statements, trees
from formserver.forms.designing.base import Refused
from tests import rule_zoo
from tests.designs import SHIPPED, Design, shipped_text

Json = dict[str, Any]
NAME = "main.item_1"


def show(design: Design, field: str = NAME) -> Any:
    return design.field(field).get("x-when", {}).get("show")


def answered(code: str) -> Json:
    return {"field": code, "answered": True}


def several() -> tuple[Design, list[str]]:
    """A design with three further fields, and their codes."""
    design = Design()
    return design, [design.add("yes_no", label).partition(".")[2] for label in ("甲", "乙", "丙")]


def rule(design: Design, on: str, test: str = "answered", **words: Any) -> str:
    return design.take("rule", **{"field": NAME, "effect": "show", "on": on, "test": test, **words})


# every statement ------------------------------------------------------------------------------------------------------
def leaves(node: Json, holder: Json, around: Json) -> Iterator[tuple[Json, Json]]:
    """Every statement of a condition with the definition of what it asks."""
    if "rows" in node:
        table = holder["properties"][node["rows"]]
        yield node, table
        if "where" in node:
            yield from leaves(node["where"], table["items"], {})
    elif "field" in node:
        name = node["field"]
        yield node, (around if name.startswith("^") else holder)["properties"][name.removeprefix("^")]
    else:
        for part in trees.shape(node)[1]:
            yield from leaves(part, holder, around)


def written(holder: Json, around: Json) -> Iterator[tuple[Json, Json]]:
    for spec in holder["properties"].values():
        for _, node, _ in rules.conditions(spec):
            if node is not None:
                yield from leaves(node, holder, around)
        if "items" in spec:
            yield from written(spec["items"], holder)


@pytest.mark.parametrize("code", [*SHIPPED, rule_zoo.CODE])
def test_every_statement_is_read_back_and_written_as_it_was(code: str) -> None:
    text = json.dumps(rule_zoo.source()) if code == rule_zoo.CODE else shipped_text(code)
    for part in json.loads(text)["properties"].values():
        for leaf, spec in written(part, {}):
            test = statements.test_of(leaf, spec)
            assert test, leaf
            on = leaf.get("rows") or leaf["field"]
            again = statements.statement(on, spec, test, statements.values_of(leaf, test))
            where = {"where": leaf["where"]} if "where" in leaf else {}
            assert _codes(again | where) == _codes(leaf)


def _codes(leaf: Json) -> Json:
    """One option is written in either of two ways."""
    for several, one in (("is_one_of", "is"), ("contains_any", "contains")):
        if one in leaf:
            leaf = {**{word: value for word, value in leaf.items() if word != one}, several: [leaf[one]]}
    return leaf


CASES: list[tuple[str, str, Json, Json]] = [
    ("integer", "between", {"limits": ["60", "79"]}, {"at_least": 60, "at_most": 79}),
    ("date", "within", {"limits": ["2024", "2026"]}, {"after": "2024", "before": "2026"}),
    ("multi_choice", "chosen", {"limits": ["2", ""]}, {"chosen_at_least": 2}),
    ("multi_choice", "chosen", {"limits": ["1", "2"]}, {"chosen_at_least": 1, "chosen_at_most": 2}),
    ("table", "rows", {"limits": ["", "3"]}, {"at_most": 3}),
    ("integer", "at_most", {"limits": ["", "60"]}, {"at_most": 60}),
]


@pytest.mark.parametrize(("kind", "test", "words", "said"), CASES)
def test_statements_with_two_ends(kind: str, test: str, words: Json, said: Json) -> None:
    design = Design()
    code = design.add(kind, "另一项").partition(".")[2]
    rule(design, code, test, **words)
    assert show(design) == {"rows" if kind == "table" else "field": code, **said}


def test_answers_are_compared_with_those_of_the_same_kind() -> None:
    design = Design()
    born, visit = (design.add("date", label).partition(".")[2] for label in ("出生", "走访"))
    assert rules.others(design.sketch, NAME, born) == [(visit, "走访")]
    for test, word in (("same", "same_as"), ("before_field", "before_field"), ("after_field", "after_field")):
        rule(design, born, test, other=visit)
        assert show(design) == {"field": born, word: visit}
        design.take("drop_rule", field=NAME, effect="show")
    refused = design.refused("rule", field=NAME, effect="show", on=born, test="same", other="item_1")
    assert refused == "请选好与哪一项比。"


def test_two_ends_and_counts_that_are_not_written_are_refused_in_words() -> None:
    design = Design()
    age, ills = design.add("integer", "年龄").partition(".")[2], design.add("multi_choice", "患病").partition(".")[2]
    asked = {"field": NAME, "effect": "show"}
    assert design.refused("rule", **asked, on=age, test="between", limits=["60", ""]) == "“在两者之间”要写两个。"
    for limits in (["两", ""], ["1", "x"]):
        assert design.refused("rule", **asked, on=ills, test="chosen", limits=limits).startswith("请写至少几个")
    assert "没有值" in design.refused("rule", **asked, on=age, test="between", limits=["70", "60"])


# several statements ---------------------------------------------------------------------------------------------------
def test_statements_are_added_joined_otherwise_changed_and_taken_out() -> None:
    design, (one, two, three) = several()
    rule(design, one)
    rule(design, two, mode="add", join="any")
    assert show(design) == {"any": [answered(one), answered(two)]}
    rule(design, three, mode="add", join="all")  # they are joined already
    assert show(design) == {"any": [answered(one), answered(two), answered(three)]}
    for how, said in (("none", {"not": {"any": 3}}), ("not_all", {"not": {"all": 3}}), ("all", {"all": 3})):
        assert design.take("join", field=NAME, effect="show", at="", how=how) == "改了“姓名”的一个条件。"
        assert json.loads(json.dumps(show(design)), object_hook=_counted) == said
    rule(design, two, "is", mode="set", at="1", values=["no"])
    assert show(design)["all"][1] == {"field": two, "is": "no"}
    rule(design, three, "is", mode="add", at="0", values=["yes"], join="any")
    assert show(design)["all"][0] == {"any": [answered(one), {"field": three, "is": "yes"}]}
    assert design.take("drop_rule", field=NAME, effect="show", at="0.1") == "删除了“姓名”的一个条件。"
    assert show(design)["all"][0] == answered(one)
    for _ in range(2):
        design.take("drop_rule", field=NAME, effect="show", at="0")
    assert show(design) == answered(three)
    design.take("join", field=NAME, effect="show", at="", how="none")
    assert show(design) == {"not": answered(three)}
    design.take("drop_rule", field=NAME, effect="show", at="0")
    assert show(design) is None


def _counted(node: Json) -> Any:
    return {word: len(value) if isinstance(value, list) else value for word, value in node.items()}


def test_a_further_condition_of_the_same_effect_is_joined_and_nothing_is_lost() -> None:
    design, (one, two, _) = several()
    rule(design, one)
    rule(design, two)
    assert show(design) == {"all": [answered(one), answered(two)]}


def test_what_has_gone_meanwhile_is_told() -> None:
    design, (one, two, _) = several()
    rule(design, one)
    gone = "这个条件已经没有了。"
    for path in ("3", "x", "0.5", "w", "0.0.w"):
        assert design.refused("drop_rule", field=NAME, effect="show", at=path) == gone
    assert design.refused("join", field=NAME, effect="show", how="some") == gone
    assert design.refused("join", field=NAME, effect="forbid", how="all") == gone
    assert design.refused("rule", field=NAME, effect="forbid", on=two, test="answered", mode="add", at="0") == gone
    with pytest.raises(Refused):
        trees.at(None, "0")
    with pytest.raises(Refused):
        trees.changed(None, "0", lambda node: node)


# rows -----------------------------------------------------------------------------------------------------------------
def rows() -> tuple[Design, str, str]:
    design = Design()
    place = design.add("table", "成员")
    sick = design.add("yes_no", "患病", "1.1.1")
    return design, place.partition(".")[2], sick


def test_rows_are_counted_of_which_something_holds() -> None:
    design, table, sick = rows()
    code, inner = sick.rpartition(".")[2], design.field(f"main.{table}")["items"]["properties"]
    rule(design, table, "rows", limits=["1", ""])
    assert [*rules.askable(design.sketch, NAME, "show", "w")] == [*inner]
    rule(design, code, "is", mode="add", at="w", values=["yes"])
    assert show(design) == {"rows": table, "at_least": 1, "where": {"field": code, "is": "yes"}}
    rule(design, code, "answered", mode="add", at="w", join="any")
    rule(design, table, "rows", mode="set", at="", limits=["2", "3"])
    assert show(design)["at_most"] == 3
    assert len(show(design)["where"]["any"]) == 2
    rule(design, code, "open", mode="set", at="w.1")
    design.take("drop_rule", field=NAME, effect="show", at="w.0")
    assert show(design)["where"] == {"field": code, "answered": False}
    rule(design, table, "rows", mode="add", limits=["1", ""])
    assert [*rules.askable(design.sketch, NAME, "show", "0.w")] == [*inner]
    assert [trees.is_leaf(one) for one in (show(design), show(design)["all"][0])] == [False, True]
    design.take("drop_rule", field=NAME, effect="show", at="1")
    design.take("drop_rule", field=NAME, effect="show", at="w")
    assert show(design) == {"rows": table, "at_least": 2, "at_most": 3}


def test_a_field_in_rows_looks_at_those_beside_and_around() -> None:
    design, table, sick = rows()
    named = rules.askable(design.sketch, sick)
    assert "^item_1" in named
    assert f"^{table}" not in named
    design.take("rule", field=sick, effect="read_only", on="^item_1", test="answered")
    assert design.field(sick)["x-when"] == {"read_only": {"field": "^item_1", "answered": True}}


# jumps and reminders --------------------------------------------------------------------------------------------------
def test_a_field_jumps_over_others() -> None:
    design = Design()
    last, middle, smokes = (design.add("yes_no", label) for label in ("喝酒", "几支", "吸烟"))
    own, to = smokes.partition(".")[2], last.partition(".")[2]
    assert rules.landings(design.sketch, smokes) == [(to, "喝酒")]
    asked = {"field": smokes, "effect": "jump", "on": own, "test": "is", "values": ["no"]}
    assert design.take("rule", **asked, to=to) == "“吸烟”看“吸烟”跳过后面几项。"
    assert design.field(smokes)["x-jump"] == [{"when": {"field": own, "is": "no"}, "to": to}]
    design.take("rule", **asked | {"effect": "jump.0", "mode": "set", "at": "", "values": ["yes"]})
    assert design.field(smokes)["x-jump"][0]["when"]["is"] == "yes"
    design.take("section", field=last, title="习惯")
    section = design.part["x-sections"][-1]["code"]
    assert rules.landings(design.sketch, smokes)[0] == (section, "习惯")
    design.take("rule", **asked | {"values": ["no"]}, to=section)
    design.take("drop_rule", field=smokes, effect="jump.0")
    assert [one["to"] for one in design.field(smokes)["x-jump"]] == [section]
    design.take("drop_rule", field=smokes, effect="jump.0")
    assert "x-jump" not in design.field(smokes)
    assert design.refused("rule", **asked, to=middle).startswith("请选好跳到哪里")
    sentence = design.add("sentence", "每月")
    blank = next(iter(design.field(sentence)["properties"]))
    assert rules.landings(design.sketch, f"{sentence}.{blank}") == []


def test_a_missing_answer_is_a_problem_or_a_reminder() -> None:
    design, (one, _, _) = several()
    assert rules.level_of(design.sketch, NAME) == ""
    assert design.refused("soft", field=NAME, level="ask") == "这一项还不是必填，请先改为必填。"
    design.take("change", field=NAME, to={"required": "1"})
    assert design.refused("soft", field=NAME, level="never") == "这一项还不是必填，请先改为必填。"
    assert rules.level_of(design.sketch, NAME) == "must"
    assert design.take("soft", field=NAME, level="ask") == "没有填“姓名”时：提醒，要写原因。"
    assert design.field(NAME)["x-when"] == {"require": True, "warn": True}
    assert "required" not in design.part
    assert rules.conditions(design.field(NAME)) == [("require", None, "")]
    for level in ("tell", "must"):
        design.take("soft", field=NAME, level=level)
        assert rules.level_of(design.sketch, NAME) == level
    design.take("rule", field=NAME, effect="require", on=one, test="answered")
    design.take("soft", field=NAME, level="tell")
    assert design.field(NAME)["x-when"] == {"require": answered(one), "warn": True, "reason": False}


def test_a_rule_of_the_expert_survives_what_is_done_beside_it() -> None:
    design, (one, two, three) = several()
    sketch = design.sketch
    odd = {"all": [{"all": [answered(one)]}, {"not": {"not": answered(two)}}]}
    sketch.field(NAME)["x-when"] = {"show": odd}
    design.text = canonical.dumps(sketch.document)
    rule(design, three, effect="forbid")
    assert show(design) == odd
    rule(design, three, mode="add")
    assert show(design)["all"][:2] == odd["all"]
