"""加访: rounds of extra visits a township or county opens for a place and some days; ended early or cancelled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from formserver.clock import now, today
from formserver.errors import FormserverError, NotFound
from formserver.extensions import db
from formserver.models import VisitCycle
from formserver.programme.duties import WAYS
from formserver.regions.codes import covers, is_code
from formserver.regions.names import display_name
from formserver.services.acting import Incomplete
from formserver.services.choosing_persons import LEVELS
from formserver.services.person import Person
from formserver.services.rights import rights_of, roles_with
from formserver.services.typed_days import NOT_A_DAY, day_of
from formserver.services.typed_numbers import number_of
from formserver.services.visiting import making, opening
from formserver.store import assignments, regions, users, visit_duties, visit_openings, visit_rounds
from formserver.store.visit_duties import OPENING

RIGHT: Final = "open_rounds"
CANCELLED: Final = "cancelled"
_UNENDED: Final = (OPENING, "coming", "running")
_SHOWN: Final = 50
_LONGEST_TITLE: Final = 40
_LONGEST_NOTE: Final = 90
"""Note and reason of cancelling stand in one column, the reason in a line of its own."""
_AND_WHY: Final = "\n"
_LONGEST_DAYS: Final = 92
_MOST_TIMES: Final = 9


class AlreadyOver(FormserverError):
    """The round was ended or cancelled meanwhile, or its last day has passed."""

    status = 409
    message_key = "这次加访已经结束或取消，没有再改。"


@dataclass(frozen=True)
class Plan:
    """A round as it was typed. ``place``: a region code; ``first``, ``last``: YYYY-MM-DD; no ``levels``: everybody, no
    ``ways``: every way counts."""

    title: str = ""
    place: str = ""
    first: str = ""
    last: str = ""
    levels: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    times: str = "1"
    note: str = ""


@dataclass(frozen=True)
class RoundLine:
    """A round in the list. ``state``: opening, coming, running, over or cancelled."""

    cycle: VisitCycle
    place: str
    state: str


@dataclass(frozen=True)
class VillageLine:
    """How far a village is with a round."""

    code: str
    name: str
    persons: int
    due: int
    met: int


@dataclass(frozen=True)
class RoundView:
    """The page of a round. ``may_end``: the reader may end or cancel it."""

    line: RoundLine
    opened_by: str
    ended_by: str
    villages: Sequence[VillageLine]
    may_end: bool

    @property
    def note(self) -> str:
        """What is asked of visitors."""
        return self.line.cycle.note.partition(_AND_WHY)[0]

    @property
    def cancelled_because(self) -> str:
        """Why it was cancelled, "" where it was not."""
        return self.line.cycle.note.partition(_AND_WHY)[2]

    @property
    def due(self) -> int:
        """How many persons are owed a visit."""
        return sum(one.due for one in self.villages)

    @property
    def met(self) -> int:
        """How many of them were visited."""
        return sum(one.met for one in self.villages)


STATES: Final = {
    OPENING: "正在生成探访任务",
    "coming": "还没开始",
    "running": "正在加访",
    "over": "已结束",
    CANCELLED: "已取消",
}


def regions_of(person: Person) -> list[str]:
    """The regions for which somebody opens rounds."""
    return sorted({code for role in roles_with(RIGHT) for code in person.regions_of(role)})


def places_to_choose(person: Person) -> list[tuple[str, str]]:
    """Code and name of the places a round may be about: the reader's own and those below, by code."""
    found = regions.under(*regions_of(person), on=today())
    return [(region.code, display_name(region.name)) for region in found]


def preview(person: Person, plan: Plan) -> int:
    """How many persons a round would be about. Raises Incomplete."""
    if problems := _problems(person, plan):
        raise Incomplete(problems)
    return visit_openings.count(person.county_id, plan.place, plan.levels)


def open_one(person: Person, plan: Plan) -> VisitCycle:
    """Open a round; one of the same person that is the same in all is not opened once more. About many persons it is
    gone on with in the background. Raises Incomplete, TooManyJobs, QueueUnavailable."""
    if problems := _problems(person, plan):
        raise Incomplete(problems)
    assignments.lock(plan.place)
    found = visit_rounds.standing(person.county_id, plan.first, plan.last)
    round_id = next((one.id for one in found if one.opened_by == person.user_id and _is_of(one, plan)), None)
    round_id = round_id or _begin(person, plan)
    db.session.commit()  # who fills it waits for nobody with something in hand
    making.make(person, round_id)
    return visit_rounds.got(person.county_id, round_id)


def _begin(person: Person, plan: Plan) -> str:
    return opening.begin_round(
        person.county_id,
        title=plan.title,
        region_code=plan.place,
        first=date.fromisoformat(plan.first),
        last=date.fromisoformat(plan.last),
        by=person.user_id,
        levels=plan.levels,
        ways=plan.ways,
        times=number_of(plan.times) or 1,
        note=plan.note,
    )


def go_on(person: Person, round_id: str) -> None:
    """Go on with a round that was not opened to its end. Raises NotFound, TooManyJobs, QueueUnavailable."""
    if not may(person, _get(person, round_id).region_code):
        raise NotFound
    db.session.commit()  # who fills it waits for nobody with something in hand
    making.make(person, round_id)


def rounds(person: Person) -> list[RoundLine]:
    """The last rounds that concern a place the reader sees, the latest first."""
    found = [one for one in visit_rounds.of_county(person.county_id, _SHOWN) if _sees(person, one)]
    names = _names(one.region_code for one in found)
    return [RoundLine(one, names.get(one.region_code, ""), _state(one)) for one in found]


def view(person: Person, round_id: str) -> RoundView:
    """One round, and how far the villages are that the reader sees. Raises NotFound."""
    cycle = _get(person, round_id)
    seen = (*person.scope.wide, *person.scope.narrow)
    found = {
        code: numbers
        for code, numbers in visit_rounds.progress(person.county_id, round_id).items()
        if any(covers(region, code) for region in seen)
    }
    names = _names([*found, cycle.region_code])
    people = users.names(filter(None, (cycle.opened_by, cycle.ended_by)))
    state = _state(cycle)
    return RoundView(
        line=RoundLine(cycle, names.get(cycle.region_code, ""), state),
        opened_by=people.get(cycle.opened_by or "", ""),
        ended_by=people.get(cycle.ended_by or "", ""),
        villages=[VillageLine(code, names.get(code, ""), *numbers) for code, numbers in found.items()],
        may_end=state in _UNENDED and may(person, cycle.region_code),
    )


def may(person: Person, place: str) -> bool:
    """Whether somebody opens rounds for a place, and ends them."""
    return RIGHT in rights_of(person.roles_at(place))


def end_early(person: Person, round_id: str) -> None:
    """Let a round end with this day. Raises NotFound, AlreadyOver."""
    cycle = _to_end(person, round_id)
    day = today().isoformat()
    if cycle.first > day or cycle.state == OPENING:
        raise AlreadyOver("还没开始的加访不能提前结束，请取消。")
    cycle.last, cycle.ended_by, cycle.ended_at = day, person.user_id, now()
    visit_rounds.shorten(person.county_id, round_id, day)
    db.session.commit()


def cancel(person: Person, round_id: str, reason: str) -> None:
    """Let a round be no more; visits made in it count for their months as ever. Raises NotFound, AlreadyOver,
    Incomplete."""
    if not reason or len(reason) > _LONGEST_NOTE:
        raise Incomplete({"reason": "请写明取消的原因，最多90个字"})
    visit_duties.keep(person.county_id, is_alone=True)  # before the row: who opens the round holds them in this order
    cycle = _to_end(person, round_id)
    if cycle.state == OPENING:
        visit_openings.count_up(cycle)
    cycle.state, cycle.note = CANCELLED, f"{cycle.note}{_AND_WHY}{reason}"
    cycle.ended_by, cycle.ended_at = person.user_id, now()
    db.session.commit()


def _to_end(person: Person, round_id: str) -> VisitCycle:
    cycle = _get(person, round_id, locked=True)
    if not may(person, cycle.region_code):
        raise NotFound
    if _state(cycle) not in _UNENDED:
        raise AlreadyOver
    return cycle


def _get(person: Person, round_id: str, *, locked: bool = False) -> VisitCycle:
    cycle = visit_rounds.get(person.county_id, round_id, locked=locked)
    if cycle is None or not _sees(person, cycle):
        raise NotFound
    return cycle


def _sees(person: Person, cycle: VisitCycle) -> bool:
    seen = (*person.scope.wide, *person.scope.narrow)
    return any(covers(one, cycle.region_code) or covers(cycle.region_code, one) for one in seen)


def _state(cycle: VisitCycle) -> str:
    day = today().isoformat()
    if cycle.state in (CANCELLED, OPENING):
        return cycle.state
    if cycle.first > day:
        return "coming"
    # One that was ended early is over on its very last day.
    return "over" if cycle.last < day or cycle.ended_at is not None else "running"


def _names(codes: Iterable[str]) -> Mapping[str, str]:
    return {code: display_name(name) for code, name in regions.names(codes).items()}


def _is_of(cycle: VisitCycle, plan: Plan) -> bool:
    same = (cycle.title, cycle.region_code, cycle.first, cycle.last) == (plan.title, plan.place, plan.first, plan.last)
    return same and (cycle.levels, cycle.ways) == (sorted(plan.levels), sorted(plan.ways))


def _problems(person: Person, plan: Plan) -> dict[str, str]:
    first, last = day_of(plan.first), day_of(plan.last)
    found = {"first": "" if first else NOT_A_DAY, "last": "" if last else NOT_A_DAY}
    if first and last:
        found["last"] = _problem_of_days(first, last)
    found["title"] = "" if 0 < len(plan.title) <= _LONGEST_TITLE else "请填写名称，最多40个字"
    is_place = is_code(plan.place) and covers(person.county_id, plan.place) and may(person, plan.place)
    found["place"] = "" if is_place and plan.place in regions.names([plan.place]) else "请选择加访的地方"
    found["levels"] = "" if set(plan.levels) <= LEVELS.keys() else "请重新选择对象等级"
    found["ways"] = "" if set(plan.ways) <= set(WAYS) else "请重新选择探访方式"
    found["times"] = "" if 1 <= (number_of(plan.times) or 0) <= _MOST_TIMES else "请填写1到9的整数"
    found["note"] = "" if len(plan.note) <= _LONGEST_NOTE else "说明最多90个字"
    return {name: text for name, text in found.items() if text}


def _problem_of_days(begins: date, ends: date) -> str:
    if ends < begins:
        return "最后一天不能早于第一天"
    if ends < today():
        return "最后一天不能早于今天"
    if begins > today() + timedelta(days=366):
        return "最多提前一年安排"
    return "一次加访最多92天" if (ends - begins).days >= _LONGEST_DAYS else ""
