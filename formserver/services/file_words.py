"""What was done with a person's file, in words: for each act what it changed, from what to what."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms.telling import Day, Sentence
from formserver.models import ElderEvent
from formserver.programme.definition import Named, Programme
from formserver.services.choosing_persons import CONSENTS, LEVELS, RISKS, STATES
from formserver.services.file_kinds.pictures import PICTURES
from formserver.services.file_kinds.registry import KINDS
from formserver.store.departments import CATEGORIES
from formserver.store.elder_categories import REFUTED, TO_VERIFY, VERIFIED

ACTIONS: Final = {
    **{
        "register": "建立档案",
        "follow": "档案随登记表更新",
        "approve": "档案按通过的登记表更新",
        "give_up": "登记终止",
    },
    **{"visit": "档案按通过的探访更新", "rebuild": "按记录重新计算", "undo": "撤销", "review": "核对档案"},
    **{"ask_exit": "申请离册", "ask_move": "申请迁移", "exit": "离册", "return": "恢复在册", "move": "迁移"},
    **{"decline_exit": "没有同意离册", "withdraw_exit": "撤回离册申请"},
    **{"decline_move": "没有同意迁移", "withdraw_move": "撤回迁移申请"},
    **{"merge": "并入另一份档案", "merged": "并到别的档案", "unmerge": "撤销合并", "unmerged": "恢复成单独的档案"},
    **{"not_same": "核对过：不是同一人", "gone_over": "已在别的县（区）登记", "came_over": "由别的县（区）迁来"},
    **{"list_named": "列入部门名单", "list_taken_back": "部门名单撤回", "list_verified": "上门核实"},
    **{"notice": "通知子女、亲属", "unmask": "在应急卡上查看完整号码"},
    **{name: kind.title for name, kind in (KINDS | PICTURES).items()},
}
OTHER_ACT: Final = "档案变动"
RELATIONS: Final = {"spouse": "配偶", "child": "子女", "grandchild": "祖孙", "other": "其他"}
GRADES: Final = {"grade_1": "一级", "grade_2": "二级", "grade_3": "三级", "grade_4": "四级"}
SEXES: Final = {"male": "男", "female": "女"}
_DAY: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
SINCE: Final = "%(since)s起"
UNTIL: Final = "%(since)s至%(until)s"
_NUMBER: Final = "（号码不显示）"
EXCHANGED: Final = {(False, True): "添加了照片", (True, True): "换了照片", (True, False): "去掉了照片"}
"""What became of pictures: some went, some came."""
_FOUND: Final = {TO_VERIFY: "待核实", VERIFIED: "属实", REFUTED: "不属实"}


@dataclass(frozen=True)
class Said:
    """One thing an act changed: how it is called, what it said before and after; ``""`` for nothing."""

    label: str
    before: str | Day | Sentence
    after: str | Day | Sentence


def words(programme: Programme, event: ElderEvent) -> list[Said]:
    """What an act changed, in words; what follows from other things is left out."""
    found = (said for name, pair in event.changes.items() for said in _said(programme, name, pair))
    return [said for said in found if said.before or said.after]


def _said(programme: Programme, name: str, pair: list[Any]) -> Iterator[Said]:
    if name.startswith("category."):
        row = pair[1] or pair[0]
        yield Said(category_label(programme, row["code"]), _period(pair[0]), _period(pair[1]))
    elif name in _PICTURED:
        yield Said(_PICTURED[name], "", _exchanged(*(set(value or ()) for value in pair)))
    elif name in _NAMED:
        label, write = _NAMED[name]
        yield Said(label, *("" if value is None else write(programme, value) for value in pair))


def label_of(named: tuple[Named, ...], code: str) -> str:
    """How the programme calls a code; the code itself where it does not know it."""
    return next((one.label for one in named if one.code == code), code)


def category_label(programme: Programme, code: str) -> str:
    """How a category is called: as the programme does, or as departments do where the place's programme has none."""
    return label_of(programme.categories, code) if code in _codes(programme) else CATEGORIES.get(code, code)


def _codes(programme: Programme) -> set[str]:
    return {one.code for one in programme.categories}


def _period(row: Mapping[str, Any] | None) -> str | Sentence:
    if row is None:
        return ""
    begins, ends = (Day(row[name]) if row[name] else "" for name in ("since", "until"))
    if ends:
        return Sentence(UNTIL, {"since": begins, "until": ends})
    return Sentence(SINCE, {"since": begins}) if begins and row["state"] == VERIFIED else _FOUND[row["state"]]


def _exchanged(before: set[str], after: set[str]) -> str:
    return EXCHANGED[bool(before - after), bool(after - before)]


def _plain(_: Programme, value: Any) -> str | Day:
    text = str(value)
    return Day(text) if _DAY.fullmatch(text) else text


def _from(table: Mapping[str, str]) -> Callable[[Programme, Any], str]:
    return lambda _, value: table.get(value, str(value))


def _card(_: Programme, card: Mapping[str, str]) -> str:
    relation = RELATIONS.get(card.get("relation", ""), card.get("relation", ""))
    return f"{card.get('name', '')}（{relation}）" if relation else card.get("name", "")


def _hidden(_: Programme, value: Any) -> str:
    return _NUMBER


def _agreement(_: Programme, said: Mapping[str, str]) -> str:
    return f"{said['obligor']}委托{said['carer']}"


def _refusal(_: Programme, said: Mapping[str, str]) -> str:
    return said.get("reason", "")


_PICTURED: Final = {kind.place: kind.title for kind in PICTURES.values()} | {"file.paper_photo": "登记表上的照片"}
_NAMED: Final[dict[str, tuple[str, Callable[[Programme, Any], str | Day]]]] = {
    "name": ("姓名", _plain),
    "sex": ("性别", _from(SEXES)),
    "birth": ("出生", _plain),
    "residence": ("现居住地", _plain),
    "identity_cipher": ("身份证号", _hidden),
    "phone_cipher": ("电话", _hidden),
    "state": ("登记状态", _from(STATES)),
    "village_name": ("村（社区）", _plain),
    "care_level": ("对象等级", _from(LEVELS)),
    "visit_class": ("探访类别", lambda programme, code: label_of(programme.visit_classes, code)),
    "risk": ("风险等级", _from(RISKS)),
    "consent": ("探访意愿", _from(CONSENTS)),
    "last_visit_on": ("最近探访", _plain),
    "confirmed_on": ("核对日期", _plain),
    "file.first_contact": ("第一联系人", _card),
    "file.village_contact": ("村（社区）联系人", _card),
    "file.consent": ("不愿意的原因", _refusal),
    "file.agreement": ("委托照顾协议", _agreement),
    "file.ability": ("能力程度", lambda programme, code: label_of(programme.abilities, code)),
    "file.disability_grade": ("残疾等级", _from(GRADES)),
    "file.relief": ("救助情况", lambda programme, codes: "、".join(label_of(programme.relief, one) for one in codes)),
}
