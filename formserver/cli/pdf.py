"""`formserver pdf`: a blank paper or a record as a PDF file, without any web page."""

from pathlib import Path

import click
from flask.cli import ScriptInfo

from formserver.cli.documents import shipped
from formserver.config import Settings
from formserver.printing.copies import print_blank
from formserver.printing.glyphs import check_printing
from formserver.services import papers, prints
from formserver.services.prints import Wish


@click.command()
@click.argument("form", required=False)
@click.option("--blank", is_flag=True, help="打印空白表 FORM。")
@click.option("--record", help="打印一条记录：编号或记录号。")
@click.option("--copies", is_flag=True, help="打印全套联次（纸质表写明“一式几份”的）。")
@click.option("--archive", is_flag=True, help="存档用：PDF/A-3u，附记录的数据（JSON）；只用于记录。")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="写到哪个文件。")
def pdf(form: str | None, blank: bool, record: str | None, copies: bool, archive: bool, output: Path) -> None:
    """打印成 PDF 文件：空白表 FORM（例如 registration/ezhou --blank），或一条记录（--record 编号）。"""
    if (form is not None and blank) == bool(record):
        raise click.UsageError("请写明“FORM --blank”或“--record 编号”中的一种。")
    if archive and not record:
        raise click.UsageError("--archive 只用于一条记录：空白表没有数据可以存档。")
    check_printing()
    title, content = _record(record, copies=copies, archive=archive) if record else _blank(str(form), copies=copies)
    output.write_bytes(content)
    click.echo(f"已写入 {output}：{title}。")


def _blank(code: str, *, copies: bool) -> papers.Paper:
    document = shipped(code)
    return f"《{document.title}》", print_blank(document, copies=copies)


def _record(wanted: str, *, copies: bool, archive: bool) -> papers.Paper:
    # Only a record needs the application and its database; a blank paper prints before there is any.
    app = click.get_current_context().ensure_object(ScriptInfo).load_app()
    settings: Settings = app.extensions["formserver_settings"]
    with app.app_context():
        return prints.print_for_command(
            wanted, Wish(copies=copies, full_numbers=True, archive=archive), site=settings.public_url
        )
