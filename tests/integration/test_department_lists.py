"""Lists of departments: checked, and taken over whole; on both databases."""

import pytest
from flask import Flask
from sqlalchemy import select

from formserver.extensions import db
from formserver.models import Elder, ElderCategory, IdentityLookup
from formserver.services import integrity
from formserver.services.departments import lists
from formserver.services.departments.lists import RowsToLeave
from formserver.store import department_lists, elders, identities
from formserver.store.elder_categories import TO_VERIFY
from tests.department_files import brought, checked, count, named, outcomes, row, said, taken, two, xlsx
from tests.factories import NEXT_VILLAGE, OTHER_COUNTY, OTHER_COUNTY_VILLAGE, identity_number, person
from tests.storage_app import an_elder, queries

DAY = "2025-01-08"


# taking over ----------------------------------------------------------------------------------------------------------
def test_who_is_known_gets_what_is_to_be_verified_and_who_is_not_is_listed(county: Flask) -> None:
    found = taken(two())
    assert outcomes(found) == ["matched", "new"]
    assert said() == [("周德顺", "disabled_person", TO_VERIFY), ("李桂芳", "severely_disabled", TO_VERIFY)]
    fresh = named("周德顺")
    assert (fresh.state, fresh.village_code, fresh.village_name) == (elders.LISTED, NEXT_VILLAGE, "四房村")
    assert elders.identity_of(fresh) == identity_number(2)
    whereabouts = identities.find(identity_number(2))
    assert whereabouts is not None
    assert whereabouts.elder_id == fresh.id
    assert list(integrity.verify()) == []


def test_what_a_list_says_tells_whose_it_is_and_of_which_day(county: Flask) -> None:
    taken(two())
    note = db.session.scalars(select(ElderCategory.source_note).where(ElderCategory.code == "severely_disabled")).one()
    assert note == "残联残疾人名单（2025年1月8日）：一级"


def test_a_list_that_calls_somebody_otherwise_tells_so_with_what_it_says(county: Flask) -> None:
    taken(xlsx([row("李贵芳", 1)]))
    note = db.session.scalars(select(ElderCategory.source_note).where(ElderCategory.source == "department")).one()
    assert note.endswith("；名单上的姓名是李贵芳，与档案不同")
    assert named("李桂芳").name == "李桂芳"


def test_what_the_cells_say_lies_sealed(county: Flask) -> None:
    brought(two())
    stored = [str(value) for value in db.session.execute(db.text("SELECT cells FROM department_rows")).scalars()]
    assert not [text for text in stored if "李桂芳" in text or identity_number(1) in text]


def test_who_is_registered_in_another_county_is_only_told(county: Flask) -> None:
    far = an_elder("吴秀英", OTHER_COUNTY_VILLAGE, identity_number(3))
    identities.claim(identity_number(3), OTHER_COUNTY, far.id)
    db.session.commit()
    found = taken(xlsx([row("吴秀英", 3), row("周德顺", 2)]))
    assert outcomes(found) == ["elsewhere", "new"]
    assert [name for name, _, _ in said()] == ["周德顺"]


def test_who_left_is_only_told(county: Flask) -> None:
    elders.change(named("李桂芳"), {"state": elders.LEFT})
    db.session.commit()
    assert outcomes(taken(two())) == ["left", "new"]


def test_every_look_up_of_a_number_is_kept(county: Flask) -> None:
    before = count(IdentityLookup)
    checked(two())
    kept = db.session.scalars(select(IdentityLookup.answer).order_by(IdentityLookup.at, IdentityLookup.id)).all()
    assert sorted(kept[before:]) == ["county", "none"]


# bad rows -------------------------------------------------------------------------------------------------------------
def test_while_a_row_has_problems_nothing_is_taken_over(county: Flask) -> None:
    found = checked(xlsx([row("李桂芳", 1), row("周德顺", 2, "不详")]))
    assert outcomes(found) == ["matched", "bad"]
    with pytest.raises(RowsToLeave):
        lists.take(person("wangfang"), found.id, [])
    with pytest.raises(RowsToLeave):
        lists.take(person("wangfang"), found.id, [2, 3])
    assert said() == []


def test_rows_are_left_out_where_they_are_named(county: Flask) -> None:
    found = taken(xlsx([row("李桂芳", 1), row("周德顺", 2, "不详")]))
    assert [name for name, _, _ in said()] == ["李桂芳"]
    assert outcomes(found) == ["matched", "bad"]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (row("周德顺", 2, village="没有的村"), "名册里没有这个人，要写明所在的村（社区），照行政区划的名称写"),
        (row("李桂芳", 1), "与第%(row)s行是同一个人，请只留一行"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(county: Flask, cells: list[str], sentence: str) -> None:
    found = checked(xlsx([row("李桂芳", 1), cells]))
    assert [one["key"] for one in department_lists.rows(found)[-1].problems] == [sentence]


def test_a_village_of_two_townships_must_be_told_apart(county: Flask) -> None:
    db.session.execute(
        db.text(
            "INSERT INTO regions (code, name, tier, parent_code, valid_from)"
            " VALUES ('420703101209', '四房村委会', 'village', '420703101', '2020-01-01')"
        )
    )
    db.session.commit()
    found = checked(xlsx([row("周德顺", 2, village="四房", township="")]))
    assert "几个同名的村" in department_lists.rows(found)[0].problems[0]["key"]


def test_a_township_takes_over_nobody_of_another_one(county: Flask) -> None:
    found = checked(xlsx([row("李桂芳", 1), row("周德顺", 2, village="大湾", township="葛店镇")]), "zhaomin")
    assert outcomes(found) == ["matched", "bad"]
    found = checked(xlsx([row("李桂芳", 1, note="又一份")]), "xulei")
    assert outcomes(found) == ["bad"]
    assert "范围以外" in department_lists.rows(found)[0].problems[0]["key"]


def test_five_thousand_rows_with_one_bad_one_near_the_end_leave_the_register_as_it_was(county: Flask) -> None:
    births = (f"{1930 + serial // 900}{serial // 90 % 10 + 1:02}16" for serial in range(5000))
    numbers = [identity_number(serial % 90 + 1, birth) for serial, birth in enumerate(births)]
    rows = [row(f"老人{serial}", 1, identity=number) for serial, number in enumerate(numbers)]
    rows[4998][1] = "4.20703E+17"
    found = checked(xlsx(rows))
    assert (outcomes(found).count("new"), department_lists.numbers(found, "bad")) == (4999, [5000])
    assert count(Elder) == 1
    rows[4998][1] = numbers[4998]
    with queries() as seen:
        found = taken(xlsx(rows))
    assert count(Elder) == 5001
    writes = [text for text, _ in seen if text.startswith(("INSERT INTO elder", "INSERT INTO identity_index"))]
    assert len(writes) <= 10 * 5  # ten chunks; SQLAlchemy may part a batch
    assert found.counts == {"new": 5000}
