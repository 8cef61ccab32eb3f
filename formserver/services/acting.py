"""An act on a person's file that a page asks for: done once, by one at a time, from a page that shows what stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from formserver.errors import ActConflict, FormserverError
from formserver.models import Elder, ElderEvent
from formserver.services import file_acts
from formserver.services.acts import body_hash
from formserver.services.person import Person
from formserver.store import elder_events

LONGEST_NOTE: Final = 500
"""Characters of a note, a reason or an explanation on pages of files."""


class StaleFile(FormserverError):
    """Somebody did something with the file while the page was open."""

    status = 409
    message_key = "您打开这一页以后，档案已有变化，没有办理。请看过现在的内容再办。"


class Incomplete(FormserverError):
    """What was typed does not do yet; ``problems``: name of the input -> the sentence."""

    status = 422
    message_key = "有内容没有通过检查。"

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__()


@dataclass(frozen=True)
class Asked:
    """What the page of an act posts beside what is typed. ``seen``: `seen_of` the files when the page was drawn; empty
    where it shows none."""

    act_id: str
    seen: str


@dataclass(frozen=True)
class Turn:
    """One act under way: the files are the actor's alone until it ends. ``done``: what this very act did before."""

    person: Person
    asked: Asked
    body: str
    elders: Sequence[Elder]
    done: ElderEvent | None

    def take(
        self, elder: Elder, action: str, changes: Mapping[str, Any], *, note: str = "", **facts: Any
    ) -> ElderEvent:
        """Write the act to the first file, under the act's own id."""
        told = {**facts, "body": self.body}
        act_id = self.asked.act_id
        return file_acts.take(self.person, elder, action, changes, note=note, facts=told, act_id=act_id)


def seen_of(county_id: str, *elder_ids: str) -> str:
    """What a page drawn from these files says it has seen."""
    return ".".join(str(elder_events.sequence_of(county_id, elder_id)) for elder_id in elder_ids)


def begin(person: Person, asked: Asked, kind: str, typed: Mapping[str, str], *elder_ids: str) -> Turn:
    """Begin an act on these files, whoever may; ``typed``: what was posted, by name.

    Raises NotFound, ActConflict (the same act id with other words, or of somebody else), StaleFile.
    """
    body = body_hash(f"{kind} {' '.join(elder_ids)}", sorted(typed.items()))
    found = elder_events.locked(person.county_id, *elder_ids)
    done = elder_events.find(person.county_id, asked.act_id)
    if done is not None and (done.user_id, done.facts.get("body")) != (person.user_id, body):
        raise ActConflict
    if done is None and asked.seen and asked.seen != seen_of(person.county_id, *elder_ids):
        raise StaleFile
    return Turn(person, asked, body, found, done)
