"""The documents and catalogues in their folders: which files there are, and what reading each of them finds."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import PoFileError, read_po

from formserver import strict_json
from formserver.errors import DocumentInvalid
from formserver.forms import document
from formserver.forms.document import FormDocument
from formserver.forms.lint import metaschema
from formserver.programme import definition as programmes
from formserver.resources import root
from formserver.services.documents import read
from formserver.workflow import definition

_SHARED: Final = {"lists": "list", "shared": "shared"}  # folder -> word of its names
_FOLDERS: Final = ("registration", *_SHARED, "visit_record")
_PLACE: Final = re.compile(r"%\(\w+\)[a-z]")
_TRANSLATIONS: Final = Path(__file__).resolve().parents[1] / "translations"


def shared_files(folder: Path) -> list[Path]:
    """The shared lists and definitions below ``folder``, by name."""
    return [path for name in _SHARED for path in sorted((folder / "schemas" / name).glob("*.json"))]


def document_files(folder: Path) -> list[Path]:
    """Every form document, shared list and definition, programme and workflow document below ``folder``, by folder
    and name."""
    found = [path for name in _FOLDERS for path in sorted((folder / "schemas" / name).glob("*.json"))]
    return [*found, *programmes.files(folder / "schemas"), *definition.files(folder / "workflows")]


def catalogue_files() -> list[Path]:
    """The translation catalogues, by language."""
    return sorted(_TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))


def shipped(code: str) -> FormDocument:
    """The shipped document with this code. Raises DocumentInvalid where it is damaged, UsageError where none is."""
    documents, failures = document.read_folder(root() / "schemas")
    found = next((one for one in documents if one.code == code), None)
    if found is not None:
        return found
    named = (failure for failure in failures if failure.file.partition(".")[0].endswith(code))
    known = "、".join(one.code for one in documents)
    raise next(named, None) or click.UsageError(f"没有表 {code}；随系统提供的有 {known}。")


def from_file(path: Path) -> FormDocument:
    """The document in a file, with the shared definitions of this installation. Raises DocumentInvalid."""
    return read(strict_json.read_file(path, file=path.name), file=path.name)


def faults(folder: Path) -> Iterator[DocumentInvalid]:
    """What is wrong with the documents below ``folder``, one fault a file; a damaged one does not hide the others."""
    yield from document.read_folder(folder / "schemas")[1]
    yield from _shared_faults(folder)
    yield from programmes.read_folder(folder / "schemas")[1]
    yield from definition.read_folder(folder / "workflows")[1]


def _shared_faults(folder: Path) -> Iterator[DocumentInvalid]:
    """Faults of shared lists and definitions that no form uses, too: each is looked at in the one field of a form."""
    dialect = json.loads((folder / "schemas" / "form.schema.json").read_text("utf-8"))
    definitions = dict(_readable(folder))
    shared = {str(definition.get("$id", "")): definition for definition in definitions.values()}
    for path, found in definitions.items():
        file = path.relative_to(folder).as_posix()
        name, _, version = path.stem.partition(".")
        if found.get("$id") != f"urn:formserver:{_SHARED[path.parent.name]}:{name}:{version}":
            yield DocumentInvalid(file=file, path="$.$id", reason="文件名与$id不一致")
            continue
        said = {word: found[word] for word in ("x-library",) if word in found}
        for place, reason in metaschema.faults(said, {"$defs": dialect["$defs"], "$ref": "#/$defs/library"}):
            yield DocumentInvalid(file=file, path=place, reason=reason)
        try:
            document.load(_around(found), file=file, dialect=dialect, shared=shared)
        except DocumentInvalid as fault:
            inside = f"{_ONE}.x-list" if path.parent.name == "lists" else _ONE
            if fault.path.startswith(inside):
                yield DocumentInvalid(file=file, path="$" + fault.path.removeprefix(inside), reason=fault.reason)


_ONE: Final = "$.properties.main.properties.one"


def _around(definition: dict[str, Any]) -> str:
    """A form with the definition as its one field, or with a field that looks up the list."""
    name = definition["$id"]
    one = {"title": "一项", "x-kind": "lookup", "x-list": name} if ":list:" in name else {"$ref": name}
    part = {"type": "object", "properties": {"one": one}, "x-order": ["one"]}
    page = {"margin_mm": [20, 20, 20, 20], "font_pt": 10, "title_pt": 16}
    return json.dumps(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:formserver:form:registration/one:v1.0",
            "title": "一项",
            "x-parts": [{"code": "main", "title": "一项"}],
            "type": "object",
            "properties": {"main": part},
            "x-paper": {"page": page, "blocks": [{"part": "main", "line": ["{one}"]}]},
        }
    )


def _readable(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The shared definitions that are JSON objects; `read_folder` has named the others."""
    for path in shared_files(folder):
        try:
            found = json.loads(path.read_bytes())
        except ValueError:
            continue
        if isinstance(found, dict):
            yield path, found


# catalogues -----------------------------------------------------------------------------------------------------------
def catalogue_faults(file: Path) -> Iterator[DocumentInvalid]:
    """Translations that lost or invented a place such as %(name)s, and a compiled catalogue that is not the same."""
    name = file.relative_to(_TRANSLATIONS.parent).as_posix() if file.is_relative_to(_TRANSLATIONS) else file.name
    try:
        with file.open("rb") as lines:
            catalogue = read_po(lines, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        yield DocumentInvalid(file=name, path="$", reason=f"不是有效的翻译文件：{error}")
        return
    for message in catalogue:
        if message.id and message.string and not _agrees(message):
            yield DocumentInvalid(file=name, path=f"第{message.lineno}行", reason="译文里的 %(…)s 与原文不一致")
    if not _is_compiled(catalogue, file.with_suffix(".mo")):
        yield DocumentInvalid(file=name, path="$", reason="编译后的 .mo 文件不是最新的，请运行 pybabel compile")


def _agrees(message: Message) -> bool:
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    wanted = {place for text in ids for place in _PLACE.findall(str(text))}
    return all(set(_PLACE.findall(str(text))) == wanted for text in strings if text)


def _is_compiled(catalogue: Catalog, file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as lines:
        compiled = {message.id: message.string for message in read_mo(lines) if message.id}
    return compiled == {m.id: m.string for m in catalogue if m.id and m.string and not m.fuzzy}
