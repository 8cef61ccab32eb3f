"""List pages by the first page of the county, name searches by what LIKE takes for them."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any, Final

from sqlalchemy import select

from formserver.bench.register.crowd import COUNTY, TOWNSHIP, VILLAGE, Crowd
from formserver.bench.report import Figure, Ratio, Report
from formserver.extensions import db
from formserver.models import Elder
from formserver.store import elder_lists
from formserver.store.elder_lists import Sought
from formserver.store.scope import Scope

PAGES: Final[dict[str, Sought]] = {
    "乡镇": Sought(place_code=TOWNSHIP),
    "村": Sought(place_code=VILLAGE),
    "重点对象": Sought(values=(("care_level", "key"),)),
    "一般对象": Sought(values=(("care_level", "ordinary"),)),
    "高风险": Sought(values=(("risk", "high"),)),
    "不愿接受探访": Sought(values=(("consent", "unwilling"),)),
    "独居": Sought(category="living_alone"),
    "计划生育特殊家庭": Sought(category="family_planning_special"),
    "独居的重点对象": Sought(category="living_alone", values=(("care_level", "key"),)),
    "乡镇里不愿接受探访的": Sought(place_code=TOWNSHIP, values=(("consent", "unwilling"),)),
    "已离册": Sought(states=("left",)),
    "久未探访": Sought(unvisited_since="2025-03-31"),
    "到期复核": Sought(review_by="2026-01-31"),
    "姓王": Sought(name="王"),
    "拼音首字母": Sought(name="wxy"),
}
SEARCHED: Final = ("秀英", "柏青", "王秀英", "卢青山")
_TIMES: Final = 20


def measure(crowd: Crowd, rounds: int) -> Report:
    """Medians over the rounds. A list page is its rows and how many there are, as the page asks for them."""
    scope = Scope(COUNTY, (COUNTY,), "-")
    first = _timed(lambda: _page(scope, Sought()), rounds)
    report = Report((Figure("名册第一页（全县）", first, "ms", {"persons": crowd.size}),), ())
    middle = _timed(lambda: elder_lists.list_for(scope, Sought(), after=f"{crowd.middle}~"), rounds)
    start = _timed(lambda: elder_lists.list_for(scope, Sought()), rounds)
    report += _by(f"第{crowd.size // 2:,}人处的一页", middle, start, 1.5, "第一页（不数人数）")
    for title, sought in PAGES.items():
        report += _by(title, _timed(partial(_page, scope, sought), rounds), first, 5, "名册第一页")
    for name in SEARCHED:
        report += _searched(scope, name, rounds)
    return report


def _by(title: str, value: float, yardstick: float, goal: float, named: str) -> Report:
    return Report((Figure(title, value, "ms"),), (Ratio(f"{title} / {named}", value / yardstick, goal),))


def _page(scope: Scope, sought: Sought) -> None:
    elder_lists.list_for(scope, sought)
    elder_lists.count(scope, sought, elder_lists.most_counted(sought))


def _searched(scope: Scope, name: str, rounds: int) -> Report:
    """The first page of a search by everybody whom LIKE finds; both find the same persons."""
    liked = select(Elder.id).where(Elder.county_id == COUNTY, Elder.name.contains(name))
    page = _timed(lambda: elder_lists.list_for(scope, Sought(name=name)), rounds)
    like = _timed(lambda: db.session.execute(liked).all(), rounds, times=1)
    found = {line.id for line in elder_lists.in_order(scope, Sought(name=name), 10**9)}
    differing = len(found ^ set(db.session.scalars(liked)))
    figures = (
        Figure(f"找“{name}”", page, "ms", {"found": len(found), "differing": differing}),
        Figure(f"LIKE 找“{name}”", like, "ms"),
    )
    return Report(figures, (Ratio(f"找“{name}” / LIKE", page / like, 0.02),))


def _timed(act: Callable[[], Any], rounds: int, times: int = _TIMES) -> float:
    """Milliseconds of one act, the median of the rounds."""
    return median(_round(act, times) for _ in range(rounds))


def _round(act: Callable[[], Any], times: int) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        act()
    return (time.perf_counter() - begun) * 1000 / times
