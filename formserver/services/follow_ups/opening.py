"""What somebody saw himself and follows up: a hazard, a hardship, a referral, an intervention, opened by hand."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from formserver.clock import today
from formserver.errors import ActConflict, Forbidden, NotFound
from formserver.extensions import db
from formserver.models import Elder, FollowUp
from formserver.services.acting import LONGEST_NOTE, Asked, Incomplete
from formserver.services.acts import body_hash
from formserver.services.file_rights import may_change
from formserver.services.follow_ups import owners
from formserver.services.follow_ups.deeds import problem_of_term
from formserver.services.follow_ups.taking import Opening, open_for
from formserver.services.follow_ups.words import KINDS, TIERS
from formserver.services.person import Person
from formserver.services.rights import rights_of
from formserver.store import elder_events, elders, follow_up_events, follow_ups, records

INPUTS: Final = ("kind", "title", "day", "tier", "owner", "note")
LONGEST_TITLE: Final = 120
_DAYS: Final = 7
"""The term proposed for what is opened by hand: that of the hazards in the programmes."""


def fresh(person: Person, elder: Elder) -> dict[str, str]:
    """What the page begins with."""
    staff = owners.at_village(elder.village_code)
    owner = person.user_id if person.user_id in staff else next(iter(staff), "")
    day = (today() + timedelta(days=_DAYS)).isoformat()
    return {"kind": "", "title": "", "day": day, "tier": follow_ups.VILLAGE, "owner": owner, "note": ""}


def may_open(person: Person, elder: Elder) -> bool:
    """Whether the person may open something for somebody: who works on the file does."""
    return may_change(person, elder)


def open_by_hand(person: Person, elder_id: str, record_id: str, typed: Mapping[str, str], asked: Asked) -> FollowUp:
    """Open what somebody saw. ``typed``: by `INPUTS`; ``record_id``: the visit at which he saw it, or "".

    Raises NotFound, Forbidden, Incomplete, ActConflict.
    """
    elders.get(person.scope, elder_id)
    (elder,) = elder_events.locked(person.county_id, elder_id)
    body = body_hash(f"open {elder_id} {record_id}", sorted(typed.items()))
    done = follow_up_events.find(person.county_id, asked.act_id)
    if done is not None:
        if (done.user_id, done.facts.get("body")) != (person.user_id, body):
            raise ActConflict
        return follow_ups.get(person.scope, done.follow_up_id)
    if not may_open(person, elder):
        raise Forbidden
    if record_id and records.get(person.scope, record_id).elder_id != elder_id:
        raise NotFound
    if problems := _problems(elder, typed):
        raise Incomplete(problems)
    is_village = typed["tier"] == follow_ups.VILLAGE
    opening = Opening(
        kind=typed["kind"],
        title=typed["title"],
        due_on=typed["day"],
        record_id=record_id or None,
        tier=typed["tier"],
        owner_id=typed["owner"] if is_village else None,
        seen="approve_township" in rights_of(person.roles_at(elder.village_code)),
    )
    item = open_for(person, elder, opening, note=typed["note"], facts={"body": body}, act_id=asked.act_id)
    db.session.commit()
    return item


def _problems(elder: Elder, typed: Mapping[str, str]) -> dict[str, str]:
    found = {}
    if typed["kind"] not in KINDS:
        found["kind"] = "请选择种类"
    if not typed["title"]:
        found["title"] = "请写明发现了什么"
    elif len(typed["title"]) > LONGEST_TITLE:
        found["title"] = "最多120个字，详细情况写在下面"
    if typed["tier"] not in TIERS:
        found["tier"] = "请选择归谁办理"
    elif typed["tier"] == follow_ups.VILLAGE and typed["owner"] not in owners.at_village(elder.village_code):
        found["owner"] = "请选择由谁跟进"
    if problem := problem_of_term(typed["day"]):
        found["day"] = problem
    if len(typed["note"]) > LONGEST_NOTE:
        found["note"] = "最多500个字，请写得短一些"
    return found
