"""Lists of departments brought in again, taken back, refused, cancelled, forgotten; on both databases."""

import pytest
from flask import Flask
from sqlalchemy import select

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.files.reading_tables import TableUnreadable
from formserver.ids import new_id
from formserver.models import DepartmentList, ElderCategory, ElderEvent
from formserver.services import bundling, integrity
from formserver.services import jobs as lives
from formserver.services.departments import lists, verifying
from formserver.services.departments.lists import Given, ListBusy, ListRefused
from formserver.services.departments.verifying import Verdict
from formserver.store import department_lists, elders, identities, jobs
from formserver.store.elder_categories import TO_VERIFY, VERIFIED
from formserver.store.throttle import Bucket
from tests.department_files import HEADINGS, brought, checked, count, named, outcomes, row, said, taken, two, work, xlsx
from tests.factories import COUNTY, identity_number, person

DAY = "2025-01-08"


# again ----------------------------------------------------------------------------------------------------------------
def test_the_same_file_again_is_the_list_that_is_there(county: Flask) -> None:
    file = two()
    found = taken(file)
    assert brought(file).id == found.id
    assert count(DepartmentList) == 1
    assert brought(file, "zhaomin").id != found.id  # who may not see that one gets his own


def test_the_same_rows_in_another_file_change_nothing(county: Flask) -> None:
    taken(two())
    events = count(ElderEvent)
    found = checked(xlsx([row("周德顺", 2, "三级", "四房"), row("李桂芳", 1)]))
    assert outcomes(found) == ["known", "known"]
    with pytest.raises(ListRefused, match="没有新的内容"):
        lists.take(person("wangfang"), found.id, [])
    assert count(ElderEvent) == events


def test_what_was_found_not_to_be_so_does_not_come_again_with_the_same_words(county: Flask) -> None:
    taken(two())
    category = db.session.scalars(select(ElderCategory.id).where(ElderCategory.code == "severely_disabled")).one()
    verifying.decide(person("liuyang"), category, Verdict("no", DAY, "没有残疾证"), new_id())
    assert outcomes(checked(xlsx([row("李桂芳", 1)]))) == ["known"]
    assert outcomes(checked(xlsx([row("李桂芳", 1, note="新证")]))) == ["matched"]


def test_columns_are_remembered_for_the_next_list_of_the_source(county: Flask) -> None:
    headings = ["老人", *HEADINGS[1:]]
    found = brought(xlsx([row("李桂芳", 1)], headings))
    assert "name" not in found.columns
    with pytest.raises(ListRefused, match="哪一列是姓名"):
        lists.check(person("wangfang"), found.id, found.columns)
    lists.check(person("wangfang"), found.id, {**found.columns, "name": 0})
    work(found)
    moved = ["备注", "老人", *HEADINGS[1:5]]
    again = brought(xlsx([["", *row("周德顺", 2)[:5]]], moved))
    assert again.columns["name"] == 1
    assert "note" in again.columns


def test_a_column_that_was_not_wanted_is_not_wanted_again(county: Flask) -> None:
    found = brought(xlsx([row("李桂芳", 1)]))
    lists.check(person("wangfang"), found.id, {key: at for key, at in found.columns.items() if key != "note"})
    work(found)
    assert "note" not in brought(xlsx([row("周德顺", 2)])).columns


# back -----------------------------------------------------------------------------------------------------------------
def test_a_list_that_is_taken_back_leaves_nothing_of_it(county: Flask) -> None:
    found = taken(two())
    lists.undo(person("wangfang"), found.id)
    work(found)
    assert (found.state, said()) == ("undone", [])
    assert (named("周德顺").state, named("周德顺").left_reason) == (elders.LEFT, "error")
    assert identities.find(identity_number(2)) is None
    assert named("李桂芳").state == elders.REGISTERED
    assert list(integrity.verify()) == []
    assert outcomes(taken(two())) == ["matched", "new"]


def test_what_was_verified_stays_when_a_list_is_taken_back(county: Flask) -> None:
    found = taken(two())
    category = db.session.scalars(select(ElderCategory.id).where(ElderCategory.code == "disabled_person")).one()
    verifying.decide(person("chenjie"), category, Verdict("yes", DAY), new_id())
    lists.undo(person("wangfang"), found.id)
    work(found)
    assert said() == [("周德顺", "disabled_person", VERIFIED)]
    assert named("周德顺").state == elders.LISTED


def test_who_stands_on_another_list_too_stays_when_one_is_taken_back(county: Flask) -> None:
    found = taken(two())
    relief = xlsx([["周德顺", identity_number(2), "四房村", "低保"]], ["姓名", "身份证号", "村", "低保类别"])
    taken(relief, source="relief")
    lists.undo(person("wangfang"), found.id)
    work(found)
    assert said() == [("周德顺", "low_income", TO_VERIFY)]
    assert named("周德顺").state == elders.LISTED


# refusals and jobs ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "content", "said"),
    [
        (Given("", DAY), b"x", "来源"),
        (Given("relief", "昨天"), b"x", "哪一天"),
        (Given("relief", "2999-01-01"), b"x", "今天以后"),
        (Given("relief", DAY), b"", "文件"),
        (Given("relief", DAY), "姓名,身份证号\n".encode(), "没有内容"),
        (Given("relief", DAY), "姓名\n".encode() + b"a\n" * 10_001, "超过 10000 行"),
    ],
)
def test_what_is_missing_beside_the_file_is_said(county: Flask, given: Given, content: bytes, said: str) -> None:
    with pytest.raises((ListRefused, TableUnreadable), match=said):
        lists.bring(person("wangfang"), given, "名单.csv", content)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"name": 0, "identity": 1}, "哪一列是残疾等级"),
        ({"name": 0, "disability_grade": 4}, "哪一列是身份证号"),
        ({"name": 0, "identity": 99, "disability_grade": 4}, "不在这份名单里"),
        ({"name": 0, "colour": 1}, "不在这份名单里"),
    ],
)
def test_columns_that_say_too_little_are_refused(county: Flask, columns: dict[str, int], said: str) -> None:
    found = brought(two())
    with pytest.raises(ListRefused, match=said):
        lists.check(person("wangfang"), found.id, columns)


def test_checking_all_day_long_is_refused(county: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_CHECKS", Bucket(attempts=1, seconds=3600))
    found = checked(two())
    with pytest.raises(ListRefused, match="太频繁"):
        lists.check(person("wangfang"), found.id, found.columns)


def test_nothing_else_is_done_with_a_list_while_a_job_waits(county: Flask) -> None:
    found = brought(two())
    lists.check(person("wangfang"), found.id, found.columns)
    with pytest.raises(ListBusy):
        lists.check(person("wangfang"), found.id, found.columns)
    with pytest.raises(ListBusy):
        lists.take(person("wangfang"), found.id, [])
    with pytest.raises(ListBusy):
        lists.undo(person("wangfang"), found.id)
    with pytest.raises(ListBusy):
        lists.drop(person("wangfang"), found.id)


def test_a_cancelled_job_changes_nothing(county: Flask) -> None:
    found = checked(two())
    lists.take(person("wangfang"), found.id, [])
    lives.cancel(person("wangfang"), str(found.job_id))
    assert work(found).state == jobs.CANCELLED
    assert (found.state, said()) == ("checked", [])


def test_a_worker_that_is_to_end_takes_over_nothing(county: Flask) -> None:
    found = checked(two())
    lists.take(person("wangfang"), found.id, [])
    bundling.run(COUNTY, str(found.job_id), lambda: True, site="", days_kept=7)
    assert said() == []
    assert work(found).state == jobs.DONE
    assert len(said()) == 2


def test_what_changed_since_the_check_is_not_taken_over(county: Flask) -> None:
    found = checked(two(), "zhaomin")
    lists.take(person("zhaomin"), found.id, [])
    elder = named("李桂芳")
    elders.change(elder, {"village_code": "420703101201", "township_code": "420703101"})
    db.session.commit()
    job = work(found)
    assert (job.state, job.failure and str(job.failure["key"])[:5]) == (jobs.FAILED, "核对以后名")
    assert (found.state, said()) == ("checked", [])


def test_a_list_that_was_taken_back_meanwhile_is_not_taken_over_again(county: Flask) -> None:
    found = checked(two())
    lists.take(person("wangfang"), found.id, [])
    department_lists.move(found, ("checked",), {"state": "brought"})
    db.session.commit()
    assert work(found).state == jobs.FAILED


def test_a_done_job_of_a_list_is_not_done_again(county: Flask) -> None:
    found = taken(two())
    assert not lives.retry(person("wangfang"), str(found.job_id))
    assert not lives.view(person("wangfang"), str(found.job_id)).has_file


def test_a_list_that_nobody_wants_is_forgotten(county: Flask) -> None:
    found = brought(two())
    list_id = found.id
    lists.drop(person("wangfang"), list_id)
    with pytest.raises(NotFound):
        lists.get(person("wangfang"), list_id)


def test_a_list_that_nobody_took_over_is_forgotten_after_a_month(county: Flask) -> None:
    taken(two())
    old = brought(xlsx([row("吴秀英", 3)]))
    assert lists.sweep() == 0
    old.brought_at = old.brought_at.replace(year=2020)
    db.session.commit()
    assert lists.sweep() == 1
    assert count(DepartmentList) == 1


def test_lists_are_seen_by_who_brought_them_and_by_the_county(county: Flask) -> None:
    found = brought(two(), "zhaomin")
    assert lists.get(person("wangfang"), found.id) is found
    assert [one.id for one in lists.page(person("wangfang")).rows] == [found.id]
    assert lists.page(person("xulei")).rows == []
    with pytest.raises(NotFound):
        lists.get(person("xulei"), found.id)
