"""Named rules that compare values inside one object, where a schema cannot; they run on values of valid shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from formserver.forms.answers import value_at
from formserver.forms.conditions.answers import is_before
from formserver.forms.group import Group, field_at
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.identity import IdentityFacts, read_identity
from formserver.forms.problems import Level, Path, Problem

Spec = Mapping[str, Any]
Data = Mapping[str, Any]
# (check of the document, group that holds it, data, today) -> problems, paths relative to the group
Check = Callable[[Spec, Group, Data, date], Iterator[Problem]]


def run(group: Group, data: Data, today: date) -> Iterator[Problem]:
    """Every named check of the group, and the agreement of fields with the identity number that tells of them."""
    for spec in group.checks:
        yield from CHECKS[spec["check"]](spec, group, data, today)
    for field in group.told_by_identity:
        if field.code in data and (facts := _facts(field, data)) is not None:
            yield from _agrees_with_identity(field, facts, group, data)


# what the identity number tells ------------------------------------------------------------------------------------
def proposal(field: Field, data: Data) -> str | None:
    """What the identity number says this field should be; None when it says nothing."""
    facts = _facts(field, data)
    return None if facts is None else next(iter(_accepted(field, facts, data)), None)


def _facts(field: Field, data: Data) -> IdentityFacts | None:
    computed = field.spec.get("x-computed", {})
    return read_identity(data.get(computed["from"])) if "from" in computed else None


def _accepted(field: Field, facts: IdentityFacts, data: Data) -> list[str]:
    computed = field.spec["x-computed"]
    if computed["take"] == "sex":
        return [facts.sex]
    if computed["take"] == "age_band":
        return _bands(computed, facts, data)
    length = 7 if computed["take"] == "birth_month" else 10
    return [facts.born[:length]]


def _bands(computed: Spec, facts: IdentityFacts, data: Data) -> list[str]:
    """Bands that hold the age; an age printed in two bands (80 of Ezhou) is accepted in both, the first is proposed."""
    day = _day(data.get(computed["on"]))
    if day is None:
        return []
    age = facts.age_on(day)
    return [band["code"] for band in computed["bands"] if band["from"] <= age <= band.get("to", age)]


def _agrees_with_identity(field: Field, facts: IdentityFacts, group: Group, data: Data) -> Iterator[Problem]:
    value = data[field.code]
    take = field.spec["x-computed"]["take"]
    if take.startswith("birth") and facts.born.startswith(value):
        return  # a birth may be written less precisely
    accepted = _accepted(field, facts, data)
    if not accepted or value in accepted:
        return
    number = group.words(field.spec["x-computed"]["from"])
    level: Level = "warning" if take == "age_band" else "error"
    params = {"number": number, "said": field.text({field.code: accepted[0]})}
    yield Problem((field.code,), "%(label)s与%(number)s不一致：按%(number)s应为%(said)s", params, level)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


# x-checks -------------------------------------------------------------------------------------------------------------
def sum_is(spec: Spec, group: Group, data: Data, today: date) -> Iterator[Problem]:
    """`total` equals the sum of `of`; an empty blank counts 0, and nothing is said while all of them are empty."""
    total, parts = value_at(data, spec["total"]), [value_at(data, path) for path in spec["of"]]
    if total is None or all(part is None for part in parts):
        return
    found = sum(part or 0 for part in parts)
    if found != total:
        labels = "、".join(named_field(group, path).spoken for path in spec["of"])
        yield _problem(
            spec, spec["total"], "%(label)s是%(total)s，但%(parts)s合计是%(sum)s", total=total, parts=labels, sum=found
        )


def count_at_most(spec: Spec, group: Group, data: Data, today: date) -> Iterator[Problem]:
    """The table `rows` has at most `limit` (a number field) answered rows."""
    rows, limit = value_at(data, spec["rows"]), value_at(data, spec["limit"])
    if rows is not None and limit is not None and len(rows) > limit:
        words = named_field(group, spec["limit"]).spoken
        yield _problem(
            spec,
            spec["rows"],
            "%(label)s填了%(count)s项，多于%(words)s（%(limit)s）",
            count=len(rows),
            words=words,
            limit=limit,
        )


def not_after(spec: Spec, group: Group, data: Data, today: date) -> Iterator[Problem]:
    """`earlier` is not after `later`; dates of unlike precision are compared at the common one."""
    if is_before(value_at(data, spec["later"]), value_at(data, spec["earlier"])):
        yield _problem(
            spec, spec["earlier"], "%(label)s不应晚于%(later)s", later=named_field(group, spec["later"]).spoken
        )


def not_in_future(spec: Spec, group: Group, data: Data, today: date) -> Iterator[Problem]:
    """The date is not after today (Asia/Shanghai)."""
    value = value_at(data, spec["field"])
    if value is not None and value > today.isoformat()[: len(value)]:
        yield _problem(spec, spec["field"], "%(label)s不应晚于今天")


def disability_agrees(spec: Spec, group: Group, data: Data, today: date) -> Iterator[Problem]:
    """A disability card begins with its holder's identity number.

    Source: the 20-digit number of the second-generation card of disabled persons (identity number, kind, grade).
    """
    card, identity = value_at(data, spec["card"]), value_at(data, spec["identity"])
    if card is not None and identity is not None and card[:18] != identity:
        yield _problem(
            spec,
            spec["card"],
            "%(label)s的前18位应与%(number)s相同",
            number=named_field(group, spec["identity"]).spoken,
        )


def chosen_together(spec: Spec, group: Group, data: Data, today: date) -> Iterator[Problem]:
    """When `option` of `field` is chosen, `with_field` must be one of `one_of`."""
    chosen, other = value_at(data, spec["field"]), value_at(data, spec["with_field"])
    holds = spec["option"] in chosen if isinstance(chosen, list) else chosen == spec["option"]
    if not holds or other is None or other in spec["one_of"]:
        return
    needed = "”或“".join(group.words(spec["with_field"], code) for code in spec["one_of"])
    words = {
        "option": group.words(spec["field"], spec["option"]),
        "other": group.words(spec["with_field"]),
        "needed": needed,
    }
    yield _problem(spec, spec["field"], "%(label)s选了“%(option)s”，但%(other)s不是“%(needed)s”", **words)


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (sum_is, count_at_most, not_after, not_in_future, disability_agrees, chosen_together)
}


def named_field(group: Group, path: str) -> Field:
    """The field at a dotted path. Raises KeyError; documents are searched for such paths when they are loaded."""
    field, rest = field_at(group, path)
    if rest:
        raise KeyError(path)
    return field


def _problem(spec: Spec, path: str, key: str, **params: Any) -> Problem:
    level: Level = spec.get("level", "error")
    place: Path = tuple(path.split("."))
    return Problem(place, key, params, level, takes_reason=level == "warning" and spec.get("reason", True))
