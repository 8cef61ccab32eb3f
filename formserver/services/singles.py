"""One record printed in the background, because no renderer was free for it while its page waited."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Final

from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Job
from formserver.printing import joining
from formserver.services import prints
from formserver.services.bundle_making import Row
from formserver.services.bundles import SINGLE, enqueue
from formserver.services.documents import form_document
from formserver.services.person import Person
from formserver.services.prints import Wish
from formserver.services.rendering import nameless, reading, rendered
from formserver.services.volumes import Made
from formserver.store import ledger, records

_TICKS: Final = ("copies", "with_approvals", "full_numbers", "archive")


def ask(person: Person, record_id: str, wish: Wish) -> Job:
    """Have one record printed as it was wished. Raises NotFound, TooManyJobs, QueueUnavailable."""
    db.session.rollback()  # what was read for the print that had to wait was read by a reader's transaction
    record = records.get(person.scope, record_id)
    title = f"{record.title} {form_document(record.form_edition_id).title} {record.number}"
    return enqueue(person, new_id(), SINGLE, title, _asked(record_id, wish), 1)


def make(person: Person, asked: Mapping[str, str], files: ExitStack, *, site: str) -> Made[Row]:
    """The record on its paper, into a file that `files` closes. Raises what `prints.print_for` raises."""
    with reading():
        printouts = prints.prepare_whole(person, asked["record"], _wish(asked), site=site)
        lines = [ledger.line(person.scope, printout.proof.record_id) for printout in printouts]
        sheets = prints.job_of(printouts)
    file = nameless(files)
    file.write(rendered(sheets))
    _, pages = joining.starts(file)
    return Made(file, pages, [Row(1, line=line, printout=one) for line, one in zip(lines, printouts, strict=True)])


def _asked(record_id: str, wish: Wish) -> dict[str, str]:
    return {"record": record_id, "copy": str(wish.copy)} | {name: "1" for name in _TICKS if getattr(wish, name)}


def _wish(asked: Mapping[str, str]) -> Wish:
    return Wish(copy=int(asked["copy"]), **{name: name in asked for name in _TICKS})
