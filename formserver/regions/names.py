"""Names of divisions: the official one, the one papers show, and the ways people write it."""

import re
import unicodedata
from typing import Final

from formserver.regions.codes import Tier

# The lazy stem and the whole-name match together cut the longest suffix: 东村社区居委会 is 东村 + 社区居委会.
_COMMUNITY = re.compile(r"(.+?)(社区居民委员会|社区居委会|社区|居民委员会|居委会)([（(].*[）)])?")
_VILLAGE = re.compile(r"(.+?)(村民委员会|村委会|村)([（(].*[）)])?")
_TOWNSHIP = re.compile(r"(.+?)(街道办事处|街道|镇|乡|苏木)")

_COMMUNITY_ENDINGS: Final = ("", "社区", "社区居委会", "社区居民委员会", "居委会", "居民委员会")
_VILLAGE_ENDINGS: Final = ("", "村", "村委会", "村民委员会", "村村委会", "村村民委员会")


def display_name(name: str) -> str:
    """The name as papers write it: 三江村委会 and 三江村村民委员会 are 三江村, 华容居委会 is 华容社区.

    A note in brackets stays: 四份村委会（含移民新区） is 四份村（含移民新区）. Other names stay as they are.
    """
    if name.endswith("街道办事处"):
        return name.removesuffix("办事处")
    if match := _COMMUNITY.fullmatch(name):
        return f"{match[1]}社区{match[3] or ''}"
    if match := _VILLAGE.fullmatch(name):
        return f"{match[1].removesuffix('村') or match[1]}村{match[3] or ''}"
    return name


def normalised(name: str) -> str:
    """The name as look-ups compare it: NFKC, so that full-width signs equal plain ones, and without any white space."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def spellings(name: str, tier: Tier) -> frozenset[str]:
    """Every way to write a name that look-ups accept, normalised: the official name, 三江村, the bare stem 三江 ..."""
    return frozenset(normalised(text) for text in (name, display_name(name), *_variants(name, tier)))


def _variants(name: str, tier: Tier) -> list[str]:
    if tier == "township":
        return _township_variants(name)
    if tier == "village":
        return _village_variants(name)
    return []


def _township_variants(name: str) -> list[str]:
    match = _TOWNSHIP.fullmatch(name)
    if match is None:
        return []
    offices = [f"{match[1]}街道办事处"] if match[2].startswith("街道") else []
    return [match[1], *offices]


def _village_variants(name: str) -> list[str]:
    if match := _COMMUNITY.fullmatch(name):
        return [match[1] + ending for ending in _COMMUNITY_ENDINGS]
    if match := _VILLAGE.fullmatch(name):
        # 许村村委会 and 许村委会 are both written 许村: a second 村 says nothing.
        core = match[1].removesuffix("村") or match[1]
        return [core + ending for ending in _VILLAGE_ENDINGS]
    return []
