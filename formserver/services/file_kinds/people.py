"""Whom one talks to: contacts, consent of the person, the agreement on entrusted care."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from formserver.clock import today
from formserver.forms.reading import mask
from formserver.services.asking import problem_of_day
from formserver.services.choosing_persons import CONSENTS
from formserver.services.file_kinds.base import (
    Kind,
    Typed,
    found,
    plain_phone,
    problem_of_length,
    problem_of_phone,
    problem_of_words,
)
from formserver.services.file_kinds.pictures import AGREEMENT as AGREEMENT_SCAN
from formserver.services.file_state import FileState, opened
from formserver.services.typed_days import NOT_A_DAY, day_of

SIGNERS: Final = {"self": "本人", "family": "家庭成员"}


class Contacts(Kind):
    """Whom to call: the first contact, and who the village named."""

    name, title = "contacts", "联系人"
    inputs = (
        *("first_name", "first_relation", "first_phone", "first_address"),
        *("village_name", "village_phone", "contacts_note"),
    )
    _PLACES: Final = {"first": "first_contact", "village": "village_contact"}

    def fresh(self, state: FileState, *, unmasked: bool) -> Typed:
        typed = dict.fromkeys(self.inputs, "")
        for prefix, place in self._PLACES.items():
            card: Mapping[str, Any] = state.value(f"file.{place}") or {}
            phone = self._phone_of(state, place)
            typed |= {f"{prefix}_{name}": str(text) for name, text in card.items() if name != "phone"}
            typed[f"{prefix}_phone"] = (phone if unmasked else mask(phone)) if phone else ""
        return typed

    def problems(self, state: FileState, typed: Typed) -> Typed:
        short = ("first_name", "first_relation", "first_address", "village_name")
        phones = {
            f"{prefix}_phone": problem_of_phone(typed[f"{prefix}_phone"], self._phone_of(state, place))
            for prefix, place in self._PLACES.items()
        }
        nameless = {
            f"{prefix}_name": "请填写姓名"
            for prefix in self._PLACES
            if not typed[f"{prefix}_name"] and any(typed[name] for name in self.inputs if name.startswith(f"{prefix}_"))
        }
        limits = {name: problem_of_length(typed[name]) for name in short}
        note = problem_of_words(typed["contacts_note"], needed=False)
        return found(**(limits | nameless), **phones, contacts_note=note)

    def write(self, state: FileState, typed: Typed, day: date) -> None:
        for prefix, place in self._PLACES.items():
            names = [name for name in self.inputs if name.startswith(f"{prefix}_")]
            card = {name.removeprefix(f"{prefix}_"): typed[name] for name in names if typed[name]}
            before, phone = self._phone_of(state, place), card.pop("phone", "")
            if before and phone in (before, mask(before)):
                card["phone"] = state.value(f"file.{place}")["phone"]
            elif sealed := state.sealed(plain_phone(phone), f"{place}.phone"):
                card["phone"] = sealed
            state.set(f"file.{place}", card or None)

    @staticmethod
    def _phone_of(state: FileState, place: str) -> str | None:
        card: Mapping[str, Any] = state.value(f"file.{place}") or {}
        return opened(state.elder, card.get("phone"), f"{place}.phone")


class Consent(Kind):
    """Whether the person wants visits; who said so, and when. A refusal names its reason."""

    name, title = "consent", "探访意愿"
    inputs = ("consent", "consent_reason", "consent_signer", "consent_day")

    def fresh(self, state: FileState, *, unmasked: bool) -> Typed:
        said: Mapping[str, Any] = state.value("file.consent") or {}
        return {
            "consent": state.value("consent") or "",
            "consent_reason": str(said.get("reason", "")),
            "consent_signer": str(said.get("signer", "")),
            "consent_day": today().isoformat(),
        }

    def problems(self, state: FileState, typed: Typed) -> Typed:
        refuses = typed["consent"] == "unwilling"
        return found(
            consent="" if typed["consent"] in CONSENTS else "请选择一项",
            consent_reason=problem_of_words(typed["consent_reason"], needed=refuses),
            consent_signer="" if typed["consent_signer"] in SIGNERS or not refuses else "请选择谁在纸上签了字",
            consent_day=problem_of_day(typed["consent_day"]),
        )

    def write(self, state: FileState, typed: Typed, day: date) -> None:
        refuses = typed["consent"] == "unwilling"
        told = {"reason": typed["consent_reason"] if refuses else "", "signer": typed["consent_signer"]}
        state.set_all({"consent": typed["consent"], "consent_on": typed["consent_day"]})
        state.set("file.consent", {name: text for name, text in told.items() if text} or None)

    def note(self, typed: Typed) -> str:
        return typed["consent_reason"] if typed["consent"] == "unwilling" else ""


class Agreement(Kind):
    """委托照顾协议: who entrusted whom with the care, from when to when, and when the village was told
    (枣庄市通知二（三）1)."""

    name, title = "agreement", "委托照顾协议"
    inputs = (
        *("agreement_obligor", "agreement_carer", "agreement_relation"),
        *("agreement_from", "agreement_to", "agreement_filed", "agreement_note"),
    )
    _DAYS: Final = ("from", "to", "filed")

    def fresh(self, state: FileState, *, unmasked: bool) -> Typed:
        said: Mapping[str, Any] = state.value("file.agreement") or {}
        return dict.fromkeys(self.inputs, "") | {f"agreement_{name}": str(text) for name, text in said.items()}

    def problems(self, state: FileState, typed: Typed) -> Typed:
        if not any(typed[name] for name in self.inputs[:-1]):
            had = state.value("file.agreement") is not None
            return found(agreement_note=problem_of_words(typed["agreement_note"], needed=had))
        names = {f"agreement_{name}": "" for name in ("obligor", "carer", "relation")}
        for name in names:
            needed = name != "agreement_relation" and not typed[name]
            names[name] = "请填写姓名" if needed else problem_of_length(typed[name])
        begins, ends, filed = (typed[f"agreement_{name}"] for name in self._DAYS)
        days = {
            "agreement_from": problem_of_day(begins),
            "agreement_to": "" if not ends else _later(ends, begins),
            "agreement_filed": problem_of_day(filed),
        }
        return found(**names, **days, agreement_note=problem_of_words(typed["agreement_note"], needed=False))

    def write(self, state: FileState, typed: Typed, day: date) -> None:
        said = {name.removeprefix("agreement_"): typed[name] for name in self.inputs[:-1] if typed[name]}
        state.set("file.agreement", said or None)
        if not said:  # what was signed is no agreement any more; the history keeps it
            state.set(AGREEMENT_SCAN.place, None)


def _later(text: str, begins: str) -> str:
    if day_of(text) is None:
        return NOT_A_DAY
    return "不能早于开始的日期" if text < begins else ""
