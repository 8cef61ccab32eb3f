"""Many records move to the edition in force, one by one: what fits is moved, the rest is left and named.

Each record is an act and a commit of its own, so that an interrupted run has done what it has done, and a second one
goes on from there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from formserver.digests import digest
from formserver.errors import Forbidden, FormserverError, StaleRevision
from formserver.extensions import db
from formserver.forms.input_names import locate
from formserver.ids import new_id
from formserver.models import Form, JournalEntry, Record
from formserver.regions.names import display_name
from formserver.services import moving, ownership, ways
from formserver.services.documents import form_document
from formserver.services.moving import CannotRevert, Request, StaysThere, WouldNotFit, edition_text
from formserver.services.person import Person
from formserver.services.rehearsal import Verdict
from formserver.services.trying import Tried, tried
from formserver.store import forms, moves, regions
from formserver.store.moves import Picked

STEP: Final = 100
"""So many records are tried by one page, and moved by one press of its button."""
_COMMON: Final = 24  # characters of an act id that all moves of a run share


class Outcome(StrEnum):
    """What became of a record; the values are msgids."""

    MOVED = "已换用新版本"
    FITS = "可以换"
    REVERTED = "已恢复原版本"
    SKIPPED = "没有换"
    REFUSED = "需要更正"


@dataclass(frozen=True)
class Result:
    """One record of a run; `why` it was not moved, in a sentence of its own."""

    number: str
    outcome: Outcome
    why: FormserverError | None = None


@dataclass(frozen=True)
class Try:
    """A record that could move, and what the new edition does to it. No answer is among it: `problems` and `gone` are
    what the paper calls the questions."""

    record: Record
    edition: str
    place: str
    verdict: Verdict
    problems: Sequence[str]
    gone: Sequence[str]


@dataclass(frozen=True)
class Made:
    """A move of the last run; `is_open`: nothing was done with the record since, so that it may be undone."""

    entry: JournalEntry
    record: Record
    place: str
    is_open: bool


@dataclass(frozen=True)
class Plan:
    """What could be moved of a form. `target`, `newer`: id and number of the edition in force, empty where there is
    none; `older`: id, number and records of every other edition that has records; `total`: the records picked;
    `staying`: those that stay because of their state; `tries`: the next `STEP` of the records picked, `counts` their
    verdicts, `next` where the following ones begin; `made`: what the last run moved."""

    title: str
    target: str
    newer: str
    older: Sequence[tuple[str, str, int]]
    picked: Picked
    total: int
    staying: int
    tries: Sequence[Try]
    counts: Counter[Verdict]
    next: str
    made: Sequence[Made]


# looking --------------------------------------------------------------------------------------------------------------
def plan(person: Person, code: str, picked: Picked, *, after: str = "", run: str = "") -> Plan:
    """What could be moved of a form in the person's county; `run`: the run whose moves are shown. Raises NotFound,
    Forbidden."""
    form = _checked(person, code)
    target, county_id = forms.active_id(code) or "", person.county_id
    editions = [one for one in moves.by_edition(county_id, code).items() if one[0] != target]
    found = moves.candidates(county_id, code, picked, target, after=after, limit=STEP) if target else []
    tries = list(_tries(found, target)) if found else []
    return Plan(
        title=form.title,
        target=target,
        newer=edition_text(target) if target else "",
        older=[(one, edition_text(one), number) for one, number in sorted(editions, key=_age)],
        picked=picked,
        total=moves.count(county_id, code, picked, target),
        staying=moves.staying(county_id, code, target),
        tries=tries,
        counts=Counter(one.verdict for one in tries),
        next=found[-1].id if len(found) == STEP else "",
        made=list(_made(person, run)) if run else (),
    )


def _age(edition: tuple[str, int]) -> tuple[int, int]:
    return form_document(edition[0]).edition


def _tries(found: Sequence[Record], target: str) -> Iterator[Try]:
    names, to = _places(found), ways.to_edition(target)
    for record in found:
        one = tried(record, to)
        problems = list(dict.fromkeys(_question(one, problem.path) for problem in one.problems))
        gone = list(dict.fromkeys(lost.field.spoken for lost in one.moved.gone))
        verdict = Verdict.INVALID if problems else Verdict.LOSES if gone else Verdict.FITS
        edition = edition_text(record.form_edition_id)
        yield Try(record, edition, names[record.village_code], verdict, problems, gone)


def _question(tried: Tried, path: tuple[str | int, ...]) -> str:
    field = locate(tried.after, path).field
    return field.spoken if field is not None else tried.after.title


def _made(person: Person, run: str) -> Iterator[Made]:
    found = moves.of_run(person.county_id, person.user_id, run[:_COMMON], STEP)
    names = _places([record for _, record in found])
    for entry, record in found:
        is_open = (record.revision_number, record.state) == (entry.revision_number, entry.to_state)
        yield Made(entry, record, names[record.village_code], is_open)


def _places(found: Sequence[Record]) -> dict[str, str]:
    """Village code -> township and village as papers write them."""
    codes = {code for record in found for code in (record.township_code, record.village_code)}
    names = {code: display_name(name) for code, name in regions.names(sorted(codes)).items()}
    return {one.village_code: names.get(one.township_code, "") + names.get(one.village_code, "") for one in found}


# moving ---------------------------------------------------------------------------------------------------------------
def move_ticked(person: Person, code: str, ids: Sequence[str], target: str, run: str) -> list[Result]:
    """Move the records with these ids, at most `STEP`, as far as they fit. Raises NotFound, Forbidden,
    PublishedMeanwhile."""
    _checked(person, code)
    _needed_target(code, target)
    return [*move_each(person, moves.of_ids(person.county_id, code, ids[:STEP]), target, run)]


def move_next(
    person: Person, code: str, picked: Picked, target: str, run: str, *, after: str = ""
) -> tuple[list[Result], str]:
    """Move the next `STEP` of the records picked, as far as they fit; gives where those behind them begin, empty when
    that were all. Raises NotFound, Forbidden, PublishedMeanwhile."""
    _checked(person, code)
    _needed_target(code, target)
    found = moves.candidates(person.county_id, code, picked, target, after=after, limit=STEP)
    rest = found[-1].id if len(found) == STEP else ""
    return [*move_each(person, found, target, run)], rest


def move_each(person: Person, found: Sequence[Record], target: str, run: str) -> Iterator[Result]:
    """Move records one after the other, each in a commit of its own; what cannot move is told and left."""
    asked = [(one.id, one.number, one.revision_number) for one in found]
    for record_id, number, revision in asked:
        try:
            moving.move(person, record_id, Request(act_id(run, record_id), revision, target))
        except (StaysThere, StaleRevision, WouldNotFit) as refused:
            db.session.rollback()
            is_invalid = isinstance(refused, WouldNotFit)
            yield Result(number, Outcome.REFUSED if is_invalid else Outcome.SKIPPED, refused)
        else:
            yield Result(number, Outcome.MOVED)


def try_each(found: Sequence[Record], target: str) -> Iterator[Result]:
    """What `move_each` would do; nothing is written."""
    to = ways.to_edition(target)
    for record in found:
        stays = moving.hindrance(record, target)
        problems = () if stays else tried(record, to).problems
        if stays:
            yield Result(record.number, Outcome.SKIPPED, stays)
        elif problems:
            yield Result(record.number, Outcome.REFUSED, WouldNotFit(edition_text(target), problems))
        else:
            yield Result(record.number, Outcome.FITS)


def revert_each(person: Person, found: Sequence[Record]) -> Iterator[Result]:
    """Undo the moves of records one after the other, each in a commit of its own."""
    asked = [(one.id, one.number, one.revision_number) for one in found]
    for record_id, number, revision in asked:
        try:
            moving.revert(person, record_id, Request(new_id(), revision))
        except (CannotRevert, StaleRevision) as refused:
            db.session.rollback()
            yield Result(number, Outcome.SKIPPED, refused)
        else:
            yield Result(number, Outcome.REVERTED)


def revert_one(person: Person, code: str, record_id: str) -> list[Result]:
    """Undo the move of one record of a form. Raises NotFound, Forbidden."""
    _checked(person, code)
    return [*revert_each(person, moves.of_ids(person.county_id, code, [record_id]))]


def act_id(run: str, record_id: str) -> str:
    """The act of one record in a run: the same for the same two, and told by its beginning to be of the run."""
    return run[:_COMMON] + digest([run, record_id])[: 36 - _COMMON]


def _needed_target(code: str, target: str) -> None:
    if forms.active_id(code) != target:
        raise moving.PublishedMeanwhile


def _checked(person: Person, code: str) -> Form:
    """A form whose records the person may move many of at once. Raises NotFound, Forbidden."""
    form = ownership.known(person, code)
    if not ownership.holds(person, ownership.PUBLISHES, form.owner_region):
        raise Forbidden("只有管理这张表的表单管理员能成批更换记录的表版本。")
    return form
