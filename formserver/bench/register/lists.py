"""List pages by the first page of the county, name searches by what LIKE takes for them."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Any, Final

from sqlalchemy import select

from formserver.bench.register import mixed
from formserver.bench.register.crowd import COUNTY, TOWNSHIP, VILLAGE, Crowd
from formserver.bench.register.mixed import Mixed
from formserver.bench.report import Figure, Ratio, Report
from formserver.extensions import db
from formserver.models import Elder
from formserver.store import elder_lists
from formserver.store.elder_seeking import Sought
from formserver.store.scope import Scope

_LONG_AGO: Final = "2025-03-31"
_KEY: Final = ("care_level", "key")
_ORDINARY: Final = ("care_level", "ordinary")
_HIGH: Final = ("risk", "high")
_UNWILLING: Final = ("consent", "unwilling")
EVERYBODY: Final = Sought(served=True)
PAGES: Final[dict[str, Sought]] = {
    "乡镇": replace(EVERYBODY, place_code=TOWNSHIP),
    "村": replace(EVERYBODY, place_code=VILLAGE),
    "重点对象": replace(EVERYBODY, values=(_KEY,)),
    "一般对象": replace(EVERYBODY, values=(_ORDINARY,)),
    "高风险": replace(EVERYBODY, values=(_HIGH,)),
    "不愿接受探访": replace(EVERYBODY, values=(_UNWILLING,)),
    "独居": replace(EVERYBODY, category="living_alone"),
    "计划生育特殊家庭": replace(EVERYBODY, category="family_planning_special"),
    "独居的重点对象": replace(EVERYBODY, category="living_alone", values=(_KEY,)),
    "计划生育特殊家庭中的高风险": replace(EVERYBODY, category="family_planning_special", values=(_HIGH,)),
    "独居、高风险、不愿接受探访": replace(EVERYBODY, category="living_alone", values=(_HIGH, _UNWILLING)),
    "独居的一般对象": replace(EVERYBODY, category="living_alone", values=(_ORDINARY,)),
    "乡镇里不愿接受探访的": replace(EVERYBODY, place_code=TOWNSHIP, values=(_UNWILLING,)),
    "村里独居的重点对象": replace(EVERYBODY, place_code=VILLAGE, category="living_alone", values=(_KEY,)),
    "已离册": Sought(states=("left",)),
    "久未探访": replace(EVERYBODY, unvisited_since=_LONG_AGO),
    "乡镇里久未探访的": replace(EVERYBODY, place_code=TOWNSHIP, unvisited_since=_LONG_AGO),
    "村里久未探访的": replace(EVERYBODY, place_code=VILLAGE, unvisited_since=_LONG_AGO),
    "久未探访的重点对象": replace(EVERYBODY, unvisited_since=_LONG_AGO, values=(_KEY,)),
    "久未探访的计划生育特殊家庭": replace(EVERYBODY, unvisited_since=_LONG_AGO, category="family_planning_special"),
    "到期复核": replace(EVERYBODY, review_by="2026-01-31"),
    "乡镇里到期复核的": replace(EVERYBODY, place_code=TOWNSHIP, review_by="2026-01-31"),
    "姓王": replace(EVERYBODY, name="王"),
    "姓王、不愿接受探访": replace(EVERYBODY, name="王", values=(_UNWILLING,)),
    "拼音首字母": replace(EVERYBODY, name="wxy"),
}
SEARCHED: Final = ("秀英", "柏青", "王秀英", "卢青山")
MIXED: Final = 100
"""So many lists by three and four conditions are made up; each is read from its first page to the second."""
_TIMES: Final = 20
_TIMES_MIXED: Final = 3


def measure(crowd: Crowd, rounds: int) -> Report:
    """Medians over the rounds, of the processor. A list page is its rows and how many there are, as the page asks for
    them: of who has not left."""
    scope = Scope(COUNTY, (COUNTY,), "-")
    first = _timed(lambda: _page(scope, EVERYBODY), rounds)
    report = Report((Figure("名册第一页（全县）", first, "ms", {"persons": crowd.size}),), ())
    middle = _timed(lambda: elder_lists.list_for(scope, EVERYBODY, after=f"{crowd.middle}~"), rounds)
    start = _timed(lambda: elder_lists.list_for(scope, EVERYBODY), rounds)
    report += _by(f"第{crowd.size // 2:,}人处的一页", middle, start, 1.5, "第一页（不数人数）")
    for title, sought in PAGES.items():
        report += _by(title, _timed(partial(_page, scope, sought), rounds), first, 5, "名册第一页")
    report += _mixed(first, rounds)
    for name in SEARCHED:
        report += _searched(scope, name, rounds)
    return report


def _by(title: str, value: float, yardstick: float, goal: float, named: str) -> Report:
    return Report((Figure(title, value, "ms"),), (Ratio(f"{title} / {named}", value / yardstick, goal),))


def _mixed(first: float, rounds: int) -> Report:
    """Many lists by three and four conditions, and their second pages, where they have any: the dearest of each."""
    asked = list(mixed.lists(1, MIXED))
    begun = [(one, "") for one in asked]
    gone_on = [(one, after) for one in asked if (after := elder_lists.list_for(one.scope, one.sought).next)]
    return _dearest("三四个条件的名单", begun, first, rounds) + _dearest("它们的第二页", gone_on, first, rounds)


def _dearest(title: str, pages: list[tuple[Mixed, str]], first: float, rounds: int) -> Report:
    if not pages:
        return Report((), ())
    costs = {
        one.words: _timed(partial(elder_lists.counted_list, one.scope, one.sought, after=after), rounds, _TIMES_MIXED)
        for one, after in pages
    }
    words = max(costs, key=costs.__getitem__)
    figure = Figure(f"{title}，最慢的（{words}）", costs[words], "ms", {"lists": len(costs)})
    return Report((figure,), (Ratio(f"{title}，最慢的 / 名册第一页", costs[words] / first, 5),))


def _page(scope: Scope, sought: Sought) -> None:
    elder_lists.counted_list(scope, sought)


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
    begun = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - begun) * 1000 / times
