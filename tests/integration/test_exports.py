"""Exports of lists of records: what stands in the file, for whom, and what is said of what cannot be exported."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models import Record
from formserver.services import exporting, exports
from formserver.services.bundles import ChoiceUnreadable
from formserver.services.exports import Wish
from formserver.store import jobs as rows
from tests import factories
from tests.exported_files import asked_for, book_of, content_of, exported, lines_of, table
from tests.factories import (
    COUNTY,
    REGISTRATION,
    TOWNSHIP,
    VISIT,
    VISIT_WITH_CARE,
    identity_number,
    person,
)
from tests.printing_office import done
from tests.storage_app import queries
from tests.three_editions import GUARDIAN, NAMES, PHONE, three_editions

pytestmark = pytest.mark.usefixtures("printing_office")
ONE_ENGINE: Final = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)


def known_elder() -> str:
    """李桂芳, whose registration is approved; gives her id."""
    record = db.session.query(Record).filter_by(title="李桂芳").one()
    factories.approve_fully(record.id)
    assert record.elder_id is not None
    return record.elder_id


# what stands in it ----------------------------------------------------------------------------------------------------
def test_a_workbook_has_a_row_for_each_record_with_what_the_list_knows_in_front() -> None:
    found = table(exported().worksheets[0])
    assert [line["服务对象"] for line in found] == ["周德顺", "吴秀英", "李桂芳", "艾青"]
    first = found[0]
    assert (first["版本"], first["状态"], first["乡镇（街道）"], first["村（社区）"]) == (
        "1.0",
        "待乡镇（街道）审核",
        "段店镇",
        "三江村",
    )
    assert (first["填报人"], first["填报日期"].isoformat()[:10]) == ("刘洋", "2025-01-08")
    assert first["记录编号"].startswith(f"{COUNTY}-DJ-")
    assert (first["身份证号"][:3], "*" in first["身份证号"], len(first["身份证号"])) == ("999", True, 18)


@ONE_ENGINE
def test_the_last_sheet_says_what_the_workbook_is() -> None:
    book = exported(place=TOWNSHIP)
    told = {line["项目"]: line["内容"] for line in table(book["说明"])}
    assert (told["内容"][:3], told["记录"], told["导出人"]) == ("段店镇", 4, "王芳")
    assert "已隐藏中间几位" in told["号码"]


@ONE_ENGINE
def test_a_growing_table_has_a_sheet_of_its_own_and_is_one_column_of_a_csv_file() -> None:
    child = {
        "children_away.0.row": "1",
        "children_away.0.name": "王强",
        "children_away.1.row": "1",
        "children_away.1.name": "王兰",
    }
    record_id = factories.register(person("liuyang"), "秦素芬", identity_number(8), **child)
    number = db.session.get_one(Record, (COUNTY, record_id)).number
    book = exported(name="秦素芬")
    assert [line for line in table(book.worksheets[1])] == [
        {"记录编号": number, "服务对象": "秦素芬", "行": name, "姓名": who}
        for name, who in (("子女外出务工情况（1）", "王强"), ("子女外出务工情况（2）", "王兰"))
    ]
    [line] = lines_of(content_of(done(asked_for(name="秦素芬", format="csv"))))
    assert "王强" in str(line)


@ONE_ENGINE
def test_codes_stand_beside_words_only_where_they_are_asked_for() -> None:
    coded = table(exported(coded="1").worksheets[0])[0]
    assert (coded["性别"], coded["性别（编码）"]) in (("男", "male"), ("女", "female"))
    assert not [head for head in table(exported().worksheets[0])[0] if "编码" in head]


@ONE_ENGINE
def test_numbers_stand_in_full_where_that_is_asked_for_and_allowed() -> None:
    line = table(exported("wangfang", full_numbers="1").worksheets[0])[0]
    assert (line["身份证号"], line["联系方式"]) == (identity_number(1), PHONE)
    [line, *_] = lines_of(content_of(done(asked_for(full_numbers="1", format="csv"))))
    assert line["身份证号"] == f"'{identity_number(1)}"


@ONE_ENGINE
def test_each_part_of_a_paper_has_a_sheet_and_a_csv_file_has_one_of_them() -> None:
    author = person("liuyang")
    elder_id = known_elder()
    visit = Pairs([("visit_date", "2025-02-10"), ("visit_way", "home")])
    visit_id = factories.hand_in(author, VISIT_WITH_CARE, visit, elder_id=elder_id)
    care = Pairs([("care_date", "2025-02-11"), ("care_given", "代买药品。"), ("satisfaction", "满意")])
    factories.hand_in(author, VISIT_WITH_CARE, care, elder_id=elder_id, part="care", parent_record_id=visit_id)
    book = exported(form=VISIT_WITH_CARE)
    assert len(book.sheetnames) >= 3
    with pytest.raises(exports.PartUnchosen):
        asked_for(form=VISIT_WITH_CARE, format="csv")
    assert len(lines_of(content_of(done(asked_for(form=VISIT_WITH_CARE, format="csv", part="care"))))) == 1


# three editions -------------------------------------------------------------------------------------------------------
def test_records_of_three_editions_stand_in_one_table() -> None:
    three_editions()
    job = done(asked_for(full_numbers="1", place="420703103201"))
    sheet = book_of(job).worksheets[0]
    found = {line["版本"] + line["服务对象"]: line for line in table(sheet) if line["填报人"] == "刘洋"}
    phones = {edition: found[edition + name]["本人电话"] for edition, name in NAMES.items()}
    assert phones == dict.fromkeys(NAMES, PHONE)
    assert found["1.0钱玉兰"]["监护人的联系方式（旧版）"] == GUARDIAN
    assert found["1.0钱玉兰"]["低保家庭（旧版）"] == "是"
    assert found["3.0冯翠英"]["微信号"] == "feng-cuiying"
    headings = [cell.value for cell in sheet[1]]
    assert headings.index("监护人姓名") + 1 == headings.index("监护人的联系方式（旧版）")
    assert "几个版本" in str(table(book_of(job)["说明"]))


@ONE_ENGINE
def test_a_record_whose_edition_changes_meanwhile_ends_the_export_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    three_editions()
    job = asked_for(state="at:township", name="艾青")

    def publish(*_: object) -> None:
        newest = db.session.query(Record).filter_by(title="冯翠英").one()
        db.session.query(Record).update({"title": "艾青", "form_edition_id": newest.form_edition_id})
        db.session.commit()

    monkeypatch.setattr(exporting._Work, "do", before(publish, exporting._Work.do))
    ended = done(job)
    assert (ended.state, ended.failure and ended.failure["key"]) == (rows.FAILED, exporting.EditionsChanged.message_key)


def before(first: Callable[..., None], then: Callable[..., Any]) -> Callable[..., Any]:
    def both(*args: Any) -> Any:
        first()
        return then(*args)

    return both


# what cannot be exported ----------------------------------------------------------------------------------------------
@ONE_ENGINE
def test_what_cannot_be_exported_is_said_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(exports.ExportEmpty):
        asked_for(month="2019-01")
    with pytest.raises(ChoiceUnreadable):
        asked_for(month="2019-13")
    monkeypatch.setattr(exports, "MOST_ROWS", 3)
    with pytest.raises(exports.ExportTooLarge):
        asked_for()
    narrower = exports.plan(person("wangfang"), Wish.read({})).narrower
    assert [(one.label, one.records) for one in narrower] == [("段店镇三江村", 3), ("段店镇四房村", 1)]
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    alone = exports.plan(person("wangfang"), Wish.read({"place": "420703103201"}))
    assert [(one.given["month"], one.records) for one in alone.narrower] == [("2025-01", 3)]


@ONE_ENGINE
def test_one_form_is_exported_at_a_time_and_needs_no_choosing_where_there_is_no_other() -> None:
    assert exports.plan(person("wangfang"), Wish.read({})).problem is None
    factories.hand_in(person("liuyang"), VISIT, factories.visit_pairs(), elder_id=known_elder())
    planned = exports.plan(person("wangfang"), Wish.read({}))
    assert isinstance(planned.problem, exports.FormUnchosen)
    assert [(one.code, one.records) for one in planned.forms] == [(REGISTRATION, 4), (VISIT, 1)]
    with pytest.raises(exports.FormUnchosen):
        exports.ask(person("wangfang"), new_id(), Wish.read({}))


@ONE_ENGINE
def test_a_record_that_cannot_be_read_is_named_and_the_others_are_in_the_file() -> None:
    job = asked_for()
    broken = db.session.query(Record).filter_by(title="李桂芳").one()
    broken.data = {**broken.data, "identity_number": "v1:damaged"}
    other = db.session.query(Record).filter_by(title="艾青").one()
    other.data = {**other.data, "filled_on": "2025-02-30"}
    db.session.commit()
    ended = done(job)
    assert [problem["title"] for problem in ended.problems] == ["李桂芳", "艾青"]
    assert [line["服务对象"] for line in table(book_of(ended).worksheets[0])] == ["周德顺", "吴秀英"]


@ONE_ENGINE
def test_where_too_many_records_cannot_be_read_there_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked_for()
    for record in db.session.query(Record):
        record.data = {**record.data, "identity_number": "v1:damaged"}
    db.session.commit()
    monkeypatch.setattr(exporting, "MOST_PROBLEMS", 3)
    ended = done(job)
    assert (ended.state, ended.failure and ended.failure["key"]) == (rows.FAILED, exporting.ExportBroken.message_key)


# cost -----------------------------------------------------------------------------------------------------------------
def test_a_batch_costs_the_same_queries_however_many_records_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []
    for size in (1, 2, 4):
        monkeypatch.setattr(exporting, "BATCH", size)
        job = asked_for()
        with queries() as seen:
            done(job)
        counted.append(
            len([statement for statement, _ in seen if "sealed" in statement or "records.data" in statement])
        )
    assert counted == [5, 3, 2]
