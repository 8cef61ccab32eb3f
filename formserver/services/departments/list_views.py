"""What the page of a list shows: its columns to be confirmed, what was found of it, what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from formserver.forms.problems import Problem
from formserver.forms.reading import mask
from formserver.forms.telling import Sentence
from formserver.models import DepartmentList, Job
from formserver.services.departments import lists
from formserver.services.departments.columns import MEANINGS
from formserver.services.departments.workbooks import faults
from formserver.services.person import Person
from formserver.store import department_lists, jobs
from formserver.store.department_lists import BAD, BROUGHT, CHECKED, TAKEN, ListRow
from formserver.store.departments import DEPARTMENTS, SOURCES
from formserver.store.elder_categories import TO_VERIFY

SHOWN_ROWS = 8
SHOWN_BAD = 50
_HIDDEN = ("identity", "card", "phone")


@dataclass(frozen=True)
class Line:
    """A row as the page shows it: numbers that say who somebody is with their middle hidden."""

    number: int
    cells: Sequence[str]
    outcome: str | None
    faults: Sequence[Problem]


@dataclass(frozen=True)
class ListView:
    """A list, ready to show. ``names``: row number -> name, of the rows with problems; ``states``: state of what it
    says -> how often, once it is taken over."""

    found: DepartmentList
    title: Sentence
    department: str
    job: Job | None
    lines: Sequence[Line] = ()
    bad: Sequence[Line] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    states: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_busy(self) -> bool:
        """Whether something is being done with it."""
        return self.job is not None and self.job.state in jobs.UNFINISHED

    @property
    def is_open(self) -> bool:
        """Whether it may still be checked by other columns, or dropped."""
        return self.found.state in (BROUGHT, CHECKED)

    @property
    def count_to_take(self) -> int:
        """How many rows would be taken over."""
        return lists.count_to_take(self.found)

    @property
    def count_waiting(self) -> int:
        """How much of it nobody has looked at yet."""
        return self.states.get(TO_VERIFY, 0)

    @property
    def meaning_of(self) -> dict[int, str]:
        """Column -> what it was taken for."""
        return {column: meaning for meaning, column in self.found.columns.items()}

    @property
    def columns(self) -> list[tuple[int, str, str]]:
        """The columns to be confirmed: index, heading, and an example of what is below it."""
        found = [
            (at, heading, next(filter(None, (line.cells[at] for line in self.lines)), ""))
            for at, heading in enumerate(self.found.headings)
        ]
        return [column for column in found if any(column[1:])]


def view(person: Person, list_id: str) -> ListView:
    """A list the person may see. Raises NotFound."""
    found = lists.get(person, list_id)
    first = department_lists.rows(found, limit=SHOWN_ROWS)
    bad = department_lists.rows(found, (BAD,)) if found.state in (CHECKED, TAKEN) else []
    name_at = found.columns.get("name")
    return ListView(
        found=found,
        title=lists.title_of(found),
        department=DEPARTMENTS[SOURCES[found.source].department].title,
        job=lists.job_of(found),
        lines=[_line(found, row) for row in first],
        bad=[_line(found, row) for row in bad[:SHOWN_BAD]],
        names={row.number: _cell(row, name_at) for row in bad},
        states=department_lists.count_states(found),
    )


def _line(found: DepartmentList, row: ListRow) -> Line:
    hidden = {found.columns[meaning] for meaning in _HIDDEN if meaning in found.columns}
    cells = [_cell(row, at) for at in range(len(found.headings))]
    shown = [mask(cell) if at in hidden or _is_long_number(cell) else cell for at, cell in enumerate(cells)]
    return Line(row.number, shown, row.outcome, faults(row))


def _is_long_number(cell: str) -> bool:
    """Whether a cell, whatever its column was taken for, could be a number that says who somebody is."""
    return sum(sign.isdigit() for sign in cell) >= len("13800000000")


def _cell(row: ListRow, at: int | None) -> str:
    return row.cells[at] if at is not None and at < len(row.cells) else ""


def label_of(meaning: str) -> str:
    """What pages call a column of a meaning."""
    return MEANINGS[meaning][0]
