"""The documents in force: read from the database once per process, because a published edition never changes; and
documents that are offered, read with the shared definitions of this installation."""

import json
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from formserver import strict_json
from formserver.errors import DocumentInvalid
from formserver.forms import bundling, document, rereading
from formserver.forms.document import FormDocument
from formserver.models import EditionDraft, FormEdition
from formserver.resources import root
from formserver.store import forms, workflows
from formserver.workflow import definition
from formserver.workflow.definition import Workflow

_Words = tuple[dict[str, Any], dict[str, dict[str, Any]]]
_SHARED: Final = ("shared", "lists")
_SEEN: Final[ContextVar[_Words | None]] = ContextVar("seen", default=None)


@lru_cache(maxsize=200)
def form_document(edition_id: str) -> FormDocument:
    """The document of an edition. Raises NotFound."""
    return document.reload(forms.edition(edition_id).bundled)


def says(stored: FormEdition | EditionDraft) -> Mapping[str, Any]:
    """What a stored document says under whatever number, to be compared with `FormDocument.says`."""
    return FormDocument(stored.source, json.loads(stored.bundled)).says


def in_force() -> list[tuple[str, FormDocument]]:
    """The documents that new pages are filled in, each with the id of its edition."""
    return [(edition.id, form_document(edition.id)) for edition in forms.active_editions()]


def former_number(edition_id: str, in_force: Collection[str]) -> str:
    """The number of an edition as papers write it, "1.0"; empty for one in force, which nobody has to be told."""
    return "" if edition_id in in_force else ".".join(map(str, form_document(edition_id).edition))


@lru_cache(maxsize=50)
def workflow(edition_id: str) -> Workflow:
    """The workflow of an edition. Raises NotFound."""
    edition = workflows.get(edition_id)
    return definition.load(edition.text, file=f"{edition.code} {edition.version}")


def library() -> dict[str, dict[str, Any]]:
    """The shared definitions and lists of this installation, by name; nobody changes what it gives."""
    return _words()[1]


def read(text: str, *, file: str) -> FormDocument:
    """The document of a text that somebody offers; `file` is the name that messages use. Raises DocumentInvalid."""
    dialect, shared = _words()
    return document.load(text, file=file, dialect=dialect, shared=shared)


def reread(before: FormDocument, text: str, *, file: str) -> FormDocument:
    """As `read`, of a text in the one layout that comes after the document `before`. Raises DocumentInvalid."""
    dialect, shared = _words()
    return rereading.reread(before, text, file=file, dialect=dialect, shared=shared)


def unchecked(text: str, *, file: str) -> FormDocument:
    """The document of a text that is only looked at. Raises DocumentInvalid where it cannot be read at all."""
    return FormDocument(text, bundling.bundle(strict_json.parse(text, file=file), library(), file))


def faults(text: str, *, file: str) -> list[DocumentInvalid]:
    """What is wrong with a text that `read` refuses, as much as can be told at once."""
    dialect, shared = _words()
    return document.faults(text, file=file, dialect=dialect, shared=shared)


@contextmanager
def one_look() -> Iterator[None]:
    """Whatever is read inside takes the shared definitions as they are at the beginning; elsewhere each reading looks
    at all their files, whether one has changed."""
    token = _SEEN.set(_words())
    try:
        yield
    finally:
        _SEEN.reset(token)


def _words() -> _Words:
    """The meta-schema and the shared definitions, read anew only when one of their files has changed."""
    seen = _SEEN.get()
    if seen is not None:
        return seen
    schemas = root() / "schemas"
    files = (one for folder in ("", *_SHARED) for one in os.scandir(schemas / folder) if one.is_file())
    return _read_words(schemas, tuple((one.path, one.stat().st_mtime_ns, one.stat().st_size) for one in files))


@lru_cache(maxsize=4)
def _read_words(schemas: Path, _: tuple[tuple[str, int, int], ...]) -> _Words:
    return document.words_of(schemas)
