"""A draft of an edition as its page shows it: what it changes, what a rehearsal found, what may be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from formserver.clock import today
from formserver.forms.editions.changes import EFFECT_WORDS, Change, Comparison, Effect
from formserver.forms.editions.comparing import compare
from formserver.models import EditionDraft
from formserver.printing.copies import print_blank
from formserver.regions.names import display_name
from formserver.services import edition_drafts as offered
from formserver.services import ownership
from formserver.services.documents import form_document
from formserver.services.edition_trials import Tally, tally_of
from formserver.services.person import Person
from formserver.services.places import office_of
from formserver.services.rights import roles_with
from formserver.store import edition_drafts, forms, regions, users

Groups = Sequence[tuple[Effect, str, Sequence[Change]]]


@dataclass(frozen=True)
class DraftView:
    """`place`: the name of the county or township it belongs to. `before` and `number`: the edition it follows and the
    one it would become, as printed ("1.1"); `found` is None for a new form. `is_stale`: another edition was published
    since it was compared. `needs_another`: the reader could publish it had he not offered it himself; `others`: the
    names of those who may, then."""

    draft: EditionDraft
    place: str
    by: str
    decided_by: str
    before: str
    number: str
    found: Comparison | None
    tally: Tally | None
    is_stale: bool
    may_publish: bool
    needs_another: bool
    others: Sequence[str]
    may_decline: bool
    may_withdraw: bool
    may_compare: bool

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.draft.state == edition_drafts.OPEN

    @property
    def groups(self) -> Groups:
        """The changes by their effect, the gravest first."""
        return grouped(self.found)


def grouped(found: Comparison | None) -> Groups:
    """Effect, its name and its changes in the order of the paper, the gravest effect first."""
    changes = found.changes if found else ()
    by_effect = ((effect, [one for one in changes if one.effect == effect]) for effect in sorted(Effect, reverse=True))
    return [(effect, EFFECT_WORDS[effect], some) for effect, some in by_effect if some]


def view(person: Person, draft_id: str, *, two_persons: bool) -> DraftView:
    """A draft of the person's county. Raises NotFound."""
    draft = edition_drafts.get(person.county_id, draft_id)
    before = form_document(draft.based_on) if draft.based_on else None
    found = compare(before, offered.document_of(draft)) if before else None
    number = found.next_after(before.edition) if before and found else (1, 0)
    names = users.names(one for one in (draft.by_user_id, draft.decided_by) if one)
    is_open, is_own = draft.state == edition_drafts.OPEN, draft.by_user_id == person.user_id
    is_stale = is_open and before is not None and forms.latest_edition(draft.form_code).id != draft.based_on
    publishes, edits = (
        ownership.holds(person, right, draft.region_code) for right in (ownership.PUBLISHES, ownership.EDITS)
    )
    is_fit = not is_stale and (found is None or not (found.refused or (not found.changes and found.same_schema)))
    needs_another = is_open and is_own and two_persons and publishes
    return DraftView(
        draft,
        display_name(regions.names([draft.region_code]).get(draft.region_code, draft.region_code)),
        names.get(draft.by_user_id, ""),
        names.get(draft.decided_by or "", ""),
        "{}.{}".format(*before.edition) if before else "",
        "{}.{}".format(*number),
        found,
        tally_of(draft.rehearsal),
        is_stale,
        is_open and publishes and is_fit and not needs_another,
        needs_another,
        _others(person, draft.region_code) if needs_another else (),
        is_open and publishes and not is_own,
        is_open and is_own and edits,
        is_stale and (publishes or edits),
    )


def _others(person: Person, region: str) -> list[str]:
    found = users.holders(roles_with(ownership.PUBLISHES), region, today())
    return [one.full_name for one in found if one.id != person.user_id]


def blank(person: Person, draft_id: str) -> tuple[str, bytes]:
    """The empty paper of what is offered: the file's name and its bytes. Raises NotFound, GlyphMissing."""
    document = offered.document_of(edition_drafts.get(person.county_id, draft_id))
    return f"{document.title}（空白表）.pdf", print_blank(document, copies=False, author=office_of(person.county_id))
