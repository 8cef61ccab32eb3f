"""What a programme says about visiting: duties, periods, absences, and what of a visit's answers is followed up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from formserver.programme.duties import Duty, due
from formserver.programme.periods import Calendar, Period


@dataclass(frozen=True, slots=True)
class Absence:
    """Why somebody was not visited; ``excuses``: nobody was owed a visit then."""

    code: str
    label: str
    excuses: bool = False
    source: str = ""
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer that is followed up: the concept and the values of it, the kind of follow-up (hazard, hardship,
    referral, intervention), the days in which it is to be settled, and whose it is at once: village or township."""

    code: str
    label: str
    concept: str
    values: frozenset[str]
    kind: str
    days: int
    tier: str = "village"
    source: str = ""
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """Who helps to settle what was found: a unit, a body, people."""

    code: str
    label: str
    source: str = ""
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class PublicNumber:
    """A number of the emergency card that is the same for everybody."""

    code: str
    label: str
    number: str
    source: str = ""
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Visiting:
    """The visiting of a programme. ``refusals``: excused (not owed), visited or missing; ``refusals_because``: who says
    so; ``unsaid_way``: how a visit was made whose paper does not ask; ``counts_yearly``: 第__次 begins anew each
    year."""

    duties: tuple[Duty, ...]
    calendar: Calendar
    unsaid_way: str | None
    counts_yearly: bool
    refusals: str
    refusals_because: str
    absences: tuple[Absence, ...]
    findings: tuple[Finding, ...]
    units: tuple[Unit, ...]
    emergency: tuple[PublicNumber, ...]

    def duty(self, code: str) -> Duty | None:
        """The duty of a code."""
        return next((one for one in self.duties if one.code == code), None)

    def duty_of(self, level: str | None, visit_class: str | None) -> Duty | None:
        """The duty towards somebody of a care level and class; None where nothing is owed."""
        return due(self.duties, level, visit_class)

    def period(self, day: date) -> Period:
        """The reporting period of a day."""
        return self.calendar.of_day(day)

    def absence(self, code: str) -> Absence | None:
        """The absence of a code."""
        return next((one for one in self.absences if one.code == code), None)

    def finding(self, code: str) -> Finding | None:
        """The finding of a code."""
        return next((one for one in self.findings if one.code == code), None)

    def found_in(self, concepts: Mapping[str, Any]) -> tuple[Finding, ...]:
        """What of a visit's answers (concept -> value or values) is followed up."""
        return tuple(one for one in self.findings if not one.values.isdisjoint(_values(concepts.get(one.concept))))


def read(written: Mapping[str, Any]) -> Visiting:
    """The section of a programme document that was found right."""
    period, refusals = written["period"], written["refusals"]
    hand_in = period["hand_in"]
    return Visiting(
        duties=tuple(_duty(one) for one in written["duties"]),
        calendar=Calendar(period["begins"], period["second_half"], hand_in["day"], hand_in["months_later"]),
        unsaid_way=written.get("unsaid_way", {}).get("way"),
        counts_yearly=written.get("counter", {}).get("yearly", False),
        refusals=refusals["count"],
        refusals_because=refusals.get("assumed") or refusals["source"],
        absences=tuple(Absence(**one) for one in written["absences"]),
        findings=tuple(Finding(**{**one, "values": frozenset(one["values"])}) for one in written["findings"]),
        units=tuple(Unit(**one) for one in written.get("units", ())),
        emergency=tuple(PublicNumber(**one) for one in written.get("emergency", ())),
    )


def _duty(written: Mapping[str, Any]) -> Duty:
    of = written.get("of", {})
    plain = {name: value for name, value in written.items() if name not in ("of", "ways")}
    return Duty(
        **plain,
        ways=frozenset(written.get("ways", ())),
        levels=frozenset(of.get("level", ())),
        classes=frozenset(of.get("visit_class", ())),
    )


def _values(said: Any) -> tuple[Any, ...]:
    if isinstance(said, (list, tuple)):
        return tuple(said)
    return () if said is None else (said,)
