"""What a list of persons is narrowed by, as its reader chose it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from formserver.clock import today
from formserver.programme.definition import Programme
from formserver.regions.codes import is_code
from formserver.store import elders
from formserver.store.departments import CATEGORIES
from formserver.store.elder_seeking import Sought

STATES: Final = {
    elders.REGISTERED: "在册",
    elders.PENDING: "待核定",
    elders.LISTED: "待登记",
    elders.LEFT: "已离册",
}
SERVED: Final = (elders.LISTED, elders.PENDING, elders.REGISTERED)
LEVELS: Final = {"key": "重点对象", "ordinary": "一般对象"}
CLASSES: Final = {"a": "A类", "b": "B类", "c": "C类"}
RISKS: Final = {"high": "高风险", "medium": "中风险", "low": "低风险"}
CONSENTS: Final = {"willing": "愿意接受探访", "unwilling": "不愿接受探访"}
DAYS: Final = {"30": "30天以上没有探访", "60": "60天以上没有探访", "90": "90天以上没有探访", "180": "半年以上没有探访"}
DUE: Final = {"now": "已到期", "30": "30天内到期"}

_LONGEST: Final = 80
LISTED: Final = {
    "state": STATES,
    "level": LEVELS,
    "class": CLASSES,
    "risk": RISKS,
    "consent": CONSENTS,
    "visit": DAYS,
    "review": DUE,
    "verify": {"1": "有待核实的名单信息"},
}
KINDS: Final = ("category", "level", "class", "risk", "consent", "verify", "visit", "review", "state")
"""What is chosen from words, in the order of the page."""
_COLUMNS: Final = {"level": "care_level", "class": "visit_class", "risk": "risk", "consent": "consent", "grid": "grid"}
NAMES: Final = ("name", "place", *LISTED, "category", "grid")


Offered = Mapping[str, Mapping[str, str]]
"""What each kind can be narrowed by: value and words."""


def offered(programme: Programme, chosen: "ChosenPersons") -> Offered:
    """What lists can be narrowed by where this programme holds: its own categories and classes, and those of a former
    one that were chosen nevertheless."""
    found: dict[str, Mapping[str, str]] = dict(LISTED)
    found["category"] = {one.code: one.label for one in programme.categories}
    found["class"] = {one.code: one.label for one in programme.visit_classes}
    for name, words in former(programme, chosen).items():
        found[name] = {**found[name], chosen[name]: words}
    return {name: found[name] for name in KINDS if found[name]}


def former(programme: Programme, chosen: "ChosenPersons") -> dict[str, str]:
    """What was chosen, e.g. with a kept list, and the programme has no more: name -> words."""
    category, of_class = chosen["category"], chosen["class"]
    found = {}
    if category and category not in {one.code for one in programme.categories}:
        found["category"] = CATEGORIES.get(category, category)
    if of_class and of_class not in {one.code for one in programme.visit_classes}:
        found["class"] = CLASSES[of_class]
    return found


@dataclass(frozen=True)
class ChosenPersons:
    """What the reader chose: ``given`` holds only that, by the names of an address (`NAMES`)."""

    given: dict[str, str]

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "ChosenPersons":
        """From the names of an address; whatever makes no sense counts as not chosen."""
        texts = {name: asked.get(name, "").strip()[:_LONGEST] for name in NAMES}
        if not is_code(texts["place"]):
            texts["place"] = ""
        for name, values in LISTED.items():
            if texts[name] not in values:
                texts[name] = ""
        return cls({name: text for name, text in texts.items() if text})

    def __getitem__(self, name: str) -> str:
        """What was chosen under a name, "" for nothing."""
        return self.given.get(name, "")

    @property
    def words(self) -> list[str]:
        """What was chosen from lists of words, in these words."""
        return [values[self[name]] for name, values in LISTED.items() if self[name]]

    @property
    def sought(self) -> Sought:
        """For the store: who has not left, where no state was chosen."""
        days, due = self["visit"], self["review"]
        return Sought(
            states=(self["state"],) if self["state"] else (),
            served=not self["state"],
            place_code=self["place"],
            name=self["name"],
            values=tuple((column, self[name]) for name, column in _COLUMNS.items() if self[name]),
            category=self["category"],
            to_verify=bool(self["verify"]),
            unvisited_since=(today() - timedelta(days=int(days))).isoformat() if days else "",
            review_by=(today() + timedelta(days=30 if due == "30" else 0)).isoformat() if due else "",
        )
