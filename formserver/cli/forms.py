"""`formserver forms`: bring documents in, list them, print what they compile to, write them in the one layout."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from formserver import strict_json
from formserver.cli import documents
from formserver.cli.derive import derive
from formserver.cli.diff import diff
from formserver.cli.from_paper import from_paper
from formserver.cli.merge import merge
from formserver.cli.publish import export, publish
from formserver.cli.rehearse import rehearsal
from formserver.cli.uses import uses
from formserver.errors import NotFound
from formserver.forms import document
from formserver.forms.canonical import canonical
from formserver.resources import root
from formserver.services import editions
from formserver.services.editions import Differing, Kept, Loaded
from formserver.store import forms as stored
from formserver.store import regions, workflows
from formserver.workflow import definition


@click.group(no_args_is_help=True)
def forms() -> None:
    """表单文件：装入、列出、编译、排版、比较版本。"""


for command in (diff, uses, derive, merge, rehearsal, publish, export, from_paper):
    forms.add_command(command)


@forms.command()
@with_appcontext
def load() -> None:
    """把随系统提供的表单和流程装入数据库；已有的版本保持不变，有问题的文件逐个说明，不妨碍其余的。"""
    found, form_failures = document.read_folder(root() / "schemas")
    flows, flow_failures = definition.read_folder(root() / "workflows")
    loaded = editions.load_shipped(found, flows)
    for line in _told(loaded):
        click.echo(line)
    failures = [*form_failures, *flow_failures]
    for failure in failures:
        click.echo(f"错误：{failure}", err=True)
    if failures:
        raise click.exceptions.Exit(1)


def _told(loaded: Loaded) -> Iterator[str]:
    """What loading did, a line for each thing somebody may want to know."""
    yield from (f"装入 {name}" for name in loaded.added)
    for name, number in loaded.renewed:
        code = name.split()[0]
        told = f"{name} 的文件有补充，不影响已填的：发布为 {number} 版。"
        yield f"{told}已有的记录要换用时：formserver records upgrade {code}"
    for name, owner in loaded.theirs:
        kept = f"{name} 没有装入：这张表由 {owner} 管理，保留该县（区）的版本"
        yield f"{kept}；表单页上可以导入为草稿。"
    yield from map(_differing, loaded.differing)
    yield f"装入 {len(loaded.added) + len(loaded.renewed)} 份，已有 {len(loaded.kept)} 份。"


def _differing(one: Differing) -> str:
    code = one.name.split()[0]
    told = f"{one.name} 的文件与已发布的不同，库里的保持不变：{one.why}（现行 {one.in_force}）。"
    if one.why in (Kept.OLDER, Kept.FLOW):
        return told + "要改动，请用新的版本号。"
    file = f"schemas/{code}.v{one.name.split()[1].split('.')[0]}.json"
    ways = f"formserver forms publish {file}，或由县（区）管理后在表单页上导入"
    return f"{told}看 {one.changes} 处不同：formserver forms diff {code} {file}；换用：{ways}。"


@forms.command()
@click.argument("region")
@click.argument("code")
@click.option("--workflow", default=editions.DEFAULT_WORKFLOW, show_default=True, help="按哪一个流程办理。")
@with_appcontext
def adopt(region: str, code: str, workflow: str) -> None:
    """让县（区）或乡镇 REGION（6 位或 9 位代码）从今天起使用表 CODE，例如 forms adopt 420703 registration/ezhou。"""
    _refuse_unknown(region, code, workflow)
    editions.adopt(region, code, workflow)
    click.echo(f"{region} 从今天起使用 {code}，流程 {workflow}。")


def _refuse_unknown(region: str, code: str, workflow: str) -> None:
    """Raises UsageError saying which of the three is not there, and what to do."""
    if not regions.names([region]):
        raise click.UsageError(f"没有行政区划 {region}；请先用 formserver regions import 装入。")
    known = [form.code for form in stored.all_forms()]
    if code not in known:
        have = f"有 {'、'.join(known)}" if known else "请先用 formserver forms load 装入"
        raise click.UsageError(f"没有表 {code}；{have}。")
    try:
        workflows.latest(workflow)
    except NotFound:
        shipped = "、".join(flow.code for flow in definition.read_folder(root() / "workflows")[0])
        raise click.UsageError(f"没有流程 {workflow}；随系统提供的有 {shipped}。") from None


@forms.command("list")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@with_appcontext
def list_forms(as_json: bool) -> None:
    """列出数据库里的表：代码、现行版本、标题。"""
    lines = [_line(form.code, form.title) for form in stored.all_forms()]
    if as_json:
        click.echo(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(f"{line['code']}  {line['edition'] or '未发布'}  {line['title']}")
    click.echo(f"共 {len(lines)} 张表。")


def _line(code: str, title: str) -> dict[str, Any]:
    """`edition` is the number in force, null where there is none; `editions` all numbers, the newest first."""
    found = stored.editions(code)
    active = next((one.number for one in found if one.state == stored.ACTIVE), None)
    numbers = [one.number for one in found]
    return {"code": code, "title": title, "edition": active, "editions": numbers}


@forms.command()
@click.argument("code")
@click.option("--part", help="只输出这一部分。")
def schema(code: str, part: str | None) -> None:
    """输出随系统提供的一张表编译成的 JSON Schema，例如 registration/ezhou。"""
    form = documents.shipped(code)
    if part is not None and part not in form.parts:
        raise click.UsageError(f"{code} 没有名为 {part} 的部分；有 {'、'.join(form.parts)}。")
    found = form.schema if part is None else form.parts[part].schema
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


@forms.command("format")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="只检查，不改文件；有不合的退出码为 1。")
def format_files(files: tuple[Path, ...], only_check: bool) -> None:
    """把表单、共用定义和流程文件排成统一的样子；不给文件时处理随系统提供的全部文件。"""
    chosen = files or tuple(documents.document_files(root()))
    changed = [path for path in chosen if _format(path, only_check=only_check)]
    for path in changed:
        click.echo(f"{'排版不合' if only_check else '已重新排版'}：{path.name if files else _short(path)}")
    click.echo(f"共 {len(chosen)} 个文件，{len(changed)} 个{'排版不合' if only_check else '重新排版'}。")
    if changed and only_check:
        raise click.exceptions.Exit(1)


def _format(path: Path, *, only_check: bool) -> bool:
    """Whether the file was not in the one layout; it is afterwards, unless only checked."""
    before = strict_json.read_file(path, file=path.name)
    after = canonical(before, file=path.name)
    if after != before and not only_check:
        path.write_bytes(after.encode())
    return after != before


def _short(path: Path) -> str:
    return path.relative_to(root()).as_posix()
