"""`formserver verify` and `formserver daily`: is everything as it was written; what a machine does once a day."""

import click
from flask.cli import with_appcontext

from formserver.clock import chinese_date
from formserver.extensions import db
from formserver.models.engine import begin_reading
from formserver.services import integrity, jobs
from formserver.services.departments import lists
from formserver.services.visiting import beginning
from formserver.store import schema
from formserver.store.visit_duties import MONTH


@click.command()
@with_appcontext
def verify() -> None:
    """核对流转记录：有没有被改动、缺失，记录的状态是否与它一致；探访任务和统计与记录是否一致。"""
    begin_reading(db.session())  # it takes long, and others must be able to write meanwhile
    faults = list(integrity.verify())
    for fault in faults:
        click.echo(f"{fault.county_id} {fault.place}：{fault.reason}", err=True)
    if faults:
        raise click.ClickException(f"发现 {len(faults)} 处不一致，请保留现场并联系系统管理员。")
    click.echo("流转记录完整，没有改动。")


@click.command()
@with_appcontext
def daily() -> None:
    """每天一次：生成当期的探访任务，汇总已结束的日子，清理没有用到的照片、过期的打印文件和一个月没有导入的名单，更新数据库统计。"""
    for cycle in beginning.open_current():
        named = chinese_date(cycle.id) if cycle.kind == MONTH else cycle.title
        click.echo(f"{cycle.county_id} 生成了{named}的探访任务。")
    days, files = integrity.close_days(), integrity.sweep() + jobs.sweep()
    lists.sweep()
    schema.analyse(db.engine)
    click.echo(f"汇总了 {days} 天，清理了 {files} 个文件。")
