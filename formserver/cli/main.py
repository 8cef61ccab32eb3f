"""The group of all commands: loads the application when a command needs it, tells failures in one line."""

import sqlite3
import sys
import traceback
from typing import Any, NoReturn

import click
from flask.cli import ScriptInfo
from sqlalchemy.exc import DBAPIError

from formserver import __version__
from formserver.cli.bench import bench
from formserver.cli.check import check
from formserver.cli.chinese import reason_of
from formserver.cli.db import db
from formserver.cli.demo import demo
from formserver.cli.forms import forms
from formserver.cli.jobs import jobs
from formserver.cli.pdf import pdf
from formserver.cli.records import records
from formserver.cli.regions import regions
from formserver.cli.register import register
from formserver.cli.serve import serve
from formserver.cli.upkeep import daily, verify
from formserver.cli.users import users
from formserver.cli.validate import validate
from formserver.cli.visits import visits
from formserver.errors import FormserverError

# By name: the application stands above the commands and is only loaded by those that need it.
_APPLICATION = "formserver.app:create_app"


class Commands(click.Group):
    """A group whose commands never show a traceback: a failure is one line and exit code 1."""

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        try:
            # Without standalone mode an early end is given back as its exit code, not raised.
            ended = super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.Exit as end:
            sys.exit(end.exit_code)
        except click.exceptions.NoArgsIsHelpError as alone:
            click.echo(alone.ctx.get_help())
            sys.exit(0)
        except click.UsageError as error:
            error.show()
            sys.exit(error.exit_code)
        except (click.ClickException, FormserverError) as error:
            click.echo(f"错误：{error}", err=True)
        except click.Abort:
            click.echo("已取消。", err=True)
        except Exception as error:
            click.echo(f"错误：{_told(error)}", err=True)
        else:
            sys.exit(ended if isinstance(ended, int) else 0)
        sys.exit(1)


def _told(error: Exception) -> str:
    """What failed, in one sentence. The text of a failure may quote somebody's data: only that of one of the machine
    (a file, an address) is told, otherwise its kind and its place."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"不能读写 {error.filename}（{reason_of(error)}）。请检查文件夹和权限。"
    cause = error.orig if isinstance(error, DBAPIError) and error.statement is None else error
    if isinstance(cause, sqlite3.DatabaseError):
        return f"数据库文件打不开（{cause}）。请检查 FORMSERVER_DATABASE_URL 指的文件是否完好，必要时从备份恢复。"
    if cause is not error:
        reason = str(cause).strip().partition("\n")[0]
        return f"连不上数据库（{reason}）。请检查 FORMSERVER_DATABASE_URL，看数据库是否已启动，账号、口令、库名对不对。"
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"命令没有完成（{type(error).__name__}，{place.name} 第 {place.lineno} 行）。"


@click.group(cls=Commands, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="formserver %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """老年人探访关爱服务系统：登记、探访、审核、统计、打印。

    设置从环境变量读取（FORMSERVER_ENV 等）。
    """
    if not isinstance(context.obj, ScriptInfo):
        context.obj = ScriptInfo(app_import_path=_APPLICATION, set_debug_flag=False)


_OF_DATA = (forms, validate, pdf, jobs, records, register, visits)
for command in (serve, db, regions, users, check, *_OF_DATA, verify, daily, demo, bench):
    main.add_command(command)
