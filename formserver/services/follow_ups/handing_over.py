"""All that somebody has to settle in a village goes to somebody else: when he leaves, or is ill for long."""

from formserver.extensions import db
from formserver.services.acting import Incomplete
from formserver.services.follow_ups import acting, deeds, owners
from formserver.services.follow_ups.taking import take
from formserver.services.person import Person
from formserver.services.visiting import assigning
from formserver.store import follow_ups

_ACT = "assign"


def hand_over(person: Person, village_code: str, from_id: str, to_id: str) -> int:
    """Give what somebody owns there to somebody who works there; gives how much it was. Each is an act of its own
    chain. Raises NotFound, Incomplete (``owner`` -> the sentence)."""
    assigning.refuse(person, village_code)
    if to_id == from_id or to_id not in owners.at_village(village_code):
        raise Incomplete({"owner": "请选择由谁跟进"})
    number = 0
    for follow_up_id in sorted(id for id, *_ in follow_ups.owned_in(person.county_id, village_code, from_id)):
        item = follow_ups.locked(person.scope, follow_up_id)
        if item.owner_id == from_id and _ACT in deeds.offered(person, item):
            take(person, item, _ACT, {"owner_id": to_id, **acting.seen_by(person, item)})
            number += 1
    db.session.commit()
    return number
