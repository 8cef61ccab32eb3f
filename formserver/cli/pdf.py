"""`formserver pdf`: a paper as a PDF file, without any web page."""

from pathlib import Path

import click

from formserver import resources
from formserver.forms.document import FormDocument, read_folder
from formserver.printing.copies import print_blank
from formserver.printing.glyphs import check_printing


@click.command()
@click.argument("form")
@click.option("--blank", is_flag=True, help="打印空白表。")
@click.option("--copies", is_flag=True, help="打印全套联次（纸质表写明“一式几份”的）。")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="写到哪个文件。")
def pdf(form: str, blank: bool, copies: bool, output: Path) -> None:
    """把表 FORM（例如 registration/ezhou）打印成 PDF 文件。"""
    if not blank:
        raise click.UsageError("请加上 --blank。")
    document = _document(form)
    check_printing()
    output.write_bytes(print_blank(document, copies=copies))
    click.echo(f"已写入 {output}：《{document.title}》。")


def _document(code: str) -> FormDocument:
    documents, failures = read_folder(resources.root() / "schemas")
    found = next((document for document in documents if document.code == code), None)
    if found is not None:
        return found
    for failure in failures:
        if f"/{code}." in f"/{failure.file}":
            raise failure
    raise click.UsageError(f"没有名为 {code} 的表。现有：{'、'.join(document.code for document in documents)}。")
