"""Which departments lead lists of persons, what their lists say of somebody, and what each of them may see.

One obvious place for both: a further list or department is a row here. Sources: Fujian, annex 2, nos. 12 and 14, and
Shuren, part 三(一): lists are collected of 卫健 (计划生育特殊家庭), 残联 (重残) and grid staff. Assumed: a list of 民政
of its own (低保, 特困), and what each department may see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

DISABLED: Final = "disabled_person"
SEVERELY: Final = "severely_disabled"

CATEGORIES: Final[Mapping[str, str]] = {
    SEVERELY: "重残",
    DISABLED: "残疾（三、四级）",
    "disabled": "失能、半失能",
    "mildly_disabled": "轻度失能",
    "family_planning_special": "计划生育特殊家庭",
    "destitute": "特困供养",
    "low_income": "低保",
    "low_income_margin": "低保边缘家庭",
    "solitary": "孤寡",
    "living_alone": "独居",
    "empty_nest": "空巢",
    "left_behind": "留守",
}
"""Categories as lists name them: code, as programmes of regions and files of persons have it -> words."""


@dataclass(frozen=True)
class Source:
    """A list that a department leads. ``department``: code of `DEPARTMENTS`; ``category``: what it says of everybody on
    it, unless the cell of ``column`` begins with one of ``by_value`` (the first that fits counts)."""

    code: str
    title: str
    department: str
    category: str = ""
    column: str = ""
    by_value: Sequence[tuple[str, str]] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """All that it can say of somebody."""
        named = (self.category, *(code for _, code in self.by_value))
        return tuple(dict.fromkeys(code for code in named if code))


@dataclass(frozen=True)
class Department:
    """A department, the role of its readers, and what its duty needs of the persons in those categories: columns of
    `COLUMNS`. Nothing else of a file is shown to it."""

    code: str
    title: str
    role: str
    categories: Sequence[str]
    columns: Sequence[str] = field(default=("name", "place", "category", "state", "verified_on"))


COLUMNS: Final[Mapping[str, str]] = {
    "name": "姓名",
    "sex": "性别",
    "birth": "出生",
    "place": "所在地",
    "identity": "身份证号",
    "category": "类别",
    "detail": "名单上写的",
    "state": "核实情况",
    "verified_on": "核实日期",
}
"""What can be shown of a person to a department: name -> heading."""

_GRADES: Final = (
    *(("III", DISABLED), ("IV", DISABLED), ("II", SEVERELY), ("I", SEVERELY)),
    *((grade, SEVERELY) for grade in ("一", "1", "极重", "二", "2", "重度")),
    *((grade, DISABLED) for grade in ("三", "3", "中", "四", "4", "轻")),
)
_RELIEF: Final = (
    *((words, "destitute") for words in ("特困", "五保", "分散供养", "集中供养")),
    *((words, "low_income_margin") for words in ("低保边缘", "边缘", "低收入")),
    *((words, "low_income") for words in ("低保", "最低生活保障", "城市低保", "农村低保", "城镇低保")),
)
_ABILITY: Final = (
    ("轻", "mildly_disabled"),
    *((words, "disabled") for words in ("中", "重", "完全", "失能", "半失能", "部分")),
)
_KINDS: Final = (
    *((words, code) for code, words in CATEGORIES.items() if code not in (DISABLED, "disabled", "mildly_disabled")),
    *((words, "disabled") for words in ("失能", "半失能", "部分失能")),
)

SOURCES: Final[Mapping[str, Source]] = {
    source.code: source
    for source in (
        Source("disabled_persons", "残疾人名单", "disabled_federation", column="disability_grade", by_value=_GRADES),
        Source("family_planning", "计划生育特殊家庭名单", "health", "family_planning_special"),
        Source("ability", "老年人能力评估名单（失能、半失能）", "health", column="ability", by_value=_ABILITY),
        Source("relief", "低保、特困名单", "civil_affairs", column="relief", by_value=_RELIEF),
        Source("grid", "网格员摸排名单", "civil_affairs", column="kind", by_value=_KINDS),
    )
}

_HEALTH: Final = ("family_planning_special", "disabled", "mildly_disabled")
DEPARTMENTS: Final[Mapping[str, Department]] = {
    department.code: department
    for department in (
        Department("disabled_federation", "残联", "disability_reader", (SEVERELY, DISABLED)),
        Department("health", "卫健部门", "health_reader", _HEALTH),
        Department(
            "civil_affairs",
            "民政部门",
            "civil_affairs_reader",
            tuple(CATEGORIES),
            ("name", "sex", "birth", "place", "identity", "category", "detail", "state", "verified_on"),
        ),
    )
}

READERS: Final[Mapping[str, Department]] = {department.role: department for department in DEPARTMENTS.values()}
"""The department whose list a role opens."""
