"""Filled-in papers to measure with: fictional people's answers, as data and as pages post them."""

import random
from dataclasses import dataclass
from typing import Any, Final

from formserver.clock import today
from formserver.demo.answers import Circumstances, answers
from formserver.demo.people import People
from formserver.forms import entry, validation
from formserver.forms.document import Part, read_folder
from formserver.forms.pairs import Pairs
from formserver.resources import root

PLACE: Final = {"county": "灌南县", "township": "新安镇", "village": "新安村"}


@dataclass(frozen=True)
class Paper:
    """One filled-in part: its data, the pairs a page posts for them, and what no page posts (frozen sections)."""

    part: Part
    data: dict[str, Any]
    pairs: Pairs
    given: dict[str, Any]


def shipped_part(code: str) -> Part:
    """The first part of a shipped document."""
    return next(one for one in read_folder(root() / "schemas")[0] if one.code == code).first_part


def papers(part: Part, count: int, *, seed: int = 1) -> list[Paper]:
    """So many papers without any problem, not even a warning; the same for the same seed."""
    people, rng = People(seed), random.Random(seed)
    found: list[Paper] = []
    while len(found) < count:
        about = Circumstances(people.elder(), people.younger(), today(), PLACE)
        data = answers(part, about, people, rng)
        if not validation.check(part, data, today=today()):
            found.append(paper_of(part, data))
    return found


def paper_of(part: Part, data: dict[str, Any]) -> Paper:
    """The data as a page posts them."""
    pairs = entry.to_pairs(part, data)
    typed = entry.to_data(part, pairs)
    return Paper(part, data, pairs, {code: value for code, value in data.items() if code not in typed})


def spoiled(part: Part, data: dict[str, Any]) -> dict[str, Any]:
    """The data with a wrong text in ten of its answers, as far as it has so many."""
    texts = [code for code, value in data.items() if isinstance(value, str)]
    return data | dict.fromkeys(texts[:10], "？")
