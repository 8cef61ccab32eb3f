"""`formserver forms merge`: a new edition of the upper form with the county's own changes."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext

from formserver.forms.editions.conflicts import OWN, UPPER, Conflict
from formserver.services.merging import Merge, merge_upper


@click.command("merge")
@click.argument("code")
@click.option(
    "--take",
    "taken",
    type=(click.Choice([OWN, UPPER]), str),
    multiple=True,
    metavar="own|upper 位置",
    help="两边都改过的地方取哪一边；可以写多次，也可以只写前一段，如 main.name。",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写到这个文件；不给时写到屏幕。")
@with_appcontext
def merge(code: str, taken: tuple[tuple[str, str], ...], output: Path | None) -> None:
    """把上级的表的新版本合并进派生的表 CODE，写成一份文件，看过以后照常用 forms publish 发布。

    只有一边改过的照改；两边都改过的逐条列出，由您选定；上级锁定的跟从上级。不改动数据库。
    """
    made = merge_upper(code, {place: side for side, place in taken})
    for line in _lines(made):
        click.echo(line, err=True)
    if made.count:
        raise click.exceptions.Exit(1)
    if output is None:
        click.echo(made.merged.text, nl=False)
    else:
        output.write_bytes(made.merged.text.encode())
        click.echo(f"已写到 {output}。用 formserver forms publish 发布。", err=True)


def _lines(made: Merge) -> Iterator[str]:
    """What was decided, what follows, and what is left to do."""
    yield f"《{made.upper_title}》{made.before} → {made.above}"
    yield from (f"跟从上级  {label}" for label in made.merged.followed)
    for one in made.merged.settled:
        yield f"已选定  {one.place}：{one.label}的{one.word}"
    for one in made.merged.open:
        yield from _sides(one)
    yield from (f"与锁定不符  {one.told}" for one in made.broken)
    if made.fault:
        yield f"合不起来  {made.fault}"
    if made.count:
        yield f"还有 {made.count} 处要先选定或改好，没有写文件。"


def _sides(one: Conflict) -> Iterator[str]:
    yield f"请选定  {one.label}的{one.word}（--take own {one.place} 或 --take upper {one.place}）"
    yield f"    原来：{one.base}"
    yield f"    上级：{one.upper}"
    yield f"    本地：{one.own}"
