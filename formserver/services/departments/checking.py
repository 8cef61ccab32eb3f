"""Checking a list: every row read and judged, and what is found kept with it. Nothing of the register changes."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from formserver.clock import now
from formserver.errors import FormserverError
from formserver.ids import new_id
from formserver.services.departments.judging import Judge, Judged, chunks, read_all
from formserver.services.person import Person
from formserver.services.rendering import reading
from formserver.store import department_facts, department_lists
from formserver.store.department_lists import BROUGHT, CHECKED, ELSEWHERE, ListKey
from formserver.store.departments import SOURCES


class ListChanged(FormserverError):
    """The list, or what the register says of its persons, is not what it was when it was checked."""

    status = 409
    message_key = "核对以后名单或名册有了变化，没有导入。请再核对一次。"


@dataclass(frozen=True)
class Done:
    """What a job about a list is about to do: so many rows; ``note`` writes it, without a commit."""

    rows: int
    note: Callable[[], None]


def make(person: Person, list_id: str, go_on: Callable[[int, int], None]) -> Done:
    """Judge every row of a list that is brought in or was checked before. ``go_on(done, total)`` is called between
    chunks and may raise. Raises NotFound."""
    key = ListKey(person.county_id, list_id)
    with reading():
        found = department_lists.get(*key)
        source = found.source
        read = read_all(person, key, SOURCES[source], found.columns)
    judge, judged, total = Judge(person, source), list[Judged](), len(read)
    for chunk in chunks(read):
        go_on(len(judged), total)
        with reading():
            judged += judge.judge(chunk)
    return Done(total, lambda: _keep(person, key, judged))


def _keep(person: Person, key: ListKey, judged: Sequence[Judged]) -> None:
    """Raises ListChanged."""
    department_lists.clear(key)
    department_lists.write_rows(key, [row_of(one) for one in judged])
    department_facts.note_lookups([_lookup(person, one) for one in judged if one.index])
    counts = Counter(one.outcome for one in judged)
    if not department_lists.move(key, (BROUGHT, CHECKED), {"state": CHECKED, "counts": dict(counts)}):
        raise ListChanged


def row_of(one: Judged) -> dict[str, Any]:
    """What is kept of a row as it was judged."""
    problems = [{"column": fault.path[0], "key": fault.key, "params": dict(fault.params)} for fault in one.problems]
    return {"number": one.number, "outcome": one.outcome, "problems": problems, "content_key": one.key}


def _lookup(person: Person, one: Judged) -> dict[str, Any]:
    answer = "elsewhere" if one.outcome == ELSEWHERE else "county" if one.elder else "none"
    who = {"user_id": person.user_id, "county_id": person.county_id}
    return {"id": new_id(), "at": now(), **who, "blind_index": one.index, "answer": answer}
