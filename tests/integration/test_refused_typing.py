"""A refused submission comes back with every typed text as it was, on every paper, asked by htmx or not."""

from itertools import cycle
from typing import Final
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from formserver.services import editions
from tests import factories
from tests.compute_zoo import ability
from tests.entry_forms import Typed, begin, form_of, opened, pairs_of, press
from tests.entry_site import open_office
from tests.pages import CheckingClient, client_of, enter
from tests.rule_zoo import rule_zoo
from tests.zoo import zoo

ZOOS: Final = (zoo(), rule_zoo(), ability())
PARTS: Final = [
    (one.code, part.code) for one in (*factories.shipped(), *ZOOS) for part in one.parts.values() if not part.follows
]
# The same examples at every run; a failure prints how to repeat it.
FEW: Final = settings(
    derandomize=True,
    max_examples=3,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
LETTERS: Final = st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"])
LINE: Final = st.text(LETTERS, min_size=1, max_size=30) | st.sampled_from(
    ["\"'<&amp;>", "{{ 7 }}", " 甲 ", "１２", "1e9"]
)
LINES: Final = st.lists(LINE | st.just(""), min_size=1, max_size=4).map("\n".join).filter(bool)
REFUSED: Final = "字" * 5000  # longer than any answer may be


@pytest.fixture
def visitor(site: Flask) -> CheckingClient:
    """A visitor of a county that uses every paper."""
    office = open_office(site)
    with site.app_context():
        editions.load_shipped(list(ZOOS), [])
        for one in ZOOS:
            editions.adopt(factories.COUNTY, one.code)
    client = client_of(site)
    enter(client, office.visitor_id)
    client.office = office  # type: ignore[attr-defined]
    return client


def with_three_rows(visitor: CheckingClient, url: str) -> str:
    """The page with three rows in each growing table of the part itself."""
    growing = [node.get("value") or "" for node in form_of(opened(visitor, url)).iter("button")]
    for action in (action for action in growing if action.startswith("add:")):
        for _ in "12":
            press(visitor, url, pairs_of(opened(visitor, url)), action)
    return opened(visitor, url)


def written_on(text: str) -> dict[str, Element]:
    """The inputs into which somebody can type, by name, those of the middle row alone where rows grow."""
    open_names = {name for name, _ in pairs_of(text)}
    found = {node.get("name") or "": node for node in form_of(text).iter() if node.tag in ("input", "textarea")}
    rows = {name.removesuffix("row") for name in open_names if name.endswith(".row")}
    blank = tuple(prefix for prefix in rows if not prefix.endswith(".1.") and f"{prefix[:-2]}1." in rows)
    return {
        name: node
        for name, node in found.items()
        if name in open_names and (node.get("type") or "text") in ("text", "tel") and not name.startswith(("_", *blank))
    }


def retyped(pairs: Typed, typed: dict[str, str]) -> Typed:
    return [(name, typed.get(name, text)) for name, text in pairs]


def of_paper(pairs: Typed) -> Typed:
    """The pairs without those of the page itself, and without the persons offered for a name."""
    return [(name, text) for name, text in pairs if not name.startswith("_") and not name.endswith(".id")]


@pytest.mark.parametrize(("code", "part_code"), PARTS)
def test_a_refused_page_shows_what_was_typed(visitor: CheckingClient, code: str, part_code: str) -> None:
    url = begin(visitor, code, visitor.office, part=part_code)  # type: ignore[attr-defined]
    inputs = written_on(with_three_rows(visitor, url))
    ways = cycle([{}, {"HX-Request": "true"}])
    assert len(inputs) > 5

    @FEW
    @given(st.data())
    def comes_back(data: st.DataObject) -> None:
        typed = {name: data.draw(LINES if node.tag == "textarea" else LINE) for name, node in inputs.items()}
        typed |= {data.draw(st.sampled_from(sorted(inputs))): REFUSED}
        posted = retyped(pairs_of(opened(visitor, url)), typed)
        refused = press(visitor, url, posted, "submit", headers=next(ways))
        assert refused.status_code == 422
        assert of_paper(pairs_of(refused.text)) == of_paper(posted)

    comes_back()
