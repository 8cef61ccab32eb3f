"""与上次相同 and reasons through the services: carried, noted, asked, stored, sent back; on both databases."""

import pytest
from flask import Flask

from formserver.errors import UnknownField
from formserver.forms.origins import CARRIED, PRESET
from formserver.ids import new_id
from formserver.services import carrying, drafting, filling, integrity, looking, submission
from formserver.services.filling import Filling
from formserver.services.submission import EntryInvalid
from formserver.store import drafts, journal, records
from tests.factories import (
    COUNTY,
    REGISTRATION,
    VISIT,
    act,
    approve_fully,
    furnish,
    hand_in,
    person,
    register,
    resubmit,
    visit_pairs,
)
from tests.storage_app import queries

LAST = {"place": "家中", "daily_supplies": "fair", "hygiene": "good", "risk_grade": "low", "visited_on": "2025-02-10"}
LATE = {"returned_home_on": "2025-03-02", "visited_on": "2025-03-01"}
REASON = "女儿提前到家，纸上日期记早了一天。"


@pytest.fixture
def elder_id(storage: Flask) -> str:
    """An elder whose first visit was approved."""
    furnish()
    registration_id = register(person("liuyang"))
    approve_fully(registration_id)
    found = records.get(person("liuyang").scope, registration_id).elder_id or ""
    approve_fully(hand_in(person("liuyang"), VISIT, visit_pairs(**LAST), elder_id=found))
    return found


def begun(elder_id: str) -> Filling:
    author = person("liuyang")
    return filling.opened(author, drafting.start(author, VISIT, elder_id=elder_id).id)


def carried(opened: Filling, name: str = "", **typed: str) -> Filling:
    pairs = opened.pairs.merged(typed.items())
    return carrying.carry(opened.reader, opened.draft.id, pairs, name, revision=opened.draft.revision)


def submitted(opened: Filling, **typed: str) -> str:
    pairs = opened.pairs.merged(typed.items())
    revision = opened.draft.revision
    done = submission.submit(opened.reader, opened.draft.id, pairs, revision=revision, act_id=new_id())
    return done.record_id


def with_reason(opened: Filling, text: str = REASON) -> dict[str, str]:
    """What the page posts once it has asked."""
    with pytest.raises(EntryInvalid) as refused:
        submitted(opened, hygiene="good", **LATE)
    [problem] = [one for one in refused.value.problems if one.level == "error"]
    assert "如不修改，请写明原因" in problem.message
    return {"_reason.returned_home_on": text, "_warning.returned_home_on": problem.params["warning"].code}


def sent(opened: Filling) -> str:
    typed = with_reason(opened)
    now = filling.opened(opened.reader, opened.draft.id)
    return submitted(now, **typed, **LATE)


def test_only_an_approved_visit_is_the_last_one(elder_id: str) -> None:
    hand_in(person("liuyang"), VISIT, visit_pairs(hygiene="poor", visited_on="2025-03-10"), elder_id=elder_id)
    last = begun(elder_id).previous
    assert last is not None
    assert (last.data["hygiene"], last.happened_on, last.is_own) == ("good", "2025-02-10", True)


def test_a_draft_comes_with_the_person_and_what_the_registration_says_in_one_query(elder_id: str) -> None:
    author = person("liuyang")
    draft_id = drafting.start(author, VISIT, elder_id=elder_id).id
    with queries() as seen:
        found = drafts.opened(COUNTY, author.user_id, draft_id)
        assert (found.elder and found.elder.name) == "李桂芳"
        assert (found.registration and found.registration.data["name"]) == "李桂芳"
    assert len(seen) == 1


def test_the_visits_of_others_are_the_last_ones_only_for_who_may_see_them(elder_id: str) -> None:
    for user_name, sees in (("heping", True), ("fanyu", False)):
        other = person(user_name)
        opened = filling.opened(other, drafting.start(other, VISIT, elder_id=elder_id).id)
        assert (opened.previous is not None) is sees
        assert "visitor_phone" not in {one.name for one in opened.offers}


def test_a_visit_that_is_corrected_stands_beside_the_one_before(elder_id: str) -> None:
    second = hand_in(person("liuyang"), VISIT, visit_pairs(hygiene="poor", visited_on="2025-03-10"), elder_id=elder_id)
    approve_fully(second)
    draft_id = act(person("liuyang"), second, "correct", "有误").draft_id or ""
    last = filling.opened(person("liuyang"), draft_id).previous
    assert last is not None
    assert last.happened_on == "2025-02-10"


def test_all_that_is_empty_is_carried_and_dangers_are_not(elder_id: str) -> None:
    kept = carried(begun(elder_id), daily_supplies="complete")
    assert {name for name, one in kept.origins.items() if one.code == CARRIED} == {"place", "hygiene"}
    assert kept.pairs.raw("daily_supplies") == "complete"
    assert "risk_grade" not in kept.pairs


def test_all_that_is_empty_in_one_section_is_carried_and_no_other(elder_id: str) -> None:
    opened = begun(elder_id)
    titles = [section.title for section in opened.part.group.sections]
    pairs, revision = opened.pairs.merged({"daily_supplies": "complete"}.items()), opened.draft.revision
    number = titles.index("生活情况")
    kept = carrying.carry(opened.reader, opened.draft.id, pairs, section=number, revision=revision)
    assert {name for name, one in kept.origins.items() if one.code == CARRIED} == {"hygiene"}
    assert (kept.pairs.raw("daily_supplies"), "place" in kept.pairs) == ("complete", False)
    dangers = titles.index("风险评估及跟进措施")
    kept = carrying.carry(opened.reader, opened.draft.id, kept.pairs, section=dangers, revision=kept.draft.revision)
    assert "risk_grade" not in kept.pairs


def test_a_section_the_paper_does_not_have_is_not_carried(elder_id: str) -> None:
    opened = begun(elder_id)
    with pytest.raises(UnknownField):
        carrying.carry(opened.reader, opened.draft.id, opened.pairs, section=99, revision=opened.draft.revision)


def test_one_answer_is_carried_over_another_and_taken_back(elder_id: str) -> None:
    kept = carried(begun(elder_id), "hygiene", hygiene="poor")
    assert kept.pairs.raw("hygiene") == "good"
    back = carrying.take_back(kept.reader, kept.draft.id, kept.pairs, "hygiene", revision=kept.draft.revision)
    assert (back.pairs.raw("hygiene"), "hygiene" in back.origins) == ("poor", False)


def test_a_question_the_paper_does_not_have_is_not_carried(elder_id: str) -> None:
    with pytest.raises(UnknownField):
        carried(begun(elder_id), "surprise")


def test_the_approver_sees_what_was_carried_and_what_was_changed_counts_as_typed(elder_id: str) -> None:
    record_id = submitted(carried(begun(elder_id)), hygiene="poor", visited_on="2025-03-01")
    seen = looking.view(person("zhaomin"), record_id)
    assert seen.notes.origins_at(("place",)) == ["沿用上次"]
    assert seen.notes.origins_at(("hygiene",)) == []
    assert seen.notes.carried == 2
    assert len(str(journal.entries(COUNTY, record_id)[0].facts["origins"])) == 64


def test_origins_and_reasons_come_back_with_a_record_that_was_sent_back(elder_id: str) -> None:
    opened = carried(begun(elder_id), visited_on="2025-03-01")
    record_id = sent(opened)
    act(person("zhaomin"), record_id, "send_back", "请补充。", "author")
    draft_id = looking.view(person("liuyang"), record_id).draft_id or ""
    back = filling.opened(person("liuyang"), draft_id)
    assert back.origins["place"].code == CARRIED
    assert back.pairs.raw("_reason.returned_home_on") == REASON
    resubmit(person("liuyang"), record_id, back.pairs)
    assert [one.text for one in looking.view(person("zhaomin"), record_id).notes.reasons.values()] == [REASON]
    assert list(integrity.verify()) == []


def test_a_warning_with_a_reason_passes_and_the_reason_is_kept_sealed(elder_id: str) -> None:
    record_id = sent(begun(elder_id))
    [kept] = records.revisions(COUNTY, record_id)
    assert list(kept.reasons or {}) == ["/returned_home_on"]
    assert REASON not in str(kept.reasons)
    seen = looking.view(person("zhaomin"), record_id)
    assert [one.text for one in seen.notes.reasons_at(("returned_home_on",))] == [REASON]
    assert [one.text for one in seen.reasons[1]] == [REASON]


def test_a_reason_is_hidden_where_numbers_are(elder_id: str) -> None:
    record_id = sent(begun(elder_id))
    assert [one.text for one in looking.view(person("heping"), record_id).notes.reasons.values()] == [""]


def test_a_reason_whose_warning_went_away_is_dropped(elder_id: str) -> None:
    opened = begun(elder_id)
    typed = with_reason(opened)
    now = filling.opened(opened.reader, opened.draft.id)
    record_id = submitted(now, **{**typed, **LATE, "visited_on": "2025-03-03"})
    [kept] = records.revisions(COUNTY, record_id)
    assert not kept.reasons


def test_a_new_registration_begins_with_the_village_as_residence_and_says_nothing_by_that(storage: Flask) -> None:
    furnish()
    author = person("liuyang")
    opened = filling.opened(author, drafting.start(author, REGISTRATION).id)
    assert (opened.pairs.raw("residence.township"), opened.pairs.raw("residence.village")) == ("段店镇", "三江村")
    assert opened.origins["residence"].code == PRESET
    with pytest.raises(EntryInvalid) as refused:
        submission.submit(author, opened.draft.id, opened.pairs, revision=1, act_id=new_id())
    assert refused.value.problems


def test_a_correction_that_is_given_up_keeps_the_notes_of_the_approved_revision(elder_id: str) -> None:
    record_id = submitted(carried(begun(elder_id)), visited_on="2025-03-01")
    approve_fully(record_id)
    act(person("liuyang"), record_id, "correct", "有误")
    act(person("liuyang"), record_id, "terminate", "不用更正。")
    assert looking.view(person("zhaomin"), record_id).notes.carried == 3
