"""A design whose form got another edition meanwhile: what that changed comes into the design, as one step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from formserver.errors import DocumentInvalid, FormserverError
from formserver.extensions import db
from formserver.forms.designing import steps
from formserver.forms.document import FormDocument
from formserver.forms.editions.comparing import compare
from formserver.forms.editions.merging import Merged, merge
from formserver.models import FormDesign, FormEdition
from formserver.services import designing
from formserver.services.documents import form_document
from formserver.services.draft_view import Groups, grouped
from formserver.services.merging import LeftToDecide, SeenBefore
from formserver.services.person import Person
from formserver.store import forms

_MOST_CHOICES: Final = 500


class NotBehind(FormserverError):
    """There is nothing to take in."""

    status = 409
    message_key = "这份设计就是从现行版本开始的，没有要并入的。"


@dataclass(frozen=True)
class CatchUp:
    """`merged`: the text and its conflicts; `fault`: why the result cannot be loaded, "" where it can; `before`: the
    number of the edition the design began with; `newest`: of the one in force; `groups`: what the merge changes of the
    design; `seen`: names what was merged."""

    merged: Merged
    fault: str
    before: str
    newest: str
    groups: Groups
    seen: str

    @property
    def count(self) -> int:
        """How many things are left to decide or to mend."""
        return len(self.merged.open) + bool(self.fault)


def looked_at(person: Person, design_id: str, chosen: Mapping[str, str] | None = None) -> CatchUp:
    """What the newest edition changes in the design; nothing is stored. `chosen`: place -> "upper" for the edition's
    words or "own" for the design's.

    Raises NotFound, Forbidden, NotBehind.
    """
    design = designing.opened(person, design_id)
    base, newest = _editions(design)
    own = designing.read(design.text)
    wanted = dict(list((chosen or {}).items())[:_MOST_CHOICES])
    merged = merge(_source(base), _source(newest), own, wanted, is_one_form=True)
    document, fault = _read(merged.text)
    groups = grouped(compare(own, document)) if document else ()
    return CatchUp(merged, fault, base.number, newest.number, groups, f"{newest.id} {design.revision}")


def take_in(person: Person, design_id: str, revision: int, chosen: Mapping[str, str], seen: str) -> None:
    """Take what the newest edition changed into the design, as one step; the design rests on that edition then.

    Raises LeftToDecide while anything is left to decide, SeenBefore, DesignMoved, and as `looked_at`.
    """
    design = designing.changing(person, design_id, revision)
    made = looked_at(person, design_id, chosen)
    if seen != made.seen:
        raise SeenBefore
    if made.count:
        raise LeftToDecide(count=made.count)
    base, newest = _editions(design)
    taken = steps.rewrite(design.text, made.merged.text, read=designing.read, edition=made.newest)
    designing.note(person, design, taken, {"do": "catch_up", "rested_on": base.id, "rests_on": newest.id})
    design.based_on = newest.id
    db.session.commit()


def _editions(design: FormDesign) -> tuple[FormEdition, FormEdition]:
    """What the design rests on, and what is in force. Raises NotBehind."""
    newest = forms.latest_edition(design.form_code) if design.based_on else None
    if design.based_on is None or newest is None or newest.id == design.based_on:
        raise NotBehind
    return forms.edition(design.based_on), newest


def _source(edition: FormEdition) -> FormDocument:
    """The edition as the design began with it: what it takes of the library is named."""
    return FormDocument(edition.source, form_document(edition.id).bundled)


def _read(text: str) -> tuple[FormDocument | None, str]:
    try:
        return designing.read(text), ""
    except DocumentInvalid as fault:
        return None, f"{fault.path} {fault.reason}".removeprefix("$ ")
