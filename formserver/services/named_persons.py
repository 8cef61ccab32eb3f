"""Persons of the register that a paper names: found by what is typed, and there when the paper is submitted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from formserver.errors import NotFound
from formserver.forms import answers, keeping
from formserver.forms.document import Part
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem
from formserver.models import Record
from formserver.services import sealing
from formserver.services.person import Person
from formserver.store import elder_lists, elders
from formserver.store.elder_lists import ElderLine
from formserver.store.elder_seeking import Sought

_MOST: Final = 20

Reference = tuple[str, str]
"""The id and the name of a person."""


def found(person: Person, name: str) -> Sequence[ElderLine]:
    """Persons within reach whose name holds what was typed, by name; nobody for an empty one."""
    return elder_lists.list_for(person.scope, Sought(name=name), limit=_MOST).rows if name.strip() else []


def settled(person: Person, part: Part, pairs: Pairs, record: Record | None) -> Pairs:
    """The pairs in which every chosen person has the register's name; who does not fit what is typed is not chosen."""
    named = list(keeping.named_persons(part, pairs))
    before = _before(part, record) if named else set()
    changes: list[tuple[str, str]] = []
    for name, reference in named:
        if reference not in before:
            known = _name_of(person, reference[0])
            changes.append((f"{name}.name", known) if reference[1] in known else (f"{name}.id", ""))
    return pairs.merged(changes)


def problems(person: Person, part: Part, data: Mapping[str, Any], record: Record | None) -> Iterator[Problem]:
    """Named persons who are not within reach, or have another name; who stood in the record before may stay."""
    named = list(answers.references(part.group, data))
    before = _before(part, record) if named else set()
    for path, field, reference in named:
        if reference not in before and _name_of(person, reference[0]) != reference[1]:
            yield Problem(path, "请按“暂存”，再在找到的人里选择%(label)s", {"label": field.spoken})


def _before(part: Part, record: Record | None) -> set[Reference]:
    data = sealing.data_of(record) if record else {}
    return {reference for _, _, reference in answers.references(part.group, data)}


def _name_of(person: Person, elder_id: str) -> str:
    """The register's name; "" for nobody within reach."""
    try:
        return elders.get(person.scope, elder_id).name
    except NotFound:
        return ""
