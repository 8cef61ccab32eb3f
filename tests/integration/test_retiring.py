"""Forms out of use and back, and a county's own form taken into use; on both databases."""

from datetime import date, timedelta

import pytest
from flask import Flask

from formserver.clock import today
from formserver.errors import Forbidden, NotFound
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.services import adopting, catalog, drafting, edition_drafts, filling, form_desk, looking, retiring
from formserver.services.edition_drafts import Offer
from formserver.services.ownership import NotOwned
from formserver.services.person import Person
from formserver.services.rehearsal import Stage
from formserver.services.submission import submit
from formserver.store import form_events, forms, records
from tests import factories
from tests.factories import COUNTY, OTHER_COUNTY, REGISTRATION, VILLAGE, VISIT, person
from tests.offering import administrator, demanding, offered, own_form
from tests.storage_app import queries

OWN = "registration/own"


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work that looks after its registration."""
    factories.furnish()
    administrator()


def used(user_name: str = "gaofei") -> list[str]:
    return [line.code for line in catalog.forms_in_use(person(user_name))]


def made_own() -> None:
    """A form of the county, published and not in use."""
    draft_id = edition_drafts.offer_new(person("gaofei"), Offer(own_form()))
    edition_drafts.publish(person("luoying"), draft_id, "第一版", two_persons=True)


# out of use and back --------------------------------------------------------------------------------------------------
def use(day: str, *, by: Person | None = None, workflow: str = "village_township") -> None:
    """Take the county's own form into use from a day on."""
    adopting.take_into_use(by or person("gaofei"), OWN, adopting.Use(COUNTY, workflow, day))


def test_nothing_new_begins_in_a_retired_form_and_what_was_begun_is_finished() -> None:
    author = person("liuyang")
    record_id = factories.register(author)
    draft = drafting.start(author, REGISTRATION, None, village_code=VILLAGE)
    retiring.retire(person("gaofei"), REGISTRATION, " 改用新表 ")
    assert REGISTRATION not in used()
    with pytest.raises(NotFound):
        drafting.start(author, REGISTRATION, None, village_code=VILLAGE)
    pairs = factories.registration_pairs("王秀英", factories.identity_number(2))
    filling.keep(author, draft.id, Pairs([("name", "王秀英")]), revision=draft.revision)
    done = submit(author, draft.id, pairs, revision=2, act_id=new_id()).record_id
    for finished in (record_id, done):
        factories.approve_fully(finished)
        assert records.get(author.scope, finished).state == "approved"
    factories.act(author, record_id, "correct", "电话有误")
    assert looking.view(author, record_id).draft_id is not None
    event = form_events.newest(REGISTRATION, 1)[0]
    assert (event.action, event.note, event.user_id) == ("retired", "改用新表", person("gaofei").user_id)


def test_a_retired_form_is_used_again_as_it_was() -> None:
    before = forms.active_edition(REGISTRATION)
    with pytest.raises(retiring.InForce):
        retiring.resume(person("gaofei"), REGISTRATION)
    retiring.retire(person("gaofei"), REGISTRATION, "停一停")
    with pytest.raises(retiring.NotInForce):
        retiring.retire(person("gaofei"), REGISTRATION, "停一停")
    retiring.resume(person("gaofei"), REGISTRATION)
    assert forms.active_edition(REGISTRATION).id == before.id
    assert REGISTRATION in used()
    assert form_events.newest(REGISTRATION, 1)[0].action == "resumed"


def test_a_new_edition_brings_a_retired_form_back() -> None:
    retiring.retire(person("gaofei"), REGISTRATION, "停一停")
    draft_id = offered(person("gaofei"), demanding)
    edition_drafts.publish(person("luoying"), draft_id, "备注改为必填", two_persons=True)
    assert forms.active_edition(REGISTRATION).number == "2.0"


@pytest.mark.parametrize("why", ["", " ", "字" * 501])
def test_why_a_form_goes_out_of_use_is_asked(why: str) -> None:
    with pytest.raises(retiring.WhyNeeded, match="最多500个字"):
        retiring.retire(person("gaofei"), REGISTRATION, why)
    assert REGISTRATION in used()


def test_only_who_publishes_takes_a_form_out_of_use() -> None:
    for who, failure in ((person("wangfang"), Forbidden), (person("linqing", OTHER_COUNTY), NotFound)):
        with pytest.raises(failure):
            retiring.retire(who, REGISTRATION, "停")
        with pytest.raises(failure):
            retiring.resume(who, REGISTRATION)
    with pytest.raises(NotOwned):
        retiring.retire(person("gaofei"), VISIT, "停")


# into use -------------------------------------------------------------------------------------------------------------
def test_a_form_of_the_county_is_used_from_a_day_on() -> None:
    made_own()
    assert OWN not in used()
    assert [line.code for line in catalog.forms_beside(person("gaofei"), [])] == [REGISTRATION, OWN]
    assert COUNTY in form_desk.desk(person("wangfang"), OWN).places
    later = today() + timedelta(days=3)
    use(later.isoformat(), by=person("wangfang"))
    desk = form_desk.desk(person("wangfang"), OWN)
    assert [(use.place, use.is_to_come, use.adoption.valid_from) for use in desk.uses] == [("华容区", True, later)]
    assert OWN not in used()
    with pytest.raises(adopting.AlreadyUsed):
        use(today().isoformat(), by=person("wangfang"))
    assert (form_events.newest(OWN, 1)[0].action, form_events.newest(OWN, 1)[0].note) == ("adopted", later.isoformat())


def test_from_today_on_it_can_be_filled_in_by_its_own_way() -> None:
    made_own()
    use(today().isoformat())
    assert OWN in used()
    line = catalog.view(person("liuyang"), OWN).line
    assert line.flow is not None
    assert line.flow.code == "village_township"
    assert factories.hand_in(person("liuyang"), OWN, factories.registration_pairs())


@pytest.mark.parametrize("days", [-1, 367])
def test_the_day_is_not_over_and_not_far(days: int) -> None:
    made_own()
    with pytest.raises(adopting.DayUnfit):
        use((today() + timedelta(days=days)).isoformat())


@pytest.mark.parametrize("day", ["", "明天", "2025-02-30", str(date.max)])
def test_what_is_no_day_is_refused(day: str) -> None:
    made_own()
    with pytest.raises(adopting.DayUnfit):
        use(day)


def test_what_is_no_workflow_is_refused() -> None:
    made_own()
    with pytest.raises(adopting.WorkflowUnknown):
        use(today().isoformat(), workflow="nowhere")
    assert "village_township" in [flow.code for flow in adopting.offered_workflows()]


def test_only_the_owner_takes_it_into_use() -> None:
    made_own()
    with pytest.raises(NotFound):
        use(today().isoformat(), by=person("linqing", OTHER_COUNTY))
    with pytest.raises(Forbidden):
        use(today().isoformat(), by=person("liuyang"))
    with pytest.raises(NotFound):
        catalog.view(person("liuyang"), OWN)
    with pytest.raises(NotFound):
        catalog.view(person("gaofei"), "registration/none", at_rest=True)
    with pytest.raises(NotFound):
        catalog.view(person("linqing", OTHER_COUNTY), REGISTRATION, at_rest=True)


# what the desk shows --------------------------------------------------------------------------------------------------
def test_papers_are_counted_by_edition_and_stage_in_one_query() -> None:
    author = person("liuyang")
    factories.register(author)
    factories.approve_fully(factories.register(author, "王秀英", factories.identity_number(2)))
    ended = factories.register(author, "陈秀兰", factories.identity_number(3))
    factories.act(person("zhaomin"), ended, "terminate", "重复登记")
    edition_drafts.publish(person("luoying"), offered(person("gaofei")), "备注改为必填", two_persons=True)
    drafting.start(author, REGISTRATION, None, village_code=VILLAGE)
    new, old = form_desk.desk(person("gaofei"), REGISTRATION).editions
    assert (dict(new.papers), new.before) == ({Stage.DRAFT: 1}, "1.0")
    assert dict(old.papers) == {Stage.ON_ITS_WAY: 1, Stage.APPROVED: 1, Stage.TERMINATED: 1}
    assert old.before == ""
    with queries() as seen:
        assert sum(number for _, _, number in forms.papers(REGISTRATION, COUNTY)) == 4
    assert len(seen) == 1
    assert forms.papers(REGISTRATION, OTHER_COUNTY) == []


def test_any_two_editions_are_compared() -> None:
    edition_drafts.publish(person("luoying"), offered(person("gaofei")), "备注改为必填", two_persons=True)
    newest = form_desk.pair(person("gaofei"), REGISTRATION, "", "")
    assert (newest.before, newest.after, newest.numbers) == ("1.0", "2.0", ["2.0", "1.0"])
    assert [change.message for change in newest.found.changes] == ["改为必填"]
    back = form_desk.pair(person("gaofei"), REGISTRATION, "2.0", "1.0")
    assert [change.message for change in back.found.changes] == ["不再必填"]
    assert form_desk.pair(person("gaofei"), REGISTRATION, "", "1.0").found.changes == ()
    for before, after in (("9.0", "1.0"), ("1.0", "x"), ("", "9.0")):
        with pytest.raises(NotFound):
            form_desk.pair(person("gaofei"), REGISTRATION, before, after)
    with pytest.raises(NotFound):
        form_desk.pair(person("linqing", OTHER_COUNTY), REGISTRATION, "", "")
