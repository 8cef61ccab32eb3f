"""Which rights a person's grants give in a region on a day."""

from datetime import date

import pytest

from formserver.models import Grant
from formserver.services.rights import ROLE_RIGHTS, rights_within

DAY = date(2025, 1, 8)


def held(role: str, region: str, first: date = date(2020, 1, 1), last: date | None = None) -> Grant:
    return Grant(role_name=role, region_code=region, valid_from=first, valid_to=last)


@pytest.mark.parametrize(
    ("grant_region", "asked", "holds"),
    [
        ("420703", "420703", True),
        ("420703", "420703101201", True),
        ("420703101", "420703101201", True),
        ("420703101", "420703102", False),
        ("420703101201", "420703101", True),
        ("420703101201", "420703102", False),
        ("350581", "420703", False),
    ],
)
def test_a_grant_opens_what_lies_below_and_above_it(grant_region: str, asked: str, holds: bool) -> None:
    rights = rights_within([held("township_approver", grant_region)], asked, DAY)
    assert rights == (ROLE_RIGHTS["township_approver"] if holds else frozenset())


def test_without_a_region_every_grant_counts() -> None:
    assert "record_visit" in rights_within([held("visitor", "420703101201")], "", DAY)


@pytest.mark.parametrize(("on", "holds"), [(6, False), (7, True), (9, True), (10, False)])
def test_a_grant_holds_on_its_first_and_on_its_last_day(on: int, holds: bool) -> None:
    grant = held("visitor", "420703", date(2025, 1, 7), date(2025, 1, 9))
    assert bool(rights_within([grant], "420703", date(2025, 1, on))) is holds


def test_rights_of_several_grants_add_up() -> None:
    grants = [held("visitor", "420703101201"), held("form_admin", "420703")]
    assert rights_within(grants, "420703101201", DAY) == ROLE_RIGHTS["visitor"] | ROLE_RIGHTS["form_admin"]


def test_an_unknown_role_gives_nothing() -> None:
    assert rights_within([held("emperor", "420703")], "420703", DAY) == frozenset()


def test_who_runs_the_machine_reads_nobodys_record() -> None:
    assert not ROLE_RIGHTS["system_admin"] & {"see_register", "see_reports", "unmask", "print_record", "export"}
