"""From grants to a scope: which places, whose records, on which day."""

from datetime import date

import pytest

from formserver.models import Grant
from formserver.store.scope import Scope, counties_of, roles_at, scope_of

DAY = date(2025, 1, 8)
COUNTY, TOWNSHIP, VILLAGE, NEXT = "420703", "420703101", "420703101201", "420703101202"


def held(role: str, region: str, first: date = date(2025, 1, 1), last: date | None = None) -> Grant:
    return Grant(role_name=role, region_code=region, valid_from=first, valid_to=last)


@pytest.mark.parametrize(
    ("role", "region", "own_only"),
    [
        ("visitor", VILLAGE, True),
        ("typist", VILLAGE, True),
        ("village_lead", VILLAGE, False),
        ("township_approver", TOWNSHIP, False),
        ("county_approver", COUNTY, False),
        ("form_admin", COUNTY, False),
        ("department_reader", COUNTY, False),
    ],
)
def test_each_role_sees_its_region(role: str, region: str, own_only: bool) -> None:
    assert scope_of("u", [held(role, region)], DAY, COUNTY) == Scope(COUNTY, (region,), "u", own_only)


def test_who_runs_the_machine_sees_no_records() -> None:
    scope = scope_of("u", [held("system_admin", COUNTY)], DAY, COUNTY)
    assert (scope.wide, scope.narrow) == ((), ())


def test_a_lead_of_one_village_keeps_his_own_records_as_visitor_of_another() -> None:
    scope = scope_of("u", [held("village_lead", VILLAGE), held("visitor", NEXT)], DAY, COUNTY)
    assert (scope.wide, scope.narrow) == ((VILLAGE,), (NEXT,))


def test_places_under_a_wider_grant_are_not_named_twice() -> None:
    scope = scope_of("u", [held("village_lead", VILLAGE), held("township_approver", TOWNSHIP)], DAY, COUNTY)
    assert scope.prefixes == (TOWNSHIP,)


def test_grants_in_other_counties_do_not_count() -> None:
    assert scope_of("u", [held("county_approver", "350581")], DAY, COUNTY).prefixes == ()


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        (DAY, DAY, True),
        (DAY, None, True),
        (date(2025, 1, 9), None, False),
        (date(2025, 1, 1), date(2025, 1, 7), False),
    ],
)
def test_a_grant_holds_from_its_first_to_its_last_day(first: date, last: date | None, counts: bool) -> None:
    scope = scope_of("u", [held("village_lead", VILLAGE, first, last)], DAY, COUNTY)
    assert bool(scope.prefixes) == counts


def test_a_role_for_a_region_is_held_at_every_place_under_it() -> None:
    grants = [held("township_approver", TOWNSHIP), held("village_lead", NEXT)]
    assert roles_at(grants, VILLAGE, DAY) == {"township_approver"}
    assert roles_at(grants, NEXT, DAY) == {"township_approver", "village_lead"}
    assert roles_at(grants, COUNTY, DAY) == frozenset()


def test_the_counties_of_a_person_are_those_of_his_grants() -> None:
    grants = [held("department_reader", "420703"), held("department_reader", "350581"), held("visitor", VILLAGE)]
    assert counties_of(grants, DAY) == ("350581", "420703")
