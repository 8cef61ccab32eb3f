"""A paper nobody wrote, and two later editions of it that know nothing of each other."""

import json
from typing import Any

from hypothesis import strategies as st

from formserver.errors import DocumentInvalid
from formserver.forms.document import FormDocument
from formserver.forms.editions.locking import broken_locks
from tests import generated
from tests.generated_editions import CHANGES, Json

Draw = Any  # the function that Hypothesis hands to a composite strategy


@st.composite
def threes(draw: Draw) -> tuple[FormDocument, FormDocument, FormDocument]:
    """The edition both began with, the upper form's next one, and one's own, which keeps the locks of the first."""
    source = draw(generated.forms())
    for field in source["properties"]["main"]["properties"].values():
        lock = draw(st.sampled_from([None, None, True, ["code"], ["meaning"], ["order"]]))
        if lock:
            field["x-locked"] = lock
    base = generated.load(source)
    return base, _later(draw, source), _later(draw, source, kept=base)


def _later(draw: Draw, source: Json, kept: FormDocument | None = None) -> FormDocument:
    found = generated.load(source)
    for change in draw(st.lists(st.sampled_from(CHANGES), max_size=3)):
        changed = json.loads(json.dumps(source))
        change(draw, changed["properties"]["main"])
        try:
            made = generated.load(changed)
        except DocumentInvalid:
            continue
        if kept is None or not broken_locks(kept, made):
            source, found = changed, made
    return found
