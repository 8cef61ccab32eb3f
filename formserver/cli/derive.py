"""`formserver forms derive`: a county's own form out of an upper one."""

import click
from flask.cli import with_appcontext

from formserver.services import deriving


@click.command("derive")
@click.argument("upper")
@click.argument("code")
@click.option("--region", required=True, help="县（区）或乡镇的代码（6 位或 9 位），由它管理。")
@with_appcontext
def derive(upper: str, code: str, region: str) -> None:
    """由上级的表 UPPER 派生一张本地的表 CODE。

    例如 forms derive registration/ezhou registration/huarong --region 420703。
    上级锁定的项不能改，其余可以改、可以加；上级有新版本时用 forms merge 合并。
    """
    form = deriving.derive(upper, code, region)
    click.echo(f"已由 {upper} 派生 {form.code} 1.0，由 {form.owner_region} 管理。用 formserver forms adopt 启用。")
