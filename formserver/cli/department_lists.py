"""`formserver register import`: a department's list checked and taken over at once."""

from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from formserver.cli import counties
from formserver.clock import today
from formserver.extensions import db
from formserver.services.departments import lists, loading
from formserver.services.departments.lists import Given
from formserver.services.departments.workbooks import faults
from formserver.services.person import operator
from formserver.store import department_lists, users
from formserver.store.department_lists import ListRow
from formserver.store.departments import SOURCES


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--county", required=True, help="县（区）的区划代码。")
@click.option("--source", required=True, type=click.Choice(list(SOURCES)), help="哪一份名单。")
@click.option("--date", "listed_on", default="", help="名单是哪一天的，例如 2025-01-08；不写就是今天。")
@click.option("--leave-bad", is_flag=True, help="有问题的行不导入，导入其余的行。")
@click.option("--check-only", is_flag=True, help="只核对，不导入。")
@with_appcontext
def import_list(file: Path, county: str, source: str, listed_on: str, leave_bad: bool, check_only: bool) -> None:
    """马上导入部门名单 FILE（.xlsx 或 CSV），不经过后台程序。列按表头认，或照同一来源上次选定的。

    有问题的行逐行列出；有一行有问题就一行也不导入，除非写明 --leave-bad。
    """
    person = operator(counties.known(county), users.operator().id)
    db.session.commit()
    given = Given(source, listed_on or today().isoformat())
    list_id = lists.bring(person, given, file.name, file.read_bytes())
    if department_lists.get(county, list_id).state == department_lists.TAKEN:
        click.echo("这份文件已经导入过，没有改动。")
        return
    counts = loading.check(person, list_id)
    bad = department_lists.rows(department_lists.get(county, list_id), (department_lists.BAD,))
    _tell(bad)
    told = (f"{words} {counts[code]} 行" for code, words in lists.OUTCOMES.items() if code in counts)
    click.echo(f"核对：{'，'.join(told)}。")
    if check_only:
        return
    if bad and not leave_bad:
        raise click.ClickException(f"有 {len(bad)} 行有问题，没有导入。改好以后再导入，或加上 --leave-bad。")
    click.echo(f"已导入 {loading.take(person, list_id)} 行。")


def _tell(bad: Sequence[ListRow]) -> None:
    for row in bad:
        click.echo(f"第 {row.number} 行：{'；'.join(map(str, faults(row)))}", err=True)
