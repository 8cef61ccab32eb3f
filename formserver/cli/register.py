"""`formserver register`: the files of persons as a whole."""

import click
from flask.cli import with_appcontext

from formserver.cli import counties
from formserver.cli.department_lists import import_list
from formserver.extensions import db
from formserver.services.person import operator
from formserver.services.rebuilding import differences
from formserver.store import elder_marks, users
from formserver.store import records as stored


@click.group()
def register() -> None:
    """服务对象名册：按通过的记录重新计算档案；导入部门名单。"""


register.add_command(import_list)


@register.command()
@click.option("--county", default="", help="只算这个县（区），写区划代码；不写就是全部。")
@click.option("--check", is_flag=True, help="只看有没有不同，不改；有不同时退出码为 1。")
@with_appcontext
def rebuild(county: str, check: bool) -> None:
    """按通过的记录和今天的日期重新计算每个人的档案（类别、等级、联系人、最近探访等）。

    与现在不同的逐个列出并改正，记入档案的历史；人手改过的保留。等级会随年龄变化，请每天运行一次。
    """
    user_id = users.operator().id
    db.session.commit()
    found = 0
    for code in (counties.known(county),) if county else tuple(stored.counties()):
        for one in differences(operator(code, user_id), writes=not check):
            found += 1
            click.echo(f"{code} {one.name}：{'、'.join(one.names)}")
    click.echo(f"{found} 份档案与记录不同{'' if check or not found else '，已改正'}。")
    if check and found:
        raise click.exceptions.Exit(1)


@register.command()
@with_appcontext
def index() -> None:
    """重新建立查找索引（姓名、类别、等级等）；`formserver verify` 说索引与档案不一致时运行。"""
    number = elder_marks.refill()
    db.session.commit()
    click.echo(f"已为{number}位服务对象建立查找索引。")
