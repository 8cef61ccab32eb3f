"""`formserver records`: a list of records exported at once."""

from contextlib import ExitStack
from pathlib import Path
from typing import Final

import click
from flask.cli import with_appcontext

from formserver.cli import counties
from formserver.cli.moving import revert, upgrade
from formserver.cli.whole import write_whole
from formserver.extensions import db
from formserver.ids import new_id
from formserver.services import exporting, exports
from formserver.services.exports import FORMATS, Wish
from formserver.services.person import operator
from formserver.store import records as stored
from formserver.store import users

_FILE: Final = click.Path(dir_okay=False, path_type=Path)


@click.group()
def records() -> None:
    """记录：马上导出一批；换到表的现行版本，或恢复到原来的版本。"""


records.add_command(upgrade)
records.add_command(revert)


@records.command()
@click.argument("form")
@click.option("--county", default="", help="县（区）的区划代码；只有一个县（区）有记录时可以不写。")
@click.option("--part", default="", help="只要哪一个部分，例如 care。")
@click.option("--place", default="", help="乡镇（9 位）或村（12 位）的区划代码；不写就是全县（区）。")
@click.option("--month", default="", help="月份，例如 2025-01。")
@click.option("--state", default="", help="状态，例如 approved（已通过）。")
@click.option("--name", default="", help="姓名里有的字。")
@click.option("--coded", is_flag=True, help="同时导出编码。")
@click.option("--full-numbers", is_flag=True, help="身份证号、电话等不隐藏中间几位。")
@click.option(
    *("-o", "--output"),
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到 .xlsx 或 .csv 文件。",
)
@with_appcontext
def export(form: str, county: str, coded: bool, full_numbers: bool, output: Path, **asked: str) -> None:
    """马上导出表 FORM（例如 visit_record/ezhou）的记录，各个版本合在一张表里。

    导出会记入导出记录。
    """
    file_format = output.suffix.removeprefix(".").lower()
    if file_format not in FORMATS:
        raise click.UsageError("文件名要以 .xlsx 或 .csv 结尾。")
    ticks = {"coded": "1" if coded else "", "full_numbers": "1" if full_numbers else ""}
    wish = Wish.read({"form": form, "format": file_format, **asked, **ticks})
    person = operator(_county(county), users.operator().id)
    db.session.commit()
    with ExitStack() as files:
        made = exporting.make(person, wish, files, _say)
        write_whole(made.file, output)
    exports.note(person, new_id(), wish, exports.plan(person, wish).title, len(made.record_ids))
    db.session.commit()
    for problem in made.problems:
        click.echo(f"未能导出 {problem.row.number}：{problem.failure}", err=True)
    click.echo(f"已写入 {output}：{len(made.record_ids)} 份记录。")


def _county(named: str) -> str:
    if named:
        return counties.known(named)
    known = stored.counties()
    if len(known) != 1:
        raise click.UsageError(f"请用 --county 写明县（区）：{'、'.join(known) or '还没有记录'}")
    return known[0]


def _say(done: int, total: int) -> None:
    click.echo(f"已读取 {done} / {total} 份 …", err=True)
