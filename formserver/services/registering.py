"""The register behind registrations: one elder per identity number, made by the first submission."""

from collections.abc import Mapping
from typing import Any, Final, cast

from formserver.clock import now
from formserver.errors import FormserverError
from formserver.forms.kinds.address import TIERS
from formserver.forms.problems import Path, Problem
from formserver.ids import new_id
from formserver.models import Elder, Record
from formserver.regions.names import display_name
from formserver.services import duplicates, file_acts, file_hearing, sealing
from formserver.services.file_state import FileState
from formserver.services.filling import Filling
from formserver.services.person import Person
from formserver.store import elder_events, elders, identities, records, regions, throttle
from formserver.store.identities import Whereabouts
from formserver.store.throttle import Bucket

# What acts on a file are called in its history.
REGISTER: Final = "register"
FOLLOW: Final = "follow"
APPROVE: Final = "approve"
VISIT: Final = "visit"
GIVE_UP: Final = "give_up"

# Whoever is told that a number is registered learns something about a person; nobody needs that often.
_MATCHES: Final = Bucket(attempts=20, seconds=3600)


class IdentityTaken(FormserverError):
    """Somebody else was registered with this identity number while the page was open."""

    status = 409
    message_key = "这个身份证号刚刚已登记给另一位老人，请核对后再办理。"


class ElderRegistered(FormserverError):
    """Whom a department named was registered by somebody else while the page was open."""

    status = 409
    message_key = "%(name)s刚刚已由别人登记，请打开档案查看。填写的内容保存在草稿里。"


TAKEN: Final = (IdentityTaken, ElderRegistered)
"""Somebody else was earlier."""


def problems(person: Person, kept: Filling) -> list[Problem]:
    """An identity number somebody else has. Inside the county the village is named, outside only the fact."""
    if kept.document.category != "registration":
        return []
    identity = kept.part.concepts(kept.data).get("identity_number")
    own_id = kept.record.elder_id if kept.record else kept.draft.elder_id
    holder = looked_up(person, identity, own_id) if identity else None
    if holder is None:
        return []
    path = _path_of(kept, "identity_number")
    if not is_granted(person):
        return [Problem(path, "核对身份证号太频繁，请过一小时再提交；填写的内容已保存")]
    if holder.county_id != person.county_id:
        return [Problem(path, "这个身份证号已在其他地区登记，请与本县民政部门联系")]
    elder = elders.find(holder.county_id, holder.elder_id)
    names = regions.names([elder.township_code, elder.village_code]) if elder else {}
    place = "".join(display_name(name) for _, name in sorted(names.items()))
    return [Problem(path, "这个身份证号已在%(place)s登记，不能重复登记", {"place": place})]


def looked_up(person: Person, identity: str, own_id: str | None = None) -> Whereabouts | None:
    """The other person who has the number, or None. Every look-up is kept: who asked, and what was answered. Whoever
    moved away from another county is nobody there any more."""
    holder = identities.find(identity)
    if holder is not None and _has_moved_away(holder, person.county_id):
        holder = None
    is_own = holder is not None and holder.elder_id == own_id
    answer = "none" if holder is None else "county" if holder.county_id == person.county_id else "elsewhere"
    identities.note_lookup(identity, person.county_id, person.user_id, "own" if is_own else answer, now())
    return None if is_own else holder


def is_granted(person: Person) -> bool:
    """Whether the person may be told once more who has a number: so often in an hour, then not."""
    return throttle.take(f"identity:{person.user_id}", _MATCHES, now())


def _has_moved_away(holder: Whereabouts, county_id: str) -> bool:
    """Whether somebody left another county by moving away, so that this one may register him."""
    if holder.county_id == county_id:
        return False
    elder = elders.find(holder.county_id, holder.elder_id)
    return elder is not None and (elder.state, elder.left_reason) == (elders.LEFT, elders.MOVED_AWAY)


def register(person: Person, kept: Filling, record_id: str) -> Elder:
    """The elder of a first registration, waiting for approval (待核定): a new one, or the one that a department named.
    Raises IdentityTaken, ElderRegistered."""
    if kept.draft.elder_id is not None:
        return _enter(person, kept, record_id)
    village_code = str((kept.draft.origin or {})["village_code"])
    village_name = regions.names([village_code]).get(village_code, "")
    concepts = kept.part.concepts(kept.data)
    elder = Elder(
        county_id=person.county_id,
        id=new_id(),
        township_code=village_code[:9],
        village_code=village_code,
        village_name=display_name(village_name),
        state=elders.PENDING,
        registration_record_id=record_id,
        created_at=now(),
        updated_at=now(),
        **_facts_of(concepts),
    )
    identity = concepts.get("identity_number")
    elders.insert(elder, identity=identity, phone=concepts.get("phone"))
    _come_over(person, elder, identity)
    _claim(elder, identity)
    file_acts.take(person, elder, REGISTER, {}, facts={"record": record_id})
    for other_id in cast("list[str]", (kept.draft.origin or {}).get("not_same", [])):
        duplicates.note_not_same(person, elder, other_id)
    return elder


def _enter(person: Person, kept: Filling, record_id: str) -> Elder:
    """Somebody a department named is registered; whose registration comes second finds him registered."""
    (elder,) = elder_events.locked(person.county_id, str(kept.draft.elder_id))
    if elder.state != elders.LISTED:
        raise ElderRegistered(name=elder.name)
    begun = {"state": elders.PENDING, "registration_record_id": record_id}
    changes = {**_changes(elder, kept.part.concepts(kept.data)), **begun}
    file_acts.take(person, elder, REGISTER, changes, facts={"record": record_id})
    return elder


def _come_over(person: Person, elder: Elder, identity: str | None) -> None:
    """Who moved away from another county is registered here: both files tell so, and the number is this one's."""
    holder = identities.find(identity) if identity else None
    if holder is None or not _has_moved_away(holder, elder.county_id):
        return
    (former,) = elder_events.locked(holder.county_id, holder.elder_id)
    file_acts.take(person, former, "gone_over", {}, facts={"county": elder.county_id})
    came_from = {"county": former.county_id, "elder": former.id}
    file_acts.take(person, elder, "came_over", {"file.came_from": came_from})
    identities.release(former.county_id, former.id)


def follow(person: Person, kept: Filling, record: Record) -> None:
    """A registration submitted again: an elder who is still waiting follows it at once, an approved one at approval."""
    elder = _speaks_for(record)
    if elder is not None and kept.document.category == "registration" and elder.state == elders.PENDING:
        changes = _changes(elder, kept.part.concepts(kept.data))
        if changes:
            file_acts.take(person, elder, FOLLOW, changes, facts={"record": record.id})


def approve(person: Person, record: Record, concepts: Mapping[str, Any]) -> None:
    """The registration is approved: the elder is 在册, and the file hears what it says. Raises IdentityTaken."""
    elder = _speaks_for(record)
    if elder is None:
        return
    state = FileState(elder)
    state.set_all(_changes(elder, concepts))
    if elder.state != elders.LEFT:  # what was written of somebody who left is corrected, and he stays away
        state.set_all({"state": elders.REGISTERED, "registration_record_id": record.id})
    file_hearing.listen(state)
    file_acts.take(person, elder, APPROVE, state.changes, facts={"record": record.id})


def hear_visit(person: Person, record: Record) -> None:
    """A visit is approved, or no longer stands as it was: the file hears of it."""
    elder = elders.find(record.county_id, record.elder_id or "")
    if elder is not None:
        file_hearing.hear(person, elder, VISIT, facts={"record": record.id})


def give_up(person: Person, record: Record) -> None:
    """A registration ended before it was ever approved: its elder is 离册, and the identity number free again; whom a
    department named is on its list again."""
    elder = _speaks_for(record)
    if elder is None or elder.state != elders.PENDING:
        return
    history = elder_events.of_elder(elder.county_id, elder.id)
    begun = [event for event in history if event.action == REGISTER and "state" in event.changes]
    if begun:
        changes = {"state": elders.LISTED, "registration_record_id": None}
    else:
        identities.release(elder.county_id, elder.id)
        changes = {"state": elders.LEFT}
    file_acts.take(person, elder, GIVE_UP, changes, facts={"record": record.id})


def told_by_registration(elder: Elder) -> dict[str, Any]:
    """What of who the person is the approved registration says otherwise than the file: columns by name. Raises
    IdentityTaken."""
    record = records.find(elder.county_id, elder.registration_record_id or "")
    if record is None or record.approved_revision is None:
        return {}
    found = records.in_force(elder.county_id, record.id)
    assert found is not None
    part, data = sealing.in_force(found)
    return _changes(elder, part.concepts(data))


def _speaks_for(record: Record) -> Elder | None:
    """Whose file a registration speaks for. Of two files that became one each has a registration: only that of the file
    that stayed says who the person is."""
    elder = elders.find(record.county_id, record.elder_id or "")
    return elder if elder is not None and elder.registration_record_id in (None, record.id) else None


def _claim(elder: Elder, identity: str | None) -> None:
    """Enter the number for the elder; whoever was a moment earlier keeps it."""
    if identity and identities.claim(identity, elder.county_id, elder.id).elder_id != elder.id:
        raise IdentityTaken


def _changes(elder: Elder, concepts: Mapping[str, Any]) -> dict[str, Any]:
    """What the file is to say of who the person is. Another identity number is entered for the elder at once."""
    identity = concepts.get("identity_number")
    columns = elders.identity_columns(elder, identity)
    if columns:
        identities.release(elder.county_id, elder.id)
        _claim(elder, identity)
    told = {**_facts_of(concepts), **columns, **elders.phone_columns(elder, concepts.get("phone"))}
    return {name: value for name, value in told.items() if file_acts.value_of(elder, name) != value}


def _facts_of(concepts: Mapping[str, Any]) -> dict[str, Any]:
    identity = concepts.get("identity_number")
    birth = concepts.get("birth") or (f"{identity[6:10]}-{identity[10:12]}" if identity else None)
    residence = _written(concepts.get("residence") or {})
    return {"name": concepts["name"], "sex": concepts.get("sex"), "birth": birth, "residence": residence}


def _written(address: Mapping[str, str]) -> str | None:
    # PostgreSQL gives back the keys of an object in an order of its own.
    return "".join(address.get(tier, "") for tier in TIERS) or None


def _path_of(kept: Filling, concept: str) -> Path:
    return next(path for path, field in kept.part.fields() if field.spec.get("x-concept") == concept)
