"""A move undone: everything is as it was, the sheets too; on both databases."""

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.services import integrity, move_views, moving, prints, proofs
from formserver.services.proofs import Verdict
from formserver.store import journal, records
from tests import factories
from tests.factories import COUNTY, person
from tests.integration.test_moving import record_of
from tests.later_edition import GUARDIAN, Json, move, publish, registered, reprint, revert, reworked, stored


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


def printed(record_id: str) -> bytes:
    return prints.print_for(person("wangfang"), record_id, prints.Wish(), site="")[1]


def code_of(record_id: str) -> str:
    """The code of the last print."""
    return str(journal.asides(COUNTY, record_id, journal.PRINT)[0].facts["code"])


def verdict_on(code: str) -> Verdict:
    said = proofs.check(code, "192.0.2.7").verdict
    db.session.rollback()  # it was answered by a reader's transaction
    return said


def test_a_move_and_back_leaves_everything_as_it_was_and_the_sheets_too() -> None:
    record_id = registered()
    factories.approve_fully(record_id)
    before, sheet = stored(record_id), printed(record_id)
    first = code_of(record_id)
    publish(reworked)
    assert (printed(record_id), verdict_on(first)) == (sheet, Verdict.CURRENT)
    move(person("wangfang"), record_id)
    assert verdict_on(first) == Verdict.SUPERSEDED
    assert printed(record_id) != sheet
    second = code_of(record_id)
    assert verdict_on(second) == Verdict.CURRENT
    revert(person("wangfang"), record_id)
    assert stored(record_id) == before
    assert printed(record_id) == sheet
    assert (code_of(record_id), verdict_on(first), verdict_on(second)) == (first, Verdict.CURRENT, Verdict.SUPERSEDED)
    move(person("wangfang"), record_id)
    assert (verdict_on(first), verdict_on(second)) == (Verdict.SUPERSEDED, Verdict.CURRENT)
    revert(person("wangfang"), record_id)
    assert printed(record_id) == sheet
    assert records.content_number(COUNTY, record_id, record_of(record_id).revision_number) == 1
    assert [*integrity.verify()] == []


def test_a_sheet_printed_before_its_approval_stays_one() -> None:
    record_id = registered()
    sheet = printed(record_id)
    early = code_of(record_id)
    publish(reworked)
    move(person("zhaomin"), record_id)
    assert verdict_on(early) == Verdict.SUPERSEDED
    revert(person("zhaomin"), record_id)
    assert (printed(record_id), verdict_on(early)) == (sheet, Verdict.PENDING)
    factories.approve_fully(record_id)
    assert verdict_on(early) == Verdict.EARLY
    assert [*integrity.verify()] == []


def test_what_was_kept_aside_is_never_printed() -> None:
    record_id = registered()
    publish(reworked)
    move(person("liuyang"), record_id)
    prepared = prints.prepare(person("liuyang"), record_id, prints.Wish(archive=True), site="")
    assert GUARDIAN not in str(prepared)


def test_going_back_is_refused_once_somebody_acted() -> None:
    record_id = registered()
    with pytest.raises(moving.CannotRevert, match="没有换过版本"):
        revert(person("zhaomin"), record_id)
    publish(reworked)
    move(person("zhaomin"), record_id)
    assert move_views.standing(person("zhaomin"), record_of(record_id), masked=True).former == "1.0"
    assert move_views.standing(person("heping"), record_of(record_id), masked=True).former == ""
    factories.act(person("zhaomin"), record_id, "approve")
    with pytest.raises(moving.CannotRevert, match="换版本以后赵敏已经办理（通过），不能再恢复"):
        revert(person("zhaomin"), record_id)
    assert move_views.standing(person("zhaomin"), record_of(record_id), masked=True).former == ""
    moves = move_views.standing(person("zhaomin"), record_of(record_id), masked=True).moves
    assert [(one.entry.action, one.former, one.edition) for one in moves] == [("upgrade", "1.0", "2.0")]


def test_going_back_twice_is_refused() -> None:
    record_id = registered()
    publish(reworked)
    move(person("zhaomin"), record_id)
    revert(person("zhaomin"), record_id)
    with pytest.raises(moving.CannotRevert, match="或者已经恢复"):
        revert(person("zhaomin"), record_id)


# sheets of several records --------------------------------------------------------------------------------------------
def advised(source: Json) -> None:
    """The words of a visit's advice and of what a care record says have other names."""
    for part, former, now in (("visit", "care_advice", "advice"), ("care", "care_given", "care")):
        fields = source["properties"][part]["properties"]
        fields[now] = {**fields.pop(former), "x-was": [former]}
        for section in source["properties"][part].get("x-sections", ()):
            section["fields"] = [now if code == former else code for code in section["fields"]]
        if "x-order" in source["properties"][part]:
            order = source["properties"][part]["x-order"]
            source["properties"][part]["x-order"] = [now if code == former else code for code in order]
        reprint(source, {f"{{{former}}}": f"{{{now}}}"})


@pytest.fixture
def sheet() -> tuple[str, str]:
    """An approved visit and a care record of it, which share a sheet; their ids."""
    author = person("liuyang")
    registration = registered()
    factories.approve_fully(registration)
    elder_id = records.get(author.scope, registration).elder_id
    visit = Pairs([("visit_date", "2025-02-10"), ("care_advice", "按时服药。")])
    visit_id = factories.hand_in(author, factories.VISIT_WITH_CARE, visit, elder_id=elder_id)
    more = {"elder_id": elder_id, "part": "care", "parent_record_id": visit_id}
    care = Pairs([("care_date", "2025-02-12"), ("care_given", "代买降压药。")])
    care_id = factories.hand_in(author, factories.VISIT_WITH_CARE, care, **more)
    for record_id in (visit_id, care_id):
        factories.approve_fully(record_id)
    return visit_id, care_id


def test_a_record_moves_and_the_sheet_of_another_on_which_it_stands_stays(sheet: tuple[str, str]) -> None:
    visit_id, care_id = sheet
    before = printed(care_id)
    code = code_of(care_id)
    publish(advised, factories.VISIT_WITH_CARE)
    move(person("wangfang"), visit_id)
    assert (printed(care_id), verdict_on(code)) == (before, Verdict.CURRENT)
    assert [*integrity.verify()] == []


def test_what_shares_a_sheet_of_another_edition_stands_on_it_in_that_edition(sheet: tuple[str, str]) -> None:
    visit_id, care_id = sheet
    publish(advised, factories.VISIT_WITH_CARE)
    move(person("wangfang"), visit_id)
    prepared = prints.prepare(person("wangfang"), visit_id, prints.Wish(), site="")
    assert (prepared.data["visit"]["advice"], prepared.data["care"]["care"]) == ("按时服药。", "代买降压药。")
    move(person("wangfang"), care_id)
    again = prints.prepare(person("wangfang"), visit_id, prints.Wish(), site="")
    assert again.data == prepared.data
    assert again.proof.code != prepared.proof.code
