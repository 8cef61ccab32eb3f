"""`formserver demo`: tables, shipped documents, five counties with fictional people and papers, who may sign in; and a
township played over some months."""

from typing import Final

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from formserver.config import Settings
from formserver.demo import build, cast, township
from formserver.demo.township_plan import Size
from formserver.extensions import db
from formserver.store import elder_marks, schema, users

# The table of accounts is printed whole, in a narrow window and into a file too.
_WIDTH: Final = 84
_LOCAL: Final = "http://127.0.0.1:8000"  # where `./run` and `formserver serve` answer


@click.group(invoke_without_command=True)
@click.option("--if-empty", is_flag=True, help="已有演示数据时保留不动，只显示网址和账号。")
@click.pass_context
@with_appcontext
def demo(context: click.Context, if_empty: bool) -> None:
    """装入演示数据：五个县区的机构、账号、登记表和探访记录，人物全是虚构。"""
    if context.invoked_subcommand is not None:
        return
    settings = _settings()
    schema.upgrade(db.engine)
    if users.all_users():
        _keep(if_empty)
    else:
        _build()
    _welcome(settings.public_url or _LOCAL)


@demo.command("township")
@click.option("--seed", default=township.SEED, show_default=True, help="同一个数得出同一个乡镇。")
@click.option("--villages", default=20, show_default=True, type=click.IntRange(1, 99), help="多少个村。")
@click.option("--elders", default=2_000, show_default=True, type=click.IntRange(1, 20_000), help="多少位老人。")
@click.option("--months", default=3, show_default=True, type=click.IntRange(1, 12), help="几期，最后一期是今天所在的。")
@with_appcontext
def play_township(seed: int, villages: int, elders: int, months: int) -> None:
    """模拟一个虚构的乡镇（示例县示例镇）几个月的探访：登记、探访、补录、不愿接受、迁移、去世、隐患、专项走访。

    装入空的或演示用的数据库，两千位老人约要十几分钟。
    """
    _settings()
    schema.upgrade(db.engine)
    size = Size(villages, elders, months)
    columns = (TextColumn("模拟乡镇 {task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=None)
        made = township.play(size, seed=seed, day_done=lambda day: progress.update(task, description=str(day)))
    schema.analyse(db.engine)
    calls = sum(len(life.calls) for life in made.plan.lives)
    click.echo(f"已装入示例县示例镇：{villages} 个村，{elders} 位老人，{calls} 次探访。")
    click.echo(f"账号：sim-township（乡镇）、sim-county（县）、sim-lead-1、sim-visitor-1 等，口令都是 {cast.PASSWORD}")


def _settings() -> Settings:
    """Raises ClickException where accounts of a demonstration have no place."""
    settings: Settings = current_app.extensions["formserver_settings"]
    if settings.is_production:
        raise click.ClickException("正式运行（FORMSERVER_ENV=production）不能装入演示账号。")
    return settings


def _keep(if_empty: bool) -> None:
    """What is there stays. Raises ClickException where that is not wanted, or a demonstration was broken off."""
    if not if_empty:
        raise click.ClickException(build.DemoRefused.message_key)
    if not cast.is_complete() and cast.accounts():
        raise click.ClickException("上次装入演示数据时中断，数据不全；请删除数据库后再运行一次。")
    if not elder_marks.is_filled():  # of a program that knew other marks
        elder_marks.refill()
        db.session.commit()


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
