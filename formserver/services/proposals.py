"""What a new page proposes, and whether a page that is handed in says anything beyond that."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from formserver.clock import today
from formserver.forms.document import Part
from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.media import SignatureField
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Path, Problem
from formserver.services.person import Person
from formserver.store import users

_TODAY: Final = ("opened_on", "visit_date", "care_date")
_VISITOR: Final = ("visitor_name", "visitor_phone")
_SIGNED_LATER: Final = {"paper": True}  # how a page shows a signature nobody has touched
_NOTHING = "除系统带出的内容外还没有填写任何一项，请先填写。"


def first_pairs(person: Person, part: Part) -> Pairs:
    """What a new page proposes: today, and who fills it in."""
    user = users.get(person.user_id)
    proposed = dict.fromkeys(_TODAY, today().isoformat())
    proposed |= zip(_VISITOR, (user.full_name, users.phone_of(user) or ""), strict=True)
    pairs: list[tuple[str, str]] = []
    for path, field in part.fields():
        text = proposed.get(_concept(field))
        if text and "*" not in path:
            pairs += field.encode(".".join(path), text)
    return Pairs(pairs)


def emptiness(part: Part, data: Mapping[str, Any], given: Mapping[str, Any]) -> list[Problem]:
    """The problem of a page on which nothing was answered beyond what the system proposed or gave, at its first open
    field. A proposed day or name counts as proposed also where it was changed: it tells of no visit by itself."""
    typed = {code: value for code, value in data.items() if code not in given}
    if _says_something(part.group, typed):
        return []
    return [Problem(next(_open_fields(part.group, data), ()), _NOTHING)]


def _says_something(group: Group, data: Mapping[str, Any]) -> bool:
    return any(_is_answer(group.members[code], value) for code, value in data.items() if code in group.members)


def _is_answer(field: Field, value: Any) -> bool:
    if isinstance(field, Container) and not field.depth and isinstance(value, dict):
        return _says_something(field.group, value)
    if field.is_fixed:
        return False
    is_untouched = isinstance(field, SignatureField) and value == _SIGNED_LATER
    return not is_untouched and _concept(field) not in (*_TODAY, *_VISITOR)


def _open_fields(group: Group, data: Mapping[str, Any]) -> Iterator[Path]:
    for code, field in group.fields.items():
        if code not in data and field.is_asked and group.is_shown(code, data):
            yield (code,)


def _concept(field: Field) -> str:
    concept = field.spec.get("x-concept")
    return concept if isinstance(concept, str) else ""
