"""Records on their whole papers: parts that belong together, and prints that stop at a character no font has."""

import json
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from formserver.cli import main
from formserver.forms.pairs import Pairs
from formserver.services import editions, integrity, prints, singles
from formserver.services.person import Person
from formserver.services.prints import Wish
from formserver.store import journal, records
from tests import factories, printing_office
from tests.factories import COUNTY, VISIT_WITH_CARE, Village, hand_in, looking_as, person
from tests.paper.geometry import rows_of, written
from tests.paper.reading import Sheet
from tests.paper.test_locked_printing import NO_GLYPH

JIANGSU = "registration/jiangsu"


@pytest.fixture
def village(site: Flask) -> Village:
    return factories.settle(site)


def paper(author: Person, record_id: str) -> Sheet:
    """The record's PDF, as its author gets it."""
    return Sheet(prints.print_for(author, record_id, Wish(), site="")[1])


def care_of(author: Person, visit_id: str, village: Village, day: str, given: str) -> str:
    pairs = Pairs([("care_date", day), ("care_given", given), ("satisfaction", "满意")])
    return hand_in(author, VISIT_WITH_CARE, pairs, elder_id=village.elder_id, part="care", parent_record_id=visit_id)


@dataclass(frozen=True)
class Cared:
    """A visit and the two care records that follow it."""

    visit_id: str
    first: str
    second: str


@pytest.fixture
def cared(site: Flask, village: Village) -> Cared:
    with site.app_context():
        author = person("liuyang")
        visit = Pairs([("visit_date", "2025-02-10"), ("visit_way", "home"), ("service_needs", "需要代买药品。")])
        visit_id = hand_in(author, VISIT_WITH_CARE, visit, elder_id=village.elder_id)
        first = care_of(author, visit_id, village, "2025-02-12", "代买降压药。")
        return Cared(visit_id, first, care_of(author, visit_id, village, "2025-02-20", "陪同复诊。"))


FIRST = "第1次开展关爱2025年2月12日|关爱服务情况：代买降压药。服务人员签字（盖章）：年月日"
SECOND = "第2次开展关爱2025年2月20日|关爱服务情况：陪同复诊。服务人员签字（盖章）：年月日"


def test_every_care_prints_a_sheet_with_its_visit(site: Flask, cared: Cared) -> None:
    with site.app_context():
        sheets = [paper(person("liuyang"), record_id) for record_id in (cared.first, cared.second)]
    for printed, row in zip(sheets, (FIRST, SECOND), strict=True):
        assert len(printed.pages) == 1
        assert "第1次开展探访2025年2月10日" in printed.text
        assert "老年人服务需求：需要代买药品。" in printed.text
        assert row in rows(printed)


def test_a_visit_prints_a_sheet_for_each_care_and_repeats_itself_on_each(site: Flask, cared: Cared) -> None:
    with site.app_context():
        printed = paper(person("liuyang"), cared.visit_id)
        numbers = [records.anywhere(record_id).number for record_id in (cared.visit_id, cared.second)]
    assert [[row in written(page) for row in (FIRST, SECOND)] for page in rows_of(printed.content)] == [
        [True, False],
        [False, True],
    ]
    for page, number in zip(printed.pages, numbers, strict=True):
        assert "第1次开展探访2025年2月10日" in page
        assert f"编号：{number}" in page
        assert "第1页共1页" in page


def test_each_of_its_sheets_is_a_print_of_its_own_record(site: Flask, cared: Cared) -> None:
    with site.app_context():
        paper(person("liuyang"), cared.visit_id)
        prints_of = {one: journal.asides(COUNTY, one, journal.PRINT) for one in (cared.visit_id, cared.second)}
        assert [len(entries) for entries in prints_of.values()] == [1, 1]
        codes = {entries[0].facts["code"] for entries in prints_of.values()}
        assert len(codes) == 2
        assert journal.asides(COUNTY, cared.first, journal.PRINT) == []
        assert list(integrity.verify()) == []


def test_a_care_that_was_given_up_has_no_sheet(site: Flask, cared: Cared) -> None:
    with site.app_context():
        factories.act(person("zhaomin"), cared.second, "terminate", "录重了")
        assert len(paper(person("liuyang"), cared.visit_id).pages) == 1


def test_the_approval_sheets_are_those_of_the_records_that_have_their_paper_there(site: Flask, cared: Cared) -> None:
    with site.app_context():
        author = person("liuyang")
        wish = Wish(with_approvals=True)
        printed = [Sheet(prints.print_for(author, one, wish, site="")[1]) for one in (cared.visit_id, cared.second)]
        numbers = [records.anywhere(one).number for one in (cared.visit_id, cared.first, cared.second)]
    sheets = [[page for page in one.pages if "审批单" in page] for one in printed]
    assert [[any(f"编号：{number}版本" in page for page in found) for number in numbers] for found in sheets] == [
        [True, True, True],
        [False, False, True],
    ]
    assert [len(found) for found in sheets] == [3, 1]


def test_an_archived_visit_has_the_data_of_each_sheet_inside(site: Flask, cared: Cared) -> None:
    with site.app_context():
        content = prints.print_for(person("liuyang"), cared.visit_id, Wish(archive=True), site="")[1]
        numbers = [records.anywhere(one).number for one in (cared.visit_id, cared.second)]
    with pypdfium2.PdfDocument(content) as pdf:
        inside = [pdf.get_attachment(index) for index in range(pdf.count_attachments())]
        assert [one.get_name() for one in inside] == ["record.json", "record-2.json"]
        told = [json.loads(bytes(one.get_data())) for one in inside]
    assert [one["number"] for one in told] == numbers
    assert [one["data"]["care"]["care_given"] for one in told] == ["代买降压药。", "陪同复诊。"]


def test_a_visit_printed_in_the_background_has_all_its_sheets(site: Flask, cared: Cared) -> None:
    with site.app_context():
        asker = person("liuyang")
        job = printing_office.done(singles.ask(asker, cared.visit_id, Wish()))
        assert (job.record_ids, job.pages) == ([cared.visit_id, cared.second], 2)
        assert printing_office.content_of(job, "liuyang") == prints.print_for(asker, cared.visit_id, Wish(), site="")[1]


def rows(printed: Sheet) -> list[str]:
    return [line for page in rows_of(printed.content) for line in written(page)]


def test_a_visit_without_care_leaves_its_part_blank(site: Flask, village: Village) -> None:
    with site.app_context():
        author = person("liuyang")
        visit = Pairs([("visit_date", "2025-02-10"), ("visit_way", "home")])
        printed = paper(author, hand_in(author, VISIT_WITH_CARE, visit, elder_id=village.elder_id))
    assert "第次开展关爱年月日|关爱服务情况：服务人员签字（盖章）：年月日" in rows(printed)


def test_a_visit_of_jiangsu_prints_the_file_above_the_visit(site: Flask) -> None:
    with site.app_context():
        factories.furnish()
        for code in (JIANGSU, "visit_record/jiangsu"):
            editions.adopt(COUNTY, code)
        author = person("liuyang")
        number = factories.identity_number()
        known = {"file.name": "李桂芳", "file.identity_number": number, "file.first_contact.name": "李明"}
        registration_id = hand_in(author, JIANGSU, Pairs(known.items()))
        elder_id = records.get(author.scope, registration_id).elder_id
        told = {"visit_date": "2025-02-10", "problems_found": "电线老化。", "problems_handled": "已更换。"}
        printed = paper(author, hand_in(author, "visit_record/jiangsu", Pairs(told.items()), elder_id=elder_id))
        alone = paper(author, registration_id)
    first, second = rows_of(printed.content)
    assert written(first)[1].startswith("姓名|李桂芳|")
    assert written(first)[2] == "|".join(["身份证号码", *number])
    assert "探访服务发现问题|电线老化。" in written(second)
    assert len(alone.pages) == 1
    assert written(rows_of(alone.content)[0])[:7] == written(first)[:7]


def test_a_name_no_font_has_stops_the_print_with_a_page_that_names_it(site: Flask, village: Village) -> None:
    with site.app_context():
        author = person("liuyang")
        typed = factories.visit_pairs(visitor_name=f"王{NO_GLYPH}")
        visit_id = hand_in(author, factories.VISIT, typed, elder_id=village.elder_id)
    answer = looking_as(site, "liuyang").send(f"/{COUNTY}/records/{visit_id}/prints")
    assert answer.status_code == 422
    assert "没有打印" in answer.get_data(as_text=True)
    assert "先撤回或请审核人退回" in answer.get_data(as_text=True)
    assert f"“负责人员”里的“{NO_GLYPH}”（U+30000）没有可用的字形，不能打印" in answer.get_data(as_text=True)


def test_a_name_no_font_has_stops_the_command_with_one_line(site: Flask, village: Village, tmp_path: Path) -> None:
    with site.app_context():
        author = person("liuyang")
        typed = factories.visit_pairs(remarks=f"见{NO_GLYPH}。")
        visit_id = hand_in(author, factories.VISIT, typed, elder_id=village.elder_id)
    file = tmp_path / "x.pdf"
    command = ["pdf", "--record", visit_id, "-o", str(file)]
    result = CliRunner().invoke(main, command, obj=ScriptInfo(create_app=lambda: site))
    assert (result.exit_code, file.exists()) == (1, False)
    assert f"错误：“备注”里的“{NO_GLYPH}”（U+30000）没有可用的字形" in result.stderr
