"""Lists with two later versions: what each added, took out and moved, in one list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple


class Chunk(NamedTuple):
    """A stretch of the three lists: one entry that all of them have (`is_one`), or what stands between two of those."""

    base: list[Any]
    upper: list[Any]
    own: list[Any]
    is_one: bool


def chunks(base: Sequence[Any], upper: Sequence[Any], own: Sequence[Any], key: Callable[[Any], str]) -> Iterator[Chunk]:
    """The three lists cut up, in order; nothing is left out. Entries with one key are the same, whatever they say."""
    lists = (base, upper, own)
    above, beside = _partners(base, upper, key), _partners(base, own, key)
    start = (0, 0, 0)
    kept = [(index, above[index], beside[index]) for index in range(len(base)) if index in above and index in beside]
    for end in [*kept, (len(base), len(upper), len(own))]:
        was, above_it, beside_it = (list(one[a:b]) for one, a, b in zip(lists, start, end, strict=True))
        if was or above_it or beside_it:
            yield Chunk(was, above_it, beside_it, is_one=False)
        if end[0] < len(base):
            yield Chunk([base[end[0]]], [upper[end[1]]], [own[end[2]]], is_one=True)
        start = (end[0] + 1, end[1] + 1, end[2] + 1)


def _partners(base: Sequence[Any], other: Sequence[Any], key: Callable[[Any], str]) -> dict[int, int]:
    """Index in the base -> index of the same entry in the other list, both in order."""
    was, now = ([key(one) for one in listed] for listed in (base, other))
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def in_order(
    orders: tuple[Sequence[str], Sequence[str], Sequence[str]], present: Collection[str], choose: Callable[[], str]
) -> list[str]:
    """The codes that are present, in the order of the side that changed it; what only one side has stands behind what
    it stands behind there. `choose`: "upper" or "own", asked where both sides put the same codes in another order."""
    base, upper, own = orders
    common = set(base) & set(upper) & set(own)
    was, above, beside = ([code for code in listed if code in common] for listed in (base, upper, own))
    if above == was:
        leads = "own"
    elif beside in (was, above):
        leads = "upper"
    else:
        leads = choose()
    first, second = (upper, own) if leads == "upper" else (own, upper)
    found = [code for code in dict.fromkeys(first) if code in present]
    for listed in (second, base):
        _put_in(found, listed, present, is_last=listed is own)
    return found


def _put_in(found: list[str], listed: Sequence[str], present: Collection[str], *, is_last: bool) -> None:
    """Codes that are missing, each behind the one before it; `is_last`: and behind others that stand there."""
    at = 0
    known = set(listed)
    for code in listed:
        if code in found:
            at = found.index(code) + 1
        elif code in present:
            while is_last and at < len(found) and found[at] not in known:
                at += 1
            found.insert(at, code)
            at += 1
