"""Who reads a field from outside of its form, told at the step that would take it away."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from formserver.errors import FormserverError
from formserver.forms.document import FormDocument
from formserver.forms.editions.references import InUse
from formserver.forms.telling import Sentences
from formserver.services import references
from formserver.store import forms

_READ_BY: Final = frozenset({"concept", "step"})  # the properties that readers know a field by


class ReadOutside(FormserverError):
    """A step would take away what somebody outside of the form reads; `found` names every reader."""

    status = 422
    message_key = "%(reasons)s。请先处理这些用处；确实不再需要的，点“不再需要，删除”。"
    can_be_dropped = True

    def __init__(self, found: Sequence[InUse]) -> None:
        self.found = found
        super().__init__(reasons=Sentences([one.told for one in found]))


class NeededOutside(ReadOutside):
    """It would take away what pages cannot work without."""

    message_key = "%(reasons)s。没有它就无法办理，请保留这一项，或另设一项含义相同的。"
    can_be_dropped = False


def _may_take_away(step: Mapping[str, Any]) -> bool:
    if step.get("do") == "change":
        return not _READ_BY.isdisjoint(step.get("to", ()))
    return step.get("do") in ("remove", "retype", "drop_part")


def refuse_lost(before: FormDocument, after: FormDocument, step: Mapping[str, Any]) -> None:
    """Raise NeededOutside or ReadOutside where a step takes away what somebody outside reads. Of a form that has no
    edition yet, nobody reads anything; what the new document names in `x-dropped` is settled."""
    if not _may_take_away(step) or forms.find(before.code) is None:
        return
    found = references.lost(before, after)
    needed = [one for one in found if one.is_needed]
    if needed:
        raise NeededOutside(needed)
    if found:
        raise ReadOutside(found)
