"""What a revision tells besides its answers: where they come from, and why its warnings are right all the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from formserver.forms.origins import CARRIED, LABELS
from formserver.forms.problems import Path, pointer_of
from formserver.forms.reading import Chapter
from formserver.forms.reasons import Reason
from formserver.models import Revision
from formserver.services import sealing


@dataclass(frozen=True)
class Notes:
    """Notes of one revision, by JSON pointer: code of the origin; reasons, without their text where it is hidden."""

    origins: Mapping[str, str]
    reasons: Mapping[str, Reason]

    @property
    def carried(self) -> int:
        """How many answers were taken over from the last record."""
        return sum(code == CARRIED for code in self.origins.values())

    def origins_at(self, path: Path) -> list[str]:
        """What the origins of an answer, or of the blanks in it, are called."""
        codes = (code for pointer, code in self.origins.items() if _is_at(pointer, path))
        return [LABELS[code] for code in dict.fromkeys(codes)]

    def reasons_at(self, path: Path) -> list[Reason]:
        """The reasons given at an answer, or at the blanks in it."""
        return [reason for pointer, reason in self.reasons.items() if _is_at(pointer, path)]

    def of_unanswered(self, chapters: Iterable[Chapter]) -> list[Reason]:
        """The reasons given where nothing was answered, so that no line shows them."""
        paths = [line.path for chapter in chapters for line in chapter.lines]
        return [one for pointer, one in self.reasons.items() if not any(_is_at(pointer, path) for path in paths)]


def notes_of(revision: Revision, *, masked: bool) -> Notes:
    """The notes of a revision; ``masked``: reasons may tell of people, so only that one was given is shown."""
    reasons = sealing.reasons_of(revision)
    shown = {pointer: replace(one, text="") if masked else one for pointer, one in reasons.items()}
    return Notes(revision.answer_origins or {}, shown)


def reasons_by_revision(revisions: Sequence[Revision], *, masked: bool) -> dict[int, list[Reason]]:
    """The reasons given with each submission, by the number of its revision."""
    return {one.number: [*notes_of(one, masked=masked).reasons.values()] for one in revisions if one.reasons}


def _is_at(pointer: str, path: Path) -> bool:
    """Whether a pointer leads to the place, into it, or to a blank or the 无 of it."""
    return pointer == pointer_of(path) or pointer.startswith((f"{pointer_of(path)}/", f"{pointer_of(path)}__"))
