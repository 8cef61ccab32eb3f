"""批量通过: visits that need not be opened, approved one by one by the ordinary act, each with its own entry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from formserver.digests import digest
from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.models import Job
from formserver.services import approval, bundles
from formserver.services.approval import Request
from formserver.services.months import routine
from formserver.services.person import Person
from formserver.store import jobs, journal
from formserver.workflow.words import Action

KIND: Final = "routine"
RIGHT: Final = "sign_off_month"
AT_ONCE: Final = 20
"""So many are approved while the page waits; more in the background."""

_ID: Final = 36


class NoLongerRoutine(FormserverError):
    """It must be opened first, or it waits for the reader no longer."""

    status = 409
    message_key = "要打开看过才能通过，或已经由别人办理。"


class NothingChosen(FormserverError):
    """No visit was ticked."""

    status = 422
    message_key = "请先勾选要通过的记录。"


@dataclass(frozen=True)
class Refused:
    """A visit that was not approved, and why."""

    record_id: str
    number: str
    title: str
    failure: FormserverError


@dataclass(frozen=True)
class Approved:
    """What became of the chosen visits."""

    done: int
    refused: Sequence[Refused]


def approve(
    person: Person,
    period: str,
    place: str,
    chosen: Mapping[str, str],
    act_id: str,
    go_on: Callable[[int, int], None] = lambda done, total: None,
) -> Approved:
    """Approve the chosen visits (record id -> "revision/state" as the page showed it), each in a transaction of its
    own; what was done under this act id before is not done twice. Raises NothingChosen."""
    if not chosen:
        raise NothingChosen
    fit = {one.record.id: one for one in routine.candidates(person, period, place)}
    ready = {record_id for record_id, one in fit.items() if not one.why}
    told = {record_id: (one.record.number, one.record.title) for record_id, one in fit.items()}
    done, refused = 0, []
    for place_in_row, (record_id, seen) in enumerate(chosen.items()):
        go_on(place_in_row, len(chosen))
        own_act = digest([act_id, record_id])[:_ID]
        try:
            _approve(person, record_id, seen, own_act, is_ready=record_id in ready)
            done += 1
        except FormserverError as failure:
            db.session.rollback()
            refused.append(Refused(record_id, *told.get(record_id, ("", "")), failure))
    return Approved(done, refused)


def ask(person: Person, period: str, place: str, chosen: Mapping[str, str], act_id: str) -> Job | Approved:
    """Approve a few at once, or have many approved in the background. Raises NothingChosen, TooManyJobs,
    ActConflict."""
    if len(chosen) <= AT_ONCE:
        return approve(person, period, place, chosen, act_id)
    visits = " ".join(f"{record_id}={seen}" for record_id, seen in chosen.items())
    asked = {"act": act_id, "period": period, "place": place, "visits": visits}
    known = jobs.find(person.county_id, act_id)
    if known is not None:
        return bundles.same(known, person, asked)
    title = f"{bundles.place_name(place)}　{period}　批量通过"
    return bundles.enqueue(person, act_id, KIND, title, asked, len(chosen))


def _approve(person: Person, record_id: str, seen: str, act_id: str, *, is_ready: bool) -> None:
    revision, _, state = seen.partition("/")
    was_done = journal.find_act(person.county_id, act_id) is not None
    if not (is_ready or was_done) or not revision.isdecimal():
        raise NoLongerRoutine
    approval.act(person, record_id, Request(str(Action.APPROVE), act_id, int(revision), state))
