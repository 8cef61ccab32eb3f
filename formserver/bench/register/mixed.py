"""Lists by three and four conditions at once, as different readers ask for them: made up by dice, the dearest told."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from formserver.bench.register.crowd import CATEGORIES, COUNTY, TOWNSHIP, VILLAGE
from formserver.store.elder_seeking import Sought
from formserver.store.scope import Scope

_OTHER_TOWNSHIP: Final = f"{COUNTY}105"
_OTHER_VILLAGES: Final = (f"{TOWNSHIP}203", f"{_OTHER_TOWNSHIP}207")
READERS: Final = {
    "全县": (COUNTY,),
    "乡镇": (TOWNSHIP,),
    "两个乡镇": (TOWNSHIP, _OTHER_TOWNSHIP),
    "村": (VILLAGE,),
    "三个村": (VILLAGE, *_OTHER_VILLAGES),
}
"""Who asks -> the places he sees."""
_VISITED: Final = ("2025-01-05", "2025-03-31", "2025-11-30")
_CHANGES: Final[dict[str, tuple[tuple[str, dict[str, Any]], ...]]] = {
    "place": (("一个乡镇", {"place_code": TOWNSHIP}), ("一个村", {"place_code": VILLAGE})),
    "level": (("重点对象", {"care_level": "key"}), ("一般对象", {"care_level": "ordinary"})),
    "risk": (("低风险", {"risk": "low"}), ("中风险", {"risk": "medium"}), ("高风险", {"risk": "high"})),
    "consent": (("愿意", {"consent": "willing"}), ("不愿意", {"consent": "unwilling"})),
    "category": tuple((code, {"category": code}) for code in CATEGORIES),
    "visit": tuple((f"{day}后没有探访", {"unvisited_since": day}) for day in _VISITED),
    "review": tuple((f"{day}前复核", {"review_by": day}) for day in ("2026-01-31", "2026-11-30")),
    "state": (("待核定", {"states": ("pending",)}), ("在册", {"states": ("registered",)})),
    "name": tuple((f"名字：{text}", {"name": text}) for text in ("王", "秀英", "wxy", "w", "zhao")),
}
"""What a list is narrowed by -> its words, with what they change of a `Sought`."""
_COLUMNS: Final = frozenset({"care_level", "risk", "consent"})


@dataclass(frozen=True)
class Mixed:
    """One such list: its words, who asks, and for what."""

    words: str
    scope: Scope
    sought: Sought


def lists(seed: int, number: int) -> Iterator[Mixed]:
    """So many lists; the same seed makes the same ones, and each reader asks for as many."""
    dice = random.Random(seed)
    readers = list(READERS.items())
    for index in range(number):
        reader, prefixes = readers[index % len(readers)]
        chosen = [dice.choice(_CHANGES[kind]) for kind in dice.sample(sorted(_CHANGES), dice.choice((3, 4)))]
        words = "、".join(one for one, _ in chosen)
        yield Mixed(f"{reader}：{words}", Scope(COUNTY, prefixes, "-"), _sought(change for _, change in chosen))


def _sought(changes: Iterator[dict[str, Any]]) -> Sought:
    found: dict[str, Any] = {}
    for change in changes:
        found |= change
    values = tuple((column, found.pop(column)) for column in sorted(_COLUMNS & found.keys()))
    return replace(Sought(served="states" not in found, values=values), **found)
