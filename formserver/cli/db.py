"""`formserver db`: bring the tables up to date, and check that the database keeps its promises."""

import click
from flask.cli import with_appcontext

from formserver.extensions import db as database
from formserver.models.engine import begin_reading, check_engine
from formserver.services.visiting import recounting
from formserver.store import elder_marks, elders, records, schema, visits


@click.group(no_args_is_help=True)
def db() -> None:
    """数据库：建表、升级、检查。"""


@db.command()
@with_appcontext
def upgrade() -> None:
    """建表，或升级到本程序需要的结构。"""
    before = schema.current(database.engine)
    _refuse_newer(before)
    schema.upgrade(database.engine)
    after = schema.current(database.engine)
    if not elder_marks.is_filled():
        click.echo(f"已为{elder_marks.refill()}位服务对象建立查找索引。")
        database.session.commit()
    if visits.are_missing():
        found = sum(1 for code in records.counties() for _ in recounting.differences(code, writes=True))
        click.echo(f"已为{found}份探访记录建立探访明细。")
    if before == after:
        click.echo(f"数据库已是最新结构（{after}）。")
    else:
        click.echo(f"数据库已从 {before or '空库'} 升级到 {after}。")


@db.command()
@with_appcontext
def check() -> None:
    """检查结构是否最新，断电时已保存的内容会不会丢，密钥是不是原来的。"""
    check_database()
    click.echo(f"数据库正常，结构 {schema.head()}。")


def check_database() -> None:
    """Make sure that the tables are those of this program and that commits last.

    Raises SettingsInvalid naming the wrong setting, ClickException for other tables, and for keys that are not theirs.
    """
    check_engine(database.engine)
    found, wanted = schema.current(database.engine), schema.head()
    _refuse_newer(found)
    if found is None:
        raise click.ClickException(f"数据库是空的，本程序需要结构 {wanted}，请运行 formserver db upgrade。")
    if found != wanted:
        raise click.ClickException(
            f"数据库结构是 {found}，本程序需要 {wanted}，请先备份，再运行 formserver db upgrade。"
        )
    begin_reading(database.session)
    fit = elders.keys_fit()
    database.session.rollback()
    if not fit:
        raise click.ClickException(
            "这套密钥打不开数据库里已保存的内容。请用原来的 FORMSERVER_DATA_KEYS 和 FORMSERVER_INDEX_KEY。"
        )


def _refuse_newer(found: str | None) -> None:
    """Raises ClickException for tables that only a newer program knows."""
    if found is not None and found not in schema.known():
        raise click.ClickException(f"数据库结构 {found} 比本程序新（{schema.head()}）。请换用升级它的那个版本的程序。")
