"""Filled-in papers, and ways of spoiling them, for tests that hold validators against each other."""

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from itertools import cycle, islice
from typing import Any, Final

from formserver.clock import today
from formserver.demo.answers import Circumstances, answers
from formserver.demo.people import People
from formserver.forms.document import Part

PLACE: Final = {
    "township": "段店镇",
    "village": "三江村",
    "township_code": "420703103",
    "village_code": "420703103205",
}
FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")

Place = tuple[Any, str | int]  # the object or list, and the key or index in it
Spoil = Callable[[Any, random.Random], None]


def places(node: Any) -> Iterator[Place]:
    """Everything that stands in the data, at any depth."""
    for key in list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield node, key
        yield from places(node[key])


def texts(data: Any) -> list[Place]:
    return [(holder, key) for holder, key in places(data) if isinstance(holder[key], str)]


def numbers(data: Any) -> list[Place]:
    """Texts of digits, telephone and identity numbers among them."""
    return [(holder, key) for holder, key in texts(data) if holder[key][:6].isdecimal()]


def drop_a_key(data: Any, rng: random.Random) -> None:
    holder, key = rng.choice([(holder, key) for holder, key in places(data) if isinstance(holder, dict)])
    del holder[key]


def put_a_wrong_type(data: Any, rng: random.Random) -> None:
    holder, key = rng.choice(list(places(data)))
    holder[key] = rng.choice([None, True, 7, 0.5, "", [], {}, [holder[key]]])


def add_an_unknown_key(data: Any, rng: random.Random) -> None:
    inside = [holder[key] for holder, key in places(data) if isinstance(holder[key], dict)]
    rng.choice([data, *inside])["no_such_question"] = "1"


def write_a_wrong_code(data: Any, rng: random.Random) -> None:
    holder, key = rng.choice(texts(data))
    holder[key] = "no_such_code"


def write_a_full_width_digit(data: Any, rng: random.Random) -> None:
    holder, key = rng.choice(numbers(data) or texts(data))
    holder[key] = holder[key].translate(FULL_WIDTH)


def end_a_number_with_a_newline(data: Any, rng: random.Random) -> None:
    holder, key = rng.choice(numbers(data) or texts(data))
    holder[key] += "\n"


def write_a_long_text(data: Any, rng: random.Random) -> None:
    holder, key = rng.choice(texts(data))
    holder[key] *= 3000


def repeat_the_items(data: Any, rng: random.Random) -> None:
    lists = [(holder, key) for holder, key in places(data) if isinstance(holder[key], list)]
    holder, key = rng.choice(lists or texts(data))
    holder[key] *= 12


SPOILS: Final[tuple[Spoil, ...]] = (
    drop_a_key,
    put_a_wrong_type,
    add_an_unknown_key,
    write_a_wrong_code,
    write_a_full_width_digit,
    end_a_number_with_a_newline,
    write_a_long_text,
    repeat_the_items,
)


def filled(part: Part, count: int) -> list[Any]:
    """Valid data of a part, the same for the same part."""
    valid, rng = [], random.Random(part.code)
    for seed in range(count):
        people = People(seed)
        about = Circumstances(people.elder(), people.younger(), today() - timedelta(days=seed), PLACE)
        valid.append(answers(part, about, people, rng))
    return valid


def spoiled(valid: list[Any], count: int, *, faults: int = 1) -> Iterator[Any]:
    """So many copies of the data, each spoiled in as many ways, one way after the other."""
    rng, ways = random.Random(count), cycle(SPOILS)
    for data in map(deepcopy, islice(cycle(valid), count)):
        for spoil in islice(ways, faults):
            if texts(data):  # else the ways before left nothing to spoil
                spoil(data, rng)
        yield data
