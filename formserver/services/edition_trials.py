"""The rehearsal of a draft of an edition, a stretch at a time: a request tries so many papers, and what came of them is
kept with the draft until all have been tried. No answer and no name is kept: who looks after forms reads no records.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from formserver.clock import now
from formserver.extensions import db
from formserver.forms.document import FormDocument
from formserver.forms.placeholders import BLANK
from formserver.forms.problems import Problem
from formserver.models import Draft, Record
from formserver.models.columns import instant_text
from formserver.models.engine import begin_reading
from formserver.services.person import Person
from formserver.services.rehearsal import Position, Stage, Trial, Verdict, rehearse
from formserver.store import edition_drafts, rows

STRETCH: Final = 500
"""How many papers a request tries: half a second of work at most, and nobody waits longer for a page."""

MOST_LISTED: Final = 50
GONE: Final = "不再询问“%(label)s”"
_MOST_REASONS: Final = 30

# What fills a sentence from the document. Everything else may be somebody's answer, or tell of it.
_OURS: Final = frozenset(
    {"decimals", "example", "head", "label", "later", "limit", "name", "needed", "number", "option", "options"}
    | {"other", "reason", "reasons", "total", "verb"}
)
_UNTOLD: Final = "…"


@dataclass
class Tally:
    """What a rehearsal has found: `counts` of papers by stage and verdict, `listed`: those that do not simply fit, at
    most MOST_LISTED of each verdict; `reasons`: how often each sentence was said. `after`: where it goes on, None when
    it is at its end; `tried` of `total` papers; `at`: when it began, as `instant_text` writes it."""

    total: int
    at: str
    tried: int = 0
    after: list[Any] | None = None
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    listed: list[dict[str, Any]] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)

    def count(self, stage: Stage, verdict: Verdict) -> int:
        """How many papers of a stage have that verdict."""
        return self.counts.get(stage.name, {}).get(verdict.name, 0)

    def sum(self, verdict: Verdict) -> int:
        """How many papers have that verdict."""
        return sum(self.count(stage, verdict) for stage in Stage)

    def of(self, verdict: Verdict) -> list[dict[str, Any]]:
        """The listed papers with that verdict."""
        return [one for one in self.listed if one["verdict"] == verdict.name]

    def said(self, verdict: Verdict) -> list[tuple[dict[str, Any], int]]:
        """The sentences that led to a verdict, each with how many papers it was said of, the commonest first."""
        read = ((json.loads(text), number) for text, number in self.reasons.items())
        found = [(sentence, number) for sentence, number in read if sentence.pop("verdict") == verdict.name]
        return sorted(found, key=lambda one: -one[1])


def tally_of(stored: Mapping[str, Any] | None) -> Tally | None:
    """What a draft keeps of its rehearsal."""
    return None if stored is None else Tally(**stored)


def go_on(person: Person, draft_id: str, *, anew: bool = False) -> bool:
    """Try the next papers of the person's county; `anew`: from the beginning. Whether any are left.

    Raises NotFound, DecryptionFailed. What is decided or compared anew meanwhile is left as it is.
    """
    db.session.rollback()
    begin_reading(db.session())  # nobody waits for the lock of writers while papers are read
    draft = edition_drafts.get(person.county_id, draft_id)
    if draft.based_on is None or draft.state != edition_drafts.OPEN:
        db.session.rollback()
        return False
    found = (None if anew else tally_of(draft.rehearsal)) or _fresh(draft.form_code, person.county_id)
    document, based_on = FormDocument(draft.source, json.loads(draft.bundled)), draft.based_on
    _stretch(found, rehearse(document, county_id=person.county_id, after=_position(found)))
    db.session.rollback()
    edition_drafts.change(draft_id, {"rehearsal": vars(found)}, based_on=based_on)
    db.session.commit()
    return found.after is not None


def _fresh(form_code: str, county_id: str) -> Tally:
    total = rows.count(Record, form_code, county_id) + rows.count(Draft, form_code, county_id)
    return Tally(total, instant_text(now()))


def _position(found: Tally) -> Position:
    if found.after is None:
        return Position()
    is_draft, county_id, paper_id = found.after
    return Position(is_draft, (county_id, paper_id))


def _stretch(found: Tally, trials: Iterable[Trial]) -> None:
    seen = 0
    for trial in islice(trials, STRETCH):
        seen += 1
        _count(found, trial)
        found.after = [trial.position.is_draft, *trial.position.key]
    found.tried += seen
    if seen < STRETCH:
        found.after = None
        found.total = found.tried  # some may have come or gone since they were counted


def _count(found: Tally, trial: Trial) -> None:
    by_verdict = found.counts.setdefault(trial.stage.name, {})
    by_verdict[trial.verdict.name] = by_verdict.get(trial.verdict.name, 0) + 1
    if trial.verdict == Verdict.FITS:
        return
    said = _said(trial)
    for sentence in said:
        text = json.dumps({"verdict": trial.verdict.name, **sentence}, ensure_ascii=False)
        if text in found.reasons or len(found.reasons) < _MOST_REASONS:
            found.reasons[text] = found.reasons.get(text, 0) + 1
    if len(found.of(trial.verdict)) < MOST_LISTED:
        about = {"id": trial.id, "number": trial.number, "edition": "{}.{}".format(*trial.edition)}
        found.listed.append({"verdict": trial.verdict.name, "stage": trial.stage.name, "said": said, **about})


def _said(trial: Trial) -> list[dict[str, Any]]:
    """Each sentence once, however many rows it was said of."""
    problems = trial.problems if trial.verdict == Verdict.INVALID else ()
    gone = ({"key": GONE, "params": {"label": one.field.spoken}} for one in trial.gone)
    said: list[dict[str, Any]] = []
    for sentence in (*map(_sentence, problems), *gone):
        if sentence not in said:
            said.append(sentence)
    return said


def _sentence(problem: Problem) -> dict[str, Any]:
    """What is wrong, without what somebody answered."""
    if "rule" in problem.params:
        return {"key": "%(said)s", "params": {"said": BLANK.sub(_UNTOLD, str(problem.params["rule"]))}}
    params = {name: str(value) if name in _OURS else _UNTOLD for name, value in problem.params.items()}
    return {"key": problem.key, "params": params}
