"""`formserver jobs`: the worker that prints and exports in the background, and a bundle printed at once."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from formserver.cli import counties
from formserver.cli.db import check_database
from formserver.cli.whole import write_whole
from formserver.config import Settings
from formserver.extensions import db
from formserver.jobs.binding import queues
from formserver.printing.glyphs import check_printing
from formserver.processes import follow_parent
from formserver.services import bundle_making, bundles, bundling, job_kinds
from formserver.services import jobs as lives
from formserver.services.bundle_making import Order
from formserver.services.bundles import Wanted
from formserver.services.person import operator
from formserver.store import users


@click.group()
def jobs() -> None:
    """后台打印：运行打印程序，或马上打印一批记录。"""


@jobs.command()
@click.option("--parent", type=int, hidden=True)  # the process that started it, and with which it ends
@with_appcontext
def run(parent: int | None) -> None:
    """运行后台打印程序，直到按 Ctrl+C。formserver serve 会自己启动一个，一台机器只要一个。

    停止时，正在打印的任务会退回排队，下次启动再接着打印。
    """
    if parent is None:
        check_database()
        check_printing()
        click.echo("后台打印程序已启动，按 Ctrl+C 停止。")
    else:
        follow_parent(parent)
    queues.queue.serve(_worker(current_app._get_current_object()), lives.recover)  # type: ignore[attr-defined]


def _worker(app: Flask) -> Callable[[str, str, Callable[[], bool]], None]:
    """Does jobs in whatever thread it is called from."""
    settings: Settings = app.extensions["formserver_settings"]

    def do(county_id: str, job_id: str, stopping: Callable[[], bool]) -> None:
        with app.app_context():
            bundling.run(county_id, job_id, stopping, site=settings.public_url, days_kept=settings.bundle_days)

    return do


@jobs.command()
@click.argument("county")
@click.option("--place", default="", help="乡镇（9 位）或村（12 位）的区划代码；不写就是全县（区）。")
@click.option("--month", default="", help="月份，例如 2025-01。")
@click.option("--form", default="", help="哪一张表，例如 visit_record/ezhou。")
@click.option("--state", default="", help="状态，例如 approved（已通过）。")
@click.option("--copies", is_flag=True, help="每份打印全套联次。")
@click.option("--approvals", is_flag=True, help="每份附审批单。")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="写到哪个文件。")
@with_appcontext
def bundle(county: str, *, copies: bool, approvals: bool, output: Path, **narrowing: str) -> None:
    """马上打印县（区）COUNTY 的一批记录：前面是清单，后面按村、姓名、日期排列。"""
    check_printing()
    asked = narrowing | {"copies": "1" if copies else "", "approvals": "1" if approvals else ""}
    settings: Settings = current_app.extensions["formserver_settings"]
    wanted = Wanted.read(asked | {"full_numbers": "1"})
    person = operator(counties.known(county), users.operator().id)
    db.session.commit()
    planned = bundles.plan(person, wanted)
    if planned.problem is not None:
        raise planned.problem
    with ExitStack() as files:
        made = bundle_making.make(Order(person, planned.title, wanted, settings.public_url), files, _say)
        write_whole(made.file, output)
        job_kinds.note_prints(person, made)
        db.session.commit()
    failed = [row for row in made.rows if not row.page]
    for row in failed:
        click.echo(f"未能打印 {row.line.number}：{row.problem}", err=True)
    click.echo(f"已写入 {output}：{len(made.rows) - len(failed)} 份记录，共 {made.pages} 页。")


def _say(done: int, total: int) -> None:
    click.echo(f"已排好 {done} / {total} 份 …", err=True)
