"""与上次相同: what of the last approved record may be taken over into a new one, and taking it over, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from formserver.forms import entry
from formserver.forms.document import Part
from formserver.forms.group import Container, Group
from formserver.forms.input_names import InputNames, field_named, question_of
from formserver.forms.kinds.base import Field
from formserver.forms.origins import CARRIED, Origin, Origins, is_answered
from formserver.forms.pairs import Pairs
from formserver.forms.shape import Compiled

ASKED_ANEW: Final = frozenset(
    {
        *("opened_on", "visit_date", "visit_way", "visit_number", "care_number", "care_date", "care_level"),
        *("visitor_name", "visitor_phone", "consent", "risk_grade"),
        *("gas_safety", "electric_safety", "water_safety", "house_safety", "other_safety", "illness"),
    }
)
"""Concepts that tell of this visit or of a danger: nobody shall tick them by habit."""


@dataclass(frozen=True)
class Offer:
    """The last answer of one question: the pairs a page would post for it, blanks and 无 too.

    `questions`: the names of the answers in it, several in a table.
    """

    name: str
    field: Field
    pairs: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]

    def is_of(self, name: str) -> bool:
        """Whether it belongs to the question, or stands inside its sentence."""
        return f"{self.name}.".startswith(f"{name}.")


def may_carry(field: Field) -> bool:
    """The one rule: never signatures, photos and counters, nor what is computed, tells of this visit or of a danger;
    else unless the document says `"x-carry": false`."""
    if not field.carries or "x-computed" in field.spec or "x-frozen" in field.spec:
        return False
    return field.spec.get("x-carry", True) is not False and concept_of(field) not in ASKED_ANEW


def concept_of(field: Field) -> str:
    """The name of its concept in the register, or an empty text."""
    concept = field.spec.get("x-concept", "")
    return str(concept["name"] if isinstance(concept, Mapping) else concept)


def is_allowed(field: Field, answer: Any) -> bool:
    """Whether an answer known from elsewhere has the shape this field asks for: an option may have gone since."""
    return Compiled(field.schema()).is_valid(answer)


def offers(part: Part, former: Part, data: Mapping[str, Any], *, hides: bool = False) -> list[Offer]:
    """What may be taken over from the data of the former record: the same code and kind, an answer still allowed.

    `former` is the part in the edition of that record; `hides`: sensitive answers are not the reader's to know.
    """
    return list(_offers(part, part.group, former.group, data, "", hides))


def carried(
    part: Part, pairs: Pairs, origins: Origins, offered: Collection[Offer], name: str = ""
) -> tuple[Pairs, dict[str, Origin]]:
    """The page with the offer of one question taken over, or of all that are empty; and where its answers come from.

    Rows of a table are only taken over into an empty one. What would be hidden stays out.
    """
    wanted = [one for one in offered if _is_wanted(one, pairs, name)]
    filled = _with(pairs, wanted)
    data, names = entry.to_data(part, filled), InputNames(part, filled)
    wanted = [one for one in wanted if any(is_answered(data, names.path_of(q)) for q in one.questions)]
    noted = dict(origins)
    for one in wanted:
        before = tuple(pairs.below(one.name))
        for question in one.questions:
            was = origins[question].code if question in origins else ""
            noted[question] = Origin(CARRIED, before if question == one.name else (), was)
    return _with(pairs, wanted), noted


def taken_back(pairs: Pairs, origins: Origins, name: str) -> tuple[Pairs, dict[str, Origin]]:
    """The page with what was taken over for one question as it was before."""
    undone = {
        question: origin
        for question, origin in origins.items()
        if origin.code == CARRIED and f"{question}.".startswith(f"{name}.")
    }
    items = pairs.items()
    for question, origin in undone.items():
        gone = {key for key, _ in Pairs(items).below(question)}
        items = [pair for pair in items if pair[0] not in gone] + list(origin.before)
    restored = {question: Origin(origin.was) for question, origin in undone.items() if origin.was}
    return Pairs(items), {**{q: o for q, o in origins.items() if q not in undone}, **restored}


def _is_wanted(offer: Offer, pairs: Pairs, name: str) -> bool:
    if name and not offer.is_of(name):
        return False
    may_replace = bool(name) and not isinstance(offer.field, Container)
    return may_replace or not offer.field.typed(offer.name, pairs)


def _with(pairs: Pairs, offered: Collection[Offer]) -> Pairs:
    gone = {key for one in offered for key, _ in pairs.below(one.name)}
    new = [pair for one in offered for pair in one.pairs]
    return Pairs([*(pair for pair in pairs.items() if pair[0] not in gone), *new])


def _offers(
    part: Part, group: Group, former: Group, data: Mapping[str, Any], prefix: str, hides: bool
) -> Iterator[Offer]:
    for code, field in group.fields.items():
        known = former.fields.get(code)
        if type(known) is not type(field) or not may_carry(field):
            continue
        if isinstance(field, Container) and isinstance(known, Container) and not field.depth:
            yield from _offers(part, field.group, known.group, data.get(code) or {}, f"{prefix}{code}.", hides)
        elif not (hides and (field.tells_sensitive or known.tells_sensitive)):
            answers = {member.code: data[member.code] for member in _members(group, field) if member.code in data}
            if answers and (group is former or all(is_allowed(group.members[c], one) for c, one in answers.items())):
                yield from _offer(part, group, field, answers, prefix)


def _members(group: Group, field: Field) -> list[Field]:
    """The field, its 无 and its blanks."""
    none = [group.members[field.none_code]] if field.none_code else []
    return [field, *none, *field.siblings().values()]


def _offer(part: Part, group: Group, field: Field, answers: Mapping[str, Any], prefix: str) -> Iterator[Offer]:
    pairs = [pair for code, one in answers.items() for pair in group.members[code].encode(prefix + code, one)]
    kept: list[tuple[str, str]] = []
    questions: dict[str, None] = {}
    for name, text in pairs:
        question = question_of(part, name)
        member = field_named(part, question)  # None: what marks a row
        if member is None or may_carry(member):
            kept.append((name, text))
        if member is not None and may_carry(member):
            questions[question] = None
    if questions:
        yield Offer(prefix + field.code, field, tuple(kept), tuple(questions))
