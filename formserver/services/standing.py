"""What the page of a person says of coming and going: what is asked, what the reader may ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from formserver.models import Elder, ElderRequest
from formserver.regions.names import display_name
from formserver.services import duplicates, file_merging, leaving, places, relocating, requesting
from formserver.services.person import Person
from formserver.services.requesting import RequestView
from formserver.store import elders, regions


@dataclass(frozen=True)
class Standing:
    """``left``: why the person left the register, in words, and ``left_on`` when; empty for who did not.
    ``merged``: files that went into this one and whose merge the reader may undo; ``came_from``: the county the person
    moved here from; ``merged_at``: the place of the file that this one
    went into."""

    open_request: RequestView | None
    may_leave: bool
    may_move: bool
    may_return: bool
    left: str
    left_on: str
    may_merge: bool
    merged: Sequence[Elder]
    came_from: str
    merged_at: str

    @property
    def asked(self) -> ElderRequest | None:
        """What is asked for the person and not decided yet."""
        return self.open_request.request if self.open_request else None

    @property
    def has_acts(self) -> bool:
        """Whether the reader may ask or do anything."""
        return self.may_leave or self.may_move or self.may_return or self.may_merge


def standing(person: Person, elder: Elder) -> Standing:
    """How a person whose file the reader sees stands."""
    asked = requesting.of_elder(person, elder)
    return Standing(
        open_request=asked,
        may_leave=asked is None and leaving.may_ask(person, elder),
        may_move=asked is None and relocating.may_ask(person, elder),
        may_return=leaving.may_return(person, elder),
        left=leaving.reason_left(elder),
        left_on=elder.left_on or "",
        may_merge=not elder.merged_into and duplicates.may_merge(person, elder),
        merged=file_merging.merged_files(person, elder),
        merged_at=_place_of(elder),
        came_from=_county(elder.file.get("came_from", {}).get("county", "")),
    )


def _place_of(elder: Elder) -> str:
    kept = elders.find(elder.county_id, elder.merged_into) if elder.merged_into else None
    return places.full_name(kept.village_code) if kept else ""


def _county(code: str) -> str:
    return display_name(regions.names([code]).get(code, "")) if code else ""
