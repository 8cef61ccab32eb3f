"""Which visits need not be opened one by one before they are approved: low in risk, complete, unchanged. Pure."""

from dataclasses import dataclass
from typing import Final

MOST_CHANGED: Final = 3
"""Descriptive answers that may read otherwise than in the last approved visit. No document says what unchanged is: a
visit sheet has some thirty such lines, of which one or two differ from month to month (a cold, a guest) when nothing
has happened; more than a tenth of them is news that somebody should read."""

RISK: Final = "风险等级是中或高，或没有填写"
FINDING: Final = "发现了要跟进的问题"
LATE: Final = "过了上报时间才录入"
NO_DAY: Final = "日期不全"
REASON: Final = "有系统提醒，填报人写了原因"
SENT_BACK: Final = "退回或更正以后重新提交的"
FIRST: Final = "没有以前通过的探访可以比较"
DANGER_CHANGED: Final = "安全或风险的内容与上次不同"
MANY_CHANGED: Final = "与上次相比改动较多"
CARRIED: Final = "沿用上次的内容超出了允许的范围"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is known of a visit that waits. ``risk``: low, medium, high, or None; ``is_asked``: its sheet asks for it;
    ``changed``: descriptive answers that read otherwise than last time; ``danger_changed``: such about safety or risk;
    ``over_carried``: taken over from last time though it must be asked anew."""

    risk: str | None
    is_asked: bool
    findings: int
    is_late: bool
    has_day: bool
    has_reasons: bool
    is_first_submission: bool
    has_former: bool
    changed: int
    danger_changed: int
    over_carried: int


def to_open(visit: Looked) -> list[str]:
    """Why somebody has to open the visit before it is approved, as msgids; empty where many may be approved at once."""
    is_risky = visit.risk in ("medium", "high") or (visit.is_asked and visit.risk is None)
    found = {
        RISK: is_risky,
        FINDING: visit.findings > 0,
        LATE: visit.is_late,
        NO_DAY: not visit.has_day,
        REASON: visit.has_reasons,
        SENT_BACK: not visit.is_first_submission,
        FIRST: not visit.has_former,
        DANGER_CHANGED: visit.danger_changed > 0,
        MANY_CHANGED: visit.changed > MOST_CHANGED,
        CARRIED: visit.over_carried > 0,
    }
    return [why for why, is_so in found.items() if is_so]
