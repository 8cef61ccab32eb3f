"""What the designer's panel shows of the checks that name a field, and of one that is being added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from formserver.forms.designing import check_editing, checking, statements
from formserver.forms.designing.base import LEVELS, Said, Sketch
from formserver.forms.designing.checking import CHECKS, Check, Slot
from formserver.forms.group import Group


@dataclass(frozen=True)
class Changeable:
    """What can be changed of a check: its `slots` with the codes of the fields they name, its `sentence` where it has
    one of its own, and the answers it speaks of."""

    slots: Sequence[tuple[Slot, str | Sequence[str]]]
    sentence: str
    option: str
    options: Sequence[str]

    @property
    def is_together(self) -> bool:
        """Whether it says which answers go together."""
        return bool(self.option)


@dataclass(frozen=True)
class ChecksPanel:
    """The field at a dotted `place` of the object `group`; `building`: the kind of check, and its fields, as chosen so
    far."""

    sketch: Sketch
    group: Group
    place: str
    building: Mapping[str, str]

    @property
    def checks(self) -> list[tuple[int, Said, str]]:
        """The checks that name the field: number, sentence, what it means that it does not hold."""
        found = checking.checks(self.sketch, self.place)
        return [(number, checking.said(one, self.group.words), checking.level_of(one)) for number, one in found]

    def change(self, number: int) -> "Changeable":
        """What can be changed of the check of that number."""
        check = self.sketch.holder(self.place)["x-checks"][number]
        kind, named = check_editing.kind_of(check), check_editing.named(check)
        slots = kind.slots if kind and not check_editing.is_named_by_path(check) else ()
        return Changeable(
            [(slot, named[slot.name]) for slot in slots],
            check_editing.sentence(self.sketch, self.place, check),
            check.get("option", ""),
            check.get("one_of", ()),
        )

    @property
    def levels(self) -> list[tuple[str, str]]:
        """What it may mean."""
        return [(level, str(gettext(words))) for level, words in LEVELS.items()]

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The checks that can be added beside the field: those that find their fields, and name it."""
        return [(code, str(gettext(check.title))) for code, check in CHECKS.items() if self._fits(check)]

    def _fits(self, check: Check) -> bool:
        own = self.place.rpartition(".")[2]
        found = [dict(checking.fitting(self.sketch, self.place, slot)) for slot in check.slots]
        return all(found) and any(own in fields for fields in found) and len({*found[0], *found[-1]}) >= len(found)

    @property
    def check(self) -> Check | None:
        """The check that is being added."""
        chosen = self.building.get("check", "")
        return CHECKS.get(chosen) if chosen in dict(self.offered) else None

    def fitting(self, slot: Slot) -> list[tuple[str, str]]:
        """The fields that fit one of its slots."""
        return checking.fitting(self.sketch, self.place, slot)

    def options(self, code: str) -> list[tuple[str, str]]:
        """The options of a field beside."""
        spec = self.sketch.holder(self.place)["properties"].get(code)
        return statements.offered(spec) if spec else []
