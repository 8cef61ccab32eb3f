"""How somebody stands in the programme: level, class of visits, categories, ability."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from formserver.clock import today
from formserver.services.asking import problem_of_day
from formserver.services.choosing_persons import LEVELS
from formserver.services.file_kinds.base import LEADS, Kind, Typed, found, problem_of_length, problem_of_words
from formserver.services.file_state import HAND, FileState
from formserver.services.typed_numbers import number_of
from formserver.store import elder_categories

BY_RULE: Final = "rule"
_HIGHEST_SCORE: Final = 90


class Level(Kind):
    """重点 or 一般 by hand, or again by the rule."""

    name, title, rights, inputs = "level", "对象等级", LEADS, ("level", "level_note")

    def offered(self, state: FileState) -> bool:
        return state.programme.key_grounds is not None or bool(state.value("file.paper_level"))

    def fresh(self, state: FileState, *, unmasked: bool) -> Typed:
        by_hand = state.value("level_by") == HAND
        return {"level": (state.value("care_level") or "") if by_hand else BY_RULE, "level_note": ""}

    def problems(self, state: FileState, typed: Typed) -> Typed:
        known = typed["level"] in {*LEVELS, BY_RULE}
        needed = typed["level"] in LEVELS
        return found(
            level="" if known else "请选择一项", level_note=problem_of_words(typed["level_note"], needed=needed)
        )

    def write(self, state: FileState, typed: Typed, day: date) -> None:
        if typed["level"] == BY_RULE:
            state.set("level_by", None)
        else:
            state.set_all({"care_level": typed["level"], "level_by": HAND})
        state.set("file.level_note", typed["level_note"] if typed["level"] in LEVELS else None)


class VisitClass(Kind):
    """探访类别, chosen by hand: no document says by what."""

    name, title, rights, inputs = "class", "探访类别", LEADS, ("class", "class_note")

    def offered(self, state: FileState) -> bool:
        return bool(state.programme.visit_classes)

    def fresh(self, state: FileState, *, unmasked: bool) -> Typed:
        return {"class": state.value("visit_class") or "", "class_note": ""}

    def problems(self, state: FileState, typed: Typed) -> Typed:
        known = {"", *(one.code for one in state.programme.visit_classes)}
        wrong = "" if typed["class"] in known else "请选择一项"
        return found(**{"class": wrong}, class_note=problem_of_words(typed["class_note"], needed=False))

    def write(self, state: FileState, typed: Typed, day: date) -> None:
        state.set("visit_class", typed["class"] or None)


class Categories(Kind):
    """Which categories apply: those chosen anew begin on a day, those no longer chosen end on it."""

    name, title, inputs = "categories", "对象类别", ("categories", "categories_day", "categories_note")

    def fresh(self, state: FileState, *, unmasked: bool) -> Typed:
        codes = ",".join(self._standing(state))
        return {"categories": codes, "categories_day": today().isoformat(), "categories_note": ""}

    def problems(self, state: FileState, typed: Typed) -> Typed:
        chosen, standing = self._chosen(typed), self._standing(state)
        known = {one.code for one in state.programme.chosen_categories}
        return found(
            categories="" if set(chosen) <= known | set(standing) else "请选择一项",
            categories_day=problem_of_day(typed["categories_day"]) if set(chosen) != set(standing) else "",
            categories_note=problem_of_words(typed["categories_note"], needed=bool(set(standing) - set(chosen))),
        )

    def write(self, state: FileState, typed: Typed, day: date) -> None:
        chosen = self._chosen(typed)
        for category_id, row in state.standing.items():
            if row["code"] not in chosen:
                state.end(category_id, typed["categories_day"])
        for code in chosen:
            state.begin(code, typed["categories_day"], elder_categories.HAND, note=typed["categories_note"][:120])

    @staticmethod
    def _chosen(typed: Typed) -> list[str]:
        return [code for code in typed["categories"].split(",") if code]

    @staticmethod
    def _standing(state: FileState) -> list[str]:
        return sorted({row["code"] for row in state.standing.values()})


class Ability(Kind):
    """The score of an assessment by GB/T 42195-2022, which gives the grade; the boundary of 65 counts as lost."""

    name, title = "ability", "能力评估"
    inputs = ("ability", "ability_assessor", "ability_day")

    def offered(self, state: FileState) -> bool:
        return any(one.score for one in state.programme.abilities)

    def fresh(self, state: FileState, *, unmasked: bool) -> Typed:
        said: Mapping[str, Any] = state.value("file.assessment") or {}
        score, assessor = str(said.get("score", "")), str(said.get("assessor", ""))
        return {"ability": score, "ability_assessor": assessor, "ability_day": today().isoformat()}

    def problems(self, state: FileState, typed: Typed) -> Typed:
        score = number_of(typed["ability"])
        fits = score is not None and score <= _HIGHEST_SCORE
        assessor = problem_of_length(typed["ability_assessor"]) if typed["ability_assessor"] else "请填写评估人员的姓名"
        day = problem_of_day(typed["ability_day"])
        return found(ability="" if fits else "请填写0到90之间的整数", ability_assessor=assessor, ability_day=day)

    def write(self, state: FileState, typed: Typed, day: date) -> None:
        score = number_of(typed["ability"]) or 0
        grade = state.programme.ability_of(score)
        said = {"score": score, "assessor": typed["ability_assessor"], "day": typed["ability_day"]}
        state.set_all({"file.ability": grade.code if grade else None, "file.assessment": said})
