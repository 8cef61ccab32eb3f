"""`formserver forms uses`: who uses a field of a form."""

import click
from flask.cli import with_appcontext

from formserver.cli.diff import named_document
from formserver.errors import NotFound
from formserver.services import references


@click.command("uses")
@click.argument("form")
@click.argument("field")
@with_appcontext
def uses(form: str, field: str) -> None:
    """列出用到一项的全部地方：条件、算式、核对、印出的表，以及登记簿、流程和别的表。

    FORM 是文件或数据库里的版本，例如 registration/ezhou；FIELD 是项的代码，例如 name 或 main.name。
    """
    try:
        label, found = references.users(named_document(form), field)
    except NotFound:
        raise click.UsageError(
            f"{form} 没有（或不只一个）代码为 {field} 的项；表格、分栏里的写作 main.family.name。"
        ) from None
    for line in found:
        click.echo(line)
    click.echo(f"“{label}”有{len(found)}处在用。" if found else f"“{label}”没有别处在用。")
