"""Lines of a text by JSON path: every value of every shipped document, and the place around what is not there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from formserver.json_places import line_of, lines
from formserver.resources import root
from formserver.strict_json import spelled

TEXT = """{
  "a": {"b": [1,
    {"c": "}]\\",:{"}],
    "d\\n": null},
  "e": true
}
"""


def paths(value: Any, path: str = "$") -> Iterator[str]:
    yield path
    members = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for key, inner in members:
        yield from paths(inner, f"{path}[{key}]" if isinstance(key, int) else f"{path}.{spelled(key)}")


def test_each_value_is_found_in_the_line_where_it_begins() -> None:
    assert lines(TEXT) == {
        "$": 1,
        "$.a": 2,
        "$.a.b": 2,
        "$.a.b[0]": 2,
        "$.a.b[1]": 3,
        "$.a.b[1].c": 3,
        "$.a.dU+000A": 4,
        "$.e": 5,
    }


@pytest.mark.parametrize(
    ("path", "line"),
    [("$", None), ("$.a.b[1].c", 3), ("$.a.b[1].x.y[3]", 3), ("$.a.b[12]", 2), ("$.ab", None), ("$.e.f", 5)],
)
def test_what_is_not_there_is_looked_for_around_it(path: str, line: int | None) -> None:
    assert line_of(TEXT, path) == line


@pytest.mark.parametrize("text", ["", "}", "{]", '{"a', "[" * 9])
def test_a_text_that_is_no_document_has_no_line(text: str) -> None:
    assert line_of(text, "$") is None


@pytest.mark.parametrize("file", sorted((root() / "schemas").glob("*/*.json")), ids=lambda file: file.name)
def test_every_value_of_a_shipped_document_has_its_line(file: Path) -> None:
    text = file.read_text("utf-8")
    found = lines(text)
    assert list(found) == list(paths(json.loads(text)))
    rows = text.splitlines()
    named = [(place, line) for place, line in found.items() if place.endswith(".x-kind")]
    assert [place for place, line in named if '"x-kind"' not in rows[line - 1]] == []
