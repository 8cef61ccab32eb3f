"""Visitors of 三江村 and the persons they visit: what tests of visits begin with."""

from datetime import date
from typing import Any, Final

import pytest

from formserver.clock import now, today
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Elder, Grant, Record, User, Visit, VisitAssignment
from formserver.services import programmes
from formserver.services.visiting import absences, assigning, duties, opening
from formserver.services.visiting.assigning import Giving
from formserver.store import assignments, elders, forms, records, users, workflows
from formserver.store import visits as store_visits
from tests.factories import COUNTY, LONG_AGO, TOWNSHIP, VILLAGE, VISIT, furnish, person

LEAD: Final = "heping"


def at_work() -> None:
    """A county with its visitor, its village, its township and its county office at work."""
    furnish()
    for name in ("liuyang", "heping", "zhaomin", "wangfang"):
        person(name)


def served(name: str, village: str = VILLAGE, **more: Any) -> str:
    """Somebody of the register, put there as he stands; gives the id."""
    row: dict[str, Any] = {
        "county_id": COUNTY,
        "id": new_id(),
        "name": name,
        "township_code": village[: len(TOWNSHIP)],
        "village_code": village,
        "village_name": "三江村",
        "state": elders.REGISTERED,
        "birth": "1945-03-01",
        "care_level": "ordinary",
        "file": {},
        "created_at": now(),
        "updated_at": now(),
    }
    elder = elders.insert(Elder(**(row | more)))
    db.session.commit()
    return elder.id


def visitor(name: str, village: str = VILLAGE) -> str:
    """A visitor of a village beside those of the factories; gives the id."""
    user = User(id=new_id(), username=new_id(), full_name=name, password="-", fs_uniquifier=new_id(), created_at=now())
    users.insert(user)
    users.grant(Grant(id=new_id(), user_id=user.id, role_name="visitor", region_code=village, valid_from=LONG_AGO))
    db.session.commit()
    return user.id


def loses_role(user_id: str, last: date) -> None:
    """Somebody visits no longer after a day."""
    for grant in users.grants_of(user_id):
        grant.valid_to = last
    db.session.commit()


def give(user_id: str, *elder_ids: str, first: str, by: str = LEAD, village: str = VILLAGE) -> int:
    """The lead gives persons to somebody from a day on."""
    seen = assignments.version(COUNTY, village)
    return assigning.give(person(by), village, Giving(elder_ids, user_id, first), seen)


def visitor_on(elder_id: str, day: str) -> str | None:
    """Who visits a person of 三江村 on a day, by the lists."""
    lines = assignments.persons(COUNTY, VILLAGE, date.fromisoformat(day))
    return next(line.visitor_id for line in lines if line.id == elder_id)


def with_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programme of places without one of their own holds: who is 重点 is visited at the door, twice a month."""
    general = next(one for one in programmes.shipped() if one.code == "general")
    monkeypatch.setattr(programmes, "on", lambda place, day: general)


def opened(day: str) -> None:
    """The period of a day is opened for the county."""
    period = programmes.on(COUNTY, date.fromisoformat(day)).visiting.period(date.fromisoformat(day))
    opening.open_period(COUNTY, period)
    db.session.commit()


def visits(elder_id: str, day: str, way: str | None = "home", *, period: str = "") -> None:
    """A visit that was made, as its record tells."""
    record_id, at = new_id(), now()
    author = person("liuyang").user_id
    elder = elders.find(COUNTY, elder_id)
    assert elder is not None
    edition = forms.active_edition(VISIT)
    place = {"township_code": elder.township_code, "village_code": elder.village_code}
    record: dict[str, Any] = {
        "form_code": VISIT,
        "form_edition_id": edition.id,
        "part": "visit",
        "elder_id": elder_id,
        **place,
    }
    record |= {"workflow_edition_id": workflows.routing(COUNTY, VISIT, elder.village_code, today())}
    record |= {"state": "at:township", "revision_number": 1, "data": {}, "author_id": author, "title": elder.name}
    record |= {"acted_since_submit": False, "happened_on": day, "submitted_at": at, "updated_at": at}
    records.insert(Record(county_id=COUNTY, id=record_id, number=record_id, **record))
    told: dict[str, Any] = {
        "kind": "visit",
        "happened_on": day,
        "period": period or day[:7],
        "way": way,
        "visitor_id": author,
    }
    told |= {"entered_on": today().isoformat(), "state": "sent", "is_late": False, "findings": 0, **place}
    store_visits.insert(Visit(county_id=COUNTY, record_id=record_id, elder_id=elder_id, **told))
    duties.refresh(COUNTY, elder_id, [day])
    db.session.commit()


def spells(elder_id: str) -> list[tuple[str, str, str | None]]:
    """Who visits a person from when to when, the latest first."""
    found: list[VisitAssignment] = list(assignments.of_person(COUNTY, elder_id))
    return [(one.user_id, one.first, one.last) for one in found]


def explain(elder_id: str, code: str, note: str = "", by: str = "liuyang", cycle_id: str = "2026-03") -> None:
    """Somebody says why a person is not visited, or ("") takes it back."""
    seen = absences.view(person(by), elder_id, cycle_id).seen
    absences.explain(person(by), elder_id, cycle_id, code, note, seen)
