"""Working with an entry page as a browser does: opening it, the pairs its form would post, pressing its buttons."""

from xml.etree.ElementTree import Element

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.entry_site import Office
from tests.factories import COUNTY
from tests.pages import CheckingClient, parse, words

Typed = list[tuple[str, str]]


def form_of(text: str, form_id: str = "entry") -> Element:
    """The form of a page."""
    return next(node for node in parse(text).iter("form") if node.get("id") == form_id)


def pairs_of(text: str) -> Typed:
    """What the entry form would post, without the button pressed."""
    posted: Typed = []
    for node in _controls(form_of(text)):
        name, kind = node.get("name") or "", node.get("type") or "text"
        if kind in ("radio", "checkbox") and node.get("checked") is None:
            continue
        posted.append((name, _value(node)))
    return posted


def filled(text: str) -> Typed:
    """The same after somebody ticked the first option of everything and wrote 甲 into every line."""
    posted: Typed = []
    for node in _controls(form_of(text)):
        name, kind = node.get("name") or "", node.get("type") or "text"
        if kind == "hidden":
            posted.append((name, _value(node)))
        elif kind in ("radio", "checkbox"):
            if name not in dict(posted) and not name.endswith(("__none", ".paper")) and node.get("value"):
                posted.append((name, node.get("value") or ""))
        elif node.tag == "select":
            posted.append((name, next(v for o in node.iter("option") if (v := o.get("value")))))
        else:
            posted.append((name, _value(node) or "甲"))
    return posted


def answers(pairs: Typed) -> Typed:
    """The answers alone, in the order of their names."""
    return sorted((name, text) for name, text in pairs if text and not name.startswith("_"))


def changed(pairs: Typed, **typed: str | list[str]) -> Typed:
    """The pairs with other texts under some names; two underscores before a row or tier stay as they are."""
    kept = [(name, text) for name, text in pairs if name not in typed]
    new = [(name, one) for name, text in typed.items() for one in ([text] if isinstance(text, str) else text)]
    return kept + new


def begin(visitor: CheckingClient, code: str, office: Office, **more: str) -> str:
    """Start a draft of a paper; gives its address."""
    elder = office.jiangsu_elder_id if "jiangsu" in code else office.elder_id
    whose = {"elder_id": elder} if code.startswith("visit") else {}
    response = visitor.send(f"/{COUNTY}/fill", {"form": code, **whose, **more})
    assert response.status_code == 303, response.get_data(as_text=True)
    assert response.location is not None
    return response.location


def opened(visitor: CheckingClient, url: str) -> str:
    return visitor.get(url).get_data(as_text=True)


def press(visitor: CheckingClient, url: str, pairs: Typed, action: str = "save", **kwargs: object) -> TestResponse:
    return visitor.post(url, data=MultiDict([*pairs, ("_action", action)]), **kwargs)


def problem_at(text: str, place: str) -> str:
    return next(words(node) for node in parse(text).iter("span") if node.get("id") == f"f-{place}-problem")


def by_htmx(visitor: CheckingClient, url: str, pairs: Typed, left: str = "", action: str = "save") -> TestResponse:
    return press(visitor, url, [*pairs, ("_changed", left)], action, headers={"HX-Request": "true"})


def _controls(form: Element) -> list[Element]:
    found = [node for node in form.iter() if node.tag in ("input", "select", "textarea") and node.get("name")]
    locked = {node for part in form.iter("fieldset") if part.get("disabled") is not None for node in part.iter()}
    return [
        node
        for node in found
        if node not in locked and node.get("disabled") is None and node.get("form") in (None, "entry")
    ]


def _value(node: Element) -> str:
    if node.tag == "textarea":
        return node.text or ""
    if node.tag == "select":
        return next((o.get("value") or "" for o in node.iter("option") if o.get("selected") is not None), "")
    return node.get("value") or ""
