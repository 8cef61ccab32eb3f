"""How many persons the register has of each kind, place by place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formserver.regions.names import display_name
from formserver.services import choosing_persons, programmes
from formserver.services.choices import Option
from formserver.services.person import Person
from formserver.store import elder_lists, elders, regions


@dataclass(frozen=True)
class Column:
    """One kind: its words, and what a list of it is narrowed by."""

    label: str
    given: Mapping[str, str]
    mark: str


@dataclass(frozen=True)
class Row:
    """One place: what a list of it is narrowed by, how many have not left, and the number of each column."""

    code: str
    name: str
    persons: int
    numbers: Sequence[int]


@dataclass(frozen=True)
class Numbers:
    """A table of numbers with its sum; ``places``: where one can look closer (townships) or from afar."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    total: Row
    above: Option | None


def count(person: Person, place: str = "") -> Numbers:
    """The numbers of the townships the person sees, or of the villages of one (``place``)."""
    columns = _columns(person.county_id)
    found = elder_lists.tally(person.scope, place[:9], [column.mark for column in columns])
    names = regions.names([*found, *([place[:9]] if place else [])])
    rows = [
        Row(code, display_name(names.get(code, code)), told.persons, [told.marks.get(c.mark, 0) for c in columns])
        for code, told in found.items()
    ]
    sums = [sum(row.numbers[index] for row in rows) for index in range(len(columns))]
    total = Row(place, "", sum(row.persons for row in rows), sums)
    above = (place[:9], display_name(names.get(place[:9], place[:9]))) if place else None
    return Numbers(columns, rows, total, above)


def _columns(county_id: str) -> list[Column]:
    programme = programmes.of_place(county_id)
    kinds = [Column(one.label, {"category": one.code}, f"cat:{one.code}") for one in programme.categories]
    words = choosing_persons
    return [
        Column(words.LEVELS["key"], {"level": "key"}, "level:key"),
        *kinds,
        Column(words.RISKS["high"], {"risk": "high"}, "risk:high"),
        Column(words.CONSENTS["unwilling"], {"consent": "unwilling"}, "consent:unwilling"),
        Column(words.STATES[elders.LISTED], {"state": elders.LISTED}, f"state:{elders.LISTED}"),
    ]
