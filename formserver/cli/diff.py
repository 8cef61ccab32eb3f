"""`formserver forms diff`: what differs between two editions of a paper, and which number the later one gets."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import click
from flask.cli import with_appcontext

from formserver.cli import documents
from formserver.errors import NotFound
from formserver.forms.document import FormDocument
from formserver.forms.editions.changes import EFFECT_WORDS, Change, Comparison, Effect
from formserver.forms.editions.comparing import compare
from formserver.forms.editions.references import InUse
from formserver.models import FormEdition
from formserver.services import references, ways
from formserver.services.documents import form_document
from formserver.store import forms as stored

_NAME: Final = re.compile(r"([a-z_]+/[a-z0-9_]+)(?::v?([0-9]{1,4})\.([0-9]{1,4}))?")


@click.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@with_appcontext
def diff(before: str, after: str, as_json: bool) -> None:
    """比较同一张表的两个版本，说明哪里不同、新版本该是几号。

    BEFORE、AFTER 是文件，或数据库里的版本：registration/ezhou（现行版本）、registration/ezhou:v1.0。
    """
    old, new = _named(before), _named(after)
    compared = _Compared(old.document, _comparison(old, new), references.lost(old.document, new.document))
    if as_json:
        click.echo(json.dumps(_as_json(compared), ensure_ascii=False, indent=2))
        return
    for line in (*summary(compared.found), *(f"在用  {one.told}" for one in compared.lost)):
        click.echo(line)
    click.echo(_verdict(compared))


class _Named(NamedTuple):
    """A document that somebody named; `edition_id`: of the edition it is in the database, "" for a file."""

    document: FormDocument
    edition_id: str = ""


class _Compared(NamedTuple):
    before: FormDocument
    found: Comparison
    lost: list[InUse]


def _comparison(old: _Named, new: _Named) -> Comparison:
    """As the pages compare: over several editions what was renamed is followed through those between."""
    if not old.edition_id or old.document.code != new.document.code:
        return compare(old.document, new.document)
    to = ways.to_edition(new.edition_id) if new.edition_id else ways.to_offered(new.document)
    return ways.comparison(old.edition_id, to)


def summary(found: Comparison) -> Iterator[str]:
    """A line for each change, in the order of the paper."""
    for change in found.changes:
        where = " ".join(filter(None, (".".join(change.place), f"“{change.label}”")))
        yield f"{EFFECT_WORDS[change.effect]}  {where}：{change.message}"


def named_document(name: str) -> FormDocument:
    """The document in a file, or of an edition of the database. Raises DocumentInvalid for a damaged file, UsageError
    for a name that leads nowhere."""
    return _named(name).document


def _named(name: str) -> _Named:
    if Path(name).is_file():
        return _Named(documents.from_file(Path(name)))
    edition_id = named_edition(name).id
    return _Named(form_document(edition_id), edition_id)


def named_edition(name: str) -> FormEdition:
    """The edition of the database with such a name. Raises UsageError for one that leads nowhere."""
    named = _NAME.fullmatch(name)
    if named is None:
        raise click.UsageError(f"没有文件 {name}；数据库里的版本写作 registration/ezhou 或 registration/ezhou:v1.0。")
    code, major, minor = named.groups()
    found = _in_force(code) if major is None else stored.edition_numbered(code, int(major), int(minor))
    if found is None:
        raise click.UsageError(f"数据库里没有 {name}；formserver forms list 列出现有的表和版本。")
    return found


def _in_force(code: str) -> FormEdition | None:
    with suppress(NotFound):
        return stored.active_edition(code)
    return None


def _verdict(compared: _Compared) -> str:
    before, found, lost = compared
    if found.refused:
        return f"共 {len(found.changes)} 处不同，其中 {len(found.refused)} 处不允许：不能作为新版本发布。"
    if lost:
        return f"共 {len(found.changes)} 处不同，其中 {len(lost)} 项还在用：处理之前不能作为新版本发布。"
    if not found.changes:
        return "两个版本没有不同。"
    return f"共 {len(found.changes)} 处不同，{_kind(found)}；新版本的版本号是 {_number(before, found)}。"


def _kind(found: Comparison) -> str:
    if found.is_wording:
        return "只改文字" if found.effect == Effect.WORDS else "填的、存的都不变"
    return "已填的都还有效" if found.is_compatible else "已填的可能受影响"


def _number(before: FormDocument, found: Comparison) -> str:
    return "{}.{}".format(*found.next_after(before.edition))


def _as_json(compared: _Compared) -> dict[str, Any]:
    """`edition`: the number of the later edition, null where it cannot be published."""
    before, found, lost = compared
    return {
        "edition": None if found.refused or lost else _number(before, found),
        "wording": found.is_wording,
        "compatible": found.is_compatible,
        "changes": [_change(change) for change in found.changes],
        "in_use": [{"place": ".".join(one.place), "message": str(one.told)} for one in lost],
    }


def _change(change: Change) -> dict[str, str]:
    place = ".".join(change.place)
    return {"place": place, "label": change.label, "effect": change.effect.name.lower(), "message": change.message}
