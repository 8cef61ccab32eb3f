"""Regions come in: a county with its townships and villages, all of them or none."""

from collections.abc import Iterable

from formserver.clock import today
from formserver.extensions import db
from formserver.regions.files import read_regions
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
