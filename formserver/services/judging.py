"""Judging a page that is handed in: as a reader, while others write; held then, and judged again where it changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from formserver.forms import answers, reasons
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem
from formserver.forms.validation import errors
from formserver.services import filling, named_persons, proposals, registering
from formserver.services.filling import Filling
from formserver.services.person import Person
from formserver.store import drafts, files


@dataclass(frozen=True)
class Page:
    """What somebody hands in: the draft, the posted pairs, and the revision of the draft they were typed in."""

    person: Person
    draft_id: str
    posted: Pairs
    revision: int


@dataclass(frozen=True)
class Judged:
    """A page as it was read, whose problems are known; `made_of` tells whether its draft or record changed since."""

    filling: Filling
    made_of: tuple[Any, ...]


def judge(page: Page, *, locked: bool = False) -> Judged:
    """Read and judge a page, writing nothing; ``locked``: kept from everybody else until the transaction ends.

    Raises NotFound, StaleRevision, UnknownField, Forbidden.
    """
    kept = filling.take(page.person, page.draft_id, page.posted, revision=page.revision, locked=locked)
    kept.problems()
    return Judged(kept, _made_of(kept))


def hold(page: Page, judged: Judged) -> Filling:
    """Keep what was judged in an earlier transaction from everybody else. Where the draft, its record or the
    registration that is copied from have changed in between, the page is judged again. Raises as `judge`."""
    kept = judged.filling
    found = drafts.opened(page.person.county_id, page.person.user_id, page.draft_id, locked=True)
    if (_made_of(kept), found.registration) == (judged.made_of, kept.registration):
        return kept
    return judge(page, locked=True).filling


def problems(person: Person, kept: Filling) -> list[Problem]:
    """Everything that is wrong with a page that is held; asking for a number of the register is noted."""
    found = kept.problems()
    if not errors(found):
        found += [*registering.problems(person, kept), *_lost_files(kept)]
        found += named_persons.problems(person, kept.part, kept.data, kept.record)
    if not errors(found):
        found += proposals.emptiness(kept.part, kept.data, kept.given, kept.noted)
    if not errors(found):
        lacking = {problem.path: problem for problem in reasons.lacking(kept.part, found, kept.pairs)}
        found = [lacking.get(problem.path, problem) for problem in found]
    return found


def _lost_files(kept: Filling) -> Iterator[Problem]:
    """Files the data name that belong neither to this draft nor to its record: never to be shown from here."""
    named = list(answers.files(kept.part.group, kept.data))
    if not named:
        return
    county, draft, record = kept.draft.county_id, kept.draft, kept.record
    own = {file.id for file in files.of_draft(county, draft.id)}
    own |= {file.id for file in files.of_record(county, record.id)} if record else set()
    for path, file_id in named:
        if file_id not in own:
            yield Problem(path, "这里有一张照片没有保存好，请删除后重新添加")


def _made_of(kept: Filling) -> tuple[Any, ...]:
    draft, record = kept.draft, kept.record
    of_record = (record.revision_number, record.state) if record else ()
    return draft.revision, draft.updated_at, draft.form_edition_id, *of_record
