"""Acting on what is followed up: one act, one entry of its chain, one commit; from a page that shows what stands."""

from collections.abc import Mapping
from typing import Any, Final

from formserver.clock import today
from formserver.errors import ActConflict, Forbidden, FormserverError, NotFound
from formserver.extensions import db
from formserver.models import FollowUp
from formserver.services.acting import Asked, Incomplete
from formserver.services.acts import body_hash
from formserver.services.follow_ups import deeds
from formserver.services.follow_ups.deeds import DEEDS, Deed, Typed
from formserver.services.follow_ups.taking import take
from formserver.services.person import Person
from formserver.services.rights import rights_of
from formserver.services.visiting import duties
from formserver.services.visiting.duties import Held
from formserver.store import follow_up_events, follow_ups
from formserver.store.counted import HELPING

_WHOLE: Final = ("note", "result")
"""Inputs whose text is the note of the act."""


class StaleItem(FormserverError):
    """Somebody did something about it while the page was open."""

    status = 409
    message_key = "您打开这一页以后，这件事已有变化，没有办理。请看过现在的情况再办。"


def done_before(person: Person, follow_up_id: str, action: str, typed: Typed, asked: Asked) -> bool:
    """Whether this very act was done already. Raises ActConflict where its id stands for another one."""
    done = follow_up_events.find(person.county_id, asked.act_id)
    if done is None:
        return False
    if (done.user_id, done.facts.get("body")) != (person.user_id, _body(follow_up_id, action, typed)):
        raise ActConflict
    return True


def act(person: Person, follow_up_id: str, action: str, typed: Typed, asked: Asked) -> FollowUp:
    """Do one thing about it. ``typed``: by the inputs of the deed; ``asked.seen``: the revision the page showed.

    Raises NotFound, Forbidden, Incomplete (nothing typed is lost with it), StaleItem, ActConflict.
    """
    deed = _deed(action)
    held = _held(follow_ups.get(person.scope, follow_up_id))
    item = follow_ups.locked(person.scope, follow_up_id)
    if done_before(person, follow_up_id, action, typed, asked):
        return item
    refuse(person, item, action, asked)
    problems = {**deed.problems(item, typed), **deeds.too_long(typed)}
    if problems:
        raise Incomplete(problems)
    changes = {**deed.changes(person, item, typed), **seen_by(person, item, action)}
    note = next((typed[name] for name in _WHOLE if typed.get(name)), "")
    facts = {"body": _body(follow_up_id, action, typed)}
    closed_on = item.closed_on
    take(person, item, action, changes, note=note, facts=facts, act_id=asked.act_id)
    if item.closed_on != closed_on:
        duties.renew(held)
    db.session.commit()
    return item


def _held(item: FollowUp) -> Held:
    """What is owed to the person when this is settled or not any more, held before the thing itself: in the order of
    a submission. Whoever changes what it is about meanwhile makes the page stale."""
    if item.kind not in HELPING:
        return ()
    return duties.hold(item.county_id, item.elder_id, [item.closed_on or today().isoformat()])


def refuse(person: Person, item: FollowUp, action: str, asked: Asked) -> None:
    """Raise Forbidden where the person may not do this to anything in this state, StaleItem where only the state of it
    changed since the page was drawn."""
    is_stale = asked.seen != str(item.revision)
    if action not in deeds.offered(person, item):
        if is_stale and deeds.standing(person, item).acts:
            raise StaleItem
        raise Forbidden
    if is_stale:
        raise StaleItem


def see_all(person: Person, follow_up_ids: list[str]) -> int:
    """The township has looked at these; gives how many it had not looked at before. Those out of sight are left."""
    number = 0
    for follow_up_id in sorted(set(follow_up_ids))[: follow_ups.PAGE]:
        try:
            item = follow_ups.locked(person.scope, follow_up_id)
        except NotFound:
            continue
        if "see" in deeds.offered(person, item):
            take(person, item, "see", {"seen_by_township": True})
            number += 1
    db.session.commit()
    return number


def seen_by(person: Person, item: FollowUp, action: str = "") -> Mapping[str, Any]:
    """What changes because a township does something: it has seen it."""
    is_township = "approve_township" in rights_of(person.roles_at(item.village_code))
    return {"seen_by_township": True} if action == "see" or (is_township and action != "raise") else {}


def _deed(action: str) -> Deed:
    if action not in DEEDS:
        raise Forbidden
    return DEEDS[action]


def _body(follow_up_id: str, action: str, typed: Typed) -> str:
    return body_hash(f"{action} {follow_up_id}", sorted(typed.items()))
