"""Words of a document and of its reader stay words: on the page, on the sheet, and in what comes back when typed."""

from typing import Any, Final

import pytest
from flask import Flask

from formserver.forms import layout
from formserver.forms.document import FormDocument
from formserver.printing.copies import print_blank
from formserver.printing.sheet import SheetMarks, sheet_html
from formserver.services import editions
from tests import compute_zoo, factories, generated, rule_zoo, zoo
from tests.entry_forms import filled, opened, pairs_of, press
from tests.entry_site import open_office
from tests.pages import CheckingClient, client_of, enter, parse

HOSTILE: Final = "\"><img src=x onerror=alert(1)>'{{7*7}}{% raw %}<link rel=attachment href=//a>"
SHORT: Final = '"><b>{{1}}'  # where ten characters are the most
UNBRACED: Final = HOSTILE.replace("{", "[").replace("}", "]")  # what the grid prints knows braces
WORDS: Final = frozenset(
    {"title", "label", "description", "note", "x-example", "x-spoken", "head", "x-text", "message"}
)
SOURCES: Final = {"kinds": zoo.source, "rules": rule_zoo.source, "sums": compute_zoo.source}
TEXTS: Final = (
    HOSTILE,
    "１２．５",
    "👵🏻 王\u3000兰 ",
    "一\r\n二\r\r\n三",
    "e\u0301\u200b",
    "1e400",
    "x",
    "字" * 5000,
    "&amp; &#38; \t -",
)
Bones = list[tuple[str, list[str]]]


def written(node: Any, words: str, unit: str, *, place: str = "") -> Any:
    """The zoo with other words after every printed one."""
    if isinstance(node, dict):
        return {key: written(value, words, unit, place=key) for key, value in node.items()}
    if isinstance(node, list):
        return [written(item, words, unit, place=place) for item in node]
    if place == "x-unit":
        return unit
    if place == "text":
        return node + UNBRACED if words == HOSTILE else f"{node}无害"
    return node + words if place in WORDS else node


def paper(code: str, words: str, unit: str, written_as: str = "kinds") -> FormDocument:
    source = written(SOURCES[written_as](), words, unit)
    return generated.load(source | {"$id": f"urn:formserver:form:registration/{code}:v1.0", "title": f"表{words[:90]}"})


def bones(text: str) -> Bones:
    """The elements of a page and the names of their attributes, in order."""
    return [(str(node.tag), sorted(node.keys())) for node in parse(text).iter()]


@pytest.fixture
def visitor(site: Flask) -> CheckingClient:
    office = open_office(site)
    with site.app_context():
        for name in SOURCES:
            twins = [paper(f"harmless_{name}", "无害", "个", name), paper(f"hostile_{name}", HOSTILE, SHORT, name)]
            editions.load_shipped(twins, [])
            for twin in twins:
                editions.adopt(factories.COUNTY, twin.code)
    client = client_of(site)
    enter(client, office.visitor_id)
    return client


def pages(visitor: CheckingClient, code: str, typed: str) -> list[str]:
    """The page as it is first opened, and as it stands after that text was written into every line and kept."""
    response = visitor.send(f"/{factories.COUNTY}/fill", {"form": f"registration/{code}"})
    url = str(response.location)
    first = opened(visitor, url)
    press(visitor, url, [(name, typed if text == "甲" else text) for name, text in filled(first)])
    return [first, opened(visitor, url)]


@pytest.mark.parametrize("name", SOURCES)
def test_a_hostile_document_has_the_page_of_a_harmless_one(visitor: CheckingClient, name: str) -> None:
    harmless_pages, hostile_pages = (
        pages(visitor, f"{nature}_{name}", typed) for nature, typed in (("harmless", "好"), ("hostile", HOSTILE))
    )
    for harmless, hostile in zip(harmless_pages, hostile_pages, strict=True):
        assert bones(hostile) == bones(harmless)
        assert HOSTILE in "".join(parse(hostile).itertext())
        assert "49" not in "".join(parse(hostile).itertext()).replace("1949", "")


@pytest.mark.parametrize("name", SOURCES)
def test_a_hostile_document_has_the_sheet_of_a_harmless_one(name: str) -> None:
    sheets = {}
    for words, unit in (("无害", "个"), (HOSTILE, SHORT)):
        sheets[words] = sheet_html(layout.lay_out(paper("sheet", words, unit, name), {}), SheetMarks())
    # a span keeps a box beside its word, and only long lines need it
    harmless, hostile = ([tag for tag, _ in bones(sheet) if tag != "span"] for sheet in sheets.values())
    assert hostile == harmless
    assert "<img src=x" not in sheets[HOSTILE]
    assert "<link rel=attachment" not in sheets[HOSTILE]


def test_a_hostile_document_prints_without_anything_attached() -> None:
    printed = print_blank(paper("sheet", HOSTILE, SHORT))
    assert printed.startswith(b"%PDF")
    assert not [word for word in (b"/EmbeddedFile", b"/URI", b"/JavaScript") if word in printed]


@pytest.mark.parametrize("typed", TEXTS, ids=range(len(TEXTS)))
def test_a_text_stays_as_it_was_typed_wherever_it_is_written(visitor: CheckingClient, typed: str) -> None:
    url = str(visitor.send(f"/{factories.COUNTY}/fill", {"form": "registration/harmless_kinds"}).location)
    lines = [name for name, text in filled(opened(visitor, url)) if text == "甲"]
    others = [(name, text) for name, text in pairs_of(opened(visitor, url)) if name not in lines]
    press(visitor, url, [*others, *((name, typed) for name in lines)])
    kept = dict(pairs_of(opened(visitor, url)))
    assert lines
    assert {name: with_line_ends(kept[name]) for name in lines} == dict.fromkeys(lines, with_line_ends(typed))


def with_line_ends(text: str) -> str:
    """As browsers and HTML know a text: every end of a line is one character."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
