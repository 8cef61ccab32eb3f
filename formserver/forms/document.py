"""Read a form document: bundle its shared fields, check it against the dialect; its parts, its schema, its paper."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from formserver import strict_json
from formserver.errors import DocumentInvalid
from formserver.forms.bundling import bundle
from formserver.forms.expressions.computing import Computing
from formserver.forms.group import Container, Group
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.registry import make_field
from formserver.forms.kinds.words import Opinion
from formserver.forms.lint import metaschema
from formserver.forms.lint.contradictions import contradictions
from formserver.forms.pairs import Pairs
from formserver.forms.shape import Compiled, Engine, Oracle

Json = dict[str, Any]
_ID = re.compile(r"urn:formserver:form:(?P<code>[a-z_]+/[a-z0-9_]+):v(?P<major>[0-9]+)\.(?P<minor>[0-9]+)")
MOST_FAULTS = 20
_MAX_BYTES = 512 * 1024
TOLD_TOGETHER = frozenset({"categories", "relief"})
_FOLDERS = ("registration", "visit_record")
_SHARED = {"shared": "shared", "lists": "list"}  # folder -> word of its names


class Part:
    """One part of a paper: what one Record holds."""

    def __init__(self, words: Mapping[str, Any], spec: Json) -> None:
        self.code: str = words["code"]
        self.title: str = words["title"]
        self.counter: str | None = words.get("counter")
        self.follows: str | None = words.get("follows")
        self.group = Group(spec, make_field)

    @cached_property
    def schema(self) -> Json:
        """The compiled JSON Schema of the part's data."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": self.title, **self.group.schema()}

    @cached_property
    def shape(self) -> Engine:
        """The compiled schema at work; built once."""
        return Compiled(self.schema)

    @cached_property
    def oracle(self) -> Engine:
        """The same schema in the engine that the other is held against."""
        return Oracle(self.schema)

    @cached_property
    def opinions(self) -> tuple[Opinion, ...]:
        """The boxes that the workflow fills in."""
        return tuple(field for field in self.group.fields.values() if isinstance(field, Opinion))

    def with_opinions(self, data: Mapping[str, Any], said: Mapping[str, Json]) -> Json:
        """The data with what the workflow says in the opinion boxes; `said`: step -> `{"text", "by", "on"}`."""
        return dict(data) | {box.code: said[box.step] for box in self.opinions if box.step in said}

    @cached_property
    def input_names(self) -> frozenset[str]:
        """The names of all inputs of the page; those of rows once, as of row 0."""
        inner = (path for path, field in self.fields() if isinstance(field, Container) and "*" not in path)
        rows = Pairs((f"{'.'.join(path)}.0.row", "1") for path in inner)
        return frozenset(name for name, _ in self.group.inputs("", rows))

    @cached_property
    def computing(self) -> Computing:
        """What the part computes, compiled once."""
        return Computing(self.group)

    def fields(self) -> Iterator[tuple[tuple[str, ...], Field]]:
        """Every field with its path, fields of sentences, sections and rows too ("*" stands for a row)."""
        return _walk(self.group, ())

    def concepts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What the answers mean in the register: concept -> answer, mapped where the document maps it; not of rows.

        What several fields may tell (`TOLD_TOGETHER`) is the list of all that they say.
        """
        found: dict[str, Any] = {}
        for path, name, mapping in self._concepts:
            value: Any = data
            for step in path:
                value = value.get(step) if isinstance(value, dict) else None
            if value is not None:
                meant = _mapped(mapping, value) if mapping else value
                found[name] = [*found.get(name, ()), *_listed(meant)] if name in TOLD_TOGETHER else meant
        return found

    @cached_property
    def concept_places(self) -> dict[str, tuple[str, ...]]:
        """Concept -> the path of the field that tells it."""
        return {name: path for path, name, _ in self._concepts}

    @cached_property
    def _concepts(self) -> tuple[tuple[tuple[str, ...], str, Mapping[str, str]], ...]:
        """(path, concept, answer -> what it means there) of the fields that have one."""
        named = ((path, field.spec.get("x-concept")) for path, field in self.fields() if "*" not in path)
        written: Iterator[tuple[tuple[str, ...], Any]] = (
            (path, {"name": words} if isinstance(words, str) else words) for path, words in named
        )
        return tuple((path, words["name"], words.get("map", {})) for path, words in written if words)


@dataclass(frozen=True)
class FormDocument:
    """A form document in force: the very text it was loaded from, and what it says."""

    text: str
    bundled: Json

    @cached_property
    def _id(self) -> re.Match[str]:
        found = _ID.fullmatch(self.bundled["$id"])
        assert found is not None  # the meta-schema has checked the pattern
        return found

    @property
    def code(self) -> str:
        """`registration/ezhou`."""
        return self._id["code"]

    @property
    def category(self) -> str:
        """`registration` or `visit_record`."""
        return self.code.partition("/")[0]

    @property
    def edition(self) -> tuple[int, int]:
        """(major, minor)."""
        return int(self._id["major"]), int(self._id["minor"])

    @property
    def title(self) -> str:
        """The paper's printed title."""
        return str(self.bundled["title"])

    @property
    def sha256(self) -> str:
        """Of the text as loaded."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def says(self) -> Json:
        """What it says, with every shared definition inside, under whatever number."""
        return {word: value for word, value in self.bundled.items() if word != "$id"}

    @cached_property
    def bundled_text(self) -> str:
        """The self-contained document as text: needs no shared file to be read again."""
        return json.dumps(self.bundled, ensure_ascii=False, indent=2) + "\n"

    @cached_property
    def parts(self) -> Mapping[str, Part]:
        """The parts in paper order."""
        return {
            words["code"]: Part(words, self.bundled["properties"][words["code"]]) for words in self.bundled["x-parts"]
        }

    @property
    def first_part(self) -> Part:
        """The part that is filled in first."""
        return next(iter(self.parts.values()))

    def part_title(self, code: str) -> str:
        """The title of a part where the paper has several, else nothing: the paper's own title says it all."""
        return self.parts[code].title if len(self.parts) > 1 else ""

    @cached_property
    def schema(self) -> Json:
        """The compiled JSON Schema of the whole paper, one property a part."""
        properties = {part.code: part.group.schema() for part in self.parts.values()}
        return {"$schema": self.bundled["$schema"], "$id": self.bundled["$id"], "title": self.title} | {
            "type": "object",
            "additionalProperties": False,
            "properties": properties,
        }

    @property
    def copies(self) -> tuple[str, ...]:
        """Who keeps each copy; empty where the paper does not say."""
        return tuple(self.bundled.get("x-copies", {}).get("holders", ()))

    @property
    def paper(self) -> Json:
        """The paper grid (`x-paper`)."""
        return dict(self.bundled["x-paper"])


def load(text: str, *, file: str, dialect: Json, shared: Mapping[str, Json]) -> FormDocument:
    """A document from its text. `dialect` is the meta-schema, `shared` maps `urn:formserver:shared:…` to definitions
    and `urn:formserver:list:…` to lists.

    Raises DocumentInvalid naming the file, the JSON path and the reason in Chinese.
    """
    document = _bundled(text, shared, file)
    found = next(metaschema.faults(document.bundled, dialect), None) or next(iter(contradictions(document, 1)), None)
    if found:
        raise DocumentInvalid(file=file, path=found[0], reason=found[1])
    return document


def faults(text: str, *, file: str, dialect: Json, shared: Mapping[str, Json]) -> list[DocumentInvalid]:
    """What is wrong with a text that `load` refuses, all at once where the document has the form that the meta-schema
    asks; else what is wrong with its form. At most `MOST_FAULTS`; empty for a good document."""
    try:
        document = _bundled(text, shared, file)
    except DocumentInvalid as fault:
        return [fault]
    found = list(islice(metaschema.faults(document.bundled, dialect), MOST_FAULTS)) or contradictions(
        document, MOST_FAULTS
    )
    return [DocumentInvalid(file=file, path=path, reason=reason) for path, reason in found]


def _bundled(text: str, shared: Mapping[str, Json], file: str) -> FormDocument:
    if len(text) > _MAX_BYTES or len(text.encode(errors="replace")) > _MAX_BYTES:
        raise DocumentInvalid(file=file, path="$", reason="文件大于512KB")
    return FormDocument(text, bundle(strict_json.parse(text, file=file), shared, file))


def reload(bundled_text: str) -> FormDocument:
    """A document that was checked when it was stored."""
    return FormDocument(bundled_text, json.loads(bundled_text))


def read_folder(schemas: Path) -> tuple[list[FormDocument], list[DocumentInvalid]]:
    """Every document below `schemas/`, and what is wrong with those that cannot be loaded."""
    documents: list[FormDocument] = []
    failures: list[DocumentInvalid] = []
    dialect, shared = _words_of(schemas, failures)
    for path in sorted(path for folder in _FOLDERS for path in (schemas / folder).glob("*.json")):
        file = path.relative_to(schemas.parent).as_posix()
        try:
            document = load(strict_json.read_file(path, file=file), file=file, dialect=dialect, shared=shared)
            _check_name(document, path, file)
            documents.append(document)
        except DocumentInvalid as error:
            failures.append(error)
    return documents, failures


def words_of(schemas: Path) -> tuple[Json, dict[str, Json]]:
    """What `load` needs besides the text: the meta-schema, and the shared definitions and lists that are sound."""
    return _words_of(schemas, [])


def _words_of(schemas: Path, failures: list[DocumentInvalid]) -> tuple[Json, dict[str, Json]]:
    dialect = metaschema.Dialect(json.loads((schemas / "form.schema.json").read_text("utf-8")))
    return dialect, _read_shared(schemas, failures)


def _read_shared(schemas: Path, failures: list[DocumentInvalid]) -> dict[str, Json]:
    shared: dict[str, Json] = {}
    for path in sorted(path for folder in _SHARED for path in (schemas / folder).glob("*.json")):
        file = path.relative_to(schemas.parent).as_posix()
        try:
            definition = strict_json.parse(strict_json.read_file(path, file=file), file=file)
            urn = f"urn:formserver:{_SHARED[path.parent.name]}:" + path.stem.replace(".", ":")
            if definition.get("$id") != urn:
                raise DocumentInvalid(file=file, path="$.$id", reason=f"文件名与$id不一致，应是 {urn}")
            shared[urn] = definition
        except DocumentInvalid as error:
            failures.append(error)
    return shared


def _check_name(document: FormDocument, path: Path, file: str) -> None:
    expected = f"{path.parent.name}/{path.stem.partition('.')[0]}", f"v{document.edition[0]}"
    if expected != (document.code, path.stem.partition(".")[2]):
        raise DocumentInvalid(file=file, path="$.$id", reason="文件名与$id不一致")


def _walk(group: Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Field]]:
    for code, field in group.members.items():
        yield (*path, code), field
        if isinstance(field, Container):
            yield from _walk(field.group, (*path, code, *("*",) * field.depth))


def _listed(meant: Any) -> list[Any]:
    return meant if isinstance(meant, list) else [meant]


def _mapped(mapping: Mapping[str, str], value: Any) -> Any:
    if isinstance(value, list):
        return [mapping.get(code, code) for code in value]
    return mapping.get(value, value) if isinstance(value, str) else value
