"""Which rights a person's grants give in a region on a day."""

from dataclasses import dataclass
from datetime import date

import pytest

from formserver.services.rights import ROLE_RIGHTS, rights_of, rights_within

DAY = date(2025, 1, 8)


@dataclass(frozen=True)
class Held:
    role_name: str
    region_code: str
    valid_from: date = date(2020, 1, 1)
    valid_to: date | None = None


@pytest.mark.parametrize(
    ("grant_region", "asked", "holds"),
    [
        ("420703", "420703", True),
        ("420703", "420703101201", True),
        ("420703101", "420703101201", True),
        ("420703101", "420703102", False),
        ("420703101201", "420703101", False),
        ("350581", "420703", False),
    ],
)
def test_a_grant_reaches_its_region_and_what_lies_below(grant_region: str, asked: str, holds: bool) -> None:
    rights = rights_of([Held("township_approver", grant_region)], asked, DAY)
    assert rights == (ROLE_RIGHTS["township_approver"] if holds else frozenset())


def test_pages_of_the_county_open_for_who_holds_a_part_of_it() -> None:
    grants = [Held("visitor", "420703101201")]
    assert "record_visit" in rights_within(grants, "420703", DAY)
    assert rights_within(grants, "350581", DAY) == frozenset()


@pytest.mark.parametrize(("on", "holds"), [(6, False), (7, True), (9, True), (10, False)])
def test_a_grant_holds_on_its_first_and_on_its_last_day(on: int, holds: bool) -> None:
    grant = Held("visitor", "420703", date(2025, 1, 7), date(2025, 1, 9))
    assert bool(rights_of([grant], "420703", date(2025, 1, on))) is holds


def test_rights_of_several_grants_add_up() -> None:
    grants = [Held("visitor", "420703101201"), Held("form_admin", "420703")]
    assert rights_of(grants, "420703101201", DAY) == ROLE_RIGHTS["visitor"] | ROLE_RIGHTS["form_admin"]


def test_an_unknown_role_gives_nothing() -> None:
    assert rights_of([Held("emperor", "420703")], "420703", DAY) == frozenset()


def test_who_runs_the_machine_reads_nobodys_record() -> None:
    assert not ROLE_RIGHTS["system_admin"] & {"see_register", "see_reports", "unmask", "print_record", "export"}
