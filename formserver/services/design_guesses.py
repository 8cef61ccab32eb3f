"""What was guessed of a paper, looked at while its form is designed: confirmed one by one, kept with the design.

Confirming is a step: it changes no word of the document, and is undone like any other one.
"""

from collections.abc import Collection
from typing import Final

from formserver.extensions import db
from formserver.forms.designing.base import Refused
from formserver.forms.designing.guessing import Open, confirmed, still_open
from formserver.forms.designing.steps import Edit, Taken
from formserver.models import FormDesign
from formserver.services import designing
from formserver.services.person import Person
from formserver.store import designs

_CONFIRM: Final = "confirm"
_RETYPE: Final = "retype"


def waiting(design: FormDesign) -> list[Open]:
    """The guesses somebody still has to look at, the least sure first."""
    if not design.guesses:
        return []
    steps = designs.counting(design.id, design.position, (_CONFIRM, _RETYPE))
    settled = {number for step in steps if step["do"] == _CONFIRM for number in step["guesses"]}
    retyped = {step["field"] for step in steps if step["do"] == _RETYPE}
    return still_open(designing.sketch(design.text), design.guesses, settled, retyped)


def confirm(person: Person, design_id: str, revision: int, numbers: Collection[int]) -> None:
    """Say that the guesses of these numbers are right. Raises NotFound, Forbidden, DesignMoved, Refused."""
    design = designing.changing(person, design_id, revision)
    found = [one for one in waiting(design) if one.number in numbers]
    if not found:
        raise Refused("这几处已经核对过了，请看最新的样子。")
    taken = Taken(designing.read(design.text), Edit(0, "", ""), confirmed(found))
    designing.note(person, design, taken, {"do": _CONFIRM, "guesses": [one.number for one in found]})
    db.session.commit()
