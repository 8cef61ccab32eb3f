"""An open draft goes on in the new edition and back, with everything that was typed; on both databases."""

import pytest
from flask import Flask

from formserver.errors import StaleRevision, UnknownField
from formserver.extensions import db
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models import Draft
from formserver.services import asides, draft_editions, drafting, filling, integrity, looking, move_views, submission
from formserver.services.documents import form_document
from formserver.services.filling import Filling
from formserver.store import forms, records
from tests import factories, later_edition
from tests.factories import COUNTY, REGISTRATION, VILLAGE, person
from tests.later_edition import GUARDIAN, Json, demanding, publish, registered, reworked, with_guardian


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


def begun(typed: Pairs) -> str:
    author = person("liuyang")
    draft = drafting.start(author, REGISTRATION, None, village_code=VILLAGE)
    filling.keep(author, draft.id, typed, revision=draft.revision)
    return draft.id


def opened(draft_id: str) -> Filling:
    db.session.expire_all()
    return filling.opened(person("liuyang"), draft_id)


def take(draft_id: str, **typed: str) -> Filling:
    """Press the button that takes the new edition, after typing something more."""
    found = opened(draft_id)
    posted = found.pairs.merged(typed.items())
    draft_editions.take(person("liuyang"), draft_id, posted, revision=found.draft.revision)
    return opened(draft_id)


def go_back(draft_id: str, **typed: str) -> Filling:
    found = opened(draft_id)
    posted = found.pairs.merged(typed.items())
    draft_editions.go_back(person("liuyang"), draft_id, posted, revision=found.draft.revision)
    return opened(draft_id)


def aside_of(found: Filling) -> list[tuple[str, str, str]]:
    """(edition, label, words) of everything that is not asked any more."""
    shown = draft_editions.choice(found).aside
    return [(former.edition, line.label, line.text) for former in shown for line in former.lines]


# taking it ------------------------------------------------------------------------------------------------------------
def test_a_draft_in_the_edition_in_force_has_no_choice() -> None:
    found = draft_editions.choice(opened(begun(with_guardian())))
    assert (found.edition, found.newer, found.earlier, found.changes, found.aside) == ("1.0", "", "", (), [])


def test_the_choice_says_what_would_change() -> None:
    draft_id = begun(with_guardian())
    publish(reworked)
    found = draft_editions.choice(opened(draft_id))
    assert (found.edition, found.newer, found.earlier) == ("1.0", "2.0", "")
    assert [(one.label, one.message) for one in found.changes if one.place[1:] == ("guardian_phone",)] == [
        ("监护人的联系方式", "不再询问，已填的另行保存")
    ]


def test_who_does_not_take_it_goes_on_and_submits_where_he_began() -> None:
    draft_id = begun(with_guardian())
    publish(reworked)
    found = opened(draft_id)
    done = submission.submit(person("liuyang"), draft_id, found.pairs, revision=found.draft.revision, act_id=new_id())
    record = records.get(person("liuyang").scope, done.record_id)
    assert form_document(record.form_edition_id).edition == (1, 0)


def test_taking_it_keeps_every_text_also_what_is_no_answer_yet() -> None:
    draft_id = begun(with_guardian(phone="电话不清楚", filled_on="元月").merged([("children.total", "两个")]))
    publish(reworked)
    found = take(draft_id, remarks="刚刚写的")
    assert found.document.edition == (2, 0)
    texts = {name: found.pairs.raw(name) for name in ("telephone", "filled_on", "children.total", "remarks", "name")}
    assert texts == {
        "telephone": "电话不清楚",
        "filled_on": "元月",
        "children.total": "两个",
        "remarks": "刚刚写的",
        "name": "李桂芳",
    }
    assert aside_of(found) == [("1.0", "监护人的联系方式", GUARDIAN)]
    choice = draft_editions.choice(found)
    assert (choice.newer, choice.earlier) == ("", "1.0")


def test_what_is_kept_aside_is_encrypted() -> None:
    draft_id = begun(with_guardian())
    publish(reworked)
    take(draft_id)
    draft = db.session.get(Draft, (COUNTY, draft_id))
    assert draft is not None
    assert GUARDIAN not in str(draft.set_aside)


def test_origins_of_answers_go_along() -> None:
    draft_id = begun(with_guardian(sex=""))
    publish(reworked)
    before = opened(draft_id).origins
    assert "sex" in before
    assert take(draft_id).origins == before


def test_submitting_keeps_aside_what_the_draft_did() -> None:
    draft_id = begun(with_guardian())
    publish(reworked)
    found = take(draft_id)
    done = submission.submit(person("liuyang"), draft_id, found.pairs, revision=found.draft.revision, act_id=new_id())
    record = records.get(person("liuyang").scope, done.record_id)
    assert form_document(record.form_edition_id).edition == (2, 0)
    [kept] = asides.of_revision(records.revision(COUNTY, record.id, 1))
    assert (kept.path, kept.answer) == (("guardian_phone",), {"guardian_phone": GUARDIAN})
    [former] = move_views.standing(person("liuyang"), record, masked=False).aside
    assert [line.text for line in former.lines] == [GUARDIAN]
    assert [*integrity.verify()] == []


def test_a_correction_that_a_move_would_need_goes_on_in_the_new_edition() -> None:
    record_id = registered()
    factories.approve_fully(record_id)
    publish(demanding)
    factories.act(person("liuyang"), record_id, "correct", "备注太长")
    draft_id = looking.view(person("liuyang"), record_id).draft_id
    assert draft_id is not None
    found = take(draft_id)
    assert found.pairs.text("telephone") == "10000000002"
    with pytest.raises(submission.EntryInvalid):
        submission.submit(person("liuyang"), draft_id, found.pairs, revision=found.draft.revision, act_id=new_id())
    found = opened(draft_id)
    shorter = found.pairs.merged([("remarks", "村小旁")])
    submission.submit(person("liuyang"), draft_id, shorter, revision=found.draft.revision, act_id=new_id())
    record = records.get(person("liuyang").scope, record_id)
    assert (record.revision_number, form_document(record.form_edition_id).edition) == (2, (2, 0))
    changes = looking.view(person("zhaomin"), record_id).changes
    assert [one.label for one in changes] == ["备注"]
    assert len(asides.of_revision(records.revision(COUNTY, record_id, 2))) == 1
    assert [*integrity.verify()] == []


# going back -----------------------------------------------------------------------------------------------------------
def test_going_back_brings_back_what_was_kept_aside() -> None:
    draft_id = begun(with_guardian(filled_on="元月"))
    publish(reworked)
    before = sorted(opened(draft_id).pairs.items())
    take(draft_id)
    found = go_back(draft_id)
    assert sorted(found.pairs.items()) == before
    choice = draft_editions.choice(found)
    assert (choice.edition, choice.newer, choice.earlier, choice.aside) == ("1.0", "2.0", "", [])


def test_what_was_typed_only_in_the_new_edition_is_kept_aside_on_the_way_back_and_returns() -> None:
    def adding(source: Json) -> None:
        reworked(source)
        part = later_edition.part_of(source)
        part["properties"]["habits"] = {"title": "习惯", "x-kind": "long_text"}
        part["x-sections"][-1]["fields"].append("habits")
        later_edition.reprint(source, {"{remarks}": "{remarks}{habits}"})

    draft_id = begun(with_guardian())
    publish(adding)
    take(draft_id)
    found = go_back(draft_id, habits="早起")
    assert aside_of(found) == [("2.0", "习惯", "早起")]
    found = take(draft_id)
    assert (found.pairs.text("habits"), aside_of(found)) == ("早起", [("1.0", "监护人的联系方式", GUARDIAN)])


def test_an_option_that_is_gone_comes_back_unless_something_else_was_chosen() -> None:
    def fewer(source: Json) -> None:
        options = later_edition.part_of(source)["properties"]
        for code in ("education", "income_sources"):
            options[code]["x-options"] = [one for one in options[code]["x-options"] if one["code"] != GONE[code]]
        later_edition.reprint(source, {f"{{{code}#{option}}}": "" for code, option in GONE.items()})

    chosen = [("income_sources", "wages"), ("income_sources", "farming"), ("education", "illiterate")]
    draft_id = begun(Pairs([*with_guardian().items(), *chosen]))
    publish(fewer)
    found = take(draft_id)
    assert aside_of(found) == [("1.0", "文化程度", "文盲"), ("1.0", "家庭经济来源", "打工收入")]
    back = go_back(draft_id)
    assert back.pairs.getlist("income_sources") == ["farming", "wages"]
    assert back.pairs.text("education") == "illiterate"
    take(draft_id)
    back = go_back(draft_id, education="primary")
    assert back.pairs.text("education") == "primary"
    assert aside_of(back) == [("1.0", "文化程度", "文盲")]


GONE = {"education": "illiterate", "income_sources": "wages"}


def test_there_must_be_another_edition() -> None:
    draft_id = begun(with_guardian())
    for change in (take, go_back):
        with pytest.raises(draft_editions.NoOtherEdition):
            change(draft_id)


# pages that are open meanwhile ----------------------------------------------------------------------------------------
def drawn(draft_id: str) -> tuple[Pairs, int]:
    """What the page that is drawn now would post, and the revision it is drawn from."""
    found = opened(draft_id)
    return found.pairs.merged([("_edition", found.draft.form_edition_id)]), found.draft.revision


def test_a_page_of_the_former_edition_is_stale_and_read_in_the_new_one() -> None:
    draft_id = begun(with_guardian())
    page, revision = drawn(draft_id)
    publish(reworked)
    take(draft_id)
    late = page.merged([("phone", "10000000008")])
    with pytest.raises(StaleRevision):
        filling.keep(person("liuyang"), draft_id, late, revision=revision)
    found = opened(draft_id)
    assert filling.own_pairs(found, late).text("telephone") == "10000000008"
    assert [(line.label, line.text) for line in filling.left_of(found, late)] == [("监护人的联系方式", GUARDIAN)]


def test_the_same_page_of_the_former_edition_changes_nothing() -> None:
    draft_id = begun(with_guardian())
    page, revision = drawn(draft_id)
    publish(reworked)
    taken = take(draft_id).draft.revision
    filling.keep(person("liuyang"), draft_id, page, revision=revision)
    assert opened(draft_id).draft.revision == taken


@pytest.mark.parametrize("named", ["no such edition", "another form's"])
def test_a_page_of_no_edition_of_the_form_is_refused(named: str) -> None:
    draft_id = begun(with_guardian())
    other = forms.active_edition(factories.VISIT).id if named == "another form's" else named
    with pytest.raises(UnknownField):
        filling.keep(person("liuyang"), draft_id, Pairs([("_edition", other)]), revision=2)


def test_wording_moves_drafts_and_their_open_pages_along() -> None:
    draft_id = begun(with_guardian())
    page, revision = drawn(draft_id)
    publish(lambda source: later_edition.part_of(source)["properties"]["remarks"].update(description="住处"))
    filling.keep(person("liuyang"), draft_id, page.merged([("remarks", "早起")]), revision=revision)
    found = opened(draft_id)
    assert (found.document.edition, found.pairs.text("remarks")) == ((1, 1), "早起")
    assert draft_editions.choice(found).newer == ""
