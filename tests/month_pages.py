"""Pages of a village's month: where they are, what they say, what their forms would post."""

from typing import Final
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests.factories import COUNTY, VILLAGE
from tests.pages import parse, words
from tests.visiting import NOVEMBER

BASE: Final = f"/{COUNTY}/months/{NOVEMBER}"
PAGE: Final = f"{BASE}/{VILLAGE}"


def text_of(response: TestResponse) -> str:
    """What a page says."""
    return words(parse(response.get_data(as_text=True)))


def form_at(page: str, action: str) -> dict[str, str]:
    """What the form that posts to an address would post, as it is drawn."""
    for form in parse(page).iter("form"):
        if form.get("action") == action:
            inputs = [node for node in form.iter() if node.tag in ("input", "select", "textarea")]
            return {node.get("name") or "": _value(node) for node in inputs if node.get("name") != "_csrf"}
    raise AssertionError(f"no form to {action}")


def _value(node: Element) -> str:
    if node.tag == "select":
        return next((one.get("value") or "" for one in node.iter("option") if one.get("selected") is not None), "")
    return "".join(node.itertext()).strip() if node.tag == "textarea" else node.get("value") or ""
