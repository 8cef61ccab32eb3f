"""Villages by the names lists write."""

from collections.abc import Iterable
from typing import Final

from formserver.models import Region
from formserver.regions.codes import TOWNSHIP_DIGITS
from formserver.regions.names import display_name, normalised, spellings

UNKNOWN: Final = ""
SEVERAL: Final = "?"


class Villages:
    """The places of a county."""

    def __init__(self, places: Iterable[Region]) -> None:
        self._townships: dict[str, set[str]] = {}
        self._villages: dict[str, set[str]] = {}
        self.names: dict[str, str] = {}
        for place in places:
            if place.tier == "township":
                self._add(self._townships, spellings(place.name, "township"), place.code)
            elif place.tier == "village":
                self._add(self._villages, spellings(place.name, "village"), place.code)
                self.names[place.code] = display_name(place.name)

    def find(self, township: str, village: str) -> str:
        """The code of the village of that name, in the township where one is named; UNKNOWN, or SEVERAL."""
        found = self._villages.get(normalised(village), set())
        if normalised(township):
            above = self._townships.get(normalised(township), set())
            found = {code for code in found if code[:TOWNSHIP_DIGITS] in above}
        if len(found) > 1:
            return SEVERAL
        return next(iter(found), UNKNOWN)

    @staticmethod
    def _add(index: dict[str, set[str]], names: Iterable[str], code: str) -> None:
        for name in names:
            index.setdefault(name, set()).add(code)
