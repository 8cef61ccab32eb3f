"""Programme documents: what they say, which one a place follows, what of them is refused, and the rules they hold."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from formserver.document_faults import REASONS, Fault
from formserver.errors import DocumentInvalid
from formserver.programme import checking
from formserver.programme.definition import Programme, ProgrammeMissing, choose, load, read_folder
from formserver.programme.periods import months_later
from formserver.programme.statements import Facts, age_on, truth
from formserver.resources import root
from tests.programmes import small, written

SCHEMA: dict[str, Any] = json.loads((root() / "schemas" / "programme.schema.json").read_text("utf-8"))
PROGRAMMES, FAILURES = read_folder(root() / "schemas")
TODAY = date(2025, 1, 8)


def of(code: str) -> Programme:
    return next(one for one in PROGRAMMES if one.code == code)


def test_the_shipped_documents_are_sound_and_one_covers_every_place() -> None:
    assert FAILURES == []
    assert {one.code for one in PROGRAMMES} == {"ezhou", "fujian", "general", "jiangsu", "shuren", "zaozhuang"}
    assert choose(PROGRAMMES, "110101001001", TODAY).code == "general"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("420703103201", "ezhou"),
        ("420702103201", "general"),
        ("350581106201", "fujian"),
        ("500230106201", "shuren"),
        ("370403103", "zaozhuang"),
        ("320722", "jiangsu"),
    ],
)
def test_a_place_follows_the_programme_of_the_longest_region(place: str, code: str) -> None:
    assert choose(PROGRAMMES, place, date(2025, 6, 1)).code == code


def test_a_programme_holds_from_its_first_to_its_last_day() -> None:
    old, new = small(valid_to="2025-06-30"), small(code="new", valid_from="2025-06-01")
    found = [choose([old, new], "99", day).code for day in (date(2025, 1, 1), date(2025, 6, 1), date(2025, 7, 1))]
    assert found == ["small", "new", "new"]
    for day in (date(2024, 12, 31), date(2025, 7, 1)):
        with pytest.raises(ProgrammeMissing):
            choose([old], "99", day)
    with pytest.raises(ProgrammeMissing, match="980000"):
        choose([new], "980000", date(2025, 7, 1))


def test_the_longer_region_wins_whenever_it_began() -> None:
    wide, narrow = small(valid_from="2025-01-05"), small(code="narrow", regions=["9901", "990101"])
    assert choose([narrow, wide], "990101001", TODAY) is narrow


KEY = [
    (Facts(categories=frozenset({"solitary"}), age=70, ability="intact", disability_grade="grade_4"), ("孤寡",)),
    (
        Facts(categories=frozenset({"living_alone"}), age=80, ability="intact", disability_grade="grade_4"),
        ("高龄独居",),
    ),
    (Facts(age=70, ability="moderate", disability_grade="grade_4"), ("重（中）度失能",)),
    (Facts(age=70, ability="intact", disability_grade="grade_2"), ("重度残疾",)),
    (Facts(categories=frozenset({"severely_disabled"}), age=70, ability="total"), ("重（中）度失能", "重度残疾")),
]


@pytest.mark.parametrize(("facts", "grounds"), KEY)
def test_who_is_a_key_object_in_shuren(facts: Facts, grounds: tuple[str, ...]) -> None:
    level = of("shuren").level(facts)
    assert level is not None
    assert (level.code, level.grounds, level.undecided) == ("key", grounds, ())


def test_all_others_are_ordinary_in_shuren() -> None:
    for facts in (
        Facts(categories=frozenset({"living_alone", "empty_nest"}), age=79, ability="mild", disability_grade="grade_3"),
        Facts(categories=frozenset({"left_behind"}), age=90, ability="intact", disability_grade="grade_3"),
    ):
        level = of("shuren").level(facts)
        assert level is not None
        assert (level.code, level.grounds, level.undecided) == ("ordinary", (), ())


def test_what_is_not_known_leaves_grounds_undecided() -> None:
    level = of("shuren").level(Facts(categories=frozenset({"living_alone"})))
    assert level is not None
    assert (level.code, level.undecided) == ("ordinary", ("高龄独居", "重（中）度失能", "重度残疾"))


def test_poor_left_behind_persons_of_high_age_are_key_in_zaozhuang() -> None:
    rule = of("zaozhuang").level
    key = rule(Facts(categories=frozenset({"left_behind"}), age=82, relief=frozenset({"low_income"})))
    rich = rule(Facts(categories=frozenset({"left_behind"}), age=82))
    assert (key and key.code, rich and rich.code) == ("key", "ordinary")


@pytest.mark.parametrize("code", ["ezhou", "fujian", "jiangsu"])
def test_where_the_document_has_no_rule_nothing_is_decided(code: str) -> None:
    assert of(code).level(Facts(age=99)) is None


def test_high_age_follows_from_the_birth_and_nobody_chooses_it() -> None:
    jiangsu = of("jiangsu")
    assert [one.label for one in jiangsu.following(Facts(age=80))] == ["高龄"]
    assert jiangsu.following(Facts(age=79)) == jiangsu.following(Facts()) == ()
    assert "high_age" not in {one.code for one in jiangsu.chosen_categories}


def test_who_is_supported_as_destitute_follows_from_the_relief() -> None:
    found = of("jiangsu").following(Facts(age=61, relief=frozenset({"destitute_support"})))
    assert [one.code for one in found] == ["destitute"]


def test_everybody_registered_as_left_behind_belongs_to_the_left_behind() -> None:
    found = {code: [one.code for one in of(code).categories if one.of_all] for code in ("ezhou", "zaozhuang", "shuren")}
    assert found == {"ezhou": ["left_behind"], "zaozhuang": ["left_behind"], "shuren": []}


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 1, 8), 6, date(2025, 7, 8)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 12, 1), 12, date(2025, 12, 1)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
    ],
)
def test_months_are_counted_on_the_calendar(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_sixty_five_points_are_a_loss_of_ability() -> None:
    found = [of("jiangsu").ability_of(score) for score in (0, 29, 30, 45, 46, 65, 66, 89, 90)]
    assert [one and one.code for one in found] == (
        ["total"] * 2 + ["severe"] * 2 + ["moderate"] * 2 + ["mild"] * 2 + ["intact"]
    )
    assert of("zaozhuang").ability_of(50) is None


def test_statements_of_all_kinds_and_their_opposites() -> None:
    facts = Facts(age=70, relief=frozenset({"low_income"}))
    assert truth({"age_from": 70}, facts, 80)
    assert truth({"not": {"age_from": 70}}, facts, 80) is False
    assert truth({"not": {"ability": ["mild"]}}, facts, 80) is None
    assert truth({"any": [{"ability": ["mild"]}, {"relief": ["low_income"]}]}, facts, 80)
    assert truth({"all": [{"ability": ["mild"]}, {"high_age": True}]}, facts, 80) is False
    assert truth({"all": [{"ability": ["mild"]}, {"age_from": 60}]}, facts, 80) is None


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("1945-01-08", TODAY, 80),
        ("1945-01-09", TODAY, 79),
        ("1945-01", TODAY, 79),
        ("1945-01", date(2025, 1, 31), 80),
        ("1945", TODAY, 79),
        ("1945", date(2025, 12, 31), 80),
        (None, TODAY, None),
    ],
)
def test_age_counts_what_is_reached_for_certain(birth: str | None, day: date, age: int | None) -> None:
    assert age_on(birth, day) == age


def test_lists_of_services_keep_their_names() -> None:
    names = {one.label: [item.label for item in one.items] for one in of("zaozhuang").services}
    assert names["五帮"] == ["帮送餐做饭", "帮清洗衣物", "帮打扫卫生", "帮家务农活", "帮代购代办"]
    assert len(names["四查"]) == 4


CATEGORY = {"code": "alone", "label": "独居", "source": "一"}
NO_BASIS = "要写明出处（source）；文件没有写的，写明是怎样假定的（assumed）"


@pytest.mark.parametrize(
    ("changes", "path", "reason"),
    [
        ({"title": None}, "$", "缺少 title"),
        ({"review": {"months": 0, "source": "一"}}, "$.review.months", "不能小于 1"),
        ({"review": {"months": 61, "source": "一"}}, "$.review.months", "不能大于 60"),
        ({"review": {"months": "6", "source": "一"}}, "$.review.months", "应为整数"),
        ({"title": "小 "}, "$.title", "首尾不能有空格，中间不能有换行等看不见的字符"),
        ({"valid_to": "2024-01-01"}, "$.valid_to", "不能早于 valid_from"),
        ({"valid_from": "2025-02-30"}, "$.valid_from", "没有这一天"),
        ({"categories": [CATEGORY, CATEGORY]}, "$.categories[1].code", "代码重复：alone"),
        ({"categories": [{"code": "alone", "label": "独居"}]}, "$.categories[0]", NO_BASIS),
        ({"high_age": {"from": 80}}, "$.high_age", NO_BASIS),
        ({"document": None}, "$.high_age.source", "没有写明是哪份文件（document）"),
        (
            {"key_level": [{"label": "甲", "when": {"high_age": False}, "source": "一"}]},
            "$.key_level[0].when.high_age",
            "只能是 true 之一",
        ),
        ({"key_level": [{"label": "甲", "when": {}, "source": "一"}]}, "$.key_level[0].when", "至少要写 1 项"),
        (
            {"key_level": [{"label": "甲", "when": {"age_from": 1, "high_age": True}, "source": "一"}]},
            "$.key_level[0].when",
            "最多写 1 项",
        ),
        (
            {"key_level": [{"label": "甲", "when": {"not": {"category": "x"}}, "source": "一"}]},
            "$.key_level[0].when.not.category",
            "没有这个代码：x",
        ),
        (
            {"key_level": [{"label": "甲", "when": {"any": [{"age_from": 60}, {"relief": ["x"]}]}, "source": "一"}]},
            "$.key_level[0].when.any[1].relief[0]",
            "没有这个代码：x",
        ),
        (
            {
                "abilities": [
                    {"code": "a", "label": "甲", "score": [0, 40], "source": "一"},
                    {"code": "b", "label": "乙", "score": [42, 90], "source": "一"},
                ]
            },
            "$.abilities[1].score",
            "各等级的分数应相接，这里应从41分起",
        ),
        (
            {"abilities": [{"code": "a", "label": "甲", "score": [5, 0], "source": "一"}]},
            "$.abilities[0].score",
            "各等级的分数应相接，这里应从0分起",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(changes: dict[str, Any], path: str, reason: str) -> None:
    with pytest.raises(DocumentInvalid) as refused:
        small(**changes)
    assert (refused.value.path, refused.value.reason) == (path, reason)


def keywords(schema: dict[str, Any]) -> Iterator[str]:
    """The words of a schema, without the names it gives to properties and definitions."""
    for word, value in schema.items():
        yield word
        if word in ("properties", "$defs"):
            for one in value.values():
                yield from keywords(one)
        elif isinstance(value, dict):
            yield from keywords(value)


def test_every_keyword_that_refuses_has_its_words() -> None:
    silent = {"$schema", "$id", "$ref", "$defs", "properties", "items", "title", "description"}
    found = set(keywords(SCHEMA))
    assert {"required", "enum", "minProperties"} <= found
    assert found - silent <= set(REASONS)


def test_a_document_too_deep_to_be_followed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(document: object) -> list[Fault]:
        raise RecursionError

    monkeypatch.setattr(checking, "faults", endless)
    with pytest.raises(DocumentInvalid) as refused:
        load("{}", file="small.v1.json")
    assert refused.value.reason == "嵌套太深"


def test_a_folder_names_what_cannot_be_loaded_and_loads_the_others(tmp_path: Path) -> None:
    shutil.copytree(root() / "schemas" / "programmes", tmp_path / "schemas" / "programmes")
    folder = tmp_path / "schemas" / "programmes"
    (folder / "broken.v1.json").write_text("{")
    (folder / "other.v1.json").write_text(json.dumps(written()))
    found, failures = read_folder(tmp_path / "schemas")
    assert len(found) == len(PROGRAMMES)
    assert [(one.file, one.reason) for one in failures] == [
        ("schemas/programmes/broken.v1.json", "不是有效的JSON：第1行第2列"),
        ("schemas/programmes/other.v1.json", "文件名与code、version不一致"),
    ]
