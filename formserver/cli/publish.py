"""`formserver forms publish` and `forms export`: an edition goes into force, or out into a file."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from formserver.cli import documents
from formserver.cli.diff import named_edition, summary
from formserver.extensions import db
from formserver.models.engine import begin_reading
from formserver.services import publishing
from formserver.store import forms as stored


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--comment", required=True, help="这个版本改了什么，一句话。")
@click.option("--yes", is_flag=True, help="不再询问，直接发布。")
@with_appcontext
def publish(file: Path, comment: str, yes: bool) -> None:
    """把 FILE 作为已有的表的新版本发布：先列出不同，确认后生效。版本号由改动的大小决定；已有的记录留在原来的版本。"""
    offered = documents.from_file(file)
    begin_reading(db.session())  # nobody waits while somebody reads what is asked
    if stored.find(offered.code) is None:
        raise click.UsageError(f"数据库里没有表 {offered.code}；formserver forms list 列出现有的表。")
    current = stored.latest_edition(offered.code)
    found = publishing.compared(current, offered)
    for line in summary(found):
        click.echo(line)
    number = ".".join(map(str, found.next_after((current.major, current.minor))))
    compared_with = current.id
    db.session.rollback()
    if not yes:
        click.confirm(f"发布 {offered.code} 的 {number} 版？", abort=True)
    done = publishing.publish(offered, comment=comment, after=compared_with)
    moved = f"，{done.drafts} 份草稿改用新的文字" if done.drafts else ""
    click.echo(f"已发布 {offered.code} {number}{moved}。")


@click.command()
@click.argument("name")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写到这个文件；不给时输出到屏幕。"
)
@with_appcontext
def export(name: str, output: Path | None) -> None:
    """取出一个版本的文件，与发布时逐字节相同。NAME 例如 registration/ezhou（现行版本）或 registration/ezhou:v1.0。"""
    content = named_edition(name).source.encode()
    if output is None:
        click.echo(content, nl=False)
    else:
        output.write_bytes(content)
        click.echo(f"已写到 {output}。")
