"""Records on their whole papers: parts that belong together, and prints that stop at a character no font has."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from formserver.cli import main
from formserver.forms.pairs import Pairs
from formserver.services import editions, prints
from formserver.services.person import Person
from formserver.services.prints import Wish
from formserver.store import records
from tests import factories
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


def test_every_care_prints_a_sheet_with_its_visit(site: Flask, village: Village) -> None:
    with site.app_context():
        author = person("liuyang")
        visit = Pairs([("visit_date", "2025-02-10"), ("visit_way", "home"), ("service_needs", "需要代买药品。")])
        visit_id = hand_in(author, VISIT_WITH_CARE, visit, elder_id=village.elder_id)
        first = care_of(author, visit_id, village, "2025-02-12", "代买降压药。")
        second = care_of(author, visit_id, village, "2025-02-20", "陪同复诊。")
        sheets = {record_id: paper(author, record_id) for record_id in (visit_id, first, second)}
    for printed in sheets.values():
        assert len(printed.pages) == 1
        assert "第1次开展探访2025年2月10日" in printed.text
        assert "老年人服务需求：需要代买药品。" in printed.text
    assert "第1次开展关爱2025年2月12日|关爱服务情况：代买降压药。服务人员签字（盖章）：年月日" in rows(sheets[first])
    assert "第2次开展关爱2025年2月20日|关爱服务情况：陪同复诊。服务人员签字（盖章）：年月日" in rows(sheets[second])
    assert "陪同复诊" not in sheets[visit_id].text


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
