"""Division codes: which tier a code stands for, what lies above it, and the one rule of scope.

Source: GB/T 2260 for the six digits of a county, GB/T 10114 for the three digits of a township after it, and the
statistical codes of 国家统计局 for the three digits of a village. Codes are text of 6, 9 or 12 digits, never padded.
"""

import re
from typing import Final, Literal

from formserver.errors import FormserverError

Tier = Literal["county", "township", "village"]

TIERS: Final[tuple[Tier, ...]] = ("county", "township", "village")

COUNTY_DIGITS: Final = 6
TOWNSHIP_DIGITS: Final = 9
VILLAGE_DIGITS: Final = 12

_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")
_TIER_BY_LENGTH: Final[dict[int, Tier]] = {
    COUNTY_DIGITS: "county",
    TOWNSHIP_DIGITS: "township",
    VILLAGE_DIGITS: "village",
}


class NotARegionCode(FormserverError):
    """The text is not a division code of 6, 9 or 12 digits."""

    message_key = "“%(code)s”不是 6、9 或 12 位数字的区划编码。"

    def __init__(self, *, code: str) -> None:
        self.code = code
        super().__init__(code=code)


def is_code(text: str) -> bool:
    """Whether the text is a code of 6, 9 or 12 ASCII digits; whether such a place exists is not asked."""
    return _CODE.fullmatch(text) is not None


def tier_of(code: str) -> Tier:
    """The tier a code stands for. Raises NotARegionCode."""
    return _TIER_BY_LENGTH[len(_checked(code))]


def parent_of(code: str) -> str | None:
    """The code one tier above, None above a county. Raises NotARegionCode."""
    return None if tier_of(code) == "county" else code[:-3]


def covers(region_code: str, place_code: str) -> bool:
    """Whether a place is the region itself or lies in it: the prefix rule of scope.

    Anything that is not a code covers nothing and lies nowhere, so that an empty or damaged code never widens a scope.
    """
    return is_code(region_code) and is_code(place_code) and place_code.startswith(region_code)


def _checked(code: str) -> str:
    if not is_code(code):
        raise NotARegionCode(code=code)
    return code
