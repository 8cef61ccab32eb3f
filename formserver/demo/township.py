"""Plays a made-up township: its county, its people and everything of a plan, day by day, through the services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from formserver.clock import SHANGHAI, simulated, today
from formserver.demo import build, cast, stories
from formserver.demo.cast import Member
from formserver.demo.people import People
from formserver.demo.township_plan import Absence, Call, Life, Plan, Size, draw
from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models import Elder
from formserver.regions.tree import Region as Place
from formserver.services import (
    acting,
    approval,
    drafting,
    editions,
    file_changing,
    filling,
    leaving,
    passwords,
    programmes,
    relocating,
    requesting,
    submission,
)
from formserver.services.acting import Asked
from formserver.services.approval import Request
from formserver.services.file_kinds.registry import KINDS
from formserver.services.file_state import FileState
from formserver.services.leaving import Exit
from formserver.services.relocating import Move
from formserver.services.visiting import duties, opening
from formserver.store import elders, records, regions, roles, visit_duties

COUNTY: Final = "350599"
TOWNSHIP: Final = "350599101"
REGISTRATION: Final = "registration/fujian"
VISIT: Final = "visit_record/fujian"
SEED: Final = 20260101
WHOLE: Final = Size()
_WORKFLOW: Final = "village_township"
_VILLAGES: Final = (
    *("东岭", "西坑", "南埔", "北山", "上洋", "下寮", "前坂", "后溪", "新厝", "古井"),
    *("石亭", "竹林", "梅坡", "松岗", "莲塘", "枫桥", "禾田", "云顶", "湖尾", "沙堤"),
)
_ABILITIES: Final = {True: ("moderate", "severe"), False: ("intact", "mild")}


class TownshipThere(FormserverError):
    """A township was played here before."""

    status = 409
    message_key = "这个数据库里已经有模拟的乡镇，不能再装一次。"


def village_code(number: int) -> str:
    """The code of a village by its number, from 0."""
    return f"{TOWNSHIP}{201 + number}"


def play(size: Size = WHOLE, *, seed: int = SEED, day_done: Callable[[date], None] = lambda day: None) -> "Township":
    """Bring a township in, all of it up to today; ``day_done`` is called after every day. Raises TownshipThere."""
    if regions.names([COUNTY]):
        raise TownshipThere
    calendar = programmes.of_place(COUNTY).visiting.calendar
    plan = draw(size, calendar, today(), seed)
    begin = next(iter(plan.days))
    with simulated(_at(begin - timedelta(days=1), 9)):
        township = _furnish(plan, seed)
    for day in plan.days:
        township.live(day)
        day_done(day)
    return township


@dataclass
class Township:
    """Its people at work; ``ids``: number of a life -> id of the person's file."""

    plan: Plan
    visitors: list[Member]
    leads: list[Member]
    approver: Member
    people: People
    ids: dict[int, str] = field(default_factory=dict)

    def live(self, day: date) -> None:
        """Everything that happens on a day."""
        with simulated(_at(day, 0)):
            self._open(day)
        with simulated(_at(day, 10)):
            for life in self.plan.lives:
                if life.registered_on == day:
                    self._register(life)
                for call in life.calls:
                    if call.typed_on == day:
                        self.visit(life.number, call)
                self._change(life, day)

    def _open(self, day: date) -> None:
        for period in self.plan.periods:
            if period.first == day:
                opening.open_period(COUNTY, period)
        cold = self.plan.round
        if cold.first == day:
            opening.open_round(
                COUNTY,
                title=cold.title,
                region_code=TOWNSHIP,
                first=cold.first,
                last=cold.last,
                by=self.approver.person.user_id,
                levels=("key",),
                ways=("home",),
            )
        db.session.commit()

    def _register(self, life: Life) -> None:
        made, child = self.people.elder(), self.people.younger()
        village = village_code(life.village)
        place = {"residence.township": "示例镇", "residence.village": regions.names([village])[village]}
        abilities = _ABILITIES[life.is_disabled]
        typed = {
            "opened_on": today().isoformat(),
            "name": made.name,
            "identity_number": made.identity,
            "phone": made.phone,
            "emergency_name": child.name,
            "emergency_phone": child.phone,
            "ability": abilities[life.number % len(abilities)],
            "care_level": life.level,
            **place,
        }
        record_id = self._hand_in(self.visitors[life.village], REGISTRATION, typed)
        record = records.get(self.approver.person.scope, record_id)
        asked = Request("approve", new_id(), record.revision_number, record.state, "情况属实，同意。")
        approval.act(self.approver.person, record_id, asked)
        assert record.elder_id is not None
        self.ids[life.number] = record.elder_id

    def visit(self, number: int, call: Call) -> str:
        """Somebody is visited, and the visit typed in; gives the record's id."""
        life = self.plan.lives[number]
        gas = "unsafe" if call.is_danger else "safe"
        typed = {
            "visit_date": call.on.isoformat(),
            "visit_way": call.way,
            "expression": "unchanged",
            **{name: "safe" for name in ("water_safety", "electric_safety")},
            "gas_safety": gas,
        }
        visitor = self.visitors[life.village_on(today())]
        return self._hand_in(visitor, VISIT, typed, self.ids[number])

    def _hand_in(self, author: Member, form: str, typed: Mapping[str, str], elder_id: str | None = None) -> str:
        draft = drafting.start(author.person, form, elder_id=elder_id)
        pairs = Pairs(typed.items())
        if form == VISIT:
            pairs = pairs.merged(stories.reasons_of(filling.opened(author.person, draft.id), pairs))
        done = submission.submit(author.person, draft.id, pairs, revision=draft.revision, act_id=new_id())
        return done.record_id

    def _change(self, life: Life, day: date) -> None:
        if life.refused_on == day:
            self._refuse(life)
        if life.died_on == day:
            self._leave(life)
        if life.moved_on == day:
            self._move(life)
        for absence in life.absences:
            if absence.on == day:
                self._explain(life, absence)

    def _refuse(self, life: Life) -> None:
        lead, kind = self.leads[life.village_on(today())].person, KINDS["consent"]
        typed = kind.fresh(FileState(self._elder(life)), unmasked=True) | {
            "consent": "unwilling",
            "consent_reason": "和子女同住，平时有人照顾。",
            "consent_signer": "self",
            "consent_day": today().isoformat(),
        }
        file_changing.change(lead, self.ids[life.number], kind, typed, self._asked(life))

    def _leave(self, life: Life) -> None:
        lead = self.leads[life.village].person
        gone = Exit("death", today().isoformat())
        request = leaving.ask(lead, self.ids[life.number], self._asked(life), gone)
        requesting.act(self.approver.person, request.id, self._asked(life), "agree", "")

    def _move(self, life: Life) -> None:
        assert life.moved_to is not None
        lead, there = self.leads[life.village].person, self.leads[life.moved_to].person
        move = Move(village_code(life.moved_to), today().isoformat(), "搬去与女儿同住")
        request = relocating.ask(lead, self.ids[life.number], self._asked(life), move)
        requesting.act(there, request.id, self._asked(life), "agree", "")

    def _explain(self, life: Life, absence: Absence) -> None:
        duty = visit_duties.find(COUNTY, absence.period, self.ids[life.number])
        cycle = visit_duties.get(COUNTY, absence.period)
        assert duty is not None
        told = programmes.of_place(TOWNSHIP).visiting.absence(absence.code)
        duties.explain(self.leads[life.village].person, duty, cycle, told)
        db.session.commit()

    def _elder(self, life: Life) -> Elder:
        found = elders.find(COUNTY, self.ids[life.number])
        assert found is not None
        return found

    def _asked(self, life: Life) -> Asked:
        return Asked(new_id(), acting.seen_of(COUNTY, self.ids[life.number]))


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 30), SHANGHAI)


def _furnish(plan: Plan, seed: int) -> Township:
    """The places, papers in use and accounts."""
    names = [*_VILLAGES, *(f"第{number + 1}" for number in range(len(_VILLAGES), plan.size.villages))]
    villages = {village_code(number): f"{names[number]}村委会" for number in range(plan.size.villages)}
    places = {COUNTY: "示例县", TOWNSHIP: "示例镇", **villages}
    regions.bring_in((Place(code, name) for code, name in places.items()), today())
    roles.ship()
    editions.load_shipped([build.documents()[code] for code in (REGISTRATION, VISIT)], build.flows())
    for form in (REGISTRATION, VISIT):
        editions.adopt(COUNTY, form, _WORKFLOW)
    people, password_hash = People(seed), passwords.hashed(cast.PASSWORD)

    def member(name: str, role: str, place: str) -> Member:
        return cast.member(f"sim-{name}", role, place, COUNTY, people, password_hash)

    member("county", "county_approver", COUNTY)
    approver = member("township", "township_approver", TOWNSHIP)
    visitors = [member(f"visitor-{n + 1}", "visitor", code) for n, code in enumerate(villages)]
    leads = [member(f"lead-{n + 1}", "village_lead", code) for n, code in enumerate(villages)]
    db.session.commit()
    return Township(plan, visitors, leads, approver, people)
