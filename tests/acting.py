"""Pressing the buttons of record pages: what their forms would post, from the page as it is drawn."""

from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests.factories import COUNTY
from tests.pages import CheckingClient, parse


def url_of(record_id: str) -> str:
    """The address of a record's page."""
    return f"/{COUNTY}/records/{record_id}"


def form_of(page: str, action: str) -> dict[str, str]:
    """What the form with the button of an action would post, without the token."""
    for form in parse(page).iter("form"):
        if any(button.get("value") == action for button in form.iter("button")):
            return fields(form) | {"_action": action}
    raise AssertionError(f"no button {action}")


def fields(form: Element) -> dict[str, str]:
    """The inputs of a form, without the token."""
    inputs = {node.get("name") or "": node.get("value") or "" for node in form.iter("input")}
    inputs.pop("_csrf")
    return inputs


def do(client: CheckingClient, record_id: str, action: str, remark: str = "") -> TestResponse:
    """Press the button of an action on the record's page as it stands."""
    page = client.get(url_of(record_id)).get_data(as_text=True)
    return client.send(f"{url_of(record_id)}/acts", form_of(page, action) | {"remark": remark})


def buttons(client: CheckingClient, record_id: str) -> set[str]:
    """The acts a record's page offers."""
    page = parse(client.get(url_of(record_id)).get_data(as_text=True))
    return {node.get("value") or "" for node in page.iter("button") if node.get("name") == "_action"}
