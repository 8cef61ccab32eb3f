"""What approved registrations and visits tell the file of a person, and that hearing them again changes nothing."""

from typing import Any

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.forms.document import FormDocument
from formserver.forms.pairs import Pairs
from formserver.models import Elder
from formserver.services import editions, file_acts, file_hearing, integrity, rebuilding, registering
from formserver.services.file_state import FileState, opened
from formserver.services.person import operator
from formserver.store import elder_categories, elder_events, elders, records
from tests.factories import (
    COUNTY,
    VISIT,
    act,
    approve_fully,
    furnish,
    hand_in,
    identity_number,
    person,
    register,
    registration_pairs,
    resubmit,
    shipped,
    visit_pairs,
)

TOLD = {
    "guardian_name": "李强",
    "guardian_phone": "10000000077",
    "guardian_relation": "child",
    "physical_condition": "disabled",
    "disability_kind": "physical",
    "disability_grade": "grade_2",
    "subsistence_allowance": "yes",
    "poor_household": "no",
}


@pytest.fixture
def record_id(storage: Flask) -> str:
    """A registration of 李桂芳 that was approved."""
    furnish()
    made = register(person("liuyang"), **TOLD)
    approve_fully(made)
    return made


def elder_of(record_id: str) -> Elder:
    db.session.expire_all()
    record = records.find(COUNTY, record_id)
    assert record is not None
    found = elders.find(COUNTY, record.elder_id or "")
    assert found is not None
    return found


def categories(elder: Elder) -> list[tuple[str, str | None, str | None, str]]:
    rows = elder_categories.of_elder(COUNTY, elder.id)
    return sorted((row.code, row.since, row.until, row.source) for row in rows)


def correct(record_id: str, **typed: str) -> None:
    """The registration corrected by its author and approved once more."""
    act(person("liuyang"), record_id, "correct", "有变动")
    resubmit(person("liuyang"), record_id, registration_pairs(**(TOLD | typed)))
    approve_fully(record_id)


def visit(elder: Elder, day: str, risk: str) -> str:
    more = {} if risk == "low" else {"risk_measures": "多去看"}
    made = hand_in(person("liuyang"), VISIT, visit_pairs(visited_on=day, risk_grade=risk, **more), elder_id=elder.id)
    approve_fully(made)
    return made


def test_a_registration_tells_categories_contact_relief_and_when_it_was_looked_through(record_id: str) -> None:
    elder = elder_of(record_id)
    assert categories(elder) == [
        ("disabled_person", "2025-01-08", None, "registration"),
        ("left_behind", "2025-01-08", None, "registration"),
    ]
    contact = dict(elder.file["first_contact"])
    assert opened(elder, contact.pop("phone"), "first_contact.phone") == "10000000077"
    assert contact == {"name": "李强", "relation": "child"}
    assert (elder.file["relief"], elder.file["disability_grade"]) == (["low_income"], "grade_2")
    assert (elder.confirmed_on, elder.review_due_on, elder.care_level) == ("2025-01-08", "2025-07-08", None)
    assert [event.action for event in elder_events.of_elder(COUNTY, elder.id)] == ["register", "approve"]
    assert list(integrity.file_faults(COUNTY, elder.id)) == []


def test_hearing_the_same_again_changes_nothing(record_id: str) -> None:
    elder = elder_of(record_id)
    visit(elder, "2025-02-10", "high")
    assert file_hearing.hear(person("heping"), elder, "rebuild") is None
    assert list(rebuilding.differences(operator(COUNTY, person("heping").user_id))) == []


def test_a_correction_tells_what_changed_and_nothing_else(record_id: str) -> None:
    correct(record_id, physical_condition="healthy", disability_kind="", disability_grade="", guardian_name="李梅")
    elder = elder_of(record_id)
    last = elder_events.of_elder(COUNTY, elder.id)[-1]
    told = {name.partition(".")[0] + "." + name.partition(".")[2][:20] for name in last.changes}
    assert {name for name in told if not name.startswith("category.")} == {
        *("file.first_contact", "file.told", "file.disability_grade", "confirmed_on.", "review_due_on."),
    }
    assert [code for code, _, until, _ in categories(elder) if until is None] == ["left_behind"]
    assert elder.file["first_contact"]["name"] == "李梅"


def test_what_was_changed_by_hand_stays_until_the_paper_says_something_else(record_id: str) -> None:
    elder = elder_of(record_id)
    state = FileState(elder)
    state.set("file.first_contact", {"name": "王婶"})
    file_acts.take(person("heping"), elder, "contacts", state.changes)
    db.session.commit()
    correct(record_id, remarks="换了地方住。")
    assert elder_of(record_id).file["first_contact"] == {"name": "王婶"}
    correct(record_id, guardian_name="李梅")
    assert elder_of(record_id).file["first_contact"]["name"] == "李梅"


def test_what_the_paper_leaves_out_now_is_told_no_more(record_id: str) -> None:
    correct(record_id, guardian_name="", guardian_phone="", guardian_relation="", subsistence_allowance="no")
    elder = elder_of(record_id)
    assert ("first_contact" in elder.file, "relief" in elder.file) == (False, False)


def test_visits_tell_the_last_day_and_the_risk(record_id: str) -> None:
    elder = elder_of(record_id)
    visit(elder, "2025-03-10", "high")
    visit(elder, "2025-02-10", "low")  # handed in late
    elder = elder_of(record_id)
    assert (elder.last_visit_on, elder.risk) == ("2025-03-10", "high")
    assert [event.action for event in elder_events.of_elder(COUNTY, elder.id)][-1] == "visit"


def test_a_visit_without_anything_new_is_no_act(record_id: str) -> None:
    elder = elder_of(record_id)
    visit(elder, "2025-03-10", "high")
    visit(elder, "2025-03-10", "high")
    assert [event.action for event in elder_events.of_elder(COUNTY, elder.id)] == ["register", "approve", "visit"]


def test_who_waits_is_followed_and_given_up_in_the_history(storage: Flask) -> None:
    furnish()
    waiting = register(person("liuyang"))
    act(person("zhaomin"), waiting, "send_back", "电话不对", "author")
    resubmit(person("liuyang"), waiting, registration_pairs(phone="10000000009"))
    act(person("zhaomin"), waiting, "terminate", "登记错了")
    elder = elder_of(waiting)
    events = elder_events.of_elder(COUNTY, elder.id)
    assert [(event.action, sorted(event.changes)) for event in events] == [
        (registering.REGISTER, []),
        (registering.FOLLOW, ["phone_cipher"]),
        (registering.GIVE_UP, ["state"]),
    ]
    assert list(integrity.file_faults(COUNTY, elder.id)) == []


def test_a_rebuild_tells_and_mends_what_is_not_as_the_records_say(record_id: str) -> None:
    elder = elder_of(record_id)
    file_acts.take(person("heping"), elder, "spoil", {"last_visit_on": "2020-01-01", "file.told": {}})
    db.session.commit()
    clerk = operator(COUNTY, person("heping").user_id)
    assert [one.name for one in rebuilding.differences(clerk)] == ["李桂芳"]
    assert [one.name for one in rebuilding.differences(clerk, writes=True)] == ["李桂芳"]
    assert list(rebuilding.differences(clerk)) == []
    assert elder_of(record_id).last_visit_on == ""


def document(code: str) -> FormDocument:
    return next(one for one in shipped() if one.code == code)


@pytest.mark.parametrize(
    ("code", "answers", "told"),
    [
        (
            "registration/jiangsu",
            {
                "file": {
                    "health": ["semi_disabled", "severely_disabled"],
                    "living_situation": "living_alone",
                    "family_planning_special": "yes",
                    "relief_and_pension": ["low_income", "resident_pension"],
                    "visit_class": "b",
                    "consent": "unwilling",
                    "consent__unwilling__reason": "儿子同住",
                    "consent_signed_on": "2025-01-08",
                    "village_contact": {"name": "何平", "phone": "10000000004"},
                }
            },
            {
                "categories": ["family_planning_special", "disabled", "severely_disabled", "living_alone"],
                "relief": ["low_income", "resident_pension"],
                "visit_class": "b",
                "consent": "unwilling",
                "consent_reason": "儿子同住",
                "consent_on": "2025-01-08",
                "village_contact_name": "何平",
                "village_contact_phone": "10000000004",
            },
        ),
        (
            "registration/shuren",
            {"ability": "severe", "relief": "destitute_support", "categories__severely_disabled__card": "9" * 20},
            {"ability": "severe", "relief": ["destitute_support"], "disability_card": "9" * 20},
        ),
        (
            "registration/zaozhuang",
            {"health": "disabled", "living_condition": "poor", "subsistence_allowance": "yes"},
            {"ability": "disabled", "relief": ["poor", "low_income"]},
        ),
    ],
)
def test_papers_say_in_the_words_of_the_register_what_they_tell(
    code: str, answers: dict[str, Any], told: dict[str, Any]
) -> None:
    assert document(code).first_part.concepts(answers) == told


def shuren(name: str, serial: int, birth: str, **typed: str) -> Elder:
    """A person of 华容 registered on the sheet of Shuren, approved; the region's rule is asked by the caller."""
    number = identity_number(serial, birth)
    basic = {"opened_on": "2025-01-08", "name": name, "identity_number": number, "care_level": "ordinary"}
    made = hand_in(person("liuyang"), "registration/shuren", Pairs([*basic.items(), *typed.items()]))
    approve_fully(made)
    return elder_of(made)


def test_where_no_rule_decides_the_paper_does(storage: Flask) -> None:
    furnish()
    editions.adopt(COUNTY, "registration/shuren")
    elder = shuren("周德顺", 5, "19400101")
    assert (elder.care_level, elder.level_by, elder.file["paper_level"]) == ("ordinary", "paper", "ordinary")


def test_the_rule_of_the_region_decides_before_the_paper(storage: Flask) -> None:
    furnish()
    editions.adopt(COUNTY, "registration/shuren")
    elder = shuren("周德顺", 5, "19400101", categories="living_alone", ability="severe")
    elder.village_code = "500230106201"  # 丰都县 has a rule
    state = FileState(elder)
    state.begin("living_alone", "2025-01-08", elder_categories.HAND)
    state.set("file.ability", "severe")
    state.relevel()
    assert (state.value("care_level"), state.value("level_by")) == ("key", "rule")
    assert state.value("file.level")["grounds"] == ["高龄独居", "重（中）度失能"]
    assert state.value("file.level")["undecided"] == ["重度残疾"]
    db.session.rollback()
