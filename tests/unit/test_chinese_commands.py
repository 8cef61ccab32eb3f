"""What Click says by itself: each sentence of its modules that our commands can come to say has its Chinese."""

import ast
import inspect
import re

import pytest

from formserver.cli.chinese import SENTENCES, SPEAKERS, one_or_more, translated

PLACE = re.compile(r"{(\w+)")
# Said to programmers while a command is written, or by what our commands do not use.
UNSAID = re.compile(
    r"Deprecat|deprecated|declar|Name '|must be an iterable|Boolean option|Editing failed|Press any key|colour|UUID"
    r"|does not match the format|values are required|Invalid start character|Confirm the action|%\(prog\)s"
    r"|parameter declaration|No options defined|^(file|directory|path)$"
)


def sentences() -> set[str]:
    """The texts that Click gives to its translation."""
    calls = [
        node
        for module in SPEAKERS
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext")
    ]
    given = [argument.value for call in calls for argument in call.args if isinstance(argument, ast.Constant)]
    return {text for text in given if isinstance(text, str)}


def test_every_sentence_a_command_can_say_has_its_chinese() -> None:
    said = {text for text in sentences() if not UNSAID.search(text)}
    assert said == set(SENTENCES)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_chinese_fills_in_nothing_that_is_not_given(sentence: str) -> None:
    assert set(PLACE.findall(SENTENCES[sentence])) <= set(PLACE.findall(sentence))


def test_a_sentence_nobody_translated_stays() -> None:
    assert translated("Something new.") == "Something new."


def test_one_and_more_are_told_apart() -> None:
    forms = ("Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given.")
    assert [one_or_more(*forms, count).format(nargs=2, len=count) for count in (1, 3)] == [
        "要有 2 个值，只给了 1 个。",
        "要有 2 个值，给了 3 个。",
    ]
