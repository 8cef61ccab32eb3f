"""Bundles: what is in them and in which order, what is refused, and what cannot be printed."""

import io
from typing import Any

import pikepdf
import pytest

from formserver.errors import ActConflict, FormserverError
from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.printing import pdf
from formserver.printing import render as rendering
from formserver.printing.cover import cover_html
from formserver.printing.job import PrintJob
from formserver.services import bundle_making, bundles, volumes
from formserver.services.bundles import BundleEmpty, BundleTooLarge, ChoiceUnreadable, TooManyJobs
from formserver.store import jobs as rows
from formserver.store import records
from tests.factories import (
    COUNTY,
    OTHER_COUNTY_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    VISIT_WITH_CARE,
    approve_fully,
    hand_in,
    identity_number,
    person,
    register,
)
from tests.paper.reading import Sheet, squeezed
from tests.printing_office import asked_for, content_of, done, sheet_of, wanted

# Each engine answers the queries in tests of the store; here it is the program that counts.
pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)

CARE_VISIT = Pairs([("visit_date", "2025-02-10"), ("visit_way", "home")])

Ledger = dict[str, str]


@pytest.fixture
def ledger(printing_office: Ledger) -> Ledger:
    """Four records of two villages: name -> id."""
    return printing_office


# what is in it --------------------------------------------------------------------------------------------------------
def test_a_list_stands_in_front_and_the_sheets_follow_by_village_name_and_date(ledger: Ledger) -> None:
    sheet = sheet_of(done(asked_for()))
    order = ["艾青", "李桂芳", "周德顺", "吴秀英"]
    cover = sheet.pages[0]
    assert "打印清单" in cover
    assert [cover.index(name) for name in order] == sorted(cover.index(name) for name in order)
    assert [name in page for name, page in zip(order, sheet.pages[1:], strict=True)] == [True] * 4


def test_the_list_names_the_page_on_which_each_record_begins(ledger: Ledger) -> None:
    sheet = sheet_of(done(asked_for()))
    number = records.anywhere(ledger["周德顺"]).number
    assert f"{number}4" in sheet.pages[0]
    assert number in sheet.pages[3]


def test_a_longer_list_moves_the_pages_on(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def longer(*given: Any, **more: Any) -> str:
        return cover_html(*given, **more).replace("</h1>", '</h1><p style="break-after: page">1</p>')

    monkeypatch.setattr(volumes, "cover_html", longer)
    sheet = sheet_of(done(asked_for()))
    number = records.anywhere(ledger["周德顺"]).number
    assert f"{number}5" in sheet.pages[1]
    assert number in sheet.pages[4]


def test_the_file_says_what_was_printed_and_whose_it_is(ledger: Ledger) -> None:
    metadata = sheet_of(done(asked_for())).metadata
    assert (metadata["Title"], metadata["Author"]) == ("打印清单　全部记录", "华容区民政局")


def test_each_sheet_keeps_its_own_page_numbers(ledger: Ledger) -> None:
    assert all("第1页共1页" in page for page in sheet_of(done(asked_for())).pages)


def test_the_file_is_tagged_as_a_whole_and_has_an_outline(ledger: Ledger) -> None:
    content = content_of(done(asked_for()))
    with pikepdf.open(io.BytesIO(content)) as opened, opened.open_outline() as outline:
        assert str(opened.Root.Lang) == "zh-CN"
        assert [str(line.title)[:5] for line in outline.root] == [
            "打印清单",
            "1　艾青　",
            "2　李桂芳",
            "3　周德顺",
            "4　吴秀英",
        ]
    assert Sheet(content).is_tagged


def test_the_same_records_give_the_same_bytes(ledger: Ledger) -> None:
    first, second = (content_of(done(asked_for())) for _ in range(2))
    assert first == second


def test_a_month_of_a_village_holds_what_happened_there_then(ledger: Ledger) -> None:
    register(person("liuyang"), "郑玉兰", identity_number(8), filled_on="2025-03-02")
    job = done(asked_for(place=VILLAGE, month="2025-03"))
    assert (job.title, job.total) == ("段店镇三江村　2025年3月", 1)
    assert "郑玉兰" in sheet_of(job).pages[1]


def test_the_approved_records_of_a_township(ledger: Ledger) -> None:
    approve_fully(ledger["李桂芳"])
    job = done(asked_for("zhaomin", place=TOWNSHIP, state="approved"))
    assert job.record_ids == [ledger["李桂芳"]]
    assert job.title == "段店镇　已通过"


def test_a_tab_of_my_work_is_a_list_too(ledger: Ledger) -> None:
    approve_fully(ledger["李桂芳"])
    job = done(asked_for("zhaomin", list="todo"))
    assert (job.total, job.title) == (3, "待办")
    assert done(asked_for("zhaomin", list="done")).record_ids == [ledger["李桂芳"]]


def test_all_copies_are_printed_where_a_paper_asks_for_them(ledger: Ledger) -> None:
    elder_id = records.anywhere(ledger["李桂芳"]).elder_id
    hand_in(person("liuyang"), VISIT_WITH_CARE, CARE_VISIT, elder_id=elder_id)
    sheet = sheet_of(done(asked_for(form=VISIT_WITH_CARE, copies="1")))
    holders = [page for page in sheet.pages[1:] if "联" in page]
    assert [f"第{number}联" in page for number, page in enumerate(holders, 1)] == [True] * len(holders)
    assert len(holders) > 1


def test_each_record_has_its_approval_sheet_behind_it_where_that_is_asked_for(ledger: Ledger) -> None:
    planned = bundles.plan(person("wangfang"), wanted(approvals="1"))
    assert (planned.records, planned.sheets, planned.wanted.given) == (4, 8, {"approvals": "1"})
    sheet = sheet_of(done(asked_for(approvals="1")))
    assert ["审批单" in page for page in sheet.pages[1:]] == [False, True] * 4
    number = records.anywhere(ledger["周德顺"]).number
    assert f"{number}6" in sheet.pages[0]
    assert [number in page for page in sheet.pages[5:7]] == [True, True]


def test_approval_sheets_count_for_the_limit(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (bundles, bundle_making):
        monkeypatch.setattr(place, "MOST_SHEETS", 7)
    assert asked_for().total == 4
    with pytest.raises(BundleTooLarge, match="一共要打印 8 张，一次最多 7 张"):
        asked_for(approvals="1")


def test_what_stands_on_the_sheet_of_a_visit_is_not_printed_once_more(ledger: Ledger) -> None:
    author, elder_id = person("liuyang"), records.anywhere(ledger["李桂芳"]).elder_id
    visit_id = hand_in(author, VISIT_WITH_CARE, CARE_VISIT, elder_id=elder_id)
    for day in ("2025-02-11", "2025-02-12"):
        care = Pairs([("care_date", day), ("care_given", "送餐上门")])
        hand_in(author, VISIT_WITH_CARE, care, elder_id=elder_id, part="care", parent_record_id=visit_id)
    job = done(asked_for(form=VISIT_WITH_CARE))
    sheet = sheet_of(job)
    assert len(job.record_ids) == 3
    assert [page.count("2月11日") for page in sheet.pages[1:]] == [1, 0]
    assert [page.count("2月12日") for page in sheet.pages[1:]] == [0, 1]


def test_other_places_are_not_in_it(ledger: Ledger) -> None:
    job = done(asked_for("chenjie"))
    assert job.record_ids == [ledger["吴秀英"]]


# what is refused before anything is made ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"month": "2019-01"}, BundleEmpty),
        ({"place": OTHER_COUNTY_VILLAGE}, BundleEmpty),
        ({"name": "没有这个人"}, BundleEmpty),
        ({"month": "2025-13"}, ChoiceUnreadable),
        ({"month": "正月"}, ChoiceUnreadable),
        ({"place": "三江村"}, ChoiceUnreadable),
    ],
)
def test_what_makes_no_bundle_makes_no_job(
    ledger: Ledger, asked: dict[str, str], refusal: type[FormserverError]
) -> None:
    with pytest.raises(refusal):
        asked_for(**asked)
    assert rows.list_for(COUNTY, person("wangfang").user_id) == []


def test_too_many_sheets_are_refused_with_their_number_and_smaller_lists(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "MOST_SHEETS", 3)
    with pytest.raises(BundleTooLarge, match="一共要打印 4 张，一次最多 3 张"):
        asked_for()
    planned = bundles.plan(person("wangfang"), wanted())
    assert [(one.label, one.records) for one in planned.narrower] == [("段店镇三江村", 3), ("段店镇四房村", 1)]
    assert bundles.plan(person("wangfang"), wanted(**planned.narrower[0].given)).problem is None


def test_where_there_is_one_village_months_are_what_is_smaller(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    register(person("liuyang"), "郑玉兰", identity_number(8), filled_on="2025-03-02")
    monkeypatch.setattr(bundles, "MOST_SHEETS", 3)
    planned = bundles.plan(person("wangfang"), wanted(place=VILLAGE))
    assert [(one.label, one.records) for one in planned.narrower] == [("2025年3月", 1), ("2025年1月", 3)]


def test_more_records_than_when_it_was_asked_for_are_refused_too(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked_for()
    monkeypatch.setattr(bundle_making, "MOST_SHEETS", 3)
    assert done(job).failure == {"key": BundleTooLarge.message_key, "params": {"sheets": "4", "most": "3"}}


def test_a_person_has_three_unfinished_jobs_at_most(ledger: Ledger) -> None:
    for _ in range(3):
        asked_for()
    with pytest.raises(TooManyJobs):
        asked_for()
    assert asked_for("zhaomin").state == rows.WAITING


def test_the_same_post_twice_is_one_job_and_another_is_refused(ledger: Ledger) -> None:
    asker, job_id = person("wangfang"), new_id()
    for _ in range(2):
        assert bundles.ask(asker, job_id, wanted(place=VILLAGE)).id == job_id
    assert len(rows.list_for(COUNTY, asker.user_id)) == 1
    with pytest.raises(ActConflict):
        bundles.ask(asker, job_id, wanted())
    with pytest.raises(ActConflict):
        bundles.ask(person("zhaomin"), job_id, wanted(place=VILLAGE))


# what cannot be printed -----------------------------------------------------------------------------------------------
def test_a_record_that_cannot_be_printed_is_named_and_the_others_are_there(ledger: Ledger) -> None:
    broken = register(person("liuyang"), "王\U00030000", identity_number(9))
    job = done(asked_for())
    sheet = sheet_of(job)
    assert (job.state, len(sheet.pages)) == (rows.DONE, 5)
    assert [(one["record_id"], one["number"]) for one in job.problems] == [(broken, records.anywhere(broken).number)]
    assert "未能打印：" in sheet.pages[0]
    assert squeezed("没有可用的字形") in sheet.pages[0]
    assert broken not in job.record_ids


def test_a_sheet_that_breaks_the_renderer_takes_no_other_with_it(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = pdf.write_pdf

    def write(job: PrintJob) -> bytes:
        if any("周德顺" in sheet and "打印清单" not in sheet for sheet in job.sheets):
            raise ValueError("a fault of the renderer")
        return drawn(job)

    monkeypatch.setattr(rendering, "write_pdf", write)
    job = done(asked_for())
    assert [one["title"] for one in job.problems] == ["周德顺"]
    assert len(sheet_of(job).pages) == 4


def test_an_answer_that_does_not_open_any_more_is_named(ledger: Ledger) -> None:
    record = records.anywhere(ledger["周德顺"])
    record.data = {**record.data, "phone": "k1:AAAA"}
    db.session.commit()
    job = done(asked_for())
    assert [one["title"] for one in job.problems] == ["周德顺"]
