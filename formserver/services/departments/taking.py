"""Taking a list over, whole and in one transaction; and taking it back, as far as nobody has looked at the door.

What a list says is never counted by itself: each category is to be verified first. Who is in no register is put there
as 待登记 in the village the row names.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from formserver.clock import chinese_date, now, today
from formserver.ids import new_id
from formserver.models import Elder
from formserver.regions.codes import TOWNSHIP_DIGITS
from formserver.regions.names import display_name
from formserver.services import file_acts
from formserver.services.departments.checking import Done, ListChanged, row_of
from formserver.services.departments.judging import CHUNK, Judge, Judged, Reading, chunks, read_all
from formserver.services.person import Person
from formserver.services.rendering import reading
from formserver.store import department_facts, department_lists, elders, regions
from formserver.store.department_lists import BAD, CHECKED, MATCHED, NEW, TAKEN, UNDONE, ListKey, ListRow
from formserver.store.departments import DEPARTMENTS, SOURCES
from formserver.store.elder_categories import DEPARTMENT, TO_VERIFY, TOLD

NAMED: Final = "list_named"
TAKEN_BACK: Final = "list_taken_back"
_LISTED: Final = {"state": elders.LISTED}
_ERROR: Final = "error"  # 登记有误, as programmes name the reason
_LONGEST_NOTE: Final = 120


@dataclass(frozen=True)
class _List:
    """A list as it is needed outside of the session."""

    key: ListKey
    source: str
    listed_on: str

    def note(self, one: Judged) -> str:
        """What is shown beside a category: 残联残疾人名单（2025年1月8日）：一级. Behind it stands how the list calls
        the person, where that is another name than the file's."""
        source = SOURCES[self.source]
        day = chinese_date(self.listed_on)
        head = f"{DEPARTMENTS[source.department].title}{source.title}（{day}）"
        told = f"{head}：{one.row.detail}" if one.row.detail else head
        differs = one.elder is not None and one.elder.name != one.row.name
        other = f"；名单上的姓名是{one.row.name}，与档案不同" if differs else ""
        return told[: _LONGEST_NOTE - len(other)] + other


def make(person: Person, list_id: str, go_on: Callable[[int, int], None]) -> Done:
    """Take a checked list over; rows with problems are left out, and they must be those that were found when it was
    checked. ``go_on(done, total)`` is called before anything is written and may raise. Raises NotFound."""
    key = ListKey(person.county_id, list_id)
    with reading():
        found = department_lists.get(*key)
        brief = _List(key, found.source, found.listed_on)
        read = read_all(person, key, SOURCES[found.source], found.columns)
        bad = department_lists.numbers(key, BAD)
    go_on(0, len(read))
    return Done(len(read), lambda: _take(person, brief, read, bad))


def _take(person: Person, brief: _List, read: Sequence[Reading], bad: Sequence[int]) -> None:
    """Raises ListChanged, and then the caller keeps nothing."""
    taken = {"state": TAKEN, "taken_at": now(), "taken_by": person.name}
    if not department_lists.move(brief.key, (CHECKED,), taken):
        raise ListChanged
    judge, counts, left = Judge(person, brief.source), Counter[str](), list[int]()
    for chunk in chunks(read):
        judged = judge.judge(chunk)
        left += [one.number for one in judged if one.outcome == BAD]
        counts.update(one.outcome for one in judged)
        _write(person, brief, judged)
    if left != list(bad):
        raise ListChanged
    department_lists.move(brief.key, (TAKEN,), {"counts": dict(counts)})


def _write(person: Person, brief: _List, judged: Sequence[Judged]) -> None:
    """One chunk, in a fixed number of statements."""
    at = now()
    taken = {one.number: (one, _Made(one, person.county_id)) for one in judged if one.outcome in (MATCHED, NEW)}
    fresh = [(one, made) for one, made in taken.values() if one.outcome == NEW]
    names = regions.names({one.row.village for one, _ in fresh})
    elders.insert_many((_elder(one, made, names, at), one.row.identity, one.row.phone) for one, made in fresh)
    if not department_facts.claim(person.county_id, {one.index: made.elder_id for one, made in fresh}):
        raise ListChanged
    told = {made.category_id: _category(brief, one) for one, made in taken.values()}
    department_facts.insert_categories(
        [
            {"county_id": person.county_id, "id": made.category_id, "elder_id": made.elder_id, "created_at": at}
            | told[made.category_id]
            for _, made in taken.values()
        ]
    )
    changes = {made.elder_id: _changes(one, made.category_id, told[made.category_id]) for one, made in taken.values()}
    file_acts.note_many(person, NAMED, changes, facts={"list": brief.key.id})
    department_facts.refresh_marks(person.county_id, changes)
    plain = {"elder_id": None, "category_id": None, "is_first": False}
    became = {number: made.columns for number, (_, made) in taken.items()}
    department_lists.write_rows(brief.key, [row_of(one) | became.get(one.number, plain) for one in judged])


class _Made:
    """The ids of what a row makes."""

    def __init__(self, one: Judged, county_id: str) -> None:
        self.elder_id = one.elder.id if one.elder else new_id()
        self.category_id = new_id()
        self.columns = {
            "elder_id": self.elder_id,
            "category_id": self.category_id,
            "is_first": one.outcome == NEW,
        }


def _elder(one: Judged, made: _Made, names: Mapping[str, str], at: datetime) -> Elder:
    """Somebody a department named, without a registration."""
    row = one.row
    return Elder(
        county_id=row.village[:6],
        id=made.elder_id,
        name=row.name,
        sex=row.sex,
        birth=row.birth,
        township_code=row.village[:TOWNSHIP_DIGITS],
        village_code=row.village,
        village_name=display_name(names.get(row.village, "")),
        state=elders.LISTED,
        residence=row.residence,
        created_at=at,
        updated_at=at,
    )


def _category(brief: _List, one: Judged) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(TOLD)
    told = {"code": one.row.category, "since": one.row.since, "source": DEPARTMENT, "state": TO_VERIFY}
    return values | told | {"source_note": brief.note(one), "verified_note": ""}


def _changes(one: Judged, category_id: str, told: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    changes: dict[str, tuple[Any, Any]] = {f"category.{category_id}": (None, dict(told))}
    return changes | ({"state": (None, elders.LISTED)} if one.outcome == NEW else {})


# back -----------------------------------------------------------------------------------------------------------------
def make_undoing(person: Person, list_id: str, go_on: Callable[[int, int], None]) -> Done:
    """Take a list back: what nobody has verified or refuted yet. Who was put into the register by it, and of whom
    nothing else is known, leaves it again. Raises NotFound."""
    key = ListKey(person.county_id, list_id)
    with reading():
        department_lists.get(*key)
        rows = [row for row in department_lists.rows(key) if row.state == TO_VERIFY]
    go_on(0, len(rows))
    return Done(len(rows), lambda: _undo(person, key, rows))


def _undo(person: Person, key: ListKey, rows: Sequence[ListRow]) -> None:
    """Raises ListChanged."""
    if not department_lists.move(key, (TAKEN,), {"state": UNDONE, "undone_at": now()}):
        raise ListChanged
    for start in range(0, len(rows), CHUNK):
        _undo_some(person, key, rows[start : start + CHUNK])


def _undo_some(person: Person, key: ListKey, rows: Sequence[ListRow]) -> None:
    made = {str(row.category_id): row for row in rows}
    found = [one for one in department_facts.categories(key.county_id, made) if one.state == TO_VERIFY]
    changes: dict[str, dict[str, tuple[Any, Any]]] = {
        one.elder_id: {f"category.{one.id}": ({name: getattr(one, name) for name in TOLD}, None)} for one in found
    }
    gone = [one.id for one in found]
    gone_by = {"state": elders.LEFT, "left_reason": _ERROR, "left_on": today().isoformat()}
    lonely = _lonely(key, [made[one] for one in gone])
    for elder_id in lonely:
        changes[elder_id] |= {name: (_LISTED.get(name), value) for name, value in gone_by.items()}
    department_facts.remove_categories(key.county_id, gone)
    department_facts.release(key.county_id, lonely)
    values = [{"id": elder_id, "updated_at": now()} | gone_by for elder_id in lonely]
    department_facts.change_persons(key.county_id, values)
    file_acts.note_many(person, TAKEN_BACK, changes, facts={"list": key.id})
    department_facts.refresh_marks(key.county_id, changes)
    department_lists.write_rows(key, [{"number": made[one].number, "category_id": None} for one in gone])


def _lonely(key: ListKey, rows: Iterable[ListRow]) -> list[str]:
    """Those whom the list put into the register, and of whom nothing else is known."""
    first = {str(row.elder_id): str(row.category_id) for row in rows if row.is_first}
    known = department_facts.persons(key.county_id, first)
    others = department_facts.with_others(key.county_id, first, first.values())
    return [one for one in first if known[one].state == elders.LISTED and one not in others]
