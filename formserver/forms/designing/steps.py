"""A step, `{"do": "change", "field": "main.phone", "to": {"required": "1"}}`, and a document -> the next document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from formserver.errors import DocumentInvalid
from formserver.forms import canonical
from formserver.forms.bundling import names_some
from formserver.forms.designing import (
    cells,
    changing,
    check_editing,
    checking,
    columns,
    computing,
    copying,
    fields,
    library_steps,
    meanings,
    moving,
    option_blanks,
    options,
    parts,
    placing,
    retyping,
    rules,
    same_options,
    several,
    sheet,
    sums,
    whole,
)
from formserver.forms.designing.base import Do, Json, Refused, Said, Words
from formserver.forms.designing.dialect_refusals import refusal
from formserver.forms.designing.library import closed, sketch
from formserver.forms.document import FormDocument

Read = Callable[[str], FormDocument]
STEPS: Final[dict[str, Do]] = {
    **fields.STEPS,
    **moving.STEPS,
    **placing.STEPS,
    **cells.STEPS,
    **copying.STEPS,
    **changing.STEPS,
    **options.STEPS,
    **several.STEPS,
    **option_blanks.STEPS,
    **columns.STEPS,
    **sums.STEPS,
    **computing.STEPS,
    **same_options.STEPS,
    **rules.STEPS,
    **checking.STEPS,
    **check_editing.STEPS,
    **parts.STEPS,
    **meanings.STEPS,
    **retyping.STEPS,
    **sheet.STEPS,
    **whole.STEPS,
    **library_steps.STEPS,
}
_NOTHING: Final[Mapping[str, Json]] = {}


class Edit(NamedTuple):
    """One place of a text that was written anew; turned round, it undoes itself."""

    start: int
    old: str
    new: str

    def done(self, text: str) -> str:
        """The text after it."""
        return text[: self.start] + self.new + text[self.start + len(self.old) :]

    def undone(self, text: str) -> str:
        """The text before it."""
        return Edit(self.start, self.new, self.old).done(text)


@dataclass(frozen=True)
class Taken:
    """A step that was taken: the new document, how it differs from the one before, and what the history says."""

    document: FormDocument
    edit: Edit
    said: Said

    @property
    def is_nothing(self) -> bool:
        """Whether all is as it was."""
        return self.edit.old == self.edit.new


def take(text: str, step: Mapping[str, Any], *, seed: str, read: Read, shared: Mapping[str, Json] = _NOTHING) -> Taken:
    """Take a step on a document in the one layout. `seed`: letters and digits for new codes; `read`: text -> document,
    raises DocumentInvalid; `shared`: the library, name -> definition or list.

    Raises Refused, in plain Chinese; the document stays as it was.
    """
    do = STEPS.get(str(step.get("do", "")))
    if do is None:
        raise Refused()
    table = sketch(text, shared, seed)
    said = do(table, Words(step))
    new = "" if names_some(text) else canonical.dumps(table.document)
    if not new or names_some(new):  # else there is nothing to name again
        new = canonical.dumps(closed(table.document, shared))
    try:
        return _taken(text, new, said, read)
    except DocumentInvalid as fault:
        raise refusal(fault, step, table) from None


def rewrite(text: str, typed: str, *, read: Read, edition: str = "") -> Taken:
    """Take the text an expert typed; or what came of merging it with an edition. Raises DocumentInvalid."""
    said = (
        Said("并入了现行%(edition)s版的改动。", {"edition": edition}) if edition else Said("在专家页里改了整份文件。")
    )
    return _taken(text, canonical.canonical(read(typed).text, file=""), said, read)


def recoded(text: str, document: FormDocument) -> Taken:
    """A text, and its document under another code."""
    return Taken(document, between(text, document.text), Said("把编码改为“%(code)s”。", {"code": document.code}))


def _taken(text: str, new: str, said: Said, read: Read) -> Taken:
    return Taken(read(new), between(text, new), said)


def between(before: str, after: str) -> Edit:
    """The shortest place that differs."""
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    return Edit(start, before[start : len(before) - end], after[start : len(after) - end])


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
