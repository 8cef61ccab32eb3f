"""A kept page with what follows from what was typed: values by the identity number, and computed ones.

Fixed values are pairs like typed ones, so that conditions, problems and the paper see them; whatever was posted in
their place is thrown away, here and nowhere else.
"""

from __future__ import annotations

from formserver.forms import entry, keeping
from formserver.forms.document import Part
from formserver.forms.expressions.scopes import Known
from formserver.forms.input_names import InputNames
from formserver.forms.pairs import Pairs


def complete(part: Part, pairs: Pairs, known: Known) -> Pairs:
    """The pairs with proposals for empty fields, and with every fixed value as the answers give it now."""
    current = _typed(part, keeping.with_proposals(part, pairs))
    # A computed value may show or hide fields that others are computed from, so it is done until nothing changes.
    for _ in range(part.computing.rounds):
        newer = _computed(part, current, known)
        if newer == current:
            break
        current = newer
    return current


def _computed(part: Part, pairs: Pairs, known: Known) -> Pairs:
    data = {**entry.to_data(part, pairs), **known.given}
    names = InputNames(part, pairs)
    found = [
        pair
        for path, field, value in part.computing.values(data, known)
        for pair in field.encode(names.of(path), value)
    ]
    return _typed(part, pairs).merged(found)


def _typed(part: Part, pairs: Pairs) -> Pairs:
    return Pairs((name, text) for name, text in pairs.items() if not part.computing.is_fixed(name))
