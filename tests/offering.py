"""Texts of later editions of the shipped registration, and offering them."""

import json
from collections.abc import Callable
from typing import Any

from formserver.resources import root
from formserver.services import edition_drafts, ownership
from formserver.services.edition_drafts import Offer
from formserver.services.person import Person
from tests.factories import REGISTRATION, person

Json = dict[str, Any]
SHIPPED = root() / "schemas" / "registration" / "ezhou.v1.json"


def later(change: Callable[[Json], Any], whole: Callable[[Json], Any] = lambda source: None) -> str:
    """The shipped registration after a change of its part, and another one of the whole document."""
    source = json.loads(SHIPPED.read_text("utf-8"))
    change(source["properties"]["main"])
    whole(source)
    return json.dumps(source, ensure_ascii=False)


def worded(part: Json) -> None:
    """Only words."""
    part["properties"]["remarks"]["description"] = "住处、性格、习惯"


def demanding(part: Json) -> None:
    """A field becomes required."""
    part["required"].append("remarks")


def short_remarks(part: Json) -> None:
    """Fewer characters than were typed."""
    part["properties"]["remarks"]["maxLength"] = 3


def of_another_kind(part: Json) -> None:
    """What a published field never does."""
    part["properties"]["remarks"]["x-kind"] = "text"


def own_form(code: str = "registration/own", title: str = "本区自己的登记表") -> str:
    """The document of a form that nobody has."""
    return later(
        lambda part: None, lambda source: source.update({"$id": f"urn:formserver:form:{code}:v3.2", "title": title})
    )


def administrator() -> Person:
    """高飞, whose county looks after the registration."""
    ownership.take_over(person("gaofei"), REGISTRATION)
    return person("gaofei")


def offered(who: Person, change: Callable[[Json], Any] = demanding, comment: str = "备注改为必填") -> str:
    """A draft of the next edition of the registration; gives its id."""
    return edition_drafts.offer(who, REGISTRATION, Offer(later(change), comment))
