"""One design as its page needs it, and the designs that wait to be gone on with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from formserver.forms.designing.guessing import Open
from formserver.forms.designing.steps import Edit
from formserver.forms.document import FormDocument
from formserver.models import FormDesign
from formserver.regions.names import display_name
from formserver.services import design_guesses, designing, ownership
from formserver.services.person import Person
from formserver.store import designs, forms, regions, users
from formserver.store.designs import Told

_STEPS: Final = 30


@dataclass(frozen=True)
class DesignView:
    """A design; `steps`: the newest first, undone ones too; `names`: of who took them, by user id; `is_behind`: another
    edition was published since it was begun; `guesses`: of a paper, which nobody has confirmed yet."""

    design: FormDesign
    document: FormDocument
    steps: Sequence[Told]
    names: Mapping[str, str]
    is_behind: bool
    guesses: Sequence[Open]

    @property
    def can_redo(self) -> bool:
        """Whether a step was undone."""
        return bool(self.steps) and self.steps[0].number > self.design.position


def view(person: Person, design_id: str) -> DesignView:
    """A design to work at. Raises NotFound, Forbidden."""
    design = designing.opened(person, design_id)
    steps = designs.newest_steps(design.id, _STEPS)
    latest = forms.latest_edition_id(design.form_code)
    return DesignView(
        design,
        designing.read(design.text),
        steps,
        users.names({step.by_user_id for step in steps}),
        latest not in (None, design.based_on),
        design_guesses.waiting(design),
    )


def before(seen: DesignView, revision: int) -> FormDocument | None:
    """The document at that revision, where one step has led from there to what is seen."""
    design = seen.design
    done = designs.step(design.id, design.position) if design.revision == revision + 1 else None
    if done is None:
        return None
    return designing.read_after(design.text)(Edit(done.start, done.old, done.new).undone(design.text))


def waiting(person: Person) -> Sequence[FormDesign]:
    """The designs in the county that are not published and that the person may go on with."""
    return ownership.within_reach(person, designs.unpublished(person.county_id), ownership.EDITS)


def townships(waiting: Sequence[FormDesign]) -> dict[str, str]:
    """The names of the townships that designs are for, by code; the county is not named."""
    names = regions.names({one.region_code for one in waiting if one.region_code != one.county_id})
    return {code: display_name(name) for code, name in names.items()}
