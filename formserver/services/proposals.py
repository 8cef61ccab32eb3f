"""What a new page proposes, and whether a page that is handed in says anything beyond that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from formserver.clock import today
from formserver.forms.answers import value_at
from formserver.forms.carrying import concept_of, is_allowed
from formserver.forms.document import Part
from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.media import SignatureField
from formserver.forms.origins import LAST, PRESET, REGISTER, Origin, Origins
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Path, Problem, pointer_of
from formserver.models import Elder
from formserver.services import given, places
from formserver.services.person import Person
from formserver.services.previous import Previous
from formserver.store import users

_TODAY: Final = ("opened_on", "visit_date", "care_date")
_VISITOR: Final = ("visitor_name", "visitor_phone")
_SIGNED_LATER: Final = {"paper": True}  # how a page shows a signature nobody has touched
_NOTHING = "除系统带出的内容外还没有填写任何一项，请先填写。"


@dataclass(frozen=True)
class Sheet:
    """A sheet that is written by hand: its code, and who makes the visit: his account, if he has one, and his name.
    While it is only printed, nobody knows."""

    code: str = ""
    visitor_id: str | None = None
    visitor_name: str | None = None


@dataclass(frozen=True)
class Opening:
    """Under which circumstances a new paper is opened: about whom, for which village (its code), after which record,
    from which sheet that is written by hand."""

    person: Person
    part: Part
    elder: Elder | None
    village: str
    previous: Previous | None
    sheet: Sheet | None = None


@dataclass(frozen=True)
class Proposed:
    """What a new page proposes, and where each of these answers comes from."""

    pairs: Pairs
    origins: Origins


def proposed(opening: Opening) -> Proposed:
    """What a new page begins with: today, who fills it in, and what the document says is known (`x-prefill`)."""
    sources = _Sources(opening)
    pairs: list[tuple[str, str]] = []
    origins: dict[str, Origin] = {}
    for path, field in _questions(opening.part.group, ()):
        code, known = sources.of(path, field)
        answer = None if known is None else field.fitted(known)
        if answer is not None and is_allowed(field, answer):
            name = ".".join(path)
            pairs += field.encode(name, answer)
            origins[name] = Origin(code)
    return Proposed(Pairs(pairs), origins)


def told(part: Part, known: Mapping[str, Any]) -> Pairs:
    """What a page would post where it is told what is known of a person, by concept."""
    pairs: list[tuple[str, str]] = []
    for path, field in _questions(part.group, ()):
        fact = known.get(concept_of(field) or "")
        answer = None if fact is None else field.fitted(_meaning(field, fact))
        if answer is not None and is_allowed(field, answer):
            pairs += field.encode(".".join(path), answer)
    return Pairs(pairs)


class _Sources:
    """Where a new paper's answers may come from; each is read when the first question asks for it."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening

    def of(self, path: tuple[str, ...], field: Field) -> tuple[str, Any]:
        """The code of the origin, and the answer or None."""
        concept, prefill = concept_of(field), field.spec.get("x-prefill", {})
        if concept in _TODAY:
            return PRESET, None if self.opening.sheet else today().isoformat()
        if concept in _VISITOR:
            return PRESET, self._visitor[concept]
        if "constant" in prefill:
            return PRESET, self._constants.get(prefill["constant"])
        if prefill.get("from") == "register":
            known = self._told if field.is_sensitive() else self._register
            return REGISTER, _meaning(field, known.get(concept))
        return LAST, self._last(path) if prefill else None

    @cached_property
    def _visitor(self) -> Mapping[str, Any]:
        sheet = self.opening.sheet
        if sheet is not None and sheet.visitor_id is None:
            return dict(zip(_VISITOR, (sheet.visitor_name, None), strict=True))
        user = users.get(sheet.visitor_id if sheet and sheet.visitor_id else self.opening.person.user_id)
        return dict(zip(_VISITOR, (user.full_name, users.phone_of(user)), strict=True))

    @cached_property
    def _constants(self) -> Mapping[str, Any]:
        return places.constants_of(self.opening.village)

    @cached_property
    def _register(self) -> Mapping[str, Any]:
        return {} if self.opening.elder is None else given.known_of(self.opening.elder)

    @cached_property
    def _told(self) -> Mapping[str, Any]:
        """The same with the numbers that others see masked, where he told them himself."""
        return {} if self.opening.elder is None else given.known_of(self.opening.elder, self.opening.person.user_id)

    def _last(self, path: tuple[str, ...]) -> Any:
        """Only of a record he filled in himself: nobody finds another's words on his page unasked."""
        previous = self.opening.previous
        return value_at(previous.data, ".".join(path)) if previous is not None and previous.is_own else None


def _meaning(field: Field, known: Any) -> Any:
    """The option of a field that means what the register knows; the register's own word where nothing is mapped."""
    concept = field.spec.get("x-concept")
    options = concept.get("map", {}) if isinstance(concept, Mapping) else {}
    return next((option for option, meaning in options.items() if meaning == known), known)


def _questions(group: Group, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Field]]:
    """The questions a new page shows once, with their paths; those of rows and of frozen sections are none."""
    for code, field in group.fields.items():
        if not isinstance(field, Container):
            yield (*above, code), field
        elif not field.depth and "x-frozen" not in field.spec:
            yield from _questions(field.group, (*above, code))


def emptiness(part: Part, data: Mapping[str, Any], given: Mapping[str, Any], noted: Mapping[str, str]) -> list[Problem]:
    """The problem of a page on which nothing was answered beyond what the system proposed or gave, at its first open
    field; ``noted``: JSON pointer -> origin. A proposed day or name counts as proposed also where it was changed: it
    tells of no visit by itself."""
    typed = {code: value for code, value in data.items() if code not in given}
    if _says_something(part.group, typed, (), noted):
        return []
    return [Problem(next(_open_fields(part.group, data), ()), _NOTHING)]


def _says_something(group: Group, data: Mapping[str, Any], path: Path, noted: Mapping[str, str]) -> bool:
    return any(_is_answer(group.members[c], one, (*path, c), noted) for c, one in data.items() if c in group.members)


def _is_answer(field: Field, value: Any, path: Path, noted: Mapping[str, str]) -> bool:
    if isinstance(field, Container) and not field.depth and isinstance(value, dict):
        return _says_something(field.group, value, path, noted)
    if field.is_fixed:
        return False
    is_untouched = isinstance(field, SignatureField) and value == _SIGNED_LATER
    is_proposed = noted.get(pointer_of(path)) in (PRESET, REGISTER, LAST)
    return not is_untouched and not is_proposed and concept_of(field) not in (*_TODAY, *_VISITOR)


def _open_fields(group: Group, data: Mapping[str, Any]) -> Iterator[Path]:
    for code, field in group.fields.items():
        if code not in data and field.is_asked and group.is_shown(code, data):
            yield (code,)
