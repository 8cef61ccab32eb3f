"""The ways from the editions of a form to one of them: what is the same is followed through the editions between."""

from dataclasses import dataclass

from formserver.forms.document import FormDocument, Part
from formserver.forms.editions import lineage
from formserver.forms.editions.changes import Comparison
from formserver.forms.editions.comparing import compare
from formserver.forms.editions.matching import Matching
from formserver.services.documents import form_document
from formserver.store import forms

Chain = tuple[str, ...]
"""Ids of editions, the oldest first."""


@dataclass(frozen=True)
class Ways:
    """The ways to one edition, or to one that is offered: its document, and the editions before it."""

    document: FormDocument
    before: Chain

    def between(self, edition_id: str) -> Chain:
        """The editions that lie between another one and this."""
        return self.before[self.before.index(edition_id) + 1 :] if edition_id in self.before else ()

    def of(self, edition_id: str, part: str) -> Matching:
        """How a part is matched with what it is in an earlier edition."""
        chain = (edition_id, *self.between(edition_id))
        former = (form_document(one).parts.get(part) for one in chain)
        return lineage.through((*former, self.document.parts[part]))

    def part(self, code: str) -> Part:
        """A part of the edition they lead to."""
        return self.document.parts[code]


def to_edition(edition_id: str) -> Ways:
    """The ways to an edition. Raises NotFound."""
    document = form_document(edition_id)
    return Ways(document, tuple(one for one, number in forms.numbers(document.code) if number < document.edition))


def to_offered(document: FormDocument) -> Ways:
    """The ways to a document that is offered as the edition after all there are."""
    return Ways(document, tuple(one for one, _ in forms.numbers(document.code)))


def comparison(edition_id: str, to: Ways) -> Comparison:
    """What differs between an edition and the one the ways lead to; what was renamed more than once is followed through
    the editions between."""
    matched = {part: to.of(edition_id, part) for part in to.document.parts}
    return compare(form_document(edition_id), to.document, ways=matched)


def between(one: str, other: str, part: str) -> Matching:
    """How a part is matched in two editions, the earlier one with the later one."""
    older, newer = sorted((one, other), key=lambda edition_id: form_document(edition_id).edition)
    return to_edition(newer).of(older, part)
