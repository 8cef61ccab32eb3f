"""Fictional people: names by Faker, identity numbers of an area code that nobody has, phones that ring nowhere."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from faker import Faker

from formserver.forms.kinds.identity import check_character

# Assigned to no place (GB/T 2260), so that no number made here can be anybody's.
AREA: Final = "999999"
# Numbers that begin so are given to nobody.
PHONE: Final = "1000000"
FIRST_BIRTH: Final = date(1930, 1, 1)
LAST_BIRTH: Final = date(1964, 12, 31)


@dataclass(frozen=True)
class Made:
    """A fictional person. ``sex``: male or female; ``identity``: 18 characters; ``phone``: 11 digits."""

    name: str
    sex: str
    birth: date
    identity: str
    phone: str


class People:
    """Makes people, the same ones for the same seed; no two have the same identity number or phone."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._faker = Faker("zh_CN")
        self._faker.seed_instance(seed)
        self._taken: set[str] = set()

    def elder(self) -> Made:
        """A person born from 1930 to 1964."""
        return self._person(FIRST_BIRTH, LAST_BIRTH)

    def younger(self) -> Made:
        """A person of the age of an elder's children."""
        return self._person(date(1955, 1, 1), date(1995, 12, 31))

    def _person(self, first: date, last: date) -> Made:
        sex = self._random.choice(("male", "female"))
        birth = first + timedelta(days=self._random.randrange((last - first).days + 1))
        name = self._faker.name_male() if sex == "male" else self._faker.name_female()
        return Made(name, sex, birth, self._new(lambda: self._identity(sex, birth)), self._new(self._phone))

    def _identity(self, sex: str, birth: date) -> str:
        # An odd serial number is a man's (GB 11643-1999).
        serial = 2 * self._random.randrange(1, 499) + (sex == "male")
        body = f"{AREA}{birth:%Y%m%d}{serial:03d}"
        return body + check_character(body)

    def _phone(self) -> str:
        return f"{PHONE}{self._random.randrange(10_000):04d}"

    def _new(self, make: Callable[[], str]) -> str:
        """Something not given before; phones are few, so that after ten thousand they may come again."""
        for _ in range(50):
            found = make()
            if found not in self._taken:
                self._taken.add(found)
                return found
        return make()
