"""What the designer's panel shows of a computed value: how it is computed, and building it choice by choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from formserver.forms.designing import computing, ways
from formserver.forms.designing.answers import Answer
from formserver.forms.designing.base import Sketch
from formserver.forms.designing.computing import Computed
from formserver.forms.designing.formulas import Formula
from formserver.forms.designing.options import OPTIONS, Named, labelled
from formserver.forms.designing.statements import offered
from formserver.forms.designing.ways import BANDED, FROM_IDENTITY, WAYS, Way

_NOTHING = Formula("")


@dataclass(frozen=True)
class ComputingPanel:
    """The field at a dotted `place`; `building`: the way `how` that was chosen, and the answer `on` whose options are
    to be chosen."""

    sketch: Sketch
    place: str
    building: Mapping[str, str]

    @cached_property
    def computed(self) -> Computed | None:
        """How it is computed now; None where it is typed."""
        return computing.computed(self.sketch, self.place)

    @property
    def labels(self) -> list[str]:
        """What the answers are called that it is computed from."""
        formula = self.computed.formula if self.computed else None
        return computing.labels(self.sketch, self.place, formula) if formula else []

    @cached_property
    def ways(self) -> list[Way]:
        """The ways it can be computed in."""
        return ways.ways(self.sketch, self.place)

    @property
    def way(self) -> Way | None:
        """The way that is being built."""
        chosen = WAYS.get(self.building.get("how", ""))
        return chosen if chosen in self.ways else None

    @property
    def stored(self) -> Formula:
        """What is stored of the way that is being built."""
        formula = self.computed.formula if self.computed else None
        return formula if formula and self.way and formula.how == self.way.how else _NOTHING

    def fitting(self, slot: str) -> list[tuple[str, str]]:
        """The answers for `of`, `first` or `second`: name in expressions, label; none where the way has no such one."""
        return [(one.name, one.label) for one in self._fitting(slot)]

    def _fitting(self, slot: str) -> list[Answer]:
        return ways.fitting(self.sketch, self.place, self.way, slot) if self.way else []

    @cached_property
    def asked(self) -> Answer | None:
        """The answer whose options are to be chosen, once it is chosen itself."""
        slot = self.way.of_options if self.way else ""
        found = (one for one in self._fitting(slot) if one.name == self.building.get("on")) if slot else iter(())
        return next(found, None)

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The options of that answer."""
        return offered(self.sketch.field(self.asked.place)) if self.asked else []

    @property
    def bands(self) -> list[tuple[Named, tuple[str, str]]]:
        """The options that have bands in this way, each with its two ends."""
        known = self.computed.bands if self.computed else {}
        options = labelled(self.sketch.field(self.place), OPTIONS) if self.way and self.way.how in BANDED else []
        return [(one, known.get(one.code, ("", ""))) for one in options]

    @property
    def is_proposed(self) -> bool:
        """Whether the way only proposes a value: what an identity number tells."""
        return self.way is not None and self.way.how in FROM_IDENTITY

    @property
    def is_ordered(self) -> bool:
        """Whether the way needs options from best to worst."""
        return self.way is not None and self.way.how in ("worst", "worse")
