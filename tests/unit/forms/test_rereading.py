"""The next state of a document is judged by what differs, with the verdict that the whole would have."""

import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any, Final

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms import canonical, document
from formserver.forms.bundling import bundle
from formserver.forms.document import FormDocument
from formserver.forms.lint.small_changes import stays_sound
from formserver.forms.rereading import reread
from tests import rule_zoo, zoo
from tests.designs import SHIPPED, library, shipped_source, shipped_text

Json = dict[str, Any]
FILE: Final = "x.v1.json"
SOURCES: Final[dict[str, Callable[[], str]]] = {
    "zoo": lambda: canonical.dumps(zoo.source()),
    "rule zoo": lambda: canonical.dumps(rule_zoo.source()),
    **{code: partial(shipped_text, code) for code in SHIPPED},
    "by name": lambda: shipped_source("registration/ezhou"),
}
TYPED: Final = ("", "甲", "{a_text}", "{", "有\n两行", "\u200b", "字" * 300, '"引"', 0, 7, -3, 10**16, 2.5, True, None)
"""What may come to stand somewhere: words, what no document may say, numbers of all sorts."""
WORDS: Final = {"dialect": zoo.DIALECT, "shared": library() | zoo.SHARED}
WRITTEN: Final = ("title", "x-spoken", "description", "minLength", "maxLength", "minimum", "maximum", "x-carry")


# what may happen to a document ----------------------------------------------------------------------------------------
def nodes(node: Any) -> Iterator[Any]:
    """Every object and list inside."""
    if isinstance(node, dict | list):
        yield node
        for one in node.values() if isinstance(node, dict) else node:
            yield from nodes(one)


def fields(form: Json) -> list[Json]:
    return [one for one in nodes(form["properties"]) if isinstance(one, dict) and "x-kind" in one]


def change(form: Json, rng: random.Random) -> None:
    """One change, of which most are of the sort a designer makes and some are mad."""
    rng.choice((_write, _write, _require, _rename_option, _print, _like_another, _upset))(form, rng)


def _write(form: Json, rng: random.Random) -> None:
    rng.choice(fields(form))[rng.choice(WRITTEN)] = rng.choice(TYPED)


def _require(form: Json, rng: random.Random) -> None:
    holder = rng.choice([one for one in nodes(form["properties"]) if isinstance(one, dict) and "properties" in one])
    code = rng.choice([*holder["properties"], "nobody"])
    holder["required"] = [*{*holder.get("required", ())} ^ {code}]


def _rename_option(form: Json, rng: random.Random) -> None:
    options = [one for field in fields(form) for one in field.get("x-options", ())]
    if options:
        rng.choice(options)["label"] = rng.choice(TYPED)


def _print(form: Json, rng: random.Random) -> None:
    cells = [one for one in nodes(form["x-paper"]) if isinstance(one, dict) and {"text", "cells", "line"} & {*one}]
    rng.choice(cells)[rng.choice(("text", "align", "bold", "height_mm", "line", "colspan"))] = rng.choice(TYPED)


def _like_another(form: Json, rng: random.Random) -> None:
    """A word of one object says what it says in another."""
    objects = [one for one in nodes(form) if isinstance(one, dict) and one]
    one = rng.choice(objects)
    word = rng.choice(list(one))
    one[word] = deepcopy(rng.choice([other[word] for other in objects if word in other]))


def _upset(form: Json, rng: random.Random) -> None:
    """Something goes, or stands twice."""
    one = rng.choice([one for one in nodes(form) if one])
    at = rng.choice(list(one)) if isinstance(one, dict) else rng.randrange(len(one))
    if isinstance(one, list) and rng.random() < 0.5:
        one.insert(at, deepcopy(one[at]))
    else:
        del one[at]


# verdicts -------------------------------------------------------------------------------------------------------------
def whole(text: str) -> FormDocument:
    return document.load(text, file=FILE, **WORDS)


def after(before: FormDocument, text: str) -> FormDocument:
    return reread(before, text, file=FILE, **WORDS)


def verdict(read: Callable[..., FormDocument], *given: Any) -> tuple[str, str]:
    """What is said of a document: all that it says, or why it is refused."""
    try:
        return "", json.dumps(read(*given).bundled)
    except DocumentInvalid as fault:
        return fault.path, fault.reason


@pytest.mark.parametrize("name", SOURCES)
def test_whatever_changes_the_verdict_is_that_of_the_whole(name: str) -> None:
    rng = random.Random(name)
    before = whole(SOURCES[name]())
    accepted = 0
    for _ in range(15):
        form = json.loads(before.text)
        change(form, rng)
        text = canonical.dumps(form)
        found = verdict(after, before, text)
        assert found == verdict(whole, text), text
        if not found[0]:  # what is accepted is what the next change starts from
            accepted += 1
            before = after(before, text)
    assert accepted


# what is judged by itself ---------------------------------------------------------------------------------------------
def told(name: str, alter: Callable[[Json], object]) -> bool:
    """Whether what `alter` does to a document can be told from what differs."""
    before = whole(SOURCES[name]())
    form = json.loads(before.text)
    alter(form)
    return stays_sound(before.bundled, FormDocument("", bundle(form, WORDS["shared"], FILE)))


def main(form: Json) -> Json:
    found: Json = form["properties"]["main"]
    return found


def field(form: Json, code: str) -> Json:
    found: Json = main(form)["properties"][code]
    return found


def first_cell(form: Json) -> Json:
    found: Json = form["x-paper"]["blocks"][0]["rows"][0]["cells"][0]
    return found


LIGHT: Final[dict[str, Callable[[Json], object]]] = {
    "the title": lambda form: form.update(title="另一张表"),
    "help": lambda form: field(form, "a_text").update(description="照证件写"),
    "a name": lambda form: field(form, "a_text").update(title="大名"),
    "the name of a table": lambda form: field(form, "a_table").update(title="成员"),
    "help of a column": lambda form: field(form, "a_table")["items"]["properties"]["who"].update(description="谁"),
    "a field in a section": lambda form: field(form, "a_section")["properties"]["who"].update(title="是谁"),
    "what is required": lambda form: main(form).update(required=["a_text", "a_date"]),
    "a limit": lambda form: field(form, "a_integer").update(maximum=7),
    "words of an option": lambda form: field(form, "a_single_choice")["x-options"][0].update(label="另一个"),
    "words of a cell": lambda form: first_cell(form).update(text="别的", bold=True),
    "the height of a row": lambda form: form["x-paper"]["blocks"][0]["rows"][0].update(height_mm=12),
}
HEAVY: Final[dict[str, Callable[[Json], object]]] = {
    "the edition": lambda form: form.update({"$id": form["$id"].replace("1.0", "1.1")}),
    "a field more": lambda form: main(form)["properties"].update(more={"title": "又一项", "x-kind": "text"}),
    "a kind": lambda form: field(form, "a_text").update({"x-kind": "long_text"}),
    "a part more": lambda form: form["properties"].update(more=deepcopy(main(form))),
    "the order": lambda form: main(form)["x-order"].reverse(),
    "who else has no bound": lambda form: field(form, "a_integer").update(minimum=9, maximum=7),
    "an unknown field required": lambda form: main(form).update(required=["nobody"]),
    "an answer in a cell": lambda form: first_cell(form).update(text="{a_text}"),
    "a blank in an option": lambda form: field(form, "a_single_choice")["x-options"][0].update(label="{a}"),
    "an option more": lambda form: field(form, "a_single_choice")["x-options"].append({"code": "new", "label": "新"}),
    "a span": lambda form: first_cell(form).update(colspan=2),
    "a row less": lambda form: form["x-paper"]["blocks"][0]["rows"].pop(),
    "the page": lambda form: form["x-paper"]["page"].update(margin_mm=[10, 10, 10, 10]),
}


@pytest.mark.parametrize("name", LIGHT)
def test_a_change_of_something_that_stands_alone_is_told_by_itself(name: str) -> None:
    assert told("zoo", LIGHT[name])


@pytest.mark.parametrize("name", HEAVY)
def test_a_change_that_others_ask_about_is_left_to_the_search_of_the_whole(name: str) -> None:
    assert not told("zoo", HEAVY[name])


@pytest.mark.parametrize(("word", "value", "is_told"), [("description", "写清楚", True), ("maximum", 70, False)])
def test_limits_of_answers_that_expressions_may_read_are_counted_anew(word: str, value: Any, is_told: bool) -> None:
    was, now = (deepcopy(zoo.zoo().bundled) for _ in range(2))
    for form in (was, now):
        field(form, "a_decimal")["x-computed"] = {"cel": "double(a_integer)"}
    field(now, "a_integer")[word] = value
    assert stays_sound(was, FormDocument("", now)) is is_told


def test_what_is_computed_is_judged_as_a_whole_when_it_becomes_required() -> None:
    was, now = zoo.source(), zoo.source()
    for form in (was, now):
        field(form, "a_integer")["x-computed"] = {"cel": "1", "fixed": True}
    main(now)["required"] = ["a_text", "a_integer"]
    assert not stays_sound(was, FormDocument("", now))


def test_a_line_of_the_sheet_may_say_other_words_but_no_other_answers() -> None:
    def line(form: Json) -> Json:
        return next(one for one in form["x-paper"]["blocks"] if "line" in one and "{" not in json.dumps(one["line"]))

    assert told("registration/fujian", lambda form: line(form).update(line=["左", "右"]))
    assert not told("registration/fujian", lambda form: line(form).update(line="{nobody}"))


def test_objects_inside_of_each_other_without_end_are_left_to_the_search_of_the_whole() -> None:
    def deep(words: str) -> Json:
        spec: Json = {"title": words, "x-kind": "text"}
        for _ in range(9):
            spec = {"title": "节", "x-kind": "section", "x-order": ["a"], "properties": {"a": spec}}
        return spec

    forms = [zoo.source() for _ in range(2)]
    for form, words in zip(forms, ("甲", "乙"), strict=True):
        main(form)["properties"] = {"a": deep(words)}
    assert not stays_sound(forms[0], FormDocument("", forms[1]))


def test_a_long_text_is_read_as_a_whole() -> None:
    form = zoo.source()
    before = whole(canonical.dumps(form))
    for number, spec in enumerate(fields(form)):
        spec["description"] = "很长" * (100 + number)
    form["description"] = "长" * 200_000
    text = canonical.dumps(form)
    assert verdict(after, before, text) == verdict(whole, text)
