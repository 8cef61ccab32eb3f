"""`formserver serve`: the web server, the worker of print jobs and the renderers, under one supervisor."""

import tempfile
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from formserver.cli.db import check_database
from formserver.cli.serving import check_address, default_renderers, default_workers, renderers, server, worker
from formserver.cli.supervisor import supervise
from formserver.extensions import db
from formserver.files.objects import probe
from formserver.jobs.binding import queues
from formserver.printing.glyphs import check_printing


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="监听的端口。")
@click.option("--workers", default=default_workers, type=click.IntRange(1, 64), help="工作进程数，缺省按处理器数。")
@click.option("--renderers", "drawing", default=default_renderers, type=click.IntRange(1, 16), help="打印进程数。")
@with_appcontext
def serve(host: str, port: int, workers: int, drawing: int) -> None:
    """启动网站服务、后台打印程序和打印进程；哪个意外停了，会自动重新启动。

    数据库不是最新结构或断电会丢数据，打印所需的组件不全，附件存放处或后台任务的队列不能用时，说明办法，不启动。
    """
    check_database()
    check_printing()
    check_address(host, port)
    probe(current_app.extensions["formserver_settings"].files)
    queues.queue.check()
    db.engine.dispose()  # what supervises needs no database
    click.echo(f"网站在 http://{host}:{port}/ ，按 Ctrl+C 停止。")
    with tempfile.TemporaryDirectory(prefix="formserver-") as folder:
        at = str(Path(folder) / "renderers")
        web = server("formserver.app:create_served_app()", host=host, port=port, workers=workers, renderers=at)
        code = supervise([web, worker(at), renderers(at, drawing)])
    raise click.exceptions.Exit(code)
