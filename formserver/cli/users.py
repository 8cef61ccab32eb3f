"""`formserver users`: accounts from the command line, for the first administrator and for emergencies."""

import os
from typing import Final

import click
from flask.cli import with_appcontext

from formserver.services import accounts
from formserver.services.rights import ROLE_LABELS

_PASSWORD: Final = "FORMSERVER_NEW_PASSWORD"
_ROLES: Final = "，".join(f"{role} {label}" for role, label in sorted(ROLE_LABELS.items()))


@click.group(no_args_is_help=True)
def users() -> None:
    """用户账号。"""


@users.command()
@click.option("--user-name", prompt="用户名", help="登录用的名字，2 到 32 个字。")
@click.option("--full-name", prompt="姓名", help="页面和打印件上显示的姓名。")
@click.option("--unit", default="", help="单位。")
@click.option("--role", type=click.Choice(sorted(ROLE_LABELS)), help=f"角色，与 --region 一起给：{_ROLES}。")
@click.option("--region", help="行政区划代码（6、9 或 12 位数字）。")
@with_appcontext
def add(user_name: str, full_name: str, unit: str, role: str | None, region: str | None) -> None:
    """新建账号。口令不写在命令里：按提示输入，或放在环境变量 FORMSERVER_NEW_PASSWORD。"""
    if (role is None) != (region is None):
        raise click.UsageError("--role 和 --region 要一起给。")
    password = os.environ.get(_PASSWORD) or click.prompt("口令", hide_input=True, confirmation_prompt="再输一遍口令")
    accounts.add_user(user_name=user_name, full_name=full_name, password=password, unit=unit, role=role, region=region)
    place = f"，{ROLE_LABELS[role]}（{region}）" if role else ""
    click.echo(f"已新建账号 {user_name}{place}。")
