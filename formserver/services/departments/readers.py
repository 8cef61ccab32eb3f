"""What a department reads: the persons of the categories that are its duty, the columns its duty needs, no more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from formserver.clock import today
from formserver.errors import Forbidden, FormserverError
from formserver.extensions import db
from formserver.forms.reading import mask
from formserver.ids import new_id
from formserver.regions.codes import TOWNSHIP_DIGITS
from formserver.regions.names import display_name
from formserver.services import exports
from formserver.services.departments.workbooks import workbook
from formserver.services.exports import Wish
from formserver.services.person import Person
from formserver.store import department_facts, regions
from formserver.store.department_facts import Waiting
from formserver.store.departments import CATEGORIES, COLUMNS, DEPARTMENTS, READERS, Department
from formserver.store.elder_categories import REFUTED, TO_VERIFY, VERIFIED
from formserver.store.paging import Page
from formserver.store.scope import grants_on
from formserver.store.sensitive import open_text

RIGHT: Final = "read_department"
STATES: Final = {TO_VERIFY: "待核实", VERIFIED: "属实", REFUTED: "不属实"}
"""State of what a department says -> words."""

MOST_ROWS: Final = 20_000
_PAGE: Final = 50
_IDENTITY: Final = "identity"


class TooMuch(FormserverError):
    """More lines than one table may have."""

    status = 422
    message_key = "一共有 %(rows)s 行，一次最多导出 %(most)s 行。请按核实情况分几次导出。"


@dataclass(frozen=True)
class Reading:
    """One page of a department's list: its columns in order, and the texts of each line."""

    department: Department
    departments: Sequence[Department]
    lines: Page[Sequence[str]]
    total: int


def departments_of(person: Person) -> list[Department]:
    """The departments a person reads for, anywhere in the county."""
    held = {grant.role_name for grant in grants_on(person.grants, today()) if grant.role_name in READERS}
    return [one for one in DEPARTMENTS.values() if one.role in held and person.regions_of(one.role)]


def open_list(person: Person, department: str = "", state: str = "", after: str = "") -> Reading:
    """A page of the list of the department named, or of the first the person reads for. Raises Forbidden."""
    mine = departments_of(person)
    chosen = _chosen(mine, department)
    places, codes = person.regions_of(chosen.role), chosen.categories
    found = department_facts.of_categories(
        person.county_id, places, codes, state=_state(state), after=after, limit=_PAGE
    )
    total = department_facts.count_of_categories(person.county_id, places, codes, _state(state))
    return Reading(chosen, mine, Page(list(_lines(person, chosen, found.rows)), found.next), total)


def export(person: Person, department: str = "", state: str = "") -> tuple[str, bytes]:
    """The whole list as a workbook, numbers with their middle hidden: its name and bytes. It is noted among the
    exports. Raises Forbidden, TooMuch."""
    chosen = _chosen(departments_of(person), department)
    places = person.regions_of(chosen.role)
    total = department_facts.count_of_categories(person.county_id, places, chosen.categories, _state(state))
    if total > MOST_ROWS:
        raise TooMuch(rows=total, most=MOST_ROWS)
    found = department_facts.of_categories(
        person.county_id, places, chosen.categories, state=_state(state), limit=MOST_ROWS
    )
    lines = list(_lines(person, chosen, found.rows))
    name = f"{chosen.title}　人员名册"
    content = workbook(chosen.title, [COLUMNS[column] for column in chosen.columns], lines)
    exports.note(person, new_id(), Wish.read({}), name, len(lines))
    db.session.commit()
    return f"{name}.xlsx", content


def _chosen(mine: Sequence[Department], code: str) -> Department:
    found = [one for one in mine if one.code == code] or list(mine[:1])
    if not found:
        raise Forbidden
    return found[0]


def _state(text: str) -> str:
    return text if text in STATES else ""


def _lines(person: Person, department: Department, found: Sequence[Waiting]) -> Iterator[Sequence[str]]:
    names = regions.names({one.village_code[:TOWNSHIP_DIGITS] for one in found})
    for one in found:
        township = display_name(names.get(one.village_code[:TOWNSHIP_DIGITS], ""))
        told = {
            "name": one.name,
            "sex": {"male": "男", "female": "女"}.get(one.sex or "", ""),
            "birth": one.birth or "",
            "place": f"{township}{one.village_name}",
            "identity": _masked(person, one) if "identity" in department.columns else "",
            "category": CATEGORIES.get(one.code, one.code),
            "detail": one.note,
            "state": STATES[one.state],
            "verified_on": one.verified_on or "",
        }
        yield [told[column] for column in department.columns]


def _masked(person: Person, one: Waiting) -> str:
    if one.identity_cipher is None:
        return ""
    return mask(open_text(one.identity_cipher, person.county_id, one.elder_id, _IDENTITY))
