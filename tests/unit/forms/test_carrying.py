"""与上次相同: which answers may be taken over, on which papers; taking them over, and back."""

from collections.abc import Iterator
from typing import Any

import pytest

from formserver.forms import carrying
from formserver.forms.carrying import may_carry, offers
from formserver.forms.document import Part
from formserver.forms.group import Container, Group
from formserver.forms.origins import CARRIED, PRESET, Origin
from formserver.forms.pairs import Pairs
from tests.factories import shipped
from tests.unit.forms.making import SEX, field_of, options, part_of, spec

# Every question of the nine papers that may be taken over from the last approved record; all others are asked anew.
CARRIES = {
    ("visit_record/ezhou", "main"): "place daily_supplies food_and_clothing hygiene relationships",
    ("visit_record/fujian", "main"): "personal_hygiene home_hygiene indoor_environment",
    ("visit_record/jiangsu", "visit"): "expression mobility home_hygiene service_needs",
    ("visit_record/shuren", "visit"): "personal_hygiene home_hygiene indoor_environment service_needs",
    ("visit_record/shuren", "care"): "",
    ("registration/ezhou", "main"): (
        "serial name poor_household identity_number phone registered_address residence disability_kind "
        "disability_grade education subsistence_allowance couple income_sources children.total children.male "
        "children.female guardian_name guardian_phone guardian_relation children_away remarks"
    ),
    ("registration/fujian", "main"): (
        "name identity_number phone emergency_name emergency_sex emergency_phone registered_address residence "
        "illness_history relief disposable_income income_source categories family household_income pension benefits "
        "benefits_amount help_units help_person help_measures"
    ),
    ("registration/shuren", "main"): (
        "name identity_number phone emergency_name emergency_sex emergency_phone registered_address residence "
        "illness_history relief disposable_income income_source categories family household_income pension "
        "subsidy_amount help_units help_person help_measures"
    ),
    ("registration/zaozhuang", "main"): (
        "name identity_number ethnic_group household_registered registered_address residence living_condition "
        "income_source help_received subsistence_allowance phone children obligors carers helpers"
    ),
    ("registration/jiangsu", "main"): (
        "file.name file.phone file.identity_number file.family_planning_special file.residence "
        "file.lives_at_registered_address file.living_situation file.relief_and_pension file.pension file.relief_money "
        "file.welfare_subsidy file.visit_class file.first_contact.name file.first_contact.relation "
        "file.first_contact.phone file.first_contact.address file.village_contact.name file.village_contact.phone "
        "file.help_units file.help_measures file.collector.name file.collector.post file.collector.phone"
    ),
}
GOODS = spec("single_choice", x_options=options("完善", "一般", b={"blanks": {"what": spec("text")}}, a={}))
GOODS["x-options"][1]["label"] = "一般：{what}"
FIELDS = {
    "goods": GOODS,
    "phone": spec("phone"),
    "place": spec("sentence", x_text="{town}{house}", properties={"town": spec("text"), "house": spec("text")}),
    "more": spec("text", x_when={"show": {"field": "goods", "is": "b"}}),
    "kin": spec("table", items={"x-order": ["name", "sex", "risk"], "properties": {"name": spec("text"), "sex": SEX}}),
    "aids": spec("multi_choice", x_options=options("手杖", "轮椅"), x_none=["none"]),
}
FIELDS["kin"]["items"]["properties"]["risk"] = spec("text", **{"x-carry": False})
LAST = {
    "goods": "b",
    "goods__b__what": "缺棉被",
    "phone": "10000000002",
    "place": {"town": "段店镇"},
    "more": "已送去",
    "kin": [{"name": "李明", "sex": "male", "risk": "独居"}],
    "aids__none": "none",
}


def questions(group: Group, prefix: str = "") -> Iterator[str]:
    """The questions that may be taken over, those of sentences one by one, a table as one."""
    for code, field in group.fields.items():
        if may_carry(field) and isinstance(field, Container) and not field.depth:
            yield from questions(field.group, f"{prefix}{code}.")
        elif may_carry(field):
            yield prefix + code


@pytest.fixture
def part() -> Part:
    return part_of(FIELDS)


def offered(part: Part, data: dict[str, Any] | None = None, **how: bool) -> dict[str, tuple[tuple[str, str], ...]]:
    return {one.name: one.pairs for one in offers(part, part, LAST if data is None else data, **how)}


def at(name: str, pairs: Pairs) -> list[tuple[str, str]]:
    return sorted(pairs.below(name))


@pytest.mark.parametrize(("code", "part_code"), [(one.code, part) for one in shipped() for part in one.parts])
def test_what_a_paper_lets_be_taken_over_is_what_the_table_says(code: str, part_code: str) -> None:
    document = next(one for one in shipped() if one.code == code)
    assert set(questions(document.parts[part_code].group)) == set(CARRIES[code, part_code].split())


@pytest.mark.parametrize("kind", ["signature", "photos", "counter"])
def test_signatures_photos_and_counters_are_never_taken_over(kind: str) -> None:
    assert not may_carry(field_of(kind))


@pytest.mark.parametrize("concept", sorted(carrying.ASKED_ANEW))
def test_what_tells_of_this_visit_or_of_a_danger_is_never_taken_over(concept: str) -> None:
    assert not may_carry(field_of("text", **{"x-concept": concept}))
    assert not may_carry(field_of("text", **{"x-concept": {"name": concept, "map": {}}}))


def test_what_is_computed_or_frozen_is_never_taken_over() -> None:
    assert not may_carry(field_of("text", **{"x-computed": {"from": "number", "take": "sex"}}))
    assert not may_carry(field_of("section", **{"x-frozen": {"form": "registration/jiangsu", "field": "file"}}))


def test_an_answer_is_offered_with_its_blanks_and_a_none_instead_of_one(part: Part) -> None:
    found = offered(part)
    assert found["goods"] == (("goods", "b"), ("goods__b__what", "缺棉被"))
    assert found["aids"] == (("aids__none", "none"),)
    assert found["place.town"] == (("place.town", "段店镇"),)
    assert "place.house" not in found


def test_columns_that_are_asked_anew_stay_out_of_a_table(part: Part) -> None:
    assert offered(part)["kin"] == (("kin.0.row", "1"), ("kin.0.name", "李明"), ("kin.0.sex", "male"))
    assert "kin" not in offered(part, {"kin": [{"risk": "独居"}]})


def test_sensitive_answers_of_others_are_not_offered(part: Part) -> None:
    assert "phone" in offered(part)
    assert "phone" not in offered(part, hides=True)


def test_an_answer_that_is_no_longer_allowed_or_of_another_kind_is_not_offered(part: Part) -> None:
    former = part_of({**FIELDS, "more": spec("long_text")})
    now = part_of({**FIELDS, "goods": spec("single_choice", x_options=options("完善"))})
    assert {one.name for one in offers(part, former, LAST)} == set(offered(part)) - {"more"}
    assert {one.name for one in offers(now, part, LAST)} == set(offered(part)) - {"goods"}


def test_taking_all_over_fills_what_is_empty_and_nothing_else(part: Part) -> None:
    typed = Pairs([("goods", "a"), ("phone", ""), ("place.town", " ")])
    pairs, noted = carrying.carried(part, typed, {}, offers(part, part, LAST))
    assert pairs.raw("goods") == "a"
    assert (pairs.raw("phone"), pairs.raw("place.town")) == ("10000000002", "段店镇")
    assert set(noted) == {"phone", "place.town", "kin.0.name", "kin.0.sex", "aids"}
    assert {one.code for one in noted.values()} == {CARRIED}


def test_what_would_be_hidden_is_not_taken_over(part: Part) -> None:
    offered_ones = offers(part, part, LAST)
    assert "more" not in carrying.carried(part, Pairs([("goods", "a")]), {}, offered_ones)[0]
    assert carrying.carried(part, Pairs(), {}, offered_ones)[0].raw("more") == "已送去"


def test_one_question_is_replaced_and_can_be_taken_back(part: Part) -> None:
    typed = Pairs([("goods", "a"), ("place.town", "庙岭镇")])
    noted = {"goods": Origin(PRESET), "phone": Origin(CARRIED)}
    pairs, after = carrying.carried(part, typed, noted, offers(part, part, LAST), "goods")
    assert at("goods", pairs) == [("goods", "b"), ("goods__b__what", "缺棉被")]
    assert after["goods"] == Origin(CARRIED, (("goods", "a"),), PRESET)
    back, left = carrying.taken_back(pairs, after, "goods")
    assert (back, left) == (Pairs([("place.town", "庙岭镇"), ("goods", "a")]), noted)


def test_a_sentence_is_taken_over_and_back_blank_by_blank(part: Part) -> None:
    typed = Pairs([("place.town", "庙岭镇"), ("place.house", "三组")])
    pairs, noted = carrying.carried(part, typed, {}, offers(part, part, LAST), "place")
    assert at("place", pairs) == [("place.house", "三组"), ("place.town", "段店镇")]
    assert carrying.taken_back(pairs, noted, "place") == (Pairs([*typed.items()][::-1]), {})


def test_rows_are_only_taken_over_into_an_empty_table(part: Part) -> None:
    last = offers(part, part, LAST)
    typed = Pairs([("kin.0.row", "1"), ("kin.0.name", "王红")])
    assert carrying.carried(part, typed, {}, last, "kin") == (typed, {})
    pairs, noted = carrying.carried(part, Pairs([("kin.0.row", "1")]), {}, last, "kin")
    assert (pairs.raw("kin.0.name"), set(noted)) == ("李明", {"kin.0.name", "kin.0.sex"})
