"""`formserver serve`: the web server."""

import click
from flask import current_app
from flask.cli import with_appcontext

from formserver.cli.db import check_database
from formserver.cli.serving import Server, default_workers
from formserver.extensions import db
from formserver.files.objects import probe
from formserver.printing.glyphs import check_printing


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="监听的端口。")
@click.option("--workers", default=default_workers, type=click.IntRange(1, 64), help="工作进程数，缺省按处理器数。")
@with_appcontext
def serve(host: str, port: int, workers: int) -> None:
    """启动网站服务。

    数据库不是最新结构或断电会丢数据，打印所需的组件不全，附件存放处不能用时，说明办法，不启动。
    """
    check_database()
    check_printing()
    probe(current_app.extensions["formserver_settings"].files)
    # The processes to come must not share a connection.
    db.engine.dispose()
    click.echo(f"网站在 http://{host}:{port}/ ，按 Ctrl+C 停止。")
    Server("formserver.app:create_served_app()", host=host, port=port, workers=workers).run()
