"""`formserver bench`: how fast filling in, printing, designing and counting are, by yardsticks of the same run."""

import json
import os
import tempfile
from importlib import import_module
from pathlib import Path
from typing import IO, Final

import click
from flask import Flask
from rich.console import Console
from rich.table import Table

from formserver.bench import chromium, drawing, engine, load, requests
from formserver.bench import designer as designing
from formserver.bench import month as monthly
from formserver.bench import pdf as printing
from formserver.bench.office import LARGEST, VISIT, Office, furnish, variables
from formserver.bench.register import crowd, department_lists, lists
from formserver.bench.report import Report
from formserver.cli.serving import server_command
from formserver.config import Settings
from formserver.extensions import db
from formserver.printing.glyphs import check_printing
from formserver.printing.job import MOST_SHEETS
from formserver.store import schema

_WORKERS: Final = 2
_SERVED: Final = "formserver.app:create_served_app()"


@click.group()
def bench() -> None:
    """测量系统快慢：与同一次运行里的标尺相比。"""


@bench.command()
@click.option("--json", "file", type=click.File("w"), help="把结果另存为 JSON。")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1, 99), help="轮数，取中位数。")
@click.option("--seconds", default=4, show_default=True, type=click.IntRange(1, 60), help="每轮每项测多少秒。")
@click.option("--records", default=10_000, show_default=True, type=click.IntRange(1), help="批量检查多少份。")
@click.option("--registrations", default=120, show_default=True, type=click.IntRange(8), help="每个县登记多少人。")
def entry(file: IO[str] | None, rounds: int, seconds: int, records: int, registrations: int) -> None:
    """测量填表：读入与检查、批量检查、画出填表页、填表页和提交。

    在临时的 SQLite 数据库（synchronous=FULL）里装入演示数据，启动 gunicorn（2 个进程），用 wrk（8 个连接）访问，
    测完全部删除。
    """
    report = engine.measure(rounds, records)
    with tempfile.TemporaryDirectory(prefix="formserver-bench-") as folder:
        report += _whole_requests(Path(folder), rounds, seconds, registrations)
    _show(report)
    if file is not None:
        json.dump(report.as_json(), file, ensure_ascii=False, indent=2)


@bench.command()
@click.option("--json", "file", type=click.File("w"), help="把结果另存为 JSON。")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1, 99), help="轮数，取中位数。")
@click.option("--sheets", default=100, show_default=True, type=click.IntRange(1, MOST_SHEETS), help="一批多少份。")
def pdf(file: IO[str] | None, rounds: int, sheets: int) -> None:
    """测量打印：福建探访记录，单份和成批，与一直开着的 Chromium 打印同样的网页相比。

    需要 Playwright 和 chromium；没有时只测本系统。
    """
    echo = Console(stderr=True)
    if not chromium.is_present():
        echo.print("没有找到 Playwright 或 chromium，不与 Chromium 比较。")
    check_printing()
    report = printing.measure(rounds, sheets, lambda: echo.print("·", end=""))
    _show(report)
    if file is not None:
        json.dump(report.as_json(), file, ensure_ascii=False, indent=2)


@bench.command()
@click.option("--json", "file", type=click.File("w"), help="把结果另存为 JSON。")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1, 99), help="轮数，取中位数。")
@click.option("--persons", default=1_000_000, show_default=True, type=click.IntRange(100), help="名册里有多少人。")
@click.option("--rows", default=5_000, show_default=True, type=click.IntRange(1, 10_000), help="部门名单有多少行。")
def register(file: IO[str] | None, rounds: int, persons: int, rows: int) -> None:
    """测量名册：各种名单的一页与全县第一页相比，按姓名查找与 LIKE 相比；部门名单的读入与 openpyxl 只读出来相比。

    在临时的 SQLite 数据库里编出一个县的人，测完全部删除；一百万人约要几分钟。没有 openpyxl 时不与它比较。
    """
    with tempfile.TemporaryDirectory(prefix="formserver-bench-") as folder:
        # By name: the application stands above the commands.
        app: Flask = import_module("formserver.app").create_app(Settings.from_environment(variables(Path(folder))))
        with app.app_context():
            schema.upgrade(db.engine)
            echo = Console(stderr=True)
            gathered = crowd.gather(persons, 1, lambda: echo.print("·", end=""))
            schema.analyse(db.engine)
            report = lists.measure(gathered, rounds)
            db.session.rollback()
    report += department_lists.measure(rounds, rows, lambda: echo.print("·", end=""))
    _show(report)
    if file is not None:
        json.dump(report.as_json(), file, ensure_ascii=False, indent=2)


@bench.command()
@click.option("--json", "file", type=click.File("w"), help="把结果另存为 JSON。")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1, 99), help="轮数，取中位数。")
@click.option("--scale", default=0.1, show_default=True, type=click.FloatRange(0.0001, 10), help="1 是一百万人。")
@click.option("--times", default=20, show_default=True, type=click.IntRange(2, 99), help="每轮提交几份探访。")
def month(file: IO[str] | None, rounds: int, scale: float, times: int) -> None:
    """测量月度统计：取汇总与从探访记录现算相比；提交探访与不计入统计的提交相比。

    在临时的 SQLite 数据库里编出一个县一年的探访，只计处理器时间，测完全部删除；一百万人约要十几分钟、十几 GB。
    """
    echo = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="formserver-bench-") as folder:
        app: Flask = import_module("formserver.app").create_app(Settings.from_environment(variables(Path(folder))))
        with app.app_context():
            schema.upgrade(db.engine)
            report = monthly.upkeep(rounds, times)
            crowd_of_month = monthly.gather(int(monthly.PERSONS * scale), 1, lambda: echo.print("·", end=""))
            schema.analyse(db.engine)
            report += monthly.measure(crowd_of_month, rounds)
            db.session.rollback()
    _show(report)
    if file is not None:
        json.dump(report.as_json(), file, ensure_ascii=False, indent=2)


@bench.command()
@click.option("--json", "file", type=click.File("w"), help="把结果另存为 JSON。")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1, 99), help="轮数，取中位数。")
@click.option("--times", default=20, show_default=True, type=click.IntRange(1, 999), help="每轮每项做几次。")
@click.option("--fields", default=100, show_default=True, type=click.IntRange(2, 300), help="表上有几项。")
def designer(file: IO[str] | None, rounds: int, times: int, fields: int) -> None:
    """测量设计表单：改一项的一处、打开设计页，与同一张表的填表页相比。

    在临时的 SQLite 数据库里装入演示数据，设计一张表并启用，在本进程里访问，只计处理器时间，测完全部删除。
    """
    echo = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="formserver-bench-") as folder:
        app: Flask = import_module("formserver.app").create_app(Settings.from_environment(variables(Path(folder))))
        with app.app_context():
            furnish()
            desk = designing.furnish(fields)
        report = designing.measure(app, desk, rounds=rounds, times=times, done=lambda: echo.print("·", end=""))
    _show(report)
    if file is not None:
        json.dump(report.as_json(), file, ensure_ascii=False, indent=2)


def _whole_requests(folder: Path, rounds: int, seconds: int, registrations: int) -> Report:
    environment = variables(folder)
    # By name: the application stands above the commands.
    app: Flask = import_module("formserver.app").create_app(Settings.from_environment(environment))
    ports = load.free_port(), load.free_port()
    with app.app_context():
        furnish(registrations)
        office, largest = Office.at(VISIT), Office.at(LARGEST)
        drawn = _drawn(app, office, "填表页", rounds) + _drawn(app, largest, "最大的填表页", rounds)
        with (
            load.served(_command(_SERVED, ports[0]), ports[0], os.environ | environment) as site,
            load.served(_command("formserver.bench.hello:create()", ports[1]), ports[1], os.environ) as hello,
        ):
            echo = Console(stderr=True)
            return drawn + requests.measure(
                office,
                largest,
                (site, hello),
                folder,
                rounds=rounds,
                seconds=seconds,
                done=lambda: echo.print("·", end=""),
            )


def _drawn(app: Flask, office: Office, title: str, rounds: int) -> Report:
    draft_id = office.drafts(1)[0].rpartition("/")[2]
    with app.test_request_context("/"):
        return drawing.measure(office, draft_id, import_module("formserver.web.entry_page").page_of, title, rounds)


def _command(factory: str, port: int) -> list[str]:
    return server_command(factory, host="127.0.0.1", port=port, workers=_WORKERS)


def _show(report: Report) -> None:
    console = Console()
    console.width = max(console.width, 110)
    figures = Table(title="中位数", title_justify="left")
    for heading in ("项目", "数值", "单位", "其他"):
        figures.add_column(heading)
    for figure in report.figures:
        more = "  ".join(f"{name} {_digits(value)}" for name, value in figure.more.items())
        figures.add_row(figure.name, _digits(figure.value), figure.unit, more)
    ratios = Table(title="与标尺之比", title_justify="left")
    for heading in ("项目", "比值", "目标", "达到"):
        ratios.add_column(heading)
    for ratio in report.ratios:
        sign = "≤" if ratio.at_most else "≥"
        ratios.add_row(ratio.name, f"{ratio.value:.3g}", f"{sign} {ratio.goal:g}", "是" if ratio.is_reached else "否")
    console.print(figures)
    console.print(ratios)


def _digits(value: float) -> str:
    """A number of things whole, a measured value by its first four digits."""
    return f"{int(value):,}" if value == int(value) else f"{value:,.4g}"
