"""The words in which figures are told."""

from datetime import timedelta
from typing import Final

from formserver.clock import today

WAYS: Final = {"home": "上门", "phone": "电话", "video": "视频", "other": "其他方式", "": "没有写明方式"}
AGES: Final = ("7天以内", "8至15天", "16至30天", "30天以上")
AGE_DAYS: Final = (7, 15, 30)
"""The last day of each age but the oldest."""

LISTS: Final = {"visit": "探访", "care": "关爱服务"}
LATE: Final = "补录"
NO_LEVEL: Final = "没有等级"
NO_CLASS: Final = "没有类别"

REFUSALS: Final = {
    "excused": "不愿接受探访的不计入应探访人数。",
    "visited": "不愿接受探访的算作已探访。",
    "missing": "不愿接受探访的计入应探访人数，没有去过的算作未探访。",
}
STATES: Final = {
    "persons": "全部",
    "due": "应探访",
    "visited": "已探访",
    "unvisited": "未探访",
    "met": "全部完成",
    "unmet": "没有全部完成",
    "unexplained": "没有全部完成，也没有写原因",
    "explained": "没有全部完成，写了原因",
    "overdue": "逾期",
    "refused": "不愿接受探访",
    "refused_visited": "不愿接受探访，仍去看过",
    "excused": "不计入应探访",
    "disabled": "失能",
    "helped": "失能，得到帮助",
    "unhelped": "失能，没有得到帮助",
}
"""What a list of persons behind a figure may be of, in the order of the page."""


def age_spans() -> list[dict[str, str]]:
    """For each of `AGES` when an open follow-up of that age was opened, by the names that its list is narrowed by."""
    day = today()
    since = [{"opened_from": str(day - timedelta(days=last))} for last in AGE_DAYS]
    until = [{"opened_to": str(day - timedelta(days=last + 1))} for last in AGE_DAYS]
    return [first | last for first, last in zip([*since, {}], [{}, *until], strict=True)]
