"""Documents are read strictly: what only Python accepts, or what says a thing twice, is refused by file name."""

from pathlib import Path

import pytest

from formserver import strict_json
from formserver.errors import DocumentInvalid


def test_the_object_is_read_with_the_order_of_its_names() -> None:
    assert list(strict_json.parse('{"b": 1, "a": {"c": ["表"]}}', file="a.json").items()) == [
        ("b", 1),
        ("a", {"c": ["表"]}),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "不是有效的JSON：第1行第1列"),
        ("[]", "应是一个JSON对象"),
        ('{"a": {"b": 1, "b": 2}}', "“b”写了两次"),
        ('{"a": -Infinity}', "-Infinity 不是JSON里的数字"),
        ('{"a": %s}' % ("9" * 5000), "数字太大：99999999999999999999"),
        ("[" * 100_000, "不是有效的JSON：嵌套太深"),
    ],
)
def test_what_is_no_document_is_refused_with_file_and_reason(text: str, reason: str) -> None:
    with pytest.raises(DocumentInvalid) as refused:
        strict_json.parse(text, file="a.json")
    assert (refused.value.file, refused.value.path, refused.value.reason) == ("a.json", "$", reason)


def test_a_file_is_read_as_it_stands_line_ends_included(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'{"a": 1}\r\n')
    assert strict_json.read_file(path, file="a.json") == '{"a": 1}\r\n'


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes('{"a": "表"}'.encode("gb18030"))
    with pytest.raises(DocumentInvalid, match="文件不是UTF-8编码"):
        strict_json.read_file(path, file="a.json")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"a": ["\\ud800"]}', "$.a[0]"),
        ('{"a": {"b": [1, "x\\u0000"]}}', "$.a.b[1]"),
        ('{"a": {"\\u202e": 1}}', "$.a"),
        ('["\\u200b"]', "$[0]"),
    ],
)
def test_what_nobody_can_see_is_refused_where_it_stands(text: str, path: str) -> None:
    with pytest.raises(DocumentInvalid, match="有看不见的字符") as refused:
        strict_json.parse(text, file="a.json")
    assert refused.value.path == path


def test_a_name_written_twice_is_told_without_what_a_terminal_would_obey() -> None:
    with pytest.raises(DocumentInvalid) as refused:
        strict_json.parse('{"\\u001b[2J\\n": 1, "\\u001b[2J\\n": 2}', file="a.json")
    assert refused.value.reason == "“U+001B[2JU+000A”写了两次"


def test_a_number_is_whole_where_it_has_no_fraction() -> None:
    found = strict_json.parse('{"a": 2.0, "b": 1e3, "c": 10.5, "d": -0.0}', file="a.json")
    assert [(value, type(value)) for value in found.values()] == [(2, int), (1000, int), (10.5, float), (0, int)]
