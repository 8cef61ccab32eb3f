"""`formserver regions`: bring in a county with its townships and villages."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from formserver.regions.tree import RegionsRejected
from formserver.services import places


@click.group(no_args_is_help=True)
def regions() -> None:
    """行政区划。"""


@regions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def bring_in(file: Path) -> None:
    """装入一个县（区）的乡镇和村：CSV 文件，UTF-8，列 code（6、9、12 位数字）和 name。再次装入只更新名称。"""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            tree = places.bring_in(lines)
    except UnicodeDecodeError:
        raise RegionsRejected("文件 %(file)s：不是 UTF-8 文本。", file=file.name) from None
    names = "、".join(county.name for county in tree.counties())
    click.echo(f"已装入 {len(tree)} 个行政区划：{names}。")
