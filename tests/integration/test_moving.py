"""A record moves to the edition in force and back; on both databases."""

import json

import pytest
from flask import Flask

from formserver.errors import ActConflict, Forbidden, NotFound, StaleRevision
from formserver.extensions import db
from formserver.forms.editions.previewing import Becomes
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models import Record
from formserver.services import asides, integrity, looking, move_views, moving, sealing
from formserver.services.documents import form_document
from formserver.store import journal, records
from tests import factories, later_edition
from tests.factories import COUNTY, person
from tests.integration.test_attacks_at_once import at_once
from tests.later_edition import GUARDIAN, asked, demanding, move, publish, registered, reworked, stored


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


def record_of(record_id: str) -> Record:
    found = records.find(COUNTY, record_id)
    assert found is not None
    return found


# moving ---------------------------------------------------------------------------------------------------------------
def test_a_record_on_its_way_moves_and_stays_where_it_waits() -> None:
    record_id = registered()
    state = record_of(record_id).state
    publish(reworked)
    done = move(person("zhaomin"), record_id)
    record = record_of(record_id)
    assert (done.again, done.kept_aside, record.state, record.revision_number) == (False, 1, state, 2)
    assert form_document(record.form_edition_id).edition == (2, 0)
    data = sealing.data_of(record)
    assert (data["telephone"], "guardian_phone" in data) == ("10000000002", False)
    factories.approve_fully(record_id)
    assert record_of(record_id).approved_revision == 2
    assert [*integrity.verify()] == []


def test_an_approved_record_stays_approved_in_the_new_edition() -> None:
    record_id = registered()
    factories.approve_fully(record_id)
    publish(reworked)
    move(person("wangfang"), record_id)
    record = record_of(record_id)
    assert (record.state, record.revision_number, record.approved_revision) == ("approved", 2, 2)
    found = records.in_force(COUNTY, record_id)
    assert found is not None
    assert found.form_edition_id == record.form_edition_id
    assert [*integrity.verify()] == []


def test_the_journal_says_who_moved_it_between_which_editions() -> None:
    record_id = registered()
    before = record_of(record_id).form_edition_id
    after = publish(reworked)
    move(person("zhaomin"), record_id)
    [entry] = journal.asides(COUNTY, record_id, *journal.MOVES)
    assert (entry.action, entry.user_name, entry.role) == ("upgrade", "赵敏", "township_approver")
    assert (entry.facts["from"], entry.facts["to"], entry.facts["source"]) == (before, after, 1)
    assert len(journal.acts(COUNTY, record_id)) == 1
    assert GUARDIAN not in json.dumps(entry.facts)


def test_who_submitted_it_still_may_not_approve_it_and_who_moved_it_may() -> None:
    record_id = registered()
    publish(reworked)
    move(person("zhaomin"), record_id)
    assert records.revision(COUNTY, record_id, 2).by_user_id == person("liuyang").user_id
    assert "approve" in {act.action for act in looking.available(person("zhaomin"), record_of(record_id))}


def test_what_is_not_asked_any_more_is_kept_encrypted_and_shown_by_the_same_masks() -> None:
    record_id = registered()
    publish(reworked)
    move(person("liuyang"), record_id)
    assert GUARDIAN not in str(records.revision(COUNTY, record_id, 2).set_aside)
    [former] = move_views.standing(person("heping"), record_of(record_id), masked=True).aside
    assert (former.edition, [(line.label, line.text) for line in former.lines]) == (
        "1.0",
        [("监护人的联系方式", "100****0007")],
    )
    [former] = move_views.standing(person("liuyang"), record_of(record_id), masked=False).aside
    assert former.lines[0].text == GUARDIAN


def test_what_is_kept_aside_stays_through_later_moves_and_corrections() -> None:
    record_id = registered()
    factories.approve_fully(record_id)
    publish(reworked)
    move(person("wangfang"), record_id)

    def shorter(source: later_edition.Json) -> None:
        reworked(source)
        later_edition.part_of(source)["properties"]["remarks"]["x-when"] = {
            "show": {"not": {"field": "name", "answered": True}}
        }

    publish(shorter)
    move(person("wangfang"), record_id)
    kept = asides.of_revision(records.revision(COUNTY, record_id, 3))
    assert [(one.path, one.answer) for one in kept] == [
        (("guardian_phone",), {"guardian_phone": GUARDIAN}),
        (("remarks",), {"remarks": "住在村小学旁边。"}),
    ]
    factories.act(person("liuyang"), record_id, "correct", "电话有误")
    pairs = later_edition.with_guardian(telephone="10000000009", guardian_phone="", phone="", remarks="").items()
    factories.resubmit(person("liuyang"), record_id, Pairs(pair for pair in pairs if pair[1]))
    assert asides.of_revision(records.revision(COUNTY, record_id, 4)) == kept
    factories.act(person("zhaomin"), record_id, "terminate", "不用改了")
    assert asides.of_revision(records.revision(COUNTY, record_id, 5)) == kept
    assert [*integrity.verify()] == []


def test_a_correction_before_a_move_is_still_shown_to_who_approves_it() -> None:
    record_id = registered()
    factories.approve_fully(record_id)
    factories.act(person("liuyang"), record_id, "correct", "电话有误")
    factories.resubmit(person("liuyang"), record_id, later_edition.with_guardian(phone="10000000009"))
    publish(reworked)
    move(person("zhaomin"), record_id)
    changes = looking.view(person("zhaomin"), record_id).changes
    assert [(one.label, one.before, one.after) for one in changes] == [("联系电话", "10000000002", "10000000009")]
    record = record_of(record_id)
    assert (record.revision_number, record.approved_revision) == (3, 1)
    factories.act(person("zhaomin"), record_id, "terminate", "不用改了")
    assert form_document(record_of(record_id).form_edition_id).edition == (1, 0)
    assert [*integrity.verify()] == []


# previewing -----------------------------------------------------------------------------------------------------------
def test_the_preview_says_what_becomes_of_every_answer() -> None:
    record_id = registered()
    publish(reworked)
    found = move_views.preview(person("liuyang"), record_id)
    assert (found.edition, found.newer, found.hindrance, found.problems) == ("1.0", "2.0", None, ())
    said = {step.former: (step.becomes, step.label, step.after) for step in found.steps}
    assert said["联系方式"] == (Becomes.RENAMED, "联系电话", "10000000002")
    assert said["监护人的联系方式"] == (Becomes.GONE, "", "")
    assert said["备注"][0] == Becomes.SAME
    masked = move_views.preview(person("wangfang"), record_id)
    assert {step.before for step in masked.steps if step.becomes == Becomes.GONE} == {"100****0007"}


def test_what_would_not_be_valid_is_refused_with_its_problems() -> None:
    record_id = registered()
    publish(demanding)
    before = stored(record_id)
    assert [str(one) for one in move_views.preview(person("zhaomin"), record_id).problems] == [
        "备注最多填写3个字，现在是8个字"
    ]
    with pytest.raises(moving.WouldNotFit, match=r"换到2\.0版以后有1处需要更正"):
        move(person("zhaomin"), record_id)
    db.session.rollback()
    assert stored(record_id) == before


# who and when ---------------------------------------------------------------------------------------------------------
def test_who_may_move_a_record() -> None:
    record_id = registered()
    publish(reworked)
    for name in ("fanyu", "chenjie", "xulei", "linqing"):
        with pytest.raises(NotFound):
            move(person(name), record_id)
    for name in ("heping", "tangyu"):
        with pytest.raises(Forbidden, match="没有更换这条记录的表版本的权限"):
            moving.move(person(name), record_id, asked(person("zhaomin"), record_id))
    record = record_of(record_id)
    roles = {name: moving.role_of(person(name), record) for name in ("liuyang", "zhaomin", "wangfang", "gaofei")}
    assert roles == {
        "liuyang": "visitor",
        "zhaomin": "township_approver",
        "wangfang": "county_approver",
        "gaofei": "form_admin",
    }


def test_what_stays_in_its_edition() -> None:
    returned, ended, moved = registered(), registered("王秀英", 2), registered("陈秀兰", 3)
    factories.act(person("zhaomin"), returned, "send_back", "请写清楚")
    factories.act(person("zhaomin"), ended, "terminate", "重复登记")
    publish(reworked)
    move(person("zhaomin"), moved)
    for record_id, reason in ((returned, "等填报人修改"), (ended, "已经终止"), (moved, "已经在现行版本")):
        with pytest.raises(moving.StaysThere, match=reason):
            move(person("zhaomin"), record_id)
        assert str(move_views.preview(person("zhaomin"), record_id).hindrance).count(reason) == 1
        assert move_views.standing(person("zhaomin"), record_of(record_id), masked=True).newer == ""


def test_the_page_must_be_drawn_from_the_present_state() -> None:
    record_id = registered()
    publish(reworked)
    old = asked(person("zhaomin"), record_id)
    publish(demanding)
    with pytest.raises(moving.PublishedMeanwhile):
        moving.move(person("zhaomin"), record_id, old)
    publish(reworked)
    late = asked(person("zhaomin"), record_id)
    move(person("wangfang"), record_id)
    with pytest.raises(StaleRevision):
        moving.move(person("zhaomin"), record_id, late)
    with pytest.raises(StaleRevision):
        moving.revert(person("zhaomin"), record_id, moving.Request(new_id(), 1))


def test_the_same_act_again_changes_nothing() -> None:
    record_id = registered()
    publish(reworked)
    request = asked(person("zhaomin"), record_id)
    assert not moving.move(person("zhaomin"), record_id, request).again
    assert moving.move(person("zhaomin"), record_id, request).again
    with pytest.raises(ActConflict):
        moving.move(person("wangfang"), record_id, request)
    back = moving.Request(new_id(), 2)
    assert not moving.revert(person("zhaomin"), record_id, back).again
    assert moving.revert(person("zhaomin"), record_id, back).again
    assert record_of(record_id).revision_number == 3


def test_of_two_who_move_it_at_once_one_wins(storage: Flask) -> None:
    record_id = registered()
    publish(reworked)
    first, second = (asked(person(name), record_id) for name in ("zhaomin", "wangfang"))
    db.session.commit()
    found = at_once(
        storage,
        lambda _: moving.move(person("zhaomin"), record_id, first),
        lambda _: moving.move(person("wangfang"), record_id, second),
    )
    assert sorted(found) == ["Moved", "StaleRevision"]
    assert record_of(record_id).revision_number == 2


# behind the journal ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("spoil", [{"set_aside": None}, {"source": None}, {"source": 2}])
def test_what_is_changed_behind_the_journal_is_found(spoil: dict[str, int | None]) -> None:
    record_id = registered()
    publish(reworked)
    move(person("zhaomin"), record_id)
    assert [*integrity.verify()] == []
    revision = records.revision(COUNTY, record_id, 2)
    for name, value in spoil.items():
        setattr(revision, name, value)
    db.session.commit()
    assert [fault.reason for fault in integrity.verify()] == ["第2次提交的内容与流转记录不一致"]
