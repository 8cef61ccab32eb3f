"""Regions come in: a county with its townships and villages, all of them or none; what papers say of a place."""

from collections.abc import Iterable
from typing import Any

from formserver.clock import today
from formserver.extensions import db
from formserver.regions.codes import tier_of
from formserver.regions.files import read_regions
from formserver.regions.names import display_name
from formserver.regions.tree import RegionTree
from formserver.store import regions, roles


def bring_in(lines: Iterable[str]) -> RegionTree:
    """Bring in the rows of a CSV (columns code, name); those there get their present names. The roles come along.

    Raises RegionsRejected naming the line; then nothing is kept.
    """
    tree = RegionTree(read_regions(lines))
    regions.bring_in(tree, today())
    roles.ship()
    db.session.commit()
    return tree


def constants_of(village_code: str) -> dict[str, Any]:
    """What `x-prefill` may name of a village and what it lies in: `county_name`, `township_name`, `village_name`, and
    `place`, the answer of an address (tier -> name, `<tier>_code` -> code)."""
    found = regions.names([village_code[:6], village_code[:9], village_code])
    named = {tier_of(code): (code, display_name(name)) for code, name in found.items()}
    place = {tier: name for tier, (_, name) in named.items()} | {
        f"{tier}_code": code for tier, (code, _) in named.items()
    }
    return {**{f"{tier}_name": name for tier, (_, name) in named.items()}, "place": place}


def office_of(county_id: str) -> str:
    """Whose document a paper of the county is: its civil-affairs office; "" for a county that is not there."""
    name = regions.names([county_id]).get(county_id, "")
    return f"{name}民政局" if name else ""


def full_name(village_code: str) -> str:
    """Township and village as one name; without what is not there."""
    found = regions.names([village_code[:9], village_code])
    return "".join(display_name(name) for _, name in sorted(found.items()))


def villages(county_id: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The villages of a county as they are today, by code, in two queries: the name of each township, with code and
    name of its villages."""
    townships = {region.code: display_name(region.name) for region in regions.children(county_id, today())}
    found: dict[str, list[tuple[str, str]]] = {code: [] for code in townships}
    for region in regions.under(*townships, on=today()):
        if region.tier == "village":
            found[region.code[:9]].append((region.code, display_name(region.name)))
    return [(townships[code], villages) for code, villages in found.items() if villages]
