"""What a person may see: the one rule behind every list, count, page, export, print and file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from formserver.models import (
    Elder,
    ElderMark,
    FollowUp,
    Grant,
    JournalEntry,
    MonthReport,
    Record,
    Visit,
    VisitDuty,
    VisitFigure,
)
from formserver.regions.codes import COUNTY_DIGITS, TOWNSHIP_DIGITS, VILLAGE_DIGITS, covers
from formserver.store.departments import READERS

Statement = TypeVar("Statement", bound=Select[Any])
Placed = type[Record | Elder | ElderMark | Visit | VisitDuty | VisitFigure | FollowUp | MonthReport]
"""Tables whose rows lie somewhere: county, township and village."""

OWN_ONLY: Final = frozenset({"visitor", "typist"})
BLIND: Final = frozenset({"system_admin", *READERS})
"""Roles that give no sight of records: who runs the machine does not read the files, and a department has its own list
of what its duty needs."""


@dataclass(frozen=True)
class Scope:
    """Whose eyes: everything under ``prefixes`` (region codes of 6, 9 or 12 digits) in one county.

    With ``own_only`` just what the person made there. ``own_prefixes`` are further places of that kind, for a person
    who holds, say, one village as lead and another as visitor.
    """

    county_id: str
    prefixes: tuple[str, ...]
    user_id: str
    own_only: bool = False
    own_prefixes: tuple[str, ...] = ()

    @property
    def wide(self) -> tuple[str, ...]:
        """Where the person sees everything."""
        return () if self.own_only else self.prefixes

    @property
    def narrow(self) -> tuple[str, ...]:
        """Where the person sees only what is his own."""
        return self.own_prefixes + (self.prefixes if self.own_only else ())


def narrowed(scope: Scope, place_code: str) -> Scope:
    """What the scope shows of a place (region code of 6, 9 or 12 digits)."""

    def inside(prefixes: Iterable[str]) -> tuple[str, ...]:
        return tuple(max(code, place_code, key=len) for code in prefixes if _lie_together(code, place_code))

    return replace(scope, prefixes=inside(scope.prefixes), own_prefixes=inside(scope.own_prefixes))


def apart(scope: Scope) -> list[Scope]:
    """The places the scope shows anything of, each as a scope of its own; none lies in another."""
    codes = _shortest(scope.wide + scope.narrow)
    return [replace(scope, prefixes=(code,), own_only=False, own_prefixes=()) for code in codes]


def are_villages(scope: Scope) -> bool:
    """Whether the scope shows villages only."""
    return all(len(code) == VILLAGE_DIGITS for code in scope.wide + scope.narrow)


def _lie_together(code: str, other: str) -> bool:
    return covers(code, other) or covers(other, code)


def scope_of(user_id: str, grants: Iterable[Grant], on: date, county_id: str) -> Scope:
    """The scope that a person's grants give in one county on a day; without any, a scope that shows nothing."""
    held = [grant for grant in grants_on(grants, on) if grant.role_name not in BLIND]
    within = [grant for grant in held if covers(county_id, grant.region_code)]
    wide = _shortest(grant.region_code for grant in within if grant.role_name not in OWN_ONLY)
    own = _shortest(grant.region_code for grant in within if grant.role_name in OWN_ONLY)
    if own and not wide:
        return Scope(county_id, own, user_id, own_only=True)
    return Scope(county_id, wide, user_id, own_prefixes=own)


def counties_of(grants: Iterable[Grant], on: date) -> tuple[str, ...]:
    """The counties in which a person holds any role on a day, in the order of their codes."""
    return tuple(sorted({grant.region_code[:COUNTY_DIGITS] for grant in grants_on(grants, on)}))


def roles_at(grants: Iterable[Grant], place_code: str, on: date) -> frozenset[str]:
    """The roles a person holds at a place on a day: those given for it or for a region above it."""
    return frozenset(grant.role_name for grant in grants_on(grants, on) if covers(grant.region_code, place_code))


def grants_on(grants: Iterable[Grant], on: date) -> list[Grant]:
    """The grants that hold on a day; first and last day are included."""
    return [grant for grant in grants if grant.valid_from <= on and (grant.valid_to is None or on <= grant.valid_to)]


def visible(statement: Statement, model: type[Record] | type[Elder] | type[FollowUp], scope: Scope) -> Statement:
    """The statement, cut down to what the scope shows of a table."""
    return statement.where(clause(model, scope))


def clause(model: Placed, scope: Scope) -> ColumnElement[bool]:
    """The rule as a condition. An elder, and what was found with him, belongs to no author: who works in the village
    sees who lives there."""
    # The places stand first and alone, so that an index of their tier answers whatever follows.
    placed = and_(model.county_id == scope.county_id, within(model, scope.wide + scope.narrow))
    if not scope.narrow or model is not Record:
        return placed
    # His own is also what he wrote on paper for somebody else to type, and what he once handed in: a correction by
    # somebody else makes that person the author.
    handed_in = select(JournalEntry.record_id).where(
        JournalEntry.county_id == scope.county_id,
        JournalEntry.user_id == scope.user_id,
        JournalEntry.action == "submit",
    )
    mine = or_(Record.author_id == scope.user_id, Record.visitor_id == scope.user_id)
    own = or_(mine, Record.id.in_(handed_in))
    return and_(placed, or_(within(model, scope.wide), own) if scope.wide else own)


def within(model: Placed, prefixes: Sequence[str]) -> ColumnElement[bool]:
    """Whether a row lies under any of the region codes. One column per tier keeps each answer on an index."""
    townships = [code for code in prefixes if len(code) == TOWNSHIP_DIGITS]
    villages = [code for code in prefixes if len(code) > TOWNSHIP_DIGITS]
    counties = [code for code in prefixes if len(code) == COUNTY_DIGITS]
    choices: list[ColumnElement[bool]] = []
    if counties:
        choices.append(model.county_id.in_(counties))
    if townships:
        choices.append(model.township_code.in_(townships))
    if villages:
        choices.append(model.village_code.in_(villages))
    return or_(*choices) if choices else false()


def _shortest(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes without those that lie under another of them."""
    kept: list[str] = []
    for code in sorted(set(codes), key=lambda code: (len(code), code)):
        if not any(code.startswith(above) for above in kept):
            kept.append(code)
    return tuple(kept)
