"""Read the next state of a document that somebody works at: what a small change cannot touch is not judged again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from formserver import strict_json
from formserver.forms.bundling import bundle, names_some
from formserver.forms.document import FormDocument, load
from formserver.forms.lint import metaschema
from formserver.forms.lint.small_changes import stays_sound

Json = dict[str, Any]
# Within it no text is too large in bytes, and as each node has a line of its own, none has too many of them.
_LONGEST: Final = 128 * 1024


def reread(before: FormDocument, text: str, *, file: str, dialect: Json, shared: Mapping[str, Json]) -> FormDocument:
    """The document of a text in the one layout: as `load` gives it, and raises, at the price of what differs from a
    document that was loaded, `before`."""
    if len(text) <= _LONGEST:
        found = strict_json.parse(text, file=file)
        document = FormDocument(text, bundle(found, shared, file) if names_some(text) else found)
        has_form = next(metaschema.faults(document.bundled, dialect), None) is None
        if has_form and stays_sound(before.bundled, document):
            return document
    return load(text, file=file, dialect=dialect, shared=shared)
