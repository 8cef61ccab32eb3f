"""A person's file while something is about to change in it: what it would say then, and the level that follows."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from formserver.clock import today
from formserver.extensions import keys
from formserver.ids import new_id
from formserver.models import Elder
from formserver.programme.definition import Programme
from formserver.programme.periods import months_later
from formserver.programme.statements import Facts, age_on
from formserver.services import file_acts, programmes
from formserver.store import elder_categories
from formserver.store.elder_categories import VERIFIED
from formserver.store.sensitive import open_text, seal_text

RULE: Final = "rule"
PAPER: Final = "paper"
HAND: Final = "hand"
_CATEGORY: Final = "category."


class FileState:
    """``changes`` is what `file_acts.take` is given in the end; values read the same as they will stand then."""

    def __init__(self, elder: Elder) -> None:
        self.elder = elder
        self.programme: Programme = programmes.of_place(elder.village_code)
        self.changes: dict[str, Any] = {}
        self._rows: dict[str, dict[str, Any]] = {
            row.id: told
            for row in elder_categories.of_elder(elder.county_id, elder.id)
            if (told := elder_categories.told(elder.county_id, row.id))
        }

    def value(self, name: str) -> Any:
        """What a column or ``file.<key>`` would say."""
        return self.changes[name] if name in self.changes else file_acts.value_of(self.elder, name)

    def set(self, name: str, value: Any) -> None:
        """Let it say this; what it says already is no change."""
        self.changes[name] = value
        if file_acts.value_of(self.elder, name) == value:
            del self.changes[name]

    def set_all(self, values: Mapping[str, Any]) -> None:
        """The same for several."""
        for name, value in values.items():
            self.set(name, value)

    def move(self, village_code: str) -> None:
        """From here on the rules are those of this village."""
        self.programme = programmes.of_place(village_code)

    # categories -------------------------------------------------------------------------------------------------------
    @property
    def categories(self) -> dict[str, dict[str, Any]]:
        """The rows as they would be, by id."""
        changed = {
            name.removeprefix(_CATEGORY): row for name, row in self.changes.items() if name.startswith(_CATEGORY)
        }
        return {key: row for key, row in (self._rows | changed).items() if row is not None}

    @property
    def standing(self) -> dict[str, dict[str, Any]]:
        """Those of them that apply and that somebody has looked at."""
        return {key: row for key, row in self.categories.items() if row["until"] is None and row["state"] == VERIFIED}

    def begin(self, code: str, since: str, source: str, *, note: str = "", record_id: str | None = None) -> None:
        """A category begins, unless it applies already."""
        if code not in {row["code"] for row in self.standing.values()}:
            row = {"code": code, "since": since, "until": None, "source": source, "source_note": note}
            row |= {"state": VERIFIED, "verified_on": None, "verified_note": "", "record_id": record_id}
            self.set(f"{_CATEGORY}{new_id()}", row)

    def end(self, category_id: str, until: str) -> None:
        """A category ends, on this day or, where it began later, on its first day."""
        row = self.categories[category_id]
        self.set(f"{_CATEGORY}{category_id}", row | {"until": max(until, row["since"] or until)})

    # what follows -----------------------------------------------------------------------------------------------------
    @property
    def facts(self) -> Facts:
        """What the rules of the programme are asked about."""
        return Facts(
            categories=frozenset(row["code"] for row in self.standing.values()),
            age=age_on(self.value("birth"), today()),
            ability=self.value("file.ability"),
            disability_grade=self.value("file.disability_grade"),
            relief=frozenset(self.value("file.relief") or ()),
        )

    def relevel(self) -> None:
        """The level by the rule of the region, else by what the paper ticked; one chosen by hand stays."""
        found = self.programme.level(self.facts)
        told = found and {"rule": found.code, "grounds": [*found.grounds], "undecided": [*found.undecided]}
        self.set("file.level", told)
        if self.value("level_by") == HAND:
            return
        paper = self.value("file.paper_level")
        level, by = (found.code, RULE) if found else (paper, PAPER if paper else None)
        self.set_all({"care_level": level, "level_by": by})

    def confirm(self, day: date) -> None:
        """The file was looked through on that day; an earlier day than the last one changes nothing."""
        before = self.value("confirmed_on")
        if before is None or before < day.isoformat():
            due = months_later(day, self.programme.review_months)
            self.set_all({"confirmed_on": day.isoformat(), "review_due_on": due.isoformat()})

    # numbers ----------------------------------------------------------------------------------------------------------
    def sealed(self, text: str | None, place: str) -> str | None:
        """A phone number for its place in the file, e.g. ``first_contact.phone``."""
        return seal_text(text, self.elder.county_id, self.elder.id, f"file.{place}") if text else None


def opened(elder: Elder, value: str | None, place: str) -> str | None:
    """A number that `FileState.sealed` sealed, readable. Raises DecryptionFailed."""
    return open_text(value, elder.county_id, elder.id, f"file.{place}") if value else None


def mark(said: Any) -> str:
    """A mark by which the same is known again, and from which nobody reads what it was."""
    return keys.ring.authenticator("file", json.dumps(said, ensure_ascii=False, sort_keys=True)).hex()[:24]
