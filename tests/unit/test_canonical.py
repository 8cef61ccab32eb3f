"""The one layout of documents: shipped files have it, and it does not depend on how somebody wrote the file."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from formserver.cli.documents import document_files
from formserver.errors import DocumentInvalid
from formserver.forms.canonical import WORDS, canonical
from formserver.resources import root

FILES = document_files(root())


def shuffled(node: Any, rng: random.Random) -> Any:
    """The same document with the keys of every object in another order."""
    if isinstance(node, list):
        return [shuffled(item, rng) for item in node]
    if not isinstance(node, dict):
        return node
    names = rng.sample(sorted(node), len(node))
    return {name: shuffled(node[name], rng) for name in names}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_document_is_in_the_one_layout_byte_for_byte(file: Path) -> None:
    is_canonical = canonical(file.read_bytes().decode(), file=file.name).encode() == file.read_bytes()
    assert is_canonical, "run: formserver forms format"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_layout_does_not_depend_on_the_order_of_keys_nor_on_spaces(file: Path) -> None:
    text = file.read_bytes().decode()
    mixed = json.dumps(shuffled(json.loads(text), random.Random(7)))
    # A verdict only: to draw the difference of two such texts takes minutes.
    is_same = canonical(mixed, file=file.name) == canonical(text, file=file.name)
    assert is_same


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_layout_changes_nothing_that_the_document_says(file: Path) -> None:
    text = file.read_bytes().decode()
    is_same = json.loads(canonical(text, file=file.name)) == json.loads(text)
    assert is_same


def test_no_word_stands_twice_in_the_order() -> None:
    assert len(WORDS) == len(set(WORDS))


def test_fields_stand_in_paper_order_even_where_they_are_named_like_words() -> None:
    part = {"properties": {"title": {"x-kind": "text", "title": "称呼"}, "code": {}}, "x-order": ["title", "code"]}
    formatted = json.loads(canonical(json.dumps({"x-order": ["b", "a"], "properties": {"a": {}, "b": part}}), file="f"))
    assert list(formatted["properties"]) == ["b", "a"]
    assert list(formatted["properties"]["b"]["properties"]) == ["title", "code"]
    assert list(formatted["properties"]["b"]["properties"]["title"]) == ["title", "x-kind"]


def test_unknown_words_are_kept_behind_the_known_ones() -> None:
    formatted = canonical('{"x-new": 1, "a-new": 2, "title": "表"}', file="f")
    assert list(json.loads(formatted)) == ["title", "a-new", "x-new"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1, "a": 2}', "[" * 100_000])
def test_what_is_no_json_object_is_refused_by_file_name(text: str) -> None:
    with pytest.raises(DocumentInvalid) as refused:
        canonical(text, file="one.v1.json")
    assert refused.value.file == "one.v1.json"
