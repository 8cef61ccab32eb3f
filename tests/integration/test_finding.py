"""找人: looked for before anybody is registered; what each answer tells and leads to; on both databases."""

import pytest
from flask import Flask

from formserver.clock import now
from formserver.errors import Forbidden
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Elder
from formserver.services import drafting, filling, finding, integrity, submission
from formserver.services.acting import Incomplete
from formserver.services.drafting import ElderKnown
from formserver.services.finding import Answer, Question, TooManyLookups
from formserver.services.likeness import Likeness
from formserver.services.registering import ElderRegistered
from formserver.store import elders, identities, records
from tests.comings import actions, decide, file_of, fresh, history, leaves, registered
from tests.factories import (
    COUNTY,
    NEXT_VILLAGE,
    OTHER_COUNTY,
    OTHER_COUNTY_VILLAGE,
    REGISTRATION,
    VILLAGE,
    act,
    furnish,
    identity_number,
    person,
    register,
    registration_pairs,
)


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """A county at work."""
    furnish()
    for name in ("liuyang", "chenjie", "zhaomin", "wangfang"):
        person(name)


def asked(identity: str = "", name: str = "", year: str = "", village: str = VILLAGE) -> Question:
    return Question.of(identity, name, year, village)


def test_whoever_lives_in_the_village_is_found_by_number() -> None:
    elder_id = registered()
    found = finding.look(person("liuyang"), asked(f" {identity_number()[:6]} {identity_number()[6:]} "))
    assert found.answer == Answer.HERE
    assert found.elder is not None
    assert found.elder.id == elder_id


def test_whoever_lives_elsewhere_in_the_county_is_told_by_village() -> None:
    registered()
    found = finding.look(person("chenjie"), asked(identity_number(), village=NEXT_VILLAGE))
    assert (found.answer, found.elder, found.place, found.may_move) == (Answer.COUNTY, None, "段店镇三江村", True)


def test_whoever_left_elsewhere_is_not_moved_but_asked_for() -> None:
    leaves(registered())
    found = finding.look(person("chenjie"), asked(identity_number(), village=NEXT_VILLAGE))
    assert (found.answer, found.may_move, list(found.ask)) == (Answer.COUNTY, False, ["赵敏"])


def abroad() -> Elder:
    """Somebody registered in another county with the number of 李桂芳."""
    elder = Elder(
        county_id=OTHER_COUNTY,
        id=new_id(),
        name="李桂芳",
        township_code=OTHER_COUNTY_VILLAGE[:9],
        village_code=OTHER_COUNTY_VILLAGE,
        village_name="彭田村",
        state=elders.REGISTERED,
        created_at=now(),
        updated_at=now(),
    )
    elders.insert(elder, identity=identity_number())
    identities.claim(identity_number(), OTHER_COUNTY, elder.id)
    db.session.commit()
    return elder


def test_of_another_county_only_the_fact_is_told() -> None:
    abroad()
    found = finding.look(person("liuyang"), asked(identity_number()))
    assert (found.answer, found.elder, found.place, list(found.ask)) == (Answer.ELSEWHERE, None, "", ["王芳"])


def test_whoever_moved_away_from_another_county_is_registered_here() -> None:
    former = abroad()
    elders.change(former, {"state": elders.LEFT, "left_reason": elders.MOVED_AWAY})
    db.session.commit()
    assert finding.look(person("liuyang"), asked(identity_number())).answer == Answer.NOBODY
    elder_id = registered()
    assert file_of(elder_id).file["came_from"] == {"county": OTHER_COUNTY, "elder": former.id}
    holder = identities.find(identity_number())
    assert holder is not None
    assert (holder.county_id, holder.elder_id) == (COUNTY, elder_id)
    assert list(integrity.file_faults(OTHER_COUNTY, former.id)) == []


def test_nobody_is_found_and_what_was_typed_begins_the_registration() -> None:
    question = asked(identity_number(2), "周德顺")
    assert finding.look(person("liuyang"), question).answer == Answer.NOBODY
    draft_id = finding.begin(person("liuyang"), REGISTRATION, question)
    opened = filling.opened(person("liuyang"), draft_id)
    assert (opened.draft.title, opened.pairs.text("name"), opened.pairs.text("identity_number")) == (
        "周德顺",
        "周德顺",
        identity_number(2),
    )
    assert {"sex": "male" if int(identity_number(2)[16]) % 2 else "female"}.items() <= opened.part.concepts(
        opened.data
    ).items()


def test_a_page_begins_one_registration_however_often_it_is_sent(storage: Flask) -> None:
    drafting.start(person("liuyang"), REGISTRATION, village_code=VILLAGE)  # untouched, and taken for it
    question, once = asked(identity_number(2), "周德顺"), new_id()
    first = finding.begin(person("liuyang"), REGISTRATION, question, act_id=once)
    assert finding.begin(person("liuyang"), REGISTRATION, question, act_id=once) == first
    assert finding.begin(person("liuyang"), REGISTRATION, question, act_id=new_id()) != first
    assert filling.opened(person("liuyang"), first).pairs.text("name") == "周德顺"


def test_looking_is_kept_and_not_endless() -> None:
    registered()
    asking = person("chenjie")
    question = asked(identity_number(), village=NEXT_VILLAGE)
    for _ in range(20):
        finding.look(asking, question)
    with pytest.raises(TooManyLookups):
        finding.look(asking, question)
    told = [one.answer for one in identities.lookups(identity_number()) if one.user_id == asking.user_id]
    assert told == ["county"] * 21


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        (asked(), {"name", "year"}),
        (asked(name="·", year="1948"), {"name"}),
        (asked(name="长" * 81, year="1948"), {"name"}),
        (asked("123"), {"identity"}),
        (asked(identity_number()[:17] + "0"), {"identity"}),
        (asked(name="李桂芳", year="48"), {"year"}),
        (asked(name="李桂芳", year="2099"), {"year"}),
        (asked(identity_number(), village=""), {"village"}),
        (asked(identity_number(), village=NEXT_VILLAGE), {"village"}),
    ],
)
def test_what_is_missing_or_wrong_is_named(question: Question, lacking: set[str]) -> None:
    for deed in (
        lambda: finding.look(person("liuyang"), question),
        lambda: finding.begin(person("liuyang"), REGISTRATION, question),
        lambda: finding.ask_over(person("liuyang"), fresh(), question, "2025-03-01", "搬家"),
    ):
        with pytest.raises(Incomplete) as refused:
            deed()
        assert refused.value.problems.keys() == lacking


def test_names_alike_of_the_village_are_offered_the_closest_first() -> None:
    registered("李桂芬", identity_number(1))
    same = registered("李桂芳", identity_number(2))
    registered("李贵芳", identity_number(3))
    registered("周德顺", identity_number(4))
    registered("李桂芳", identity_number(5, "19520316"))
    found = finding.look(person("liuyang"), asked(name="李桂芳", year="1948"))
    assert found.answer == Answer.ALIKE
    assert [(one.elder.name, one.likeness) for one in found.candidates] == [
        ("李桂芳", Likeness.SAME),
        ("李贵芳", Likeness.SOUND),
        ("李桂芬", Likeness.CLOSE),
    ]
    assert found.candidates[0].elder.id == same
    assert found.candidates[0].identity == "999***********" + identity_number(2)[14:]


def test_with_a_number_only_those_without_one_are_offered() -> None:
    registered("李桂芳", identity_number(1))
    without = register(person("liuyang"), "李桂芳", "", identity_number="", identity_number__none="none")
    found = finding.look(person("liuyang"), asked(identity_number(7), "李桂芳"))
    assert [one.elder.registration_record_id for one in found.candidates] == [without]
    assert finding.look(person("liuyang"), asked(identity_number(7))).answer == Answer.NOBODY


def test_whose_registration_was_given_up_is_not_offered() -> None:
    act(person("zhaomin"), register(person("liuyang")), "terminate", "登记错了")
    assert finding.look(person("liuyang"), asked(name="李桂芳", year="1948")).answer == Answer.NOBODY


def test_that_they_are_two_persons_is_remembered() -> None:
    first = registered("李桂芳", identity_number(1))
    question = asked(name="李桂芳", year="1948")
    draft_id = finding.begin(person("liuyang"), REGISTRATION, question, refused=[first, new_id()])
    draft = filling.opened(person("liuyang"), draft_id).draft
    pairs = registration_pairs("李桂芳", identity_number(2))
    done = submission.submit(person("liuyang"), draft_id, pairs, revision=draft.revision, act_id=new_id())
    elder_id = records.get(person("liuyang").scope, done.record_id).elder_id or ""
    assert file_of(elder_id).file["not_same"] == [first]


def test_a_village_asks_for_somebody_of_another_one() -> None:
    elder_id = registered()
    question = asked(identity_number(), village=NEXT_VILLAGE)
    page = fresh()
    request = finding.ask_over(person("chenjie"), page, question, "2025-03-01", "搬到女儿家")
    assert finding.ask_over(person("chenjie"), page, question, "2025-03-01", "搬到女儿家").id == request.id
    assert request.facts["called"] == "999***********" + identity_number()[14:]
    decide("liuyang", request)
    assert file_of(elder_id).village_code == NEXT_VILLAGE


def test_nobody_asks_for_a_number_that_nobody_has() -> None:
    question = asked(identity_number(), village=NEXT_VILLAGE)
    with pytest.raises(Forbidden):
        finding.ask_over(person("chenjie"), fresh(), question, "2025-03-01", "搬到女儿家")
    abroad()
    with pytest.raises(Forbidden):
        finding.ask_over(person("chenjie"), fresh(), question, "2025-03-01", "搬到女儿家")


# whom a department named ----------------------------------------------------------------------------------------------
def listed(name: str = "李桂芳") -> str:
    """The id of somebody a department named, not registered yet."""
    elder = Elder(
        county_id=COUNTY,
        id=new_id(),
        name=name,
        sex="female",
        birth="1948-03",
        township_code=VILLAGE[:9],
        village_code=VILLAGE,
        village_name="三江村",
        state=elders.LISTED,
        created_at=now(),
        updated_at=now(),
    )
    elders.insert(elder, identity=identity_number(), phone="10000000009")
    identities.claim(identity_number(), COUNTY, elder.id)
    db.session.commit()
    return elder.id


def test_whom_a_department_named_is_registered_as_that_person() -> None:
    elder_id, author = listed(), person("liuyang")
    found = finding.look(author, asked(identity_number()))
    assert found.elder is not None
    assert (found.elder.id, found.elder.state) == (elder_id, elders.LISTED)
    draft_id = finding.begin_for(author, REGISTRATION, elder_id)
    opened = filling.opened(author, draft_id)
    assert (opened.pairs.text("name"), opened.pairs.text("phone")) == ("李桂芳", "10000000009")
    record_id = submission.submit(
        author, draft_id, registration_pairs(), revision=opened.draft.revision, act_id=new_id()
    ).record_id
    stored = file_of(elder_id)
    assert (stored.state, stored.registration_record_id) == (elders.PENDING, record_id)
    assert [one.answer for one in identities.lookups(identity_number())] == ["county", "own"]
    with pytest.raises(ElderKnown):
        drafting.start(author, REGISTRATION, elder_id=elder_id)
    act(person("zhaomin"), record_id, "terminate", "登记错了")
    assert (file_of(elder_id).state, file_of(elder_id).registration_record_id) == (elders.LISTED, None)


def test_of_two_who_register_the_same_person_the_second_is_told() -> None:
    elder_id = listed()
    drafts_of = {name: finding.begin_for(person(name), REGISTRATION, elder_id) for name in ("liuyang", "heping")}
    for name, draft_id in drafts_of.items():
        draft = filling.opened(person(name), draft_id).draft

        def submit(name: str = name, draft_id: str = draft_id, revision: int = draft.revision) -> object:
            return submission.submit(person(name), draft_id, registration_pairs(), revision=revision, act_id=new_id())

        if name == "liuyang":
            submit()
        else:
            with pytest.raises(ElderRegistered):
                submit()
    assert actions(elder_id) == []
    assert [event.action for event in history(elder_id)] == ["register"]
