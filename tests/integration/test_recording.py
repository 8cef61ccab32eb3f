"""Recording what macros draw: a document has nothing to inject into, and a macro that decides by a fact is refused."""

from typing import Any

import pytest
from flask import Flask, render_template_string

from formserver.forms.document import Part
from formserver.forms.nodes import Node
from formserver.forms.pairs import Pairs
from formserver.web.facts import RequestFacts
from formserver.web.holes import Undecided
from formserver.web.sheet import RecordedEntry, Recorder, Sheet, Unasked, record
from tests.pages import parse
from tests.unit.forms.making import options, part_of, spec

HOSTILE = [
    "{{ 7*7 }}{% raw %}",
    "<script>alert(1)</script>",
    "\x02" + "0" * 32 + ":0\x03",
    "\x00\x02:1\x03",
    "%(words)s {0} {} \\1 \\g<0>",
    '" onfocus="alert(1)',
]


@pytest.fixture(autouse=True)
def _request(site: Flask) -> Any:
    with site.test_request_context("/"):
        yield


def filled(part: Part, pairs: Pairs) -> str:
    sheet = record(part, "zh_Hans_CN", "sheet", lambda entry: entry.sections)
    return str(sheet.filled(RequestFacts(RecordedEntry(part, pairs), {}, {})))


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_a_document_stay_words(words: str) -> None:
    choice = spec("single_choice", title="选", x_options=options(words, "乙", a={"note": words}))
    number = spec("integer", title=words, description=words, x_unit=words)
    html = filled(part_of({"choice": choice, "number": number}), Pairs([("number", "七"), ("choice", "a")]))
    page = parse(
        "<!doctype html><title>t</title><main>"
        + html.replace("\x00", "").replace("\x02", "").replace("\x03", "")
        + "</main>"
    )
    assert {node.tag for node in page.iter()} & {"script"} == set()
    assert not [node for node in page.iter() if node.get("onfocus")]
    assert [node.get("value") for node in page.iter("input") if node.get("name") == "number"] == ["七"]
    assert [node.get("value") for node in page.iter("input") if node.get("checked") is not None] == ["a"]


def test_a_thousand_fields_are_one_sheet() -> None:
    fields = {f"f{number}": spec("text", title=f"第{number}问") for number in range(1000)}
    html = filled(part_of(fields), Pairs((name, f"答{name}") for name in fields))
    assert html.count("<input") == 1000
    assert all(f'value="答{name}"' in html for name in fields)
    assert len(html) < 1_000_000


def drawn(template: str) -> Sheet:
    """What a macro like this records of a question."""
    part = part_of({"name": spec("text"), "sex": spec("text")}, required=["name"])
    entry = RecordedEntry(part, Unasked())
    node = entry.find("name")
    assert isinstance(node, Node)
    return entry.recorder.sheet(render_template_string(template, node=node))


@pytest.mark.parametrize(
    "template",
    [
        "{% if node.typed() %}有{% endif %}",
        "{{ node.typed()|length }}",
        "{{ node.typed()|upper }}",
        "{{ node.typed() == '甲' }}",
        "{{ node.typed()|first }}",
        "{{ node.facts.flag(node.typed(), '', 'required', 'name') }}",
        "{{ node.value }}",
        "{{ node.is_required }}{{ node.is_shown }}",
        "{{ node.entry.pairs.raw('name') }}",
        "{{ 'name' in node.entry.pairs }}",
        "{{ node.entry.pairs.rows('name') }}",
    ],
)
def test_a_macro_that_decides_by_a_fact_is_refused(template: str) -> None:
    with pytest.raises(Undecided):
        drawn(template)


def test_a_fact_written_twice_is_filled_twice() -> None:
    sheet = drawn("{% set it = node.typed() %}{{ it }}和{{ it }}和{{ node.typed() }}")
    facts = RequestFacts(RecordedEntry(part_of({"name": spec("text")}), Pairs([("name", "<王>")])), {}, {})
    assert sheet.filled(facts) == "和".join(["&lt;王&gt;"] * 3)


def test_the_words_of_a_flag_are_escaped_unless_a_template_wrote_them() -> None:
    recorder = Recorder()
    sheet = recorder.sheet(recorder.flag("<b>", "<i>", "required", "name"))
    assert sheet.pieces[1] == "&lt;i&gt;"
    assert sheet.flags["required", "name"] == [(1, "&lt;b&gt;")]
