"""Documents written to do harm: each is refused with its place and a reason, before it costs anything."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, Final

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms.document import Json
from formserver.forms.lint import metaschema
from tests.unit.forms.making import holder, loaded, options, spec, written

NAME: Final = spec("text", title="姓名")
HERE: Final = "$.properties.main"
FIELD: Final = f"{HERE}.properties.a"


def refused(form: Json | str, shared: Any = None) -> tuple[str, str]:
    with pytest.raises(DocumentInvalid) as caught:
        loaded(form, shared)
    return caught.value.path, caught.value.reason


def with_number(number: str) -> str:
    """A document with that number, as it is written, for the least of an integer."""
    return json.dumps(written({"a": spec("integer", minimum="HERE")})).replace('"HERE"', number)


# text and numbers -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" * 4000, "9" * 100_000, "1e16"])
def test_a_number_that_not_everybody_can_read_is_refused(number: str) -> None:
    assert refused(with_number(number)) == ("$", f"数字太大：{number[:20]}")


def test_a_whole_number_is_one_however_it_is_written() -> None:
    form = loaded(with_number("5.0"))
    assert type(form.first_part.schema["properties"]["a"]["minimum"]) is int
    cell = json.dumps(written({"a": NAME}, rows=[{"cells": [{"text": "x", "colspan": 1}]}]))
    assert loaded(cell.replace('"colspan": 1', '"colspan": 1.0')).paper


@pytest.mark.parametrize("limit", ["minimum", "maximum"])
def test_a_bound_beyond_nine_digits_is_refused(limit: str) -> None:
    assert refused(written({"a": spec("integer", **{limit: 10**12})}))[0] == f"{FIELD}.{limit}"


@pytest.mark.parametrize("hidden", ["\0", "\x1b", "\x85", "\u202e", "\u2066", "\u061c", "\ufeff", "\u200b", "\ufffe"])
def test_what_nobody_can_see_is_refused_wherever_it_stands(hidden: str) -> None:
    reason = f"有看不见的字符（U+{ord(hidden):04X}），请删除"
    choice = spec("single_choice", x_options=[{"code": "a", "label": f"甲{hidden}"}])
    assert refused(written({"a": choice})) == (f"{FIELD}.x-options[0].label", reason)
    assert refused(written({"a": NAME | {f"x-{hidden}": 1}})) == (FIELD, reason)


def test_half_a_character_is_refused() -> None:
    text = json.dumps(written({"a": NAME | {"title": "HERE"}})).replace("HERE", "\\ud83d")
    assert refused(text) == (f"{FIELD}.title", "有看不见的字符（U+D83D），请删除")


ASKED = ("attributes", "closest", "constructor", "matches")


# names ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", ["__proto__", "_action", "a-b", "a.b", "a b", "é", "a\n", "A", "", "a" * 61, "9"])
def test_a_name_of_another_alphabet_is_refused(code: str) -> None:
    assert refused(written({code: NAME}))[0] == f"{HERE}.properties"


@pytest.mark.parametrize("code", ["process", "data", "items", "form", "submit", "id", "csrf_token", *ASKED])
def test_a_name_that_python_or_html_knows_is_only_a_name(code: str) -> None:
    assert loaded(written({code: NAME})).first_part.shape.is_valid({code: "王兰"})


def test_the_line_mark_of_a_table_is_no_name_for_a_field() -> None:
    table = spec("table", items=holder({"row": NAME}))
    assert refused(written({"a": table})) == (
        f"{FIELD}.items.properties.row",
        "表格里的 row 由系统使用，请换一个代码",
    )


def test_blanks_whose_names_would_meet_are_refused() -> None:
    first = {"code": "x__y", "label": "{z}", "blanks": {"z": NAME}}
    second = {"code": "x", "label": "{y__z}", "blanks": {"y__z": NAME}}
    for option, place in ((first, "blanks.z"), (second, "blanks.y__z")):
        path, reason = refused(written({"a": spec("single_choice", x_options=[option])}))
        assert (path, reason) == (
            f"{FIELD}.x-options[0].{place}",
            "代码里不能有两个连着的下划线，那是填空的代码",
        )


def test_two_sections_of_one_name_are_refused() -> None:
    sections = [{"code": "s", "fields": ["a"]}, {"code": "s", "fields": ["b"]}]
    form = written({"a": NAME, "b": NAME}, x_sections=sections)
    assert refused(form) == (f"{HERE}.x-sections", "分节的代码重复")


@pytest.mark.parametrize("identifier", ["v1.0\n", "v" + "9" * 5000 + ".0", "v1." + "9" * 20])
def test_an_edition_that_no_database_can_number_is_refused(identifier: str) -> None:
    form = written({"a": NAME}) | {"$id": f"urn:formserver:form:registration/sample:{identifier}"}
    path, reason = refused(form)
    assert path == "$.$id"
    assert len(reason) < 80


# references -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server that nobody should ask: its address, and the paths it was asked for."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(NAME).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Noting)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/field.json", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_reference_fetches_nothing(canary: tuple[str, list[str]]) -> None:
    address, asked = canary
    for target in (address, address.replace("http:", ""), "file:///etc/passwd", "#/properties", "#", ""):
        assert refused(written({"a": {"$ref": target}})) == (FIELD, f"没有名为“{target}”的共用定义")
    for form in (written({"a": NAME}) | {"$schema": address}, written({"a": NAME | {"$dynamicRef": address}})):
        refused(form)
    assert asked == []


def test_a_meta_schema_that_refers_elsewhere_fetches_nothing(canary: tuple[str, list[str]]) -> None:
    address, asked = canary
    with pytest.raises(Exception, match="Retrieval is disabled"):
        list(metaschema.faults({}, {"$ref": address}))
    assert asked == []


# bounds that nothing is within ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "reason"),
    [
        (NAME | {"minLength": 101}, "minLength（101）大于 maxLength（100），没有答案能填"),
        (spec("integer", minimum=5, maximum=4), "minimum（5）大于 maximum（4），没有答案能填"),
        (spec("integer", maximum=-1), "minimum（0）大于 maximum（-1），没有答案能填"),
        (spec("decimal", minimum=5, maximum=4), "minimum（5）大于 maximum（4），没有答案能填"),
        (spec("multi_choice", x_options=options("甲"), minItems=2), "minItems（2）大于选项的个数（1）"),
        (
            spec("ranked_choice", x_options=options("甲", "乙"), minItems=2, maxItems=1),
            "minItems（2）大于 maxItems（1），没有答案能填",
        ),
    ],
)
def test_a_question_without_any_right_answer_is_refused(field: Json, reason: str) -> None:
    assert refused(written({"a": field})) == (FIELD, reason)
    inside = written({"t": spec("table", items=holder({"a": field}))})
    assert refused(inside) == (f"{HERE}.properties.t.items.properties.a", reason)
    inside = written({"s": spec("section", **holder({"a": field}))})
    assert refused(inside) == (f"{HERE}.properties.s.properties.a", reason)


def test_more_printed_rows_than_may_be_filled_are_refused() -> None:
    table = spec("table", x_rows={"printed": 5, "maximum": 4}, items=holder({"n": NAME}))
    assert refused(written({"a": table})) == (f"{FIELD}.x-rows", "printed 大于 maximum：印出来的行也应能填写")
    many = spec("table", x_rows={"printed": 30}, items=holder({"n": NAME}))
    assert loaded(written({"a": many})).first_part.schema["properties"]["a"]["maxItems"] == 30
