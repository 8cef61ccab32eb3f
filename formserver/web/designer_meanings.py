"""What the designer's panel shows of the meaning of a field in the register."""

from dataclasses import dataclass

from formserver.forms.designing import meanings
from formserver.forms.designing.base import Sketch
from formserver.services import design_meanings
from formserver.web.locale import said


@dataclass(frozen=True)
class MeaningPanel:
    """The field at a dotted `place` of a form of a county."""

    sketch: Sketch
    place: str
    county_id: str

    @property
    def offered(self) -> list[tuple[str, str]]:
        """What it may mean: concept, words; what it means now is one of them."""
        fitting = meanings.offered(self.sketch, self.place)
        now = meanings.concept_of_spec(self.sketch.field(self.place))
        known = [(code, said(one.title)) for code, one in meanings.MEANINGS.items() if code in {*fitting, now}]
        return known if now in {"", *dict(known)} else [*known, (now, now)]

    @property
    def use(self) -> str:
        """What its meaning is used for, in a sentence."""
        meant = meanings.meaning_of(self.sketch.field(self.place))
        return said(meant.use) if meant else ""

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Its options, where they stand for something: code, words, value."""
        return meanings.options(self.sketch.field(self.place))

    def values(self, now: str) -> list[tuple[str, str]]:
        """What they may stand for, with what one stands for now."""
        spec = self.sketch.field(self.place)
        meant = meanings.meaning_of(spec)
        fixed = [(code, said(words)) for code, (words, _) in (meant.values if meant and meant.values else {}).items()]
        known = fixed or design_meanings.values(self.county_id, meanings.concept_of_spec(spec))
        return known if now in {"", *dict(known)} else [*known, (now, now)]
