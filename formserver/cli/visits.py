"""`formserver visits`: the periods in which visits are due, and their figures worked out again."""

import click
from flask.cli import with_appcontext

from formserver.cli import counties
from formserver.clock import chinese_date
from formserver.extensions import db
from formserver.models.engine import begin_reading
from formserver.services import programmes
from formserver.services.visiting import beginning, opening, recounting
from formserver.store import records


@click.group(no_args_is_help=True)
def visits() -> None:
    """探访：生成一期的探访任务；按记录重新计算任务和统计。"""


@visits.command("open")
@click.option("--county", default="", help="只算这个县（区），写区划代码；不写就是启用了探访记录表的全部县（区）。")
@click.option("--period", default="", help="统计期，例如 2025-03；不写就是今天所在的一期。")
@with_appcontext
def open_(county: str, period: str) -> None:
    """生成一期的探访任务：名册里每个人在这一期要探访几次。已经生成的不变。"""
    for code in [counties.known(county)] if county else beginning.counties():
        calendar = programmes.of_place(code).visiting.calendar
        try:
            wanted = calendar.period(period) if period else opening.period_on(code)
        except ValueError:
            raise click.UsageError(f"“{period}”不是统计期，应写成 2025-03 这样。") from None
        was_open = opening.is_open(code, wanted)
        opening.open_period(code, wanted)
        click.echo(f"{code} {chinese_date(wanted.name)}的探访任务{'早已生成，没有改动' if was_open else '已生成'}。")


@visits.command()
@click.option("--county", default="", help="只算这个县（区），写区划代码；不写就是全部。")
@click.option("--check", is_flag=True, help="只看有没有不同，不改；有不同时退出码为 1。")
@with_appcontext
def recount(county: str, check: bool) -> None:
    """按记录重新计算探访明细、探访任务和统计数字，与现在不同的逐个列出并改正。"""
    if check:
        begin_reading(db.session())  # it takes long, and others must be able to write meanwhile
    found = 0
    for code in [counties.known(county)] if county else records.counties():
        for one in recounting.differences(code, writes=not check):
            found += 1
            click.echo(f"{code} {one.place}：{one.what}")
    click.echo(f"{found} 处与记录不同{'' if check or not found else '，已改正'}。")
    if check and found:
        raise click.exceptions.Exit(1)
