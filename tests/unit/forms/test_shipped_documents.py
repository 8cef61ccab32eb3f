"""The shipped documents: complete, printed in full, judged alike by every validator."""

from __future__ import annotations

from collections import Counter
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema

from formserver import resources
from formserver.forms import document, entry, layout, validation
from formserver.forms.document import FormDocument, Part
from formserver.forms.group import Container, Group
from formserver.forms.kinds.address import Address
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.choice import Choice
from formserver.forms.pairs import Pairs
from formserver.forms.placeholders import PRINTED, texts
from tests.unit.forms.making import TODAY

DOCUMENTS, FAILURES = document.read_folder(resources.root() / "schemas")
BY_CODE = {form.code: form for form in DOCUMENTS}
PARTS = [(form.code, code) for form in DOCUMENTS for code in form.parts]

# (document, part) -> questions, boxes drawn: one question a printed label, one box a printed option. The visit paper of
# Ezhou prints two questions (回家时间, 所待天数) in one cell; Jiangsu prints 21 questions of the file, 17 of the
# visit, and asks for 探访意愿 with a choice, a signature and its date.
COUNTS = {
    ("registration/ezhou", "main"): (24, 45),
    ("registration/fujian", "main"): (30, 24),
    ("registration/jiangsu", "main"): (23, 36),
    ("registration/shuren", "main"): (29, 23),
    ("registration/zaozhuang", "main"): (49, 23),
    ("visit_record/ezhou", "main"): (19, 30),
    ("visit_record/fujian", "main"): (17, 37),
    ("visit_record/jiangsu", "visit"): (40, 69),
    ("visit_record/shuren", "visit"): (20, 37),
    ("visit_record/shuren", "care"): (6, 0),
}


def part_of(code: str, part: str) -> Part:
    return BY_CODE[code].parts[part]


def test_all_nine_documents_load() -> None:
    assert FAILURES == []
    assert len(DOCUMENTS) == 9
    assert {(form.code, part) for form in DOCUMENTS for part in form.parts} == set(COUNTS)


# the paper ------------------------------------------------------------------------------------------------------------
def printed_cells(form: FormDocument) -> list[tuple[str, str, str]]:
    """(part, repeated table or "", text) of everything the paper prints."""
    found: list[tuple[str, str, str]] = []
    for block in form.paper["blocks"]:
        lines = block.get("line", [])
        found += [(block["part"], "", line) for line in ([lines] if isinstance(lines, str) else lines)]
        for row in block.get("rows", ()):
            for inner in row.get("rows", [row]):
                where = block["part"], row.get("repeat", "")
                found += [(*where, text) for cell in inner["cells"] for text in texts(cell)]
    return found


def places(form: FormDocument) -> list[tuple[str, str, str | None, str | None]]:
    """(part, full path, option, style) of every placeholder but the labels of rows."""
    found = []
    for part, repeat, text in printed_cells(form):
        for place in PRINTED.finditer(text):
            if not (repeat and place[1] in ("row", "n")):
                found.append((part, f"{repeat}.{place[1]}" if repeat else place[1], place[2], place[3]))
    return found


def leaves(group: Group, prefix: str = "") -> dict[str, Field]:
    """Every field that is printed by itself, by its path; blanks are printed with their option."""
    found: dict[str, Field] = {}
    for code, field in group.fields.items():
        found |= leaves(field.group, f"{prefix}{code}.") if isinstance(field, Container) else {prefix + code: field}
    return found


def drawn(form: FormDocument, part: str) -> Counter[str]:
    """How often the paper draws each leaf, or each option or tier of it."""
    known, found = leaves(form.parts[part].group), Counter[str]()
    for owner, path, option, _ in places(form):
        inside = [leaf for leaf in known if leaf.startswith(f"{path}.")]
        if owner == part:
            found.update(inside or [f"{path}#{option}" if option else path])
    return found


def wanted(path: str, field: Field, found: Counter[str]) -> list[str]:
    if isinstance(field, Choice) and path not in found:
        return [f"{path}#{code}" for code in field.codes]
    if isinstance(field, Address) and path not in found:
        return [f"{path}.{tier}" for tier in field.tiers]
    return [path]


@pytest.mark.parametrize(("code", "part"), PARTS)
def test_every_field_is_printed_exactly_once(code: str, part: str) -> None:
    found = drawn(BY_CODE[code], part)
    expected = [name for path, one in leaves(part_of(code, part).group).items() for name in wanted(path, one, found)]
    assert found == Counter(expected)


def questions(group: Group) -> int:
    count = 0
    for field in group.fields.values():
        is_shared = isinstance(field, Container) and (field.kind in ("section", "block"))
        count += questions(field.group) if is_shared and isinstance(field, Container) else 1
    return count


@pytest.mark.parametrize(("code", "part"), PARTS)
def test_documents_ask_what_their_papers_ask(code: str, part: str) -> None:
    asked, boxes = COUNTS[code, part]
    group, fields = part_of(code, part).group, leaves(part_of(code, part).group)
    words = {path for owner, path, _, style in places(BY_CODE[code]) if style == "word" and owner == part}
    ticked = [one for path, one in fields.items() if isinstance(one, Choice) and path not in words]
    is_block = code == "registration/ezhou"  # its block of children is one question
    assert (len(group.fields) if is_block else questions(group)) == asked
    assert sum(len(one.options) for one in ticked if len(one.options) < 20) == boxes


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_papers_are_drawn_blank(code: str) -> None:
    form = BY_CODE[code]
    assert layout.lay_out(form, {}).title == form.title


@pytest.mark.parametrize(("code", "part"), PARTS)
def test_pages_are_built_and_all_their_names_known(code: str, part: str) -> None:
    one = part_of(code, part)
    page = entry.build(one, Pairs())
    assert all(node.label for node in page.walk())
    assert entry.unknown_names(one, Pairs((name, "") for name, _ in one.group.inputs("", Pairs()))) == []


# one verdict ----------------------------------------------------------------------------------------------------------
JUNK: st.SearchStrategy[Any] = st.sampled_from([None, "", [], {}, 0, -1, True, "x", ["x"], {"x": 1}, "1\n", [{}]])


def answers(field: Field) -> st.SearchStrategy[Any]:
    """Answers of valid shape, from the compiled schema; objects with conditions are put together here."""
    if not isinstance(field, Container):
        return from_schema(field.schema())
    inner = objects(field.group)
    return st.lists(inner, min_size=1, max_size=2) if field.depth else inner


def objects(group: Group) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with all that is always required and a few other answers, some of them spoilt."""

    def made(codes: set[str]) -> st.SearchStrategy[dict[str, Any]]:
        spoilt = {code: answers(group.members[code]) | JUNK for code in codes}
        return st.fixed_dictionaries({code: answers(group.members[code]) for code in group.always_required} | spoilt)

    return st.sets(st.sampled_from(sorted(group.members)), max_size=4).flatmap(made)


@pytest.mark.parametrize(("code", "part"), PARTS)
def test_two_validators_and_the_problems_agree(code: str, part: str) -> None:
    one = part_of(code, part)
    other = jsonschema_rs.validator_for(one.schema)

    @settings(max_examples=12, suppress_health_check=list(HealthCheck), database=None)
    @given(objects(one.group))
    def agree(data: dict[str, Any]) -> None:
        verdict = one.oracle.is_valid(data)
        assert other.is_valid(data) == verdict
        problems = validation.check(one, data, today=TODAY)
        assert verdict or validation.errors(problems)
        assert all(problem.message for problem in problems)

    agree()


# the filled sample of Ezhou, with fictional people --------------------------------------------------------------------
def ticks(part: Part, **labels: str) -> list[tuple[str, str]]:
    """The pairs of ticked options, named by their printed words."""
    pairs = []
    for code, label in labels.items():
        field = part.group.fields[code]
        assert isinstance(field, Choice)
        pairs.append((code, next(option.code for option in field.options if option.label == label)))
    return pairs


WRITTEN = {
    "filled_on": "2025年1月8日",
    "name": "王兰",
    "identity_number__none": "not_provided",
    "registered_address.township": "段店",
    "registered_address.village": "三江",
    "residence.township": "段店",
    "residence.village": "三江",
    "children.total": "1",
    "children.male": "",
    "children.female": "1",
    "children_away.0.name": "李梅",
    "children_away.0.sex": "female",
    "children_away.0.birth_month": "1977年6月",
    "children_away.0.away_years": "10",
    "children_away.0.last_visit_month": "2024年2月",
    "children_away.0.reunions_per_year": "1",
    "children_away.1.name": "",
}


def test_the_registration_sample_of_ezhou_can_be_submitted() -> None:
    part = part_of("registration/ezhou", "main")
    ticked = ticks(
        part,
        poor_household="否",
        sex="女",
        age_range="71-80岁",
        physical_condition="健康",
        education="小学",
        subsistence_allowance="否",
        couple="一方健在",
        income_sources="打工收入",
        guardian_relation="子女",
    )
    data = entry.to_data(part, Pairs([*WRITTEN.items(), *ticked]))
    assert data["children_away"] == [
        {
            "name": "李梅",
            "sex": "female",
            "birth_month": "1977-06",
            "away_years": 10,
            "last_visit_month": "2024-02",
            "reunions_per_year": 1,
        }
    ]
    assert validation.check(part, data, today=TODAY) == []


def test_the_visit_sample_of_ezhou_can_be_submitted() -> None:
    part = part_of("visit_record/ezhou", "main")
    fair = ("daily_supplies", "food_and_clothing", "hygiene", "relationships", "body_condition", "mental_condition")
    ticked = ticks(
        part,
        **dict.fromkeys((*fair, "appliance_safety", "other_safety"), "一般"),
        house_safety="安全",
        risk_grade="低风险",
    )
    texts_of_paper = {
        "visitor_name": "赵云",
        "visitor_phone": "10000000001",
        "visited_on": "2025.1月",
        "place": "家门口",
        "returned_home_on": "2024年2月14日",
        "stayed_days": "2",
        "photos": "01890000-0000-7000-8000-000000000001",
        "remarks": "入户探访询问近期身体状况，以及冬季用火用电安全知识。",
    }
    data = entry.to_data(part, Pairs([*texts_of_paper.items(), *ticked]))
    assert data["visited_on"] == "2025-01"
    assert validation.check(part, data, today=TODAY) == []


@pytest.mark.parametrize(
    ("measures", "grade", "count"), [("", "低风险", 0), ("", "高风险", 1), ("每周探访", "高风险", 0)]
)
def test_measures_are_wanted_for_medium_and_high_risk_only(measures: str, grade: str, count: int) -> None:
    part = part_of("visit_record/ezhou", "main")
    posted = Pairs([("visited_on", "2025-01-08"), ("risk_measures", measures), *ticks(part, risk_grade=grade)])
    assert len(validation.check(part, entry.to_data(part, posted), today=TODAY)) == count


def test_disability_is_asked_for_in_the_words_of_the_paper() -> None:
    part = part_of("registration/ezhou", "main")
    data = {
        "filled_on": "2025-01-08",
        "name": "王兰",
        "identity_number__none": "none",
        "physical_condition": ["disabled"],
    }
    assert [problem.message for problem in validation.check(part, data, today=TODAY)] == [
        "请选择残疾类别（因为身体情况选了“残疾”）",
        "请选择残疾等级（因为身体情况选了“残疾”）",
    ]
