"""Things to be settled: what the tests of them begin with."""

from typing import Any, Final
from xml.etree.ElementTree import Element

from flask import Flask

from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import FollowUp, FollowUpEvent
from formserver.services.acting import Asked
from formserver.services.follow_ups import acting, deeds, opening
from formserver.services.follow_ups.deeds import DEEDS
from formserver.store import elders, follow_up_events, follow_ups
from tests.comings import registered
from tests.factories import COUNTY, VISIT, furnish, hand_in, person, settle, visit_pairs
from tests.pages import CheckingClient, parse

TEAM: Final = ("liuyang", "chenjie", "heping", "zhaomin", "sunli", "xulei", "wangfang", "linqing")


def at_work() -> str:
    """A county at work with all who take part; gives the id of 李桂芳, registered in 三江村."""
    furnish()
    for name in TEAM:
        person(name)
    return registered()


def visited(elder_id: str, by: str = "liuyang", **more: str) -> str:
    """A visit handed in on the paper of Ezhou; gives the record's id. Dangerous appliances are its findings."""
    return hand_in(person(by), VISIT, visit_pairs(**more), elder_id=elder_id)


def items(elder_id: str) -> list[FollowUp]:
    """All of a person as they are stored, the first opened first."""
    db.session.expire_all()
    return sorted([one for one, _ in follow_ups.of_elder(COUNTY, elder_id)], key=lambda one: one.id)


def item(elder_id: str) -> FollowUp:
    """The only one of a person."""
    (found,) = items(elder_id)
    return found


def chain(found: FollowUp) -> list[FollowUpEvent]:
    """The acts on it, the first first."""
    return list(follow_up_events.of_item(COUNTY, found.id))


def actions(found: FollowUp) -> list[str]:
    """What was done about it, the first first."""
    return [event.action for event in chain(found)]


def fresh(found: FollowUp) -> Asked:
    """What a page of it drawn now posts."""
    db.session.refresh(found)
    return Asked(new_id(), str(found.revision))


def do(by: str, found: FollowUp, action: str, **typed: str) -> FollowUp:
    """Somebody does something about it, from a page drawn now."""
    given = dict.fromkeys(DEEDS[action].inputs, "") | typed
    return acting.act(person(by), found.id, action, given, fresh(found))


def offers(by: str, found: FollowUp) -> set[str]:
    """What somebody may do about it."""
    return set(deeds.offered(person(by), found))


def opened(elder_id: str, by: str = "liuyang", **typed: str) -> FollowUp:
    """Something opened by hand."""
    elder = elders.find(COUNTY, elder_id)
    assert elder is not None
    what: dict[str, Any] = opening.fresh(person(by), elder) | {"kind": "hardship", "title": "没有人送饭"} | typed
    return opening.open_by_hand(person(by), elder_id, "", what, Asked(new_id(), ""))


# pages ----------------------------------------------------------------------------------------------------------------
LIST: Final = f"/{COUNTY}/follow-ups"


def endangered(site: Flask) -> str:
    """A site at work where 刘洋 found dangerous appliances with 李桂芳; gives her id."""
    elder_id = settle(site).elder_id
    with site.app_context():
        for name in TEAM:
            person(name)
        visited(elder_id, appliance_safety="dangerous", visited_on="2025-03-10")
    return elder_id


def url_of(site: Flask, elder_id: str) -> str:
    """The page of the only thing found with a person."""
    with site.app_context():
        return f"{LIST}/{item(elder_id).id}"


def text_of(client: CheckingClient, address: str) -> str:
    """A page that is there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def form_of(page: str, end: str) -> Element:
    """The form of a page that posts to an address with this end."""
    return next(one for one in parse(page).iter("form") if (one.get("action") or "").endswith(end))


def hidden(form: Element) -> dict[str, str]:
    """What a form posts that nobody types, without the token."""
    inputs = [one for one in form.iter("input") if one.get("type") == "hidden" and one.get("name") != "_csrf"]
    return {one.get("name") or "": one.get("value") or "" for one in inputs}
