"""`formserver check`: every document, shared definition and translation catalogue is read; faults are named.

What is shipped must also be printable on this machine."""

from pathlib import Path

import click

from formserver.cli import documents
from formserver.errors import DocumentInvalid
from formserver.json_places import line_of
from formserver.printing.glyphs import check_printing
from formserver.resources import root


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
def check(folder: Path | None) -> None:
    """检查表单、流程和翻译文件，逐个说明哪个文件、哪一处、什么问题；再看本机打印所需的组件和字体全不全。

    FOLDER 是 schemas 和 workflows 所在的文件夹，缺省为随系统提供的；有问题时退出码为 1。
    """
    where = folder or root()
    if not (where / "schemas" / "form.schema.json").is_file():
        raise click.ClickException(f"{where} 里没有 schemas/form.schema.json。")
    catalogues = documents.catalogue_files() if folder is None else []
    faults = [*documents.faults(where), *(fault for file in catalogues for fault in documents.catalogue_faults(file))]
    for fault in faults:
        click.echo(f"{fault}{_line(where, fault)}")
    if folder is None:
        check_printing()
    count = len(documents.document_files(where)) + len(catalogues)
    damaged = len({fault.file for fault in faults})
    if faults:
        click.echo(f"共检查 {count} 个文件，{damaged} 个有问题，其余 {count - damaged} 个正常。")
        raise click.exceptions.Exit(1)
    click.echo(f"共检查 {count} 个文件，全部正常。")


def _line(folder: Path, fault: DocumentInvalid) -> str:
    """The line of a fault in its file, where its path leads to one."""
    file = folder / fault.file
    is_placed = fault.path.startswith("$") and fault.path != "$" and file.is_file()
    line = line_of(file.read_text("utf-8"), fault.path) if is_placed else None
    return "" if line is None else f"（第{line}行）"
