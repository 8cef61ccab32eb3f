"""What is followed up and done about it, in the words of the pages."""

from collections.abc import Mapping
from typing import Final

from formserver.store.follow_ups import CLOSED, GONE, OPEN, TOWNSHIP, VILLAGE

KINDS: Final = {"hazard": "安全隐患", "hardship": "急难困难", "referral": "服务转介", "intervention": "风险干预"}
STATES: Final = {OPEN: "待办结", CLOSED: "已办结", GONE: "已撤销"}
TIERS: Final = {VILLAGE: "村（社区）", TOWNSHIP: "乡镇（街道）"}
SATISFACTION: Final = {"satisfied": "满意", "fair": "基本满意", "unsatisfied": "不满意", "unable": "本人无法表达"}
WAYS: Final = {"phone": "电话", "message": "微信、短信", "home": "当面", "letter": "书信", "other": "其他方式"}
"""How somebody was told."""
ACTIONS: Final[Mapping[str, str]] = {
    "open": "发现",
    "found_again": "再次发现",
    "not_any_more": "记录已更正，不再写有这个问题",
    "taken_back": "记录已更正或终止，自动撤销",
    "anothers": "档案已分开，这次探访是另一位老人的",
    "see": "乡镇（街道）已阅",
    "take_over": "由本人跟进",
    "assign": "交给别人跟进",
    "raise": "上报乡镇（街道）",
    "pass_back": "退回村（社区）",
    "plan": "安排帮扶",
    "note": "记下进展",
    "postpone": "延期",
    "close": "办结",
    "satisfy": "记下满意程度",
    "reopen": "重新跟进",
    "notice": "通知子女、亲属",
    "add_photo": "添加照片",
    "remove_photo": "删除照片",
    "move": "随老人迁到别的村（社区）",
    "refile": "随档案合并或恢复",
}
