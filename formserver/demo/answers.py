"""Plausible, valid answers for any part of any document: kind by kind, and asked of `validation.check` in the end."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import singledispatch
from typing import Any, Final

from formserver.clock import today
from formserver.demo import mending, phrases
from formserver.demo.people import Made, People
from formserver.errors import FormserverError
from formserver.forms import checks
from formserver.forms.document import Part
from formserver.forms.group import Container, Group
from formserver.forms.kinds.address import Address
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.choice import Choice, MultiChoice
from formserver.forms.kinds.date import Date
from formserver.forms.kinds.identity import DisabilityCard, IdentityNumber
from formserver.forms.kinds.measures import SerialNumber
from formserver.forms.kinds.media import SignatureField
from formserver.forms.kinds.person import Person
from formserver.forms.kinds.rows import HEAD, FixedTable, Table
from formserver.forms.kinds.scales import RankedChoice
from formserver.forms.kinds.text import Phone, Text
from formserver.forms.validation import check, errors

Data = dict[str, Any]
_TRIES: Final = 60
_ON_THE_DAY: Final = frozenset({"opened_on", "visit_date", "care_date"})


class NoValidAnswers(FormserverError):
    """A part whose rules no generated set of answers fulfils: a rule contradicts another."""

    status = 500
    message_key = "无法为“%(title)s”生成有效的演示内容：%(problem)s"


@dataclass(frozen=True)
class Circumstances:
    """What a paper is about: the elder, who fills it in, when, where (tier -> name, `<tier>_code` -> code)."""

    elder: Made
    visitor: Made
    day: date
    place: Mapping[str, str]
    is_row: bool = False


def answers(part: Part, about: Circumstances, people: People, rng: random.Random) -> Data:
    """Valid data of a part, those of frozen sections and counters too. Raises NoValidAnswers."""
    problem = ""
    for _ in range(_TRIES):
        data = Writer(people, rng).fill(part.group, about)
        found = errors(check(part, data, today=today()))
        if not found:
            return data
        problem = found[0].message
    raise NoValidAnswers(title=part.title, problem=problem)


class Writer:
    """Fills in objects of fields."""

    def __init__(self, people: People, rng: random.Random) -> None:
        self.people, self.rng = people, rng

    def fill(self, group: Group, about: Circumstances) -> Data:
        """Answers of one object; what its rules demand is always there, of the rest most."""
        data: Data = {}
        for field in sorted(group.fields.values(), key=lambda field: "x-computed" in field.spec):
            if field.shown_when.holds(data) and (_always(group, field, data) or self.rng.random() < 0.9):
                self._answer(field, data, about)
        for _ in range(5):  # an answer may demand others, and these others again
            data = group.without_hidden(data)
            missing = [code for code in group.fields if self._is_missing(group, code, data)]
            for code in missing:
                self._answer(group.fields[code], data, about, needed=True)
            if not missing:
                break
        mending.mend(group, data, self.rng)
        return data

    def _is_missing(self, group: Group, code: str, data: Data) -> bool:
        none = group.fields[code].none_code
        return group.is_required(code, data) and code not in data and (none is None or none not in data)

    def _answer(self, field: Field, data: Data, about: Circumstances, *, needed: bool = False) -> None:
        reasons = list(field.none_labels())
        value = None if reasons and self.rng.random() < 0.06 else self._value(field, data, about)
        if value is not None:
            data[field.code] = value
            self._blanks(field, data, about)
        elif field.none_code and reasons:
            data[field.none_code] = self.rng.choice(reasons)
        elif needed and isinstance(field, Choice):
            data[field.code] = _make(field, self, about)

    def _value(self, field: Field, data: Data, about: Circumstances) -> Any:
        if field.is_fixed:
            return None
        if "from" in field.spec.get("x-computed", {}):
            proposed = checks.proposal(field, data)
            is_band = field.spec["x-computed"]["take"] == "age_band"
            if proposed is not None or is_band:
                return proposed
        return _make(field, self, about)

    def _blanks(self, field: Field, data: Data, about: Circumstances) -> None:
        if not isinstance(field, Choice):
            return
        for option in field.options:
            for blank in option.blanks.values() if field.is_chosen(data, option.code) else ():
                if not blank.spec.get("x-optional") or self.rng.random() < 0.5:
                    data[blank.code] = _make(blank, self, about)


def _always(group: Group, field: Field, data: Data) -> bool:
    """What is demanded, what the number says anyway, and what the register lives on."""
    return group.is_required(field.code, data) or not {"x-computed", "x-concept"}.isdisjoint(field.spec)


# what the people and the place decide; everything else a kind makes up itself -----------------------------------------
@singledispatch
def _make(field: Field, writer: Writer, about: Circumstances) -> Any:
    """An answer, or None. Kinds without a function of their own get that of the kind they are made of."""
    return field.made_up(writer.rng)


@_make.register
def _text(field: Text, writer: Writer, about: Circumstances) -> str:
    words = _words(writer, field, about)
    return words[: int(field.spec.get("maxLength", 100))]


def _words(writer: Writer, field: Field, about: Circumstances) -> str:
    concept = field.spec.get("x-concept")
    if concept == "visitor_name":
        return about.visitor.name
    if concept == "name" or (about.is_row and field.spoken == "姓名"):
        return about.elder.name
    if phrases.asks_a_name(field.spoken):
        return writer.people.younger().name
    return phrases.words_for(field.spoken, writer.rng)


@_make.register
def _date(field: Date, writer: Writer, about: Circumstances) -> str:
    levels = field.precisions
    level = levels[-1] if writer.rng.random() < 0.8 else writer.rng.choice(levels)
    return _day(writer, field, about).isoformat()[: {"year": 4, "month": 7, "day": 10}[level]]


def _day(writer: Writer, field: Field, about: Circumstances) -> date:
    if "出生" in field.spoken:
        return about.elder.birth
    if field.spec.get("x-concept") in _ON_THE_DAY or "日期" in field.spoken:
        return about.day
    away = timedelta(days=writer.rng.randint(20, 700))
    return about.day + away if "计划" in field.spoken else about.day - away


@_make.register
def _single(field: Choice, writer: Writer, about: Circumstances) -> str:
    if set(field.codes) == {"male", "female"} and not field.spec.get("x-spoken"):
        return about.elder.sex
    weights = [phrases.weight(field, option) for option in field.options]
    return writer.rng.choices(field.codes, weights)[0]


@_make.register
def _multi(field: MultiChoice, writer: Writer, about: Circumstances) -> list[str]:
    least, most = int(field.spec.get("minItems", 1)), int(field.spec.get("maxItems", len(field.options)))
    wanted = min(most, max(least, writer.rng.choice((1, 1, 1, 2, 2, 3))))
    chosen: list[str] = []
    groups: set[str] = set()
    left = list(field.options)
    while left and len(chosen) < wanted:
        option = writer.rng.choices(left, [phrases.weight(field, one) for one in left])[0]
        left.remove(option)
        if option.exclusive and not chosen and least <= 1:
            return [option.code]
        if not option.exclusive and option.group not in groups:
            chosen.append(option.code)
            groups |= {option.group} - {""}
    return [code for code in field.codes if code in chosen]


@_make.register
def _identity(field: IdentityNumber, writer: Writer, about: Circumstances) -> str:
    return about.elder.identity


@_make.register
def _card(field: DisabilityCard, writer: Writer, about: Circumstances) -> str:
    # the papers ask for the number of who is severely disabled: the last digit is the grade
    return f"{about.elder.identity}{writer.rng.randint(1, 7)}{writer.rng.randint(1, 2)}"


@_make.register
def _phone(field: Phone, writer: Writer, about: Circumstances) -> str:
    concept = field.spec.get("x-concept")
    if concept == "visitor_phone":
        return about.visitor.phone
    is_own = concept == "phone" or (about.is_row and not field.spec.get("x-spoken"))
    return about.elder.phone if is_own else writer.people.younger().phone


@_make.register
def _address(field: Address, writer: Writer, about: Circumstances) -> dict[str, str] | None:
    place = {**about.place, "detail": f"{writer.rng.randint(1, 12)}组{writer.rng.randint(1, 99)}号"}
    wanted = [part for tier in field.tiers for part in (tier, f"{tier}_code")]
    return {part: place[part] for part in wanted if place.get(part)} or None


@_make.register
def _signature(field: SignatureField, writer: Writer, about: Circumstances) -> dict[str, Any]:
    if writer.rng.random() < 0.8:
        return {"paper": True}
    return {"by": about.visitor.name, "on": about.day.isoformat()}


@_make.register
def _object(field: Container, writer: Writer, about: Circumstances) -> Data | None:
    return writer.fill(field.group, about) or None


@_make.register
def _rows(field: Table, writer: Writer, about: Circumstances) -> list[Data] | None:
    count = min(field.maximum, writer.rng.choice((1, 1, 2, 2, 3)))
    rows = []
    for index in range(count):
        is_head = bool(field.head) and index == 0
        person = about.elder if is_head else writer.people.younger()
        row = writer.fill(field.group, replace(about, elder=person, is_row=True))
        if row:
            rows.append({"role": HEAD, **row} if is_head else row)
    return rows or None


@_make.register
def _fixed(field: FixedTable, writer: Writer, about: Circumstances) -> Data | None:
    rows = {code: writer.fill(field.group, about) for code in field.row_labels}
    return {code: row for code, row in rows.items() if row} or None


@_make.register(SerialNumber)
@_make.register(RankedChoice)
def _by_itself(field: Field, writer: Writer, about: Circumstances) -> Any:
    return field.made_up(writer.rng)


@_make.register
def _person(field: Person, writer: Writer, about: Circumstances) -> dict[str, str] | None:
    return {"name": writer.people.younger().name} if field.is_free else None
