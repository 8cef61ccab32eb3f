"""What is done to posted pairs before they are kept: read-only answers stay, proposals fill what is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from formserver.forms import checks
from formserver.forms.conditions.base import NOTHING, Data
from formserver.forms.document import Part
from formserver.forms.group import Group
from formserver.forms.kinds.base import Field
from formserver.forms.pairs import Pairs


def with_proposals(part: Part, pairs: Pairs) -> Pairs:
    """The pairs with what the identity number says written into the fields it tells of, where shown and still empty."""
    proposed: list[tuple[str, str]] = []
    for group, prefix, scope in _objects(part.group, "", pairs, lambda group: group.told_by_identity):
        for field in group.told_by_identity:
            code = field.code
            is_open = code not in scope and field.none_code not in scope and group.is_shown(code, scope)
            value = checks.proposal(field, scope) if is_open else None
            if value is not None:
                proposed += field.encode(prefix + code, value)
    return pairs.merged(proposed)


def named_persons(part: Part, pairs: Pairs) -> Iterator[tuple[str, tuple[str, str]]]:
    """(input name, (id, name)) of every person of the register that the pairs name."""
    for group, prefix, scope in _objects(part.group, "", pairs, _naming):
        found = ((field.code, field.reference(scope)) for field in _naming(group))
        yield from ((prefix + code, reference) for code, reference in found if reference)


def _naming(group: Group) -> tuple[Field, ...]:
    return tuple(field for field in group.fields.values() if field.names_person)


def with_read_only(part: Part, posted: Pairs, earlier: Pairs) -> Pairs:
    """The posted pairs with the earlier texts of what was read-only on the page that was drawn from these, whatever was
    posted for it. What only now becomes read-only was open while it was typed, and is taken."""
    rows = (mark for mark in posted.row_marks() if mark[0] not in earlier)
    fixed = set(_read_only_names(part, earlier.merged(rows)))
    if not fixed:
        return posted
    taken = ((name, text) for name, text in posted.items() if not belongs(name, fixed))
    return Pairs([*taken, *((name, text) for name, text in earlier.items() if belongs(name, fixed))])


def is_read_only(part: Part, pairs: Pairs, name: str) -> bool:
    """Whether the question of an input takes no other answer than the one these pairs hold."""
    return belongs(name, set(_read_only_names(part, pairs)))


def _objects(
    group: Group, prefix: str, pairs: Pairs, wanted: Callable[[Group], Sequence[Field]], around: Data = NOTHING
) -> Iterator[tuple[Group, str, Data]]:
    """The objects on the page that hold wanted fields: group, name prefix, answers as its conditions see them."""
    is_wanted = bool(wanted(group))
    scope = NOTHING
    if is_wanted or any(inner.group.looks_around for inner in group.containers):
        scope = group.scope(group.decode(prefix, pairs, around), around)
    if is_wanted:
        yield group, prefix, scope
    for inner in group.containers:
        for place in inner.places(prefix + inner.code, pairs):
            yield from _objects(inner.group, place.prefix, pairs, wanted, scope)


def _read_only_names(part: Part, pairs: Pairs) -> Iterator[str]:
    for group, prefix, scope in _objects(part.group, "", pairs, lambda group: group.lockable):
        for field in group.lockable:
            if field.read_only_when.holds(scope):
                yield from (prefix + name for name in group.with_siblings(field.code))


def belongs(name: str, fields: set[str]) -> bool:
    """Whether the input is one of the fields, or stands inside one."""
    return name in fields or any(name.startswith(f"{field}.") for field in fields)
