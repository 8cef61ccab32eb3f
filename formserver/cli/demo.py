"""`formserver demo`: tables, shipped documents, five counties with fictional people and papers, and who may sign in."""

from typing import Final

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from formserver.config import Settings
from formserver.demo import build, cast
from formserver.extensions import db
from formserver.store import schema, users

# The table of accounts is printed whole, in a narrow window and into a file too.
_WIDTH: Final = 84
_LOCAL: Final = "http://127.0.0.1:8000"  # where `./run` and `formserver serve` answer


@click.command()
@click.option("--if-empty", is_flag=True, help="已有演示数据时保留不动，只显示网址和账号。")
@with_appcontext
def demo(if_empty: bool) -> None:
    """装入演示数据：五个县区的机构、账号、登记表和探访记录，人物全是虚构。"""
    settings: Settings = current_app.extensions["formserver_settings"]
    if settings.is_production:
        raise click.ClickException("正式运行（FORMSERVER_ENV=production）不能装入演示账号。")
    schema.upgrade(db.engine)
    if users.all_users():
        _keep(if_empty)
    else:
        _build()
    _welcome(settings.public_url or _LOCAL)


def _keep(if_empty: bool) -> None:
    """What is there stays. Raises ClickException where that is not wanted, or a demonstration was broken off."""
    if not if_empty:
        raise click.ClickException(build.DemoRefused.message_key)
    if not cast.is_complete() and cast.accounts():
        raise click.ClickException("上次装入演示数据时中断，数据不全；请删除数据库后再运行一次。")


def _build() -> None:
    size = build.Size()
    columns = (TextColumn("装入演示数据"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=size.papers)
        build.build(size, paper_done=lambda: progress.advance(task))
    schema.analyse(db.engine)


def _welcome(address: str) -> None:
    """The address and the accounts; of a database that holds no demonstration only the address."""
    console = Console()
    console.width = max(console.width, _WIDTH)
    accounts = cast.accounts()
    if accounts:
        table = Table(title=f"演示账号（口令都是 {cast.PASSWORD} ）", title_justify="left")
        for heading in ("地区", "角色", "用户名", "口令"):
            table.add_column(heading, no_wrap=True)
        for account in accounts:
            table.add_row(account.place, account.role, account.user_name, cast.PASSWORD)
        console.print(table)
        console.print("人物、证件号码和电话全是虚构。")
    console.print(f"网址：{address}", highlight=False)
