"""What a field means in the register (`x-concept`), in plain words; and what its options mean there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called
from formserver.forms.document import TOLD_TOGETHER
from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.registry import kinds_that, make_field

_CHOICES: Final = kinds_that(lambda kind: issubclass(kind, Choice))
_TEXT: Final = frozenset({"text"})
_PHONE: Final = frozenset({"text", "phone"})
_DATE: Final = frozenset({"date"})
_ADDRESS: Final = frozenset({"address", "text"})

# value -> its words, and what in the words of an option stands for it; what denies comes before what it denies
_SEX: Final = {"male": ("男", "男"), "female": ("女", "女")}
_WAYS: Final = {
    "home": ("上门", "上门 入户"),
    "video": ("视频", "视频"),
    "phone": ("电话", "电话"),
    "other": ("其他方式", "其他 其它"),
}
_LEVELS: Final = {"key": ("重点对象", "重点"), "ordinary": ("一般对象", "一般 普通")}
_GRADES: Final = {f"grade_{number}": (f"{word}级", f"{word}级") for number, word in enumerate("一二三四", 1)}
_RISKS: Final = {"low": ("低", "低"), "medium": ("中", "中"), "high": ("高", "高")}
_SAFE: Final = {
    "unsafe": ("不安全", "不安全 有隐患 存在隐患 危险 差"),
    "fair": ("一般", "一般 较"),
    "safe": ("安全", "安全 无隐患 没有隐患 良好 正常"),
}
_TREND: Final = {
    "worse": ("变严重", "严重 较差 加重 变差"),
    "better": ("好转", "转好 好转 较好"),
    "unchanged": ("没有变化", "无变化 没有变化 一般 稳定"),
}
_CONSENTS: Final = {"unwilling": ("不愿意", "不愿 不同意 拒绝"), "willing": ("愿意", "愿意 同意")}


@dataclass(frozen=True)
class Meaning:
    """A concept: what people call it, what it is used for, the kinds of field that can tell it. `values`: what its
    answers may be, value -> its words and hints; None where answers stand for themselves, empty where the programme of
    the region says them."""

    title: str
    use: str
    kinds: frozenset[str]
    values: Mapping[str, tuple[str, str]] | None = None


_FILE: Final = "写进老人的档案。"
_LEVEL: Final = "写进老人的档案，由它算是不是重点对象。"
_SAFETY: Final = "说明家里有没有危险；每次都重新问，不从上次带出。"
MEANINGS: Final = {
    "name": Meaning("老人姓名", "名册、名单和页面标题里的姓名；登记表少不了它。", _TEXT),
    "sex": Meaning("性别", "名册里的性别，按它分开计数。", _CHOICES, _SEX),
    "identity_number": Meaning("身份证号", "名册按它找人、查重复。", frozenset({"identity_number", "text"})),
    "birth": Meaning("出生日期", "名册里的出生年月，由它算年龄。", _DATE),
    "phone": Meaning("老人的电话", "名册里的联系电话。", _PHONE),
    "registered_address": Meaning("户籍地址", "名册知道以后，别的表能先填上。", _ADDRESS),
    "residence": Meaning("现住址", "名册里的住址。", _ADDRESS),
    "opened_on": Meaning("登记日期", "这一份的日期，列表按它排先后。", _DATE),
    "visit_date": Meaning("探访日期", "这次探访的日期，列表按它排先后；由它认出这是探访。", _DATE),
    "visit_way": Meaning("探访方式", "说明这次是上门、电话还是视频。", _CHOICES, _WAYS),
    "visitor_name": Meaning("探访人姓名", "先填上填表人自己的姓名；每次都重新填。", _TEXT),
    "visitor_phone": Meaning("探访人电话", "每次都重新填，不从上次带出。", _PHONE),
    "care_date": Meaning("关爱服务的日期", "这次服务的日期，列表按它排先后。", _DATE),
    "contact_name": Meaning("联系人姓名", _FILE, _TEXT),
    "contact_phone": Meaning("联系人电话", _FILE, _PHONE),
    "contact_relation": Meaning("与联系人的关系", _FILE, _TEXT),
    "contact_address": Meaning("联系人的住址", _FILE, _TEXT),
    "village_contact_name": Meaning("村（社区）联系人姓名", _FILE, _TEXT),
    "village_contact_phone": Meaning("村（社区）联系人电话", _FILE, _PHONE),
    "categories": Meaning("对象类别", _LEVEL, _CHOICES, {}),
    "care_level": Meaning("重点对象或一般对象", _FILE, _CHOICES, _LEVELS),
    "ability": Meaning("能力程度", _LEVEL, _CHOICES, {}),
    "relief": Meaning("救助情况", _FILE, _CHOICES, {}),
    "visit_class": Meaning("探访类别", "写进老人的档案，由它定多久探访一次。", _CHOICES, {}),
    "disability_grade": Meaning("残疾等级", _LEVEL, _CHOICES, _GRADES),
    "disability_card": Meaning("残疾证号", "写进老人的档案；最后一位是残疾等级。", frozenset({"disability_card"})),
    "consent": Meaning("探访意愿", "写进老人的档案：愿不愿意接受探访。", _CHOICES, _CONSENTS),
    "consent_reason": Meaning("不愿意探访的原因", _FILE, frozenset({"text", "long_text"})),
    "consent_on": Meaning("探访意愿的签字日期", _FILE, _DATE),
    "photo": Meaning("老人的照片", "写进老人的档案，显示在老人的页面上。", frozenset({"photos"})),
    "risk_grade": Meaning("风险等级", "名册里的风险等级，用最近一次探访的。", _CHOICES, _RISKS),
    "gas_safety": Meaning("燃气安全", _SAFETY, _CHOICES, _SAFE),
    "electric_safety": Meaning("用电安全", _SAFETY, _CHOICES, _SAFE),
    "water_safety": Meaning("用水安全", _SAFETY, _CHOICES, _SAFE),
    "house_safety": Meaning("房屋安全", _SAFETY, _CHOICES, _SAFE),
    "other_safety": Meaning("其他安全情况", _SAFETY, _CHOICES, _SAFE),
    "illness": Meaning("疾病变化", "变严重的，提交后自动列入跟进事项。", _CHOICES, _TREND),
}


# reading --------------------------------------------------------------------------------------------------------------
def offered(sketch: Sketch, place: str) -> dict[str, Meaning]:
    """What a field may mean: what its kind can tell; inside of rows nothing, as the register reads no rows."""
    if _is_in_rows(sketch, place):
        return {}
    kind = sketch.field(place)["x-kind"]
    return {code: one for code, one in MEANINGS.items() if kind in one.kinds}


def _is_in_rows(sketch: Sketch, place: str) -> bool:
    steps = place.split(".")
    around = (".".join(steps[:length]) for length in range(2, len(steps)))
    return any("items" in sketch.field(one) for one in around)


def meaning_of(spec: Json) -> Meaning | None:
    """What a field means, None for nothing, or what only an expert writes."""
    return MEANINGS.get(concept_of_spec(spec))


def concept_of_spec(spec: Json) -> str:
    """The name of the concept of a field, "" for none."""
    said = spec.get("x-concept", "")
    return str(said["name"] if isinstance(said, dict) else said)


def options(spec: Json) -> list[tuple[str, str, str]]:
    """The options of a field whose concept has values: code, words, the value it stands for ("" for none)."""
    meant, field = meaning_of(spec), make_field("", spec)
    if meant is None or meant.values is None or not isinstance(field, Choice):
        return []
    said = spec["x-concept"]
    known = said.get("map", {}) if isinstance(said, dict) else {}
    itself = (one.code if one.code in meant.values else "" for one in field.options)
    return [(one.code, one.words, known.get(one.code, own)) for one, own in zip(field.options, itself, strict=True)]


def unmapped(spec: Json) -> bool:
    """Whether options of a field still stand for nothing, though what they may stand for is known."""
    meant = meaning_of(spec) if "x-concept" in spec else None
    return bool(meant and meant.values) and not all(value for _, _, value in options(spec))


# steps ----------------------------------------------------------------------------------------------------------------
def mean(sketch: Sketch, place: str, concept: str) -> None:
    """Let a field mean a concept, "" for none; its options are given the values that their words tell. Raises Refused
    where another field of the same part means it already."""
    spec = sketch.field(place)
    spec.pop("x-concept", None)
    if not concept:
        return
    if concept not in MEANINGS:
        raise Refused()
    if concept not in offered(sketch, place):
        raise Refused("这一种项不能是“%(meaning)s”。", meaning=MEANINGS[concept].title)
    others = [one for one in _alike(sketch, place) if concept_of_spec(one) == concept]
    if others and concept not in TOLD_TOGETHER:
        named = {"label": called(others[0]), "meaning": MEANINGS[concept].title}
        raise Refused("“%(label)s”已经是“%(meaning)s”，一张表里只能有一项。", **named)
    spec["x-concept"] = concept
    guessed = {code: value for code, words, own in options(spec) if (value := own or _guess(words, concept))}
    if guessed:
        spec["x-concept"] = {"name": concept, "map": guessed}


def _alike(sketch: Sketch, place: str) -> Iterator[Json]:
    """All fields of the part but those of rows, which the register does not read."""

    def inside(holder: Json, way: str) -> Iterator[tuple[str, Json]]:
        for code, spec in holder["properties"].items():
            yield f"{way}.{code}", spec
            if "properties" in spec:
                yield from inside(spec, f"{way}.{code}")

    part = place.partition(".")[0]
    return (spec for one, spec in inside(sketch.document["properties"][part], part) if one != place)


def _guess(words: str, concept: str) -> str:
    values = MEANINGS[concept].values or {}
    return next((value for value, (_, hints) in values.items() if any(one in words for one in hints.split())), "")


def set_values(sketch: Sketch, words: Words) -> Said:
    """What the options of a `field` stand for in the register: `values`: option -> value, "" for none."""
    spec, typed = sketch.field(words.needed("field")), words.group("values")
    meant, found = meaning_of(spec), options(spec)
    if meant is None or not found:
        raise Refused("这一项的选项不用对应。")
    chosen = {code: typed.text(code) if code in typed.given else value for code, _, value in found}
    if meant.values and not meant.values.keys() >= set(chosen.values()) - {""}:
        raise Refused()
    mapped = {code: value for code, value in chosen.items() if value}
    name = concept_of_spec(spec)
    spec["x-concept"] = {"name": name, "map": mapped} if mapped else name
    return Said("写明了“%(label)s”的选项在名册里是什么意思。", {"label": called(spec)})


def forget(spec: Json, gone: Iterable[str]) -> None:
    """Options that go stand for nothing any more."""
    said = spec.get("x-concept")
    if isinstance(said, dict):
        for code in gone:
            said.get("map", {}).pop(code, None)
        spec["x-concept"] = said if said.get("map") else said["name"]


STEPS: Final[dict[str, Do]] = {"values": set_values}
