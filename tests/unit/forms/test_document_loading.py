"""Loading documents: what is bundled, what is refused, with file, place and reason."""

import json
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from formserver import resources
from formserver.errors import DocumentInvalid
from formserver.forms import document
from formserver.forms.document import Json
from formserver.forms.lint import metaschema
from tests.unit.forms.making import DIALECT, SEX, holder, loaded, paper, part_of, spec, written

NAME = spec("text", title="姓名")
FILE = "registration/sample.v1.json"
URN = "urn:formserver:shared:sex:v1"


def refused(form: Json | str, shared: Any = None) -> tuple[str, str]:
    with pytest.raises(DocumentInvalid) as caught:
        loaded(form, shared)
    assert caught.value.file == FILE
    return caught.value.path, caught.value.reason


def test_a_document_says_who_it_is() -> None:
    form = loaded(written({"name": NAME}) | {"x-copies": {"note": "备注", "holders": ["县级民政部门"]}})
    assert (form.code, form.category, form.edition, form.title) == (
        "registration/sample",
        "registration",
        (1, 0),
        "样表",
    )
    assert form.copies == ("县级民政部门",)
    assert loaded(written({"name": NAME})).copies == ()
    assert len(form.sha256) == 64
    assert form.first_part.title == "登记"
    assert form.schema["properties"]["main"] == form.first_part.group.schema()


def test_a_stored_document_needs_no_shared_file() -> None:
    form = loaded(written({"sex": {"$ref": URN, "title": "男女"}}), {URN: {"$id": URN, **SEX}})
    again = document.reload(form.bundled_text)
    assert again.schema == form.schema
    assert again.first_part.group.fields["sex"].title == "男女"
    assert "$ref" not in form.bundled_text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1,', "不是有效的JSON：第1行第9列"),
        ("[]", "应是一个JSON对象"),
        ('{"title": "a", "title": "b"}', "“title”写了两次"),
        ('{"title": NaN}', "NaN 不是JSON里的数字"),
        ('{"title": %s}' % ("1" * 5000), "数字太大：11111111111111111111"),
        ("[" * 100_000, "不是有效的JSON：嵌套太深"),
        ('{"title": "%s"}' % ("表" * 180_000), "文件大于512KB"),
    ],
)
def test_a_text_that_is_no_document_is_refused(text: str, reason: str) -> None:
    assert refused(text) == ("$", reason)


@pytest.mark.parametrize("reference", [URN, {"a": 1}, 5])
def test_an_unknown_shared_definition_is_refused(reference: Any) -> None:
    path, reason = refused(written({"sex": {"$ref": reference}}))
    assert path == "$.properties.main.properties.sex"
    assert reason == f"没有名为“{reference}”的共用定义"


def test_definitions_that_name_each_other_are_refused() -> None:
    path, reason = refused(written({"sex": {"$ref": URN}}), {URN: {"items": {"$ref": URN}}})
    assert path.startswith("$.properties.main.properties.sex.items.items")
    assert reason == "嵌套太深，或共用定义互相引用"


def test_a_document_too_deep_is_refused() -> None:
    condition: Json = {"field": "name", "answered": True}
    for _ in range(40):
        condition = {"not": condition}
    path, reason = refused(written({"name": NAME | {"x-when": {"show": condition}}}))
    assert path.startswith("$.properties.main.properties.name.x-when.show.not")
    assert reason == "嵌套太深，或共用定义互相引用"


@pytest.mark.parametrize(
    ("words", "path", "reason"),
    [
        ({"x-size": 3}, "$.properties.main.properties.name", "有不认识的词 x-size"),
        ({"x-kind": "texts"}, "$.properties.main.properties.name.x-kind", "“texts”不在允许的值之中"),
        ({"title": 5}, "$.properties.main.properties.name.title", "类型不对，应是文字"),
        ({"title": ""}, "$.properties.main.properties.name", "缺少 x-spoken"),
        (
            {"x-kind": "date", "x-precision": ["week"]},
            "$.properties.main.properties.name.x-precision[0]",
            "“week”不在允许的值之中：year、month、day",
        ),
        ({"maxLength": 0}, "$.properties.main.properties.name.maxLength", "不能小于1"),
    ],
)
def test_words_outside_the_dialect_are_refused(words: Json, path: str, reason: str) -> None:
    assert refused(written({"name": NAME | words})) == (path, reason)


def test_every_word_of_the_dialect_by_which_a_document_is_refused_has_a_reason_in_chinese() -> None:
    told = set(metaschema._REASONS)
    # those give faults of what stands in them, or none
    told |= {"allOf", "anyOf", "if", "then", "else", "items", "prefixItems", "properties", "patternProperties", "$ref"}
    assert judging(DIALECT) <= told


def judging(schema: object) -> set[str]:
    """The keywords by which a schema refuses anything, wherever they stand in it."""
    if isinstance(schema, list):
        return set().union(*map(judging, schema))
    if not isinstance(schema, dict):
        return set()
    named = {name: inner for word in ("properties", "$defs") for name, inner in schema.get(word, {}).items()}
    inner = [value for word, value in schema.items() if word not in ("properties", "$defs", "enum", "const", "default")]
    known = Draft202012Validator.VALIDATORS.keys() & schema.keys()
    return known.union(*map(judging, [*named.values(), *inner]))


def test_further_faults_of_form_are_told_in_chinese() -> None:
    good = written({"name": NAME})
    assert refused(good | {"$id": "sample"}) == ("$.$id", "“sample”的写法不对")
    assert refused(good | {"type": "array"}) == ("$.type", "只能是“object”")
    assert refused({key: value for key, value in good.items() if key != "x-paper"}) == ("$", "缺少 x-paper")
    assert refused(written({"Name": NAME}))[1] == "“Name”的写法不对"
    show = {"x-when": {"show": {"field": "name"}}}
    assert refused(written({"name": NAME | show}))[1] == "写法不符合任何一种允许的形式"


def test_concepts_map_answers_to_the_words_of_the_register() -> None:
    safety = spec("single_choice", x_options=[{"code": "a", "label": "安全"}, {"code": "b", "label": "危险"}])
    mapped = {"name": "gas_safety", "map": {"a": "safe"}}
    kinds = safety | {"x-kind": "multi_choice", "x-concept": {"name": "categories", "map": {"a": "alone"}}}
    fields = {
        "who": NAME | {"x-concept": "name"},
        "gas": safety | {"x-concept": mapped},
        "kinds": kinds,
        "times": spec("counter", x_concept={"name": "visit_number"}),
        "rows": spec("table", items=holder({"other": NAME | {"x-concept": "phone"}})),
    }
    data = {"who": "王兰", "gas": "a", "kinds": ["a", "b"], "times": 3, "rows": [{"other": "x"}]}
    found = part_of(fields).concepts(data)
    assert found == {"name": "王兰", "gas_safety": "safe", "categories": ["alone", "b"], "visit_number": 3}
    assert part_of(fields).concepts({"gas": "b"}) == {"gas_safety": "b"}


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    schemas = tmp_path / "schemas"
    for name in ("registration", "visit_record", "shared"):
        (schemas / name).mkdir(parents=True)
    shutil.copy(resources.root() / "schemas" / "form.schema.json", schemas)
    for name, content in files.items():
        path = schemas / f"{name.replace('__', '/')}.v1.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return schemas


def test_a_folder_gives_its_documents_and_its_failures(tmp_path: Path) -> None:
    good = json.dumps(written({"sex": {"$ref": URN}}))
    schemas = folder(
        tmp_path,
        registration__sample=good,
        registration__renamed=good,
        registration__bytes=b"\xff",
        visit_record__broken="{",
        shared__sex=json.dumps({"$id": URN, **SEX}),
        shared__bytes=b"\xff",
        shared__wrong=json.dumps({"$id": URN, **SEX}),
    )
    documents, failures = document.read_folder(schemas)
    assert [form.code for form in documents] == ["registration/sample"]
    assert [(failure.file, failure.path, failure.reason) for failure in failures] == [
        ("schemas/shared/bytes.v1.json", "$", "文件不是UTF-8编码"),
        ("schemas/shared/wrong.v1.json", "$.$id", "文件名与$id不一致，应是 urn:formserver:shared:wrong:v1"),
        ("schemas/registration/bytes.v1.json", "$", "文件不是UTF-8编码"),
        ("schemas/registration/renamed.v1.json", "$.$id", "文件名与$id不一致"),
        ("schemas/visit_record/broken.v1.json", "$", "不是有效的JSON：第1行第2列"),
    ]


def test_the_samples_of_these_tests_are_valid() -> None:
    assert loaded(written({"name": NAME})).paper == paper({"part": "main", "columns_mm": [178], "rows": ONE_CELL})
    assert DIALECT["type"] == "object"


ONE_CELL = [{"cells": [{"text": "样"}]}]


def test_definitions_that_multiply_each_other_are_refused_before_they_fill_the_memory() -> None:
    urns = [f"urn:formserver:shared:bomb{number}:v1" for number in range(30)]
    bombs = {urn: {"a": {"$ref": after}, "b": {"$ref": after}} for urn, after in pairwise(urns)} | {urns[-1]: SEX}
    assert refused(written({"sex": {"$ref": urns[0]}}), bombs) == ("$", "连同共用定义太大")


def test_the_dialect_has_the_words_that_its_page_explains_and_no_others() -> None:
    explained = (resources.root() / "docs" / "dialect.md").read_text("utf-8")
    words = set(_words(DIALECT))
    assert set(re.findall(r"x-[a-z]+", explained)) == {word for word in words if word.startswith("x-")}
    plain = {word for word in words if not word.startswith(("x-", "$"))}
    assert sorted(word for word in plain if not re.search(rf"\b{word}\b", explained)) == []


def _words(schema: Any) -> Iterator[str]:
    """The words that documents may write, by a meta-schema; codes of fields are none."""
    inner = schema if isinstance(schema, list) else []
    if isinstance(schema, dict):
        properties = schema.get("properties", {})
        yield from properties
        inner = [*properties.values(), *(one for word, one in schema.items() if word != "properties")]
    for one in inner:
        yield from _words(one)
