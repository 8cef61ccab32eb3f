"""What the page of a person says of coming and going: what is asked, what the reader may ask."""

from dataclasses import dataclass

from formserver.models import Elder
from formserver.services import leaving, relocating, requesting
from formserver.services.person import Person
from formserver.services.requesting import RequestView


@dataclass(frozen=True)
class Standing:
    """``left``: why the person left the register, in words, and ``left_on`` when; empty for who did not."""

    open_request: RequestView | None
    may_leave: bool
    may_move: bool
    may_return: bool
    left: str
    left_on: str

    @property
    def has_acts(self) -> bool:
        """Whether the reader may ask or do anything."""
        return self.may_leave or self.may_move or self.may_return


def standing(person: Person, elder: Elder) -> Standing:
    """How a person whose file the reader sees stands."""
    return Standing(
        open_request=requesting.of_elder(person, elder),
        may_leave=leaving.may_ask(person, elder),
        may_move=relocating.may_ask(person, elder),
        may_return=leaving.may_return(person, elder),
        left=leaving.reason_left(elder),
        left_on=elder.left_on or "",
    )
