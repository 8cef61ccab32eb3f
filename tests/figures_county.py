"""A county with a month of figures: persons of three villages in every state, and their visits."""

from datetime import UTC, datetime
from typing import Any, Final

from formserver import sounds
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Elder, FollowUp, VisitCycle, VisitDuty
from formserver.store import elder_marks, elders, visit_duties, visit_openings
from tests.factories import COUNTY, NEXT_VILLAGE, OTHER_TOWNSHIP_VILLAGE, VILLAGE, furnish

NOW: Final = "2026-11-20T10:00:00+08:00"
NOVEMBER: Final = "2026-11"
_AT: Final = datetime(2026, 10, 1, 4, tzinfo=UTC)

# name -> village, level, class, and what is different of the duty
PERSONS: Final[dict[str, tuple[str, str, str, dict[str, Any]]]] = {
    "李桂芳": (VILLAGE, "key", "", {"visits": 2, "met": 1, "open_until": None, "is_disabled": True, "is_helped": True}),
    "周德顺": (VILLAGE, "ordinary", "", {}),
    "吴秀英": (VILLAGE, "ordinary", "", {"reason": "no_answer", "reason_note": "去了两次都没有人"}),
    "秦素芬": (VILLAGE, "key", "", {"status": "refused", "open_until": None, "visits": 1}),
    "艾青": (NEXT_VILLAGE, "ordinary", "", {"visits": 1, "met": 1, "open_until": None}),
    "孟繁星": (NEXT_VILLAGE, "key", "", {"open_until": "2026-11-15", "is_disabled": True}),
    "石小川": (NEXT_VILLAGE, "ordinary", "", {"status": "excused", "open_until": None, "reason": "new"}),
    "林玉山": (OTHER_TOWNSHIP_VILLAGE, "ordinary", "", {"visits": 1, "met": 1, "open_until": None}),
}


def settle() -> dict[str, str]:
    """Bring them in, with November open and October over; gives name -> id. Needs an application context."""
    furnish()
    ids = {name: _person(name, *where) for name, (*where, _) in PERSONS.items()}
    cycle("2026-10", first="2026-10-01", last="2026-10-31")
    cycle(NOVEMBER)
    duties = []
    for name, (village, level, visit_class, more) in PERSONS.items():
        duties.append(duty(ids[name], village, level, visit_class, **more))
        if level == "ordinary":
            duties.append(duty(ids[name], village, level, visit_class, cycle_id="2026-10", visits=1, open_until=None))
    for cycle_id in (NOVEMBER, "2026-10"):
        visit_openings.write([one for one in duties if one.cycle_id == cycle_id])
        visit_openings.count_up(visit_duties.get(COUNTY, cycle_id))
    follow_up(ids["孟繁星"], "hazard")
    follow_up(ids["孟繁星"], "hazard", state="closed", closed_on="2026-11-18", result="已更换")
    follow_up(
        ids["林玉山"], "referral", opened_on="2026-09-01", due_on="2026-09-15", village_code=OTHER_TOWNSHIP_VILLAGE
    )
    db.session.commit()
    return ids


def cycle(cycle_id: str, **more: Any) -> None:
    """A period, or a round (``kind``)."""
    told = {
        "kind": "month",
        "title": cycle_id,
        "region_code": COUNTY,
        "first": "2026-11-01",
        "second_half": "2026-11-16",
        "last": "2026-11-30",
        "hand_in": "2026-12-20",
        "levels": [],
        "ways": [],
        "times": 1,
        "state": "open",
        "note": "",
    }
    visit_openings.begin(VisitCycle(county_id=COUNTY, id=cycle_id, opened_at=_AT, **(told | more)))


def duty(elder_id: str, village: str, level: str = "ordinary", visit_class: str = "", **more: Any) -> VisitDuty:
    """What is owed to somebody, nothing of it done; not stored."""
    told = {
        "cycle_id": NOVEMBER,
        "care_level": level,
        "visit_class": visit_class,
        "is_disabled": False,
        "is_helped": False,
        "duty": "monthly",
        "each": "month",
        "ways": "",
        "times": 1,
        "met": 0,
        "visits": 0,
        "open_until": "2026-11-30",
        "status": "due",
        "reason_note": "",
    }
    place = {"county_id": COUNTY, "township_code": village[:9], "village_code": village}
    return VisitDuty(elder_id=elder_id, **place, **(told | more))


def follow_up(elder_id: str, kind: str, **more: Any) -> None:
    """Something to be settled."""
    told = {"title": "燃气不安全", "state": "open", "opened_on": "2026-11-10", "due_on": "2026-11-17"}
    place = {"county_id": COUNTY, "village_code": NEXT_VILLAGE}
    found = place | told | more
    found["township_code"] = str(found["village_code"])[:9]
    db.session.add(FollowUp(id=new_id(), elder_id=elder_id, kind=kind, opened_at=_AT, updated_at=_AT, **found))


def _person(name: str, village: str, level: str, visit_class: str) -> str:
    elder = Elder(
        county_id=COUNTY,
        id=new_id(),
        name=name,
        sound=sounds.order(name),
        township_code=village[:9],
        village_code=village,
        village_name="示例村",
        state=elders.REGISTERED,
        care_level=level,
        visit_class=visit_class or None,
        risk="high" if level == "key" else "low",
        file={},
        created_at=_AT,
        updated_at=_AT,
    )
    db.session.add(elder)
    db.session.flush()
    elder_marks.refresh(elder)
    return elder.id
