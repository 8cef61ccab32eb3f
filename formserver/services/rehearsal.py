"""A new edition tried on what is there: which drafts and records would fit it, lose something, or need correcting.

Nothing is written. What is tried is what would be done: the same answers, moved and validated in the same way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from formserver.clock import today
from formserver.forms import entry
from formserver.forms.document import FormDocument
from formserver.forms.editions.upgrading import Gone, upgrade
from formserver.forms.expressions.scopes import Known
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem
from formserver.models import Draft, Record
from formserver.services import trying, ways
from formserver.services.documents import form_document
from formserver.services.ways import Ways
from formserver.store import drafts, records
from formserver.workflow.states import APPROVED, TERMINATED


class Stage(StrEnum):
    """How far what is tried has come; the values are msgids."""

    DRAFT = "草稿"
    ON_ITS_WAY = "办理中的记录"
    APPROVED = "已通过的记录"
    TERMINATED = "已终止的记录"


class Verdict(StrEnum):
    """What the new edition would do to it, the graver first; the values are msgids."""

    INVALID = "需要更正"
    LOSES = "有回答不再询问"
    FITS = "照样有效"


class Position(NamedTuple):
    """How far a rehearsal has come: all records come before all drafts, each in the order of (county, id)."""

    is_draft: bool = False
    key: tuple[str, str] = ("", "")


BEGINNING: Final = Position()


@dataclass(frozen=True)
class Trial:
    """One draft or record under the new edition. `id` is the draft's or the record's; `number` is empty for drafts.

    `edition`: the edition it is in; `problems`: what would block a submission; `gone`: what would be kept aside.
    """

    county_id: str
    id: str
    number: str
    title: str
    stage: Stage
    edition: tuple[int, int]
    problems: tuple[Problem, ...]
    gone: tuple[Gone, ...]

    @property
    def verdict(self) -> Verdict:
        """The gravest that is true of it. Nobody expects a draft to be complete."""
        if self.problems and self.stage != Stage.DRAFT:
            return Verdict.INVALID
        return Verdict.LOSES if self.gone else Verdict.FITS

    @property
    def position(self) -> Position:
        """Where a rehearsal that was broken off here goes on."""
        return Position(self.stage == Stage.DRAFT, (self.county_id, self.id))


def rehearse(document: FormDocument, *, county_id: str | None = None, after: Position = BEGINNING) -> Iterator[Trial]:
    """Try the new edition of a form on every draft and record of it, of one county or of all, one after the other,
    those behind `after`.

    What is in a part that the new edition lacks cannot be tried: `compare` refuses such an edition. Raises
    DecryptionFailed.
    """
    to = ways.to_offered(document)
    left = () if after.is_draft else records.of_form(document.code, county_id, after.key)
    for record in left:
        if record.part in document.parts:
            yield _record(to, record)
    for draft in drafts.of_form(document.code, county_id, (after if after.is_draft else BEGINNING).key):
        if draft.part in document.parts:
            yield _draft(to, draft)


def _record(to: Ways, record: Record) -> Trial:
    found = trying.tried(record, to)
    stage = {str(APPROVED): Stage.APPROVED, str(TERMINATED): Stage.TERMINATED}.get(record.state, Stage.ON_ITS_WAY)
    edition, gone = form_document(record.form_edition_id).edition, found.moved.gone
    return Trial(record.county_id, record.id, record.number, record.title, stage, edition, found.problems, gone)


def _draft(to: Ways, draft: Draft) -> Trial:
    current = form_document(draft.form_edition_id)
    part = current.parts[draft.part]
    data = entry.to_data(part, Pairs(drafts.pairs_of(draft)))
    known, way = Known(today()), to.of(draft.form_edition_id, draft.part)
    gone = upgrade(part, to.part(draft.part), data, known, way).gone
    return Trial(draft.county_id, draft.id, "", draft.title, Stage.DRAFT, current.edition, (), gone)
